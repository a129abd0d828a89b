"""Whole units that a base may be powered by: what one delivers at the end of its life and weighs.

Units from Earth, stores and radiators are made here; solar units of a rated power are sized in
`optdesign.subproblems.power_sizing`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from optdesign.physics.constants import ASTRONOMICAL_UNIT
from optdesign.physics.photovoltaics import exponent_power
from optdesign.physics.radiator import radiated_flux
from optdesign.problem import Case
from optdesign.units import HOUR, KILO, MEGA

PREMISES = "base-power"
ARRAY, BATTERY, STORE, PANEL = (
    "gallium-arsenide-array", "lithium-ion", "heat-store", "heat-pipe-radiator",
)  # fmt: skip
FISSION = "fission"
REACTORS = (
    "kilopower-1", "kilopower-3", "kilopower-5", "kilopower-7", "fission-8-kwe", "kilopower-10",
    "fission-40-kwe",
)  # fmt: skip
RADIOISOTOPE = "mmrtg"
STEADY, SUNLIT, HEAT, BATTERIES, STORES, PANELS = (
    "steady", "sunlit", "heat", "batteries", "stores", "panels",
)  # fmt: skip
_STEP, _COARSE_STEP = math.sqrt(10.0), 10.0
_ROUNDING = 1e-9


@dataclass(frozen=True)
class PowerUnit:
    """One technology in one size, with its replacements and spare electronics."""

    technology: str
    size: float
    """rated power [W], energy [J] or area [m2]; what tells units of a technology apart"""
    kind: str
    """``steady`` and ``sunlit`` electricity, ``heat`` in sunlight, ``batteries``, ``stores`` of
    heat, ``panels`` that cool"""
    capacity: float
    """[W] or, of stores, [J] that one gives at the end of the mission"""
    mass: float
    imported_mass: float
    embodied_energy: float
    availability: float
    """share of the time that one works"""
    fuel: float = 0.0
    """[kg] of plutonium dioxide"""
    reactor: bool = False
    variables: Mapping[str, float] = field(default_factory=dict)
    """SI, of a solar unit's design"""

    @property
    def name(self) -> str:
        """The technology with its size."""
        unit = {STEADY: "W", SUNLIT: "W", HEAT: "W", PANELS: "m2"}.get(self.kind, "Wh")
        amount = self.size / HOUR if unit == "Wh" else self.size
        for prefix, factor in (("M", MEGA), ("k", KILO)):
            if unit != "m2" and amount >= factor * (1 - _ROUNDING):
                return f"{self.technology} {amount / factor:.3g} {prefix}{unit}"
        return f"{self.technology} {amount:.3g} {unit}"


def premise(case: Case, entry: str) -> float:
    """A number of the item `PREMISES`."""
    return case[f"{PREMISES}.{entry}"]


def end_of_life(case: Case, decline: float, lifetime: float) -> float:
    """Share of the first power that is left when a unit is replaced, exp(-d t).

    Parameters
    ----------
    decline : [1/s], d, >= 0
    lifetime : [s], of the unit; t is the shorter of it and the mission

    Returns
    -------
    [1]
    """
    return math.exp(-decline * min(premise(case, "mission_life"), lifetime))


def deliveries(case: Case, lifetime: float) -> int:
    """Sets of a unit needed for the whole mission, the first included."""
    return max(math.ceil(premise(case, "mission_life") / lifetime * (1 - _ROUNDING)), 1)


def sizes(low: float, high: float, *, coarse: bool = False) -> list[float]:
    """A ladder from ``low`` to ``high``: two steps a decade, or one."""
    step = _COARSE_STEP if coarse else _STEP
    count = math.floor(math.log(max(high / low, 1.0)) / math.log(step) + _ROUNDING)
    return [low * step**place for place in range(count + 1)]


def imported_units(case: Case) -> list[PowerUnit]:
    """Reactors, radioisotope generators, imported arrays, stores and radiators of a case."""
    return [*_reactors(case), _radioisotope(case), *_arrays(case), *_stores(case), *_panels(case)]


