"""All nondominated points of a linear model, with the proof that there are no others.

Search zones that no known point dominates are asked one after the other; every answer is a new
point or an empty box, and every box answers all zones inside it without another solve.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from optdesign.errors import ProblemError, SolveError
from optdesign.progress import report
from optdesign.solvers.linear import LinearStatus
from optdesign.solvers.mixed import MixedForm
from optdesign.tradeoff.models.certificate import Box
from optdesign.tradeoff.models.scalar import Question, Reply, Scalar
from optdesign.tradeoff.models.state import State, form_digest, load_state, save_state
from optdesign.tradeoff.models.zones import split_zones, uncovered

Floats = NDArray[np.float64]
_SAVE_EVERY = 10.0


@dataclass(frozen=True)
class Effort:
    """How long to search and with how many processes; ``state`` is a file to continue from."""

    seconds: float | None = None
    points: int | None = None
    workers: int = 1
    state: Path | None = None
    starts: bool = True


@dataclass
class Search:
    """A search under way: what is known and what is open."""

    scalar: Scalar
    state: State
    effort: Effort
    fixed: int | None
    zones: Floats = field(init=False)
    started: float = field(default_factory=perf_counter)
    saved: float = field(default_factory=perf_counter)
    stopped: bool = False
    interrupted: bool = False
    feasible: bool = True

    def __post_init__(self) -> None:
        count = len(self.scalar.scale)
        self.zones = np.full((1, count), np.inf)
        for point in self.state.points:
            self.zones = split_zones(self.zones, np.array(point))
        self._drop_covered()

    def _drop_covered(self) -> None:
        boxes = np.array([box.empty for box in self.state.boxes]).reshape(-1, self.zones.shape[1])
        self.zones = self.zones[uncovered(self.zones, boxes)]

    def take(self, reply: Reply) -> None:
        """Enter an answer: its point splits zones, its box closes those inside."""
        self.state.solves += reply.solves
        if reply.status is LinearStatus.LIMIT:
            self.stopped = True
        if reply.box is None:
            return
        new = reply.point is not None and reply.point not in self.state.points
        if new and reply.point is not None and reply.values is not None:
            self.state.points[reply.point] = reply.values
            self.zones = split_zones(self.zones, np.array(reply.point))
            report(f"{len(self.state.points)} points, {len(self.zones)} zones open")
        self.state.boxes.append(Box(reply.question.index, reply.question.corner, reply.point))
        self._drop_covered()
        self._save()

    def _save(self, now: bool = False) -> None:
        late = perf_counter() - self.saved > _SAVE_EVERY
        if self.effort.state is not None and (now or late):
            save_state(self.state, self.effort.state)
            self.saved = perf_counter()

    def left(self) -> float | None:
        """Seconds left; None without a limit."""
        limit = self.effort.seconds
        return None if limit is None else limit - (perf_counter() - self.started)

    @property
    def over(self) -> bool:
        """Whether nothing is open, or a limit is reached."""
        left, most = self.left(), self.effort.points
        if (left is not None and left <= 0) or (most and len(self.state.points) >= most):
            self.stopped = self.stopped or bool(len(self.zones))
        return self.stopped or not len(self.zones)


def search(form: MixedForm, names: tuple[str, ...], effort: Effort) -> Search:
    """Find every nondominated point, or as many as the effort allows.

    Raises
    ------
    ProblemError
        for an unbounded objective, or objectives whose front is not a finite set of points.
    """
    scalar = Scalar(form, names=names, starts=effort.starts)
    fixed = _fixed_index(scalar)
    digest = form_digest(form)
    state = State(digest) if effort.state is None else load_state(effort.state, digest)
    before = state.seconds
    found = Search(scalar, state, effort, fixed)
    found._save(now=True)  # a file that cannot be written is told before the work, not after
    try:
        _payoff(found)
        if effort.workers > 1:
            _share(found)
        else:
            while not found.over:
                found.take(scalar.ask(next(_questions(found, ())), found.left()))
    except KeyboardInterrupt:
        found.stopped = found.interrupted = True
    finally:
        state.seconds = before + perf_counter() - found.started
        found._save(now=True)
    return found


def _fixed_index(scalar: Scalar) -> int | None:
    """The one objective to minimize always, where only the others lie on grids."""
    loose = [index for index, spaced in enumerate(scalar.spacings) if not spaced.finite]
    if len(loose) > 1:
        names = ", ".join(scalar.names[index] for index in loose)
        raise ProblemError(
            f"objectives {names} | must take finitely many values on all but one axis | "
            "ask for a number of points"
        )
    if loose:
        return loose[0]
    unstepped = np.flatnonzero(~scalar.stepped)
    return int(unstepped[0]) if len(unstepped) == 1 else None


def _payoff(found: Search) -> None:
    """The lexicographic minimum of every objective; skipped where the state knows it."""
    count = len(found.scalar.scale)
    ends = {box.index: box.found for box in found.state.boxes if not np.isfinite(box.corner).any()}
    for index in range(count):
        if index in ends or found.stopped or not found.feasible:
            continue
        reply = found.scalar.lexicographic(
            [index, *(other for other in range(count) if other != index)], found.left()
        )
        if reply.status is LinearStatus.INFEASIBLE:
            found.feasible, found.zones = False, found.zones[:0]
            found.state.solves += reply.solves
            return
        if reply.point is None:
            found.stopped = True
            found.state.solves += reply.solves
            return
        ends[index] = reply.point
        found.take(reply)
    if len(ends) == count:
        table = np.array([ends[index] for index in range(count)], dtype=float)
        most = table.max(axis=0) if count == 2 else np.full(count, np.inf)
        found.scalar.bound_range(table.min(axis=0), most)


def _questions(found: Search, asked: tuple[Question, ...]) -> Iterator[Question]:
    """The next questions, best first, leaving out what questions under way may answer."""
    scalar, zones = found.scalar, found.zones
    count = zones.shape[1]
    if found.fixed is not None:
        indices = [found.fixed]
    else:
        indices = list(range(count)) if asked or count > 2 else [0]
    size = np.maximum(np.minimum(zones, scalar.most + 1) - scalar.least, 1e-9)
    size = np.log(np.where(np.isfinite(size), size, 1e30))
    area = size.sum(axis=1)[:, None] - size[:, indices]
    for place in np.argsort(-area, axis=None, kind="stable"):
        position, index = int(place) // len(indices), indices[int(place) % len(indices)]
        corner, others = zones[position], np.arange(count) != index
        if any(
            q.index == index and (corner[others] <= np.array(q.corner)[others]).all() for q in asked
        ):
            continue
        yield Question(index, tuple(float(value) for value in corner))


_worker: Scalar | None = None


def _start(
    form: MixedForm, names: tuple[str, ...], starts: bool, frame: tuple[Floats, Floats, Floats]
) -> None:
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is for the process that asks
    _worker = Scalar(form, names=names, starts=starts)
    # As they are, not derived again: boxes asked for in other steps would prove something else.
    _worker.least, _worker.most, _worker.steps = frame


def _answer(question: Question, seconds: float | None) -> Reply:
    assert _worker is not None
    return _worker.ask(question, seconds)


def _share(found: Search) -> None:
    """Let several processes answer; the last few questions may be asked in vain."""
    scalar, effort = found.scalar, found.effort
    context = multiprocessing.get_context("spawn")
    frame = (scalar.least, scalar.most, scalar.steps)
    told = (scalar.original, scalar.names, effort.starts, frame)
    with ProcessPoolExecutor(effort.workers, context, _start, told) as pool:
        try:
            with telling_of_dead_processes():
                _shared_work(found, pool)
        except KeyboardInterrupt:
            end_processes(pool)
            raise


def _shared_work(found: Search, pool: ProcessPoolExecutor) -> None:
    effort = found.effort
    running: dict[Future[Reply], Question] = {}
    while not found.over or (running and not found.stopped):
        while len(running) < effort.workers:
            question = next(_questions(found, tuple(running.values())), None)
            if question is None:
                break
            task = pool.submit(_answer, question, found.left())
            running[task] = question
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for task in done:
            del running[task]
            found.take(task.result())
        if not len(found.zones):
            break


@contextmanager
def telling_of_dead_processes() -> Iterator[None]:
    """Name the likely cause where a process of a pool has died."""
    try:
        yield
    except BrokenProcessPool as error:
        raise SolveError(
            "workers | one of the processes died, perhaps for lack of memory | "
            "use fewer with --workers; what was answered is kept"
        ) from error


def end_processes(pool: ProcessPoolExecutor) -> None:
    """End what the processes of a pool are at: it is not wanted any more."""
    processes = list(getattr(pool, "_processes", None) or {})
    for child in multiprocessing.active_children():
        if child.pid in processes:
            with suppress(OSError):
                child.terminate()
