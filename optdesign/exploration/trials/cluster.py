"""Workers of a Dask cluster; needs the extra ``cluster``.

The scheduler moves the task of a dead worker to another by itself; what is added here is to say
so, to give a stuck task up, and to end with one clear line where there is no cluster.
"""

from __future__ import annotations

import logging
import pickle
import queue
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any

from optdesign.errors import StudyError
from optdesign.exploration.study.sampling import Task
from optdesign.exploration.trials.evaluation import Plan, Trial
from optdesign.exploration.trials.workers import Event, Finished, Lost, Notice

_CONNECT = "10s"
_DEEP = 2
# What goes wrong is told in our own words; their tracebacks would stand beside it.
_TALKATIVE = ("distributed", "distributed.client", "distributed.comm", "distributed.core",
              "tornado.application", "asyncio")  # fmt: skip
_NO_WORKERS = 60.0


@lru_cache(maxsize=2)
def _plan(data: bytes) -> Plan:
    found = pickle.loads(data)
    assert isinstance(found, Plan)
    return found


def _run(data: bytes, task: Task) -> Trial:
    """Run a trial in a worker of the cluster, which unpacks a plan once."""
    plan = _plan(data)
    return plan.run(plan, task)


@contextmanager
def _connected() -> Iterator[None]:
    """Turn a lost connection into one clear line."""
    try:
        yield
    except (OSError, TimeoutError, CancelledError) as error:
        raise StudyError(
            f"--cluster | the scheduler must stay, got {type(error).__name__} | "
            "start it again and resume the study"
        ) from error


class ClusterWorkers:
    """The workers of a running Dask scheduler."""

    def __init__(self, address: str, patience: float) -> None:
        """Connect to a scheduler.

        Raises
        ------
        StudyError
            if Dask is not installed, or there is no scheduler at the address.
        """
        try:
            from distributed import Client
        except ImportError as error:
            raise StudyError(
                "--cluster | needs Dask | install it with: pip install 'optdesign[cluster]'"
            ) from error
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self._patience = patience
        self._packed: tuple[Plan, bytes] | None = None
        try:
            self._client = Client(address, timeout=_CONNECT, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise StudyError(
                f"--cluster {address[:60]} | must be the address of a Dask scheduler, for example "
                f"tcp://127.0.0.1:8786 | {str(error).splitlines()[0][:120]}"
            ) from error
        self._done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._open: dict[Any, tuple[Task, float]] = {}
        self._known = self._threads()
        self._alone_since = time.monotonic()

    def _threads(self) -> dict[str, int]:
        """Threads of each worker by address."""
        if self._client.status != "running":
            raise ConnectionError
        found = self._client.scheduler_info(n_workers=-1)["workers"]
        return {address: int(part["nthreads"]) for address, part in found.items()}

    def free(self) -> int:
        """How many tasks the scheduler should have more, so that no worker waits."""
        return max(0, _DEEP * sum(self._known.values()) - len(self._open))

    def prepare(self, plan: Plan, useful: int) -> None:
        """The scheduler has the workers that it has."""

    def submit(self, plan: Plan, task: Task) -> None:
        """Hand a task of a plan to the scheduler."""
        if self._packed is None or self._packed[0] is not plan:
            self._packed = plan, pickle.dumps(plan)
        with _connected():
            future = self._client.submit(_run, self._packed[1], task, pure=False)
        self._open[future] = task, time.monotonic()
        future.add_done_callback(self._done.put)

    def wait(self, seconds: float) -> list[Event]:
        """What happened, workers that came and went included."""
        events: list[Event] = []
        with _connected():
            with suppress(queue.Empty):
                future = self._done.get(timeout=seconds)
                while True:
                    events += self._event(future)
                    future = self._done.get_nowait()
            return [*events, *self._changes(), *self._stuck()]

    def _event(self, future: Any) -> list[Event]:
        if future not in self._open:
            return []
        if self._client.status != "running":
            raise ConnectionError
        task, _ = self._open.pop(future)
        error = None if future.status == "finished" else future.exception(timeout=_CONNECT)
        if future.status == "finished":
            return [Finished(task, future.result(timeout=_CONNECT))]
        reason = f"{type(error).__name__} {error}".split("\n")[0][:200]
        return [Lost(task, "died", reason)]

    def _changes(self) -> list[Event]:
        now = self._threads()
        left = sorted(self._known.keys() - now.keys())
        self._known = now
        if now:
            self._alone_since = time.monotonic()
        elif time.monotonic() - self._alone_since > _NO_WORKERS:
            raise StudyError(
                f"--cluster | must have a worker, had none for {_NO_WORKERS:g} s | "
                "start one and resume the study"
            )
        return [Notice(f"worker {name} left; what it was running runs again") for name in left]

    def _stuck(self) -> list[Event]:
        """Give up tasks that wait or run longer than the ones before them could take."""
        late = time.monotonic() - self._patience * _DEEP
        events: list[Event] = []
        for future, (task, since) in list(self._open.items()):
            if since < late:
                del self._open[future]
                self._free_worker(future.key)
                future.cancel(force=True)
                events.append(Lost(task, "stuck", f"no answer after {_DEEP * self._patience:g} s"))
        return events

    def _free_worker(self, key: str) -> None:
        """Restart the worker that is stuck with a task, or send it away if it cannot restart."""
        running = self._client.processing()
        stuck = [address for address, keys in running.items() if key in keys]
        try:
            self._client.restart_workers(stuck)
        except (ValueError, OSError, TimeoutError):  # without a nanny it cannot
            self._client.retire_workers(stuck)

    def close(self) -> None:
        """Take back what is not done and disconnect."""
        for future in self._open:
            future.cancel(force=True)
        self._client.close(timeout=5)
