"""Every outcome of one habitat design, from its three levers and the assumptions behind it.

The only module of the discipline that takes its numbers in one object: the habitat needs thirty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from optdesign.physics import cooling, habitat, reflector, structure
from optdesign.physics.maths import Quantity


@dataclass(frozen=True, kw_only=True)
class HabitatAssumptions:
    """What a habitat design takes as given, all in SI; names are explained in the catalogue."""

    length: Quantity
    rural_height: Quantity
    urban_height: Quantity
    channel_width: Quantity
    living_area_per_person: Quantity
    gravity: Quantity
    soil_density: Quantity
    shield_areal_density: Quantity
    shield_gap: Quantity
    air_density: Quantity
    air_nitrogen_fraction: Quantity
    pressure: Quantity
    steel_density: Quantity
    steel_stress: Quantity
    steel_energy: Quantity
    urban_floor_load: Quantity
    insolation: Quantity
    optical_transmission: Quantity
    light_efficiency: Quantity
    entry_radius_ratio: Quantity
    flux: Quantity
    soil_temperature: Quantity
    inner_emissivity: Quantity
    outer_emissivity: Quantity
    sky_offset: Quantity
    sky_pitch_slope: Quantity
    sky_pitch_curvature: Quantity
    sky_aspect_slope: Quantity
    electric_demand: Quantity
    panel_efficiency: Quantity
    panel_share: Quantity
    structure_model: Literal["virial", "paper"]


def assess(
    radius: Quantity,
    soil_depth: Quantity,
    reflector_radius: Quantity,
    assumptions: HabitatAssumptions,
) -> dict[str, Any]:
    """Outcomes of a design, by name, in SI.

    Parameters
    ----------
    radius : [m], of the rural floor; > rural_height + channel_width
    soil_depth : [m], >= 0
    reflector_radius : [m], half the distance of neighbours
    assumptions : all else

    Returns
    -------
    dict; a design works only where ``light_ratio`` and ``cooling_ratio`` are at least one and the
    ratios are inside the range of the sky-factor fit. Masses are per person.

    Source
    ------
    The functions of `habitat`, `cooling` and `reflector`.
    """
    space = _space(radius, assumptions)
    return {
        **_comfort(radius, space, assumptions),
        **_masses(radius, soil_depth, space, assumptions),
        **_energy(radius, soil_depth, reflector_radius, space, assumptions),
        "pitch_ratio": reflector_radius / radius,
        "aspect_ratio": assumptions.length / 2 / radius,
    }


def _space(radius: Quantity, given: HabitatAssumptions) -> dict[str, Any]:
    """Areas, volumes and population that the other groups share."""
    urban_radius = habitat.urban_radius(
        radius, rural_height=given.rural_height, channel_width=given.channel_width
    )
    rural_area = habitat.floor_area(radius, given.length)
    urban_area = habitat.floor_area(urban_radius, given.length)
    return {
        "urban_radius": urban_radius,
        "rural_area": rural_area,
        "urban_area": urban_area,
        "rural_volume": habitat.floor_volume(rural_area, given.rural_height, radius=radius),
        "urban_volume": habitat.floor_volume(urban_area, given.urban_height, radius=urban_radius),
        "population": habitat.population(
            rural_area + urban_area, living_area_per_person=given.living_area_per_person
        ),
        "rotation_rate": habitat.rotation_rate(radius, gravity=given.gravity),
    }


def _comfort(radius: Quantity, space: dict[str, Any], given: HabitatAssumptions) -> dict[str, Any]:
    living_area = space["rural_area"] + space["urban_area"]
    return {
        "population": space["population"],
        "living_area": living_area,
        "urban_share": space["urban_area"] / living_area,
        "urban_gravity": habitat.gravity_ratio(space["urban_radius"], radius),
        "rotation_rate": space["rotation_rate"],
        "rotation_period": habitat.rotation_period(space["rotation_rate"]),
    }


def _masses(
    radius: Quantity, soil_depth: Quantity, space: dict[str, Any], given: HabitatAssumptions
) -> dict[str, Any]:
    people = space["population"]
    soil = habitat.soil_mass(
        space["rural_area"], soil_depth=soil_depth, soil_density=given.soil_density
    )
    shield = habitat.shield_mass(
        radius,
        given.length,
        soil_depth=soil_depth,
        soil_density=given.soil_density,
        shield_areal_density=given.shield_areal_density,
    )
    air = given.air_density * (space["rural_volume"] + space["urban_volume"])
    steel = _steel(radius, soil, space, given)
    total = soil + shield + air + steel
    return {
        "energy_per_person": structure.steel_energy_per_person(
            steel, people, steel_energy=given.steel_energy
        ),
        "steel_per_person": steel / people,
        "soil_per_person": soil / people,
        "shield_per_person": shield / people,
        "air_per_person": air / people,
        "total_per_person": total / people,
        "nitrogen_fraction": habitat.nitrogen_fraction(
            air, total, air_nitrogen_fraction=given.air_nitrogen_fraction
        ),
    }


def _steel(
    radius: Quantity, soil: Quantity, space: dict[str, Any], given: HabitatAssumptions
) -> Any:
    if given.structure_model == "paper":
        return structure.paper_steel(
            soil,
            space["rural_volume"] + space["urban_volume"],
            radius=radius,
            gravity=given.gravity,
            pressure=given.pressure,
            steel_density=given.steel_density,
            steel_stress=given.steel_stress,
        )
    rural = _floor_steel("rural", radius, soil, 0 * soil, space, given)
    buildings = given.urban_floor_load * space["urban_area"]
    return rural + _floor_steel("urban", space["urban_radius"], 0 * soil, buildings, space, given)


def _floor_steel(
    floor: str,
    radius: Quantity,
    soil: Quantity,
    buildings: Quantity,
    space: dict[str, Any],
    given: HabitatAssumptions,
) -> Any:
    load = structure.floor_load(
        soil,
        space[f"{floor}_volume"],
        radius=radius,
        height=getattr(given, f"{floor}_height"),
        rotation_rate=space["rotation_rate"],
        pressure=given.pressure,
        air_density=given.air_density,
        fixed_mass=buildings,
    )
    return structure.virial_steel(
        load,
        radius=radius,
        rotation_rate=space["rotation_rate"],
        steel_density=given.steel_density,
        steel_stress=given.steel_stress,
    )


def _energy(
    radius: Quantity,
    soil_depth: Quantity,
    reflector_radius: Quantity,
    space: dict[str, Any],
    given: HabitatAssumptions,
) -> dict[str, Any]:
    """Light, power and heat."""
    light_heat = cooling.light_heat(
        insolation=given.insolation, optical_transmission=given.optical_transmission
    )
    entry_radius = reflector.entry_radius(radius, entry_radius_ratio=given.entry_radius_ratio)
    light_radius = reflector.light_radius(
        space["rural_area"],
        entry_radius=entry_radius,
        light_heat=light_heat,
        light_efficiency=given.light_efficiency,
        flux=given.flux,
    )
    panels = cooling.panel_power(
        reflector_radius,
        entry_radius,
        flux=given.flux,
        panel_efficiency=given.panel_efficiency,
        panel_share=given.panel_share,
    )
    power = cooling.electric_power(
        panels, space["population"], electric_demand=given.electric_demand
    )
    heat_flux = cooling.heat_flux(light_heat, power, area=space["rural_area"])
    sky_factor, limit = _cooling_limit(radius, soil_depth, reflector_radius, given)
    return {
        "sky_factor": sky_factor,
        "heat_flux": heat_flux,
        "heat_flux_limit": limit,
        "cooling_ratio": limit / heat_flux,
        "dissipation_per_person": heat_flux * space["rural_area"] / space["population"],
        "electric_power_per_person": power / space["population"],
        "light_radius": light_radius,
        "light_ratio": reflector_radius / light_radius,
        "disk_area_per_person": reflector.disk_area_per_person(
            reflector_radius, space["population"]
        ),
    }


def _cooling_limit(
    radius: Quantity,
    soil_depth: Quantity,
    reflector_radius: Quantity,
    given: HabitatAssumptions,
) -> tuple[Any, Any]:
    sky_factor = cooling.sky_factor(
        reflector_radius,
        radius,
        given.length / 2,
        offset=given.sky_offset,
        pitch_slope=given.sky_pitch_slope,
        pitch_curvature=given.sky_pitch_curvature,
        aspect_slope=given.sky_aspect_slope,
    )
    outer_radius = cooling.shield_radius(radius, soil_depth=soil_depth, shield_gap=given.shield_gap)
    limit = cooling.heat_flux_limit(
        sky_factor,
        radius=radius,
        outer_radius=outer_radius,
        soil_temperature=given.soil_temperature,
        inner_emissivity=given.inner_emissivity,
        outer_emissivity=given.outer_emissivity,
    )
    return sky_factor, limit
