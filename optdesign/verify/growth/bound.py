"""The prices behind the lower bound, rebuilt for the shorter horizon and checked at every moment.

What an asset earns at these prices is integrated backwards; nothing of the search's own worths and
rents is used. If nothing pays more than it costs and seed, imports and limits are worth at most
one, no plan reaches the target within the horizon.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.network.model import CARRIERS, COMMODITIES, IMPORTABLE, PowerDesign
from optdesign.problem import Case
from optdesign.solution import Check
from optdesign.units import to_si
from optdesign.verify.growth.assets import Families, Industry, Key
from optdesign.verify.growth.balances import EXACT, TOLERANCE
from optdesign.verify.growth.limits import Limits, read_limits
from optdesign.verify.growth.pieces import Flows, Trajectory, moments, times_of
from optdesign.verify.growth.repair import (
    Income,
    Shortening,
    excess,
    falling_check,
    price_checks,
    shorten,
    worth_by_time_left,
    worth_of_imports,
    worth_of_order,
)
from optdesign.verify.growth.units import worth_of_units

Floats = NDArray[np.float64]


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
        return worth_of_order(self.worth, stock, self.horizon - self.times - lag)

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
    shorter = shorten(bound, industry.fading)
    flows = _prices(prices, shorter)
    limits = read_limits(case, industry)
    values = _limit_values(limits, prices) * shorter.raised
    keys = all_keys(families, industry)
    income = Income(flows, _gain(industry, keys), _taken(industry, keys, limits, values))
    decay = [1 / line.lifetime for line in industry.lines] + [1 / key[1] for key in keys]
    worth = worth_by_time_left(shorter.clock, income, np.array(decay))
    return Repaired(industry, shorter.clock, flows, limits, values, keys, worth, families.units)


def _limit_values(limits: Limits, prices: Any) -> Floats:
    """Values of the case's limits by their keys; what the prices do not know is worth nothing."""
    own = [limit.key for limit in prices.mission.limits]
    told = dict(zip(own, prices.limit_value, strict=True))
    return np.array([float(told.get(key, 0.0)) for key in limits.keys])


def _prices(prices: Any, shorter: Shortening) -> Flows:
    """Prices of all commodities and of every carrier on all pieces, in SI."""
    arrays, seed = prices.arrays, prices.mission.seed
    nodal = np.zeros((len(COMMODITIES) + len(CARRIERS), prices.price.shape[1]))
    nodal[[COMMODITIES.index(name) for name in arrays.commodities]] = prices.price / seed
    # A carrier serves its own row and those of all worse ones.
    carriers = np.cumsum(prices.energy[::-1], axis=0)[::-1]
    nodal[len(COMMODITIES) :] = carriers / (arrays.power_unit * seed * to_si(1.0, "year"))
    return shorter.flows(nodal, prices.grid)


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
    edges = np.asarray(bound.moments.edges)
    ends = max(abs(float(edges[0])), abs(float(edges[-1] / prices.grid.times[-1] - 1)))
    value = whole_value(case, repaired, repaired.delivered)
    return [
        *price_checks(repaired.horizon, prices, bound),
        Check("prices that do not span their horizon", ends, EXACT),
        Check("limits with a price and no bound", _unbounded(repaired, prices), 0.0),
        *_orders(repaired),
        *_habitats(case, repaired),
        falling_check(repaired.price, COMMODITIES),
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
        most = excess(repaired.order(k, line.lag), cost[:, k])
        found.append(Check(f"{line.name} worth more than it costs", most, TOLERANCE))
    worst = -1.0
    for column, design in enumerate(industry.designs, len(industry.lines)):
        if design.seed_only:
            continue
        worth = sum(
            watts * repaired.power_order(_key(carrier, design))
            for carrier, watts in design.power.items()
        )
        worst = max(worst, excess(np.asarray(worth), cost[:, column]))
    return [*found, Check("power of the pool worth more than it costs", worst, TOLERANCE)]


def _habitats(case: Case, repaired: Repaired) -> list[Check]:
    cost = repaired.price @ repaired.industry.needs
    most = float(((1 / case["target.population"]) / np.maximum(cost, 1e-300) - 1).max(initial=-1.0))
    return [Check("habitats that count more than they cost", most, TOLERANCE)]


def whole_value(case: Case, repaired: Repaired, delivered: float) -> float:
    """Worth of seed, imports and what limits allow, in shares of the target."""
    seed = case["seed.mass"]
    value = delivered * seed + float(repaired.limit_values @ repaired.limits.left(seed))
    worth = {name: repaired.delivered_power(unit) for name, unit in repaired.units.items()}
    value += worth_of_units(case, repaired.units, worth, delivered)
    sent = [name in IMPORTABLE for name in COMMODITIES]
    highest = repaired.price[:, sent].max(axis=1)
    return value + worth_of_imports(case, repaired.times, highest)
