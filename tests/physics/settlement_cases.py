"""The published Ceres settlement in SI, for tests."""

from __future__ import annotations

import dataclasses
from typing import Any

from optdesign.physics import cooling, elevator
from optdesign.physics.habitat_assessment import HabitatAssumptions
from optdesign.physics.sunlight import flux

AU = 149_597_870_700.0
RADIUS = 470e3
SPIN = 1.923e-4
MASS = 9.38e20
CERES = {
    "gravitational_parameter": elevator.gravitational_parameter(MASS),
    "rotation_rate": SPIN,
}
DYNEEMA = {"density": 975.0, "stress": 1240e6}

_PUBLISHED = HabitatAssumptions(
    length=1e4,
    rural_height=50.0,
    urban_height=15.0,
    channel_width=136.5,
    living_area_per_person=2000.0,
    gravity=9.81,
    soil_density=1500.0,
    shield_areal_density=7600.0,
    shield_gap=8.0,
    air_density=1.2,
    air_nitrogen_fraction=0.755,
    pressure=101_325.0,
    steel_density=7800.0,
    steel_stress=760e6,
    steel_energy=20e6,
    urban_floor_load=0.0,
    insolation=130.0,
    optical_transmission=0.96,
    light_efficiency=0.50,
    entry_radius_ratio=1.3,
    flux=0.0,
    soil_temperature=286.15,
    inner_emissivity=0.95,
    outer_emissivity=0.92,
    sky_offset=1.0855,
    sky_pitch_slope=-2.0778,
    sky_pitch_curvature=-0.1244,
    sky_aspect_slope=0.9822,
    electric_demand=6260.0,
    panel_efficiency=0.2,
    panel_share=0.5,
    structure_model="virial",
)


def assumptions(distance_au: float = 2.98, **changes: Any) -> HabitatAssumptions:
    """The published habitat at a distance from the Sun, with changes."""
    sunlight = flux(distance_au * AU, solar_constant=1361.0)
    return dataclasses.replace(_PUBLISHED, flux=sunlight, **changes)


def paper(distance_au: float = 2.98, **changes: Any) -> HabitatAssumptions:
    """The same with the steel model fitted to the published mass."""
    return assumptions(distance_au, structure_model="paper", pressure=1e5, **changes)


def published_sky_factor(
    reflector_radius: float, radius: float = 1e3, half_length: float = 5e3
) -> Any:
    """Sky factor with the published coefficients."""
    return cooling.sky_factor(
        reflector_radius,
        radius,
        half_length,
        offset=_PUBLISHED.sky_offset,
        pitch_slope=_PUBLISHED.sky_pitch_slope,
        pitch_curvature=_PUBLISHED.sky_pitch_curvature,
        aspect_slope=_PUBLISHED.sky_aspect_slope,
    )
