"""A solar concentrator with its receiver, alone for heat or with an engine and its radiator.

One assessment serves arrays of designs, single numbers and Pyomo expressions; which design is best
is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from optdesign.errors import ProblemError
from optdesign.network.power_design import Floats, Parts, PowerDesigns, combined_bill, part_bill
from optdesign.physics import concentrator, engine, radiator, sunlight
from optdesign.physics.maths import Quantity
from optdesign.problem import Case

COLLECTOR = "solar-concentrator"
RADIATOR = "heat-pipe-radiator"
CONDITIONING = "power-conditioning"
GLOBAL_IRREDUCIBLE = "growth-case.irreducible_share"
_ROUNDING = 1e-9
_STEP = 2e-3  # shadow prices try a little more of a part that is the whole


@dataclass(frozen=True, kw_only=True)
class Collector:
    """What mirror and receiver take as given, SI."""

    flux: float
    sun_half_angle: float
    optical_efficiency: float
    """of mirror and receiver together"""
    emissivity: float
    concentration_factor: float
    error_widths: float
    capture_exponent: float
    mirror: Mapping[str, float]
    """the keywords of `physics.concentrator.mirror_density`"""
    receiver_density: float
    fixed_mass: float
    fixed_electronics: float
    """part of ``fixed_mass``"""
    temperature_limit: float


@dataclass(frozen=True, kw_only=True)
class Engine:
    """What engine, conditioning and radiator take as given, SI."""

    model: str
    """``heat-engine`` or ``thermoelectric``"""
    efficiency: Mapping[str, float]
    """the keywords of the model's efficiency"""
    specific_mass: float
    conditioning_mass: float
    """[kg/W], without the electronics"""
    conditioning_electronics: float
    """[kg/W]"""
    radiator_density: float
    emissivity: float
    faces: float
    temperature_limit: float
    coldest: float
    hottest: float
    """range of the radiator"""

    def conversion(self, hot_temperature: Quantity, cold_temperature: Quantity) -> Any:
        """Electricity over heat [1]; negative with the cold side hotter."""
        law = (
            engine.thermoelectric_efficiency
            if self.model == "thermoelectric"
            else engine.heat_engine_efficiency
        )
        return law(hot_temperature, cold_temperature, **self.efficiency)


def read_collector(case: Case, distance: float) -> Collector:
    """What the case says of mirror and receiver, at a distance from the Sun [m]."""

    def value(attribute: str) -> float:
        return case[f"{COLLECTOR}.{attribute}"]

    fixed_mass, electronics = fixed_parts(case, COLLECTOR)
    return Collector(
        flux=sunlight.flux(distance, solar_constant=case["sun.solar_constant"]),
        sun_half_angle=float(sunlight.angular_radius(distance, solar_radius=case["sun.radius"])),
        optical_efficiency=value("optical_efficiency") * value("receiver.absorptance"),
        emissivity=value("receiver.emissivity"),
        concentration_factor=value("intercept.concentration_factor"),
        error_widths=value("intercept.slope_factor"),
        capture_exponent=value("intercept.exponent"),
        mirror={
            "reference_density": value("mirror.areal_density"),
            "membrane_share": 1 - value("mirror.slope_share"),
            "reference_slope": value("mirror.reference_slope"),
            "slope_exponent": value("mirror.slope_exponent"),
            "flat_share": 1 - value("mirror.stiffness_share"),
            "reference_diameter": value("mirror.reference_diameter"),
            "diameter_exponent": value("mirror.stiffness_exponent"),
        },
        receiver_density=value("receiver.areal_density"),
        fixed_mass=fixed_mass,
        fixed_electronics=electronics,
        temperature_limit=value("receiver.temperature_limit"),
    )


def read_engine(case: Case, item: str) -> Engine:
    """What the case says of an engine of the catalogue, its conditioning and its radiator."""
    model = case.problem.catalogue.items[item].labels["model"]
    if model == "thermoelectric":
        efficiency = {
            "figure_of_merit": case[f"{item}.figure_of_merit"],
            "system_fraction": case[f"{item}.derating"],
        }
    else:
        efficiency = {"carnot_fraction": case[f"{item}.carnot_fraction"]}
    return Engine(
        model=model,
        efficiency=efficiency,
        specific_mass=case[f"{item}.specific_mass"],
        conditioning_mass=case[f"{CONDITIONING}.specific_mass"],
        conditioning_electronics=case[f"{CONDITIONING}.electronics_specific_mass"],
        radiator_density=case[f"{RADIATOR}.areal_density"],
        emissivity=case[f"{RADIATOR}.emissivity"],
        faces=case[f"{RADIATOR}.faces"],
        temperature_limit=case[f"{item}.hot_temperature_limit"],
        coldest=case[f"{RADIATOR}.coldest_temperature"],
        hottest=case[f"{RADIATOR}.hottest_temperature"],
    )


