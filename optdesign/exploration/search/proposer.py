"""Who proposes the batches of a search: optuna, in memory, told the answers in order."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal

from optdesign.errors import StudyError
from optdesign.exploration.search.best import minimized, searched
from optdesign.exploration.study.model import Study
from optdesign.exploration.study.plans import SearchPlan
from optdesign.exploration.study.sampling import Task, named_task
from optdesign.exploration.trials.evaluation import Trial

if TYPE_CHECKING:
    import optuna

_NEEDS = {"gp": "torch", "cmaes": "cmaes"}
_POPULATION = 20
# Told for a trial without an answer, where no answer is worse.
_WORST = 1e300
_BROKEN = "broken"


def require(plan: SearchPlan) -> None:
    """Raise if the package that a sampler needs is not installed."""
    needed = _NEEDS.get(plan.sampler)
    if needed is not None and find_spec(needed) is None:
        raise StudyError(
            f"search.sampler | {plan.sampler} needs the package {needed} | install it with: "
            f'pip install {needed}, or choose "tpe"'
        )


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
