"""Best habitat by dense enumeration and local polish, independent of any modelling language.

The feasible region has kinks (power is capped by demand, the shield ends where soil is thick) and
may be a thin shell, so local starts alone are not trusted: a vectorised grid scores the whole
range, its best and least infeasible points are polished, and a shrinking grid repeats the search
without derivatives.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from optdesign.physics.habitat_assessment import HabitatAssumptions, assess

LEVERS = ("radius", "soil_depth", "reflector_radius")
Range = tuple[float, float]
Array = NDArray[np.float64]

# Without these a habitat is dark or overheats, whatever else is asked of it.
_NECESSARY: dict[str, Range] = {"light_ratio": (1.0, math.inf), "cooling_ratio": (1.0, math.inf)}
_GRID = (49, 25, 61)
_TOLERANCES = (0.0, 1e-9)  # the second only where limits leave no interior
_SAME = 1e-9
_STARTS, _APART = 6, 0.15
_STEP = 1e-6


@dataclass(frozen=True, kw_only=True)
class HabitatDesign:
    """Levers in SI and every outcome of the design."""

    radius: float
    soil_depth: float
    reflector_radius: float
    outcomes: dict[str, float]


@dataclass(frozen=True, kw_only=True)
class _Search:
    """One optimization in the unit cube of the levers."""

    assumptions: HabitatAssumptions
    low: Array
    span: Array
    limits: dict[str, Range]
    objective: str
    sign: float
    tolerance: float = 0.0

    def levers(self, point: Array) -> Array:
        return self.low + self.span * point

    def outcomes(self, point: Array) -> dict[str, Any]:
        levers = self.levers(point)
        radius, soil_depth, reflector_radius = (levers[..., axis] for axis in range(3))
        found = assess(radius, soil_depth, reflector_radius, self.assumptions)
        return {**found, **dict(zip(LEVERS, (radius, soil_depth, reflector_radius), strict=True))}

    @cached_property
    def _room(self) -> list[tuple[str, float, float]]:
        """Outcome, limit and size of every finite limit; the size is negative for a highest one."""
        found = []
        for name, ends in self.limits.items():
            sizes = [abs(limit) for limit in ends if math.isfinite(limit) and limit != 0]
            scale = max(sizes, default=1.0)
            found += [
                (name, limit, sign * scale)
                for limit, sign in zip(ends, (1.0, -1.0), strict=True)
                if math.isfinite(limit)
            ]
        return found

    def slacks(self, outcomes: Mapping[str, Any]) -> Array:
        """Relative room to every limit; negative where violated."""
        shape = np.shape(outcomes["light_ratio"])
        rows = np.empty((*shape, len(self._room)))
        for column, (name, limit, scale) in enumerate(self._room):
            rows[..., column] = (outcomes[name] - limit) / scale
        return rows

    def score(self, point: Array) -> tuple[Array, Array]:
        """Objective to minimise and worst slack of many points at once."""
        with np.errstate(all="ignore"):
            outcomes = self.outcomes(point)
            slack = self.slacks(outcomes).min(axis=-1)
            slack = np.where(np.isnan(slack), -math.inf, slack)
            value = self.sign * np.broadcast_to(outcomes[self.objective], slack.shape)
        sound = np.broadcast_to(np.asarray(outcomes["steel_per_person"]) > 0, slack.shape)
        return np.where(sound, value, math.inf), np.where(sound, slack, -math.inf)


def optimize_habitat(
    assumptions: HabitatAssumptions,
    *,
    bounds: Mapping[str, Range],
    limits: Mapping[str, Range],
    objective: str = "energy_per_person",
    sense: Literal["min", "max"] = "min",
) -> HabitatDesign | None:
    """Best habitat over radius, soil depth and reflector radius; ties take the least reflector.

    Parameters
    ----------
    assumptions : what the design takes as given
    bounds : [m], lowest and highest value of each lever; equal values pin it
    limits : lowest and highest value of any outcome in SI, infinite where absent; light and
        cooling are always required
    objective : an outcome or a lever
    sense : ``min`` or ``max``

    Returns
    -------
    HabitatDesign or None
        None if no design meets all limits.
    """
    for tolerance in _TOLERANCES:
        search = _make_search(assumptions, bounds, limits, objective, sense)
        search = replace(search, tolerance=tolerance)
        best = _solve(search, [])
        if best is not None:
            return _describe(search, _least_reflector(search, best))
    return None


def _least_reflector(search: _Search, best: Array) -> Array:
    """Among designs as good as ``best``, that of the least reflector radius."""
    if search.objective == "reflector_radius" or search.span[2] == 0:
        return best
    value = search.sign * float(search.score(best)[0])
    bar = value + search.sign * _SAME * abs(value)
    low, high = search.limits.get(search.objective, (-math.inf, math.inf))
    kept = (low, min(high, bar)) if search.sign > 0 else (max(low, bar), high)
    limits = {**search.limits, search.objective: kept}
    tied = replace(search, limits=limits, objective="reflector_radius", sign=1.0)
    found = _solve(tied, [best])
    return best if found is None else found


def _solve(search: _Search, known: list[Array]) -> Array | None:
    """Best feasible point of the unit cube, from the grid and from points already known."""
    axes = [
        np.linspace(0, 1, count) if span > 0 else np.zeros(1)
        for count, span in zip(_GRID, search.span, strict=True)
    ]
    points = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
    points = np.concatenate([points, _smallest_reflectors(search, axes)])
    best: Array | None = None
    starts = [*known, *_starts(search, points)]
    for found in [*(_polish(search, start) for start in starts), *_zoom(search, starts)]:
        best = _better(search, best, found)
    if best is None:
        return None
    (close,) = _zoom(search, [best])
    return _better(search, best, _polish(search, close))


def _make_search(
    assumptions: HabitatAssumptions,
    bounds: Mapping[str, Range],
    limits: Mapping[str, Range],
    objective: str,
    sense: str,
) -> _Search:
    low = np.array([bounds[lever][0] for lever in LEVERS])
    high = np.array([bounds[lever][1] for lever in LEVERS])
    if np.any(high < low):
        raise ValueError("bounds must not be crossed")
    asked = dict(limits)
    for name, (least, most) in _NECESSARY.items():
        given = asked.get(name, (least, most))
        asked[name] = (max(given[0], least), min(given[1], most))
    return _Search(
        assumptions=assumptions,
        low=low,
        span=high - low,
        limits=asked,
        objective=objective,
        sign=1.0 if sense == "min" else -1.0,
    )


def _smallest_reflectors(search: _Search, axes: list[Array]) -> Array:
    """For each radius and depth of the grid, the point where light or cooling is just met."""
    flat = np.stack(np.meshgrid(axes[0], axes[1], [0.0], indexing="ij"), axis=-1).reshape(-1, 3)
    low, high = flat.copy(), flat.copy()
    high[:, 2] = 1.0
    for _ in range(50):
        middle = (low + high) / 2
        with np.errstate(all="ignore"):
            found = search.outcomes(middle)
        enough = np.minimum(found["light_ratio"], found["cooling_ratio"]) >= 1
        low = np.where(enough[:, None], low, middle)
        high = np.where(enough[:, None], middle, high)
    return high


def _starts(search: _Search, points: Array) -> list[Array]:
    """Some good points far from each other, or the least infeasible ones."""
    value, slack = search.score(points)
    feasible = slack >= -search.tolerance
    rank = np.where(feasible, value, math.inf) if feasible.any() else -slack
    rank = np.where(np.isfinite(rank), rank, math.inf)
    chosen: list[Array] = []
    while len(chosen) < _STARTS:
        best = int(np.argmin(rank))
        if rank[best] == math.inf:
            break
        chosen.append(points[best])
        rank[np.abs(points - points[best]).max(axis=1) <= _APART] = math.inf
    return chosen


def _better(search: _Search, one: Array | None, other: Array) -> Array | None:
    """The feasible one of lower objective."""
    value, slack = search.score(other)
    if not (slack >= -search.tolerance and np.isfinite(value)):
        return one
    if one is None or value < search.score(one)[0]:
        return other
    return one


def _polish(search: _Search, start: Array) -> Array:
    """Local optimum by sequential quadratic programming, kept inside by a hair."""
    near = _Near(search, start, max(abs(float(search.score(start)[0])), 1e-300))
    count = len(near.free)
    if not count:
        return start
    inside: Any = {"type": "ineq", "fun": near.room, "jac": near.room_slope}
    with np.errstate(all="ignore"):
        solution = minimize(
            near.cost,
            start[near.free],
            jac=near.cost_slope,
            constraints=inside,
            bounds=[(0.0, 1.0)] * count,
            method="SLSQP",
            options={"maxiter": 200, "ftol": 1e-13},
        )
    return near.filled(solution.x)


class _Near:
    """Cost and room about a point, and their central differences, from one evaluation of all."""

    def __init__(self, search: _Search, start: Array, scale: float) -> None:
        self.search, self.start, self.scale = search, start, scale
        self.free = np.flatnonzero(search.span > 0)
        self._at: bytes | None = None
        self._costs = self._rooms = self._widths = np.zeros(0)

    def filled(self, part: Array) -> Array:
        """A point of the unit cube from its free levers."""
        point: Array = self.start.copy()
        point[self.free] = np.clip(part, 0, 1)
        return point

    def cost(self, part: Array) -> float:
        """Objective to minimise, near one."""
        self._look(part)
        return float(self._costs[0])

    def room(self, part: Array) -> Array:
        """Relative room to every limit."""
        self._look(part)
        return np.asarray(self._rooms[0])

    def cost_slope(self, part: Array) -> Array:
        """Slope of the cost, (free levers,)."""
        self._look(part)
        return np.asarray(self._differences(self._costs))

    def room_slope(self, part: Array) -> Array:
        """Slopes of the room, (limits, free levers)."""
        self._look(part)
        return np.asarray(self._differences(self._rooms).T)

    def _differences(self, values: Array) -> Any:
        count = len(self.free)
        return ((values[1 : count + 1] - values[count + 1 :]).T / self._widths).T

    def _look(self, part: Array) -> None:
        """Evaluate the point and its neighbours, unless that was done last."""
        if part.tobytes() == self._at:
            return
        place = np.clip(part, 0, 1)
        steps = _STEP * np.eye(len(self.free))
        up, down = np.minimum(place + steps, 1.0), np.maximum(place - steps, 0.0)
        points = np.tile(self.start, (1 + 2 * len(self.free), 1))
        points[:, self.free] = np.vstack([place, up, down])
        search, outcomes = self.search, self.search.outcomes(points)
        rooms = search.slacks(outcomes)
        costs = search.sign * np.asarray(outcomes[search.objective]) / self.scale
        self._rooms = np.where(np.isnan(rooms), -1.0, rooms) - 1e-12
        self._costs = np.broadcast_to(costs, len(points))
        self._widths = np.diag(up) - np.diag(down)
        self._at = part.tobytes()


def _zoom(search: _Search, starts: Sequence[Array]) -> list[Array]:
    """Shrinking grids around the best point so far: feasibility first, then the objective."""
    if not starts:
        return []
    best, width = np.array(starts), 0.1
    offsets = np.linspace(-1, 1, 11)
    cube = np.stack(np.meshgrid(offsets, offsets, offsets, indexing="ij"), axis=-1).reshape(-1, 3)
    while width > 1e-11:
        points = np.clip(best[:, None] + width * cube, 0, 1)
        points = np.concatenate([points, best[:, None]], axis=1)
        value, slack = search.score(points)
        feasible = slack >= -search.tolerance
        some = feasible.any(axis=1, keepdims=True)
        rank = np.where(some, np.where(feasible, value, math.inf), -slack)
        best = points[np.arange(len(best)), np.argmin(rank, axis=1)]
        width *= 0.4
    return list(best)


def _describe(search: _Search, point: Array) -> HabitatDesign:
    radius, soil_depth, reflector_radius = (float(value) for value in search.levers(point))
    found = assess(radius, soil_depth, reflector_radius, search.assumptions)
    return HabitatDesign(
        radius=radius,
        soil_depth=soil_depth,
        reflector_radius=reflector_radius,
        outcomes={name: float(value) for name, value in found.items()},
    )
