"""All units a case may choose from, and what they must carry."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache

from optdesign.errors import ProblemError
from optdesign.network.concentrator import irreducible_share
from optdesign.network.concentrator_unit import commodity_energies
from optdesign.network.power_design import Floats, PowerDesigns, PowerFamily
from optdesign.network.power_families import power_families
from optdesign.network.power_units import (
    BATTERIES,
    HEAT,
    PANELS,
    STORES,
    SUNLIT,
    PowerUnit,
    deliveries,
    end_of_life,
    imported_units,
    premise,
    sizes,
)
from optdesign.physics.constants import ASTRONOMICAL_UNIT
from optdesign.problem import Case
from optdesign.subproblems.power_sizing import SizedUnit, Sizing
from optdesign.units import HOUR

ENERGY_OBJECTIVES = ("embodied_energy", "payback_time")
_COLLECTOR, _UNUSED = "solar-concentrator", "-low_heat"
# Units smaller than this share of the greatest load are left out if there are larger ones.
_SMALLEST_SHARE = 1e-3
_NO_DESIGN = ("demand.", "limit.", "reliability.")
# Designs whose masses differ by less than this share are one.
_ALIKE = 1e-6


@dataclass(frozen=True)
class Demand:
    """What a base needs, SI; peak times are the worst that fit into a shadow or sunlit spell."""

    electric: float
    heat: float
    peak: float
    """[W] beyond the steady load"""
    peak_duration: float
    peak_interval: float
    shadow: float
    sunlit: float
    """[s] of sunlight between two shadows; infinite without any"""
    surplus: float
    heater_efficiency: float
    battery_efficiency: float
    store_efficiency: float
    battery_rate: float
    """[1/s]"""
    store_rate: float
    spare_units: int
    availability: float

    @property
    def day(self) -> float:
        """From a shadow to the next [s]."""
        return self.shadow + self.sunlit

    @property
    def shadow_share(self) -> float:
        """Share of the time in shadow [1]."""
        return self.shadow / self.day if self.shadow > 0 else 0.0

    @property
    def peak_share(self) -> float:
        """Share of the time with a peak [1]."""
        return self.peak_duration / self.peak_interval if self.peak > 0 else 0.0

    @property
    def sunlit_peak(self) -> float:
        """The longest part of a peak in one sunlit spell [s]."""
        return min(self.peak_duration, self.sunlit)

    @property
    def mean_electric(self) -> float:
        """Steady load and peaks on average [W]."""
        return self.electric + self.peak * self.peak_share

    @property
    def mean_load(self) -> float:
        """Electricity and heat in use on average [W]."""
        return self.mean_electric + self.heat

    def peak_time(self, window: float) -> float:
        """The most time [s] that peaks can take of any window of a length [s]."""
        if self.peak <= 0:
            return 0.0
        whole = math.floor(window / self.peak_interval)
        rest = window - whole * self.peak_interval
        return whole * self.peak_duration + min(rest, self.peak_duration)


def read_demand(case: Case) -> Demand:
    """What the base of a case needs.

    Raises
    ------
    ProblemError
        if a peak outlasts its interval, a shadow its day, or spare units are no whole number.
    """
    shadow, given = case["demand.shadow"], case.optional("demand.day")
    day = 2 * shadow if given is None else given
    duration, interval = case["demand.peak_duration"], case["demand.peak_interval"]
    spare = case["reliability.spare_units"]
    if duration >= interval:
        raise ProblemError(
            "demand.peak_duration | must be shorter than demand.peak_interval, got "
            f"{duration / HOUR:g} and {interval / HOUR:g} hours | lengthen the interval"
        )
    if 0 < day <= shadow:
        raise ProblemError(
            f"demand.day | must be longer than demand.shadow, got {day / HOUR:g} and "
            f"{shadow / HOUR:g} hours | lengthen the day"
        )
    if spare != round(spare):
        raise ProblemError(
            f"reliability.spare_units | must be a whole number, got {spare:g} | try {round(spare)}"
        )
    return Demand(
        electric=case["demand.electric"],
        heat=case["demand.heat"],
        peak=max(case["demand.peak"] - case["demand.electric"], 0.0),
        peak_duration=duration,
        peak_interval=interval,
        shadow=shadow,
        sunlit=day - shadow if shadow > 0 else math.inf,
        surplus=case["demand.surplus"] if case.objective == "payback_time" else 0.0,
        heater_efficiency=premise(case, "heater_efficiency"),
        battery_efficiency=case["lithium-ion.round_trip_efficiency"],
        store_efficiency=case["heat-store.round_trip_efficiency"],
        battery_rate=case["lithium-ion.charge_rate"],
        store_rate=case["heat-store.charge_rate"],
        spare_units=round(spare),
        availability=case["reliability.availability"],
    )


def power_units(case: Case, objectives: Collection[str] = ()) -> list[PowerUnit]:
    """Every unit that a case may choose, solar ones as the best designs of their rated power.

    They are the lightest, or of least energy if that is what counts; both where ``objectives``
    (the case's own unless given) ask for both.
    """
    found = [*imported_units(case), *solar_units(case, objectives or (case.objective,))]
    groups: dict[str, list[PowerUnit]] = {}
    for unit in found:
        groups.setdefault(unit.technology, []).append(unit)
    demand = read_demand(case)
    return [unit for group in groups.values() for unit in _useful(group, demand)]


def _useful(group: list[PowerUnit], demand: Demand) -> list[PowerUnit]:
    """Units of a technology but those far too small for the load; the largest always stays."""
    least = _SMALLEST_SHARE * _need(demand, group[0].kind)
    largest = max(unit.size for unit in group)
    return [unit for unit in group if unit.capacity >= least or unit.size == largest]


def _need(demand: Demand, kind: str) -> float:
    """The least capacity that serves a load: [W], of stores [J]."""
    electric = demand.electric + demand.peak
    if kind == BATTERIES:
        return electric * (demand.shadow + demand.peak_duration)
    if kind == STORES:
        return demand.heat * demand.shadow
    return {HEAT: demand.heat, PANELS: demand.electric}.get(kind, electric + demand.heat)


@dataclass(frozen=True)
class _Sized:
    """What the designs of units depend on; neither loads nor limits."""

    case: Case = field(compare=False)
    goals: tuple[bool, ...]
    problem: str
    catalogue: str
    values: frozenset[tuple[str, object]]


def solar_units(case: Case, objectives: Collection[str]) -> tuple[PowerUnit, ...]:
    """Concentrators and arrays made on site, each rated power in its best designs."""
    goals = tuple(sorted({key in ENERGY_OBJECTIVES for key in objectives}))
    values = frozenset(
        (key, value) for key, value in case.values.items() if not key.startswith(_NO_DESIGN)
    )
    return _sized_units(
        _Sized(case, goals, case.problem.digest, case.problem.catalogue.digest, values)
    )


@lru_cache(maxsize=4)
def _sized_units(sized: _Sized) -> tuple[PowerUnit, ...]:
    case = sized.case
    prices, spare = commodity_energies(case), spare_electronics(case)

    def energy(designs: PowerDesigns) -> Floats:
        per_mass = sum(amount * prices[name] for name, amount in designs.bill.items())
        extra = spare * designs.bill.get("electronics", 0.0) * prices["electronics"]
        return designs.mass * (per_mass + extra)

    def mass(designs: PowerDesigns) -> Floats:
        return designs.mass * (1 + spare * designs.bill.get("electronics", 0.0))

    low, high = premise(case, "smallest_unit"), premise(case, "largest_unit")
    found = list[PowerUnit]()
    for family in power_families(case, case["site.distance"]):
        if family.technology.endswith(_UNUSED):
            continue
        item = _COLLECTOR if family.carrier != "electricity" else family.technology
        left = end_of_life(case, _decline(case, item), case[f"{item}.lifetime"])
        sizings = [Sizing(family, energy if goal else mass) for goal in sized.goals]
        for power in sizes(low, high):
            best = [unit for sizing in sizings if (unit := sizing.best(power / left))]
            if len(best) > 1 and math.isclose(best[0].mass, best[1].mass, rel_tol=_ALIKE):
                best.pop()
            found += [_solar(case, item, family, power, unit) for unit in best]
    return tuple(found)


def spare_electronics(case: Case) -> float:
    """Dormant spares over the electronics in service, for what radiation takes in the mission."""
    beyond = case["site.distance"] - ASTRONOMICAL_UNIT
    growth = max(1 + case["cosmic.gradient"] * beyond, 0.0)
    return premise(case, "electronics_decline") * growth * premise(case, "mission_life")


def _decline(case: Case, item: str) -> float:
    key = f"{item}.decline"
    return case[key] if key in case.values else premise(case, "mirror_decline")


def _solar(case: Case, item: str, family: PowerFamily, power: float, best: SizedUnit) -> PowerUnit:
    """A unit with its spare electronics and replacements."""
    prices, spare = commodity_energies(case), spare_electronics(case)
    electronics = spare * best.bill.get("electronics", 0.0)
    per_mass = math.fsum(amount * prices[name] for name, amount in best.bill.items())
    sets, is_array = deliveries(case, case[f"{item}.lifetime"]), len(family.bounds) == 1
    mass = sets * best.mass * (1 + electronics)
    closure = f"{item}.closure"
    share = case[closure] if closure in case.values else premise(case, "engine_closure")
    share *= 1 - irreducible_share(case, item)
    return PowerUnit(
        technology=item,
        size=power,
        kind=SUNLIT if family.carrier == "electricity" else HEAT,
        capacity=power,
        mass=mass,
        imported_mass=mass * (1 - share),
        embodied_energy=sets * best.mass * (per_mass + electronics * prices["electronics"]),
        availability=premise(case, f"availability.{'array' if is_array else 'concentrator'}"),
        variables=best.variables,
    )


def plutonium_supply(case: Case) -> float:
    """Plutonium dioxide that may be used [kg]: stock and supply, or the limit if it is lower."""
    saved = case["plutonium.stock"] + case["plutonium.supply_rate"] * case["supply.time"]
    return min(saved, case["limit.plutonium"])
