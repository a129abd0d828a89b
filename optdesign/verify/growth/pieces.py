"""Integration of many independent linear equations over pieces of time, and look-ups between.

On a piece a flow is (a + b x) exp(c + e x) with x from 0 to 1: a control between two nodes, growth
and fading. All pieces are integrated side by side, then chained, since the equations are linear.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

Floats = NDArray[np.float64]

PARTS = 4
SHARES = np.linspace(0.0, 1.0, PARTS + 1)
_EXACT = 1e-11


class Rates(Protocol):
    """Whatever can be integrated."""

    def at(self, share: float) -> Floats:
        """Rates at a share of every piece, (pieces, rows)."""


def moments(rates: Rates) -> Floats:
    """Rates at all shares, (pieces, shares, rows)."""
    return np.stack([rates.at(share) for share in SHARES], axis=1)


@dataclass(frozen=True)
class Flows:
    """Flows on every piece: ``start`` and ``end`` (pieces, rows) and exponents (pieces, rows)."""

    start: Floats
    end: Floats
    exponent: Floats
    growth: Floats

    def at(self, share: float) -> Floats:
        """Flows at a share of every piece, (pieces, rows)."""
        linear = self.start + share * (self.end - self.start)
        return np.asarray(linear * np.exp(self.exponent + share * self.growth))


def grown_on(grid: Any, edges: Floats) -> tuple[Floats, Floats]:
    """Logarithm of a grid's scale at the start of every piece, and what it gains on it."""
    period = _periods(grid, edges)
    logarithm = np.concatenate([[0.0], np.cumsum(grid.rates * np.diff(grid.times))])
    start = logarithm[period] + grid.rates[period] * (edges[:-1] - grid.times[period])
    return start, grid.rates[period] * np.diff(edges)


def values_on(nodal: Floats, grid: Any, edges: Floats) -> tuple[Floats, Floats]:
    """Lines between the nodes of a grid, (rows, nodes), at both ends of all pieces."""
    period, steps = _periods(grid, edges), np.diff(grid.times)

    def at(times: Floats) -> Floats:
        share = (times - grid.times[period]) / steps[period]
        return np.asarray((nodal[:, period] * (1 - share) + nodal[:, period + 1] * share).T)

    return at(edges[:-1]), at(edges[1:])


def _periods(grid: Any, edges: Floats) -> NDArray[np.intp]:
    """The period of a grid that each piece lies in."""
    found = np.searchsorted(grid.times, (edges[:-1] + edges[1:]) / 2) - 1
    return np.clip(found, 0, len(grid.times) - 2)


@dataclass(frozen=True)
class Trajectory:
    """Values and slopes at the shares of every piece, (pieces, shares, rows)."""

    edges: Floats
    values: Floats
    slopes: Floats

    def at(self, row: int, times: Floats) -> Floats:
        """One row at any times inside the edges, by cubic pieces."""
        piece = np.clip(
            np.searchsorted(self.edges, times, side="right") - 1, 0, len(self.edges) - 2
        )
        length = np.diff(self.edges)[piece]
        place = np.clip((times - self.edges[piece]) / length, 0.0, 1.0) * PARTS
        part = np.minimum(place.astype(int), PARTS - 1)
        x, step = place - part, length / PARTS
        y0, y1 = (self.values[piece, part + k, row] for k in (0, 1))
        d0, d1 = (self.slopes[piece, part + k, row] * step for k in (0, 1))
        rise = y1 - y0
        return np.asarray(y0 + x * (d0 + x * ((3 * rise - 2 * d0 - d1) + x * (d0 + d1 - 2 * rise))))


def integrate(
    edges: Floats, rates: Rates, decay: Floats, start: Floats, *, exact: float = _EXACT
) -> Trajectory:
    """Solve y' = rate - decay y from ``start`` (rows,), forwards through all pieces."""
    length, known = np.diff(edges)[:, None], moments(rates)
    shape = known[:, 0].shape

    def slope(share: float, state: Floats) -> Floats:
        inner: Floats = length * (rates.at(share) - decay * state.reshape(shape))
        return inner.ravel()

    # Rows and times differ by many orders of magnitude; what counts is the level reached by then.
    gain, fall = length * np.abs(known).mean(axis=1), np.exp(-decay * length)
    level = np.zeros_like(gain)
    for n in range(len(gain)):
        level[n] = gain[n] + (fall[n] * level[n - 1] if n else start)
    tolerance = exact * np.maximum(level, 1e-9 * level.max(axis=0) + 1e-100)
    done = solve_ivp(
        slope,
        (0.0, 1.0),
        np.zeros(known[:, 0].size),
        method="DOP853",
        t_eval=SHARES,
        rtol=exact,
        atol=tolerance.ravel(),
    )
    gained = np.moveaxis(done.y.reshape(*shape, len(SHARES)), 2, 1)
    kept = np.exp(-decay[None, None, :] * length[:, :, None] * SHARES[None, :, None])
    values = np.empty_like(gained)
    now = start.astype(float)
    for n in range(len(length)):
        values[n] = now * kept[n] + gained[n]
        now = values[n, -1]
    return Trajectory(edges, values, known - decay * values)


def at_ends(values: Floats) -> Floats:
    """Values at the start and at the ends of all pieces, from those at all moments."""
    return np.concatenate([values[:1], values[PARTS :: PARTS + 1]])


def times_of(edges: Floats) -> Floats:
    """The times of all shares of all pieces, (pieces, shares)."""
    return np.asarray(edges[:-1, None] + np.diff(edges)[:, None] * SHARES)
