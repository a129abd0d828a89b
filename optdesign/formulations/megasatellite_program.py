"""The growth of the megasatellite as stocks, balances and ceilings, from its numbers."""

from __future__ import annotations

import math

from optdesign.formulations.megasatellite_growth import Balance, Ceiling, Program, Stock
from optdesign.subproblems.megasatellite import GrowthNumbers
from optdesign.subproblems.megasatellite_reasons import KINDS
from optdesign.subproblems.settlers import Settlers

ROOM = 1.2
"""Stocks of people may exceed the target by so much."""


def growth_program(
    numbers: GrowthNumbers, settlers: Settlers | None = None, *, processing: str, restoring: bool
) -> Program:
    """Everything that limits the growth.

    Parameters
    ----------
    numbers : of the case
    settlers : births and ships; None if people are there as soon as habitats are
    processing : ``both`` (power on the ground and in orbit), ``body`` or ``none``
    restoring : whether propulsion may give the body its spin back
    """
    stocks = _stocks(numbers, settlers, processing=processing, restoring=restoring)
    lifted = _lifted(numbers, settlers, stocks)
    kinds = dict(zip(KINDS, numbers.kinds, strict=False))
    return Program(
        stocks=stocks,
        balances=_balances(numbers, settlers, stocks, lifted, processing=processing),
        ceilings=_ceilings(numbers, settlers, stocks, lifted),
        goal={"people": 1.0} if settlers else dict.fromkeys(kinds, 1.0),
        target=numbers.target,
    )


def _stocks(
    numbers: GrowthNumbers, settlers: Settlers | None, *, processing: str, restoring: bool
) -> dict[str, Stock]:
    body, most = numbers.body, ROOM * numbers.target
    unit = max(numbers.housed, 1e-6 * numbers.target)
    mass = unit * max(kind.mass for kind in numbers.kinds)
    power = max(numbers.lifting_power, 1e-6 * body.surface_power)
    found = {KINDS[0]: Stock(numbers.housed, unit, most)}
    if len(numbers.kinds) == 2:
        found[KINDS[1]] = Stock(0.0, unit, most)
    found["lifting_power"] = Stock(numbers.lifting_power, power, body.surface_power)
    if processing == "both":
        found["orbit_power"] = Stock(numbers.orbit_power, power, _most_orbit_power(numbers))
    if body.nitrogen > 0:
        found["surplus_ore"] = Stock(0.0, mass, body.mass)
    if restoring:
        found["restored"] = Stock(0.0, mass, body.mass)
    if settlers:
        found["people"] = Stock(numbers.housed, unit, most)
        found["migrants"] = Stock(0.0, unit, most)
        found["seats"] = Stock(0.0, unit, settlers.migrant_rate * settlers.cycle)
    return found


def _most_orbit_power(numbers: GrowthNumbers) -> float:
    """More than the rows of the collectors ever allow."""
    ratio = numbers.collectors if math.isfinite(numbers.collectors) else 1.0
    own = max(kind.own_power for kind in numbers.kinds)
    return ROOM * ratio * numbers.target * own + numbers.orbit_power


def _collectors(numbers: GrowthNumbers) -> Ceiling:
    """Power in orbit: a multiple of the disk so far, or the finished disk, ahead of habitats."""
    own = [kind.own_power for kind in numbers.kinds]
    if math.isfinite(numbers.collectors):
        disk = {key: -numbers.collectors * power for key, power in zip(KINDS, own, strict=False)}
        first = numbers.orbit_power + disk[KINDS[0]] * numbers.housed
        return Ceiling({"orbit_power": 1.0} | disk, max(first, 0.0))
    shares = (1.0 - numbers.second_share, numbers.second_share)
    finished = numbers.target * sum(a * power for a, power in zip(shares, own, strict=False))
    return Ceiling({"orbit_power": 1.0}, max(finished, numbers.orbit_power))


def _lifted(
    numbers: GrowthNumbers, settlers: Settlers | None, stocks: dict[str, Stock]
) -> dict[str, float]:
    """Mass lifted per unit of each stock's growth, that of restoring aside.

    What is mined for its nitrogen alone is lifted too: that takes less than to heat it out below.
    """
    found = {key: kind.mass for key, kind in zip(KINDS, numbers.kinds, strict=False)}
    found["surplus_ore"] = numbers.arriving
    found["orbit_power"] = numbers.collector_mass
    if settlers:
        found["seats"] = settlers.seat_mass
        found["migrants"] = settlers.voyage_mass
    return {key: mass / numbers.arriving for key, mass in found.items() if key in stocks}


