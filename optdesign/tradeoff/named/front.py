"""Fronts of named problems: one objective at a time, the others held by limits or pinned levers.

Every point is a full solve of the problem, verified as any other. All objectives but one must be
levers, or outcomes with a limit of their own or a parameter that bounds them.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np

from optdesign.formulations.names import formulation_module
from optdesign.problem import Case
from optdesign.result.document import bare_unit
from optdesign.solution import Status
from optdesign.tradeoff.front import Front, Objective
from optdesign.tradeoff.named.answers import Answer
from optdesign.tradeoff.named.asking import Asker, Diligence
from optdesign.tradeoff.named.holding import (
    Hold,
    best_imaginable,
    hold,
    is_optimized,
    main_objective,
    named_objectives,
)
from optdesign.tradeoff.named.points import (
    error_share,
    minimized,
    nondominated,
    point_of,
    reasons,
    trade_sentences,
    with_slopes,
)
from optdesign.tradeoff.sampling import Sample, sample_rounds
from optdesign.units import format_quantity

DEFAULT_POINTS = 9
DEFAULT_GRID = 16
# Of whole numbers every one is asked up to so many, however few points are wanted.
EVERY = 100
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


def named_front(
    case: Case,
    names: Sequence[str],
    *,
    points: int | None = None,
    diligence: Diligence | None = None,
) -> Front:
    """The front of a named problem, point by point.

    Parameters
    ----------
    case : the problem with its settings
    names : two objectives or more; all but one must be a lever or an outcome that can be held
    points : how many to look for
    diligence : processes, seconds in all, and a file of answers from which a later call continues

    Raises
    ------
    ProblemError
        for unknown objectives, or two that cannot be held.
    """
    started = perf_counter()
    objectives = named_objectives(case, names)
    main = main_objective(case, objectives)
    case = replace(with_front_settings(case), objective=main.name)
    runs = Runs(objectives, Asker(diligence or Diligence()), main.name)
    count, note = points or (DEFAULT_POINTS if len(names) == 2 else DEFAULT_GRID), None
    try:
        if len(objectives) == 2:
            other = next(objective for objective in objectives if objective != main)
            samples, gap = axis(case, runs, main, other, count, every=EVERY)
            answers = [sample.content for sample in samples]
            if runs.every:
                note = f"Every whole value of {other.name} was asked."
            elif len(answers) > 1:
                note = f"The widest gap left between two points is {gap:.3f} of the ranges."
        else:
            answers = _many(case, runs, main, count)
    finally:
        runs.asker.close()
    front = front_of_answers(case, runs, answers, note)
    return replace(front, seconds=perf_counter() - started)


def with_front_settings(case: Case) -> Case:
    """The settings of a point where the user gave none: coarser than those of a single solve."""
    method = formulation_module("optdesign.solvers.methods", case.problem.header.formulation)
    usual = {**getattr(method, "FRONT_SETTINGS", {})}
    given = {key for key in usual if getattr(case.settings, key) is not None}
    usual = {key: value for key, value in usual.items() if key not in given}
    return replace(case, settings=replace(case.settings, **usual))


def front_of_answers(
    case: Case, runs: Runs, answers: Sequence[Answer], note: str | None = None
) -> Front:
    """The nondominated of some verified answers as a front."""
    kept = nondominated(answers, runs.objectives)
    points = [point_of(case, answer, runs.objectives, runs.main) for answer in kept]
    points.sort(key=lambda point: point.objectives)
    notes = [
        f"{runs.failures.count(status)} x a point was not reached: {status}"
        for status in sorted(set(runs.failures))
    ]
    stopped = runs.asker.stopped
    notes += [*runs.missing, *runs.notes]
    loose = sum(not answer.proved for answer in kept)
    if loose and runs.main:
        notes.append(f"{loose} of the points reached a limit before the gap asked for.")
    if stopped:
        notes.append(f"Stopped early, {stopped}; the same call with the same results continues.")
    front = Front(
        runs.objectives,
        points,
        complete=bool(kept)
        and all(answer.proved for answer in kept)
        and not (runs.failures or runs.missing or stopped),
        method="epsilon-constraint",
        bound_error=error_share(kept, runs.objectives, runs.main) if runs.main else None,
        solves=runs.asker.solves,
        lever_units={key: bare_unit(case, key) for key in case.problem.levers},
        outcome_units={key: bare_unit(case, key) for key in case.problem.outcomes},
        problem=case.problem.name,
        feasible=bool(kept) or runs.infeasible is None,
        infeasibility=None if kept else reasons(runs.infeasible),
        main=runs.main,
        stopped=bool(stopped),
        unverified=not kept and set(runs.failures) == {Status.UNVERIFIED.value},
        every=runs.every and len(runs.objectives) == 2,
    )
    if front.complete and len(points) == 1 and runs.main:
        notes.append("The objectives do not conflict: one design is best in all of them.")
    elif case.problem.header.problem_class in ("MILP", "MINLP") and not front.every:
        notes.append("Of a problem with whole numbers there may be points between; ask for more.")
    front = with_slopes(front)
    return replace(front, notes=[*notes, *([note] if note else []), *trade_sentences(front)])


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


def _many(case: Case, runs: Runs, main: Objective, count: int) -> list[Answer]:
    """A grid of bounds; along each axis they lie where the front of two objectives has points."""
    others = [objective for objective in runs.objectives if objective != main]
    side = max(2, round(count ** (1 / len(others))))
    grids: list[list[float | None]] = []
    for other in others:
        samples, _ = axis(case, runs, main, other, side)
        # The loosest is no bound at all.
        grids.append([None, *(sample.second for sample in samples[1:])])
    places = sorted(itertools.product(*(range(len(grid)) for grid in grids)), key=sum)
    hopeless: list[tuple[int, ...]] = []
    for _, level in itertools.groupby(places, key=sum):
        if runs.asker.stopped:
            break
        # What holds one objective alone is known from its axis.
        asked = [place for place in level if sum(map(bool, place)) > 1]
        asked = [place for place in asked if not any(_inside(place, none) for none in hopeless)]
        cases = [_held(case, others, grids, place) for place in asked]
        for place, answer in zip(asked, runs.several(cases, maybe=True), strict=True):
            if answer is None and not runs.asker.stopped:
                hopeless.append(place)
    for other in others:
        # Where objectives move together the grid repeats itself, and an axis is the front.
        if 2 * len(nondominated(runs.asked, runs.objectives)) >= count or runs.asker.stopped:
            break
        axis(case, runs, main, other, count)
    runs.every = False
    return list(runs.asked)


def _inside(place: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(mine >= theirs for mine, theirs in zip(place, other, strict=True))


def _held(
    case: Case,
    others: Sequence[Objective],
    grids: Sequence[Sequence[float | None]],
    place: tuple[int, ...],
) -> Case:
    for objective, grid, position in zip(others, grids, place, strict=True):
        bound = grid[position]
        if bound is not None:
            held = hold(case, objective)
            assert held is not None
            case = held(bound)
    return case
