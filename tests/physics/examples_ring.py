"""Arguments for the physics of rings, lines, beams and what cuts them."""

from __future__ import annotations

_CERES = {"body_radius": 4.7e5, "gravitational_parameter": 6.26e10, "oblateness": 0.0265}

EXAMPLES: dict[str, dict[str, float]] = {
    "line.resistivity": {
        "temperature": 180.0,
        "reference_resistivity": 1.7e-8,
        "reference_temperature": 293.0,
        "coefficient": 3.9e-3,
    },
    "line.sent_current": {"delivered_power": 1e6, "voltage": 1e4, "resistance": 10.0},
    "line.insulation_thickness": {"voltage": 1e5, "field": 2e7},
    "line.line_diameter": {"cross_section": 1e-4, "thickness": 5e-3},
    "line.insulation_mass": {
        "length": 1e5,
        "cross_section": 1e-4,
        "thickness": 5e-3,
        "density": 920.0,
    },
    "line.contact_share": {"voltage": 1e4, "drop": 1.0},
    "beam.aperture_product": {"distance": 1e6, "capture": 0.9, "wavelength": 0.05},
    "beam.balanced_transmitter": {
        "product": 6e9,
        "transmitter_density": 3.0,
        "receiver_density": 1.0,
    },
    "ring_orbit.nodal_precession": {"orbit_radius": 1.17e6, "cosine": -0.05, **_CERES},
    "ring_orbit.sun_synchronous_cosine": {"orbit_radius": 1.17e6, "year": 1.45e8, **_CERES},
    "ring_orbit.shadow_share": {"orbit_radius": 1.17e6, "body_radius": 4.7e5, "sun_angle": 0.1},
    "ring_orbit.body_light": {"flux": 170.0, "orbit_radius": 1.17e6, "body_radius": 4.7e5},
    "ring_orbit.core_pressure": {
        "mass": 9.38e20,
        "radius": 4.7e5,
        "gravitational_constant": 6.674e-11,
    },
    "ring_orbit.sun_angle": {
        "longitude": 1.0,
        "node": 2.0,
        "inclination_cosine": 0.3,
        "obliquity": 0.1,
    },
    "hazards.cut_rate": {
        "length": 2e6,
        "diameter": 0.03,
        "particle_flux": 1.5e-15,
        "particle_diameter": 0.01,
        "exponent": 4.0,
        "severing_ratio": 0.33,
    },
    "hazards.outage_share": {"rate": 1e-9, "repair_time": 2.6e6},
    "hazards.debris_spacing": {"diameter": 0.03, "fragments": 1000.0, "probability": 1e-3},
    "heat_pipe.pipe_reach": {"flux": 1400.0, "transport_capacity": 200.0, "spacing": 0.1},
    "heat_pipe.module_heat": {"flux": 1400.0, "reach": 1.7, "width": 2.0},
}
