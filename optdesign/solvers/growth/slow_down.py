"""Making a plan executable at every moment: where it asks too much, its clock is slowed down.

Where demand exceeds supply by the factor r(t) >= 1 the plan takes r dt for dt. Executed with all
controls times m/r, m = exp(-d_max (delay so far)), every capacity suffices: an asset of age a + x
serves at least exp(-d_max x) of what it served at age a. The other balances are homogeneous in the
controls and hold unchanged, as do stores, imports and limits, since m never rises.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optdesign.formulations.growth.grid import integration, partial_integration
from optdesign.solvers.growth.between import (
    PARTS,
    Ends,
    fine_edges,
    linear_ends,
    service_bounds,
)
from optdesign.solvers.growth.programs import Plan

Floats = NDArray[np.float64]

IMPORT_CHECKS = 64
"""Moments of each period at which imports are looked at."""
IMPORT_MARGIN = 0.02
_GAUSS, _WEIGHTS = np.polynomial.legendre.leggauss(4)


@dataclass(frozen=True)
class Execution:
    """A plan with its clock: fine intervals of plan time, each slowed by ``slowdown``.

    ``edges`` (intervals + 1,) in plan time and ``clock`` the same in real time, [year]. The plan
    ends at ``finish`` (real time) if it reaches the target, ``reached`` is its share in all.
    """

    plan: Plan
    edges: Floats
    slowdown: Floats
    clock: Floats
    reached: float
    finish: float | None

    @property
    def fading(self) -> float:
        """d_max, [1/year]."""
        return float(self.plan.arrays.decay.max())


def slow_down(plan: Plan, parts: int = PARTS) -> Execution:
    """The executable form of a plan."""
    edges = fine_edges(plan.grid, np.unique(plan.arrays.lag), parts)
    slowdown = np.maximum(excess_demand(plan, edges), 1.0)
    lengths = np.diff(edges)
    slowdown[0] += import_wait(plan) / lengths[0]
    slowdown[0] = max(slowdown[0], import_pace(plan, float(edges[1])))
    clock = np.concatenate([[0.0], np.cumsum(lengths * slowdown)])
    execution = Execution(plan, edges, slowdown, clock, 0.0, None)
    housed = np.cumsum(_housed(execution))
    reached = float(housed[-1])
    finish = None
    if reached >= 1.0:
        finish = _finish(execution, housed)
    return Execution(plan, edges, slowdown, clock, reached, finish)


def import_wait(plan: Plan) -> float:
    """Years to wait at the start so that no import is used before it is there.

    The program looks at a few moments of each period only.
    """
    grid, rate = plan.grid, plan.mission.import_rate / plan.mission.seed
    if not len(plan.imported) or rate <= 0:
        return 0.0
    flow = plan.imported.sum(axis=0)
    left, right = integration(grid)
    before = np.concatenate([[0.0], np.cumsum(left * flow[:-1] + right * flow[1:])])[:-1]
    total = plan.mission.import_total / plan.mission.seed
    longest = 0.0
    for part in range(1, IMPORT_CHECKS + 1):
        theta = grid.lengths * part / IMPORT_CHECKS
        left, right = partial_integration(grid, theta)
        used = before + grid.scale[:-1] * (left * flow[:-1] + right * flow[1:])
        arrived = rate * (grid.times[:-1] + theta)
        late = np.where(arrived < total, used - arrived, 0.0)
        longest = max(longest, float(late.max()) / rate)
    return longest * (1 + IMPORT_MARGIN)


def import_pace(plan: Plan, end: float) -> float:
    """Slowdown of the first interval, [1], with which imports are never used before they come.

    All of `import_wait` is over at its end; until then imports used grow with the same clock.
    """
    grid, rate = plan.grid, plan.mission.import_rate / plan.mission.seed
    if not len(plan.imported) or rate <= 0:
        return 1.0
    flow = plan.imported.sum(axis=0)[:2]
    largest = float(flow[0])
    for part in range(1, IMPORT_CHECKS + 1):
        theta = grid.lengths * (end / grid.lengths[0] * part / IMPORT_CHECKS)
        left, right = partial_integration(grid, theta)
        largest = max(largest, float((left[0] * flow[0] + right[0] * flow[1]) / theta[0]))
    excess = largest * float(grid.scale[0]) / rate - 1.0
    return 1.0 + max(excess, 0.0) * (1 + IMPORT_MARGIN)


def excess_demand(plan: Plan, edges: Floats) -> Floats:
    """Largest ratio of demand to supply on each fine interval, over power and lines."""
    arrays, grid = plan.arrays, plan.grid
    services = [
        service_bounds(grid, plan.stock[k], plan.intake[k], edges, decay=stock.decay, lag=stock.lag)
        for k, stock in enumerate(arrays.stocks)
    ]
    low_left = np.array([low.left for low, _ in services])
    low_right = np.array([low.right for low, _ in services])
    lines = len(arrays.lines)
    running = linear_ends(grid, plan.run, edges)
    # What is far below a solver's tolerance is no demand but noise.
    floor = 1e-9 * np.maximum(plan.run.max(axis=1, initial=0.0), 1e-300)[:, None]
    running = Ends(
        np.where(running.left > floor, running.left, 0.0),
        np.where(running.right > floor, running.right, 0.0),
    )
    ratios = [running.largest_ratio(Ends(low_left[:lines], low_right[:lines]))]
    if arrays.designs:
        demand = Ends(arrays.use @ running.left, arrays.use @ running.right)
        supply = Ends(arrays.supply @ low_left, arrays.supply @ low_right)
        ratios.append(demand.largest_ratio(supply))
    return np.asarray(np.concatenate(ratios).max(axis=0))


def _density(execution: Execution, interval: int | slice, share: Floats) -> Floats:
    """Share of the target built per plan time inside intervals, times the fading m."""
    plan, edges = execution.plan, execution.edges
    left, right = edges[:-1][interval], edges[1:][interval]
    times = left[..., None] + (right - left)[..., None] * share
    slow = execution.slowdown[interval]
    delay = (execution.clock[:-1][interval] - left)[..., None]
    delay = delay + (slow - 1)[..., None] * (times - left[..., None])
    mission, arrays = plan.mission, plan.arrays
    persons = arrays.persons @ plan.live * (mission.seed / mission.target)
    flow = plan.grid.values_at(persons, times.ravel()).reshape(times.shape)
    scale = plan.grid.scale_at(times.ravel()).reshape(times.shape)
    # Where nothing can be executed the clock stands still, even if nothing decays.
    awake = np.isfinite(delay)
    fade = np.where(awake, np.exp(-execution.fading * np.where(awake, delay, 0.0)), 0.0)
    return np.asarray(flow * scale * fade)


def _housed(execution: Execution) -> Floats:
    """Share of the target built in each interval."""
    shares = (_GAUSS + 1) / 2
    density = _density(execution, slice(None), shares)
    return np.asarray(np.diff(execution.edges) * (density @ _WEIGHTS) / 2)


def _finish(execution: Execution, housed: Floats) -> float:
    """Real time at which the target is reached."""
    interval = int(np.searchsorted(housed, 1.0))
    before = housed[interval - 1] if interval else 0.0
    length = execution.edges[interval + 1] - execution.edges[interval]

    def built(share: float) -> float:
        shares = share * (_GAUSS + 1) / 2
        density = _density(execution, slice(interval, interval + 1), shares)[0]
        return float(before + share * length * (density @ _WEIGHTS) / 2)

    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if built(middle) < 1.0 else (low, middle)
    return float(execution.clock[interval] + high * length * execution.slowdown[interval])
