"""Fronts of linear programs between two hulls: points found inside, supporting planes outside.

Whichever facet may lie farthest from the truth is refined next, by one weighted sum; what remains
between the hulls is the error. With two objectives and no error allowed this finds exactly the
extreme points.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.spatial import ConvexHull, QhullError

from optdesign.errors import ProblemError
from optdesign.progress import report
from optdesign.solvers.linear import LinearStatus
from optdesign.solvers.mixed import MixedForm
from optdesign.tradeoff.models.scalar import Scalar

Floats = NDArray[np.float64]
_EXACT = 1e-9
_FAR = 1e3


@dataclass
class Sandwich:
    """Points (outcomes, variables) and supporting planes ``weights y >= value``, normalized."""

    outcomes: list[Floats]
    variables: list[Floats]
    planes: list[tuple[Floats, float]]
    error: float
    solves: int
    feasible: bool = True


def sandwich(
    form: MixedForm, names: Sequence[str], *, error: float = 0.0, most: int | None = None
) -> Sandwich:
    """Approximate the front of a linear program until the error or the number of points is met.

    Parameters
    ----------
    form : without whole numbers, all objectives minimized
    error : largest distance between the hulls, as a share of the ranges of the payoff table
    most : number of points at which to stop
    """
    scalar = Scalar(form, names=tuple(names), starts=False)
    count = len(form.objectives)
    found = Sandwich([], [], [], np.inf, 0)
    for index in range(count):
        reply = scalar.lexicographic([index, *(i for i in range(count) if i != index)])
        found.solves += reply.solves
        if reply.status is LinearStatus.INFEASIBLE:
            found.feasible, found.error = False, 0.0
            return found
        if reply.values is None:
            raise ProblemError("model | must be solvable, a limit was reached | raise the limit")
        _add(found, scalar.outcomes(reply.values), reply.values)
    low, span = _frame(found)
    found.planes = [(np.eye(count)[index], 0.0) for index in range(count)]
    for row in range(count):
        scalar.program.bound_objective(row, -np.inf, np.inf)
    while most is None or len(found.outcomes) < most:
        weights, gap = _worst(found, low, span)
        found.error = gap
        if weights is None or gap <= max(error, _EXACT):
            break
        answer = scalar.program.minimize((weights / span) @ scalar.form.objectives)
        found.solves += 1
        if answer.status is not LinearStatus.OPTIMAL:
            break
        values = answer.values
        if weights.min() <= _EXACT:
            values = _undominated(found, scalar, values, span)
        outcome = scalar.outcomes(values)
        found.planes.append((weights, float(weights @ ((outcome - low) / span))))
        _add(found, outcome, values)
        report(f"{len(found.outcomes)} points, error {gap:.1e}")
    else:
        found.error = _worst(found, low, span)[1]
    found.outcomes = [scalar.original_values(outcome) for outcome in found.outcomes]
    return found


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


def _add(found: Sandwich, outcome: Floats, values: Floats) -> None:
    size = 1e-9 * np.maximum(1.0, np.abs(outcome))
    if not any((np.abs(outcome - known) <= size).all() for known in found.outcomes):
        found.outcomes.append(outcome)
        found.variables.append(values)


def _frame(found: Sandwich) -> tuple[Floats, Floats]:
    outcomes = np.array(found.outcomes)
    span = np.ptp(outcomes, axis=0)
    return outcomes.min(axis=0), np.where(span > 1e-12 * (1 + np.abs(outcomes[0])), span, 1.0)


def _worst(found: Sandwich, low: Floats, span: Floats) -> tuple[Floats | None, float]:
    """The facet of the inner hull farthest from the outer one: its weights and that distance."""
    inner = (np.array(found.outcomes) - low) / span
    worst: Floats | None = None
    largest = 0.0
    for weights, level in _facets(inner):
        gap = level - _outer(weights, found.planes)
        if gap > largest:
            worst, largest = weights, gap
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
    for left, right in itertools.pairwise(inner):
        normal = np.array([left[1] - right[1], right[0] - left[0]])
        if (normal > 0).all():
            normal = normal / np.linalg.norm(normal)
            edges.append((normal, float(normal @ left)))
    return edges
