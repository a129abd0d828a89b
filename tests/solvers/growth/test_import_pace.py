"""Imports in the first moments of a plan: the clock waits as long as they take to come."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from optdesign.formulations.growth.grid import Grid
from optdesign.solvers.growth.slow_down import IMPORT_MARGIN, import_pace


def plan(flow: list[float], growth: float = 0.0) -> Any:
    """Imports that arrive at one seed a year and are used at a flow given at the nodes."""
    grid = Grid(np.array([0.0, 1.0, 2.0]), np.array([growth, growth]))
    mission = SimpleNamespace(import_rate=5.0, seed=5.0)
    return cast("Any", SimpleNamespace(grid=grid, mission=mission, imported=np.array([flow])))


def test_a_plan_that_uses_no_more_than_comes_is_not_slowed() -> None:
    assert import_pace(plan([1.0, 1.0, 1.0]), 0.25) == 1.0


def test_a_steady_excess_slows_by_itself() -> None:
    found = import_pace(plan([1.5, 1.5, 1.5]), 0.25)
    assert found == pytest.approx(1.0 + 0.5 * (1 + IMPORT_MARGIN), rel=1e-12)


@pytest.mark.parametrize(("flow", "growth"), [([1.2, 0.1, 0.0], 0.0), ([0.6, 0.9, 0.0], 2.0)])
def test_at_no_moment_of_the_interval_more_is_used_than_came(
    flow: list[float], growth: float
) -> None:
    end = 0.75
    pace = import_pace(plan(flow, growth), end)
    assert pace > 1.0
    times = np.linspace(0.0, end, 40_001)
    use = np.interp(times, [0.0, 1.0], flow[:2]) * np.exp(growth * times)
    used = np.concatenate([[0.0], np.cumsum((use[1:] + use[:-1]) / 2 * np.diff(times))])
    assert np.all(used <= pace * times + 1e-12)
