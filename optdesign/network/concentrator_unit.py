"""One concentrator unit and what it costs: energy for payback, or mass for specific power.

Mirror, receiver, engine and radiator are those of `concentrator`; here every part gets a weight
per kilogram, so that both objectives are one: the least weight per watt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from optdesign.network.concentrator import (
    COLLECTOR,
    CONDITIONING,
    RADIATOR,
    Collector,
    Engine,
    assess_collector,
    assess_engine,
    electronics_bill,
    item_bill,
    read_collector,
    read_engine,
)
from optdesign.network.power_families import slope_range
from optdesign.physics.maths import Quantity
from optdesign.problem import Case

HEAT = "heat"
PARTS = ("structure", "electronics", "engine", "conditioning", "radiator")
ELECTRONICS_LINE = "electronics-line"
_ASSEMBLY_ENERGY = "assembly.input.electricity"


@dataclass(frozen=True)
class Unit:
    """Everything about a unit but its levers."""

    collector: Collector
    engine: Engine | None
    """None for heat"""
    slope: tuple[float, float]
    """[rad], range of the mirror's slope error"""
    energy: Mapping[str, float]
    """part: [J/kg] embodied"""


def read_unit(case: Case, distance: float | None = None) -> Unit:
    """The unit of a case, at the case's distance or another one [m]."""
    mode, chosen = case.choice("mode"), case.optional("mirror.slope_error")
    where = case["site.distance"] if distance is None else distance
    bills = {
        "structure": item_bill(case, COLLECTOR),
        "electronics": electronics_bill(case, COLLECTOR),
        "conditioning": item_bill(case, CONDITIONING),
        "radiator": item_bill(case, RADIATOR),
    }
    if mode != HEAT:
        bills["engine"] = item_bill(case, mode)
    prices = commodity_energies(case)
    return Unit(
        collector=read_collector(case, where),
        engine=None if mode == HEAT else read_engine(case, mode),
        slope=slope_range(case) if chosen is None else (chosen, chosen),
        energy={
            part: sum(amount * prices[name] for name, amount in bill.items())
            for part, bill in bills.items()
        },
    )


def commodity_energies(case: Case) -> dict[str, float]:
    """Embodied energy of each commodity and of assembly [J/kg].

    Electronics cost what their line uses. What only Earth can make costs nothing on site.
    """
    energy = {name: case[f"energy.{name}"] for name in ("metal", "silicate", "polymer", "silicon")}
    inputs = case.group(f"{ELECTRONICS_LINE}.input")
    electronics = inputs.pop("electricity", 0.0)
    electronics += sum(amount * energy.get(name, 0.0) for name, amount in inputs.items())
    return energy | {
        "electronics": electronics,
        "effort": case[_ASSEMBLY_ENERGY],
        "irreducible": 0.0,
        "feedstock": 0.0,
        "nitrogen": 0.0,
    }


def weights(unit: Unit, objective: str) -> dict[str, float]:
    """Weight of a kilogram of each part: its energy [J/kg], or 1 where mass counts."""
    if objective == "payback_time":
        return dict(unit.energy)
    return dict.fromkeys(unit.energy, 1.0)


def part_masses(variables: Mapping[str, Quantity], unit: Unit) -> tuple[dict[str, Any], Any, Any]:
    """Mass of each part [kg], the useful power [W] and all else that was found on the way."""
    given, hot = unit.collector, variables["hot_temperature"]
    found = assess_collector(variables, hot, given)
    masses = {
        "structure": found["collector_mass"] - given.fixed_electronics,
        "electronics": given.fixed_electronics + 0 * found["collector_mass"],
    }
    if unit.engine is None:
        return masses, found["heat"], found
    found |= assess_engine(found["heat"], hot, variables["cold_temperature"], unit.engine)
    masses["electronics"] = masses["electronics"] + found["conditioning_electronics"]
    masses |= {part: found[f"{part}_mass"] for part in ("engine", "conditioning", "radiator")}
    return masses, found["electricity"], found


def unit_outcomes(variables: Mapping[str, Quantity], unit: Unit) -> dict[str, Any]:
    """Every outcome of a design, SI.

    Parameters
    ----------
    variables : aperture_diameter [m], concentration [1], slope_error [rad], hot_temperature [K]
        and, with an engine, cold_temperature [K]
    unit : the rest
    """
    masses, power, found = part_masses(variables, unit)
    mass = sum(masses.values())
    energy = sum(unit.energy[part] * amount for part, amount in masses.items())
    stagnation = found["stagnation_temperature"]
    return {
        "payback_time": energy / power,
        "useful_power": power,
        "mass": mass,
        "specific_power": power / mass,
        "efficiency": power / (unit.collector.flux * found["aperture"]),
        "unit_energy": energy,
        "slope_error": variables["slope_error"],
        "mirror_density": found["mirror_density"],
        "intercept": found["intercept"],
        "receiver_efficiency": found["receiver_efficiency"],
        "conversion_efficiency": found.get("conversion", 1.0),
        "radiator_area": found.get("radiator_area", 0.0),
        "stagnation_temperature": stagnation,
        "stagnation_margin": unit.collector.temperature_limit - stagnation,
    }
