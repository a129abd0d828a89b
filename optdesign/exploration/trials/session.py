"""A study while it runs: its folder and storage, held against other writers, and its workers.

The process that calls is the only writer. Workers compute; a trial whose worker is lost is run
again, and after the last attempt stored as failed with its cause.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from optdesign.errors import StudyError
from optdesign.exploration.study.model import Study
from optdesign.exploration.study.sampling import Task
from optdesign.exploration.trials.crew import Crew, open_crew
from optdesign.exploration.trials.evaluation import Plan, Trial, failed
from optdesign.exploration.trials.execution import Execution, Watcher
from optdesign.exploration.trials.lock import sole_writer
from optdesign.exploration.trials.result import StudyResult
from optdesign.exploration.trials.storage import JOURNAL_FILE, TrialStore
from optdesign.exploration.trials.warm_start import warm_start
from optdesign.exploration.trials.workers import Finished, Lost, Notice, Workers
from optdesign.result import check_folder

MAX_ATTEMPTS = 3
_PULSE = 0.5


@dataclass
class Session:
    """What solves the trials of a study and stores them."""

    study: Study
    plan: Plan
    execution: Execution
    folder: Path
    store: TrialStore
    crew: Crew

    def missing(self, tasks: Iterable[Task]) -> list[Task]:
        """The tasks whose trials are not stored."""
        return [task for task in tasks if task.index not in self.store.trials]

    def gaps(self, total: int) -> int:
        """How many of the first trials are not stored."""
        return sum(index not in self.store.trials for index in range(total))

    def begin(self, total: int) -> None:
        """Tell how many of the first trials are stored, and how many that are not asked for."""
        done = total - self.gaps(total)
        beyond = 0 if self.execution.trials is None else len(self.store.trials) - done
        self.execution.watcher.begin(total, done, beyond)

    def staff(self, useful: int) -> None:
        """Let workers start for so many tasks, which need not be known yet."""
        if useful:
            self.crew.ready(self.plan, useful)

    def start_warm(self) -> None:
        """Let all trials from now on start from the end of the nominal solve."""
        self.plan = replace(self.plan, warm=warm_start(self.study, self.execution))

    def solve(self, tasks: Sequence[Task], beside: Sequence[Job] = ()) -> None:
        """Run tasks and store their trials.

        Parameters
        ----------
        tasks : whose trials are missing
        beside : what sessions inside this one miss; run too once a trial is complete
        """
        if tasks:
            workers = self.crew.ready(self.plan, len(tasks))
            _work_through(workers, [(self, task) for task in tasks], beside)

    def keep(self, task: Task, trial: Trial) -> None:
        """Store a trial and tell of it."""
        self.store.add(task, trial)
        self.execution.watcher.advance(trial)

    def result(self, tasks: Sequence[Task]) -> StudyResult:
        """What the trials of some tasks amount to."""
        trials = tuple(self.store.trials[task.index] for task in tasks)
        return StudyResult(self.study, tuple(tasks), trials, self.folder, self.store.place)


Job = tuple[Session, Task]
"""A task, and the session whose plan it belongs to."""


@contextmanager
def open_session(plan: Plan, study: Study, execution: Execution) -> Iterator[Session]:
    """Hold the folder and the storage of a study while it runs.

    Raises
    ------
    StudyError
        if the storage belongs to another study or cannot be read, another process is running the
        study, or workers do not start.
    """
    folder = _study_folder(study, execution.results)
    storage = execution.storage
    with sole_writer(folder, storage), open_crew(study, execution) as crew:
        store = TrialStore(study, str(folder / JOURNAL_FILE) if storage is None else storage)
        session = Session(study, plan, execution, folder, store, crew)
        if store.older:
            execution.watcher.notice(
                f"{store.older} stored trials of {study.name} were run by another state of the "
                "program; those asked for run again"
            )
        try:
            yield session
        except KeyboardInterrupt:
            execution.watcher.notice(
                f"{len(store.trials)} trials are stored; the same command goes on from there"
            )
            raise


def _study_folder(study: Study, results: Path) -> Path:
    """The folder of a study among the stored runs, created if need be."""
    check_folder(results)
    folder = results / f"study-{study.name}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = str(error.strerror).lower()
        raise StudyError(f"{folder} | must be a folder that can be written | {reason}") from error
    return folder


def _work_through(workers: Workers, jobs: Sequence[Job], beside: Sequence[Job]) -> None:
    """Hand out tasks and store what comes back until nothing is missing."""
    watcher = jobs[0][0].execution.watcher
    waiting, later, missing = deque(jobs), beside, len(jobs)
    owners = {task.identity: session for session, task in (*jobs, *beside)}
    attempts = Counter[tuple[str, int]]()

    def hand_out() -> None:
        while waiting and workers.free() > 0:
            session, task = waiting.popleft()
            attempts[task.identity, task.index] += 1
            workers.submit(session.plan, task)

    while missing:
        hand_out()
        events = workers.wait(_PULSE)
        hand_out()  # no worker waits until the trials of others are written
        for event in events:
            if isinstance(event, Notice):
                watcher.notice(event.text)
                continue
            session = owners[event.task.identity]
            trial = _ended(event, attempts[event.task.identity, event.task.index], watcher)
            if trial is None:
                waiting.appendleft((session, event.task))
                continue
            session.keep(event.task, trial)
            missing -= 1
            if trial.status == "complete":
                waiting.extendleft(later)
                missing, later = missing + len(later), ()


def _ended(event: Finished | Lost, attempts: int, watcher: Watcher) -> Trial | None:
    """The trial that has ended, or None if it runs again."""
    if isinstance(event, Finished):
        return replace(event.trial, attempts=attempts)
    trial = _lost(event, attempts)
    again = attempts < MAX_ATTEMPTS
    end = "it runs again" if again else "given up"
    watcher.notice(f"trial {event.task.index}: {trial.cause}; {end}")
    return None if again else trial


def _lost(event: Lost, attempts: int) -> Trial:
    times = "" if attempts == 1 else f", attempt {attempts}"
    cause = f"its worker {'was stuck' if event.kind == 'stuck' else 'died'}, {event.reason}{times}"
    return replace(failed(event.task, event.kind, cause), attempts=attempts)
