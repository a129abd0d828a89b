"""Fronts of linear programs between two hulls: points found inside, supporting planes outside.

Whichever facet may lie farthest from the truth is refined next, by one weighted sum; what remains
between the hulls is the error. With two objectives and no error allowed this finds exactly the
extreme points.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.spatial import ConvexHull, QhullError

from optdesign.progress import report
from optdesign.solvers.linear import LinearStatus
from optdesign.solvers.mixed import MixedForm
from optdesign.tradeoff.models.scalar import Scalar

Floats = NDArray[np.float64]
_EXACT = 1e-9
# Outcomes are the same within this share of the ranges, and what rounding leaves of a large value.
_SAME, _ROUNDING = 1e-8, 1e-14
_FAR = 1e3


@dataclass
class Sandwich:
    """Points (outcomes, variables) and supporting planes ``weights y >= value``, normalized.

    ``closed`` is whether the error asked for is met, ``stopped`` whether time ran out before.
    """

    outcomes: list[Floats]
    variables: list[Floats]
    planes: list[tuple[Floats, float]]
    error: float
    solves: int
    feasible: bool = True
    closed: bool = False
    stopped: bool = False


def sandwich(
    form: MixedForm,
    names: Sequence[str],
    *,
    error: float = 0.0,
    most: int | None = None,
    seconds: float | None = None,
) -> Sandwich:
    """Approximate the front of a linear program until the error or the number of points is met.

    Parameters
    ----------
    form : without whole numbers, all objectives minimized
    error : largest distance between the hulls, as a share of the ranges of the payoff table
    most : number of points at which to stop
    seconds : [s], after which to stop
    """
    scalar = Scalar(form, names=tuple(names), starts=False)
    end = np.inf if seconds is None else perf_counter() + seconds
    found = Sandwich([], [], [], np.inf, 0)
    ends = _ends(found, scalar, end)
    if not found.feasible or found.stopped:
        return found
    low, span = _frame(np.array([outcome for outcome, _ in ends]))
    for outcome, values in ends:
        _add(found, outcome, values, span)
    count = len(form.objectives)
    found.planes = [(np.eye(count)[index], 0.0) for index in range(count)]
    for row in range(count):
        scalar.program.bound_objective(row, -np.inf, np.inf)
    limit = max(error, _EXACT)
    while True:
        weights, found.error = _worst(found, low, span, limit)
        found.closed = weights is None
        if weights is None or (most is not None and len(found.outcomes) >= most):
            break
        found.stopped = perf_counter() > end
        if found.stopped:
            break
        cost = (weights / span) @ scalar.form.objectives
        answer = scalar.program.minimize(cost, seconds=_left(end))
        found.solves += 1
        if answer.status is not LinearStatus.OPTIMAL:
            found.stopped = True
            break
        values = answer.values
        if weights.min() <= _EXACT:
            values = _undominated(found, scalar, values, span)
        outcome = scalar.outcomes(values)
        found.planes.append((weights, float(weights @ ((outcome - low) / span))))
        _add(found, outcome, values, span)
        report(f"{len(found.outcomes)} points, error {found.error:.1e}")
    found.outcomes = [scalar.original_values(outcome) for outcome in found.outcomes]
    return found


def _left(end: float) -> float | None:
    return end - perf_counter() if np.isfinite(end) else None


def _ends(found: Sandwich, scalar: Scalar, end: float) -> list[tuple[Floats, Floats]]:
    """The best of each objective: outcome and variables."""
    ends, count = [], len(scalar.scale)
    for index in range(count):
        order = [index, *(other for other in range(count) if other != index)]
        reply = scalar.lexicographic(order, _left(end))
        found.solves += reply.solves
        if reply.status is LinearStatus.INFEASIBLE:
            found.feasible, found.closed = False, True
            return []
        if reply.values is None:
            found.stopped = True
            return []
        ends.append((scalar.outcomes(reply.values), reply.values))
    return ends


def _undominated(found: Sandwich, scalar: Scalar, values: Floats, span: Floats) -> Floats:
    """A solution nowhere worse than the one given, and dominated by none.

    Where an objective has no weight, the optimum of a weighted sum may be worse in it than need be.
    """
    program, outcome = scalar.program, scalar.outcomes(values)
    for row, value in enumerate(outcome):
        program.bound_objective(row, -np.inf, float(value))
    answer = program.minimize((1.0 / span) @ program.form.objectives)
    found.solves += 1
    for row in range(len(outcome)):
        program.bound_objective(row, -np.inf, np.inf)
    return answer.values if answer.status is LinearStatus.OPTIMAL else values


def _add(found: Sandwich, outcome: Floats, values: Floats, span: Floats) -> None:
    same = _SAME * span + _ROUNDING * np.abs(outcome)
    if not any((np.abs(outcome - known) <= same).all() for known in found.outcomes):
        found.outcomes.append(outcome)
        found.variables.append(values)


def _frame(outcomes: Floats) -> tuple[Floats, Floats]:
    span = np.ptp(outcomes, axis=0)
    return outcomes.min(axis=0), np.where(span > 1e-12 * (1 + np.abs(outcomes[0])), span, 1.0)


def _worst(found: Sandwich, low: Floats, span: Floats, limit: float) -> tuple[Floats | None, float]:
    """The open facet of the inner hull farthest from the outer one, and the largest distance.

    A facet along whose weights was minimized before is not open: what is left there is rounding.
    """
    inner = (np.array(found.outcomes) - low) / span
    solved = np.array([weights for weights, _ in found.planes])
    worst: Floats | None = None
    widest, largest = limit, 0.0
    for weights, level in _facets(inner):
        gap = level - _outer(weights, found.planes)
        largest = max(largest, gap)
        if gap > widest and (np.abs(solved - weights).max(axis=1) > _SAME).all():
            worst, widest = weights, gap
    return worst, largest


def _outer(weights: Floats, planes: Sequence[tuple[Floats, float]]) -> float:
    """Least ``weights y`` above all supporting planes."""
    left = np.array([-plane for plane, _ in planes])
    right = np.array([-value for _, value in planes])
    answer = linprog(weights, A_ub=left, b_ub=right, bounds=(None, None), method="highs")
    return float(answer.fun) if answer.fun is not None else -np.inf


def _facets(inner: Floats) -> list[tuple[Floats, float]]:
    """Facets of the hull of the points and all that is worse: nonnegative weights of length one."""
    count = inner.shape[1]
    if count == 2:
        return _edges(inner)
    worse = np.vstack([inner, *(inner + _FAR * direction for direction in np.eye(count))])
    try:
        equations = ConvexHull(worse).equations
    except QhullError:
        return []
    found = [(-row[:-1], float(row[-1])) for row in np.unique(np.round(equations, 10), axis=0)]
    return [
        (np.maximum(weights, 0.0), level)
        for weights, level in found
        if (weights > -1e-9).all() and weights.max() < 1 - 1e-9
    ]


def _edges(inner: Floats) -> list[tuple[Floats, float]]:
    inner = inner[np.lexsort((inner[:, 1], inner[:, 0]))]
    edges = []
    for left, right in itertools.pairwise(inner[corners(inner)]):
        normal = np.array([left[1] - right[1], right[0] - left[0]])
        if (normal > 0).all():
            normal = normal / np.linalg.norm(normal)
            edges.append((normal, float(normal @ left)))
    return edges


def corners(outcomes: Floats) -> list[int]:
    """Positions of a convex chain's corners; those on straight pieces are left out.

    Parameters
    ----------
    outcomes : array (points, 2), minimized, from left to right
    """
    kept: list[int] = []
    span = np.where(np.ptp(outcomes, axis=0) > 0, np.ptp(outcomes, axis=0), 1.0)
    for position in range(len(outcomes)):
        while len(kept) >= 2:
            first, second = ((outcomes[k] - outcomes[position]) / span for k in kept[-2:])
            if first[0] * second[1] - first[1] * second[0] > _EXACT:
                break
            kept.pop()
        kept.append(position)
    return kept
