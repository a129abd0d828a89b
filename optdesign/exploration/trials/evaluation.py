"""Running one trial: sampled values in, what came of it out, never an exception.

A worker needs only a `Plan` and `Task`s; both, and the `Trial`, are plain data that can be sent.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Literal

from optdesign.errors import OptdesignError
from optdesign.exploration.study.grid import Shares
from optdesign.exploration.study.sampling import Task
from optdesign.formulations.names import formulation_module
from optdesign.problem import Case
from optdesign.result import Result, execute
from optdesign.solution import Status

Outcome = Literal["complete", "infeasible", "failed"]
MAX_CAUSE = 500
BEATEN = "beaten"


@dataclass(frozen=True)
class Trial:
    """What came of a trial; numbers are SI.

    ``kind`` is how it ended: the status of the solve, ``error``, ``died``, ``stuck``, or ``beaten``
    if a coarse solve proved that it cannot be the best; ``cause`` says it in a sentence and
    ``conflict`` names the requirements that cannot hold together.
    ``prices`` are the changes of the objective per +1 % of the sampled parameters,
    ``shares`` what the rules of the plan took from the tables of the solve.
    """

    index: int
    identity: str
    status: Outcome
    kind: str
    cause: str = ""
    conflict: tuple[str, ...] = ()
    objective: float | None = None
    outcomes: Mapping[str, float] = field(default_factory=dict)
    levers: Mapping[str, float | str] = field(default_factory=dict)
    prices: Mapping[str, float] = field(default_factory=dict)
    shares: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    seconds: float = 0.0
    attempts: int = 1


@dataclass(frozen=True)
class Plan:
    """What every trial of a study has in common, and the function that runs one.

    ``warm`` is where solves may start from, ``prices`` the number of the trial that also needs
    shadow prices and starts from nothing, ``coarse_periods`` the grid on which a trial with a
    cutoff is tried first.
    """

    case: Case
    digest: str
    run: Callable[[Plan, Task], Trial]
    rules: Mapping[str, Shares] = field(default_factory=dict)
    warm: object | None = None
    prices: int | None = None
    coarse_periods: int | None = None


def prepare(plan: Plan) -> None:
    """Load what solves and verifies the trials of a plan, for who has nothing else to do yet."""
    if plan.run is evaluate:
        for package in ("optdesign.solvers.methods", "optdesign.verify"):
            with suppress(Exception):  # the trials will say what is wrong
                formulation_module(package, plan.case.problem.header.formulation)


def evaluate(plan: Plan, task: Task) -> Trial:
    """Solve and verify the case of one trial; whatever goes wrong is the cause of its failure."""
    started = perf_counter()
    try:
        result, beaten = _solved(plan, task)
        shares = {key: rule.of(result.solution.tables) for key, rule in plan.rules.items()}
        trial = replace(_trial(task, result), shares=shares)
        if beaten:
            cause = f"proven on {plan.coarse_periods} periods to be no better than the best so far"
            trial = replace(trial, status="complete", kind=BEATEN, cause=cause)
    except OptdesignError as error:
        trial = failed(task, "error", str(error))
    except Exception as error:  # a defect in one corner must not end the study
        trial = failed(task, "error", f"{type(error).__name__}: {error}")
    return replace(trial, seconds=perf_counter() - started)


def _solved(plan: Plan, task: Task) -> tuple[Result, bool]:
    """The result of a trial; a coarse one that cannot beat the cutoff is all there is."""
    case = trial_case(plan.case, task)
    if plan.prices == task.index:
        return execute(case), False
    case = replace(case, settings=replace(case.settings, shadow_prices=False))
    if plan.coarse_periods is not None and task.cutoff is not None:
        coarse = replace(case, settings=replace(case.settings, periods=plan.coarse_periods))
        result = execute(coarse, plan.warm)
        if _is_beaten(result, task.cutoff):
            return result, True
    return execute(case, plan.warm), False


def _is_beaten(result: Result, cutoff: float) -> bool:
    """Whether there is a verified plan, and a proof that none is better than the cutoff."""
    bound = result.solution.bound
    if not result.verified or result.solution.objective is None or bound is None:
        return False
    return bound >= cutoff if result.case.sense == "min" else bound <= cutoff


def trial_case(case: Case, task: Task) -> Case:
    """The case of one trial: the sampled values, levers among them pinned, and its own seed."""
    levers = case.problem.levers.keys() & task.sampled.keys()
    fixed = {key: float(task.sampled[key]) for key in levers}
    values = {key: value for key, value in task.sampled.items() if key not in levers}
    return replace(
        case,
        values={**case.values, **values},
        fixed={**case.fixed, **fixed},
        settings=replace(case.settings, seed=task.seed),
    )


def failed(task: Task, kind: str, cause: str) -> Trial:
    """A trial that gave no answer."""
    line = " ".join(cause.split())
    return Trial(task.index, task.identity, "failed", kind, line[:MAX_CAUSE])


def _trial(task: Task, result: Result) -> Trial:
    solution, status = result.solution, result.status
    base = Trial(task.index, task.identity, "failed", status.value)
    if status is Status.INFEASIBLE:
        found = solution.infeasibility.conflict if solution.infeasibility else ()
        cause = "; ".join(part.text for part in found) or "infeasible"
        return replace(
            base,
            status="infeasible",
            cause=cause[:MAX_CAUSE],
            conflict=tuple(part.key for part in found),
        )
    answered = replace(
        base,
        objective=solution.objective,
        outcomes={key: float(value) for key, value in solution.outcomes.items()},
        levers={
            key: value if isinstance(value, str) else float(value)
            for key, value in solution.levers.items()
        },
        prices={
            price.key: float(price.effect)
            for price in solution.shadow_prices
            if price.key in task.sampled and math.isfinite(price.effect)
        },
    )
    if status is Status.OPTIMAL:
        return replace(answered, status="complete")
    if status is Status.UNVERIFIED:
        names = [check.name for check in result.checks if not check.passed] or ["no checks"]
        return replace(answered, cause=f"verification failed: {', '.join(names)}"[:MAX_CAUSE])
    gap = "no answer" if solution.gap is None else f"gap {solution.gap:.2g}"
    notes = " ".join(solution.notes)
    return replace(answered, cause=f"stopped at a limit, {gap}. {notes}"[:MAX_CAUSE].strip())
