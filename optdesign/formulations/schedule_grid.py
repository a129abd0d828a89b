"""Time grids on which every rate grows as exp(growth tau) inside a period.

The horizon is 1: nodes are fractions of it and growth rates are per horizon, so that one compiled
model serves every horizon.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Discretization = Literal["feasible", "centred", "relaxed"]

MIN_LENGTH = 1e-13


@dataclass(frozen=True)
class Grid:
    """Nodes (periods + 1,) from 0 to 1, growth rates (periods,) >= 0 per horizon."""

    nodes: Floats
    growth: Floats

    @property
    def lengths(self) -> Floats:
        """Period lengths, (periods,)."""
        return self.nodes[1:] - self.nodes[:-1]

    @property
    def scale(self) -> Floats:
        """s at the nodes, (periods + 1,): stocks are s times the scaled stocks; s = 1 at start."""
        logarithm = np.concatenate([[0.0], np.cumsum(self.growth * self.lengths)])
        return np.asarray(np.exp(logarithm), dtype=np.float64)


def well_separated(nodes: Floats) -> Floats:
    """The nodes from 0 to 1 without those too close to tell apart in floating point."""
    inner = nodes[(nodes > MIN_LENGTH) & (nodes < 1.0 - MIN_LENGTH)]
    kept = inner[np.diff(inner, prepend=0.0) > MIN_LENGTH]
    return np.concatenate([[0.0], kept, [1.0]])


def decay(rate: Floats, length: Floats) -> Floats:
    """(1 - exp(-rate length)) / rate, and its limit ``length`` where the rate is zero."""
    return _mean_exponential(-rate * length) * length


def growth_integral(rate: Floats, length: Floats) -> Floats:
    """(exp(rate length) - 1) / rate, and its limit ``length`` where the rate is zero."""
    return _mean_exponential(rate * length) * length


def effective_lengths(grid: Grid, kind: Discretization) -> Floats:
    """Gain of z over the rate that causes it, (periods,): shorter than the period if z fades."""
    return grid.lengths if kind == "relaxed" else decay(grid.growth, grid.lengths)


def _mean_exponential(exponent: Floats) -> Floats:
    """(exp(x) - 1) / x, by series near zero."""
    near_zero = np.abs(exponent) < 1e-8
    safe = np.where(near_zero, 1.0, exponent)
    return np.where(near_zero, 1.0 + exponent / 2, np.expm1(safe) / safe)


def adapted_grid(grid: Grid, stock: Floats, periods: int) -> Grid:
    """A grid that follows a plan: growth rates from its stock, nodes dense where they change.

    ``stock`` (periods + 1,) is the plan's stock at the old nodes, not scaled, > 0. The new periods
    are spread in equal parts evenly, by growth, and by the jumps of the growth rate.
    """
    logarithm = np.log(stock)
    rates = np.maximum(np.diff(logarithm) / grid.lengths, 0.0)
    jumps = np.abs(np.diff(rates))
    around = np.zeros(len(rates))
    around[:-1] += jumps
    around[1:] += jumps
    gains = rates * grid.lengths
    shares = (grid.lengths, gains, around)
    density = sum(share / share.sum() for share in shares if share.sum() > 0)
    cumulative = np.concatenate([[0.0], np.cumsum(density)])
    nodes = np.interp(np.linspace(0.0, 1.0, periods + 1), cumulative / cumulative[-1], grid.nodes)
    nodes = well_separated(nodes)
    growth = np.diff(np.interp(nodes, grid.nodes, logarithm)) / np.diff(nodes)
    return Grid(nodes, np.maximum(growth, 0.0))
