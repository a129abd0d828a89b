"""What a study found: trials, quantiles, probabilities, and where in parameter space it failed."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from optdesign.exploration.sensitivity.indices import Analysis, analyze
from optdesign.exploration.statistics import (
    Estimate,
    chance_separation,
    mean_estimate,
    quantile_estimate,
    separation,
    share_estimate,
)
from optdesign.exploration.study.model import Study, Threshold
from optdesign.exploration.study.sampling import Task
from optdesign.exploration.trials.evaluation import Outcome, Trial

if TYPE_CHECKING:
    from numpy.typing import NDArray

QUANTILES: Mapping[str, float] = {"p5": 0.05, "p50": 0.5, "p95": 0.95}


@dataclass(frozen=True)
class Separation:
    """How a parameter differs between complete trials and others; medians in SI."""

    parameter: str
    score: float
    complete: float
    other: float


@dataclass(frozen=True)
class StudyResult:
    """A study with its trials in order; numbers are SI unless a method says otherwise.

    ``nominal`` holds the nominal case and, if asked for, the ends of every range one at a time.
    """

    study: Study
    tasks: tuple[Task, ...]
    trials: tuple[Trial, ...]
    folder: Path
    storage: str
    nominal: StudyResult | None = None

    def count(self, status: Outcome) -> int:
        """Number of trials that ended so."""
        return sum(trial.status == status for trial in self.trials)

    @property
    def exit_code(self) -> int:
        """0 if any trial is complete; else 3 if any is infeasible, 5 if unverified, 4 if not."""
        if self.count("complete"):
            return 0
        if self.count("infeasible"):
            return 3
        return 5 if any(trial.kind == "unverified" for trial in self.trials) else 4

    def sample(self, outcome: str) -> list[float]:
        """The finite values of an outcome over the complete trials."""
        found = (t.outcomes.get(outcome, math.nan) for t in self.trials if t.status == "complete")
        return [value for value in found if math.isfinite(value)]

    @cached_property
    def estimates(self) -> dict[str, dict[str, Estimate]]:
        """Mean and quantiles of each outcome, over the complete trials."""
        found = {}
        for key in self.study.outcomes:
            sample = self.sample(key)
            if sample:
                found[key] = {"mean": mean_estimate(sample, self.study.seed)} | {
                    name: quantile_estimate(sample, share) for name, share in QUANTILES.items()
                }
        return found

    @cached_property
    def analyses(self) -> tuple[Analysis, ...]:
        """The indices of each outcome; the objective first if it is among them."""
        wanted = sorted(self.study.outcomes, key=lambda key: key != self.study.case.objective)
        return tuple(analyze(self.study, key, outcome_values(self, key)) for key in wanted)

    @cached_property
    def feasibility(self) -> Estimate:
        """Probability that there is a design at all; failed trials widen the interval only."""
        complete, infeasible = self.count("complete"), self.count("infeasible")
        return share_estimate(complete, complete + infeasible, self.count("failed"))

    def probability(self, threshold: Threshold) -> Estimate:
        """Probability that a threshold is met; an infeasible trial does not meet it."""
        complete, infeasible = self.count("complete"), self.count("infeasible")
        hits = sum(
            threshold.met(trial.outcomes.get(threshold.outcome, math.nan))
            for trial in self.trials
            if trial.status == "complete"
        )
        return share_estimate(hits, complete + infeasible, self.count("failed"))

    def separations(self, status: Outcome) -> list[Separation]:
        """What tells trials of a status from the complete ones, the clearest parameter first.

        Parameters that chance would show as clearly, of so many in so few trials, are left out.
        """
        others = [t for t, trial in zip(self.tasks, self.trials, strict=True)
                  if trial.status == status]  # fmt: skip
        complete = [t for t, trial in zip(self.tasks, self.trials, strict=True)
                    if trial.status == "complete"]  # fmt: skip
        found = []
        for key, distribution in self.study.uncertain.items():
            if not others or not complete or distribution.kind == "discrete":
                continue
            inside = [float(task.sampled[key]) for task in complete]
            outside = [float(task.sampled[key]) for task in others]
            score = separation(inside, outside)
            if abs(score) < chance_separation(len(inside), len(outside), len(self.study.uncertain)):
                continue
            found.append(Separation(key, score, median(inside), median(outside)))
        return sorted(found, key=lambda part: -abs(part.score))

    @cached_property
    def causes(self) -> list[tuple[str, str, int]]:
        """Status, cause and number of the trials without an answer, the most frequent first.

        Infeasible trials are counted by the requirements in conflict, failed ones by their kind.
        """
        counted = Counter(
            (trial.status, ", ".join(trial.conflict) or trial.kind)
            for trial in self.trials
            if trial.status != "complete"
        )
        return [(status, cause, number) for (status, cause), number in counted.most_common()]


def outcome_values(result: StudyResult, outcome: str) -> NDArray[Any]:
    """The outcome of every trial in order; NaN where a trial is not complete."""
    import numpy as np

    found = (
        trial.outcomes.get(outcome, math.nan) if trial.status == "complete" else math.nan
        for trial in result.trials
    )
    return np.array(list(found), dtype=float)
