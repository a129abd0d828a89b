"""Fronts of named problems and of Pyomo models: one call that chooses the method."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optdesign.errors import ProblemError, suggestion
from optdesign.problem import Case
from optdesign.tradeoff.front import Front, Objective

if TYPE_CHECKING:
    from optdesign.tradeoff.named.asking import Diligence

METHODS = ("exact", "nsga2")


def case_front(
    case: Case,
    names: Sequence[str],
    *,
    points: int | None = None,
    method: str = "exact",
    diligence: Diligence | None = None,
) -> Front:
    """The front of a named problem: all its points, proved point by point, or by NSGA-II.

    All points come where the formulation offers a model for it, whatever ``points`` says.
    ``diligence`` says how many processes and seconds, and where answers are kept to continue from.
    """
    check_method(method)
    if method == "nsga2":
        from optdesign.tradeoff.evolution import evolved_named_front

        return evolved_named_front(case, names, trials=points, diligence=diligence)
    from optdesign.tradeoff.named.exact import exact_named_front
    from optdesign.tradeoff.named.front import named_front

    found = exact_named_front(case, names, diligence=diligence)
    if found is not None:
        return found
    return named_front(case, names, points=points, diligence=diligence)


def model_front(
    model: Any,
    objectives: Sequence[Objective],
    *,
    points: int | None = None,
    method: str = "exact",
    time_limit: float | None = None,
    workers: int = 1,
    state: str | Path | None = None,
) -> Front:
    """The front of a linear Pyomo model: all points, extreme points or a number of them.

    Without whole numbers the front is continuous: its extreme points, or ``points`` points spread
    along it. Otherwise every point, or (where two objectives or more are continuous) a sample.
    """
    check_method(method)
    from optdesign.tradeoff.evolution import DEFAULT_TRIALS, evolved_model_front
    from optdesign.tradeoff.models.continuous import continuous_front
    from optdesign.tradeoff.models.exact import compile_model, exact_front
    from optdesign.tradeoff.models.mixed import is_sampled, mixed_front

    if method == "nsga2":
        trials = points or DEFAULT_TRIALS
        return evolved_model_front(model, objectives, trials=trials, time_limit=time_limit)
    form = compile_model(model, objectives)
    if not form.integer.any():
        return continuous_front(model, objectives, points=points, time_limit=time_limit)
    if is_sampled(form):
        return mixed_front(model, objectives, points=points, time_limit=time_limit)
    return exact_front(
        model, objectives, time_limit=time_limit, max_points=points, workers=workers, state=state
    )


def check_method(method: str) -> None:
    """Refuse a method that does not exist."""
    if method not in METHODS:
        hint = suggestion(method, METHODS)
        raise ProblemError(f"method {method[:60]!r} | must be one of {', '.join(METHODS)} | {hint}")
