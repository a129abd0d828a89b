"""Fronts of linear Pyomo models: the exact search, and its answer as a `Front`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.errors import ProblemError
from optdesign.solvers.mixed import MixedForm, compile_objectives
from optdesign.tradeoff.front import Front, Objective, Point
from optdesign.tradeoff.models.certificate import Certificate
from optdesign.tradeoff.models.engine import Effort, Search, search

Floats = NDArray[np.float64]


def exact_front(
    model: Any,
    objectives: Sequence[Objective],
    *,
    time_limit: float | None = None,
    max_points: int | None = None,
    workers: int = 1,
    state: str | Path | None = None,
    problem: str = "",
) -> Front:
    """Every nondominated point of a mixed-integer linear Pyomo model, with a certificate.

    Parameters
    ----------
    model : a ConcreteModel; its own objectives are ignored
    objectives : at least two, each with an expression of the model
    time_limit : [s], after which the points found so far are returned
    max_points : stop at so many
    workers : processes that share the work
    state : file that keeps the search; a later call with the same model continues it

    Returns
    -------
    Front; ``complete`` tells whether the search came to its end

    Raises
    ------
    ProblemError
        for a nonlinear model, an unbounded objective, or a front that is no finite set.
    """
    form = compile_model(model, objectives)
    path = None if state is None else Path(state)
    effort = Effort(time_limit, max_points, workers, path)
    found = search(form, tuple(objective.name for objective in objectives), effort)
    return _front(found, form, tuple(objectives), problem)


def compile_model(model: Any, objectives: Sequence[Objective]) -> MixedForm:
    """The model with all objectives minimized."""
    check_objectives(objectives)
    return compile_objectives(model, [o.sign * o.expression for o in objectives])


def check_objectives(objectives: Sequence[Objective]) -> None:
    """Refuse fewer than two objectives, or one named twice."""
    names = [objective.name for objective in objectives]
    if len(names) < 2:
        came = ", ".join(names) or "none"
        raise ProblemError(f"--objectives | must be at least two, got {came} | add one")
    if len(set(names)) < len(names):
        raise ProblemError(f"--objectives {', '.join(names)} | must differ | remove the double")


def _nondominated(points: list[Point], signs: Floats, slack: Floats) -> list[Point]:
    """Sorted, without what another point dominates but for less than the steps of the search."""
    values = np.array([point.objectives for point in points]).reshape(-1, len(signs)) * signs
    kept: list[int] = []
    for position in np.lexsort(values.T[::-1]):
        if not any((values[other] <= values[position] + slack).all() for other in kept):
            kept = [k for k in kept if not (values[position] <= values[k]).all()]
            kept.append(int(position))
    return sorted((points[position] for position in kept), key=lambda point: point.objectives)


def _front(
    found: Search, form: MixedForm, objectives: tuple[Objective, ...], problem: str
) -> Front:
    scalar, state = found.scalar, found.state
    signs = np.array([objective.sign for objective in objectives])
    points = []
    for scaled, values in state.points.items():
        # On a grid the counted steps are exact, elsewhere the solution itself is.
        counted = scalar.original_values(scaled)
        outcomes = np.where(scalar.stepped, counted, form.outcomes(values))
        outcomes *= signs
        # Counted in whole steps, but written in decimals: 0.1 x 3 is meant to be 0.3.
        levers = {name: float(value) for name, value in zip(form.columns, values, strict=True)}
        points.append(Point(tuple(float(f"{v:.12g}") + 0.0 for v in outcomes), levers))
    slack = np.where(scalar.stepped, 0.0, 2.0 * scalar.steps * scalar.scale)
    points = _nondominated(points, signs, slack)
    complete = not found.stopped and not len(found.zones)
    certificate = Certificate(
        tuple(float(value) for value in scalar.scale),
        tuple(float(value) for value in scalar.original.offsets),
        tuple(float(value) for value in scalar.steps),
        tuple(state.boxes),
    )
    error = None
    if complete:
        error = 0.0 if scalar.stepped.sum() >= len(signs) - 1 else scalar.blur
    return Front(
        objectives,
        points,
        complete,
        "exact",
        bound_error=error,
        solves=state.solves,
        seconds=state.seconds,
        certificate=certificate,
        notes=[] if complete else [f"Stopped early, {_reason(found)}."],
        problem=problem,
        feasible=found.feasible,
    )


def _reason(found: Search) -> str:
    if found.interrupted:
        return "interrupted"
    most = found.effort.points
    return "enough points" if most and len(found.state.points) >= most else "out of time"
