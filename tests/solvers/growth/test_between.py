"""Bounds between nodes really bound: random stocks, intakes, delays and decays, sampled densely."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optdesign.formulations.growth.grid import lookup, step_weights
from optdesign.solvers.growth.between import Ends, fine_edges, linear_ends, service_bounds
from tests.solvers.growth.random_networks import random_grid

INSIDE = np.linspace(0.0, 1.0, 23)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10**6),
    periods=st.integers(1, 12),
    decay=st.sampled_from([0.0, 1e-4, 0.2, 3.0]),
    lag=st.sampled_from([0.0, 1e-6, 0.1, 0.5, 1.7, 5.0]),
    parts=st.sampled_from([1, 2, 8]),
    highest=st.sampled_from([0.5, 3.0, 15.0]),
)
def test_services_stay_within_their_bounds(
    seed: int, periods: int, decay: float, lag: float, parts: int, highest: float
) -> None:
    rng = np.random.default_rng(seed)
    grid = random_grid(seed, periods, 4.0, highest=highest)
    # Orders in bursts: many zeros, some large.
    intake = rng.lognormal(0.0, 2.0, periods + 1) * (rng.random(periods + 1) < 0.6)
    stock = np.zeros(periods + 1)
    stock[0] = rng.lognormal() * (rng.random() < 0.7)
    keep, left, right = step_weights(decay, grid)
    for n in range(periods):
        stock[n + 1] = keep[n] * stock[n] + left[n] * intake[n] + right[n] * intake[n + 1]
    others = np.array([lag, 0.3])
    edges = fine_edges(grid, others, parts)
    low, high = service_bounds(grid, stock, intake, edges, decay=decay, lag=lag)
    times = edges[:-1, None] + np.diff(edges)[:, None] * INSIDE
    found = lookup(grid, times.ravel(), decay=decay, lag=lag)
    exact = (found.by_stock @ stock + found.by_intake @ intake).reshape(times.shape)
    tolerance = 1e-11 * (exact.max() + 1e-300)

    def line(ends: Ends) -> np.ndarray:
        return ends.left[:, None] * (1 - INSIDE) + ends.right[:, None] * INSIDE

    # A delay's first arrival is a kink of no jump, so both ends count for both neighbours.
    assert (line(low) <= exact + tolerance).all()
    assert (line(high) >= exact - tolerance).all()


def test_bounds_close_with_the_square_of_the_intervals() -> None:
    grid = random_grid(5, 6, 3.0)
    stock, intake = np.zeros(7), np.ones(7)
    stock[0] = 1.0
    keep, left, right = step_weights(0.2, grid)
    for n in range(6):
        stock[n + 1] = keep[n] * stock[n] + left[n] + right[n]

    def width(parts: int) -> float:
        edges = fine_edges(grid, np.array([0.4]), parts)
        low, high = service_bounds(grid, stock, intake, edges, decay=0.2, lag=0.4)
        return float(np.maximum(high.left - low.left, high.right - low.right).max())

    assert width(64) == pytest.approx(width(32) / 4, rel=0.3)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6), shift=st.floats(-3.0, 3.0))
def test_fine_edges_hold_nodes_and_shifted_nodes(seed: int, shift: float) -> None:
    grid = random_grid(seed, 5, 3.0)
    edges = fine_edges(grid, np.array([0.0, shift]), 4)
    wanted = np.concatenate([grid.times, grid.times + shift])
    wanted = wanted[(wanted >= 0) & (wanted <= grid.horizon)]
    assert edges[0] == 0
    assert edges[-1] == pytest.approx(grid.horizon, rel=1e-12)
    assert (np.diff(edges) > 0).all()
    assert np.abs(wanted[:, None] - edges).min(axis=1).max() <= 1e-11


def test_ratios_are_largest_at_ends_and_zero_over_zero_counts_nothing() -> None:
    rng = np.random.default_rng(0)
    one = Ends(rng.uniform(0, 1, 50), rng.uniform(0, 1, 50))
    other = Ends(rng.uniform(0.1, 1, 50), rng.uniform(0.1, 1, 50))
    shares = INSIDE[:, None]
    inside = (one.left * (1 - shares) + one.right * shares) / (
        other.left * (1 - shares) + other.right * shares
    )
    np.testing.assert_allclose(one.largest_ratio(other), inside.max(axis=0))
    nothing = Ends(np.zeros(1), np.zeros(1))
    assert nothing.largest_ratio(nothing)[0] == 0
    assert np.isinf(Ends(np.ones(1), np.zeros(1)).largest_ratio(nothing))[0]


def test_linear_ends_meet_at_the_nodes() -> None:
    grid = random_grid(2, 5, 3.0)
    nodal = np.random.default_rng(1).uniform(0, 1, (2, 6))
    edges = fine_edges(grid, np.array([0.2]), 3)
    ends = linear_ends(grid, nodal, edges)
    np.testing.assert_allclose(ends.left[:, 1:], ends.right[:, :-1])
    wanted = np.array([np.interp(edges, grid.times, row) for row in nodal])
    np.testing.assert_allclose(ends.left, wanted[:, :-1], atol=1e-12)
