"""The plan over time: the largest share of the target that a horizon allows.

Orders, running lines, habitats and imports are continuous and, scaled by s, linear in each period;
stocks follow exactly. Rows hold at nodes; an executable plan adds rows inside the periods, so that
little is left for the repair, which makes it hold at every moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy import sparse

from optdesign.formulations.blocks import Blocks
from optdesign.formulations.growth.arrays import Arrays
from optdesign.formulations.growth.grid import (
    Grid,
    averaging,
    banded,
    integration,
    lookup,
    lookup_slope,
    partial_integration,
    step_weights,
)
from optdesign.formulations.growth.mission import Mission
from optdesign.network.model import IMPORTABLE, STORABLE

IMPORT_CHECKS = 8
Range = tuple[float, float]


def storable(arrays: Arrays) -> list[int]:
    """Rows of the commodities that are kept in store; imports have a store of their own.

    A name may say where the commodity is, before a colon.
    """
    kinds = [name.rpartition(":")[2] for name in arrays.commodities]
    return [m for m, kind in enumerate(kinds) if kind in STORABLE and kind != "irreducible"]


def importable(arrays: Arrays) -> list[int]:
    """Rows of the commodities that Earth may send."""
    kinds = [name.rpartition(":")[2] for name in arrays.commodities]
    return [m for m, kind in enumerate(kinds) if kind in IMPORTABLE]


def primal_blocks(
    arrays: Arrays,
    mission: Mission,
    grid: Grid,
    *,
    executable: bool = True,
    delivered: Mapping[int, Range] | None = None,
) -> Blocks:
    """Build the program: minimize minus the share of the target reached.

    Parameters
    ----------
    arrays : the network
    mission : target, seed, imports and limits
    grid : nodes in years; its last is the horizon
    executable : False leaves out the rows inside periods: the best estimate, not executable
    delivered : column of an asset: least and largest share of the seed that it may be

    Returns
    -------
    Blocks; groups of variables by name, node after node within each row of a group:
    ``stock``, ``intake`` (K), ``design`` (D), ``run`` (L), ``live`` (H), ``use`` (imports used,
    scaled by the root of s), ``arrive`` (periods), ``import_store``, ``put``, ``take``, ``store``
    """
    blocks = Blocks()
    _groups(blocks, arrays, mission, grid)
    _seed(blocks, arrays, mission, delivered or {})
    _dynamics(blocks, arrays, grid)
    _materials(blocks, arrays, mission, grid)
    _capacity(blocks, arrays, _services(arrays, grid, grid.times), _identity(grid), "node")
    if executable:
        _inside(blocks, arrays, grid)
    _stores(blocks, arrays, grid)
    if mission.imports:
        _imports(blocks, arrays, mission, grid)
    for position, limit in enumerate(mission.limits):
        _total(blocks, arrays, mission, grid, position, limit)
    reached = np.kron(arrays.persons * mission.seed / mission.target, nodal_weights(grid))
    blocks.minimize({"live": -reached})
    return blocks


def nodal_weights(grid: Grid) -> Any:
    """Weights of nodal values in the integral of s f over the horizon, (nodes,)."""
    left, right = integration(grid)
    return np.concatenate([left, [0.0]]) + np.concatenate([[0.0], right])


def import_scale(grid: Grid) -> Any:
    """Between the scale of stocks and that of imports, for the sake of the solver, (nodes,)."""
    return np.sqrt(grid.scale)


def _identity(grid: Grid) -> Any:
    return sparse.identity(grid.periods + 1, format="csr")


def _groups(blocks: Blocks, arrays: Arrays, mission: Mission, grid: Grid) -> None:
    nodes = grid.periods + 1
    stocks, lines = len(arrays.stocks), len(arrays.lines)
    blocks.variables("seed", lines + len(arrays.designs))
    blocks.variables("stock", stocks * nodes)
    blocks.variables("intake", stocks * nodes)
    blocks.variables("design", len(arrays.designs) * nodes)
    blocks.variables("run", lines * nodes)
    blocks.variables("live", len(arrays.habitats) * nodes)
    count = len(storable(arrays)) * nodes
    for name in ("put", "take", "store"):
        blocks.variables(name, count)
    if mission.imports:
        blocks.variables("use", len(importable(arrays)) * nodes)
        blocks.variables("arrive", grid.periods, upper=mission.import_rate / mission.seed)
        blocks.variables("import_store", nodes)


def _seed(blocks: Blocks, arrays: Arrays, mission: Mission, delivered: Mapping[int, Range]) -> None:
    """Assets delivered work at once; their mass is the seed."""
    first = sparse.csr_matrix((np.ones(1), ([0], [0])), shape=(1, blocks_nodes(blocks, arrays)))
    # A stock at order time zero stands for exp(decay lag) of itself in service.
    ahead = np.exp(-arrays.decay * arrays.lag)
    blocks.rows(
        "seed_stock",
        {
            "stock": sparse.kron(sparse.identity(len(arrays.stocks)), first),
            "seed": -sparse.csr_matrix(ahead[:, None] * arrays.intake),
        },
        low=0.0,
        high=0.0,
    )
    builds = arrays.intake.shape[1]
    blocks.rows("seed_mass", {"seed": np.ones((1, builds))}, high=1.0)
    most = arrays.most_seed(mission.seed)
    limited = [k for k in range(builds) if k in delivered or most[k] < 1]
    if limited:
        ranges = [delivered.get(k, (0.0, float(most[k]))) for k in limited]
        blocks.rows(
            "seed_part",
            {"seed": sparse.identity(builds, format="csr")[limited]},
            low=np.array([low for low, _ in ranges]),
            high=np.array([high for _, high in ranges]),
        )


def blocks_nodes(blocks: Blocks, arrays: Arrays) -> int:
    """Nodes of the grid a model was made for."""
    return blocks.count("stock") // len(arrays.stocks)


def _dynamics(blocks: Blocks, arrays: Arrays, grid: Grid) -> None:
    """Exact steps of every stock, and what enters it."""
    by_stock, by_intake = [], []
    for decay in arrays.decay:
        keep, left, right = step_weights(float(decay), grid)
        by_stock.append(banded(-keep, np.ones(grid.periods)))
        by_intake.append(banded(-left, -right))
    terms = {"stock": sparse.block_diag(by_stock), "intake": sparse.block_diag(by_intake)}
    blocks.rows("step", terms, low=0.0, high=0.0)
    lines = len(arrays.lines)
    identity = _identity(grid)
    power = arrays.order_intake[lines:, lines:]
    rows = sparse.identity(len(arrays.stocks), format="csr")[lines:]
    blocks.rows(
        "power_intake",
        {"intake": sparse.kron(rows, identity), "design": -sparse.kron(power, identity)},
        low=0.0,
        high=0.0,
    )


def _materials(blocks: Blocks, arrays: Arrays, mission: Mission, grid: Grid) -> None:
    """What is made, taken from store or imported covers what is built, used and put in store."""
    identity, lines = _identity(grid), len(arrays.lines)
    stored = sparse.identity(len(arrays.commodities), format="csr")[:, storable(arrays)]
    orders = np.zeros((len(arrays.commodities), len(arrays.stocks)))
    orders[:, :lines] = arrays.bill[:, :lines]
    terms = {
        "run": sparse.kron(arrays.run, identity),
        "intake": -sparse.kron(orders, identity),
        "design": -sparse.kron(arrays.bill[:, lines:], identity),
        "live": -sparse.kron(arrays.needs, identity),
        "put": -sparse.kron(stored, identity),
        "take": sparse.kron(stored, identity),
    }
    if mission.imports:
        sent = sparse.identity(len(arrays.commodities), format="csr")[:, importable(arrays)]
        terms["use"] = sparse.kron(sent, sparse.diags(1.0 / import_scale(grid)))
    blocks.rows("material", terms, low=0.0)


Parts = list[tuple[Any, Any]]
"""Of each stock, what its nodes and its intake's contribute to its service at some times."""


