"""Running or resuming a study: which trials are missing, who runs them, what is kept.

The process that calls is the only writer. Workers compute; a trial whose worker is lost is run
again, and after the last attempt stored as failed with its cause.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from optdesign.errors import ProblemError, StudyError
from optdesign.exploration.evaluation import Plan, Trial, evaluate, failed
from optdesign.exploration.model import Study
from optdesign.exploration.result import StudyResult
from optdesign.exploration.sampling import Task, study_tasks
from optdesign.exploration.schema import MAX_TRIALS
from optdesign.exploration.storage import JOURNAL_FILE, TrialStore
from optdesign.exploration.warmth import warm_start
from optdesign.exploration.workers import Finished, Lost, Workers
from optdesign.exploration.writer import sole_writer
from optdesign.result import check_folder

MAX_ATTEMPTS = 3
MAX_WORKERS = 1024
_PULSE = 0.5
Run = Callable[[Plan, Task], Trial]


class Watcher(Protocol):
    """Who is told how a study goes."""

    def begin(self, total: int, done: int) -> None:
        """A study begins with some trials already done."""
        ...

    def advance(self, trial: Trial) -> None:
        """A trial is stored."""
        ...

    def notice(self, text: str) -> None:
        """Something a person should know."""
        ...


class Silent:
    """A watcher that says nothing."""

    def begin(self, total: int, done: int) -> None:
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


def run_study(
    study: Study,
    *,
    results: Path,
    trials: int | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    seed: int | None = None,
    storage: str | None = None,
    watcher: Watcher | None = None,
    run: Run = evaluate,
) -> StudyResult:
    """Run what is missing of a study and return all of it.

    Parameters
    ----------
    study : what to run
    results : folder of stored runs; the study gets a folder of its own in it
    trials : total number of trials, stored ones included; the study's own if left out, or as
        many as are stored if that is more
    workers : processes on this machine; as many as it has cores if left out
    cluster : address of a Dask scheduler to use instead
    seed : instead of the study's own
    storage : optuna storage URL, or path of a journal file; a journal in the folder if left out
    watcher : told of progress
    run : runs one trial; must be importable by name in a worker

    Raises
    ------
    StudyError
        if the storage belongs to another study or cannot be read, or workers do not start.
    """
    if seed is not None:
        study = replace(study, seed=whole_number("--seed", seed, 0, 2**32 - 1))
    if trials is not None:
        whole_number("--trials", trials, 1, MAX_TRIALS)
    count = core_count() if workers is None else whole_number("--workers", workers, 1, MAX_WORKERS)
    folder = study_folder(study, results)
    with sole_writer(folder, storage):
        store = TrialStore(study, str(folder / JOURNAL_FILE) if storage is None else storage)
        stored = max(store.trials, default=-1) + 1
        total = trials if trials is not None else max(study.trials, stored)
        tasks = study_tasks(study, total)
        watching = watcher or Silent()
        missing = [task for task in tasks if task.index not in store.trials]
        watching.begin(total, total - len(missing))
        if missing:
            plan = common_plan(study, missing, run, watching)
            crew = start_workers(plan, min(count, len(missing)), cluster, study.patience)
            try:
                work_through(crew, missing, store, watching)
            except KeyboardInterrupt:
                watching.notice(
                    f"{len(store.trials)} trials are stored; the same command goes on from there"
                )
                raise
            finally:
                crew.close()
        found = [store.trials[task.index] for task in tasks]
        return StudyResult(study, tuple(tasks), tuple(found), folder, store.place)


def common_plan(study: Study, missing: list[Task], run: Run, watcher: Watcher) -> Plan:
    """What the missing trials have in common; the nominal trial itself starts from nothing."""
    nominal = 0 if study.sampler == "one-at-a-time" else None
    plan = Plan(study.case, study.digest, run, prices=nominal)
    if all(task.index == nominal for task in missing):
        return plan
    return replace(plan, warm=warm_start(study, run, watcher))


def study_folder(study: Study, results: Path) -> Path:
    """The folder of a study among the stored runs, created if need be."""
    check_folder(results)
    folder = results / f"study-{study.name}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = str(error.strerror).lower()
        raise StudyError(f"{folder} | must be a folder that can be written | {reason}") from error
    return folder


def whole_number(option: str, value: int, low: int, high: int) -> int:
    """An option of whole numbers, checked against its range."""
    if not low <= value <= high:
        raise ProblemError(f"{option} | must lie in [{low}, {high}], got {value} | try {low}")
    return value


def core_count() -> int:
    """How many cores this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


def start_workers(plan: Plan, count: int, cluster: str | None, patience: float) -> Workers:
    """Processes on this machine, or the workers of a cluster."""
    if cluster is None:
        from optdesign.exploration.local import LocalWorkers

        return LocalWorkers(plan, count, patience)
    from optdesign.exploration.cluster import ClusterWorkers

    return ClusterWorkers(plan, cluster, patience)


def work_through(crew: Workers, missing: list[Task], store: TrialStore, watcher: Watcher) -> None:
    """Hand out tasks and store what comes back until nothing is missing."""
    waiting, attempts, open_tasks = deque(missing), Counter[int](), len(missing)
    while open_tasks:
        while waiting and crew.free() > 0:
            task = waiting.popleft()
            attempts[task.index] += 1
            crew.submit(task)
        for event in crew.wait(_PULSE):
            if isinstance(event, Finished):
                trial = replace(event.trial, attempts=attempts[event.task.index])
            elif isinstance(event, Lost):
                trial = _lost(event, attempts[event.task.index])
                again = attempts[event.task.index] < MAX_ATTEMPTS
                end = "it runs again" if again else "given up"
                watcher.notice(f"trial {event.task.index}: {trial.cause}; {end}")
                if again:
                    waiting.appendleft(event.task)
                    continue
            else:
                watcher.notice(event.text)
                continue
            store.add(event.task, trial)
            watcher.advance(trial)
            open_tasks -= 1


def _lost(event: Lost, attempts: int) -> Trial:
    times = "" if attempts == 1 else f", attempt {attempts}"
    cause = f"its worker {'was stuck' if event.kind == 'stuck' else 'died'}, {event.reason}{times}"
    return replace(failed(event.task, event.kind, cause), attempts=attempts)
