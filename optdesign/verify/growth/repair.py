"""What prices of one site and of a fleet share when they are rebuilt for a shorter horizon.

Where time is sped up by r, prices become r m p with m = exp(fastest decay times the time saved from
then on). Here are that clock, the prices along it, and the questions put to any such prices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.network.model import STORABLE
from optdesign.problem import Case
from optdesign.solution import Check
from optdesign.units import to_si
from optdesign.verify.growth.balances import EXACT, TOLERANCE
from optdesign.verify.growth.pieces import Flows, Trajectory, grown_on, integrate, values_on

Floats = NDArray[np.float64]

KINKED = 1e-9
"""Exactness of the integration: incomes have kinks, and worths are checked to 1e-6."""


@dataclass(frozen=True)
class Income:
    """What a unit of each stock earns, backwards in time."""

    prices: Flows
    gain: Floats
    """(prices, stocks), what a unit makes less what it uses"""
    least: Floats
    """(stocks,), what limits take from it"""

    def at(self, share: float) -> Floats:
        """Income at a share of every piece counted from its end, last piece first."""
        now = self.prices.at(1.0 - share)[::-1]
        return np.asarray(np.maximum(now @ self.gain - self.least, 0.0))


@dataclass(frozen=True)
class Shortening:
    """How the time of some prices is sped up, piece by piece; times in years of the prices."""

    edges: Floats
    speedup: Floats
    later: Floats
    """logarithm of m at the edges"""
    saved: Floats
    """how much of it each piece adds"""

    @property
    def clock(self) -> Floats:
        """The edges in the shorter time [s]."""
        taken = np.diff(self.edges) / self.speedup
        return np.asarray(np.concatenate([[0.0], np.cumsum(taken)]) * to_si(1.0, "year"))

    @property
    def raised(self) -> float:
        """The most that prices rise by, r m."""
        return float((self.speedup * np.exp(self.later[:-1])).max())

    def flows(self, nodal: Floats, grid: Any) -> Flows:
        """Repaired prices on all pieces from those at the nodes of a grid, (rows, nodes)."""
        grown, growth = grown_on(grid, self.edges)
        # Where the speed-up rises it does so steadily, so that falling prices keep falling.
        before = np.concatenate([self.speedup[:1], self.speedup[:-1]])
        first = np.log(np.minimum(self.speedup, before))
        exponent = self.later[:-1] - grown + first
        rise = np.log(self.speedup) - first - self.saved - growth
        return Flows(
            *values_on(nodal, grid, self.edges),
            np.repeat(exponent[:, None], len(nodal), axis=1),
            np.repeat(rise[:, None], len(nodal), axis=1),
        )


def shorten(bound: Any, fading: float) -> Shortening:
    """The speed-up of a bound; ``fading`` is the fastest decay [1/s]."""
    edges, speedup = np.asarray(bound.moments.edges), np.asarray(bound.speedup)
    saved = fading * to_si(1.0, "year") * (speedup - 1) * (np.diff(edges) / speedup)
    later = np.concatenate([np.cumsum(saved[::-1])[::-1], [0.0]])
    return Shortening(edges, speedup, later, saved)


def worth_by_time_left(clock: Floats, income: Income, decay: Floats) -> Trajectory:
    """What a unit of each stock in service earns in the time that is left."""
    back = clock[-1] - clock[::-1]
    return integrate(back, income, decay, np.zeros(len(decay)), exact=KINKED)


def worth_of_order(worth: Trajectory, stock: int, left: Floats) -> Floats:
    """What a unit earns that serves for the time left; nothing where none is."""
    found = np.zeros(len(left))
    found[left > 0] = worth.at(stock, left[left > 0])
    return found


def worth_of_imports(case: Case, times: Floats, highest: Floats) -> float:
    """Most that imports are worth, at the highest price of what may be sent at all moments."""
    rate, whole = case["imports.rate"], case["imports.total"]
    if rate <= 0 or whole <= 0:
        return 0.0
    # An import may wait for a better price, and all are sent as early as the rate allows.
    best = np.maximum.accumulate(highest[::-1])[::-1]
    end = min(whole / rate, float(times[-1]))
    steps = np.clip(np.diff(np.minimum(times, end)), 0.0, None)
    return float(rate * (steps @ (best[1:] + best[:-1]) / 2))


def excess(worth: Floats, cost: Floats) -> float:
    """Largest worth over cost, less one; what costs nothing must be worth nothing."""
    free = cost <= 0
    if np.any(worth[free] > 1e-12 * max(worth.max(initial=0.0), 1e-300)):
        return float("inf")
    return float((worth[~free] / cost[~free]).max(initial=0.0) - 1)


def price_checks(horizon: float, prices: Any, bound: Any) -> list[Check]:
    """The shorter horizon [s] is the bound's, time is never slowed down, no price is negative."""
    apart = abs(horizon / to_si(1.0, "year") / bound.horizon - 1)
    raw = (prices.price, prices.energy, prices.limit_value)
    least = min(float(part.min(initial=0.0)) for part in raw)
    low = float((1 - np.asarray(bound.speedup)).max())
    return [
        Check("horizon against what its parts take", apart, EXACT),
        Check("time slowed down in the bound", low, EXACT),
        Check("prices below zero", -least, 0.0),
    ]


def falling_check(price: Floats, names: Sequence[str]) -> Check:
    """Stored goods must not gain; across edges too. ``price`` is (moments, names)."""
    kept = [name in STORABLE and name != "irreducible" for name in names]
    own = price[:, kept]
    rise = np.diff(own, axis=0) / np.maximum(own[1:], 1e-300)
    return Check("rise of a stored price", float(rise.max(initial=0.0)), TOLERANCE)