def _capacity(blocks: Blocks, arrays: Arrays, parts: Parts, at: Any, name: str) -> None:
    """Power covers use, and lines run within capacity, at the times of ``parts`` and ``at``."""
    lines, stocks = len(arrays.lines), len(arrays.stocks)
    columns: dict[str, Any] = {
        group: [part[position] for part in parts]
        for position, group in enumerate(("stock", "intake"))
    }
    if stocks > lines:
        supplied = {
            group: sparse.vstack(
                [
                    sparse.hstack([part * counts for part, counts in zip(own, row, strict=True)])
                    for row in arrays.supply
                ]
            )
            for group, own in columns.items()
        }
        supplied["run"] = -sparse.kron(arrays.use, at)
        blocks.rows(f"energy_{name}", supplied, low=0.0)
    rest = sparse.csr_matrix((lines * at.shape[0], (stocks - lines) * at.shape[1]))
    terms = {
        group: sparse.hstack([sparse.block_diag(own[:lines]), rest])
        for group, own in columns.items()
    }
    terms["run"] = -sparse.kron(sparse.identity(lines), at)
    blocks.rows(f"line_{name}", terms, low=0.0)


def _services(arrays: Arrays, grid: Grid, times: Any) -> Parts:
    """Services at some times."""
    found = [lookup(grid, times, decay=stock.decay, lag=stock.lag) for stock in arrays.stocks]
    return [(part.by_stock, part.by_intake) for part in found]


