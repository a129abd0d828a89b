"""Comparing candidates over common scenarios: which is robust, its price, what knowing is worth.

A scenario without a design costs infinitely much. Candidates are ranked by the measure of the plan,
then by how often they have no design, then by their mean over the rest; regrets by how often there
is no design, then by the largest. Scenarios in which nothing works, whatever is decided, are left
out, as are those in which a solve failed; both are counted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from optdesign.exploration.robust.layout import Candidate, Layout, layout, planned
from optdesign.exploration.statistics import CONFIDENCE, Estimate, share_estimate
from optdesign.exploration.study.model import Study
from optdesign.exploration.study.plans import Measure
from optdesign.exploration.trials.evaluation import Trial
from optdesign.exploration.trials.result import StudyResult

if TYPE_CHECKING:
    from numpy.typing import NDArray

_RESAMPLES = 1000
_STREAM = 4
_TAIL = (1.0 - CONFIDENCE) / 2.0
# A candidate that fails in more than this share of the scenarios is set aside.
_MOST_FAILED = 0.2


def tail_risk(costs: NDArray[Any], measure: Measure, level: float) -> NDArray[Any]:
    """Quantile of a cost, or the mean of the worst part beyond it, along the last axis.

    Parameters
    ----------
    costs : to be minimized, equally likely; infinite where there is no design
    measure : ``quantile``, or ``cvar`` = mean over the worst 1 - level
    level : [1], (0, 1)

    Source
    ------
    Rockafellar and Uryasev, Optimization of conditional value-at-risk (2000), for finite samples.
    """
    import numpy as np

    if measure == "quantile":
        return np.asarray(np.quantile(costs, level, axis=-1, method="inverted_cdf"))
    count = costs.shape[-1]
    worst = np.sort(costs, axis=-1)[..., ::-1]
    weight = (1.0 - level) * count
    shares = np.clip(weight - np.arange(count), 0.0, 1.0)
    used = math.ceil(round(weight, 9))
    return np.asarray((worst[..., :used] * shares[:used]).sum(axis=-1) / shares[:used].sum())


@dataclass(frozen=True)
class Row:
    """One candidate: numbers in SI of the objective, costs infinite without a design.

    ``chosen`` is the share of resampled sets of scenarios in which it is the robust choice,
    ``nominal`` its objective in the nominal case, None if it has no design there.
    """

    candidate: Candidate
    feasible: Estimate
    mean: Estimate
    risk: Estimate
    regret: Estimate
    nominal: float | None
    chosen: float


@dataclass(frozen=True)
class Comparison:
    """Costs of candidates [minimized, SI] by scenario, and of each scenario foreseen.

    ``used`` are the scenarios that are compared, by number; ``hopeless`` and ``failed`` count those
    left out, ``aside`` names candidates left out.
    """

    study: Study
    candidates: tuple[Candidate, ...]
    costs: NDArray[Any]
    foreseen: NDArray[Any]
    nominal: NDArray[Any]
    nominal_best: float
    used: tuple[int, ...]
    hopeless: int
    failed: int
    aside: tuple[str, ...]

    @property
    def sign(self) -> float:
        """1 where the objective is minimized, -1 where it is maximized."""
        return 1.0 if self.study.case.sense == "min" else -1.0

    @cached_property
    def regrets(self) -> NDArray[Any]:
        """Cost beyond the best that was possible, shape (candidates, scenarios)."""
        import numpy as np

        return np.asarray(self.costs - self.foreseen)

    @cached_property
    def risks(self) -> NDArray[Any]:
        """The measure of the plan, one number a candidate."""
        plan = planned(self.study)
        return tail_risk(self.costs, plan.measure, plan.level)

    def _ranked(self, first: NDArray[Any], then: NDArray[Any]) -> list[int]:
        import numpy as np

        broken = np.isinf(self.costs).sum(axis=1)
        return [int(place) for place in np.lexsort((then, broken, first))]

    @cached_property
    def finite_means(self) -> NDArray[Any]:
        """Mean over the scenarios in which a candidate has a design."""
        return _finite(self.costs, "mean")

    @cached_property
    def order(self) -> list[int]:
        """Candidates from the most robust to the least."""
        return self._ranked(self.risks, self.finite_means)

    @cached_property
    def least_regret(self) -> int:
        """The candidate with the least worst regret."""
        import numpy as np

        broken = np.isinf(self.costs).sum(axis=1)
        return self._ranked(broken.astype(float), _finite(self.regrets, "max"))[0]

    @cached_property
    def best_mean(self) -> int:
        """The candidate with the best mean: the stochastic solution among the candidates."""
        return self._ranked(self.costs.mean(axis=1), self.finite_means)[0]

    @cached_property
    def resamples(self) -> NDArray[Any]:
        """Scenarios drawn with replacement, the same for all candidates."""
        import numpy as np

        generator = np.random.default_rng([_STREAM, self.study.seed])
        return generator.integers(0, len(self.used), (_RESAMPLES, len(self.used)))

    @cached_property
    def rows(self) -> list[Row]:
        """One row a candidate, in their own order."""
        import numpy as np

        plan = planned(self.study)
        drawn = np.array([
            tail_risk(costs[self.resamples], plan.measure, plan.level) for costs in self.costs
        ])  # fmt: skip
        winners = np.argmin(self._comparable(drawn), axis=0)
        found = []
        for place, candidate in enumerate(self.candidates):
            costs, regrets = self.costs[place], self.regrets[place]
            hits = int(np.isfinite(costs).sum())
            nominal = self.nominal[place]
            found.append(Row(
                candidate,
                feasible=share_estimate(hits, len(self.used)),
                mean=self._signed(costs.mean(), costs[self.resamples].mean(axis=1)),
                risk=self._signed(self.risks[place], drawn[place]),
                regret=Estimate(float(regrets.max()), None, None),
                nominal=self.sign * float(nominal) if np.isfinite(nominal) else None,
                chosen=float((winners == place).mean()),
            ))  # fmt: skip
        return found

    def _comparable(self, drawn: NDArray[Any]) -> NDArray[Any]:
        """Risks in which infinite ones are ordered by how often there is no design."""
        import numpy as np

        finite = drawn[np.isfinite(drawn)]
        large = 1e6 * max(1.0, float(np.abs(finite).max(initial=1.0)))
        broken = np.array([np.isinf(costs)[self.resamples].mean(axis=1) for costs in self.costs])
        return np.where(np.isfinite(drawn), drawn, large * (1.0 + broken))

    def _signed(self, value: float, drawn: NDArray[Any]) -> Estimate:
        import numpy as np

        ends = np.quantile(drawn, (_TAIL, 1.0 - _TAIL), method="inverted_cdf") * self.sign
        return Estimate(self.sign * float(value), float(ends.min()), float(ends.max()))

    def _difference(self, differences: NDArray[Any]) -> Estimate | None:
        """Mean of paired differences with its interval; None if any is infinite."""
        import numpy as np

        if not np.isfinite(differences).all():
            return None
        low, high = np.quantile(differences[self.resamples].mean(axis=1), (_TAIL, 1.0 - _TAIL))
        return Estimate(float(differences.mean()), float(low), float(high))

    @cached_property
    def price(self) -> float | None:
        """What the robust choice loses in the nominal case [SI], >= 0."""
        import numpy as np

        loss = float(self.nominal[self.order[0]]) - self.nominal_best
        return loss if np.isfinite(loss) else None

    @cached_property
    def perfect_information(self) -> Estimate | None:
        """Expected value of perfect information: best mean less the mean of foreseen optima."""
        return self._difference(self.costs[self.best_mean] - self.foreseen)

    @cached_property
    def stochastic_solution(self) -> Estimate | None:
        """Value of the stochastic solution: mean of the nominal choice less the best mean."""
        names = [candidate.name for candidate in self.candidates]
        if "nominal" not in names:
            return None
        return self._difference(self.costs[names.index("nominal")] - self.costs[self.best_mean])


def _finite(values: NDArray[Any], what: str) -> NDArray[Any]:
    """Mean or maximum of each row's finite numbers; infinite where there are none."""
    import numpy as np

    found = []
    for row in values:
        kept = row[np.isfinite(row)]
        found.append(math.inf if not len(kept) else kept.mean() if what == "mean" else kept.max())
    return np.array(found)


