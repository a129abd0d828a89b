"""What a long solve is doing, told to whoever listens; silent if nobody does.

Anything below the command line may `report`; results never depend on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Listener = Callable[[str], None]

_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


def report(text: str) -> None:
    """Say in a few words what is being done now."""
    listener = _listener.get()
    if listener is not None:
        listener(text)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Pass every report made inside the ``with`` block to ``listener``.

    >>> with listening(print):
    ...     report("32 periods")
    32 periods
    """
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
