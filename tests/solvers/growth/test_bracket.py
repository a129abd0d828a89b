"""Closed forms lie inside the bracket on every grid, and the bracket closes with its square."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optdesign.errors import SolveError
from optdesign.formulations.growth.arrays import network_arrays
from optdesign.formulations.growth.grid import Grid
from optdesign.problem import load_problem, make_case
from optdesign.solvers.growth.programs import solve_plan, solve_prices
from optdesign.solvers.growth.search import Market, Options, OutOfReachError, State, minimum_time
from optdesign.solvers.growth.slow_down import slow_down
from optdesign.solvers.growth.speed_up import speed_up
from optdesign.units import to_si
from tests.solvers.growth.closed_cases import (
    ClosedCase,
    all_growth,
    capped,
    imports_only,
    one_asset,
    powered,
    stored,
    two_commodities,
    vitamins,
)
from tests.solvers.growth.random_networks import random_grid, sensible_grid

CASES: dict[str, Callable[[], ClosedCase]] = {
    "no decay, no lag": lambda: one_asset(2.0, 0.0, 0.0, 1e4),
    "decay": lambda: one_asset(2.0, 0.3, 0.0, 1e4),
    "decay and lag": lambda: one_asset(2.0, 0.3, 0.25, 1e3),
    "lag alone": lambda: one_asset(2.0, 0.0, 0.5, 1e2, bill=0.5),
    "other units": lambda: one_asset(1.0, 0.05, 0.1, 1e2, commodity="silicon", bill=3.0),
    "long lag": lambda: one_asset(1.5, 0.1, 2.0, 20.0),
    "too little to grow for": lambda: one_asset(2.0, 0.3, 0.1, 0.3),
    "two commodities": lambda: two_commodities((2.0, 5.0), 0.4, 0.2, 0.1, 1e3),
    "powered": lambda: powered(3.0, 100.0, 200.0, 0.1, 0.2, 1e3),
    "capped": lambda: capped(1.0, 20.0, 100.0),
    "capped in vain": lambda: capped(1.0, 200.0, 50.0),
    "imports only": lambda: imports_only(2.0, 100.0, 10.0),
    "vitamins": lambda: vitamins(3.0, 0.2, 0.5, 30.0),
    "stored": lambda: stored((1.0, 2.0), (0.8, 0.1), 0.9),
}
WIDE = 0.03
"""The search stops after few steps; what it misses shows in the gap it tells, never as an error."""


EVERY = pytest.mark.parametrize("name", CASES)


def on_grid(case: ClosedCase, plan_grid: Grid, price_grid: Grid) -> tuple[float, float]:
    """Check both statements against the closed form; the times at which they were made."""
    arrays = network_arrays(case.network)
    execution = slow_down(solve_plan(arrays, case.mission, plan_grid))
    end = float(execution.clock[-1])
    assert execution.reached <= case.share(end) * (1 + 1e-8)
    if execution.finish is not None:
        assert execution.finish >= case.time * (1 - 1e-8)
    try:
        prices = solve_prices(arrays, case.mission, price_grid)
    except SolveError:
        # In periods longer than growth takes, prices linear in each cannot exist.
        assert float(price_grid.lengths.max()) * (case.growth + 1.0) > 1.0
        return execution.reached, math.inf
    bound = speed_up(prices)
    assert bound.value >= case.share(bound.horizon) * (1 - 1e-8)
    if bound.value <= 1:
        assert bound.horizon <= case.time * (1 + 1e-8)
    return execution.reached, bound.value


@EVERY
@settings(max_examples=5, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10**6),
    periods=st.integers(3, 40),
    part=st.floats(0.3, 1.3),
    highest=st.sampled_from([0.3, 2.0, 6.0]),
)
def test_no_bound_is_crossed_on_any_grid(
    name: str, seed: int, periods: int, part: float, highest: float
) -> None:
    case = CASES[name]()
    horizon = part * case.time
    # Up to eight decades in all: no solver tells more apart.
    highest = min(highest, 40.0 / horizon)
    grids = [random_grid(seed + n, periods, horizon, highest=highest) for n in (0, 1)]
    on_grid(case, *grids)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    rate=st.floats(0.3, 5.0),
    loss=st.floats(0.0, 0.8),
    lag=st.sampled_from([0.0, 0.01, 0.3, 1.0]),
    target=st.floats(-1.0, 4.0).map(lambda power: 10.0**power),
    periods=st.integers(3, 40),
)
def test_any_single_asset(
    rate: float, loss: float, lag: float, target: float, periods: int
) -> None:
    case = one_asset(rate, loss * rate, lag, target)
    served_out = target >= 0.999 / loss if loss > 0 else False
    horizon = 3.0 if served_out and lag > 0 else min(case_time(case), 30.0)
    grid = sensible_grid(periods, horizon, max(case.growth, 0.0))
    on_grid(case, grid, grid)


def case_time(case: ClosedCase) -> float:
    """The case's time; 30 years where it takes longer or never gets there."""
    return case.time if case.share(30.0) >= 1 else 30.0


