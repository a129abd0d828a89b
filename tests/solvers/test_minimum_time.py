"""The shortest horizon: Newton's steps against roots in closed form, and the slope they follow."""

from __future__ import annotations

import math

import pytest

from optdesign.solvers.bootstrap_phase import Phase, _first_grid, _Search
from optdesign.solvers.minimum_time import newton_horizon, shortest_horizon

TOLERANCE = 1e-12


@pytest.mark.parametrize("rate", [0.1, 1.0, 30.0])
@pytest.mark.parametrize("guess", [0.9, 1.0, 1.2])
def test_newton_finds_the_root_of_an_exponential(rate: float, guess: float) -> None:
    asked = []

    def growth(horizon: float) -> tuple[float, float]:
        asked.append(horizon)
        fraction = math.expm1(rate * horizon) / math.expm1(rate * 5.0)
        return fraction, rate * math.exp(rate * horizon) / math.expm1(rate * 5.0)

    found = newton_horizon(growth, 5.0 * guess, tolerance=TOLERANCE)
    assert found == pytest.approx(5.0, rel=1e-9)
    assert found == asked[-1]
    slow = shortest_horizon(lambda t: growth(t)[0], 4.0, 6.0, tolerance=TOLERANCE)
    assert found == pytest.approx(slow, rel=1e-9)


@pytest.mark.parametrize(
    "fraction_and_slope",
    [
        lambda horizon: (0.5, 0.0),
        lambda horizon: (0.0, 1.0),
        lambda horizon: (math.nan, 1.0),
        lambda horizon: (1.5 if horizon > 1.0 else 0.5, 1.0),
        lambda horizon: (0.5, 1e-3),
    ],
    ids=["flat", "nothing", "unknown", "jump", "far"],
)
def test_newton_gives_up_where_it_does_not_settle(fraction_and_slope: object) -> None:
    assert newton_horizon(fraction_and_slope, 1.0, tolerance=TOLERANCE) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["feasible", "centred", "relaxed"])
@pytest.mark.parametrize(
    "phase",
    [
        Phase(2.0, 1e4, math.inf, "work"),
        Phase(1.0, 1e4, 30.0, "work"),
        Phase(0.5, 1e3, math.inf, "power"),
    ],
    ids=["work", "capped", "power"],
)
def test_the_slope_from_duals_is_that_of_differences(phase: Phase, kind: str) -> None:
    grid = _first_grid(phase, 40, phase.simple_time)
    # At the length its grid is drawn for the fraction has a kink.
    horizon, step = 1.03 * phase.simple_time, 1e-5
    search = _Search(phase, grid, kind, 1.2 * horizon)  # type: ignore[arg-type]
    _, slope = search.fraction_and_slope(horizon)
    after, before = (search.fraction(horizon * (1 + by)) for by in (step, -step))
    assert slope == pytest.approx((after - before) / (2 * step * horizon), rel=1e-5)
