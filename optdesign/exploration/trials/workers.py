"""What the runner asks of workers, whichever kind: take a task, report what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from optdesign.exploration.study.sampling import Task
from optdesign.exploration.trials.evaluation import Plan, Trial


@dataclass(frozen=True)
class Finished:
    """A trial that came back."""

    task: Task
    trial: Trial


@dataclass(frozen=True)
class Lost:
    """A trial whose worker is gone: it died, or was stopped because it was stuck."""

    task: Task
    kind: Literal["died", "stuck"]
    reason: str


@dataclass(frozen=True)
class Notice:
    """Something a person should know, such as a worker that left."""

    text: str


Event = Finished | Lost | Notice


class Workers(Protocol):
    """Workers that run trials; only the process that holds this object writes anything."""

    def prepare(self, plan: Plan, useful: int) -> None:
        """Have as many workers as are of use to so many tasks, at the most as many as may be."""
        ...

    def free(self) -> int:
        """How many tasks can be taken now."""
        ...

    def submit(self, plan: Plan, task: Task) -> None:
        """Hand a task of a plan to a worker."""
        ...

    def wait(self, seconds: float) -> list[Event]:
        """What happened; returns at the first event, at the latest after some seconds."""
        ...

    def close(self) -> None:
        """Stop all workers at once, whatever they are doing."""
        ...
