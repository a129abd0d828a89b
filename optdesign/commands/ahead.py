"""Loading what the end of a command needs while its solvers, which need no Python, are at work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optdesign.exploration.trials.evaluation import Trial
    from optdesign.exploration.trials.execution import Watcher
    from optdesign.problem import Case

LATER = (
    "matplotlib.backends.backend_agg",
    "matplotlib.figure",
    "pyarrow.parquet",
    "pandas",
    "optdesign.report.pictures",
)
"""What tables and pictures are made with."""
AFTER_TRIALS = ("scipy.stats", *LATER, "optdesign.exploration.output.store")
"""What the tables and pictures of a study are made with."""


@contextmanager
def loading_ahead(case: Case) -> Iterator[None]:
    """Load the method of a case, then `LATER` on a thread of its own; all is loaded at the end.

    The method comes first: no two threads then load parts of the same libraries, and Pyomo, where a
    method needs it, comes before what it would load more of.
    """
    from optdesign.solvers import method_of

    method_of(case)
    thread = _Loading(LATER)
    thread.start()
    with _ended(thread):
        yield


@contextmanager
def loading_between_trials(watcher: Watcher) -> Iterator[Watcher]:
    """A watcher that passes on what it is told, and loads `AFTER_TRIALS` from the first trial on.

    Workers are at work then, and what handing out trials needs is loaded.
    """
    thread = _Loading(AFTER_TRIALS)
    with _ended(thread):
        yield _Passing(watcher, thread)


class _Loading(Thread):
    """Loads modules by name, one after the other, until it is in vain."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__()
        self.in_vain, self._names = Event(), names

    def run(self) -> None:
        for name in self._names:
            if not self.in_vain.is_set():
                with suppress(ImportError):  # told by whoever needs it
                    import_module(name)


@contextmanager
def _ended(thread: _Loading) -> Iterator[None]:
    """Wait at the end for a thread, if it was started."""
    try:
        yield
    except BaseException:
        thread.in_vain.set()
        raise
    finally:
        if thread.ident is not None:
            thread.join()


class _Passing:
    """Passes on how a study goes, and starts a thread with the first trial."""

    def __init__(self, watcher: Watcher, thread: Thread) -> None:
        self._thread, self._advance = thread, watcher.advance
        self.begin, self.notice = watcher.begin, watcher.notice

    def advance(self, trial: Trial) -> None:
        if self._thread.ident is None:
            self._thread.start()
        self._advance(trial)