def assess_collector(
    variables: Mapping[str, Quantity], temperature: Quantity, given: Collector
) -> dict[str, Any]:
    """Heat and mass of mirror and receiver.

    Parameters
    ----------
    variables : aperture_diameter [m], concentration [1], slope_error [rad]
    temperature : [K], of the receiver
    given : the rest

    Returns
    -------
    dict
        ``aperture`` [m2], ``intercept`` [1], ``receiver_efficiency`` [1], ``heat`` [W] (both
        negative above stagnation), ``stagnation_temperature`` [K], ``mirror_density`` [kg/m2],
        ``collector_mass`` [kg] with ``fixed_electronics`` of it being electronics
    """
    diameter, concentration, slope = (
        variables[key] for key in ("aperture_diameter", "concentration", "slope_error")
    )
    aperture = concentrator.aperture_area(diameter)
    limit = concentrator.image_concentration(
        given.sun_half_angle,
        slope,
        concentration_factor=given.concentration_factor,
        error_widths=given.error_widths,
    )
    intercept = concentrator.intercept_factor(
        concentration, concentration_limit=limit, capture_exponent=given.capture_exponent
    )
    losses = {
        "intercept": intercept,
        "optical_efficiency": given.optical_efficiency,
        "emissivity": given.emissivity,
    }
    efficiency = concentrator.receiver_efficiency(temperature, concentration, given.flux, **losses)
    density = concentrator.mirror_density(slope, diameter, **given.mirror)
    return {
        "aperture": aperture,
        "intercept": intercept,
        "receiver_efficiency": efficiency,
        "heat": concentrator.collected_heat(aperture, given.flux, receiver_efficiency=efficiency),
        "stagnation_temperature": concentrator.stagnation_temperature(
            concentration, given.flux, **losses
        ),
        "mirror_density": density,
        "collector_mass": concentrator.unit_mass(
            aperture,
            concentration,
            mirror_density=density,
            receiver_density=given.receiver_density,
            fixed_mass=given.fixed_mass,
        ),
    }


def assess_engine(
    heat: Quantity, hot_temperature: Quantity, cold_temperature: Quantity, given: Engine
) -> dict[str, Any]:
    """Electricity from heat, and the mass of what makes it.

    Parameters
    ----------
    heat : [W], taken in
    hot_temperature, cold_temperature : [K], of the engine; the cold one is the radiator's too
    given : the rest

    Returns
    -------
    dict
        ``conversion`` [1], ``electricity`` [W] (negative with the cold side hotter),
        ``engine_mass``, ``conditioning_mass``, ``conditioning_electronics``, ``radiator_mass``
        [kg], ``radiator_area`` [m2]; none of the last five is negative
    """
    conversion = given.conversion(hot_temperature, cold_temperature)
    electricity = engine.electric_power(heat, efficiency=conversion)
    area = radiator.radiator_area(
        engine.rejected_heat(heat, efficiency=conversion),
        cold_temperature,
        emissivity=given.emissivity,
        faces=given.faces,
    )
    return {
        "conversion": conversion,
        "electricity": electricity,
        "engine_mass": engine.engine_mass(electricity, specific_mass=given.specific_mass),
        "conditioning_mass": engine.engine_mass(electricity, specific_mass=given.conditioning_mass),
        "conditioning_electronics": engine.engine_mass(
            electricity, specific_mass=given.conditioning_electronics
        ),
        "radiator_area": area,
        "radiator_mass": radiator.radiator_mass(area, areal_mass=given.radiator_density),
    }