def search(case: ClosedCase, periods: int = 24) -> State:
    options = Options(periods, 5e-3, most_periods=48)
    return minimum_time(
        Market(case.network, closed=True), case.mission, growth=case.growth, options=options
    )


@EVERY
def test_the_search_brackets_the_closed_form(name: str) -> None:
    case = CASES[name]()
    found = search(case)
    assert found.lower <= case.time * (1 + 1e-9)
    assert found.upper >= case.time * (1 - 1e-9)
    assert found.gap <= WIDE


@pytest.mark.parametrize("chosen", ["decay", "decay and lag", "powered"])
def test_the_bracket_closes_with_the_square_of_the_periods(chosen: str) -> None:
    case = CASES[chosen]()
    widths = []
    for periods in (30, 60):
        grid = sensible_grid(periods, case.time, case.growth * (0.8 if "lag" in chosen else 1.0))
        reached, value = on_grid(case, grid, grid)
        widths.append(math.log(value / reached))
    assert widths[1] < widths[0] / 2.5


def test_imports_that_do_not_suffice_are_out_of_reach() -> None:
    case = imports_only(2.0, 10.0, 10.0)
    with pytest.raises(OutOfReachError) as found:
        search(case)
    assert 0.5 - 1e-9 <= found.value.bound.value < 1


@pytest.mark.parametrize("cap", [math.inf, 36 / 13 * 1e9])
def test_the_settlement_of_the_paper(cap: float) -> None:
    """One power plant that doubles in four months: 12.00 years; 14.86 with no more
    collectors than the disk has room for."""
    paper = make_case(load_problem("ceres-bootstrap-paper"))
    rate = math.log(2) / (paper["power.doubling_time"] / to_si(1, "year"))
    first = paper["power.initial"]
    area = paper["power.final"] / paper["habitat.own_power"]
    work = paper["habitat.energy"] * area / first / to_si(1, "year")
    free = one_asset(rate, 0.0, 0.0, rate * work, seed=1.0)
    case = free if math.isinf(cap) else capped(rate, cap, rate * work)
    assert case.time == pytest.approx(12.0012 if math.isinf(cap) else 14.86, abs=4e-3)
    found = search(case)
    assert found.lower <= case.time * (1 + 1e-9)
    assert found.upper >= case.time * (1 - 1e-9)
    assert found.gap <= WIDE


def test_growth_with_a_delay_solves_its_equation() -> None:
    """The sum of the closed form satisfies x'(t) = rate x(t - lag) - decay x(t)."""
    rate, decay, lag = 2.0, 0.3, 0.25
    for t in np.linspace(0.03, 3.0, 20):
        step = 1e-5
        after, before = (all_growth(rate, decay, lag, t + h) for h in (step, -step))
        delayed = all_growth(rate, decay, lag, t - lag) if t >= lag else 0.0
        wanted = rate * delayed - decay * all_growth(rate, decay, lag, t)
        assert (after - before) / (2 * step) == pytest.approx(wanted, rel=1e-4)


@pytest.mark.parametrize("lag", [0.0, 0.2])
def test_limits_of_no_decay_and_no_lag(lag: float) -> None:
    """Tiny decays and lags change nothing much: no formula fails near zero."""
    calm = one_asset(2.0, 0.0, lag, 100.0)
    near = one_asset(2.0, 1e-9, lag + 1e-4, 100.0)
    assert near.time == pytest.approx(calm.time, rel=1e-3)
    found, other = search(calm), search(near)
    assert found.upper == pytest.approx(other.upper, rel=2e-3)
    assert found.lower == pytest.approx(other.lower, rel=2e-3)
