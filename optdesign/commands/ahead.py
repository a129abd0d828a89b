"""Loading what the end of a command needs while its solvers, which need no Python, are at work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from optdesign.problem import Case

LATER = (
    "matplotlib.backends.backend_agg",
    "matplotlib.figure",
    "pyarrow.parquet",
    "pandas",
    "optdesign.report.pictures",
)
"""What tables and pictures are made with."""


@contextmanager
def loading_ahead(case: Case) -> Iterator[None]:
    """Load the method of a case, then `LATER` on a thread of its own; all is loaded at the end.

    The method comes first: no two threads then load parts of the same libraries, and Pyomo, where a
    method needs it, comes before what it would load more of.
    """
    from optdesign.solvers import method_of

    method_of(case)
    in_vain = Event()
    thread = Thread(target=_load, args=(in_vain,))
    thread.start()
    try:
        yield
    except BaseException:
        in_vain.set()
        raise
    finally:
        thread.join()


def _load(in_vain: Event) -> None:
    for name in LATER:
        if not in_vain.is_set():
            with suppress(ImportError):  # told by whoever needs it
                import_module(name)
