"""Small studies, and quick functions that stand for a solve; workers import them by name."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from optdesign.exploration.output.table import trial_table
from optdesign.exploration.study.model import Study
from optdesign.exploration.study.read import load_study
from optdesign.exploration.study.sampling import Task
from optdesign.exploration.trials.evaluation import Plan, Trial, failed
from optdesign.exploration.trials.result import StudyResult

if TYPE_CHECKING:  # workers import this module, and should start fast
    import pandas as pd

TEXT = """
question = "How heavy?"
problem = "elevator"
trials = 12
seed = 7
outcomes = ["system_mass"]

[uncertain]
payload.mass = { distribution = "uniform", low = 1000, high = 2000, unit = "kg" }
climb.speed = { distribution = "triangular", low = 20, mode = 30, high = 90 }

[thresholds]
system_mass = ["1500 kg", ">= 1.2 t"]
"""
FIRST, SECOND = 1234.5, 1333.3
"""Masses at which the answer of `three` switches, at no speed."""
NOTES = "OPTDESIGN_TEST_NOTES"
"""Name of the environment variable that holds a folder for what stand-ins leave."""


def write_study(folder: Path, text: str = TEXT, name: str = "small") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text)
    return path


def small_study(folder: Path, text: str = TEXT) -> Study:
    return load_study(write_study(folder, text))


def stable(result: StudyResult) -> pd.DataFrame:
    """The table without what tells of the run itself."""
    return trial_table(result).drop(columns=["seconds", "attempts"])


def easy(plan: Plan, task: Task) -> Trial:
    """The payload is the mass."""
    mass = float(task.sampled["payload.mass"])
    return Trial(task.index, task.identity, "complete", "optimal", "", (), mass,
                 {"system_mass": mass})  # fmt: skip


def picky(plan: Plan, task: Task) -> Trial:
    """Heavy payloads are infeasible, fast ones fail."""
    if float(task.sampled["payload.mass"]) > 1600.0:
        return Trial(task.index, task.identity, "infeasible", "infeasible", "too heavy", ("load",))
    if float(task.sampled["climb.speed"]) > 55.0:
        return failed(task, "error", "ValueError: too fast")
    return easy(plan, task)


def fails(plan: Plan, task: Task) -> Trial:
    """No trial has an answer."""
    return failed(task, "error", "ValueError: no luck")


def slow(plan: Plan, task: Task) -> Trial:
    """Takes a while and leaves its process number."""
    _note(f"worker-{os.getpid()}")
    time.sleep(0.15)
    return easy(plan, task)


def dies_once(plan: Plan, task: Task) -> Trial:
    """The first attempt of trial 2 kills its worker."""
    if task.index == 2 and _note("dead"):
        os.kill(os.getpid(), signal.SIGKILL)
    return easy(plan, task)


def always_dies(plan: Plan, task: Task) -> Trial:
    """Trial 1 kills every worker that tries it."""
    if task.index == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return easy(plan, task)


def stuck_once(plan: Plan, task: Task) -> Trial:
    """The first attempt of trial 3 never ends."""
    if task.index == 3 and _note("stuck"):
        time.sleep(600)
    return easy(plan, task)


def valley(plan: Plan, task: Task) -> Trial:
    """A bowl with its bottom at (1, -1), no design where x > 2, a failure now and then."""
    x, y = (float(task.sampled.get(key, place)) for key, place in (("x", 1.0), ("y", -1.0)))
    if x > 2.0:
        return Trial(task.index, task.identity, "infeasible", "infeasible", "steep", ("slope",))
    if task.index == 7 and "x" in task.sampled:
        return failed(task, "error", "ValueError: no luck")
    height = 1.0 + (x - 1.0) ** 2 + (y + 1.0) ** 2
    return Trial(task.index, task.identity, "complete", "optimal", objective=height,
                 outcomes={"height": height, "width": (x + 1.0) ** 2 + (y + 1.0) ** 2},
                 levers={"x": x, "y": y})  # fmt: skip


def three(plan: Plan, task: Task) -> Trial:
    """Three answers over the mass, two of their switches between one pair of neighbours."""
    mass, speed = (float(task.sampled[key]) for key in ("payload.mass", "climb.speed"))
    start = FIRST + speed
    name = "a" if mass < start else "b" if mass < SECOND + speed else "c"
    return Trial(
        task.index, task.identity, "complete", "optimal", objective=mass,
        outcomes={"system_mass": mass}, shares={"best": {name: 0.7, "rest": 0.3}},
    )  # fmt: skip


def fails_between(plan: Plan, task: Task) -> Trial:
    """No answer just between the first two neighbours that differ."""
    if 1200.0 < float(task.sampled["payload.mass"]) < 1400.0:
        return failed(task, "error", "ValueError: no luck")
    return three(plan, task)


def as_many(plan: Plan, task: Task) -> Trial:
    """The number of links is the mass."""
    mass = float(task.sampled["links"])
    return Trial(task.index, task.identity, "complete", "optimal", objective=mass,
                 outcomes={"mass": mass})  # fmt: skip


def alive(number: int) -> bool:
    """Whether a process is there."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def eventually(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait for a condition."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def _note(name: str) -> bool:
    """Leave a note; whether it is the first of its name."""
    try:
        (Path(os.environ[NOTES]) / name).open("x").close()
    except FileExistsError:
        return False
    return True


class Listener:
    """A watcher that keeps what it is told."""

    def __init__(self) -> None:
        self.begun, self.notices, self.trials = (0, 0, 0), list[str](), list[int]()

    def begin(self, total: int, done: int, beyond: int = 0) -> None:
        self.begun = (total, done, beyond)

    def advance(self, trial: Trial) -> None:
        self.trials.append(trial.index)

    def notice(self, text: str) -> None:
        self.notices.append(text)
