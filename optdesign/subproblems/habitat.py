"""Best habitat by dense enumeration and local polish, independent of any modelling language.

The feasible region has kinks (power is capped by demand, the shield ends where soil is thick) and
may be a thin shell, so local starts alone are not trusted: a vectorised grid scores the whole
range, its best and least infeasible points are polished, and a shrinking grid repeats the search
without derivatives.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
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
_STARTS = 6


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
        radius, soil_depth, reflector_radius = np.moveaxis(levers, -1, 0)
        found = assess(radius, soil_depth, reflector_radius, self.assumptions)
        return {**found, **dict(zip(LEVERS, (radius, soil_depth, reflector_radius), strict=True))}

    def slacks(self, outcomes: Mapping[str, Any]) -> Array:
        """Relative room to every limit; negative where violated."""
        rows = []
        for name, (low, high) in self.limits.items():
            sizes = [abs(limit) for limit in (low, high) if math.isfinite(limit) and limit != 0]
            scale = max(sizes, default=1.0)
            if math.isfinite(low):
                rows.append((outcomes[name] - low) / scale)
            if math.isfinite(high):
                rows.append((high - outcomes[name]) / scale)
        return np.stack(np.broadcast_arrays(*rows), axis=-1)

    def score(self, point: Array) -> tuple[Array, Array]:
        """Objective to minimise and worst slack of many points at once."""
        with np.errstate(all="ignore"):
            outcomes = self.outcomes(point)
            slack = np.nan_to_num(self.slacks(outcomes), nan=-math.inf).min(axis=-1)
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
    for start in [*known, *_starts(search, points)]:
        for refine in (_polish, _zoom):
            best = _better(search, best, refine(search, start))
    if best is None:
        return None
    return _better(search, best, _polish(search, _zoom(search, best)))


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
    chosen: list[Array] = []
    for index in np.argsort(rank, kind="stable"):
        if not math.isfinite(rank[index]):
            break
        if all(np.abs(points[index] - other).max() > 0.15 for other in chosen):
            chosen.append(points[index])
        if len(chosen) == _STARTS:
            break
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
    free = search.span > 0
    if not free.any():
        return start
    scale = max(abs(float(search.score(start)[0])), 1e-300)

    def fill(part: Array) -> Array:
        point = start.copy()
        point[free] = np.clip(part, 0, 1)
        return point

    def room(part: Array) -> Array:
        return np.nan_to_num(search.slacks(search.outcomes(fill(part))), nan=-1.0) - 1e-12

    def cost(part: Array) -> float:
        return search.sign * float(search.outcomes(fill(part))[search.objective]) / scale

    inside: Any = {"type": "ineq", "fun": room, "jac": _central(room)}
    with np.errstate(all="ignore"):
        solution = minimize(
            cost,
            start[free],
            jac=_central(cost),
            constraints=inside,
            bounds=[(0.0, 1.0)] * int(free.sum()),
            method="SLSQP",
            options={"maxiter": 200, "ftol": 1e-15},
        )
    return fill(solution.x)


def _central(function: Callable[[Array], Any]) -> Callable[[Array], Array]:
    """Central differences inside the unit cube."""

    def slope(point: Array) -> Array:
        columns = []
        for axis in range(len(point)):
            up, down = point.copy(), point.copy()
            up[axis] = min(up[axis] + 1e-6, 1.0)
            down[axis] = max(down[axis] - 1e-6, 0.0)
            columns.append((np.asarray(function(up)) - function(down)) / (up[axis] - down[axis]))
        return np.stack(columns, axis=-1)

    return slope


def _zoom(search: _Search, start: Array) -> Array:
    """Shrinking grids around the best point so far: feasibility first, then the objective."""
    best, width = start, 0.1
    offsets = np.linspace(-1, 1, 11)
    cube = np.stack(np.meshgrid(offsets, offsets, offsets, indexing="ij"), axis=-1).reshape(-1, 3)
    while width > 1e-11:
        points = np.concatenate([np.clip(best + width * cube, 0, 1), best[None]])
        value, slack = search.score(points)
        feasible = slack >= -search.tolerance
        rank = np.where(feasible, value, math.inf) if feasible.any() else -slack
        best = points[np.argmin(rank)]
        width *= 0.4
    return best


def _describe(search: _Search, point: Array) -> HabitatDesign:
    radius, soil_depth, reflector_radius = (float(value) for value in search.levers(point))
    found = assess(radius, soil_depth, reflector_radius, search.assumptions)
    return HabitatDesign(
        radius=radius,
        soil_depth=soil_depth,
        reflector_radius=reflector_radius,
        outcomes={name: float(value) for name, value in found.items()},
    )
