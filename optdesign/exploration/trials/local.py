"""Worker processes on this machine, each started anew and fed through pipes.

A process of its own, not a fork and not a second import of the caller's script, so that it works
from notebooks and scripts alike; one that dies or gets stuck is replaced.
"""

from __future__ import annotations

import os
import pickle
import queue
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Any

from optdesign.errors import StudyError
from optdesign.exploration.study.sampling import Task
from optdesign.exploration.trials.evaluation import Plan
from optdesign.exploration.trials.worker import READY
from optdesign.exploration.trials.workers import Event, Finished, Lost, Notice

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_COMMAND = (sys.executable, "-m", "optdesign.exploration.trials.worker")
_MAX_FAILED_STARTS = 3
_START_PATIENCE = 300.0


@dataclass(eq=False)
class _Worker:
    process: subprocess.Popen[bytes]
    plan: Plan
    task: Task | None = None
    since: float = field(default_factory=time.monotonic)
    ready: bool = False
    stuck: bool = False


class LocalWorkers:
    """Worker processes on this machine; each gets a plan once."""

    def __init__(self, most: int, patience: float) -> None:
        """Start nothing yet.

        Parameters
        ----------
        most : [1], number of processes, >= 1
        patience : [s], how long a trial may take before its worker counts as stuck
        """
        self._most, self._patience = most, patience
        self._packed: tuple[Plan, bytes] | None = None
        self._messages: queue.SimpleQueue[tuple[_Worker, Any]] = queue.SimpleQueue()
        self._failed_starts = 0
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the workers
        self._workers: list[_Worker] = []

    def prepare(self, plan: Plan, useful: int) -> None:
        """Start the processes that are missing; they load what the plan needs."""
        while len(self._workers) < min(self._most, useful):
            self._workers.append(self._start(plan))

    def _start(self, plan: Plan) -> _Worker:
        environment = {**os.environ, **dict.fromkeys(_ONE_THREAD, "1")}
        environment["PYTHONPATH"] = os.pathsep.join(path or os.getcwd() for path in sys.path)
        process = subprocess.Popen(
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=environment,
            start_new_session=True,  # an interrupt at the terminal is for the parent alone
        )
        worker, data = _Worker(process, plan), self._data(plan)
        threading.Thread(target=self._listen, args=(worker, data), daemon=True).start()
        return worker

    def _data(self, plan: Plan) -> bytes:
        """A plan as it is sent; few plans come, one after the other."""
        if self._packed is None or self._packed[0] is not plan:
            self._packed = plan, pickle.dumps(plan)
        return self._packed[1]

    def _listen(self, worker: _Worker, plan: bytes) -> None:
        """Give the first plan, which takes as long as the worker takes to start, then listen."""
        _give(worker, plan)
        stream: IO[bytes] | None = worker.process.stdout
        assert stream is not None
        while True:
            try:
                message = pickle.load(stream)
            except Exception:  # the end of the stream, or a message cut short by a kill
                stream.close()
                self._messages.put((worker, None))
                return
            self._messages.put((worker, message))

    def free(self) -> int:
        """How many workers wait for a task."""
        return sum(worker.ready and worker.task is None for worker in self._workers)

    def submit(self, plan: Plan, task: Task) -> None:
        """Hand a task to a waiting worker, after its plan if that is another than before."""
        worker = next(w for w in self._workers if w.ready and w.task is None)
        worker.task, worker.since = task, time.monotonic()
        if worker.plan is not plan:
            worker.plan = plan
            _give(worker, self._data(plan))
        _give(worker, pickle.dumps(task))

    def wait(self, seconds: float) -> list[Event]:
        """What happened; workers that are stuck are stopped, and dead ones replaced."""
        events: list[Event] = []
        try:
            message = self._messages.get(timeout=seconds)
            while True:
                events += self._event(*message)
                message = self._messages.get_nowait()
        except queue.Empty:
            pass
        now = time.monotonic()
        for worker in self._workers:
            limit = self._patience if worker.task is not None else _START_PATIENCE
            waiting = worker.task is not None or not worker.ready
            if waiting and not worker.stuck and now - worker.since > limit:
                worker.stuck = True
                worker.process.kill()
        return events

    def _event(self, worker: _Worker, message: Any) -> list[Event]:
        if message == READY:
            worker.ready, self._failed_starts = True, 0
            return []
        task, worker.task = worker.task, None
        if message is not None:
            return [] if task is None else [Finished(task, message)]
        return self._replace(worker, task)

    def _replace(self, worker: _Worker, task: Task | None) -> list[Event]:
        code = worker.process.wait()
        _close(worker)
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= _MAX_FAILED_STARTS:
                raise StudyError(f"workers | must start, but do not: {self._last_error()}")
        self._workers[self._workers.index(worker)] = self._start(worker.plan)
        how = f"ended by signal {-code}" if code < 0 else f"exit code {code}"
        if task is None:
            return [Notice(f"a waiting worker died ({how}) and was replaced")]
        if worker.stuck:
            return [Lost(task, "stuck", f"no answer after {self._patience:g} s")]
        return [Lost(task, "died", how)]

    def _last_error(self) -> str:
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").split("\n")
        return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "no message")

    def close(self) -> None:
        """Stop all workers at once."""
        for worker in self._workers:
            worker.process.kill()
        for worker in self._workers:
            worker.process.wait()
            _close(worker)
        self._errors.close()


def _give(worker: _Worker, data: bytes) -> None:
    stream = worker.process.stdin
    assert stream is not None
    with suppress(OSError, ValueError):  # it has died or is closed; its listener will say so
        stream.write(data)
        stream.flush()


def _close(worker: _Worker) -> None:
    """Close our end of the pipe; the listener closes over the other at its end."""
    if worker.process.stdin is not None:
        with suppress(OSError):
            worker.process.stdin.close()