def _unit(
    case: Case, item: str, size: float, kind: str, capacity: float, mass: float, *,
    closure: float, energy: float, availability: str, lifetime: float, fuel: float = 0.0,
    technology: str = "",
) -> PowerUnit:  # fmt: skip
    sets = deliveries(case, lifetime)
    return PowerUnit(
        technology=technology or item,
        size=size,
        kind=kind,
        capacity=capacity,
        mass=sets * mass,
        imported_mass=sets * mass * (1 - closure),
        embodied_energy=sets * mass * energy,
        availability=premise(case, f"availability.{availability}"),
        fuel=sets * fuel,
        reactor=technology == FISSION,
    )


def _reactors(case: Case) -> list[PowerUnit]:
    life, energy = case[f"{FISSION}.lifetime"], premise(case, "nuclear_energy")
    return [
        _unit(
            case, item, case[f"{item}.power"], STEADY, case[f"{item}.power"],
            case[f"{item}.mass"], closure=case[f"{FISSION}.closure"], energy=energy,
            availability="fission", lifetime=life, technology=FISSION,
        )
        for item in REACTORS
    ]  # fmt: skip


def _radioisotope(case: Case) -> PowerUnit:
    item = RADIOISOTOPE
    power, life = case[f"{item}.power"], case[f"{item}.lifetime"]
    return _unit(
        case, item, power, STEADY, power * end_of_life(case, case[f"{item}.decline"], life),
        case[f"{item}.mass"], closure=case[f"{item}.closure"],
        energy=premise(case, "nuclear_energy"), availability="radioisotope", lifetime=life,
        fuel=case[f"{item}.fuel_mass"],
    )  # fmt: skip


def _arrays(case: Case) -> list[PowerUnit]:
    item = ARRAY
    specific = exponent_power(
        max(case["site.distance"], ASTRONOMICAL_UNIT),
        reference_power=case[f"{item}.specific_power"],
        reference_distance=ASTRONOMICAL_UNIT,
        exponent=case[f"{item}.distance_exponent"],
    )
    life = case[f"{item}.lifetime"]
    left = end_of_life(case, case[f"{item}.decline"], life)
    return [
        _unit(
            case, item, power, SUNLIT, power,
            case[f"{item}.fixed_mass"] + power / (float(specific) * left),
            closure=case[f"{item}.closure"], energy=case[f"{item}.embodied_energy"],
            availability="array", lifetime=life,
        )
        for power in sizes(premise(case, "smallest_unit"), premise(case, "largest_unit"))
    ]  # fmt: skip


def _stores(case: Case) -> list[PowerUnit]:
    low, high = premise(case, "smallest_store"), premise(case, "largest_store")
    found = []
    for item, kind in ((BATTERY, BATTERIES), (STORE, STORES)):
        life = case[f"{item}.lifetime"]
        left = end_of_life(case, case[f"{item}.decline"], life)
        density = case[f"{item}.energy_density"] * case[f"{item}.depth_of_discharge"] * left
        found += [
            _unit(
                case, item, energy, kind, energy, case[f"{item}.fixed_mass"] + energy / density,
                closure=case[f"{item}.closure"], energy=case[f"{item}.embodied_energy"],
                availability="store", lifetime=life,
            )
            for energy in sizes(low, high, coarse=True)
        ]  # fmt: skip
    return found


def _panels(case: Case) -> list[PowerUnit]:
    flux = radiated_flux(
        premise(case, "base_temperature"),
        emissivity=case[f"{PANEL}.emissivity"],
        faces=case[f"{PANEL}.faces"],
    )
    low, high = premise(case, "smallest_panel"), premise(case, "largest_panel")
    return [
        _unit(
            case, PANEL, area, PANELS, float(flux) * area,
            premise(case, "panel_fixed_mass") + case[f"{PANEL}.areal_density"] * area,
            closure=premise(case, "panel_closure"), energy=case["energy.metal"],
            availability="radiator", lifetime=case[f"{PANEL}.lifetime"],
        )
        for area in sizes(low, high, coarse=True)
    ]  # fmt: skip
