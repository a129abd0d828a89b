"""Asking for the answers of many cases: from the book, here, or from several processes.

All solves but the first start from the end of the first, where the method can make use of it, so
that answers do not depend on who asked what before.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from inspect import signature
from pathlib import Path
from time import perf_counter

from optdesign.errors import OptdesignError
from optdesign.formulations.names import formulation_module
from optdesign.problem import Case
from optdesign.progress import report
from optdesign.result import execute
from optdesign.tradeoff.models.engine import end_processes, telling_of_dead_processes
from optdesign.tradeoff.named.answers import Answer, AnswerBook, answer_key, answer_of


@dataclass(frozen=True)
class Diligence:
    """How to search: processes, seconds in all, and the file of answers to continue from."""

    workers: int = 1
    seconds: float | None = None
    path: Path | None = None


@dataclass
class Asker:
    """Answers cases; ``stopped`` once the time is over or the user has interrupted."""

    diligence: Diligence = Diligence()
    stopped: str = ""
    solves: int = 0
    book: AnswerBook = field(init=False)
    _first: Case | None = None
    _warm: object | None = None
    _warmed: bool = False
    _started: float = field(default_factory=perf_counter)
    _pool: ProcessPoolExecutor | None = None

    def __post_init__(self) -> None:
        self.book = AnswerBook(self.diligence.path)

    def one(self, case: Case) -> Answer | None:
        """The answer to a case; None if the search is over."""
        return self.several([case])[0]

    def several(self, cases: Sequence[Case]) -> list[Answer | None]:
        """The answers to some cases, in their order; None for those not answered any more."""
        found: dict[str, Answer] = {}
        open_cases: dict[str, Case] = {}
        for case in cases:
            known = self.book.get(case)
            if known is not None:
                found[answer_key(case)] = known
            else:
                open_cases.setdefault(answer_key(case), case)
        if self._first is None and cases:
            self._first = cases[0]
        try:
            found |= self._solved(open_cases)
        except KeyboardInterrupt:
            self.stopped = "interrupted"
            self.close()
            found |= {k: a for k, c in open_cases.items() if (a := self.book.get(c)) is not None}
        return [found.get(answer_key(case)) for case in cases]

    def left(self) -> float | None:
        """Seconds left; None without a limit."""
        limit = self.diligence.seconds
        return None if limit is None else limit - (perf_counter() - self._started)

    def _over(self) -> bool:
        left = self.left()
        if left is not None and left <= 0:
            self.stopped = self.stopped or "out of time"
        return bool(self.stopped)

    def _solved(self, cases: Mapping[str, Case]) -> dict[str, Answer]:
        if self.diligence.workers > 1 and len(cases) > 1:
            return self._shared(cases)
        found = {}
        for key, case in cases.items():
            if self._over():
                break
            report(f"solve {self.solves + 1}")
            warm = self._start(case)
            if case is self._first:
                result = execute(self._limited(case))
                self._warm, self._warmed = result.warm, True
                found[key] = self._enter(key, answer_of(result))
            else:
                found[key] = self._enter(key, _answer(self._limited(case), warm))
        return found

    def _start(self, case: Case) -> object | None:
        """What to start from: the end of the first case, solved again if only its answer is known.

        Only methods that offer a start make it worth a solve.
        """
        if case is self._first or self._first is None:
            return None
        if self._warmed or not takes_warm(case):
            return self._warm
        report("the first point again, to start from")
        prices = replace(self._first.settings, shadow_prices=False)
        self._warm = execute(self._limited(replace(self._first, settings=prices))).warm
        self._warmed = True
        return self._warm

    def _limited(self, case: Case) -> Case:
        """The case with no more time than is left in all."""
        left, own = self.left(), case.settings.time_limit
        if left is None or (own is not None and own <= left):
            return case
        return replace(case, settings=replace(case.settings, time_limit=max(left, 0.01)))

    def _enter(self, key: str, answer: Answer) -> Answer:
        # The time left is no part of what was asked.
        answer = replace(answer, key=key)
        self.solves += 1
        self.book.add(answer)
        return answer

    def _shared(self, cases: Mapping[str, Case]) -> dict[str, Answer]:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.diligence.workers, context, _leave_interrupts)
        warm = self._start(next(iter(cases.values())))
        waiting, running, found = list(cases.items()), dict[Future[Answer], str](), {}
        with telling_of_dead_processes():
            while running or (waiting and not self._over()):
                while waiting and len(running) < self.diligence.workers and not self._over():
                    key, case = waiting.pop(0)
                    task = self._pool.submit(_answer, self._limited(case), warm)
                    running[task] = key
                if not running:
                    break
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for task in done:
                    key = running.pop(task)
                    found[key] = self._enter(key, task.result())
                report(f"{self.solves} solves")
        return found

    def close(self) -> None:
        """End the processes, if there are any."""
        if self._pool is None:
            return
        pool, self._pool = self._pool, None
        if self.stopped:  # what they are at is not wanted any more
            end_processes(pool)
        pool.shutdown(wait=True, cancel_futures=True)


def takes_warm(case: Case) -> bool:
    """Whether the method of a problem can start from another solve."""
    method = formulation_module("optdesign.solvers.methods", case.problem.header.formulation)
    return "warm" in signature(method.solve).parameters


def usual_workers(case: Case) -> int:
    """As many as there are cores where a point takes long or all come, else one."""
    method = formulation_module("optdesign.solvers.methods", case.problem.header.formulation)
    long = hasattr(method, "FRONT_SETTINGS") or hasattr(method, "front_model")
    return len(os.sched_getaffinity(0)) if long else 1


def book_path(case: Case, results: Path) -> Path:
    """Where the answers of a problem's fronts are kept, all together."""
    return results / ".fronts" / f"{case.problem.name}.jsonl"


@contextmanager
def ending_gently() -> Iterator[None]:
    """Take a request to terminate as an interrupt, after which what was found is kept."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    try:
        before = signal.signal(signal.SIGTERM, interrupt)
    except ValueError:  # only the main thread may
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave_interrupts() -> None:
    """An interrupt is for the process that asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _answer(case: Case, warm: object | None) -> Answer:
    """The answer to a case; one that the problem refuses, or a defect in a corner, is unusable."""
    try:
        return answer_of(execute(case, warm))
    except OptdesignError as error:
        return Answer("", f"refused, {error!s:.300}", verified=False)
    except Exception as error:
        return Answer("", f"failed, {type(error).__name__}: {error!s:.200}", verified=False)
