"""Global searches: what they leave to others while they run."""

import signal
import threading
from time import perf_counter
from typing import Any

import pyomo.environ as pyo
import pytest

from optdesign.solvers.nonlinear import solve_globally


def waves(count: int) -> tuple[Any, Any]:
    """A sum of waves with so many hollows that no search ends in minutes."""
    model: Any = pyo.ConcreteModel()
    model.x = pyo.Var(range(count), bounds=(-50.0, 50.0), initialize=1.0)
    pairs = [(a, b) for a in range(count) for b in range(a)]
    waves = (pyo.cos(a * model.x[a] * model.x[b]) * pyo.sin(model.x[a] + b) for a, b in pairs)
    return model, sum(waves)


def interrupt(*_: Any) -> None:
    raise KeyboardInterrupt


def test_an_interrupt_ends_a_search_at_once() -> None:
    model, expression = waves(12)
    before = signal.signal(signal.SIGALRM, interrupt)
    started = perf_counter()
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        with pytest.raises(KeyboardInterrupt):
            solve_globally(model, expression, seconds=60.0, nodes=10**7)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
    assert perf_counter() - started < 30.0
    assert not hasattr(model, "minimized")


def test_other_threads_go_on_while_it_searches() -> None:
    model, expression = waves(12)
    ticks: list[float] = []
    done = threading.Event()

    def tick() -> None:
        while not done.wait(0.02):
            ticks.append(perf_counter())

    beside = threading.Thread(target=tick)
    beside.start()
    try:
        solve_globally(model, expression, seconds=2.0, nodes=10**7)
    finally:
        done.set()
        beside.join()
    assert len(ticks) > 20
