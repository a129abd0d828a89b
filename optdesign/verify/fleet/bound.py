"""The prices behind a fleet's lower bound, checked against every site, ship and shipment.

They are rebuilt for the shorter horizon as for a single site, then nothing that any site builds,
keeps or sends with any ship of the case, leaving without a wait, may be worth more than it costs.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.network.model import COMMODITIES, IMPORTABLE
from optdesign.problem import Case
from optdesign.solution import Check
from optdesign.verify.fleet.assets import FleetFamilies
from optdesign.verify.fleet.prices import MATERIALS, FleetPrices, every_line, power_stock
from optdesign.verify.growth.balances import EXACT, TOLERANCE
from optdesign.verify.growth.designs import bill_rows, habitat_needs, random_designs, useful_power
from optdesign.verify.growth.repair import excess, falling_check, price_checks, worth_of_imports

Floats = NDArray[np.float64]

SAMPLES = 1500


def bound_checks(
    case: Case, families: FleetFamilies, repaired: FleetPrices, prices: Any, bound: Any
) -> list[Check]:
    """Nothing is worth more than it costs, anywhere; the whole is worth at most the target."""
    plant = _plant(case, repaired)
    found = [
        *price_checks(repaired.horizon, prices, bound),
        *_line_checks(families, repaired, plant),
        *_sent_checks(families, repaired, plant),
        falling_check(repaired.price, [name.rpartition(":")[2] for name in repaired.names]),
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


def _line_checks(families: FleetFamilies, repaired: FleetPrices, plant: float) -> list[Check]:
    worst: dict[str, float] = {}
    for line, _ in every_line(families):
        most = excess(repaired.order(line.name, line.lag), repaired.cost(line.bill) + plant)
        worst[line.origin] = max(worst.get(line.origin, -1.0), most)
    return [
        Check(f"lines and ships of {site} worth more than they cost", most, TOLERANCE)
        for site, most in worst.items()
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
                    worst = max(worst, excess(worth, repaired.cost(line.bill) + plant))
            for name in sorted(products.intersection(MATERIALS)):
                line = families.line(f"{site}>{target}:{name}", route, 0.0)
                worth = repaired.order(f"sent:{name}", line.lag)
                # Goods that are only sent are no plant.
                worst = max(worst, excess(worth, repaired.cost(line.bill)))
        found.append(Check(f"goods sent from {site} worth more than they cost", worst, TOLERANCE))
    return found


def _design_checks(
    case: Case, families: FleetFamilies, repaired: FleetPrices, plant: float
) -> tuple[list[Check], float]:
    """Random designs of every family of every site, built there or sent; the best of a seed."""
    random = np.random.default_rng(case.settings.seed)
    chosen = np.arange(0, len(repaired.times), 7)
    local = [line for line, _ in every_line(families) if line.origin == line.site]
    delivered = max(repaired.start(line.name) for line in local)
    found = []
    for site, own in families.sites.items():
        worst = -1.0
        for family in own.power.values():
            designs = random_designs(family, random, SAMPLES)
            watts, bills = useful_power(designs), bill_rows(designs)
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
    needs = habitat_needs(families.habitats)
    columns = [repaired.names.index(f"{families.target}:{name}") for name in COMMODITIES]
    price = repaired.price[::5, columns]
    cost = (needs @ price.T).min(initial=math.inf)
    worst = 1 / case["target.population"] / max(float(cost), 1e-300) - 1
    return Check("best habitat beyond its cost", worst, TOLERANCE)


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
    sent = [n for n, name in enumerate(repaired.names) if name.rpartition(":")[2] in IMPORTABLE]
    highest = repaired.price[:, sent].max(axis=1)
    return value + worth_of_imports(case, repaired.times, highest)
