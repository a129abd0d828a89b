"""Search by proposals: optuna proposes batches of points, workers solve them, the best is kept.

Nothing is proved by a search; what it finds is set against the certified solve where there is one.
A batch is proposed from the answers of all batches before it and told in order, so the trials
are the same on any number of workers and after a resume.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from optdesign.errors import StudyError
from optdesign.exploration.evaluation import Plan, Trial, evaluate
from optdesign.exploration.model import Study
from optdesign.exploration.plans import SearchPlan
from optdesign.exploration.result import StudyResult
from optdesign.exploration.run import Noticing, Run, Silent, Watcher, whole_number
from optdesign.exploration.sampling import Task, named_task
from optdesign.exploration.schema import MAX_TRIALS
from optdesign.exploration.staged import staged
from optdesign.exploration.warmth import warm_start

if TYPE_CHECKING:
    import optuna

_NEEDS = {"gp": "torch", "cmaes": "cmaes"}
_POPULATION = 20
# Told for a trial without an answer, where no answer is worse.
_WORST = 1e300
_CERTIFIED = "certified"
_BROKEN = "broken"


def run_search(
    study: Study,
    *,
    results: Path,
    trials: int | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    seed: int | None = None,
    storage: str | None = None,
    watcher: Watcher | None = None,
    run: Run = evaluate,
) -> StudyResult:
    """Run what is missing of a search and return all of it; arguments as of `run.run_study`.

    Raises
    ------
    StudyError
        if the sampler needs a package that is not there.
    """
    plan = searched(study)
    require(plan)
    if seed is not None:
        study = replace(study, seed=whole_number("--seed", seed, 0, 2**32 - 1))
    most = study.trials if trials is None else whole_number("--trials", trials, 1, MAX_TRIALS)
    watching = watcher or Silent()
    common = Plan(study.case, study.digest, run, coarse_periods=plan.coarse_periods)
    with staged(
        common, study, results=results, most=most, watcher=watching, workers=workers,
        cluster=cluster, storage=storage,
    ) as stages:  # fmt: skip
        if trials is None:
            stages.most = most = max(most, len(stages.store.trials))
        watching.begin(most, min(most, len(stages.store.trials)))
        if len(stages.store.trials) < most:
            stages.plan = replace(common, warm=warm_start(study, run, watching))
        proposer = Proposer(study)
        answers: list[Trial] = []
        while stages.room > 0:
            tasks = proposer.ask(len(stages.tasks), _cutoff(study, answers))
            found = stages.run(tasks)
            proposer.tell(found)
            answers += found
        folder, place = results / f"study-{study.name}", stages.store.place
        result = StudyResult(study, tuple(stages.tasks), tuple(answers), folder, place)
    return with_certified(result, workers=workers, cluster=cluster, watcher=watching, run=run)


def searched(study: Study) -> SearchPlan:
    """The plan of a search.

    Raises
    ------
    StudyError
        if the study is none.
    """
    if study.search is None:
        raise StudyError(f"{study.name} | must have a [search] | add one")
    return study.search


def require(plan: SearchPlan) -> None:
    """Raise if the package that a sampler needs is not installed."""
    needed = _NEEDS.get(plan.sampler)
    if needed is not None and find_spec(needed) is None:
        raise StudyError(
            f"search.sampler | {plan.sampler} needs the package {needed} | install it with: "
            f'pip install {needed}, or choose "tpe"'
        )


def signs(study: Study) -> tuple[float, ...]:
    """1 for each objective that is minimized, -1 for one that is maximized."""
    senses = study.case.problem.objectives()
    return tuple(1.0 if senses[key] == "min" else -1.0 for key in searched(study).objectives)


def minimized(study: Study, trial: Trial) -> tuple[float, ...] | None:
    """The objectives of a trial, all to be minimized [SI]; None without an answer."""
    if trial.status != "complete":
        return None
    keys = searched(study).objectives
    values = [trial.outcomes.get(key, math.nan) for key in keys]
    if keys == (study.case.objective,) and trial.objective is not None:
        values = [trial.objective]
    if not all(math.isfinite(value) for value in values):
        return None
    return tuple(sign * value for sign, value in zip(signs(study), values, strict=True))


def best_trial(study: Study, trials: Sequence[Trial]) -> Trial | None:
    """The trial with the best first objective, the earliest of equals."""
    found = [(values[0], trial.index, trial) for trial in trials
             if (values := minimized(study, trial)) is not None]  # fmt: skip
    return min(found, key=lambda part: part[:2])[2] if found else None


def best_so_far(study: Study, trials: Sequence[Trial]) -> list[float | None]:
    """The best first objective after each trial [SI]; None before the first answer."""
    found: list[float | None] = []
    best: Trial | None = None
    for place in range(len(trials)):
        best = best_trial(study, [part for part in (best, trials[place]) if part is not None])
        values = None if best is None else minimized(study, best)
        found.append(None if values is None else signs(study)[0] * values[0])
    return found


def front_trials(study: Study, trials: Sequence[Trial]) -> list[Trial]:
    """The trials that no other dominates, by their first objective."""
    points = [(values, t) for t in trials if (values := minimized(study, t)) is not None]
    points.sort(key=lambda part: (part[0], part[1].index))
    kept: list[tuple[tuple[float, ...], Trial]] = []
    for values, trial in points:
        beaten = any(all(a <= b for a, b in zip(other, values, strict=True)) for other, _ in kept)
        if not beaten:
            kept.append((values, trial))
    return [trial for _, trial in kept]


def _cutoff(study: Study, answers: Sequence[Trial]) -> float | None:
    """The value that further trials must be able to beat, if coarse ones are tried first."""
    plan = searched(study)
    best = best_trial(study, answers)
    if plan.coarse_periods is None or best is None:
        return None
    return best.objective


class Proposer:
    """An optuna study in memory that proposes batches and is told what came of them."""

    def __init__(self, study: Study) -> None:
        """Start with the seed of a study; the same answers lead to the same proposals."""
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self._study, self._plan = study, searched(study)
        directions: list[Literal["minimize", "maximize"]] = ["minimize"] * len(
            self._plan.objectives
        )
        with _Quiet():
            self._optuna = optuna.create_study(
                directions=directions, sampler=_sampler(self._plan, study.seed)
            )
        self._asked: list[optuna.Trial] = []
        self._worst = -math.inf

    def ask(self, first: int, cutoff: float | None) -> list[Task]:
        """The next batch, numbered from ``first``."""
        with _Quiet():
            self._asked = [self._optuna.ask(self._space) for _ in range(self._plan.batch)]
        return [
            named_task(self._study, first + place, dict(asked.params), cutoff)
            for place, asked in enumerate(self._asked)
        ]

    @property
    def _space(self) -> dict[str, Any]:
        from optuna.distributions import CategoricalDistribution, FloatDistribution

        levers = self._study.case.problem.levers
        space: dict[str, Any] = {}
        for key, found in self._study.uncertain.items():
            if found.kind == "discrete":
                space[key] = CategoricalDistribution(found.values)
            else:
                step = 1.0 if key in levers and levers[key].integer else None
                space[key] = FloatDistribution(found.low, found.high, step=step)
        return space

    def tell(self, trials: Sequence[Trial]) -> None:
        """Tell the answers of the last batch in order; those not run are forgotten."""
        from optuna.trial import TrialState

        for asked, trial in zip(self._asked, trials, strict=False):
            values = minimized(self._study, trial)
            if values is not None and len(values) == 1:
                self._worst = max(self._worst, values[0])
            with _Quiet():
                if trial.status == "failed" or (values is None and not self._can_tell_worst):
                    self._optuna.tell(asked, state=TrialState.FAIL)
                    continue
                broken = 0.0 if values is not None else 1.0
                _set_broken(asked, broken)
                self._optuna.tell(asked, list(values or self._told_worst))

    @property
    def _can_tell_worst(self) -> bool:
        """Whether a trial without a design can be told as a number."""
        return self._plan.sampler in ("tpe", "nsga2") or math.isfinite(self._worst)

    @property
    def _told_worst(self) -> tuple[float, ...]:
        worst = self._worst if math.isfinite(self._worst) else _WORST
        return (worst,) * len(self._plan.objectives)


def _sampler(plan: SearchPlan, seed: int) -> Any:
    from optuna import samplers

    older: dict[str, Any] = {"constraints_func": lambda trial: [trial.user_attrs[_BROKEN]]}
    constrained = {} if _is_modern() else older
    with _Quiet():
        if plan.sampler == "tpe":
            return samplers.TPESampler(seed=seed, constant_liar=plan.batch > 1, **constrained)
        if plan.sampler == "gp":
            return samplers.GPSampler(seed=seed)
        if plan.sampler == "cmaes":
            return samplers.CmaEsSampler(seed=seed)
        if plan.sampler == "nsga2":
            population = max(plan.batch, _POPULATION)
            return samplers.NSGAIISampler(seed=seed, population_size=population, **constrained)
        return samplers.RandomSampler(seed=seed)


def _is_modern() -> bool:
    """Whether trials carry their constraints themselves, as since optuna 5."""
    from optuna.trial import Trial as OptunaTrial

    return hasattr(OptunaTrial, "set_constraint")


def _set_broken(asked: Any, broken: float) -> None:
    if _is_modern():
        asked.set_constraint(_BROKEN, broken)
    else:
        asked.set_user_attr(_BROKEN, broken)


class _Quiet(warnings.catch_warnings):
    """Optuna warns of what is experimental, at every call."""

    def __enter__(self) -> Any:
        found = super().__enter__()
        warnings.simplefilter("ignore")
        return found


def with_certified(
    result: StudyResult, *, workers: int | None, cluster: str | None, watcher: Watcher, run: Run
) -> StudyResult:
    """Solve the case itself where the best trial is, all levers free; kept as ``nominal``."""
    study = result.study
    best = best_trial(study, result.trials)
    plan = searched(study)
    if not plan.compare or len(plan.objectives) > 1 or best is None:
        return result
    task = next(task for task in result.tasks if task.index == best.index)
    levers = study.case.problem.levers
    values = {key: value for key, value in task.sampled.items() if key not in levers}
    outer = replace(study, name=_CERTIFIED)
    with staged(
        Plan(study.case, study.digest, run), outer, results=result.folder, most=MAX_TRIALS,
        watcher=Noticing(watcher), workers=1, cluster=cluster,
    ) as stages:  # fmt: skip
        known = {trial.identity: trial for trial in stages.store.trials.values()}
        wanted = named_task(outer, 0, values)
        found = known.get(wanted.identity)
        if found is None:
            wanted = replace(wanted, index=len(known))
            found = stages.run([wanted])[0]
        return replace(
            result,
            nominal=StudyResult(outer, (wanted,), (found,), result.folder, stages.store.place),
        )
