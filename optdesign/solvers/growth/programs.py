"""Solving the plan and its prices on one grid; answers as arrays, cleaned of solver tolerances."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.formulations.blocks import LinearForm
from optdesign.formulations.growth.arrays import Arrays
from optdesign.formulations.growth.dual import dual_blocks
from optdesign.formulations.growth.grid import Grid, step_weights
from optdesign.formulations.growth.mission import Mission
from optdesign.formulations.growth.primal import (
    Range,
    import_scale,
    importable,
    nodal_weights,
    primal_blocks,
    storable,
)
from optdesign.solvers.growth.attempts import IPX, SIMPLEX, solve_program
from optdesign.solvers.linear import LinearAnswer

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Plan:
    """What to do when, times s, at nodes: arrays (.., periods + 1); masses in seeds."""

    arrays: Arrays
    mission: Mission
    grid: Grid
    seed: Floats
    """(L + D,), mass of each asset delivered at the start"""
    stock: Floats
    intake: Floats
    design: Floats
    run: Floats
    live: Floats
    imported: Floats
    put: Floats
    take: Floats
    arrive: Floats
    """(periods,), imports arriving a year, not times s"""
    reached: float
    """share of the target on this grid"""

    @property
    def mass(self) -> Floats:
        """Total mass of plant ordered and alive, times s, (nodes,); power by its intake."""
        return np.asarray(self.stock[: len(self.arrays.lines)].sum(axis=0))


@dataclass(frozen=True)
class Prices:
    """Prices times s at nodes, arrays (.., periods + 1), and the value they give the whole."""

    arrays: Arrays
    mission: Mission
    grid: Grid
    price: Floats
    energy: Floats
    rent: Floats
    worth: Floats
    limit_value: Floats
    value: float


_PLAN_ATTEMPTS: tuple[dict[str, Any], ...] = (
    # Postsolve has lost the basis of the plan: "optimal", yet rows broken by 1e-5 and more.
    IPX | {"presolve": "off"},
    IPX,
    # Where imports set the pace it comes near, but never to the last digits.
    IPX
    | {
        "presolve": "off",
        "run_crossover": "off",
        "ipm_optimality_tolerance": 1e-6,
        "primal_feasibility_tolerance": 1e-7,
        "dual_feasibility_tolerance": 1e-7,
    },
    SIMPLEX,
)
_PRICE_ATTEMPTS: tuple[dict[str, Any], ...] = (IPX, SIMPLEX)
# Prices are made to hold by their repair, plans are executed as they are.
_PRICE_GOOD = 1e-6
NOISE = 1e-9
"""Share of its largest value below which a line does not run: what a tolerance leaves."""


def solve_plan(
    arrays: Arrays,
    mission: Mission,
    grid: Grid,
    *,
    executable: bool = True,
    delivered: Mapping[int, Range] | None = None,
    deadline: float = math.inf,
) -> Plan:
    """The plan that reaches most of the target within the grid's horizon.

    ``delivered`` bounds the shares of the seed of some assets, by column.
    """
    form, answer = solve_program(
        primal_blocks(arrays, mission, grid, executable=executable, delivered=delivered),
        "the plan",
        _PLAN_ATTEMPTS,
        deadline=deadline,
    )
    nodes, periods = grid.periods + 1, grid.periods

    def group(name: str, columns: int = nodes) -> Floats:
        return np.maximum(_group(form, answer, name, columns), 0.0)

    seed = group("seed", 1)[:, 0] if len(arrays.intake) else np.zeros(0)
    builds = arrays.intake.shape[1]
    seed = np.resize(seed, builds) if len(seed) == builds else np.zeros(builds)
    seed = _bounded_seed(seed, arrays.most_seed(mission.seed), delivered or {})
    design = _padded(group("design"), len(arrays.designs), nodes)
    intake = _padded(group("intake"), len(arrays.stocks), nodes)
    lines = len(arrays.lines)
    intake[lines:] = arrays.intake[lines:, lines:] @ design
    stock = integrate(arrays, grid, seed, intake)
    live = _padded(group("live"), len(arrays.habitats), nodes)
    imports = len(importable(arrays)) if mission.imports else 0
    imported = (
        _padded(group("use"), imports, nodes) / import_scale(grid) if imports else _none(nodes)
    )
    kinds = len(storable(arrays))
    reached = mission.seed / mission.target * float(arrays.persons @ (live @ nodal_weights(grid)))
    return Plan(
        arrays,
        mission,
        grid,
        seed,
        stock,
        intake,
        design,
        _silenced(_padded(group("run"), lines, nodes)),
        live,
        imported,
        _padded(group("put"), kinds, nodes),
        _padded(group("take"), kinds, nodes),
        group("arrive", periods)[0] if mission.imports else np.zeros(periods),
        reached,
    )


def _silenced(run: Floats) -> Floats:
    return np.where(run > NOISE * run.max(axis=1, initial=0.0, keepdims=True), run, 0.0)


def _bounded_seed(seed: Floats, most: Floats, delivered: Mapping[int, Range]) -> Floats:
    """A seed inside its bounds to the last digit; the rest makes room."""
    held = np.zeros(len(seed), dtype=bool)
    held[list(delivered)] = True
    seed = np.minimum(seed, most)
    for column, (low, high) in delivered.items():
        seed[column] = min(max(seed[column], low), high)
    rest = max(float(seed[~held].sum()), 1e-300)
    room = max(1.0 - float(seed[held].sum()), 0.0)
    return np.asarray(np.where(held, seed, seed * min(room / rest, 1.0)))


def solve_prices(
    arrays: Arrays,
    mission: Mission,
    grid: Grid,
    *,
    easing: float = 0.0,
    deadline: float = math.inf,
) -> Prices:
    """The prices that give seed, imports and limits the least value on the grid's horizon."""
    model = dual_blocks(arrays, mission, grid, easing=easing)
    form, answer = solve_program(
        model, "the prices", _PRICE_ATTEMPTS, _PRICE_GOOD, deadline=deadline
    )
    nodes = grid.periods + 1

    def group(name: str, rows: int, columns: int = nodes) -> Floats:
        return _padded(np.maximum(_group(form, answer, name, columns), 0.0), rows, columns)

    price = falling(arrays, grid, group("price", len(arrays.commodities)))
    energy = group("energy", len(arrays.use)) if arrays.designs else np.zeros((3, nodes))
    limit_value = group("limit_value", len(mission.limits), 1)[:, 0]
    rent = line_rents(arrays, mission, grid, price, energy, limit_value)
    worth = integrate_worth(arrays, grid, energy, rent)
    return Prices(arrays, mission, grid, price, energy, rent, worth, limit_value, answer.objective)


