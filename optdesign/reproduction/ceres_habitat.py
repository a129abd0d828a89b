"""Computations on the paper's twin cylinder: geometry, masses, light and cooling."""

from __future__ import annotations

from functools import partial

from scipy.optimize import brentq

from optdesign.catalogue import Catalogue
from optdesign.physics import cooling, habitat, reflector, sunlight
from optdesign.physics.constants import STANDARD_GRAVITY
from optdesign.physics.habitat_assessment import HabitatAssumptions, assess
from optdesign.physics.maths import log
from optdesign.reproduction.scorecard import Computation

_OUTCOMES = (
    "population living_area urban_share urban_gravity rotation_period energy_per_person "
    "steel_per_person soil_per_person shield_per_person air_per_person total_per_person "
    "nitrogen_fraction heat_flux heat_flux_limit dissipation_per_person disk_area_per_person"
).split()
_TAKEN = (
    "length rural_height urban_height channel_width soil_density shield_areal_density shield_gap "
    "air_density air_nitrogen_fraction urban_floor_load insolation optical_transmission "
    "light_efficiency entry_radius_ratio soil_temperature inner_emissivity outer_emissivity "
    "electric_demand panel_efficiency panel_share"
).split()


def aphelion(catalogue: Catalogue) -> float:
    """Aphelion of the orbit that the paper implies."""
    value = catalogue.value
    return float(
        sunlight.aphelion(
            value("ceres-paper.semi_major_axis"), eccentricity=value("ceres-paper.eccentricity")
        )
    )


def _assumptions(
    catalogue: Catalogue, *, virial: bool = False, distance: float | None = None
) -> HabitatAssumptions:
    value = catalogue.value
    taken = {name: value(f"twin-cylinder.{name}") for name in _TAKEN}
    return HabitatAssumptions(
        **taken,
        living_area_per_person=value("twin-cylinder.persons_area"),
        gravity=STANDARD_GRAVITY,
        pressure=value(f"twin-cylinder.{'pressure' if virial else 'paper_pressure'}"),
        steel_density=value("steel-wire.density"),
        steel_stress=value("steel-wire.working_stress"),
        steel_energy=value("steel-wire.embodied_energy"),
        flux=sunlight.flux(
            aphelion(catalogue) if distance is None else distance,
            solar_constant=value("sun.solar_constant"),
        ),
        sky_offset=value("sky-factor.offset"),
        sky_pitch_slope=value("sky-factor.slope"),
        sky_pitch_curvature=value("sky-factor.curvature"),
        sky_aspect_slope=value("sky-factor.aspect_slope"),
        structure_model="virial" if virial else "paper",
    )


def _outcome(
    name: str, catalogue: Catalogue, *, radius: float, soil_depth: float, reflector_radius: float
) -> float:
    given = _assumptions(catalogue)
    return float(assess(radius, soil_depth, reflector_radius, given)[name])


def virial_steel_per_person(
    catalogue: Catalogue, *, radius: float, soil_depth: float, reflector_radius: float
) -> float:
    """Steel per person by the virial theorem at standard pressure."""
    given = _assumptions(catalogue, virial=True)
    return float(assess(radius, soil_depth, reflector_radius, given)["steel_per_person"])


def rural_area_per_person(catalogue: Catalogue, **design: float) -> float:
    """Living area per person less the urban part."""
    share = _outcome("urban_share", catalogue, **design)
    return (1 - share) * catalogue.value("twin-cylinder.persons_area")


def urban_area_per_person(catalogue: Catalogue, **design: float) -> float:
    """Urban share of the living area per person."""
    share = _outcome("urban_share", catalogue, **design)
    return share * catalogue.value("twin-cylinder.persons_area")


def panel_power_per_person(
    catalogue: Catalogue, *, radius: float, soil_depth: float, reflector_radius: float
) -> float:
    """Power of the panels around the reflectors over the population."""
    given = _assumptions(catalogue)
    entry_radius = reflector.entry_radius(radius, entry_radius_ratio=given.entry_radius_ratio)
    power = cooling.panel_power(
        reflector_radius,
        entry_radius,
        flux=given.flux,
        panel_efficiency=given.panel_efficiency,
        panel_share=given.panel_share,
    )
    people = assess(radius, soil_depth, reflector_radius, given)["population"]
    return float(power / people)


def power_per_urban_area(catalogue: Catalogue, **design: float) -> float:
    """Electric power over the urban floor."""
    power = panel_power_per_person(catalogue, **design)
    return power / urban_area_per_person(catalogue, **design)


