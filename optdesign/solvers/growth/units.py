"""Whole units in the seed: the plan with as many reactors as can be sent, not parts of them.

On one grid and with the designs at hand the share reached is a concave function of the numbers of
units, so for one kind the best is next to the relaxed number; several kinds are branched on. The
bound stays that of the relaxation, and what is lost is known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optdesign.errors import SolveError
from optdesign.formulations.growth.arrays import Arrays
from optdesign.formulations.growth.grid import Grid
from optdesign.formulations.growth.mission import Mission
from optdesign.formulations.growth.primal import Range
from optdesign.solvers.growth.programs import Plan, solve_plan
from optdesign.solvers.growth.restricted import executed
from optdesign.solvers.growth.search import State
from optdesign.solvers.growth.slow_down import Execution

WHOLE = 1e-6
MOST_PROGRAMS = 40
_BETTER = 1e-9

Counts = dict[int, tuple[int, int]]
"""column of a kind of unit: least and largest number"""


@dataclass(frozen=True)
class Node:
    """Bounds on the numbers of units, and the best plan within them."""

    bounds: Counts
    plan: Plan


def whole_units(state: State) -> tuple[State, State]:
    """The state with an executable plan of whole units only, and that with parts of units.

    The latter's plan is looked for as carefully, so that their difference is what integers cost.

    Parameters
    ----------
    state : the end of a search, with an executable plan

    Raises
    ------
    SolveError
        if no number of units that was tried reaches the target near the horizon of the search.
    """
    assert state.execution is not None
    plan = state.execution.plan
    if is_whole(plan):
        return state, state
    best = best_whole(state, plan)
    given = shares(plan.arrays, state.mission, numbers(best))
    lost = math.log(max(plan.reached, 1e-30) / max(best.reached, 1e-30)) / state.slope
    grid = plan.grid.rescaled(plan.grid.horizon + lost)
    execution = _executed(state, grid, given)
    if execution.finish is None:
        raise SolveError("whole units | must leave a plan, got none | allow a larger seed")
    relaxed = _executed(state, plan.grid, {})
    free = state
    if relaxed.finish is not None and relaxed.finish < state.upper:
        free = replace(state, execution=relaxed)
    return replace(state, execution=execution), free


def _executed(state: State, grid: Grid, given: dict[int, Range]) -> Execution:
    assert state.execution is not None
    arrays = state.execution.plan.arrays
    return executed(arrays, state.mission, grid, state.slope, state.options.check, delivered=given)


def unit_columns(arrays: Arrays) -> list[int]:
    """Columns of what comes in whole units."""
    return [k for k, buildable in enumerate(arrays.buildable) if not buildable]


def unit_counts(plan: Plan) -> NDArray[np.float64]:
    """Units of each kind in the seed of a plan."""
    columns = unit_columns(plan.arrays)
    lines = len(plan.arrays.lines)
    masses = np.array([plan.arrays.designs[k - lines].unit_mass for k in columns])
    return np.asarray(plan.seed[columns] * plan.mission.seed / masses)


def is_whole(plan: Plan) -> bool:
    """Whether the seed of a plan holds no part of a unit."""
    found = unit_counts(plan)
    return bool((np.abs(found - np.round(found)) <= WHOLE).all())


def numbers(plan: Plan) -> Counts:
    """The nearest whole numbers as bounds."""
    nearest = [round(float(count)) for count in unit_counts(plan)]
    return {k: (n, n) for k, n in zip(unit_columns(plan.arrays), nearest, strict=True)}


def shares(arrays: Arrays, mission: Mission, bounds: Counts) -> dict[int, Range]:
    """Numbers of units as shares of the seed."""
    masses = {k: arrays.designs[k - len(arrays.lines)].unit_mass / mission.seed for k in bounds}
    return {k: (low * masses[k], high * masses[k]) for k, (low, high) in bounds.items()}


def best_whole(state: State, relaxed: Plan) -> Plan:
    """The plan that reaches most with whole units, on the grid of a relaxed one, by branching."""
    arrays, mission = relaxed.arrays, state.mission
    most = arrays.most_seed(mission.seed)
    bounds = {}
    for column in unit_columns(arrays):
        mass = arrays.designs[column - len(arrays.lines)].unit_mass
        bounds[column] = (0, round(float(most[column]) * mission.seed / mass))
    waiting, best = [Node(bounds, relaxed)], None
    solved = 0
    while waiting and (best is None or solved < MOST_PROGRAMS):
        waiting.sort(key=lambda node: node.plan.reached)
        node = waiting.pop()
        if best is not None and node.plan.reached <= best.reached * (1 + _BETTER):
            break
        if is_whole(node.plan):
            best = node.plan
            continue
        for child in _branches(node):
            # More than the seed can carry leaves nothing to solve.
            given = shares(arrays, mission, child)
            if sum(low for low, _ in given.values()) <= 1:
                state.options.check()
                state.programs += 1
                solved += 1
                plan = solve_plan(arrays, mission, relaxed.grid, delivered=given)
                waiting.append(Node(child, plan))
    assert best is not None
    return best


def _branches(node: Node) -> list[Counts]:
    """Fewer and more of the kind that is furthest from a whole number."""
    found = unit_counts(node.plan)
    row = int(np.abs(found - np.round(found)).argmax())
    column, below = unit_columns(node.plan.arrays)[row], math.floor(found[row])
    low, high = node.bounds[column]
    fewer = node.bounds | {column: (low, min(below, high))}
    more = node.bounds | {column: (max(below + 1, low), high)}
    return [branch for branch in (fewer, more) if branch[column][0] <= branch[column][1]]
