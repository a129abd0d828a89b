"""No design of a continuous family is worth more than so much of its cost: proven, not sampled.

A unit's worth less rho times its cost is, per area of aperture,

    S g(Th) eta(s, 1/C, Th) - rho [c_r m_r / C + c_m m(s, D) + c_f m_f / A(D)]

with g the best of conversion and radiator over the cold temperature. The best diameter and the best
concentration are known in closed form; slope error and temperatures are covered with boxes, in
which every term is taken where it is best, and boxes that fail are halved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from optdesign.network.concentrator import (
    CONDITIONING,
    RADIATOR,
    Collector,
    collector_bills,
    item_bill,
    read_collector,
    read_engine,
)
from optdesign.network.model import COMMODITIES
from optdesign.network.power_families import HEATS, PowerFamily, power_items
from optdesign.physics.constants import STEFAN_BOLTZMANN
from optdesign.problem import Case
from optdesign.solvers.growth.boxes import Boxes, Costs, Gain
from optdesign.solvers.growth.pricing import DenseHabitats, Tariff, bill_matrix, make_tariff
from optdesign.solvers.growth.programs import Prices
from optdesign.solvers.growth.speed_up import Extra, Moments, low_scale

Floats = NDArray[np.float64]

COLD_BOXES = 300
DIAMETERS = 4000
MARGIN = 0.003
RAISES = 12
SAMPLED = 16
"""One moment in so many is looked at to guess the best designs of all."""

Largest = Callable[[Tariff], Floats]
"""Upper bound of worth over cost in a family, (moments,)."""


def continuum(
    case: Case,
    distance: float,
    families: Sequence[PowerFamily],
    habitats: DenseHabitats | None = None,
) -> Callable[[Prices], Extra]:
    """What proves the bound over the continuous designs of a case's families and its habitats."""
    largest = _families(case, distance, families)

    def for_prices(prices: Prices) -> Extra:
        def extra(moments: Moments) -> tuple[Floats, float]:
            tariff = _at_edges(prices, moments)
            ratio = np.zeros(len(moments.edges))
            for bound in largest:
                ratio = np.maximum(ratio, bound(tariff))
            if habitats is not None:
                scale = _joined(moments.scale.left, moments.scale.right, np.maximum)
                housed = habitats.ratio(prices, tariff.price, scale, cells=True)
                ratio = np.maximum(ratio, housed.max(axis=0, initial=0.0))
            return np.maximum(ratio[:-1], ratio[1:]), _start(prices, moments, largest)

        return extra

    return for_prices


def _at_edges(prices: Prices, moments: Moments) -> Tariff:
    """Worths from above and prices from below at the edges, as both neighbours have them."""
    low = low_scale(moments)
    return make_tariff(
        prices,
        _joined(moments.price.left, moments.price.right, np.minimum),
        _joined(moments.order.left, moments.order.right, np.maximum),
        _joined(low.left, low.right, np.minimum),
    )


def _joined(left: Floats, right: Floats, choose: Callable[[Floats, Floats], Floats]) -> Floats:
    """Values at edges from those at the ends of the intervals on both sides."""
    inner = choose(left[..., 1:], right[..., :-1])
    return np.concatenate([left[..., :1], inner, right[..., -1:]], axis=-1)


def _start(prices: Prices, moments: Moments, largest: Sequence[Largest]) -> float:
    """The most a kilogram of delivered power plant is worth: every kilogram costs one."""
    price = np.ones((len(prices.arrays.commodities), 1))
    if "effort" in prices.arrays.commodities:
        price[prices.arrays.commodities.index("effort")] = 0.0
    # In units of the pool's best, since ratios below one are not told apart.
    known = float((prices.arrays.order_intake.T @ moments.start).max(initial=0.0))
    if known <= 0:
        return 0.0
    tariff = make_tariff(prices, price, moments.start[:, None] / known, np.zeros(1))
    return known * max((float(bound(tariff)[0]) for bound in largest), default=0.0)


def _families(case: Case, distance: float, families: Sequence[PowerFamily]) -> list[Largest]:
    known = {family.technology: family for family in families}
    found: list[Largest] = []
    for item in power_items(case):
        model = case.problem.catalogue.items[item].labels.get("model")
        if model == "heat":
            for carrier, process in HEATS.items():
                family = known.get(f"{item}-{carrier}")
                if family is not None:
                    found.append(_heat(case, family, distance, case[f"{process}.temperature"]))
        elif model in ("heat-engine", "thermoelectric") and item in known:
            found.append(_engine(case, item, known[item], distance))
        elif item in known:
            found.append(_by_diameter(known[item]))
    return found


