"""Making prices valid at every moment: where an asset is worth more than it costs, time is sped up.

Where worth exceeds cost by the factor r(t) >= 1 the horizon is shortened, d tau = dt / r, and
prices are raised to r m p, worths to m q, with m = exp(d_max times the time saved from tau on).
They are then valid for the shorter horizon; if seed, imports and limits are worth at most one, no
plan reaches the target within it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optdesign.formulations.growth.primal import importable, storable
from optdesign.solvers.growth.between import PARTS, Ends, fine_edges, linear_ends, service_bounds
from optdesign.solvers.growth.programs import Prices

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Moments:
    """Worth and cost on fine intervals: what designs outside the pool are priced with.

    ``order`` bounds from above what an order of a unit of each stock is worth, ``price`` what a
    kilogram of each commodity costs, both times s, at both ends of each interval; ``start`` is the
    worth of a unit in service at time zero.
    """

    edges: Floats
    order: Ends
    price: Ends
    scale: Ends
    start: Floats


@dataclass(frozen=True)
class Bound:
    """A proven statement: with ``value`` <= 1 no plan is done within ``horizon`` [year].

    In any case none reaches more than ``value`` of the target.
    """

    horizon: float
    value: float
    speedup: Floats
    moments: Moments


Extra = Callable[[Moments], tuple[Floats, float]]
"""Largest worth over cost of other designs on each interval, and their worth at the start."""


def moments_of(prices: Prices, parts: int = PARTS) -> Moments:
    """Bounds of worths and prices on fine intervals."""
    arrays, grid = prices.arrays, prices.grid
    edges = fine_edges(grid, -np.unique(arrays.lag), parts)
    backward = grid.reversed_grid()
    reverse = (grid.horizon - edges)[::-1]
    # Differences of times must be told apart after reversal too.
    income = _income(prices)
    highs = []
    for k, stock in enumerate(arrays.stocks):
        _, high = service_bounds(
            backward,
            prices.worth[k, ::-1],
            income[k, ::-1],
            reverse,
            decay=stock.decay,
            lag=stock.lag,
        )
        highs.append(high)
    order = Ends(
        np.array([high.right[::-1] for high in highs]),
        np.array([high.left[::-1] for high in highs]),
    )
    scale = grid.scale_at(edges)
    return Moments(
        edges,
        order,
        linear_ends(grid, prices.price, edges),
        Ends(scale[:-1], scale[1:]),
        prices.worth[:, 0],
    )


def _income(prices: Prices) -> Floats:
    arrays = prices.arrays
    income = arrays.supply.T @ prices.energy
    income[: len(arrays.lines)] += prices.rent
    return np.asarray(income)


def speed_up(prices: Prices, extra: Extra | None = None, parts: int = PARTS) -> Bound:
    """The bound that prices prove; ``extra`` brings in designs outside the pool."""
    moments = moments_of(prices, parts)
    ratio = np.maximum(_order_ratio(prices, moments), _habitat_ratio(prices, moments))
    other_start = 0.0
    if extra is not None:
        other, other_start = extra(moments)
        ratio = np.maximum(ratio, other)
    start = seed_worth(prices, moments.start, other_start)
    speedup, least = _monotone(prices, moments.edges, np.maximum(ratio, 1.0))
    lengths = np.diff(moments.edges)
    taken = lengths / speedup
    fading = float(prices.arrays.decay.max())
    saved = fading * (lengths - taken)
    # The fading is largest at the left end of each interval.
    m = np.exp(np.cumsum(saved[::-1])[::-1])
    # Within an interval the speed-up lies between both: its time is longest at the least.
    value = m[0] * start + _imports(prices, moments.edges, speedup * m, lengths / least)
    for own, limit in zip(prices.limit_value, prices.mission.limits, strict=True):
        value += own * float((speedup * m).max()) * limit.left(prices.mission.seed)
    return Bound(float(taken.sum()), float(value), speedup, moments)


def seed_worth(prices: Prices, start: Floats, other: float = 0.0) -> float:
    """The most that a seed is worth, with no more of anything than a seed may hold.

    ``start`` (K,) is the worth of a unit in service, ``other`` that of a kilogram of other designs.
    """
    worth = prices.arrays.intake.T @ start
    most = prices.arrays.most_seed(prices.mission.seed)
    free = max(float(worth[most >= 1].max(initial=0.0)), other)
    total, room = free, 1.0
    for column in np.argsort(-worth, kind="stable"):
        if most[column] < 1 and worth[column] > free:
            part = min(float(most[column]), room)
            total, room = total + part * float(worth[column] - free), room - part
    return total


def limit_costs(prices: Prices, moments: Moments, per_kilogram: Floats) -> tuple[Floats, Floats]:
    """What limits add to the cost of orders, times s, (orders, intervals) at both ends.

    ``per_kilogram`` (limits, orders) are the limits' coefficients. From below: s is convex.
    """
    mission = prices.mission
    units = np.array([limit.unit(mission.seed) for limit in mission.limits])
    added = (prices.limit_value * units) @ per_kilogram
    low = low_scale(moments)
    return np.outer(added, low.left), np.outer(added, low.right)


def low_scale(moments: Moments) -> Ends:
    """A linear function that nowhere exceeds s on each interval; it may be negative."""
    left, right = moments.scale.left, moments.scale.right
    sag = np.log(right / left) ** 2 / 8 * np.maximum(left, right)
    return Ends(left - sag, right - sag)


def _order_ratio(prices: Prices, moments: Moments) -> Floats:
    arrays = prices.arrays
    build = [limit.build(arrays) for limit in prices.mission.limits]
    left, right = limit_costs(
        prices, moments, np.array(build).reshape(len(build), arrays.intake.shape[1])
    )
    cost = Ends(
        arrays.bill.T @ moments.price.left + left, arrays.bill.T @ moments.price.right + right
    )
    intake = arrays.order_intake.T
    worth = Ends(intake @ moments.order.left, intake @ moments.order.right)
    return np.asarray(worth.largest_ratio(cost).max(axis=0))


def _habitat_ratio(prices: Prices, moments: Moments) -> Floats:
    arrays, mission = prices.arrays, prices.mission
    cost = Ends(arrays.needs.T @ moments.price.left, arrays.needs.T @ moments.price.right)
    persons = arrays.persons * mission.seed / mission.target
    worth = Ends(np.outer(persons, moments.scale.left), np.outer(persons, moments.scale.right))
    return np.asarray(worth.largest_ratio(cost).max(axis=0))


def _monotone(prices: Prices, edges: Floats, ratio: Floats) -> tuple[Floats, Floats]:
    """Raise the speed-up so that r p falls wherever p does: stored goods must not gain.

    Backwards in time r may fall no faster than the slowest of the stored prices rises. Returns its
    largest and its least value in each interval.
    """
    grid, kept = prices.grid, storable(prices.arrays)
    price = prices.price[kept]
    used = price.max(axis=1, initial=0.0) > 0
    m = grid.period_of((edges[1:] + edges[:-1]) / 2)
    slope = (price[:, m + 1] - price[:, m]) / grid.lengths[m]
    rates = []
    for nodal in (edges[:-1], edges[1:]):
        value = grid.values_at(price, nodal)
        safe = np.where(value > 0, value, 1.0)
        rates.append(np.where(value > 0, grid.rates[m] - slope / safe, np.inf))
    slowest = np.minimum(*rates)[used].min(axis=0, initial=np.inf)
    slowest = np.maximum(slowest, 0.0)
    found, least = ratio.copy(), ratio.copy()
    later = 1.0
    for n in range(len(ratio) - 1, -1, -1):
        found[n] = max(ratio[n], later)
        later = max(ratio[n], later * float(np.exp(-slowest[n] * (edges[n + 1] - edges[n]))))
        least[n] = later
    return found, least


def _imports(prices: Prices, edges: Floats, raised: Floats, taken: Floats) -> float:
    """Value of the imports: the dearest later price, less what the total's value leaves."""
    mission, arrays, grid = prices.mission, prices.arrays, prices.grid
    if not mission.imports:
        return 0.0
    rows = importable(arrays)
    if not rows:
        return 0.0
    price = grid.values_at(prices.price[rows], edges).max(axis=0)
    highest = np.maximum(price[:-1], price[1:]) / grid.scale_at(edges[:-1]) * raised
    dearest = np.maximum.accumulate(highest[::-1])[::-1]
    rate, total = mission.import_rate / mission.seed, mission.import_total / mission.seed
    # The best price of the total is that of the last import that fits into it.
    ends = np.cumsum(taken)
    last = int(np.searchsorted(ends, total / rate))
    value = float(dearest[last]) if last < len(dearest) else 0.0
    return float(rate * (np.maximum(dearest - value, 0.0) @ taken) + value * total)