def channel_flux(
    catalogue: Catalogue, *, radius: float, soil_depth: float, reflector_radius: float
) -> float:
    """Sunlight through the light channel."""
    given = _assumptions(catalogue)
    light_heat = cooling.light_heat(
        insolation=given.insolation, optical_transmission=given.optical_transmission
    )
    urban_radius = habitat.urban_radius(
        radius, rural_height=given.rural_height, channel_width=given.channel_width
    )
    area = habitat.floor_area(radius, given.length)
    return float(
        reflector.channel_flux(
            area,
            light_heat=light_heat,
            urban_radius=urban_radius,
            channel_width=given.channel_width,
        )
    )


def channel_width_of_share(catalogue: Catalogue, *, radius: float, urban_share: float) -> float:
    """Channel width with which the urban floor has a given share of the living area."""
    urban_radius = radius * urban_share / (1 - urban_share)
    return radius - catalogue.value("twin-cylinder.rural_height") - urban_radius


def flux_of_dissipation(
    catalogue: Catalogue, *, radius: float, dissipation: float, population: float
) -> float:
    """Heat flux from the dissipation per person."""
    area = habitat.floor_area(radius, catalogue.value("twin-cylinder.length"))
    return float(dissipation * population / area)


def gravity_at_period(catalogue: Catalogue, *, radius: float, period: float) -> float:
    """Gravity at the rim over g: the square of the right period over a given one."""
    rate = habitat.rotation_rate(radius, gravity=STANDARD_GRAVITY)
    return float((habitat.rotation_period(rate) / period) ** 2)


def comfort_period(catalogue: Catalogue) -> float:
    """Shortest comfortable rotation period."""
    return float(habitat.rotation_period(catalogue.value("twin-cylinder.rotation_rate_limit")))


def light_radius(catalogue: Catalogue, *, radius: float, distance: float | None = None) -> float:
    """Least reflector radius that gathers the light, at aphelion unless said otherwise."""
    given = _assumptions(catalogue, distance=distance)
    # the light radius depends on neither the soil nor the reflector assessed
    return float(assess(radius, 0.0, radius, given)["light_radius"])


def cooling_radius(catalogue: Catalogue, *, radius: float, soil_depth: float) -> float:
    """Least reflector radius at which the wall rejects its heat."""
    given = _assumptions(catalogue)

    def surplus(reflector_radius: float) -> float:
        outcome = assess(radius, soil_depth, reflector_radius, given)
        return float(outcome["cooling_ratio"] - 1)

    low, high = (catalogue.value(f"sky-factor.pitch_ratio_{end}") for end in ("low", "high"))
    return float(brentq(surplus, low * radius, high * radius))


def cooling_margin_light_only(
    catalogue: Catalogue, *, radius: float, soil_depth: float, distance: float
) -> float:
    """Heat rejected over heat to reject with the reflector that the light asks for."""
    reflector_radius = light_radius(catalogue, radius=radius, distance=distance)
    given = _assumptions(catalogue, distance=distance)
    return float(assess(radius, soil_depth, reflector_radius, given)["cooling_ratio"])


def _design_ratio(
    name: str,
    catalogue: Catalogue,
    *,
    radius: float,
    soil_depth: float,
    other_radius: float,
    other_soil_depth: float,
) -> float:
    given = _assumptions(catalogue)
    # masses do not depend on the reflector
    one = assess(radius, soil_depth, 2 * radius, given)
    other = assess(other_radius, other_soil_depth, 2 * other_radius, given)
    return float(one[name] / other[name])


def steel_exponent(
    catalogue: Catalogue, *, radius: float, other_radius: float, soil_depth: float
) -> float:
    """Power of the radius with which steel per person grows between two radii."""
    growth = _design_ratio(
        "steel_per_person",
        catalogue,
        radius=radius,
        soil_depth=soil_depth,
        other_radius=other_radius,
        other_soil_depth=soil_depth,
    )
    return float(log(growth) / log(radius / other_radius))


COMPUTATIONS: dict[str, Computation] = {
    **{f"habitat_{name}": partial(_outcome, name) for name in _OUTCOMES},
    "steel_ratio": partial(_design_ratio, "steel_per_person"),
    "total_mass_ratio": partial(_design_ratio, "total_per_person"),
    "aphelion": aphelion,
    "virial_steel_per_person": virial_steel_per_person,
    "rural_area_per_person": rural_area_per_person,
    "urban_area_per_person": urban_area_per_person,
    "panel_power_per_person": panel_power_per_person,
    "power_per_urban_area": power_per_urban_area,
    "channel_flux": channel_flux,
    "channel_width_of_share": channel_width_of_share,
    "flux_of_dissipation": flux_of_dissipation,
    "gravity_at_period": gravity_at_period,
    "comfort_period": comfort_period,
    "light_radius": light_radius,
    "cooling_radius": cooling_radius,
    "cooling_margin_light_only": cooling_margin_light_only,
    "steel_exponent": steel_exponent,
}
