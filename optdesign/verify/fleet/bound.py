"""The prices behind a fleet's lower bound, checked against every site, ship and shipment.

They are rebuilt for the shorter horizon as for a single site, then nothing that any site builds,
keeps or sends with any ship of the case, leaving without a wait, may be worth more than it costs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.network.freight import Route
from optdesign.network.measures import body_stock, lifted_angular_momentum
from optdesign.network.model import CARRIERS, COMMODITIES, IMPORTABLE, STORABLE
from optdesign.problem import Case
from optdesign.solution import Check
from optdesign.units import to_si
from optdesign.verify.fleet.assets import Asset, FleetFamilies
from optdesign.verify.growth.balances import EXACT, TOLERANCE
from optdesign.verify.growth.bound import KINKED
from optdesign.verify.growth.designs import HABITATS
from optdesign.verify.growth.pieces import Flows, Trajectory, integrate, moments, times_of

Floats = NDArray[np.float64]

MATERIALS = ("feedstock", "nitrogen", "metal", "polymer", "silicon", "electronics")
SAMPLES = 1500


@dataclass(frozen=True)
class Income:
    """What a unit of each stock earns, backwards in time."""

    prices: Flows
    gain: Floats
    least: Floats

    def at(self, share: float) -> Floats:
        """Income at a share of every piece counted from its end, last piece first."""
        now = self.prices.at(1.0 - share)[::-1]
        return np.asarray(np.maximum(now @ self.gain - self.least, 0.0))


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
        left = self.horizon - self.times - lag
        found = np.zeros(len(left))
        found[left > 0] = self.worth.at(self.rows[stock], left[left > 0])
        return found

    def start(self, stock: str) -> float:
        """Worth of a unit delivered at the start."""
        return float(self.worth.values[-1, -1][self.rows[stock]])


def repaired_fleet(case: Case, families: FleetFamilies, prices: Any, bound: Any) -> FleetPrices:
    """Rebuild the repaired prices and integrate what every stock of every site earns."""
    year = to_si(1.0, "year")
    edges, speedup = np.asarray(bound.moments.edges), np.asarray(bound.speedup)
    taken = np.diff(edges) / speedup
    fading = max(1 / line.lifetime for line, _ in _lines(families))
    fading = max(fading, float(np.max(prices.arrays.decay)) / year) * year
    saved = fading * (speedup - 1) * taken
    later = np.concatenate([np.cumsum(saved[::-1])[::-1], [0.0]])
    names = _names(families, prices)
    flows = _flows(families, prices, names, edges, speedup, (later, saved))
    raised = float((speedup * np.exp(later[:-1])).max())
    limits = {
        limit.key: float(value) * raised
        for limit, value in zip(prices.mission.limits, prices.limit_value, strict=True)
    }
    rows, gain, least, lives = _stocks(case, families, names, limits)
    clock = np.concatenate([[0.0], np.cumsum(taken)]) * year
    income = Income(flows, gain, least)
    back = clock[-1] - clock[::-1]
    worth = integrate(back, income, 1 / lives, np.zeros(len(lives)), exact=KINKED)
    return FleetPrices(names, clock, flows, limits, rows, worth)


def _lines(families: FleetFamilies) -> Iterator[tuple[Asset, Route | None]]:
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
    families: FleetFamilies,
    prices: Any,
    names: tuple[str, ...],
    edges: Floats,
    speedup: Floats,
    fade: tuple[Floats, Floats],
) -> Flows:
    """Prices of all names on all pieces, in SI; carriers as what a joule of each is worth."""
    year, grid, arrays = to_si(1.0, "year"), prices.grid, prices.arrays
    seed, (later, saved) = prices.mission.seed, fade
    nodal = np.zeros((len(names), prices.price.shape[1]))
    for name, row in zip(arrays.commodities, prices.price, strict=True):
        nodal[names.index(name)] = row / seed
    for k, site in enumerate(families.sites):
        own = prices.energy[len(CARRIERS) * k : len(CARRIERS) * (k + 1)]
        serving = np.cumsum(own[::-1], axis=0)[::-1] / (arrays.power_unit * seed * year)
        for carrier, row in zip(CARRIERS, serving, strict=True):
            nodal[names.index(f"{site}:{carrier}")] = row
    steps, left, right = np.diff(grid.times), edges[:-1], edges[1:]
    period = np.clip(np.searchsorted(grid.times, (left + right) / 2) - 1, 0, len(steps) - 1)
    logarithm = np.concatenate([[0.0], np.cumsum(grid.rates * steps)])
    grown = logarithm[period] + grid.rates[period] * (left - grid.times[period])
    growth = grid.rates[period] * (right - left)

    def between(times: Floats) -> Floats:
        share = (times - grid.times[period]) / steps[period]
        return np.asarray((nodal[:, period] * (1 - share) + nodal[:, period + 1] * share).T)

    first = np.log(np.minimum(speedup, np.concatenate([speedup[:1], speedup[:-1]])))
    exponent, rise = later[:-1] - grown + first, np.log(speedup) - first - saved - growth
    return Flows(
        between(left),
        between(right),
        np.repeat(exponent[:, None], len(nodal), axis=1),
        np.repeat(rise[:, None], len(nodal), axis=1),
    )


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

    for line, _ in _lines(families):
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
    dug = own.output.get("ore", 0.0) + own.output.get("feedstock", 0.0) if not own.input else 0.0
    body = case[f"{line.site}.mass"] * case["site.mined_share"]
    found += limits.get(f"{line.site}.mined", 0.0) * dug / body
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


def bound_checks(
    case: Case, families: FleetFamilies, repaired: FleetPrices, prices: Any, bound: Any
) -> list[Check]:
    """Nothing is worth more than it costs, anywhere; the whole is worth at most the target."""
    year = to_si(1.0, "year")
    apart = abs(repaired.horizon / year / bound.horizon - 1)
    raw = (prices.price, prices.energy, prices.limit_value)
    least = min(float(part.min(initial=0.0)) for part in raw)
    low = float((1 - np.asarray(bound.speedup)).max())
    plant = _plant(case, repaired)
    found = [
        Check("horizon against what its parts take", apart, EXACT),
        Check("time slowed down in the bound", low, EXACT),
        Check("prices below zero", -least, 0.0),
        *_line_checks(families, repaired, plant),
        *_sent_checks(families, repaired, plant),
        *_falling(repaired),
        _habitat_check(case, families, repaired),
    ]
    designs, delivered = _design_checks(case, families, repaired, plant)
    value = whole_value(case, families, repaired, delivered)
    worth = Check("seed, imports and limits worth more than the target", value - 1, EXACT)
    return [*found, *designs, worth]


def _plant(case: Case, repaired: FleetPrices) -> float:
    """What the limit of plant adds to the cost of a kilogram."""
    value = repaired.limit_values.get("limit.plant_mass", 0.0)
    return value / case["limit.plant_mass"] if value else 0.0


def _excess(worth: Floats, cost: Floats) -> float:
    free = cost <= 0
    if np.any(worth[free] > 1e-12 * max(float(worth.max(initial=0.0)), 1e-300)):
        return math.inf
    return float((worth[~free] / cost[~free]).max(initial=0.0) - 1)


def _line_checks(families: FleetFamilies, repaired: FleetPrices, plant: float) -> list[Check]:
    worst: dict[str, float] = {}
    for line, _ in _lines(families):
        excess = _excess(repaired.order(line.name, line.lag), repaired.cost(line.bill) + plant)
        worst[line.origin] = max(worst.get(line.origin, -1.0), excess)
    return [
        Check(f"lines and ships of {site} worth more than they cost", excess, TOLERANCE)
        for site, excess in worst.items()
    ]


def _sent_checks(families: FleetFamilies, repaired: FleetPrices, plant: float) -> list[Check]:
    """Lines and materials sent by any ship."""
    target, found = families.target, []
    for site, ways in families.ships.items():
        worst = -1.0
        products = {name for line in families.sites[site].lines.values() for name in line.output}
        for route in ways:
            for name in families.sites[target].lines:
                if name in families.sites[site].lines and name != "elevator":
                    line = families.line(f"{site}>{target}:{name}", route, 0.0)
                    worth = repaired.order(f"{target}:{name}", line.lag)
                    worst = max(worst, _excess(worth, repaired.cost(line.bill) + plant))
            for name in sorted(products.intersection(MATERIALS)):
                line = families.line(f"{site}>{target}:{name}", route, 0.0)
                worth = repaired.order(f"sent:{name}", line.lag)
                worst = max(worst, _excess(worth, repaired.cost(line.bill) + plant))
        found.append(Check(f"goods sent from {site} worth more than they cost", worst, TOLERANCE))
    return found


def _design_checks(
    case: Case, families: FleetFamilies, repaired: FleetPrices, plant: float
) -> tuple[list[Check], float]:
    """Random designs of every family of every site, built there or sent; the best of a seed."""
    random = np.random.default_rng(case.settings.seed)
    chosen = np.arange(0, len(repaired.times), 7)
    local = [line for line, _ in _lines(families) if line.origin == line.site]
    delivered = max(repaired.start(line.name) for line in local)
    found = []
    for site, own in families.sites.items():
        worst = -1.0
        for family in own.power.values():
            shares = random.random((SAMPLES if family.bounds else 1, len(family.bounds)))
            variables = {
                key: low * (high / low) ** shares[:, k]
                if key in family.logarithmic
                else low + shares[:, k] * (high - low)
                for k, (key, (low, high)) in enumerate(family.bounds.items())
            }
            designs = family.evaluate(variables)
            watts = np.where(designs.power > 0, designs.specific_power, 0.0)
            bills = np.stack(
                [np.broadcast_to(designs.bill.get(n, 0.0), watts.shape) for n in COMMODITIES], 1
            )
            stock = power_stock(site, family.carrier, family.lifetime)
            delivered = max(delivered, float(watts.max(initial=0.0)) * repaired.start(stock))
            for goods, lag in _ways(families, repaired, site, chosen):
                order = repaired.order(stock, family.lag + lag)[chosen]
                cost = bills @ goods.T + plant
                ratio = np.outer(watts, order) / np.maximum(cost, 1e-300)
                worst = max(worst, float(ratio.max(initial=0.0)) - 1)
        found.append(Check(f"power for {site} worth more than it costs", worst, TOLERANCE))
    return found, delivered


def _ways(
    families: FleetFamilies, repaired: FleetPrices, site: str, chosen: NDArray[np.intp]
) -> Iterator[tuple[Floats, float]]:
    """Prices of materials (moments, commodities) for designs that work at a site, and extra lag."""
    price = repaired.price[chosen]

    def goods(origin: str) -> Floats:
        return price[:, [repaired.names.index(f"{origin}:{name}") for name in COMMODITIES]]

    yield goods(site), 0.0
    if site != families.target:
        return
    for origin, ways in families.ships.items():
        for route in ways:
            moved = price[:, repaired.names.index(f"{origin}>{site}:transport")][:, None]
            matter = np.array([name != "effort" for name in COMMODITIES])
            yield (goods(origin) + moved * matter) / route.survival, route.time


def _habitat_check(case: Case, families: FleetFamilies, repaired: FleetPrices) -> Check:
    designs = families.habitats.grid(HABITATS)
    nothing = np.zeros(len(designs))
    needs = np.stack(
        [np.broadcast_to(designs.needs.get(n, nothing), len(designs)) for n in COMMODITIES], 1
    )[designs.allowed]
    columns = [repaired.names.index(f"{families.target}:{name}") for name in COMMODITIES]
    price = repaired.price[::5, columns]
    cost = (needs @ price.T).min(initial=math.inf)
    worst = 1 / case["target.population"] / max(float(cost), 1e-300) - 1
    return Check("best habitat beyond its cost", worst, TOLERANCE)


def _falling(repaired: FleetPrices) -> list[Check]:
    """Stored goods must not gain; across edges too."""
    kinds = [name.rpartition(":")[2] for name in repaired.names]
    kept = [kind in STORABLE and kind != "irreducible" for kind in kinds]
    price = repaired.price[:, kept]
    rise = np.diff(price, axis=0) / np.maximum(price[1:], 1e-300)
    return [Check("rise of a stored price", float(rise.max(initial=0.0)), TOLERANCE)]


def whole_value(
    case: Case, families: FleetFamilies, repaired: FleetPrices, delivered: float
) -> float:
    """Worth of seed, imports and what limits allow, in shares of the target."""
    seed = case["seed.mass"]
    units = [
        sum(
            watts * repaired.start(power_stock(site, carrier, unit.lifetime))
            for carrier, watts in unit.power.items()
        )
        for site, own in families.sites.items()
        for unit in own.units.values()
    ]
    # Whole units are few; counting the whole seed as the best of them is more than enough.
    value = max(delivered, max(units, default=0.0)) * seed + sum(repaired.limit_values.values())
    if "limit.plant_mass" in repaired.limit_values:
        value -= _plant(case, repaired) * seed
    rate, whole = case["imports.rate"], case["imports.total"]
    if rate <= 0 or whole <= 0:
        return value
    sent = [n for n, name in enumerate(repaired.names) if name.rpartition(":")[2] in IMPORTABLE]
    highest = repaired.price[:, sent].max(axis=1)
    best = np.maximum.accumulate(highest[::-1])[::-1]
    end = min(whole / rate, repaired.horizon)
    steps = np.clip(np.diff(np.minimum(repaired.times, end)), 0.0, None)
    return value + float(rate * (steps @ (best[1:] + best[:-1]) / 2))