def _inside(blocks: Blocks, arrays: Arrays, grid: Grid) -> None:
    """Rows at mid-period, and with the tangents from the left, without which starts fail."""
    middle = (grid.times[1:] + grid.times[:-1]) / 2
    at = averaging(grid.periods)
    _capacity(blocks, arrays, _services(arrays, grid, middle), at, "middle")
    half = sparse.diags(grid.lengths / 2)
    slopes = [lookup_slope(grid, decay=stock.decay, lag=stock.lag) for stock in arrays.stocks]
    starts = _services(arrays, grid, grid.times[:-1])
    tangents = [
        (start[0] + half @ slope.by_stock, start[1] + half @ slope.by_intake)
        for start, slope in zip(starts, slopes, strict=True)
    ]
    _capacity(blocks, arrays, tangents, at, "start")


def _stores(blocks: Blocks, arrays: Arrays, grid: Grid) -> None:
    """Only what lay in store when a period began is taken in it, so no store runs dry inside."""
    left, right = integration(grid, growth=False)
    change = banded(left, right)
    growth = np.exp(grid.rates * grid.lengths)
    step = banded(-np.ones(grid.periods), growth)
    kinds = sparse.identity(len(storable(arrays)))
    terms = {
        "store": sparse.kron(kinds, step),
        "put": -sparse.kron(kinds, change),
        "take": sparse.kron(kinds, change),
    }
    blocks.rows("store_step", terms, low=0.0, high=0.0)
    now = banded(np.ones(grid.periods))
    terms = {"store": sparse.kron(kinds, now), "take": -sparse.kron(kinds, change)}
    blocks.rows("store_enough", terms, low=0.0)
    first = sparse.csr_matrix((np.ones(1), ([0], [0])), shape=(1, grid.periods + 1))
    blocks.rows("store_empty", {"store": sparse.kron(kinds, first)}, low=0.0, high=0.0)


def _imports(blocks: Blocks, arrays: Arrays, mission: Mission, grid: Grid) -> None:
    """The store of imports, in seeds: never empty at eighths of a period."""
    kinds = np.ones((1, len(importable(arrays))))
    scale = sparse.diags(1.0 / import_scale(grid))
    start = sparse.diags(grid.scale[:-1])
    now = banded(np.ones(grid.periods))
    for part in range(1, IMPORT_CHECKS + 1):
        theta = grid.lengths * part / IMPORT_CHECKS
        used = start @ banded(*partial_integration(grid, theta)) @ scale
        terms = {
            "import_store": now,
            "arrive": sparse.diags(theta),
            "use": -sparse.kron(kinds, used),
        }
        if part < IMPORT_CHECKS:
            blocks.rows(f"import_left_{part}", terms, low=0.0)
        else:
            then = banded(np.ones(grid.periods), first=1)
            terms["import_store"] = now - then
            blocks.rows("import_step", terms, low=0.0, high=0.0)
    first_node = sparse.csr_matrix((np.ones(1), ([0], [0])), shape=(1, grid.periods + 1))
    blocks.rows("import_empty", {"import_store": first_node}, low=0.0, high=0.0)
    total_row = sparse.csr_matrix(grid.lengths[None, :])
    blocks.rows("import_total", {"arrive": total_row}, high=mission.import_total / mission.seed)


def _total(
    blocks: Blocks, arrays: Arrays, mission: Mission, grid: Grid, position: int, limit: Any
) -> None:
    """One limit over the whole bootstrap, relative to its bound."""
    weights, lines = nodal_weights(grid), len(arrays.lines)
    unit = limit.unit(mission.seed)
    orders = np.zeros(len(arrays.stocks))
    orders[:lines] = limit.lines
    designs = limit.build(arrays)[lines:]
    terms = {
        "intake": unit * np.kron(orders, weights)[None, :],
        "design": unit * np.kron(designs, weights)[None, :],
        "run": unit * np.kron(limit.run, weights)[None, :],
    }
    blocks.rows(f"total_{position}", terms, high=limit.left(mission.seed))
