"""The prices behind the lower bound, rebuilt for the shorter horizon and checked at every moment.

Where time is sped up by r, prices become r m p with m = exp(fastest decay times the time saved from
then on). What an asset earns at these prices is integrated backwards; nothing of the search's own
worths and rents is used. If nothing pays more than it costs and seed, imports and limits are worth
at most one, no plan reaches the target within the horizon.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.network.model import (
    CARRIERS,
    COMMODITIES,
    IMPORTABLE,
    STORABLE,
    PowerDesign,
)
from optdesign.problem import Case
from optdesign.solution import Check
from optdesign.units import to_si
from optdesign.verify.growth.assets import Families, Industry, Key
from optdesign.verify.growth.balances import EXACT, TOLERANCE
from optdesign.verify.growth.limits import Limits, read_limits
from optdesign.verify.growth.pieces import Flows, Trajectory, integrate, moments, times_of
from optdesign.verify.growth.units import worth_of_units

Floats = NDArray[np.float64]

KINKED = 1e-9
"""Exactness of the integration: incomes have kinks, and worths are checked to 1e-6."""


@dataclass(frozen=True)
class Income:
    """What a unit of each stock earns, backwards in time: lines first, then power by key."""

    prices: Flows
    gain: Floats
    """(commodities + carriers, stocks), what a unit makes less what it uses"""
    least: Floats
    """(stocks,), what limits take from it"""

    def at(self, share: float) -> Floats:
        """Income at a share of every piece counted from its end, last piece first."""
        now = self.prices.at(1.0 - share)[::-1]
        return np.asarray(np.maximum(now @ self.gain - self.least, 0.0))


@dataclass(frozen=True)
class Repaired:
    """Prices valid for the horizon of a bound, in shares of the target and SI."""

    industry: Industry
    edges: Floats
    """[s]"""
    prices: Flows
    """commodities, then carriers; per kilogram and per joule"""
    limits: Limits
    limit_values: Floats
    """value of the whole of each limit"""
    keys: tuple[Key, ...]
    worth: Trajectory
    """of a unit of each stock in service, by time left"""
    units: Mapping[str, PowerDesign] = field(default_factory=dict)
    """What comes in whole units with the seed, whether or not the pool has it"""

    @property
    def horizon(self) -> float:
        """[s]."""
        return float(self.edges[-1])

    @cached_property
    def times(self) -> Floats:
        """All moments, both sides of every edge [s]."""
        return times_of(self.edges).ravel()

    @cached_property
    def price(self) -> Floats:
        """Commodities at all moments, (moments, commodities)."""
        found = moments(self.prices)
        return np.asarray(found.reshape(-1, found.shape[-1])[:, : len(COMMODITIES)])

    def order(self, stock: int, lag: float) -> Floats:
        """Worth of an order of a unit at all moments."""
        left = self.horizon - self.times - lag
        found = np.zeros(len(left))
        found[left > 0] = self.worth.at(stock, left[left > 0])
        return found

    def power_order(self, key: Key) -> Floats:
        """Worth of an order of a watt at all moments."""
        return self.order(len(self.industry.lines) + self.keys.index(key), key[2])

    @property
    def start(self) -> Floats:
        """Worth of a unit delivered at the start, (stocks,)."""
        return np.asarray(self.worth.values[-1, -1])

    @property
    def limit_cost(self) -> float:
        """What limits add to the cost of a kilogram of any plant."""
        return float(self.limit_values @ self.limits.build)

    @cached_property
    def delivered(self) -> float:
        """The most that a kilogram of the pool is worth at the start, whole units left out."""
        lines = len(self.industry.lines)
        found = [float(value) for value in self.start[:lines]]
        designs = [design for design in self.industry.designs if not design.seed_only]
        return max([*found, *(self.delivered_power(design) for design in designs)])

    def delivered_power(self, design: PowerDesign) -> float:
        """What a kilogram of a power design is worth at the start."""
        lines = len(self.industry.lines)
        return sum(
            watts * float(self.start[lines + self.keys.index(_key(carrier, design))])
            for carrier, watts in design.power.items()
        )


def _key(carrier: str, design: Any) -> Key:
    return carrier, design.lifetime, design.lag


def all_keys(families: Families, industry: Industry) -> tuple[Key, ...]:
    """Stocks of power of all families, whether or not the pool has designs of them."""
    own = [_key(family.carrier, family) for family in families.power.values()]
    designs = (*industry.designs, *families.units.values())
    own += [_key(carrier, design) for design in designs for carrier in design.power]
    return tuple(dict.fromkeys(own))


def repair(case: Case, families: Families, industry: Industry, prices: Any, bound: Any) -> Repaired:
    """Rebuild the repaired prices and integrate what every stock earns."""
    year = to_si(1.0, "year")
    edges, speedup = np.asarray(bound.moments.edges), np.asarray(bound.speedup)
    taken = np.diff(edges) / speedup
    fading = industry.fading * year
    saved = fading * (speedup - 1) * taken
    later = np.concatenate([np.cumsum(saved[::-1])[::-1], [0.0]])
    flows = _prices(prices, edges, speedup, (later, saved))
    limits = read_limits(case, industry)
    raised = float((speedup * np.exp(later[:-1])).max())
    values = _limit_values(limits, prices) * raised
    keys = all_keys(families, industry)
    clock = np.concatenate([[0.0], np.cumsum(taken)]) * year
    income = Income(flows, _gain(industry, keys), _taken(industry, keys, limits, values))
    lives = [1 / line.lifetime for line in industry.lines] + [1 / key[1] for key in keys]
    back = clock[-1] - clock[::-1]
    worth = integrate(back, income, np.array(lives), np.zeros(len(lives)), exact=KINKED)
    return Repaired(industry, clock, flows, limits, values, keys, worth, families.units)


def _limit_values(limits: Limits, prices: Any) -> Floats:
    """Values of the case's limits by their keys; what the prices do not know is worth nothing."""
    own = [limit.key for limit in prices.mission.limits]
    told = dict(zip(own, prices.limit_value, strict=True))
    return np.array([float(told.get(key, 0.0)) for key in limits.keys])