def heat_designs(
    case: Case, given: Collector, temperature: float | Floats
) -> Callable[[Mapping[str, Floats]], PowerDesigns]:
    """The evaluation of units that deliver heat at a temperature [K]."""
    bill, electronics = collector_bills(case)

    def evaluate(variables: Mapping[str, Floats]) -> PowerDesigns:
        found = assess_collector(variables, temperature, given)
        works = (found["heat"] > 0) & (temperature <= given.temperature_limit * (1 + _ROUNDING))
        parts: Parts = [
            (found["collector_mass"] - given.fixed_electronics, bill),
            (np.full_like(found["heat"], given.fixed_electronics), electronics),
        ]
        mass, combined = combined_bill(parts)
        return PowerDesigns(dict(variables), np.where(works, found["heat"], 0.0), mass, combined)

    return evaluate


def engine_designs(
    case: Case, item: str, collector: Collector, given: Engine
) -> Callable[[Mapping[str, Floats]], PowerDesigns]:
    """The evaluation of units that make electricity with an engine of the catalogue."""
    bill, electronics = collector_bills(case)
    bills = [item_bill(case, name) for name in (item, CONDITIONING, RADIATOR)]

    def evaluate(variables: Mapping[str, Floats]) -> PowerDesigns:
        hot, cold = variables["hot_temperature"], variables["cold_temperature"]
        found = assess_collector(variables, hot, collector)
        found |= assess_engine(found["heat"], hot, cold, given)
        highest = min(given.temperature_limit, collector.temperature_limit) * (1 + _ROUNDING)
        works = (found["heat"] > 0) & (cold < hot) & (hot <= highest)
        works &= cold >= given.coldest * (1 - _ROUNDING)
        works &= cold <= given.hottest * (1 + _ROUNDING)
        masses = [found[f"{part}_mass"] for part in ("engine", "conditioning", "radiator")]
        parts: Parts = [
            (found["collector_mass"] - collector.fixed_electronics, bill),
            (collector.fixed_electronics + found["conditioning_electronics"], electronics),
            *zip(masses, bills, strict=True),
        ]
        mass, combined = combined_bill(parts)
        power = np.where(works, found["electricity"], 0.0)
        return PowerDesigns(dict(variables), power, mass, combined)

    return evaluate


def fixed_parts(case: Case, item: str) -> tuple[float, float]:
    """Mass of a unit that does not grow with it, and the electronics that are part of it [kg].

    Raises
    ------
    ProblemError
        if the part is more than the whole.
    """
    whole, part = case[f"{item}.fixed_mass"], case[f"{item}.fixed_electronics"]
    if part > whole * (1 + _STEP):
        raise ProblemError(
            f"{item}.fixed_electronics | is part of {item}.fixed_mass and must not exceed it, "
            f"{whole:g} kg, got {part:g} kg | lower it or raise the mass"
        )
    return whole, min(part, whole)


def collector_bills(case: Case) -> tuple[dict[str, float], dict[str, float]]:
    """Bills of a kilogram of mirror, receiver and mounts, and of a kilogram of electronics."""
    structure = item_bill(case, COLLECTOR)
    return structure, electronics_bill(case, COLLECTOR)


def electronics_bill(case: Case, item: str) -> dict[str, float]:
    """Bill of a kilogram of an item's electronics."""
    return part_bill(
        {"electronics": 1.0},
        effort=case[f"{item}.effort"],
        irreducible_share=irreducible_share(case, item),
    )


def item_bill(case: Case, item: str) -> dict[str, float]:
    """Bill of a kilogram of an item of the catalogue, from its ``bill`` and ``effort``."""
    return part_bill(
        bill_materials(case, item),
        effort=case[f"{item}.effort"],
        irreducible_share=irreducible_share(case, item),
    )


def bill_materials(case: Case, item: str) -> dict[str, float]:
    """Relative amounts of the materials that an item is made of.

    Raises
    ------
    ProblemError
        if they add up to nothing.
    """
    materials = case.group(f"{item}.bill")
    if sum(materials.values()) <= 0:
        raise ProblemError(
            f"{item}.bill | must add up to more than nothing, or the item would be made of "
            "nothing | give it a material, such as bill.metal"
        )
    return materials


def irreducible_share(case: Case, item: str) -> float:
    """What only imports supply, by the item's own entry and the case's general one."""
    keys = (f"{item}.irreducible_share", GLOBAL_IRREDUCIBLE)
    return min(sum(case[key] for key in keys if key in case.values), 1.0)


def irreducible_owner(key: str) -> str:
    """In words, whose mass an irreducible share is of."""
    return "every asset" if key == GLOBAL_IRREDUCIBLE else key.removesuffix(".irreducible_share")
