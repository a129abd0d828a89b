"""Examples for travel inside a megasatellite, impacts, trucks and the frame."""

from __future__ import annotations

_METEOROIDS = {"flux": 2.3e-21, "reference_diameter": 1.0, "exponent": 2.7}
_CRATERS = {"column_ratio": 4.0, "meteoroid_density": 3000.0}

EXAMPLES: dict[str, dict[str, float]] = {
    "travel.mean_distance": {"disk_radius": 6.1e6},
    "travel.tunnel_length": {"reflector_radius": 4400.0, "layers": 2.0},
    "travel.tunnel_mass": {"length": 5e4, "diameter": 10.0, "areal_density": 100.0},
    "travel.journey_energy": {
        "speed": 200.0,
        "distance": 1e5,
        "recovery": 0.8,
        "drag": 0.02,
        "efficiency": 0.8,
    },
    "travel.seats_in_use": {
        "journey_rate": 2.3e-5,
        "distance": 1e5,
        "speed": 200.0,
        "dwell_time": 300.0,
    },
    "impact.penetration_diameter": {"areal_density": 7600.0, **_CRATERS},
    "impact.penetration_rate": {"area": 6.9e7, "diameter": 0.63, **_METEOROIDS},
    "impact.required_areal_density": {"rate": 1e-12, "area": 6.9e7, **_METEOROIDS, **_CRATERS},
    "impact.excavation_rate": {
        "largest_diameter": 0.63,
        "meteoroid_density": 3000.0,
        "crater_yield": 100.0,
        **_METEOROIDS,
    },
    "haulage.haul_energy": {
        "distance": 5e4,
        "gravity": 0.27,
        "rolling_resistance": 0.1,
        "payload_ratio": 3.0,
        "efficiency": 0.8,
    },
    "haulage.haul_productivity": {
        "distance": 5e4,
        "speed": 4.0,
        "payload_ratio": 3.0,
        "duty": 0.4,
    },
    "megasatellite.bearing_share": {
        "disk_radius": 6.1e6,
        "orbit_radius": 1e8,
        "gravitational_parameter": 6.26e10,
        "gravity": 9.81,
        "lift_ratio": 10.0,
    },
    "megasatellite.frame_share": {
        "disk_radius": 6.1e6,
        "orbit_radius": 1e8,
        "gravitational_parameter": 6.26e10,
        "density": 7800.0,
        "stress": 7.6e8,
    },
}