def _prices(prices: Any, edges: Floats, speedup: Floats, fade: tuple[Floats, Floats]) -> Flows:
    """Prices of all commodities and of every carrier on all pieces, in SI."""
    year, grid, arrays = to_si(1.0, "year"), prices.grid, prices.arrays
    seed, later, saved = prices.mission.seed, *fade
    nodal = np.zeros((len(COMMODITIES) + len(CARRIERS), prices.price.shape[1]))
    nodal[[COMMODITIES.index(name) for name in arrays.commodities]] = prices.price / seed
    # A carrier serves its own row and those of all worse ones.
    carriers = np.cumsum(prices.energy[::-1], axis=0)[::-1]
    nodal[len(COMMODITIES) :] = carriers / (arrays.power_unit * seed * year)
    steps = np.diff(grid.times)
    left, right = edges[:-1], edges[1:]
    period = np.searchsorted(grid.times, (left + right) / 2) - 1
    period = np.clip(period, 0, len(steps) - 1)
    logarithm = np.concatenate([[0.0], np.cumsum(grid.rates * steps)])
    grown = logarithm[period] + grid.rates[period] * (left - grid.times[period])
    growth = grid.rates[period] * (right - left)

    def between(times: Floats) -> Floats:
        share = (times - grid.times[period]) / steps[period]
        values = nodal[:, period] * (1 - share) + nodal[:, period + 1] * share
        return np.asarray(values.T)

    # Where the speed-up rises it does so steadily, so that falling prices keep falling.
    first = np.log(np.minimum(speedup, np.concatenate([speedup[:1], speedup[:-1]])))
    exponent, rise = later[:-1] - grown + first, np.log(speedup) - first - saved - growth
    return Flows(
        between(left),
        between(right),
        np.repeat(exponent[:, None], len(nodal), axis=1),
        np.repeat(rise[:, None], len(nodal), axis=1),
    )


def _gain(industry: Industry, keys: tuple[Key, ...]) -> Floats:
    lines = np.vstack([industry.made - industry.used, -industry.draw])
    power = np.zeros((len(lines), len(keys)))
    for column, (carrier, _, _) in enumerate(keys):
        power[len(COMMODITIES) + CARRIERS.index(carrier), column] = 1.0
    return np.hstack([lines, power])


def _taken(industry: Industry, keys: tuple[Key, ...], limits: Limits, values: Floats) -> Floats:
    return np.concatenate([values @ limits.run, np.zeros(len(keys))])


