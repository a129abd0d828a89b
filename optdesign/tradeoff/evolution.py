"""Approximate fronts by NSGA-II (optuna), for comparison and for black boxes: nothing is proved."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any

import numpy as np

from optdesign.errors import ProblemError
from optdesign.problem import Case
from optdesign.progress import report
from optdesign.tradeoff.front import Front, Objective, Point
from optdesign.tradeoff.models.exact import compile_model
from optdesign.tradeoff.named.answers import Answer
from optdesign.tradeoff.named.asking import Asker, Diligence
from optdesign.tradeoff.named.axis import Runs
from optdesign.tradeoff.named.front import front_of_answers
from optdesign.tradeoff.named.holding import named_objectives
from optdesign.tradeoff.named.points import minimized

DEFAULT_TRIALS = 300
POPULATION = 30


@dataclass(frozen=True)
class Trial:
    """Objectives, all minimized, and by how much the requirements are broken (0: feasible)."""

    values: tuple[float, ...]
    violation: float
    content: Any = None


Ranges = Mapping[str, tuple[float, float, bool]]


def evolve(
    evaluate: Callable[[Sequence[Mapping[str, float]]], Sequence[Trial | None]],
    ranges: Ranges,
    *,
    objectives: int,
    trials: int,
    seed: int = 0,
    is_over: Callable[[], bool] = lambda: False,
) -> list[Trial]:
    """Run NSGA-II over variables with (low, high, whole number); returns the feasible trials.

    Parameters
    ----------
    evaluate : a generation at a time, so that several processes may share it; None where there was
        no time for a trial
    is_over : whether to stop before the next generation
    """
    import warnings

    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    modern = hasattr(optuna.trial.Trial, "set_constraint")  # since optuna 5
    older: dict[str, Any] = {"constraints_func": lambda trial: [trial.user_attrs["violation"]]}
    population, found = min(POPULATION, trials), list[Trial]()

    def values(trial: Any) -> dict[str, float]:
        return {
            name: float(
                trial.suggest_int(name, math.ceil(low), math.floor(high))
                if whole
                else trial.suggest_float(name, low, high)
            )
            for name, (low, high, whole) in ranges.items()
        }

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        sampler = optuna.samplers.NSGAIISampler(
            seed=seed, population_size=population, **({} if modern else older)
        )
        study = optuna.create_study(directions=["minimize"] * objectives, sampler=sampler)
        for first in range(0, trials, population):
            if is_over():
                break
            asked = [study.ask() for _ in range(min(population, trials - first))]
            for trial, answer in zip(asked, evaluate(list(map(values, asked))), strict=True):
                if answer is None:
                    continue
                if modern:
                    trial.set_constraint("violation", answer.violation)
                else:
                    trial.set_user_attr("violation", answer.violation)
                study.tell(trial, answer.values)
                if answer.violation <= 0:
                    found.append(answer)
            report(f"trial {first + len(asked)} of {trials}, {len(found)} feasible")
    return found


def evolved_model_front(
    model: Any,
    objectives: Sequence[Objective],
    *,
    trials: int = DEFAULT_TRIALS,
    seed: int = 0,
    time_limit: float | None = None,
) -> Front:
    """An approximate front of a linear Pyomo model with bounded variables."""
    started, form = perf_counter(), compile_model(model, objectives)
    if not np.isfinite(form.high - form.low).all():
        raise ProblemError("model | every variable must be bounded for nsga2 | add bounds")
    kinds = zip(form.columns, form.low, form.high, form.integer, strict=True)
    ranges = {name: (float(low), float(high), bool(w)) for name, low, high, w in kinds}
    size = 1.0 + np.asarray(abs(form.matrix).sum(axis=1)).ravel()

    def evaluate(chosen: Mapping[str, float]) -> Trial:
        values = np.array([chosen[name] for name in form.columns])
        rows = form.matrix @ values
        excess = np.maximum(np.maximum(form.row_low - rows, rows - form.row_high), 0.0) / size
        outcomes = form.outcomes(values)
        violation = float(excess.sum()) if excess.sum() > 1e-9 else 0.0
        return Trial(tuple(map(float, outcomes)), violation, dict(chosen))

    def is_over() -> bool:
        return time_limit is not None and perf_counter() - started > time_limit

    found = evolve(
        lambda several: list(map(evaluate, several)), ranges,
        objectives=len(objectives), trials=trials, seed=seed, is_over=is_over,
    )  # fmt: skip
    signs = [objective.sign for objective in objectives]
    points: list[Point] = []
    if found:
        import moocore

        values = np.array([trial.values for trial in found])
        for position in np.flatnonzero(moocore.is_nondominated(values, keep_weakly=False)):
            point = tuple(float(s * v) for s, v in zip(signs, values[position], strict=True))
            points.append(Point(point, found[position].content))
    points.sort(key=lambda point: point.objectives)
    return Front(
        tuple(objectives),
        points,
        complete=False,
        method="nsga2",
        solves=trials,
        seconds=perf_counter() - started,
        stopped=is_over(),
        notes=["NSGA-II proves nothing: points may be missing or dominated."],
    )


def evolved_named_front(
    case: Case,
    names: Sequence[str],
    *,
    trials: int | None = None,
    diligence: Diligence | None = None,
) -> Front:
    """An approximate front of a named problem over its levers, each trial verified.

    Raises
    ------
    ProblemError
        for unknown objectives, or a problem without levers to vary.
    """
    started, objectives = perf_counter(), named_objectives(case, names)
    levers = {k: lever for k, lever in case.problem.levers.items() if k not in case.fixed}
    if not levers:
        raise ProblemError(
            f"{case.problem.name} | must have a lever to vary for nsga2 | use --method exact"
        )
    runs = Runs(objectives, Asker(diligence or Diligence()))
    worst = tuple(1e300 for _ in objectives)

    def evaluate(several: Sequence[Mapping[str, float]]) -> list[Trial | None]:
        cases = [replace(case, fixed={**case.fixed, **chosen}) for chosen in several]
        return [judged(answer) for answer in runs.several(cases, maybe=True)]

    def judged(answer: Answer | None) -> Trial | None:
        if answer is None or not answer.proved:
            return None if runs.asker.stopped else Trial(worst, 1.0)
        return Trial(minimized(answer, objectives), 0.0, answer)

    ranges = {key: (lever.low, lever.high, lever.integer) for key, lever in levers.items()}
    count = trials or DEFAULT_TRIALS
    try:
        found = evolve(
            evaluate, ranges, objectives=len(objectives), trials=count, seed=case.settings.seed,
            is_over=lambda: bool(runs.asker.stopped),
        )  # fmt: skip
    finally:
        runs.asker.close()
    note = "NSGA-II proves nothing: points may be missing or dominated."
    front = front_of_answers(case, runs, [trial.content for trial in found], note)
    # That no trial was feasible says nothing of the problem.
    front = replace(front, feasible=True, infeasibility=None)
    return replace(front, method="nsga2", complete=False, seconds=perf_counter() - started)
