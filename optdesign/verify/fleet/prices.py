"""The prices behind a fleet's lower bound, rebuilt for the shorter horizon.

Where time is sped up by r, prices become r m p as for a single site; what every line, ship and
material of every site earns at them is integrated backwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.network.freight import Route
from optdesign.network.measures import body_stock, lifted_angular_momentum
from optdesign.network.model import CARRIERS, COMMODITIES
from optdesign.problem import Case
from optdesign.units import to_si
from optdesign.verify.fleet.assets import Asset, FleetFamilies, dug
from optdesign.verify.growth.pieces import Flows, Trajectory, moments, times_of
from optdesign.verify.growth.repair import (
    Income,
    Shortening,
    shorten,
    worth_by_time_left,
    worth_of_order,
)

Floats = NDArray[np.float64]

MATERIALS = ("feedstock", "nitrogen", "metal", "polymer", "silicon", "electronics")


@dataclass(frozen=True)
class FleetPrices:
    """Repaired prices of all commodities, then of carriers by site, in shares of the target."""

    names: tuple[str, ...]
    edges: Floats
    prices: Flows
    limit_values: Mapping[str, float]
    """value of the whole of each limit, raised"""
    rows: Mapping[str, int]
    """stocks by name: a line or material at its site, power by site, carrier and life"""
    worth: Trajectory

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
        """(moments, commodities and carriers)."""
        found = moments(self.prices)
        return np.asarray(found.reshape(-1, found.shape[-1]))

    def cost(self, bill: Mapping[str, float]) -> Floats:
        """Cost of a bill at all moments."""
        columns = [self.names.index(name) for name, amount in bill.items() if amount > 0]
        amounts = np.array([amount for amount in bill.values() if amount > 0])
        return np.asarray(self.price[:, columns] @ amounts)

    def order(self, stock: str, lag: float) -> Floats:
        """Worth of a unit ordered, at all moments."""
        return worth_of_order(self.worth, self.rows[stock], self.horizon - self.times - lag)

    def start(self, stock: str) -> float:
        """Worth of a unit delivered at the start."""
        return float(self.worth.values[-1, -1][self.rows[stock]])


def repaired_fleet(case: Case, families: FleetFamilies, prices: Any, bound: Any) -> FleetPrices:
    """Rebuild the repaired prices and integrate what every stock of every site earns."""
    fading = max(1 / line.lifetime for line, _ in every_line(families))
    fading = max(fading, float(np.max(prices.arrays.decay)) / to_si(1.0, "year"))
    shorter = shorten(bound, fading)
    names = _names(families, prices)
    flows = _flows(families, prices, names, shorter)
    limits = {
        limit.key: float(value) * shorter.raised
        for limit, value in zip(prices.mission.limits, prices.limit_value, strict=True)
    }
    rows, gain, least, lives = _stocks(case, families, names, limits)
    worth = worth_by_time_left(shorter.clock, Income(flows, gain, least), 1 / lives)
    return FleetPrices(names, shorter.clock, flows, limits, rows, worth)


def every_line(families: FleetFamilies) -> Iterator[tuple[Asset, Route | None]]:
    """Every local line of every site, and every ship."""
    for name, site in families.sites.items():
        for line in site.lines:
            yield families.line(f"{name}:{line}", None, 0.0), None
        for route in families.ships.get(name, []):
            label = f"{name}:{route.destination}-{route.ship}"
            yield families.line(label, route, 0.0), route


def _names(families: FleetFamilies, prices: Any) -> tuple[str, ...]:
    own = [f"{site}:{name}" for site in families.sites for name in COMMODITIES]
    ways = [f"{site}>{families.target}:transport" for site, ways in families.ships.items() if ways]
    carriers = [f"{site}:{name}" for site in families.sites for name in CARRIERS]
    return tuple(dict.fromkeys([*own, *ways, *carriers]))


def _flows(
    families: FleetFamilies, prices: Any, names: tuple[str, ...], shorter: Shortening
) -> Flows:
    """Prices of all names on all pieces, in SI; carriers as what a joule of each is worth."""
    arrays, seed = prices.arrays, prices.mission.seed
    joule = arrays.power_unit * seed * to_si(1.0, "year")
    nodal = np.zeros((len(names), prices.price.shape[1]))
    for name, row in zip(arrays.commodities, prices.price, strict=True):
        nodal[names.index(name)] = row / seed
    for k, site in enumerate(families.sites):
        own = prices.energy[len(CARRIERS) * k : len(CARRIERS) * (k + 1)]
        serving = np.cumsum(own[::-1], axis=0)[::-1] / joule
        for carrier, row in zip(CARRIERS, serving, strict=True):
            nodal[names.index(f"{site}:{carrier}")] = row
    return shorter.flows(nodal, prices.grid)


def power_stock(site: str, carrier: str, lifetime: float) -> str:
    """Name of a stock of power."""
    return f"{site}:{carrier}:{lifetime!r}"


def _stocks(
    case: Case, families: FleetFamilies, names: tuple[str, ...], limits: Mapping[str, float]
) -> tuple[dict[str, int], Floats, Floats, Floats]:
    """Rows by name, what each earns of every price, what limits take of it, and its life."""
    place = {name: row for row, name in enumerate(names)}
    rows: dict[str, int] = {}
    gains: list[Floats] = []
    taken: list[float] = []
    lives: list[float] = []

    def add(name: str, earned: Mapping[str, float], lifetime: float, lost: float = 0.0) -> None:
        gain = np.zeros(len(names))
        for key, amount in earned.items():
            gain[place[key]] += amount
        rows[name] = len(gains)
        gains.append(gain)
        taken.append(lost)
        lives.append(lifetime)

    for line, _ in every_line(families):
        earned = dict(line.output)
        for key, amount in line.input.items():
            earned[key] = earned.get(key, 0.0) - amount
        for carrier, amount in line.energy.items():
            earned[f"{line.site}:{carrier}"] = -amount
        add(line.name, earned, line.lifetime, limit_rate(case, families, line, limits))
    storage = case["transfer.storage"]
    for name in MATERIALS:
        key = f"{families.target}:{name}"
        add(f"sent:{name}", {key: 1 / storage}, storage)
    for site, own in families.sites.items():
        lived = {(family.carrier, family.lifetime) for family in own.power.values()}
        for unit in own.units.values():
            lived |= {(carrier, unit.lifetime) for carrier in unit.power}
        for carrier, lifetime in sorted(lived):
            add(power_stock(site, carrier, lifetime), {f"{site}:{carrier}": 1.0}, lifetime)
    return rows, np.array(gains).T, np.array(taken), np.array(lives)


def limit_rate(
    case: Case, families: FleetFamilies, line: Asset, limits: Mapping[str, float]
) -> float:
    """What a kilogram of a line takes of all limits in a second, at their values."""
    site, bare = families.sites[line.site], line.name.rpartition(":")[2]
    own = site.lines.get(bare)
    lifted = 0.0 if own is None else own.lifted
    sums = {
        "limit.total_energy": sum(line.energy.values()),
        "limit.lifted_mass": lifted,
        "limit.lifting_energy": line.energy.get("electricity", 0.0) if lifted else 0.0,
    }
    found = sum(
        limits.get(key, 0.0) * value / case[key] for key, value in sums.items() if key in limits
    )
    if own is None:
        return found
    body = case[f"{line.site}.mass"] * case["site.mined_share"]
    found += limits.get(f"{line.site}.mined", 0.0) * dug(own) / body
    for element, kind in (("iron", "metal"), ("nitrogen", "nitrogen")):
        value = limits.get(f"{line.site}.{element}", 0.0)
        stock = body_stock(site.case, element) if value else None
        if stock:
            found += value * own.output.get(kind, 0.0) / stock / case[f"limit.{element}"]
    value = limits.get(f"{line.site}.angular_momentum", 0.0)
    if value and lifted:
        share = lifted * lifted_angular_momentum(site.case)
        found += value * share / case["limit.angular_momentum"]
    return found
