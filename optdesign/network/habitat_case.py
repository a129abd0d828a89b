"""What a case says of its habitats, as the assumptions of `physics.habitat_assessment`."""

from __future__ import annotations

from optdesign.physics.constants import STANDARD_GRAVITY
from optdesign.physics.habitat_assessment import HabitatAssumptions
from optdesign.physics.structure import limit_radius
from optdesign.physics.sunlight import flux
from optdesign.problem import Case

# Requirements that are not limits of the problem file: key -> what it says.
REQUIREMENTS = {
    "light": "the reflector must gather the light of the rural floor",
    "cooling": "the walls must radiate the heat away",
    "sky-factor.pitch_ratio": "reflector over habitat radius must lie in the cooling fit's range",
    "sky-factor.aspect_ratio": "half length over radius must lie in the cooling fit's range",
    "steel.stress": "the steel must carry its own weight and the urban floor must have a radius",
}
# Share of the radius at which steel carries nothing but itself; masses diverge there.
_OWN_WEIGHT_SHARE = 0.999

# Fields of HabitatAssumptions and the parameters they come from.
_PARAMETERS = {
    "length": "habitat.length",
    "rural_height": "habitat.rural_height",
    "urban_height": "habitat.urban_height",
    "channel_width": "habitat.channel_width",
    "living_area_per_person": "habitat.living_area",
    "soil_density": "soil.density",
    "shield_areal_density": "shield.areal_density",
    "shield_gap": "shield.gap",
    "air_density": "air.density",
    "air_nitrogen_fraction": "air.nitrogen_fraction",
    "steel_density": "steel.density",
    "steel_stress": "steel.stress",
    "steel_energy": "steel.energy",
    "urban_floor_load": "habitat.urban_floor_load",
    "insolation": "habitat.insolation",
    "optical_transmission": "habitat.optical_transmission",
    "light_efficiency": "reflector.light_efficiency",
    "entry_radius_ratio": "reflector.entry_radius_ratio",
    "soil_temperature": "cooling.soil_temperature",
    "inner_emissivity": "cooling.inner_emissivity",
    "outer_emissivity": "cooling.outer_emissivity",
    "electric_demand": "habitat.electric_demand",
    "panel_efficiency": "panel.efficiency",
    "panel_share": "panel.share",
}
_SKY_FACTOR = {
    "sky_offset": "sky-factor.offset",
    "sky_pitch_slope": "sky-factor.slope",
    "sky_pitch_curvature": "sky-factor.curvature",
    "sky_aspect_slope": "sky-factor.aspect_slope",
}


def read_assumptions(case: Case, distance: float | None = None) -> HabitatAssumptions:
    """Collect the assumptions of the habitat from the parameters of a case.

    Parameters
    ----------
    case : the case
    distance : [m], from the Sun; ``site.distance`` unless given
    """
    value, paper = case.problem.catalogue.value, case.choice("habitat.structure_model") == "paper"
    # The paper's fit of the steel holds at the paper's rounded pressure only.
    pressure = value("twin-cylinder.paper_pressure") if paper else case["habitat.pressure"]
    place = case["site.distance"] if distance is None else distance
    return HabitatAssumptions(
        **{field: case[key] for field, key in _PARAMETERS.items()},
        **{field: value(key) for field, key in _SKY_FACTOR.items()},
        gravity=STANDARD_GRAVITY,
        pressure=pressure,
        flux=flux(place, solar_constant=case["sun.solar_constant"]),
        structure_model="paper" if paper else "virial",
    )


def largest_radius(given: HabitatAssumptions) -> float:
    """Radius at which the steel still carries more than itself [m]."""
    limit = limit_radius(
        gravity=given.gravity, steel_density=given.steel_density, steel_stress=given.steel_stress
    )
    return float(_OWN_WEIGHT_SHARE * limit)


def smallest_radius(given: HabitatAssumptions) -> float:
    """Radius at which the urban floor has its air above it inside the channel [m]."""
    return float(given.rural_height + given.channel_width + given.urban_height)


def fit_range(case: Case, ratio: str) -> tuple[float, float]:
    """Range of the cooling fit in ``pitch_ratio`` or ``aspect_ratio``."""
    value = case.problem.catalogue.value
    return value(f"sky-factor.{ratio}_low"), value(f"sky-factor.{ratio}_high")
