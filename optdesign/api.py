"""The Python interface: the same calls as the command line, pandas out.

>>> import optdesign as od
>>> answer = od.solve("ceres-bootstrap-paper", {"collector.area_ratio": 2.77})
>>> answer.status
'optimal'
>>> float(round(answer.outcomes["bootstrap_time"] / 31_557_600, 2))
14.86
>>> answer.shadow_prices.index[0]
'power.doubling_time'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from optdesign.answer import Answer, StudyAnswer
from optdesign.errors import ProblemError
from optdesign.keeping import keep_front, keep_result, keep_study
from optdesign.problem import Settings, find_problems, load_problem, make_case
from optdesign.result import checked_folder, execute, results_folder
from optdesign.textfile import brief
from optdesign.tradeoff.front import Objective

if TYPE_CHECKING:
    import pandas as pd

    from optdesign.reproduction.scorecard import Scorecard
    from optdesign.tradeoff.front import Front
    from optdesign.tradeoff.models.alternatives import Alternatives
    from optdesign.tradeoff.models.certificate import Verdict

__all__ = [
    "Answer",
    "Objective",
    "Settings",
    "StudyAnswer",
    "check_front",
    "load_problem",
    "model_alternatives",
    "pareto",
    "problems",
    "reproduce",
    "runs",
    "solve",
    "study",
]

Setting = float | int | str


def solve(
    name: str | Path,
    parameters: Mapping[str, Setting] | None = None,
    *,
    objective: str | None = None,
    settings: Settings | None = None,
    results: str | Path | None = None,
    **levers: Setting,
) -> Answer:
    """Solve and verify a named problem, or one from a file.

    Parameters
    ----------
    name : name of a problem, or path of a problem file
    parameters : changed parameters and limits by key; bare numbers or texts with a unit
    objective : an outcome or lever that declares a sense; the problem's own if left out
    settings : periods, time limit, gap and seed
    results : folder to store the run in; not stored if left out
    levers : levers to pin, e.g. ``radius="1.2 km"``

    Returns
    -------
    Answer; look at ``status`` and ``verified``

    Raises
    ------
    ProblemError
        for unknown names and values of the wrong dimension or outside their range.

    Examples
    --------
    >>> from optdesign.api import solve
    >>> solve("ceres-bootstrap-paper", {"policy": "sequential"}).verified
    True
    """
    case = make_case(
        load_problem(name),
        parameters={key: _text(value) for key, value in (parameters or {}).items()},
        levers={key: _text(value) for key, value in levers.items()},
        objective=objective,
        settings=settings,
    )
    place = None if results is None else checked_folder(results)
    result = execute(case)
    return Answer(result, None if place is None else keep_result(result, place))


def _text(value: Setting) -> str:
    if isinstance(value, str):
        return value
    try:
        return repr(float(value))
    except (TypeError, ValueError, OverflowError) as error:
        raise ProblemError(f"{brief(value)} | must be a number or a text | {error}") from error


def study(
    name: str | Path,
    *,
    trials: int | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    seed: int | None = None,
    storage: str | None = None,
    results: str | Path = "results",
) -> StudyAnswer:
    """Run a study, or resume it: the same name and storage go on where they stopped.

    Parameters
    ----------
    name : name of a study, or path of a study file
    trials : total number of trials, stored ones included
    workers : processes on this machine; as many as it has cores if left out
    cluster : address of a Dask scheduler to use instead
    seed : instead of the study's own
    storage : optuna storage URL, or path of a journal file
    results : folder of stored runs; the study gets a folder of its own in it

    Returns
    -------
    StudyAnswer

    Raises
    ------
    StudyError
        for faults of the study file, or a storage of another study or seed.
    """
    from optdesign.exploration.explore import explore_study
    from optdesign.exploration.study.read import load_study
    from optdesign.exploration.trials.execution import Execution

    execution = Execution(
        checked_folder(results),
        trials=trials,
        workers=workers,
        cluster=cluster,
        seed=seed,
        storage=storage,
    )
    result = explore_study(load_study(name), execution)
    keep_study(result)
    return StudyAnswer(result)


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
        limit = None if settings is None else settings.time_limit
        front = model_front(
            problem, cast("Sequence[Objective]", objectives), points=points, method=method,
            time_limit=limit, workers=workers, state=state,
        )  # fmt: skip
    else:
        case = make_case(
            load_problem(problem),
            parameters={key: _text(value) for key, value in (parameters or {}).items()},
            levers={key: _text(value) for key, value in levers.items()},
            settings=settings,
        )
        from optdesign.tradeoff.named.asking import Diligence

        kept = Diligence(workers, path=None if state is None else Path(state))
        names = [str(name) for name in objectives]
        front = case_front(case, names, points=points, method=method, diligence=kept)
    if place is not None:
        keep_front(front, place, case)
    return front


def check_front(front: Front, model: Any, *, at_most: int | None = None, seed: int = 0) -> Verdict:
    """Check an exact front of a Pyomo model: no point is missing, every box is empty indeed.

    Parameters
    ----------
    front : with a certificate, as a front of a model with whole numbers has one
    model : the Pyomo model it was found for
    at_most : how many boxes to solve again, drawn at random; all if left out
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


def problems() -> pd.DataFrame:
    """All named problems: class, question, levers, objectives; indexed by name.

    >>> from optdesign.api import problems
    >>> "ceres-bootstrap-paper" in problems().index
    True
    """
    import pandas as pd

    rows = []
    for name in find_problems():
        found = load_problem(name)
        rows.append(
            {
                "problem": name,
                "class": found.header.problem_class,
                "question": found.header.question,
                "levers": ", ".join(found.levers),
                "objectives": ", ".join(found.objectives()),
            }
        )
    return pd.DataFrame(rows).set_index("problem")


def reproduce(source: str) -> Scorecard:
    """The scorecard of a source: every claim, printed and computed, with a verdict."""
    from optdesign.reproduction.reproduce import reproduce as scorecard

    return scorecard(source)


def runs(results: str | Path = "results") -> pd.DataFrame:
    """What is stored: solves, then fronts, studies and alternatives, each oldest first.

    Parameters
    ----------
    results : folder of stored runs

    Returns
    -------
    one row a run, indexed by its name: problem, kind, status, objective, value, unit

    Examples
    --------
    >>> from optdesign.api import runs
    >>> runs("no-such-folder").empty
    True
    """
    import pandas as pd

    from optdesign.report.runs.overview import stored_overview

    rows = [
        {
            "run": found["run"],
            "problem": found["problem"],
            "kind": found.get("kind", "solve"),
            "status": found["status"],
            "objective": found["objective"]["name"],
            "value": found["objective"]["value"],
            "unit": found["objective"]["unit"],
        }
        for found in stored_overview(results_folder(results)).documents()
    ]
    columns = ["run", "problem", "kind", "status", "objective", "value", "unit"]
    return pd.DataFrame(rows, columns=columns).set_index("run")
