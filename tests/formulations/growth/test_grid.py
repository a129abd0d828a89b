"""Exact steps, look-ups and integrals of the grid against decimals and numerical integration."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import integrate

from optdesign.formulations.growth.grid import (
    Grid,
    averaging,
    integration,
    lookup,
    partial_integration,
    phi1,
    phi2,
    step_weights,
)

Floats = NDArray[np.float64]
SMALL = [0.0, 1e-12, 1e-6, 3e-4, 0.99e-3, 1.01e-3, 5e-3, 0.99e-2, 1.01e-2, 0.1, 1.0, 30.0]
ARGUMENTS = SMALL + [-x for x in SMALL[1:-1]]


def random_grid(seed: int, periods: int, *, horizon: float = 3.0, highest: float = 4.0) -> Grid:
    """Uneven nodes and uneven rates, some of them zero."""
    rng = np.random.default_rng(seed)
    lengths = rng.uniform(0.05, 1.0, periods)
    rates = rng.uniform(0.0, highest, periods) * (rng.random(periods) < 0.8)
    return Grid(np.concatenate([[0.0], np.cumsum(lengths / lengths.sum())]) * horizon, rates)


def exact(x: float) -> tuple[float, float]:
    """(1 - exp(-x)) / x and (1 - that) / x with sixty digits."""
    with localcontext() as context:
        context.prec = 60
        value = Decimal(x)
        if not value:
            return 1.0, 0.5
        first = (1 - (-value).exp()) / value
        return float(first), float((1 - first) / value)


@pytest.mark.parametrize("x", ARGUMENTS)
@pytest.mark.parametrize("length", [0.01, 1.0, 7.0])
def test_phi_against_decimals(x: float, length: float) -> None:
    first, second = exact(x)
    rate = np.array([x / length])
    assert phi1(rate, np.array([length]))[0] == pytest.approx(length * first, rel=2e-13)
    assert phi2(rate, np.array([length]))[0] == pytest.approx(length**2 * second, rel=2e-13)


def solved(grid: Grid, intake: Floats, decay: float, start: float) -> tuple[Floats, list[object]]:
    """Stock z at the nodes and in each period, by an integrator without the formula."""
    values, dense, z = [start], [], start
    for n in range(grid.periods):
        span = (grid.times[n], grid.times[n + 1])

        def slope(t: float, y: Floats, n: int = n, left: float = span[0]) -> Floats:
            share = (t - left) / grid.lengths[n]
            flow = intake[n] * (1 - share) + intake[n + 1] * share
            return np.asarray(flow - (decay + grid.rates[n]) * y)

        found = integrate.solve_ivp(
            slope, span, [z], rtol=1e-11, atol=1e-13, dense_output=True, method="DOP853"
        )
        z = float(found.y[0, -1])
        values.append(z)
        dense.append(found.sol)
    return np.array(values), dense


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("decay", [0.0, 0.3])
def test_steps_against_an_integrator(seed: int, decay: float) -> None:
    grid = random_grid(seed, 6)
    intake = np.random.default_rng(100 + seed).uniform(0, 2, 7)
    values, _ = solved(grid, intake, decay, 1.3)
    keep, left, right = step_weights(decay, grid)
    np.testing.assert_allclose(
        values[1:], keep * values[:-1] + left * intake[:-1] + right * intake[1:], rtol=1e-8
    )


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("decay", [0.0, 0.3])
@pytest.mark.parametrize("lag", [0.0, 0.07, 1.1])
def test_lookups_against_an_integrator(seed: int, decay: float, lag: float) -> None:
    grid = random_grid(seed, 6)
    intake = np.random.default_rng(200 + seed).uniform(0, 2, 7)
    values, dense = solved(grid, intake, decay, 1.3)
    times = np.sort(
        np.concatenate([np.random.default_rng(seed).uniform(0, 3.0, 40), grid.times, [lag]])
    )
    found = lookup(grid, times, decay=decay, lag=lag)
    service = found.by_stock @ values + found.by_intake @ intake
    for t, got in zip(times, service, strict=True):
        ordered = t - lag
        if ordered < 0:
            stock = 1.3 * np.exp(-decay * ordered)
        else:
            n = min(int(np.searchsorted(grid.times, ordered, side="right")) - 1, 5)
            stock = float(dense[n](ordered)[0])  # type: ignore[operator]
            stock *= growth(grid, ordered)
        assert got == pytest.approx(stock / growth(grid, t), rel=1e-8)


def growth(grid: Grid, time: float) -> float:
    """s(t), by adding up the rates."""
    spans = np.clip(time - grid.times[:-1], 0.0, grid.lengths)
    return float(np.exp(grid.rates @ spans))


@pytest.mark.parametrize("seed", range(4))
def test_integrals_against_quadrature(seed: int) -> None:
    grid = random_grid(seed, 5)
    nodal = np.random.default_rng(300 + seed).uniform(0, 2, 6)
    left, right = integration(grid)
    plain_left, plain_right = integration(grid, growth=False)
    part = np.random.default_rng(seed).uniform(0, 1, 5) * grid.lengths
    first_left, first_right = partial_integration(grid, part)

    def inside(t: float, start: float = 0.0) -> float:
        return growth(grid, t) * float(grid.values_at(nodal, np.array([t]))[0]) / start

    for n in range(grid.periods):
        start, end = grid.times[n], grid.times[n + 1] * (1 - 1e-15)
        s = growth(grid, start)
        whole, _ = integrate.quad(inside, start, end, args=(1.0,), epsrel=1e-12)
        some, _ = integrate.quad(inside, start, start + part[n], args=(s,), epsrel=1e-12)
        assert left[n] * nodal[n] + right[n] * nodal[n + 1] == pytest.approx(whole, rel=1e-10)
        relative = plain_left[n] * nodal[n] + plain_right[n] * nodal[n + 1]
        assert relative == pytest.approx(whole / s, rel=1e-10)
        got = first_left[n] * nodal[n] + first_right[n] * nodal[n + 1]
        assert got == pytest.approx(some, rel=1e-10)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), periods=st.integers(1, 30))
def test_reversed_grids(seed: int, periods: int) -> None:
    grid = random_grid(seed, periods)
    other = grid.reversed_grid()
    np.testing.assert_allclose(other.times + grid.times[::-1], grid.horizon)
    np.testing.assert_array_equal(other.rates, grid.rates[::-1])
    again = other.reversed_grid()
    np.testing.assert_allclose(again.times, grid.times, atol=1e-14)
    # Growth over any span is the same in both directions.
    times = np.random.default_rng(seed).uniform(0, grid.horizon, 20)
    total = grid.logarithm[-1]
    np.testing.assert_allclose(
        total - other.logarithm_at(grid.horizon - times), grid.logarithm_at(times), atol=1e-12
    )


@settings(max_examples=30, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), factor=st.floats(0.1, 10.0))
def test_rescaled_grids_keep_growth(seed: int, factor: float) -> None:
    grid = random_grid(seed, 7)
    other = grid.rescaled(grid.horizon * factor)
    assert other.horizon == pytest.approx(grid.horizon * factor)
    np.testing.assert_allclose(other.logarithm, grid.logarithm, atol=1e-12)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6))
def test_values_between_nodes(seed: int) -> None:
    grid = random_grid(seed, 7)
    nodal = np.random.default_rng(seed).uniform(-1, 1, (3, 8))
    times = np.random.default_rng(seed + 1).uniform(0, grid.horizon, 30)
    wanted = np.array([np.interp(times, grid.times, row) for row in nodal])
    np.testing.assert_allclose(grid.values_at(nodal, times), wanted, atol=1e-12)
    middle = (grid.times[1:] + grid.times[:-1]) / 2
    np.testing.assert_allclose((averaging(7) @ nodal.T).T, grid.values_at(nodal, middle))