def integrate(arrays: Arrays, grid: Grid, seed: Floats, intake: Floats) -> Floats:
    """Stocks at nodes from what is delivered and ordered, exactly, (K, nodes)."""
    stock = np.zeros_like(intake)
    stock[:, 0] = np.exp(-arrays.decay * arrays.lag) * (arrays.intake @ seed)
    for k, decay in enumerate(arrays.decay):
        keep, left, right = step_weights(float(decay), grid)
        gain = left * intake[k, :-1] + right * intake[k, 1:]
        for n in range(grid.periods):
            stock[k, n + 1] = keep[n] * stock[k, n] + gain[n]
    return stock


def integrate_worth(arrays: Arrays, grid: Grid, energy: Floats, rent: Floats) -> Floats:
    """Worth of a unit of each stock in service at nodes, from what it earns, exactly."""
    backward = grid.reversed_grid()
    income = income_of(arrays, energy, rent)[:, ::-1]
    worth = np.zeros_like(income)
    for k, decay in enumerate(arrays.decay):
        keep, left, right = step_weights(float(decay), backward)
        gain = left * income[k, :-1] + right * income[k, 1:]
        for n in range(grid.periods):
            worth[k, n + 1] = keep[n] * worth[k, n] + gain[n]
    return worth[:, ::-1]


def income_of(arrays: Arrays, energy: Floats, rent: Floats) -> Floats:
    """What a unit of each stock earns at nodes, times s, (K, nodes)."""
    income = arrays.supply.T @ energy
    income[: len(arrays.lines)] += rent
    return np.asarray(income)


def line_rents(
    arrays: Arrays,
    mission: Mission,
    grid: Grid,
    price: Floats,
    energy: Floats,
    limit_value: Floats,
) -> Floats:
    """What a running line makes less what it uses, at least nothing, (L, nodes)."""
    earned = arrays.run.T @ price - arrays.use.T @ energy
    for value, limit in zip(limit_value, mission.limits, strict=True):
        earned -= value * np.outer(limit.unit(mission.seed) * limit.run, grid.tangent)
    return np.asarray(np.maximum(earned, 0.0))


def falling(arrays: Arrays, grid: Grid, price: Floats) -> Floats:
    """Prices of what can be stored, raised where the solver's tolerance lets them rise."""
    kept = storable(arrays)
    for n in range(grid.periods - 1, -1, -1):
        least = price[kept, n + 1] / (1 + grid.rates[n] * grid.lengths[n])
        price[kept, n] = np.maximum(price[kept, n], least)
    return price


def _group(form: LinearForm, answer: LinearAnswer, name: str, columns: int) -> Floats:
    """Values of a group, (rows, columns); variables in no row are zero."""
    prefix = f"{name}["
    found = {
        int(key[len(prefix) : -1]): position
        for key, position in form.columns.items()
        if key.startswith(prefix)
    }
    if not found:
        return np.zeros((0, columns))
    rows = max(found) // columns + 1
    values = np.zeros(rows * columns)
    values[list(found)] = answer.values[list(found.values())]
    return values.reshape(rows, columns)


def _padded(values: Floats, rows: int, columns: int) -> Floats:
    full = np.zeros((rows, columns))
    full[: len(values)] = values[:rows]
    return full


def _none(nodes: int) -> Floats:
    return np.zeros((0, nodes))
