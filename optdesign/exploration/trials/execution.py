"""Where, how far and with what a study runs, and who is told; the same for every kind of study."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from optdesign.errors import ProblemError
from optdesign.exploration.study.model import Study
from optdesign.exploration.study.sampling import Task
from optdesign.exploration.study.schema import MAX_SEED, MAX_TRIALS
from optdesign.exploration.trials.crew import Crew
from optdesign.exploration.trials.evaluation import Plan, Trial, evaluate

MAX_WORKERS = 1024
Run = Callable[[Plan, Task], Trial]


class Watcher(Protocol):
    """Who is told how a study goes."""

    def begin(self, total: int, done: int, beyond: int = 0) -> None:
        """A study begins with some trials already done, and more that are not asked for."""
        ...

    def advance(self, trial: Trial) -> None:
        """A trial is stored."""
        ...

    def notice(self, text: str) -> None:
        """Something a person should know."""
        ...


class Silent:
    """A watcher that says nothing."""

    def begin(self, total: int, done: int, beyond: int = 0) -> None:
        """Say nothing."""

    def advance(self, trial: Trial) -> None:
        """Say nothing."""

    def notice(self, text: str) -> None:
        """Say nothing."""


class Noticing(Silent):
    """Passes on what a person should know, without counting trials."""

    def __init__(self, watcher: Watcher) -> None:
        """Tell another watcher."""
        self._watcher = watcher

    def notice(self, text: str) -> None:
        """Say it."""
        self._watcher.notice(text)


@dataclass(frozen=True)
class Execution:
    """How a study is run.

    Parameters
    ----------
    results : folder of stored runs; the study gets a folder of its own in it
    trials : total number of trials, stored ones included; the study's own if left out
    workers : processes on this machine; as many as it has cores if left out
    cluster : address of a Dask scheduler to use instead
    seed : instead of the study's own
    storage : optuna storage URL, or path of a journal file; a journal in the folder if left out
    watcher : told of progress
    run : runs one trial; must be importable by name in a worker
    crew : workers of a study that this one belongs to; workers of its own if left out

    Raises
    ------
    ProblemError
        for a number outside its range.
    """

    results: Path
    trials: int | None = None
    workers: int | None = None
    cluster: str | None = None
    seed: int | None = None
    storage: str | None = None
    watcher: Watcher = field(default_factory=Silent)
    run: Run = evaluate
    crew: Crew | None = None

    def __post_init__(self) -> None:
        """Check the numbers before anything is run or written."""
        _check("--seed", self.seed, 0, MAX_SEED)
        _check("--trials", self.trials, 1, MAX_TRIALS)
        _check("--workers", self.workers, 1, MAX_WORKERS)

    @property
    def processes(self) -> int:
        """How many workers to start on this machine at the most."""
        return _core_count() if self.workers is None else self.workers

    def seeded(self, study: Study) -> Study:
        """The study with the seed that is asked for."""
        return study if self.seed is None else replace(study, seed=self.seed)

    def inside(self, folder: Path, *, trials: int | None = None) -> Execution:
        """How a small study that belongs to another is run: in its folder, not counted with it."""
        return replace(
            self, results=folder, trials=trials, seed=None, storage=None,
            watcher=Noticing(self.watcher),
        )  # fmt: skip


def _check(option: str, value: int | None, low: int, high: int) -> None:
    if value is not None and not low <= value <= high:
        raise ProblemError(f"{option} | must lie in [{low}, {high}], got {value} | try {low}")


def _core_count() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1
