"""Fronts of problems and of Pyomo models, their certificates, and alternatives of both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from optdesign.answer import AlternativesAnswer
from optdesign.api.arguments import (
    NAME,
    NUMBER,
    OBJECTIVES,
    SETTINGS,
    TEXT,
    VALUES,
    WHOLE,
    checked,
)
from optdesign.api.asking import Setting, asked_case
from optdesign.errors import ProblemError
from optdesign.keeping import keep_alternatives, keep_front
from optdesign.problem import Settings
from optdesign.result import checked_folder
from optdesign.textfile import brief
from optdesign.tradeoff.front import Objective

if TYPE_CHECKING:
    from optdesign.tradeoff.front import Front
    from optdesign.tradeoff.models.alternatives import Alternatives
    from optdesign.tradeoff.models.certificate import Verdict


@checked(
    objectives=OBJECTIVES, parameters=VALUES, points=WHOLE, method=TEXT, settings=SETTINGS,
    results=NAME, workers=WHOLE, state=NAME,
)  # fmt: skip
def pareto(
    problem: Any,
    objectives: Sequence[str | Objective],
    parameters: Mapping[str, Setting] | None = None,
    *,
    points: int | None = None,
    method: str = "exact",
    settings: Settings | None = None,
    results: str | Path | None = None,
    workers: int = 1,
    state: str | Path | None = None,
    **levers: Setting,
) -> Front:
    """The Pareto front of a named problem, or of a linear Pyomo model.

    Parameters
    ----------
    problem : name or path of a problem file, or a Pyomo model
    objectives : names of outcomes and levers; for a model `Objective` with name, sense, expression
    parameters, settings, levers : as for `solve`, for a named problem
    points : how many to look for; all, or all extreme points, of a model if left out
    method : ``exact``, or ``nsga2`` for comparison (``points`` are its trials)
    results : folder to store the front in; not stored if left out
    workers, state : processes, and a file from which a later call continues

    Returns
    -------
    Front; its ``frame`` is a table with one row a point, ``complete`` says how far to trust it

    Raises
    ------
    ProblemError
        for unknown objectives, fewer than two, unbounded ones or a nonlinear model.
    """
    from optdesign.tradeoff.methods import case_front, model_front

    case = None
    place = None if results is None else checked_folder(results)
    if not isinstance(problem, str | Path):
        _check_model(problem, objectives, [*(parameters or {}), *levers])
        limit = None if settings is None else settings.time_limit
        front = model_front(
            problem, cast("Sequence[Objective]", objectives), points=points, method=method,
            time_limit=limit, workers=workers, state=state,
        )  # fmt: skip
    else:
        case = asked_case(problem, parameters, levers, settings=settings)
        from optdesign.tradeoff.named.asking import Diligence

        kept = Diligence(workers, path=None if state is None else Path(state))
        names = [str(name) for name in objectives]
        front = case_front(case, names, points=points, method=method, diligence=kept)
    if place is not None:
        keep_front(front, place, case)
    return front


def _check_model(model: object, objectives: Sequence[object], named: Sequence[str]) -> None:
    are_objectives = all(isinstance(objective, Objective) for objective in objectives)
    if not (are_objectives and hasattr(model, "component_objects")):
        raise ProblemError(
            "pareto | must be the name of a problem, or a Pyomo model with a list of Objective, "
            f"got {brief(model)} | see help(optdesign.pareto)"
        )
    if named:
        raise ProblemError(
            f"pareto | {named[0]} is for named problems, a model has its own variables | "
            "fix them there; a limit of time is in settings"
        )


def check_front(front: Front, model: Any, *, at_most: int | None = None, seed: int = 0) -> Verdict:
    """Check an exact front of a Pyomo model: no point is missing, none is invented.

    Parameters
    ----------
    front : with a certificate, as a front of a model with whole numbers has one
    model : the Pyomo model it was found for
    at_most : how many boxes and points to solve again, drawn at random; all if left out
    seed : of that draw

    Returns
    -------
    Verdict; ``passed``, and in ``faults`` a sentence for whatever is wrong

    Raises
    ------
    ProblemError
        for a front without a certificate.

    Examples
    --------
    >>> import optdesign as od
    >>> import pyomo.environ as pyo
    >>> model = pyo.ConcreteModel()
    >>> model.x = pyo.Var(range(3), domain=pyo.Binary)
    >>> weight = od.Objective("weight", expression=3 * model.x[0] + 5 * model.x[1] + 4 * model.x[2])
    >>> worth = od.Objective("worth", "max", expression=2 * model.x[0] + 7 * model.x[1])
    >>> front = od.pareto(model, [weight, worth])
    >>> len(front.points), od.check_front(front, model).passed
    (4, True)
    """
    from optdesign.tradeoff.models.exact import compile_model
    from optdesign.tradeoff.models.recheck import check_certificate

    if front.certificate is None:
        raise ProblemError(
            "front | must have a certificate | find it with method exact, of a model whose "
            "objectives take whole steps"
        )
    form = compile_model(model, front.objectives)
    minimized = (front.matrix * front.signs).tolist()
    return check_certificate(front.certificate, minimized, form, at_most=at_most, seed=seed)


@checked(
    name=NAME, parameters=VALUES, within=NUMBER, objective=TEXT, settings=SETTINGS, results=NAME,
    workers=WHOLE, state=NAME,
)  # fmt: skip
def alternatives(
    name: str | Path,
    parameters: Mapping[str, Setting] | None = None,
    *,
    within: float = 0.05,
    objective: str | None = None,
    settings: Settings | None = None,
    results: str | Path | None = None,
    workers: int = 1,
    state: str | Path | None = None,
    **levers: Setting,
) -> AlternativesAnswer:
    """Designs of a named problem nearly as good as the best, as different as can be.

    Parameters
    ----------
    name, parameters, objective, settings, levers : as for `solve`; no shadow prices are made
    within : [1], how much worse than the best the objective may be, as a share of it, in (0, 10]
    results : folder to store the alternatives in; not stored if left out
    workers, state : processes, and a file of answers from which a later call continues

    Returns
    -------
    AlternativesAnswer; its ``frame`` is a table with one row a design, the best first, ``ranges``
    are those of the levers within the limit

    Raises
    ------
    ProblemError
        for unknown names, values outside their range, or a problem with nothing to vary.

    Examples
    --------
    >>> import optdesign as od
    >>> found = od.alternatives("replication-unit", within=0.1)
    >>> found.frame.index[1], found.frame["verdict"].iloc[1]
    ('aperture_scale 9.438', 'within')
    """
    from optdesign.tradeoff.named.alternatives import named_alternatives
    from optdesign.tradeoff.named.asking import Diligence

    plain = replace(settings or Settings(), shadow_prices=False)
    case = asked_case(name, parameters, levers, objective=objective, settings=plain)
    place = None if results is None else checked_folder(results)
    diligence = Diligence(workers, path=None if state is None else Path(state))
    found = named_alternatives(case, within=within, diligence=diligence)
    return AlternativesAnswer(found, None if place is None else keep_alternatives(found, place))


def model_alternatives(
    model: Any,
    cost: Objective,
    groups: Mapping[str, Any],
    *,
    within: float = 0.05,
    count: int = 8,
    seed: int = 0,
) -> Alternatives:
    """Solutions of a linear Pyomo model nearly as good as the best, as different as can be.

    Parameters
    ----------
    model : with or without whole numbers
    cost : what is optimized, with its expression
    groups : expressions by name that tell solutions apart, e.g. the capacity of each technology
    within : [1], how much worse than the best the cost may be, as a share of it, >= 0
    count : [1], how many alternatives at most
    seed : of the weighted sums

    Returns
    -------
    Alternatives: the best, the others, and the range of each group within the limit

    Raises
    ------
    ProblemError
        for a nonlinear or infeasible model, an unbounded cost or group, or no groups.

    Examples
    --------
    >>> import optdesign as od
    >>> import pyomo.environ as pyo
    >>> model = pyo.ConcreteModel()
    >>> model.solar, model.fission = pyo.Var(bounds=(0, None)), pyo.Var(bounds=(0, None))
    >>> model.demand = pyo.Constraint(expr=model.solar + model.fission >= 10)
    >>> cost = od.Objective("cost", expression=model.solar + 1.02 * model.fission)
    >>> plants = {"solar": model.solar, "fission": model.fission}
    >>> found = od.model_alternatives(model, cost, plants, within=0.05)
    >>> round(found.best.groups["solar"], 6), round(found.others[0].groups["fission"], 6)
    (10.0, 10.294118)
    """
    from optdesign.tradeoff.models import alternatives

    return alternatives.model_alternatives(
        model, cost, groups, within=within, count=count, seed=seed
    )
