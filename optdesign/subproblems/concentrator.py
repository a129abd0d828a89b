"""Best concentrator design: a dense grid scores the whole range, the best points are polished."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize

from optdesign.network.concentrator_unit import Unit, part_masses
from optdesign.network.power_design import Floats
from optdesign.network.power_families import LOGARITHMIC

Range = tuple[float, float]
MOST_POINTS = 200_000
_STEP = 1e-6
_APART = 0.12
_TOUCHING = 1e-9


@dataclass(frozen=True)
class Search:
    """The least weight per watt over the ranges of the variables (SI; equal ends pin one)."""

    unit: Unit
    weights: Mapping[str, float]
    ranges: Mapping[str, Range]

    def variables(self, points: Floats) -> dict[str, Floats]:
        """Variables of points of the unit cube, shape (points, variables)."""
        found = {}
        for position, (key, (low, high)) in enumerate(self.ranges.items()):
            share = points[..., position]
            if key in LOGARITHMIC:
                found[key] = np.clip(low * (high / low) ** share, low, high)
            else:
                found[key] = np.clip(low + (high - low) * share, low, high)
        return found

    def cost(self, variables: Mapping[str, Floats]) -> Floats:
        """Weight per watt; infinite where a design gives no power."""
        with np.errstate(all="ignore"):
            masses, power, found = part_masses(variables, self.unit)
            weight = sum(self.weights[part] * mass for part, mass in masses.items())
            works = (power > 0) & (found["heat"] > 0)
            return np.asarray(np.where(works, weight / power, np.inf), dtype=np.float64)

    def score(self, points: Floats) -> Floats:
        """Logarithm of the cost at points of the unit cube."""
        with np.errstate(divide="ignore"):
            return np.log(self.cost(self.variables(points)))


def best_design(
    search: Search,
    *,
    starts: int = 10,
    points: int = MOST_POINTS,
    near: Sequence[Mapping[str, float]] = (),
) -> dict[str, float] | None:
    """The best design by grid and polish; None if no point of the grid works.

    Parameters
    ----------
    search : what to minimize, and where
    starts : how many good points, far from each other, are polished
    points : size of the grid
    near : designs to start from besides
    """
    scored = np.array([*_grid(search, points), *(_position(search, design) for design in near)])
    chosen = _starts(search, scored, starts)
    if len(chosen) == 0:
        return None
    polished = np.array([polish(search, start) for start in chosen])
    best = polished[int(np.argmin(search.score(polished)))]
    return {key: float(value) for key, value in search.variables(best).items()}


def best_near(search: Search, design: Mapping[str, float]) -> dict[str, float] | None:
    """The local optimum next to a design, moved into range if need be."""
    start = _position(search, design)
    if not math.isfinite(float(search.score(start))):
        return best_design(search, starts=4)
    return {k: float(v) for k, v in search.variables(polish(search, start)).items()}


def polish(search: Search, start: Floats) -> Floats:
    """Local optimum in the unit cube by quasi-Newton steps, repeated until they gain nothing."""
    free = np.array([high > low for low, high in search.ranges.values()])
    if not free.any():
        return start
    offsets = _STEP * np.eye(len(start))[free]

    def fill(part: Floats) -> Floats:
        point = start.copy()
        point[free] = np.clip(part, 0, 1)
        return point

    def value_and_slope(part: Floats) -> tuple[float, Floats]:
        point = fill(part)
        up, down = np.minimum(point + offsets, 1.0), np.maximum(point - offsets, 0.0)
        scores = search.score(np.concatenate([point[None], up, down]))
        scores = np.where(np.isfinite(scores), scores, 1e3)
        count = len(offsets)
        spans = (up - down)[:, free].sum(axis=1)
        return float(scores[0]), (scores[1 : count + 1] - scores[count + 1 :]) / spans

    best = start
    for method in ("L-BFGS-B", "SLSQP", "L-BFGS-B"):
        settings: Any = {
            "jac": True,
            "bounds": [(0.0, 1.0)] * int(free.sum()),
            "method": method,
            "options": {"ftol": 1e-16, "maxiter": 300},
        }
        with np.errstate(all="ignore"):
            found = minimize(value_and_slope, best[free], **settings)
        point = fill(found.x)
        if float(search.score(point)) <= float(search.score(best)):
            best = point
    return _snapped(search, best)


def _snapped(search: Search, point: Floats) -> Floats:
    """Coordinates within rounding of an end are put there, if that costs nothing."""
    ends = np.where(point < _TOUCHING, 0.0, np.where(point > 1 - _TOUCHING, 1.0, point))
    return ends if float(search.score(ends)) <= float(search.score(point)) + 1e-12 else point


def _grid(search: Search, points: int) -> Floats:
    """All combinations of evenly spaced shares, ends included."""
    free = [high > low for low, high in search.ranges.values()]
    count = int(points ** (1 / max(sum(free), 1)) + 1e-9)
    count = min(max(count, 3), 2001)
    axes = [np.linspace(0, 1, count) if is_free else np.zeros(1) for is_free in free]
    mesh = np.meshgrid(*axes, indexing="ij")
    return np.asarray(np.stack(mesh, axis=-1).reshape(-1, len(free)), dtype=np.float64)


def _position(search: Search, design: Mapping[str, float]) -> Floats:
    """The point of the unit cube of a design, clipped."""
    shares = []
    for key, (low, high) in search.ranges.items():
        if high <= low:
            shares.append(0.0)
        elif key in LOGARITHMIC:
            shares.append(math.log(design[key] / low) / math.log(high / low))
        else:
            shares.append((design[key] - low) / (high - low))
    return np.asarray(np.clip(np.array(shares), 0, 1), dtype=np.float64)


def _starts(search: Search, points: Floats, most: int) -> list[Floats]:
    """Good points far from each other."""
    score = search.score(points)
    order = np.argsort(score, kind="stable")[: 400 * most]
    chosen: list[Floats] = []
    for index in order:
        if not math.isfinite(score[index]) or len(chosen) == most:
            break
        if all(np.abs(points[index] - other).max() > _APART for other in chosen):
            chosen.append(points[index])
    return chosen
