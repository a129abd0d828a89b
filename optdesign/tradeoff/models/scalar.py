"""One question to the solver: the least value of one objective while the others stay below bounds.

Answered in one solve with whole-number weights where the values allow it (the tie-break then cannot
fall inside the solver's gap), else in two: first the objective, then the others at its least value.
A ratio takes a few solves instead of the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.errors import ProblemError, SolveError
from optdesign.solvers.linear import LinearStatus
from optdesign.solvers.mixed import LEAN, MixedForm, PersistentMixed, scaled_objectives
from optdesign.solvers.ratio import minimize_ratio
from optdesign.tradeoff.models.incumbents import Incumbents
from optdesign.tradeoff.models.steps import Spacing, spacing

Floats = NDArray[np.float64]

# Weighted sums beyond this leave the solver's relative accuracy too little room for a gap below 1.
LARGEST_WEIGHTED = 1e8
# Values that lie on no grid count as equal within this share of their range; the solver must be
# stricter than that.
TOLERANCE = 1e-6
_LEAST_STEP, _FINE = 1e-4, 1e-2
FEASIBILITY = 1e-5
# Of whole numbers HiGHS was seen to cut off the best with less. Times the largest coefficient it
# must stay well below the least step, or a bound lets the point through that it should exclude.
OFF_GRID = {"mip_feasibility_tolerance": 1e-7, "primal_feasibility_tolerance": 1e-9}


@dataclass(frozen=True)
class Question:
    """Minimize objective ``index`` strictly below the corner in all others."""

    index: int
    corner: tuple[float, ...]


@dataclass(frozen=True)
class Reply:
    """What came: a nondominated point with its variables, or none; and the box proved empty."""

    question: Question
    status: LinearStatus
    point: tuple[float, ...] | None
    values: Floats | None
    box: tuple[float, ...] | None
    solves: int


class Scalar:
    """A compiled model with scaled objectives: whole numbers where they lie on a grid."""

    def __init__(self, form: MixedForm, *, names: Sequence[str], starts: bool = True) -> None:
        self.original, self.names = form, tuple(names)
        if len(form.ratios) > 1:
            several = " and ".join(self.names[index] for index in form.ratios)
            raise ProblemError(f"objectives {several} | must have at most one ratio | drop one")
        self.spacings = [spacing(form, index) for index in range(len(form.objectives))]
        units = np.array([_unit(form.objectives[i], s) for i, s in enumerate(self.spacings)])
        self.form, self.scale = scaled_objectives(form, units)
        self.stepped = np.array([spacing.step > 0 for spacing in self.spacings])
        if self.stepped.any():
            rounded = np.round(self.form.objectives[self.stepped])
            self.form.objectives[self.stepped] = rounded
        self.steps = np.where(self.stepped, 1.0, _LEAST_STEP)
        self.least = np.full(len(self.scale), -np.inf)
        self.most = np.array([_activity(row, form) for row in self.form.objectives])
        self.most[list(form.ratios)] = np.inf
        gaps: dict[str, Any] = {"mip_rel_gap": 0.0, "mip_abs_gap": 0.999}
        if not self.stepped.all():
            gaps = OFF_GRID | {"mip_rel_gap": 1e-10, "mip_abs_gap": 1e-10}
        self.program = PersistentMixed(self.form, **(LEAN | gaps))
        self.incumbents = Incumbents(self.form) if starts else None

    def bound_range(self, least: Floats, most: Floats) -> None:
        """Say between which values the objectives of nondominated points lie."""
        self.least, self.most = least, np.minimum(self.most, most)
        span = np.where(np.isfinite(most - least), most - least, 1.0)
        self.steps = np.where(self.stepped, 1.0, np.maximum(TOLERANCE * span, _LEAST_STEP))

    @property
    def blur(self) -> float:
        """How far apart values off a grid must be to count as different, over their range."""
        span = self.most - self.least
        wide = ~self.stepped & np.isfinite(span) & (span > 0.0)
        return float((self.steps[wide] / span[wide]).max(initial=0.0))

    def original_values(self, point: Sequence[float] | Floats) -> Floats:
        """Scaled outcomes in the units of the model, still minimized."""
        return np.asarray(np.asarray(point) * self.scale + self.form.offsets)

    def ask(self, question: Question, seconds: float | None = None) -> Reply:
        """Answer a question; the answer's point is nondominated in the whole model."""
        before, index = self.program.solves, question.index
        corner = np.array(question.corner)
        high = np.where(np.isfinite(corner), corner - self.steps, np.inf)
        high[index] = np.inf
        for row, bound in enumerate(high):
            self.program.bound_objective(row, -np.inf, bound)
        weights = self._weights(index, high)
        first = np.eye(len(high))[index] if weights is None else weights
        status, values = self._solve(first, high, seconds)
        if status is LinearStatus.OPTIMAL and weights is None and len(high) > 1:
            status, values = self._second(index, high, values, seconds)
        solves = self.program.solves - before
        box = corner.copy()
        box[index] = np.inf
        if status is LinearStatus.INFEASIBLE:
            return Reply(question, status, None, None, tuple(map(float, box)), solves)
        if status is not LinearStatus.OPTIMAL or values is None:
            return Reply(question, LinearStatus.LIMIT, None, None, None, solves)
        point = self._rounded(values)
        if (point > high + 0.9 * self.steps).any():
            raise SolveError("HiGHS | must keep the bounds on objectives | scale the model")
        box[index] = point[index]
        if self.incumbents is not None:
            self.incumbents.learn(values)
        return Reply(
            question, status, tuple(map(float, point)), values, tuple(map(float, box)), solves
        )

    def lexicographic(self, order: Sequence[int], seconds: float | None = None) -> Reply:
        """Minimize the objectives one after the other, each at the least value of those before."""
        before, count = self.program.solves, len(self.scale)
        for row in range(count):
            self.program.bound_objective(row, -np.inf, np.inf)
        weights = self._weights(order[0], np.full(count, np.inf)) if count == 2 else None
        question = Question(order[0], (np.inf,) * count)
        high = np.full(count, np.inf)
        values: Floats | None = None
        for index in order if weights is None else order[:1]:
            cost = np.eye(count)[index] if weights is None else weights
            status, better = self._solve(cost, high, seconds)
            if status is LinearStatus.INFEASIBLE and values is not None:
                break  # by less than the solver's tolerance: the first answer stands
            if status is not LinearStatus.OPTIMAL or better is None:
                return Reply(question, status, None, None, None, self.program.solves - before)
            values = better
            self._fix(index, high, values)
        assert values is not None
        point, box = self._rounded(values), np.full(count, np.inf)
        box[order[0]] = point[order[0]]
        if self.incumbents is not None:
            self.incumbents.learn(values)
        solves = self.program.solves - before
        return Reply(
            question,
            LinearStatus.OPTIMAL,
            tuple(map(float, point)),
            values,
            tuple(map(float, box)),
            solves,
        )

    def _fix(self, index: int, high: Floats, values: Floats) -> None:
        value = float(self.outcomes(values)[index])
        loose = self.program.whole and not self.stepped[index]
        slack = 1e-9 * max(1.0, abs(value)) if loose else 0.0
        high[index] = value + slack
        self.program.bound_objective(index, -np.inf, high[index])

    def _second(
        self, index: int, high: Floats, values: Floats | None, seconds: float | None
    ) -> tuple[LinearStatus, Floats | None]:
        assert values is not None
        self._fix(index, high, values)
        span = np.where(np.isfinite(self.most - self.least), self.most - self.least, 1.0)
        even = np.ones(len(high)) if self.stepped.all() else 1.0 / np.maximum(span, TOLERANCE)
        even[index] = 0.0
        if len(high) == 2:
            even[1 - index] = 1.0
        status, better = self._solve(even, high, seconds)
        if status is LinearStatus.INFEASIBLE:  # by less than the solver's tolerance
            return LinearStatus.OPTIMAL, values
        return status, better

    def _weights(self, index: int, high: Floats) -> Floats | None:
        """Whole-number weights that make the others a mere tie-break; None if too large."""
        if not (self.program.whole and self.stepped.all()):
            return None
        most, least = (
            np.minimum(self.most, high),
            np.where(np.isfinite(self.least), self.least, self._lowest()),
        )
        others = np.arange(len(high)) != index
        weight = float(np.maximum(most - least, 0.0)[others].sum()) + 1.0
        size = max(abs(most[index]), abs(least[index])) * weight
        if (
            not size + max(np.abs(most[others]).sum(), np.abs(least[others]).sum())
            < LARGEST_WEIGHTED
        ):
            return None
        return np.where(others, 1.0, weight)

    def _lowest(self) -> Floats:
        return np.array([-_activity(-row, self.original) for row in self.form.objectives])

    def _solve(
        self, weights: Floats, high: Floats, seconds: float | None
    ) -> tuple[LinearStatus, Floats | None]:
        start = None
        if self.incumbents is not None:
            start = self.incumbents.best(weights, high)
        ratio = next((index for index in self.form.ratios if weights[index]), None)
        if ratio is None:
            cost = weights @ self.form.objectives
            answer = self.program.minimize(cost, start=start, seconds=seconds)
        else:  # alone: there is one ratio at most, and it is never a tie-break beside others
            answer = minimize_ratio(self.program, ratio, start=start, seconds=seconds)
        if answer.status is LinearStatus.UNBOUNDED:
            name = self.names[int(np.flatnonzero(weights)[0])]
            raise ProblemError(
                f"objective {name} | must be bounded over the feasible set | add the missing limit"
            )
        if answer.status is LinearStatus.FAILED:
            raise SolveError("HiGHS | gave up on a model | check its scaling")
        if answer.status is not LinearStatus.OPTIMAL:
            return answer.status, None
        return answer.status, self._checked(answer.values)

    def _checked(self, values: Floats) -> Floats:
        """Whole numbers made exact; the rows must still hold."""
        form = self.form
        values = np.where(form.integer, np.round(values), values)
        values = np.clip(values, form.low, form.high)
        rows = form.matrix @ values
        size = 1.0 + abs(form.matrix) @ np.abs(values)
        excess = np.maximum(form.row_low - rows, rows - form.row_high) / size
        if len(excess) and excess.max() > FEASIBILITY:
            raise SolveError(
                f"HiGHS | must satisfy every row once rounded, off by {excess.max():.1e} | "
                "scale the model, or tighten its large constants"
            )
        return values

    def _rounded(self, values: Floats) -> Floats:
        """The outcomes in whole steps, so that what counts as equal is equal."""
        return np.asarray(np.round(self.outcomes(values) / self.steps) * self.steps)

    def outcomes(self, values: Floats) -> Floats:
        """The scaled objectives at a solution; exact on the grid."""
        found = self.form.measured(values)
        return np.where(self.stepped, np.round(found), found)


def _unit(row: Floats, spaced: Spacing) -> float:
    return spaced.step or off_grid_unit(row)


def off_grid_unit(row: Floats) -> float:
    """The unit of values that lie on no grid: such that they are well above tolerances."""
    return (float(np.abs(row).max(initial=0.0)) or 1.0) * _FINE


def _activity(row: Floats, form: MixedForm) -> float:
    """The largest value of ``row x`` between the bounds of the variables alone."""
    used = row != 0.0
    ends = np.where(row[used] > 0, form.high[used], form.low[used])
    return float(row[used] @ ends) if used.any() else 0.0
