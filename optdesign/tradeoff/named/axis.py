"""Points of two objectives of a named problem: their ends, and bounds on one where points lack."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from optdesign.problem import Case
from optdesign.tradeoff.front import Objective
from optdesign.tradeoff.named.answers import Answer
from optdesign.tradeoff.named.asking import Asker
from optdesign.tradeoff.named.holding import Hold, best_imaginable, hold, is_optimized
from optdesign.tradeoff.named.points import minimized
from optdesign.tradeoff.sampling import Sample, sample_rounds
from optdesign.units import format_quantity

_SLACK = 1e-9
_INWARD = 1e-7
# The best value of the other objective is found to within this share of what the front spans, or
# of what is imaginable.
_END, _LEAST_END = 0.01, 1e-3


@dataclass
class Runs:
    """Solves of one front: the statuses of those that failed, whether all were proved.

    ``notes`` say how far the ends are known, ``missing`` what was not asked or not found;
    ``every`` is whether all whole values between the ends were asked.
    """

    objectives: tuple[Objective, ...]
    asker: Asker
    main: str = ""
    failures: list[str] = field(default_factory=list)
    asked: list[Answer] = field(default_factory=list)
    infeasible: Answer | None = None
    notes: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    every: bool = False

    def several(self, cases: Sequence[Case], *, maybe: bool = False) -> list[Answer | None]:
        """Verified answers, None with the reason noted; ``maybe``: infeasible is no failure."""
        found: list[Answer | None] = []
        for answer in self.asker.several(cases):
            if answer is None:
                found.append(None)
            elif answer.usable:
                found.append(answer)
                if answer not in self.asked:
                    self.asked.append(answer)
            else:
                if answer.infeasible and self.infeasible is None:
                    self.infeasible = answer
                if not (maybe and answer.infeasible):
                    self.failures.append(answer.status)
                found.append(None)
        return found

    def solve(self, case: Case, *, maybe: bool = False) -> Answer | None:
        """One verified answer."""
        return self.several([case], maybe=maybe)[0]

    def sample(self, answer: Answer | None, main: Objective, other: Objective) -> Sample | None:
        """Both values of an answer, the main one first."""
        if answer is None:
            return None
        first, second = minimized(answer, (main, other))
        return Sample(first, second, answer)


def axis(
    case: Case, runs: Runs, main: Objective, other: Objective, count: int, *, every: int = 0
) -> tuple[list[Sample], float]:
    """Points of two objectives: the ends, then bounds on the other where the gap is widest.

    Of whole numbers all are asked if they are no more than ``count`` or ``every``. The points come
    from the best in the main objective to the best in the other, with the widest gap.
    """
    held = hold(case, other)
    assert held is not None

    def ask(bounds: Sequence[float]) -> list[Sample | None]:
        found = runs.several([held(bound) for bound in bounds])
        return [runs.sample(answer, main, other) for answer in found]

    left = runs.sample(runs.solve(case), main, other)
    if left is None:
        return [], 0.0
    right = _right_end(case, runs, main, other, left, ask)
    if right is None:
        return [left], 0.0
    if left.second < right.second:
        left, right = right, left
    if is_optimized(case, other.name) and left.second > right.second:
        # Where the first end is not the best at its own value of the other, ask again there.
        again = ask([left.second])[0]
        most = left.first * (1 + 1e-6 * math.copysign(1, left.first))
        left = again if again is not None and again.first <= most else left
    if left.first > right.first:
        return [left, right], 0.0
    if _is_whole(case, other):
        between = range(round(right.second) + 1, round(left.second))
        chosen = _whole_steps(runs, other, between, count, every)
        found = [sample for sample in ask(chosen) if sample is not None]
        samples = [left, *reversed(found), right]
        widest = max(a.second - b.second for a, b in itertools.pairwise(samples))
        return samples, widest / max(left.second - right.second, 1.0)
    return sample_rounds(ask, left, right, count)


def _right_end(
    case: Case,
    runs: Runs,
    main: Objective,
    other: Objective,
    left: Sample,
    ask: Callable[[Sequence[float]], list[Sample | None]],
) -> Sample | None:
    """The point that is best in the other objective, and there best in the main one."""
    if not is_optimized(case, other.name):
        held = hold(case, other)
        assert held is not None
        end = _best_by_holding(case, runs, other, held, left.second)
        return runs.sample(end, main, other)
    best = runs.sample(runs.solve(replace(case, objective=other.name)), main, other)
    if best is None:
        return None
    # A hair inside: the end itself may be out of reach by rounding.
    inward = _INWARD * max(left.second - best.second, _SLACK * abs(best.second))
    return ask([best.second + inward])[0] or best


def _best_by_holding(
    case: Case, runs: Runs, other: Objective, held: Hold, worst: float
) -> Answer | None:
    """The main optimum at the best value of the other that has a plan, found by halving."""
    low, high, whole = best_imaginable(case, other), worst, _is_whole(case, other)
    found, least = runs.solve(held(low), maybe=True), _LEAST_END * (worst - low)
    if found is not None or runs.asker.stopped:
        return found

    def is_open() -> bool:
        return high - low > (1.0 if whole else max(_END * (worst - high), least))

    while is_open() and not runs.asker.stopped:
        middle = (low + high) / 2
        middle = float(math.floor(middle)) if whole else middle
        answer = runs.solve(held(middle), maybe=True)
        if answer is None:
            low = middle
        else:
            found, high = answer, min(middle, *minimized(answer, [other]))
    if not whole and not is_open():
        unit = other.shown or other.unit
        none, some = (format_quantity(other.sign * value, unit) for value in (low, high))
        runs.notes.append(f"The end: no plan was found at {other.name} {none}, one at {some}.")
        if found is None:
            runs.missing.append("What lies between was not asked, and there may be points.")
    return found


def _is_whole(case: Case, objective: Objective) -> bool:
    lever = case.problem.levers.get(objective.name)
    if lever is not None:
        return lever.integer
    return case.problem.outcomes[objective.name].whole


def _whole_steps(
    runs: Runs, other: Objective, between: Sequence[int], count: int, every: int
) -> list[float]:
    """Every whole value between the ends if that many are allowed, else some, evenly spread."""
    runs.every = len(between) + 2 <= max(count, every)
    if runs.every:
        return [float(value) for value in between]
    places = np.linspace(0, len(between) - 1, max(count - 2, 0)).round().astype(int)
    chosen = [float(between[place]) for place in np.unique(places)]
    runs.missing.append(
        f"Of {len(between) + 2} whole values of {other.name} {len(chosen) + 2} were asked; "
        "ask for more points."
    )
    return chosen