def compare(result: StudyResult) -> Comparison | None:
    """Compare the candidates in the scenarios that all of them were solved in; None if in none."""
    import numpy as np

    study = result.study
    trials = {trial.index: trial for trial in result.trials}
    plan = layout(study, trials)
    if not plan.candidates:
        return None
    sign = 1.0 if study.case.sense == "min" else -1.0
    costs = _costs(plan, trials, sign)
    foreseen = np.array([_cost(trials.get(index), sign) for index in plan.foreseen])
    cells = plan.cells or {}
    solved = [
        column
        for column in range(1, len(foreseen))
        if all(cells.get((place, column)) in trials for place in range(len(costs)))
    ]
    hopeless = int(np.isinf(foreseen[1:]).sum())
    share = np.isnan(costs[:, solved]).mean(axis=1) if solved else np.ones(len(costs))
    kept = np.flatnonzero(share <= _MOST_FAILED)
    known = ~np.isnan(np.vstack([costs[kept], foreseen])).any(axis=0)
    used = [column for column in solved if known[column]]
    if not used or not len(kept):
        return None
    chosen = costs[kept][:, used]
    best = np.minimum(foreseen[used], chosen.min(axis=0))
    nominal = np.nan_to_num(costs[kept][:, 0], nan=math.inf, posinf=math.inf)
    return Comparison(
        study, tuple(plan.candidates[place] for place in kept), chosen, best, nominal,
        float(np.nanmin([foreseen[0], *nominal])), tuple(used), hopeless, len(solved) - len(used),
        tuple(c.name for place, c in enumerate(plan.candidates) if place not in kept),
    )  # fmt: skip


def _costs(plan: Layout, trials: Mapping[int, Trial], sign: float) -> NDArray[Any]:
    """Cost of each candidate in each column; NaN where unknown."""
    import numpy as np

    costs = np.full((len(plan.candidates), len(plan.foreseen)), math.nan)
    for (place, column), index in (plan.cells or {}).items():
        costs[place, column] = _cost(trials.get(index), sign)
    return costs


def _cost(trial: Trial | None, sign: float) -> float:
    """The objective to be minimized; infinite without a design, NaN if that is not known."""
    if trial is None or trial.status == "failed":
        return math.nan
    if trial.status == "infeasible" or trial.objective is None:
        return math.inf
    return sign * trial.objective


def chosen_trials(result: StudyResult) -> StudyResult:
    """What the robust choice meets: its trial in each scenario, infeasible where nothing works."""
    found = compare(result)
    trials = {trial.index: trial for trial in result.trials}
    tasks = {task.index: task for task in result.tasks}
    plan = layout(result.study, trials)
    kept: list[int] = []
    for column in plan.foreseen[1:]:
        index = column
        if found is not None:
            place = plan.candidates.index(found.candidates[found.order[0]])
            index = (plan.cells or {}).get((place, column), column)
        if index in trials and (index != column or trials[column].status == "infeasible"):
            kept.append(index)
    return replace(
        result,
        tasks=tuple(tasks[index] for index in kept),
        trials=tuple(trials[index] for index in kept),
    )
