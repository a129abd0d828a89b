"""Running a study in stages: what is asked next follows from what was answered.

Stages are replayed from the stored trials, so that a study that was stopped goes on where it was,
and what is asked depends neither on the workers nor on who ran the trials before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from optdesign.errors import StudyError
from optdesign.exploration.study.sampling import Task
from optdesign.exploration.trials.evaluation import Trial
from optdesign.exploration.trials.session import Session


@dataclass
class Stages:
    """Tasks asked so far, and how many may be asked in all."""

    session: Session
    most: int
    tasks: list[Task] = field(default_factory=list)

    @property
    def room(self) -> int:
        """How many more tasks may be asked."""
        return self.most - len(self.tasks)

    def run(self, tasks: Sequence[Task]) -> list[Trial]:
        """The answers of a stage, as many as there is room for; what is stored is not run again."""
        chosen = list(tasks[: self.room])
        self.tasks += chosen
        for task in chosen:
            self._check(task)
        self.session.solve(self.session.missing(chosen))
        return [self.session.store.trials[task.index] for task in chosen]

    def _check(self, task: Task) -> None:
        store = self.session.store
        stored = store.trials.get(task.index)
        if stored is not None and stored.identity != task.identity:
            raise StudyError(
                f"{store.place:.200} | must be resumed by what asked for its trials, but "
                f"trial {task.index} is another now | use the optuna of then, or another --storage"
            )