def _mined(
    numbers: GrowthNumbers, stocks: dict[str, Stock], lifted: dict[str, float]
) -> dict[str, float]:
    """All mass mined per unit of each stock's growth."""
    found = dict(lifted)
    if "restored" in stocks:
        found["restored"] = numbers.body.restoring_mass
    return found


def _balances(
    numbers: GrowthNumbers,
    settlers: Settlers | None,
    stocks: dict[str, Stock],
    lifted: dict[str, float],
    *,
    processing: str,
) -> dict[str, Balance]:
    body = numbers.body
    ground = {key: numbers.lift_power_energy * mass for key, mass in lifted.items()}
    if "restored" in stocks:
        ground["restored"] = numbers.lift_power_energy * body.restoring_mass
    work = {"lifting_power": numbers.power_energy, "orbit_power": numbers.power_energy}
    if processing != "none":
        work |= {key: kind.energy for key, kind in zip(KINDS, numbers.kinds, strict=False)}
    for key, mass in lifted.items():
        work[key] = work.get(key, 0.0) + numbers.orbit_energy * mass
    work["restored"] = body.restoring_energy
    if settlers:
        work["seats"] = work.get("seats", 0.0) + settlers.seat_energy
        work["migrants"] = work.get("migrants", 0.0) + settlers.voyage_energy
    both = {
        key: ground.get(key, 0.0) + work.get(key, 0.0) for key in stocks if key in ground | work
    }
    powers = {key: 1.0 for key in stocks if key in ("lifting_power", "orbit_power")}
    rows = {
        "lifting": Balance({k: v for k, v in ground.items() if v > 0}, {"lifting_power": 1.0}),
        "processing": Balance(both, powers),
    }
    if settlers:
        rows["births"] = Balance({"people": 1.0, "migrants": -1.0}, {"people": settlers.birth_rate})
        rows["seats"] = Balance({"migrants": settlers.cycle}, {"seats": 1.0})
        rows["migrants"] = Balance({"migrants": 1.0}, {}, settlers.migrant_rate)
    return rows


def _ceilings(
    numbers: GrowthNumbers,
    settlers: Settlers | None,
    stocks: dict[str, Stock],
    lifted: dict[str, float],
) -> dict[str, Ceiling]:
    """What stocks may not exceed; what was there at the start took nothing."""
    body, kinds = numbers.body, dict(zip(KINDS, numbers.kinds, strict=False))
    mined = _mined(numbers, stocks, lifted)

    def since_start(weights: dict[str, float], limit: float) -> Ceiling:
        return Ceiling(weights, limit + sum(w * stocks[y].initial for y, w in weights.items()))

    def need(material: str, share: float) -> dict[str, float]:
        used = {key: getattr(kind, material) for key, kind in kinds.items()}
        # What only restores the spin is thrown away as it is.
        return {key: used.get(key, 0.0) - share * lifted.get(key, 0.0) for key in used | lifted}

    rows = {
        "surface": Ceiling({"lifting_power": 1.0}, body.surface_power),
        "mined": since_start(mined, body.mass),
        "iron": since_start(need("steel", body.iron), 0.0),
        "spin": since_start(_spin(numbers, stocks, lifted), body.spin_allowed),
    }
    if body.nitrogen > 0:
        rows["nitrogen"] = since_start(need("nitrogen", body.nitrogen), 0.0)
    if "orbit_power" in stocks:
        rows["collectors"] = _collectors(numbers)
    if len(kinds) == 2:
        share = numbers.second_share
        rows["mix"] = Ceiling({KINDS[0]: share, KINDS[1]: share - 1.0}, 0.0, final=True)
    if settlers:
        rows["homes"] = Ceiling({"people": 1.0} | dict.fromkeys(kinds, -1.0), 0.0)
    return rows


def _spin(
    numbers: GrowthNumbers, stocks: dict[str, Stock], lifted: dict[str, float]
) -> dict[str, float]:
    """Angular momentum lost per unit of each stock's growth, and given back."""
    found = {key: numbers.body.lost_spin * mass for key, mass in lifted.items()}
    if "restored" in stocks:
        found["restored"] = -numbers.body.lost_spin
    return found
