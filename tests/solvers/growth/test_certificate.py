"""Plan and prices in two threads: every program is counted, and who listens hears both."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from optdesign.progress import listening, report
from optdesign.solvers.growth import certificate


def test_both_threads_are_heard_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def tried(name: str, values: list[float]) -> Any:
        def attempt(state: Any, arrays: Any, grid: Any, aim: Any) -> None:
            asked.append(threading.current_thread().name)
            report(name)
            aim.value = values.pop(0)

        return attempt

    # The plan misses the target twice, the prices prove something at once.
    monkeypatch.setattr(certificate, "_try_plan", tried("plan", [-1.0, -0.5, 0.001]))
    monkeypatch.setattr(certificate, "_try_bound", tried("prices", [-0.001]))
    monkeypatch.setattr(certificate, "network_arrays", lambda network: None)
    state = SimpleNamespace(
        market=SimpleNamespace(network=None), execution=None, bound=None, slope=1.0, gap=0.0,
        options=SimpleNamespace(gap=0.01, check=lambda: None), programs=0,
    )  # fmt: skip
    heard: list[str] = []
    with listening(heard.append):
        certificate.certify(state, SimpleNamespace(horizon=10.0))  # type: ignore[arg-type]
    assert sorted(heard) == ["plan", "plan", "plan", "prices"]
    assert state.programs == len(asked) == 4
    assert len(set(asked)) == 2