def bound_checks(case: Case, repaired: Repaired, prices: Any, bound: Any) -> list[Check]:
    """The prices are valid for the pool at every moment, and give the whole no more than one."""
    year, edges = to_si(1.0, "year"), np.asarray(bound.moments.edges)
    apart = abs(repaired.horizon / year / bound.horizon - 1)
    ends = max(abs(float(edges[0])), abs(float(edges[-1] / prices.grid.times[-1] - 1)))
    raw = (prices.price, prices.energy, prices.limit_value)
    least = min(float(part.min(initial=0.0)) for part in raw)
    low = float((1 - np.asarray(bound.speedup)).max())
    value = whole_value(case, repaired, repaired.delivered)
    return [
        Check("horizon against what its parts take", apart, EXACT),
        Check("prices that do not span their horizon", ends, EXACT),
        Check("time slowed down in the bound", low, EXACT),
        Check("prices below zero", -least, 0.0),
        Check("limits with a price and no bound", _unbounded(repaired, prices), 0.0),
        *_orders(repaired),
        *_habitats(case, repaired),
        *_falling(repaired),
        Check("seed, imports and limits worth more than the target", value - 1, EXACT),
        Check("value against the bound's own", value / bound.value - 1, TOLERANCE),
    ]


def _unbounded(repaired: Repaired, prices: Any) -> float:
    pairs = zip(prices.mission.limits, prices.limit_value, strict=True)
    return float(sum(value for limit, value in pairs if limit.key not in repaired.limits.keys))


def _orders(repaired: Repaired) -> list[Check]:
    """What orders are worth beyond their cost, lines and the pool's power designs."""
    industry, found = repaired.industry, []
    cost = repaired.price @ industry.bill + repaired.limit_cost
    for k, line in enumerate(industry.lines):
        excess = _excess(repaired.order(k, line.lag), cost[:, k])
        found.append(Check(f"{line.name} worth more than it costs", excess, TOLERANCE))
    worst = -1.0
    for column, design in enumerate(industry.designs, len(industry.lines)):
        if design.seed_only:
            continue
        worth = sum(
            watts * repaired.power_order(_key(carrier, design))
            for carrier, watts in design.power.items()
        )
        worst = max(worst, _excess(np.asarray(worth), cost[:, column]))
    return [*found, Check("power of the pool worth more than it costs", worst, TOLERANCE)]


def _excess(worth: Floats, cost: Floats) -> float:
    """Largest worth over cost, less one; what costs nothing must be worth nothing."""
    free = cost <= 0
    if np.any(worth[free] > 1e-12 * max(worth.max(initial=0.0), 1e-300)):
        return float("inf")
    return float((worth[~free] / cost[~free]).max(initial=0.0) - 1)


def _habitats(case: Case, repaired: Repaired) -> list[Check]:
    cost = repaired.price @ repaired.industry.needs
    excess = (1 / case["target.population"]) / np.maximum(cost, 1e-300) - 1
    return [
        Check("habitats that count more than they cost", float(excess.max(initial=-1.0)), TOLERANCE)
    ]


def _falling(repaired: Repaired) -> list[Check]:
    """Stored goods must not gain; across edges too."""
    kept = [name in STORABLE and name != "irreducible" for name in COMMODITIES]
    price = repaired.price[:, kept]
    rise = np.diff(price, axis=0) / np.maximum(price[1:], 1e-300)
    return [Check("rise of a stored price", float(rise.max(initial=0.0)), TOLERANCE)]


def whole_value(case: Case, repaired: Repaired, delivered: float) -> float:
    """Worth of seed, imports and what limits allow, in shares of the target."""
    seed = case["seed.mass"]
    value = delivered * seed + float(repaired.limit_values @ repaired.limits.left(seed))
    worth = {name: repaired.delivered_power(unit) for name, unit in repaired.units.items()}
    value += worth_of_units(case, repaired.units, worth, delivered)
    rate, whole = case["imports.rate"], case["imports.total"]
    if rate <= 0 or whole <= 0:
        return value
    sent = [name in IMPORTABLE for name in COMMODITIES]
    highest = repaired.price[:, sent].max(axis=1)
    # An import may wait for a better price, and all are sent as early as the rate allows.
    best = np.maximum.accumulate(highest[::-1])[::-1]
    end = min(whole / rate, repaired.horizon)
    times = repaired.times
    steps = np.clip(np.diff(np.minimum(times, end)), 0.0, None)
    return value + float(rate * (steps @ (best[1:] + best[:-1]) / 2))
