"""Where the answers of a sweep switch: bisection between neighbours that answer apart.

Bisection is replayed from the stored trials: what is missing follows from what is there, so that a
sweep that was stopped goes on where it was, and the table does not depend on the workers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

from optdesign.errors import StudyError
from optdesign.exploration.study.grid import ABOVE, BELOW, Number, Sweep, Switch
from optdesign.exploration.study.model import Study
from optdesign.exploration.study.sampling import Task, point_task
from optdesign.exploration.study.schema import MAX_TRIALS
from optdesign.exploration.trials.evaluation import Trial
from optdesign.exploration.trials.result import StudyResult

# More halvings than a float has bits cannot part two numbers.
_MAX_ROUNDS = 60


@dataclass(frozen=True)
class Side:
    """One end of a switch: the value of the parameter [SI], the answer there and the trial."""

    value: float
    label: str | None
    trial: Trial | None


@dataclass(frozen=True)
class Crossing:
    """Where an answer switches: two neighbouring values that answer apart, and both answers.

    ``at`` holds the values of the other parameters; ``resolved`` is whether the two are within the
    tolerance, and ``note`` says why if not.
    """

    switch: Switch
    at: Mapping[str, Number]
    below: Side
    above: Side
    resolved: bool
    note: str = ""


@dataclass
class Replay:
    """What the stored trials of a sweep amount to: all tasks so far, and what is missing."""

    tasks: list[Task]
    missing: list[Task] = field(default_factory=list)
    crossings: list[Crossing] = field(default_factory=list)


def swept(study: Study) -> Sweep:
    """The sweep of a study.

    Raises
    ------
    StudyError
        if it has none.
    """
    if study.sweep is None:
        raise StudyError(f"{study.name} | must have a [sweep] | add one")
    return study.sweep


def crossings(result: StudyResult) -> list[Crossing]:
    """Where the answers of a sweep switch, in the order of the file and of the grid."""
    if result.study.sweep is None:
        return []
    trials = {trial.index: trial for trial in result.trials}
    return replay(result.study, trials, len(result.trials)).crossings


def replay(study: Study, trials: Mapping[int, Trial], most: int = MAX_TRIALS) -> Replay:
    """Go through the grid and the rounds of bisection as far as the trials reach."""
    sweep = swept(study)
    book = _Book(study, trials)
    for point in sweep.points():
        book.task(point)
    gaps: list[_Gap] = []
    if not book.missing(most):
        gaps = list(_gaps(study, book))
        for _ in range(_MAX_ROUNDS):
            wide = [gap for gap in gaps if gap.is_open]
            middles = [book.task({**gap.at, gap.switch.along: gap.middle}) for gap in wide]
            if all(task.index >= most for task in middles) or book.missing(most):
                break
            gaps = [part for gap in gaps for part in _halved(gap, book)]
    tasks = book.tasks[:most]
    found = sorted((gap.crossing() for gap in gaps), key=lambda part: _place(sweep, part))
    return Replay(tasks, book.missing(most), found)


def _place(sweep: Sweep, crossing: Crossing) -> tuple[int, list[int], float]:
    names = [switch.name for switch in sweep.switches]
    others = [sweep.axis(key).values.index(value) for key, value in crossing.at.items()]
    return names.index(crossing.switch.name), others, crossing.below.value


class _Book:
    """Tasks by their point, numbered in the order in which they are first asked for."""

    def __init__(self, study: Study, trials: Mapping[int, Trial]) -> None:
        self._study, self._trials = study, trials
        self._known: dict[str, Task] = {}

    @property
    def tasks(self) -> list[Task]:
        return list(self._known.values())

    def task(self, point: Mapping[str, Number]) -> Task:
        new = point_task(self._study, len(self._known), point)
        return self._known.setdefault(new.identity, new)

    def missing(self, most: int) -> list[Task]:
        return [task for task in self.tasks[:most] if task.index not in self._trials]

    def side(self, switch: Switch, point: Mapping[str, Number]) -> Side:
        trial = self._trials.get(self.task(point).index)
        return Side(float(point[switch.along]), None if trial is None else label(switch, trial),
                    trial)  # fmt: skip


@dataclass(frozen=True)
class _Gap:
    """Two values between which an answer switches; ``whole`` is whether all are whole numbers."""

    switch: Switch
    at: Mapping[str, Number]
    below: Side
    above: Side
    whole: bool = False
    stuck: bool = False

    @property
    def middle(self) -> float:
        middle = (self.below.value + self.above.value) / 2
        return float(math.floor(middle)) if self.whole else middle

    @property
    def is_narrow(self) -> bool:
        least = 1.0 if self.whole else 0.0
        return self.above.value - self.below.value <= max(self.switch.tolerance, least)

    @property
    def is_open(self) -> bool:
        inside = self.below.value < self.middle < self.above.value
        return inside and not self.is_narrow and not self.stuck

    def crossing(self) -> Crossing:
        resolved = self.is_narrow
        note = ""
        if not resolved:
            note = "the point between them failed" if self.stuck else "not halved to the end"
        return Crossing(self.switch, self.at, self.below, self.above, resolved, note)


def _gaps(study: Study, book: _Book) -> Iterator[_Gap]:
    """Neighbours on the grid that answer apart; points that failed are passed over."""
    sweep, levers = swept(study), study.case.problem.levers
    for switch in sweep.switches:
        whole = switch.along in levers and levers[switch.along].integer
        others = replace(sweep, axes=tuple(a for a in sweep.axes if a.key != switch.along))
        for at in others.points():
            values = sweep.axis(switch.along).values
            sides = [book.side(switch, {**at, switch.along: value}) for value in values]
            known = [side for side in sides if side.label is not None]
            for below, above in pairwise(known):
                if below.label != above.label:
                    yield _Gap(switch, at, below, above, whole)


def _halved(gap: _Gap, book: _Book) -> Iterator[_Gap]:
    """The halves of a gap that still hold a switch; a third answer between gives both."""
    if not gap.is_open:
        yield gap
        return
    middle = book.side(gap.switch, {**gap.at, gap.switch.along: gap.middle})
    if middle.label is None:  # failed, or not run
        yield replace(gap, stuck=middle.trial is not None)
        return
    if middle.label != gap.below.label:
        yield replace(gap, above=middle)
    if middle.label != gap.above.label:
        yield replace(gap, below=middle)


def label(switch: Switch, trial: Trial) -> str | None:
    """The answer of a trial; None if it failed, its status if there is no design at all."""
    if trial.status == "infeasible":
        return trial.status
    if trial.status != "complete":
        return None
    if switch.rule is not None:
        shares = trial.shares.get(switch.name, {})
        return max(shares, key=lambda name: (shares[name], name), default="nothing")
    if not switch.key:
        return "feasible"
    value = trial.outcomes.get(switch.key, trial.levers.get(switch.key))
    if value is None or isinstance(value, str):
        return value
    if switch.threshold is not None:
        return ABOVE if value > switch.threshold else BELOW
    return f"{value:.9g}"
