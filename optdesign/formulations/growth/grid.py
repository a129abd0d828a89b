"""Time grids of the growth network: exact integration of stocks between nodes, with delays.

Inside period n everything is scaled by s(t) = exp(Lambda(t)), Lambda' = rate[n] >= 0: a stock is
X = s z, its intake s u with u continuous and linear in the period. Then z' = u - (d + rate) z has
the exact solution used here, and a look-up of z at any time is linear in three numbers.

Costates obey the same equation backwards: `reversed_grid` turns one into the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Sparse: TypeAlias = sparse.csr_matrix


@dataclass(frozen=True)
class Grid:
    """Nodes ``times`` (periods + 1,) from 0 to the horizon; ``rates`` (periods,) >= 0."""

    times: Floats
    rates: Floats

    @property
    def periods(self) -> int:
        """Number of periods."""
        return len(self.rates)

    @property
    def horizon(self) -> float:
        """The last node."""
        return float(self.times[-1])

    @cached_property
    def lengths(self) -> Floats:
        """Period lengths, (periods,)."""
        return np.diff(self.times)

    @cached_property
    def logarithm(self) -> Floats:
        """Lambda at the nodes, (periods + 1,), zero at the start."""
        return np.concatenate([[0.0], np.cumsum(self.rates * self.lengths)])

    @cached_property
    def scale(self) -> Floats:
        """s at the nodes, (periods + 1,)."""
        return np.asarray(np.exp(self.logarithm))

    @cached_property
    def tangent(self) -> Floats:
        """Nodal values of a piecewise-linear function that nowhere exceeds s, (periods + 1,).

        s is convex in a period: its tangent at the middle lies below it.
        """
        half = self.rates * self.lengths / 2
        middle = self.scale[:-1] * np.exp(half)
        left = np.append(middle * (1 - half), np.inf)
        right = np.concatenate([[np.inf], middle * (1 + half)])
        return np.asarray(np.minimum(left, right))

    def period_of(self, times: Floats) -> NDArray[np.intp]:
        """Index of the period that holds each time; the last one for the horizon."""
        return np.clip(np.searchsorted(self.times, times, side="right") - 1, 0, self.periods - 1)

    def logarithm_at(self, times: Floats) -> Floats:
        """Lambda at any times, with rate zero before the start."""
        inside = np.maximum(times, 0.0)
        m = self.period_of(inside)
        return np.asarray(self.logarithm[m] + self.rates[m] * (inside - self.times[m]))

    def scale_at(self, times: Floats) -> Floats:
        """s at any times."""
        return np.asarray(np.exp(self.logarithm_at(times)))

    def values_at(self, nodal: Floats, times: Floats) -> Floats:
        """Piecewise-linear values (..., periods + 1) at ``times``, (..., times)."""
        m = self.period_of(times)
        share = (times - self.times[m]) / self.lengths[m]
        return np.asarray(nodal[..., m] * (1 - share) + nodal[..., m + 1] * share)

    def rescaled(self, horizon: float) -> Grid:
        """The same grid on another horizon, with the same growth in each period."""
        factor = horizon / self.horizon
        return Grid(self.times * factor, self.rates / factor)

    def reversed_grid(self) -> Grid:
        """The grid of reversed time, on which a costate is a stock and a rent its intake."""
        return Grid(self.horizon - self.times[::-1], self.rates[::-1])


def phi1(rate: Floats, length: Floats) -> Floats:
    """Integral of exp(-rate (length - t)): (1 - exp(-x)) / rate with x = rate length."""
    x = rate * length
    small = np.abs(x) < 1e-3
    safe = np.where(small, 1.0, x)
    series = 1 - x / 2 * (1 - x / 3 * (1 - x / 4 * (1 - x / 5)))
    return np.asarray(length * np.where(small, series, -np.expm1(-safe) / safe))


def phi2(rate: Floats, length: Floats) -> Floats:
    """Integral of t exp(-rate (length - t)) over the length: (length - phi1) / rate."""
    x = rate * length
    small = np.abs(x) < 1e-2
    safe = np.where(small, 1.0, x)
    series = 0.5 - x / 6 * (1 - x / 4 * (1 - x / 5 * (1 - x / 6 * (1 - x / 7))))
    full = (1 + np.expm1(-safe) / safe) / safe
    return np.asarray(length**2 * np.where(small, series, full))


def step_weights(decay: float, grid: Grid) -> tuple[Floats, Floats, Floats]:
    """Weights of z_n, u_n and u_{n+1} in z_{n+1}, each (periods,)."""
    rate, length = decay + grid.rates, grid.lengths
    first, second = phi1(rate, length), phi2(rate, length)
    return np.exp(-rate * length), first - second / length, second / length


@dataclass(frozen=True)
class Lookup:
    """Scaled capacity at chosen times: (by_stock @ z + by_intake @ u), each (times, nodes)."""

    by_stock: Sparse
    by_intake: Sparse


def lookup(grid: Grid, times: Floats, *, decay: float, lag: float) -> Lookup:
    """X(t - lag) / s(t) as a linear function of the stock's nodes and its intake's.

    Before the start the stock stands for assets delivered: X = exp(-decay u) z_0 for u < 0.
    """
    ordered = times - lag
    before = ordered < 0
    inside = np.clip(ordered, 0.0, grid.horizon)
    m = grid.period_of(inside)
    theta = inside - grid.times[m]
    rate, length = decay + grid.rates[m], grid.lengths[m]
    first, second = phi1(rate, theta), phi2(rate, theta)
    f = np.exp(grid.logarithm_at(ordered) - grid.logarithm_at(times))
    kept = np.where(before, np.exp(-decay * np.minimum(ordered, 0.0)), np.exp(-rate * theta))
    left = np.where(before, 0.0, first - second / length)
    right = np.where(before, 0.0, second / length)
    shape, rows = (len(times), grid.periods + 1), np.arange(len(times))
    by_stock = sparse.csr_matrix((f * kept, (rows, m)), shape)
    by_intake = sparse.csr_matrix(
        (np.concatenate([f * left, f * right]), (np.tile(rows, 2), np.concatenate([m, m + 1]))),
        shape,
    )
    by_intake.eliminate_zeros()
    return Lookup(by_stock, by_intake)


def partial_integration(grid: Grid, theta: Floats) -> tuple[Floats, Floats]:
    """Weights of both ends in the integral of s f over the first part of each period.

    ``theta`` (periods,) is the length of that part; relative to s at the period's start.
    """
    # With the rate negated, phi1 and phi2 integrate exp(rate t) with t counted from the far end.
    total, first = phi1(-grid.rates, theta), phi2(-grid.rates, theta)
    right = (theta * total - first) / grid.lengths
    return total - right, right


def lookup_slope(grid: Grid, *, decay: float, lag: float) -> Lookup:
    """Slope of X(t - lag) / s(t) as each period begins: f u(t - lag) - (decay + rate) X / s."""
    times = grid.times[:-1]
    service = lookup(grid, times, decay=decay, lag=lag)
    ordered = times - lag
    inside = np.clip(ordered, 0.0, grid.horizon)
    m = grid.period_of(inside)
    share = (inside - grid.times[m]) / grid.lengths[m]
    f = np.exp(grid.logarithm_at(ordered) - grid.logarithm_at(times))
    f = np.where(ordered < 0, 0.0, f)
    rows = np.tile(np.arange(len(times)), 2)
    entries = np.concatenate([f * (1 - share), f * share]), (rows, np.concatenate([m, m + 1]))
    intake = sparse.csr_matrix(entries, service.by_intake.shape)
    fade = sparse.diags(-(decay + grid.rates))
    found = Lookup(
        sparse.csr_matrix(fade @ service.by_stock),
        sparse.csr_matrix(fade @ service.by_intake + intake),
    )
    found.by_intake.eliminate_zeros()
    return found


def banded(*weights: Floats, first: int = 0) -> Sparse:
    """The matrix (periods, nodes) with weights of nodes n + first, n + first + 1, ... in row n."""
    periods = len(weights[0])
    rows = np.tile(np.arange(periods), len(weights))
    columns = np.concatenate([np.arange(periods) + first + k for k in range(len(weights))])
    shape = (periods, periods + 1)
    return sparse.csr_matrix((np.concatenate(weights), (rows, columns)), shape)


def averaging(periods: int) -> Sparse:
    """The matrix (periods, nodes) that takes values at nodes to those at mid-periods."""
    half = np.full(periods, 0.5)
    return banded(half, half)


def integration(grid: Grid, *, growth: bool = True) -> tuple[Floats, Floats]:
    """Weights of the values at both ends in the integral of s(t) f(t) over each period.

    With ``growth`` false the weights are those relative to s at the period's start.
    """
    left, right = partial_integration(grid, grid.lengths)
    start = grid.scale[:-1] if growth else np.ones(grid.periods)
    return start * left, start * right
