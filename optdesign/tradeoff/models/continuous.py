"""Continuous fronts as `Front`: extreme points, or points spread evenly along them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.errors import ProblemError
from optdesign.solvers.mixed import MixedForm
from optdesign.tradeoff.dominance import nondominated_rows
from optdesign.tradeoff.front import Front, Objective, Point
from optdesign.tradeoff.models.exact import compile_model
from optdesign.tradeoff.models.sandwich import Sandwich, corners, sandwich

Floats = NDArray[np.float64]


def continuous_front(
    model: Any,
    objectives: Sequence[Objective],
    *,
    points: int | None = None,
    error: float = 0.0,
    problem: str = "",
    time_limit: float | None = None,
) -> Front:
    """The front of a linear program without whole numbers.

    Two objectives: its extreme points, or ``points`` points evenly spread along it. More: points
    of a sandwich refined until ``error`` (a share of the ranges) or the number is reached. After
    ``time_limit`` [s] it is what was found so far, not complete.

    Raises
    ------
    ProblemError
        for whole numbers in the model, a nonlinear model or an unbounded objective.
    """
    started = perf_counter()
    form = _compiled(model, objectives)
    two = len(objectives) == 2
    most = None if two else (points or (200 if error <= 0 else None))
    names = [objective.name for objective in objectives]
    found = sandwich(form, names, error=error, most=most, seconds=time_limit)
    return Front(
        tuple(objectives),
        _points(found, form, objectives, points),
        complete=found.closed or (points is not None and not found.stopped),
        method="continuous",
        bound_error=float(max(found.error, 0.0)) if np.isfinite(found.error) else None,
        solves=found.solves,
        seconds=perf_counter() - started,
        notes=["Stopped early, out of time."] if found.stopped else [],
        problem=problem,
        feasible=found.feasible,
    )


def _points(
    found: Sandwich, form: MixedForm, objectives: Sequence[Objective], points: int | None
) -> list[Point]:
    """What to show of a sandwich, sorted by the first objective."""
    signs = np.array([objective.sign for objective in objectives])
    outcomes = np.array(found.outcomes).reshape(-1, len(signs))
    variables = np.array(found.variables).reshape(-1, len(form.columns))
    if not len(outcomes):
        return []
    order = nondominated_rows(outcomes, 1e-9 * np.ptp(outcomes, axis=0))
    outcomes, variables = outcomes[order], variables[order]
    if len(signs) == 2:
        keep = corners(outcomes)
        outcomes, variables = outcomes[keep], variables[keep]
        if points is not None and len(outcomes) > 1:
            outcomes, variables = spread(outcomes, variables, points)
    values = outcomes * signs
    order = [int(place) for place in np.lexsort(values.T[::-1])]
    values, variables = values[order], variables[order]
    rates = _rates(values, objectives) if len(signs) == 2 else [{} for _ in values]
    return [
        Point(
            tuple(float(f"{value:.12g}") + 0.0 for value in row),
            dict(zip(form.columns, map(float, levers), strict=True)),
            rates=rate,
        )
        for row, levers, rate in zip(values, variables, rates, strict=True)
    ]


def _compiled(model: Any, objectives: Sequence[Objective]) -> MixedForm:
    form = compile_model(model, objectives)
    if form.integer.any():
        raise ProblemError("model | must be without whole numbers | use exact_front")
    if form.ratios:
        raise ProblemError("objectives | must be no ratio without whole numbers | use nsga2")
    return form


def spread(outcomes: Floats, variables: Floats, count: int) -> tuple[Floats, Floats]:
    """``count`` points evenly spaced along a piecewise linear front, both ends among them.

    Solutions between two of a linear program are feasible, and their outcomes lie on the edge.
    """
    span = np.ptp(outcomes, axis=0)
    pieces = np.linalg.norm(np.diff(outcomes, axis=0) / span, axis=1)
    along = np.concatenate([[0.0], np.cumsum(pieces)])
    wanted = np.linspace(0.0, along[-1], max(count, 2))
    after = np.clip(np.searchsorted(along, wanted, side="right"), 1, len(along) - 1)
    share = ((wanted - along[after - 1]) / pieces[after - 1])[:, None]

    def between(numbers: Floats) -> Floats:
        return np.asarray(numbers[after - 1] * (1 - share) + numbers[after] * share)

    return between(outcomes), between(variables)


def _rates(values: Floats, objectives: Sequence[Objective]) -> list[Mapping[str, float]]:
    """Slope of the first objective against the second on either side of each point."""
    slopes = np.diff(values[:, 0]) / np.diff(values[:, 1]) if len(values) > 1 else np.zeros(0)
    first, second = (objective.name for objective in objectives)
    rates: list[Mapping[str, float]] = []
    for position in range(len(values)):
        sides = {}
        if position > 0:
            sides[f"d {first} / d {second}, before"] = float(slopes[position - 1])
        if position < len(slopes):
            sides[f"d {first} / d {second}, after"] = float(slopes[position])
        rates.append(sides)
    return rates
