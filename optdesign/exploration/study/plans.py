"""What a search and a robust choice say, as frozen dataclasses with SI numbers.

`plan_read` makes them; `search` and `robust` run them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Literal

from optdesign.exploration.study.grid import Axis, Number

SearchSampler = Literal["tpe", "gp", "cmaes", "nsga2", "random"]
Measure = Literal["quantile", "cvar"]


@dataclass(frozen=True)
class SearchPlan:
    """Who proposes trials and what they aim at.

    Each ``batch`` of trials is proposed from the answers of all batches before it, whoever ran
    them. ``coarse_periods`` is the grid on which a trial is tried first; one whose proven bound
    there is no better than the best answer so far ends with that.
    """

    sampler: SearchSampler
    objectives: tuple[str, ...]
    batch: int
    coarse_periods: int | None = None
    compare: bool = True


@dataclass(frozen=True)
class Decision:
    """A lever or parameter that is chosen before the uncertain parameters are known."""

    key: str
    is_lever: bool
    values: tuple[Number, ...] = ()


@dataclass(frozen=True)
class RobustPlan:
    """Which decisions are here and now, where candidates come from, and what the best one is.

    Candidates are the nominal optimum, the middles of ``clusters`` groups of the optima of single
    scenarios, and the grid of the decisions' values. ``measure`` at ``level`` is what the choice
    makes best: the quantile, or the mean of the worst part beyond it.
    """

    decisions: tuple[Decision, ...]
    scenarios: int
    clusters: int
    measure: Measure
    level: float

    def grid(self) -> list[dict[str, Number]]:
        """Every combination of the values given; decisions without values are left out."""
        axes = [decision for decision in self.decisions if decision.values]
        if not axes:
            return []
        return [
            {axis.key: value for axis, value in zip(axes, values, strict=True)}
            for values in product(*(axis.values for axis in axes))
        ]


def decision_of(axis: Axis, *, is_lever: bool) -> Decision:
    """The decision whose values are those of an axis."""
    return Decision(axis.key, is_lever, axis.values)
