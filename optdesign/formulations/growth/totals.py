"""What a bootstrap adds up to, without time: conditions that every plan meets, whatever its order.

Orders, service and habitats are counted once over the whole horizon. A kilogram ordered serves at
most its mean life, (1 - exp(-decay horizon)) / decay. What is impossible here is impossible at any
pace; what is possible here may still come too late.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from scipy import sparse

from optdesign.formulations.blocks import Blocks
from optdesign.formulations.growth.arrays import Arrays
from optdesign.formulations.growth.mission import Mission
from optdesign.formulations.growth.primal import importable

TARGET, SEED = "target.population", "seed.mass"
RATE, TOTAL = "imports.rate", "imports.total"
_LARGEST = 1e12
"""Coefficient above which a tiny bound is no longer scaled to one: solvers refuse larger ones."""


def totals_blocks(
    arrays: Arrays,
    mission: Mission,
    horizon: float,
    *,
    wanted: str = TARGET,
    dropped: Collection[str] = (),
) -> Blocks:
    """Build the program: minimize minus the share of the target, or how much of one key it takes.

    Parameters
    ----------
    arrays : the network
    mission : target, seed, imports and limits
    horizon : [year], the longest
    wanted : ``target.population``: at most ten times the target is sought; else the key of the
        seed, of the imports or of a limit, of which the least is sought, in `amount_unit`,
        with the whole target reached
    dropped : keys of requirements that need not be kept; a commodity: its balance

    Returns
    -------
    blocks in masses of `mass_unit`; groups ``order``, ``given`` (L + D), ``run`` (L),
    ``live`` (H), ``sent`` (importable) and ``amount`` (1)
    """
    blocks, lines = Blocks(), len(arrays.lines)
    builds, sent = arrays.intake.shape[1], importable(arrays)
    blocks.variables("order", builds)
    blocks.variables("given", builds)
    blocks.variables("run", lines)
    blocks.variables("live", len(arrays.habitats))
    blocks.variables("sent", len(sent))
    blocks.variables("amount", 1)
    kept = [m for m, name in enumerate(arrays.commodities) if name not in dropped]
    picked = sparse.identity(len(arrays.commodities), format="csr")[kept]
    imported = sparse.identity(len(arrays.commodities), format="csr")[:, sent]
    terms = {
        "run": picked @ arrays.run,
        "order": -(picked @ arrays.bill),
        "live": -(picked @ arrays.needs),
        "sent": picked @ imported,
    }
    blocks.rows("material", terms, low=0.0)
    _service(blocks, arrays, horizon)
    share = arrays.persons[None, :] * mass_unit(arrays, mission) / mission.target
    if wanted == TARGET:
        blocks.rows("target", {"live": share, "amount": -np.ones((1, 1))}, low=0.0)
        blocks.rows("enough", {"amount": np.ones((1, 1))}, high=10.0)
    else:
        blocks.rows("target", {"live": share}, low=1.0)
    for key, row, bound, _ in _bounds(arrays, mission, horizon):
        if key == wanted:
            blocks.rows("wanted", row | {"amount": -np.ones((1, 1))}, high=0.0)
        elif key not in dropped:
            blocks.rows(key.replace(".", "_"), row, high=bound)
    blocks.minimize({"amount": np.array([-1.0 if wanted == TARGET else 1.0])})
    return blocks


def _service(blocks: Blocks, arrays: Arrays, horizon: float) -> None:
    """Lines run no more than they serve, and power covers what they use."""
    lines = len(arrays.lines)
    decay = arrays.decay
    served = (-np.expm1(-decay * horizon) / decay)[:, None] * arrays.intake
    run = sparse.identity(lines)
    built = served * arrays.buildable
    terms = {"order": built[:lines], "given": served[:lines], "run": -run}
    blocks.rows("line", terms, low=0.0)
    if arrays.designs:
        terms = {
            "order": arrays.supply @ built,
            "given": arrays.supply @ served,
            "run": -arrays.use,
        }
        blocks.rows("energy", terms, low=0.0)


def mass_unit(arrays: Arrays, mission: Mission) -> float:
    """Between the seed and all habitats, [kg], so that neither is a tiny number."""
    habitats = mission.target / float(arrays.persons.max(initial=1e-300))
    return float(np.sqrt(mission.seed * habitats))


def amount_unit(arrays: Arrays, mission: Mission, horizon: float, key: str) -> float:
    """What one of the amount sought of a key stands for, SI."""
    scales = {name: scale for name, _, _, scale in _bounds(arrays, mission, horizon)}
    return mass_unit(arrays, mission) / scales[key]


def _bounds(
    arrays: Arrays, mission: Mission, horizon: float
) -> list[tuple[str, dict[str, Any], float, float]]:
    """Every upper bound as key, row, value and what both are scaled with.

    The value is one unless that makes coefficients that no solver takes.
    """
    builds, kinds = arrays.intake.shape[1], len(importable(arrays))
    rows: list[tuple[str, dict[str, Any], float]] = [
        (SEED, {"given": np.ones((1, builds))}, mission.seed)
    ]
    if kinds:
        for key, most in ((TOTAL, mission.import_total), (RATE, mission.import_rate * horizon)):
            rows.append((key, {"sent": np.ones((1, kinds))}, most))
    for limit in mission.limits:
        row = {
            "order": limit.build(arrays)[None, :],
            "given": limit.seed * np.ones((1, builds)),
            "run": limit.run[None, :],
        }
        rows.append((limit.key, row, limit.bound))
    unit = mass_unit(arrays, mission)
    found = []
    for key, row, value in rows:
        largest = max(float(part.max(initial=0.0)) for part in row.values())
        most = _LARGEST / largest if largest > 0 else unit
        scale = min(unit / value if value > 0 else unit, most)
        scaled = {group: scale * part for group, part in row.items()}
        found.append((key, scaled, value * scale / unit, scale))
    return found