def _by_diameter(family: PowerFamily) -> Largest:
    """Families of one size or none: in a cell, the power of its end for the cost of its start."""
    if not family.bounds:
        one = family.grid(1)
        if not one.power.any():
            return _worthless
        return lambda tariff: tariff.ratio(family, one, bill_matrix(one)).max(axis=0)
    (key,) = family.bounds
    axis = family.axis(key, DIAMETERS)
    designs = family.evaluate({key: axis})
    # Power per area is the same at every diameter: all deliver, or none.
    if not designs.power.any():
        return _worthless
    bills = bill_matrix(designs) * designs.mass[:, None]
    power = np.append(designs.power[1:], designs.power[-1])

    def largest(tariff: Tariff) -> Floats:
        cost = bills @ tariff.price + np.outer(designs.mass, tariff.added)
        return np.asarray(_over(np.outer(power, tariff.worth(family)), cost).max(axis=0))

    return largest


def _worthless(tariff: Tariff) -> Floats:
    """Of a family none of whose designs delivers power: it is in no pool and needs no prices."""
    return np.zeros(tariff.price.shape[1])


def _over(one: Floats, other: Floats) -> Floats:
    safe = np.where(other > 0, other, 1.0)
    return np.where(one > 0, np.where(other > 0, one / safe, np.inf), 0.0)


def _costs(case: Case, item: str | None, family: PowerFamily, tariff: Tariff) -> Costs:
    worth = tariff.worth(family)

    def cost(bill: dict[str, float]) -> Floats:
        amounts = np.array([bill.get(name, 0.0) for name in COMMODITIES])
        return np.asarray(amounts @ tariff.price + tariff.added)

    structure, electronics = collector_bills(case)
    nothing = np.zeros_like(worth)
    parts = [nothing] * 3
    if item is not None:
        parts = [cost(item_bill(case, name)) for name in (item, CONDITIONING, RADIATOR)]
    return Costs(worth, cost(structure), cost(electronics), *parts)


def _heat(case: Case, family: PowerFamily, distance: float, temperature: float) -> Largest:
    given = read_collector(case, distance)
    hot = (temperature, temperature)

    def gain(costs: Costs, rho: Floats, edges: Floats) -> Floats:
        return np.repeat(costs.watt[:, None], len(edges), axis=1)

    return _bounded(case, None, family, given, hot, gain)


def _engine(case: Case, item: str, family: PowerFamily, distance: float) -> Largest:
    given, engine = read_collector(case, distance), read_engine(case, item)
    low, high = family.bounds["cold_temperature"]
    cold = np.geomspace(low, high, COLD_BOXES + 1 if high > low else 2)

    def gain(costs: Costs, rho: Floats, edges: Floats) -> Floats:
        per_watt = (
            engine.specific_mass * costs.engine
            + engine.conditioning_mass * costs.conditioning
            + engine.conditioning_electronics * costs.electronics
        )
        reject = engine.radiator_density / (engine.faces * engine.emissivity * STEFAN_BOLTZMANN)
        net = np.maximum(costs.watt - rho * per_watt, 0.0)
        lost = rho * reject * costs.radiator
        best = np.zeros((len(rho), len(edges)))
        worth = np.empty_like(best)
        # share x net - (1 - share) x lost / end^4, in as few passes as that takes.
        for start, end in pairwise(cold):
            share = np.maximum(engine.conversion(edges, start), 0.0)
            rejected = lost / end**4
            np.multiply((net + rejected)[:, None], share, out=worth)
            np.subtract(worth, rejected[:, None], out=worth)
            np.maximum(best, worth, out=best)
        return best

    return _bounded(case, item, family, given, family.bounds["hot_temperature"], gain)


def _bounded(
    case: Case,
    item: str | None,
    family: PowerFamily,
    given: Collector,
    hot: tuple[float, float],
    gain: Gain,
) -> Largest:
    """Raise rho, moment by moment, until no box may hold a design worth more than rho its cost."""
    slopes, diameters = family.bounds["slope_error"], family.bounds["aperture_diameter"]
    dense = family.grid(60)
    dense = dense.take(np.flatnonzero(dense.power > 0))
    # If any design delivers so does one of the grid: it has the corner of truest mirror, largest
    # concentration and coldest radiator, and temperatures below where that corner stagnates.
    if not len(dense):
        return _worthless
    bills = bill_matrix(dense)

    def largest(tariff: Tariff) -> Floats:
        costs = _costs(case, item, family, tariff)
        # Only a first guess: what is best at some moments, at all moments.
        rows = np.unique(_thinned(tariff).ratio(family, dense, bills).argmax(axis=0))
        sampled = tariff.ratio(family, dense.take(rows), bills[rows]).max(axis=0)
        rho = np.maximum(1.0, sampled * (1 + MARGIN))
        left = np.flatnonzero(costs.watt > 0)
        for _ in range(RAISES):
            boxes = Boxes(costs.at(left), rho[left], given, slopes, hot, diameters, gain)
            left = left[boxes.may_pay()]
            if not left.size:
                return np.asarray(rho)
            rho[left] = 1 + (rho[left] - 1) * 1.5 + MARGIN
        rho[left] = np.inf
        return np.asarray(rho)

    return largest


def _thinned(tariff: Tariff) -> Tariff:
    """Some of the moments."""
    orders = {key: worth[::SAMPLED] for key, worth in tariff.orders.items()}
    return Tariff(tariff.price[:, ::SAMPLED], orders, tariff.added[::SAMPLED])
