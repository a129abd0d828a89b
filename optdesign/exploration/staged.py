"""Running a study in stages: what is asked next follows from what was answered.

Stages are replayed from the stored trials, so that a study that was stopped goes on where it was,
and what is asked depends neither on the workers nor on who ran the trials before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from optdesign.errors import StudyError
from optdesign.exploration.evaluation import Plan, Trial
from optdesign.exploration.model import Study
from optdesign.exploration.run import (
    MAX_WORKERS,
    Watcher,
    core_count,
    start_workers,
    study_folder,
    whole_number,
    work_through,
)
from optdesign.exploration.sampling import Task
from optdesign.exploration.storage import JOURNAL_FILE, TrialStore
from optdesign.exploration.workers import Workers
from optdesign.exploration.writer import sole_writer


@dataclass
class Stages:
    """Tasks asked so far, their answers, and the workers, which are kept from stage to stage."""

    plan: Plan
    store: TrialStore
    watcher: Watcher
    most: int
    count: int
    patience: float
    cluster: str | None = None
    tasks: list[Task] = field(default_factory=list)
    _crew: Workers | None = None

    @property
    def room(self) -> int:
        """How many more tasks may be asked."""
        return self.most - len(self.tasks)

    def run(self, tasks: Sequence[Task]) -> list[Trial]:
        """The answers of a stage, as many as there is room for; what is stored is not run again."""
        chosen = list(tasks[: self.room])
        self.tasks += chosen
        missing = [task for task in chosen if not self._known(task)]
        if missing:
            if self._crew is None:
                self._crew = start_workers(self.plan, self.count, self.cluster, self.patience)
            work_through(self._crew, missing, self.store, self.watcher)
        return [self.store.trials[task.index] for task in chosen]

    def _known(self, task: Task) -> bool:
        stored = self.store.trials.get(task.index)
        if stored is not None and stored.identity != task.identity:
            raise StudyError(
                f"{self.store.place:.200} | must be resumed by what asked for its trials, but "
                f"trial {task.index} is another now | use the optuna of then, or another --storage"
            )
        return stored is not None

    def close(self) -> None:
        """Stop the workers."""
        if self._crew is not None:
            self._crew.close()


@contextmanager
def staged(
    plan: Plan,
    study: Study,
    *,
    results: Path,
    most: int,
    watcher: Watcher,
    workers: int | None = None,
    cluster: str | None = None,
    storage: str | None = None,
) -> Iterator[Stages]:
    """Hold the folder and the storage of a study while its stages run.

    Parameters
    ----------
    plan : what the trials have in common
    study : whose folder and storage
    results : folder of stored runs
    most : trials to ask for in all
    watcher : told of progress
    workers, cluster, storage : as of `run.run_study`
    """
    count = core_count() if workers is None else whole_number("--workers", workers, 1, MAX_WORKERS)
    folder = study_folder(study, results)
    with sole_writer(folder, storage):
        store = TrialStore(study, str(folder / JOURNAL_FILE) if storage is None else storage)
        stages = Stages(plan, store, watcher, most, count, study.patience, cluster)
        try:
            yield stages
        except KeyboardInterrupt:
            stored = len(store.trials)
            watcher.notice(f"{stored} trials are stored; the same command goes on from there")
            raise
        finally:
            stages.close()
