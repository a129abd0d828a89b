"""What a whole bootstrap adds up to, whatever its order: the proof that a target is impossible.

A kilogram serves at most its mean life. Power is as good as the best of many random designs in
every material at once, so no real design does better than what is assumed here by more than the
sampling misses.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from optdesign.network.model import CARRIERS, COMMODITIES, IMPORTABLE, PowerDesign
from optdesign.problem import Case
from optdesign.verify.growth.assets import Families, Industry
from optdesign.verify.growth.designs import SAMPLES, habitat_needs, random_designs
from optdesign.verify.growth.limits import read_limits

Floats = NDArray[np.float64]

MOST = 10.0
"""Share of the target beyond which nothing is sought."""
_LARGEST = 1e12
"""Coefficients above this are refused by solvers."""


def reachable_share(case: Case, families: Families, horizon: float) -> float:
    """The most of the target that sums over a horizon [s] allow, at most `MOST`; NaN if unknown."""
    designs = (*_ideal(case, families), *families.units.values())
    industry = Industry(families.lines, designs, ())
    needs = habitat_needs(families.habitats)
    if not len(needs):
        return 0.0
    person = needs.min(axis=0)
    target, seed = case["target.population"], case["seed.mass"]
    unit = float(np.sqrt(seed * person.sum() * target))
    lines, assets = len(industry.lines), len(industry.assets)
    sent = [m for m, name in enumerate(COMMODITIES) if name in IMPORTABLE]
    # Columns: orders, deliveries, running (by mean mass), people as a share, imports.
    served = -np.expm1(-industry.decay * horizon) / industry.decay / horizon
    run = (industry.made - industry.used) * horizon
    material = np.hstack([
        industry.bill, np.zeros_like(industry.bill), -run,
        person[:, None] * target / unit, -np.eye(len(COMMODITIES))[:, sent],
    ])  # fmt: skip
    serve = np.zeros((lines, assets))
    serve[:, :lines] = np.diag(served[:lines])
    power = np.hstack([np.zeros((len(CARRIERS), lines)), industry.power * served[lines:]])
    power, draw = np.cumsum(power, axis=0), np.cumsum(industry.draw, axis=0)
    watt = max(float(power.max(initial=0.0)), 1e-300)
    rest = 1 + len(sent)
    rows = [
        material / np.maximum(np.abs(material).max(axis=1, keepdims=True), 1e-300),
        np.hstack([-serve, -serve, np.eye(lines), np.zeros((lines, rest))]),
        np.hstack([-power, -power, draw, np.zeros((len(CARRIERS), rest))]) / watt,
    ]
    zero = np.zeros(sum(len(row) for row in rows))
    limits, bounds = _bounds(case, industry, (horizon, unit, rest))
    cost = np.zeros(limits.shape[1])
    cost[2 * assets + lines] = -1.0
    highest: list[tuple[float, float | None]] = [(0.0, None)] * len(cost)
    highest[2 * assets + lines] = (0.0, MOST)
    for column, design in enumerate(designs, lines):
        if design.seed_only:
            highest[column] = (0.0, 0.0)
    done = linprog(
        cost,
        A_ub=np.vstack([*rows, limits]),
        b_ub=np.concatenate([zero, bounds]),
        bounds=highest,
        method="highs-ds",
    )
    return -float(done.fun) if done.status == 0 and done.fun is not None else float("nan")


def _bounds(
    case: Case, industry: Industry, sizes: tuple[float, float, int]
) -> tuple[Floats, Floats]:
    """Rows and values of seed, imports and limits, relative to the bound unless that is tiny."""
    horizon, unit, rest = sizes
    lines, assets = len(industry.lines), len(industry.assets)
    nothing, free = np.zeros(assets), np.zeros(lines)
    sent = np.concatenate([[0.0], np.ones(rest - 1)])
    most = min(case["imports.total"], case["imports.rate"] * horizon)
    found = [
        (np.concatenate([nothing, np.ones(assets), free, np.zeros(rest)]), case["seed.mass"]),
        (np.concatenate([nothing, nothing, free, sent]), most),
    ]
    limits = read_limits(case, industry)
    for run, build, bound in zip(limits.run, limits.build, limits.bounds, strict=True):
        whole = bound if bound > 0 else 1.0
        plant = np.full(assets, build * whole)
        row = np.concatenate([plant, plant, run * whole * horizon, np.zeros(rest)])
        found.append((row, float(bound)))
    rows, values = [], []
    for row, bound in found:
        largest = _LARGEST / max(float(row.max()) * unit, 1e-300)
        scale = min(1 / bound if bound > 0 else 1 / unit, largest)
        rows.append(row * unit * scale)
        values.append(bound * scale)
    return np.array(rows), np.array(values)


def _ideal(case: Case, families: Families) -> list[PowerDesign]:
    """One design a family: per watt the least mass and the least of every material of all."""
    random, found = np.random.default_rng(case.settings.seed), []
    for family in families.power.values():
        designs = random_designs(family, random, SAMPLES // len(families.power))
        designs = designs.take(np.flatnonzero(designs.power > 0))
        if not len(designs):
            continue
        specific = designs.specific_power
        best = float(specific.max())
        bill = {name: float((part / specific).min()) * best for name, part in designs.bill.items()}
        power = {family.carrier: best}
        found.append(PowerDesign(family.technology, family.lifetime, family.lag, power, bill))
    return found
