"""Examples for sunlight, concentrators, engines, photovoltaics, nuclear, radiators, links.

Also for replication and the closed forms of the bootstrap.
"""

from __future__ import annotations

AU = 149_597_870_700.0
YEAR = 365.25 * 86_400.0
MWH = 3.6e9

_MIRROR = {
    "reference_density": 1.0,
    "membrane_share": 0.25,
    "reference_slope": 3e-3,
    "slope_exponent": 1.2,
    "flat_share": 0.6,
    "reference_diameter": 10.0,
    "diameter_exponent": 0.5,
}
_OPTICS = {"intercept": 0.95, "optical_efficiency": 0.88, "emissivity": 0.9}
_CELL = {
    "reference_efficiency": 0.12,
    "reference_temperature": 301.0,
    "temperature_coefficient": -0.003,
    "cold_gain_limit": 0.17,
    "softness": 0.02,
}
_LEARNING = {"first_energy": 5 * MWH, "energy_ratio": 1.6, "floor_energy": MWH}
_COPPER = {"resistivity": 1.7e-8, "density": 8960.0, "loss_price": 0.05}
_GROWTH = {"energy_per_area": 5e9, "growth_rate": 6.6e-8}

_LIGHT = {
    "sunlight.flux": {"distance": 2.77 * AU, "solar_constant": 1361.0},
    "sunlight.angular_radius": {"distance": AU, "solar_radius": 6.957e8},
    "sunlight.perihelion": {"semi_major_axis": 2.7656 * AU, "eccentricity": 0.0796},
    "sunlight.aphelion": {"semi_major_axis": 2.7656 * AU, "eccentricity": 0.0796},
    "sunlight.mean_flux": {
        "semi_major_axis": 2.7656 * AU,
        "eccentricity": 0.0796,
        "solar_constant": 1361.0,
    },
    "concentrator.concentration_limit": {
        "sun_half_angle": 1.7e-3,
        "slope_error": 3e-3,
        "rim_angle": 0.785,
        "error_widths": 4.0,
    },
    "concentrator.image_concentration": {
        "sun_half_angle": 1.7e-3,
        "slope_error": 3e-3,
        "concentration_factor": 0.25,
        "error_widths": 4.0,
    },
    "concentrator.intercept_factor": {
        "concentration": 2000.0,
        "concentration_limit": 1340.0,
        "capture_exponent": 3.0,
    },
    "concentrator.receiver_efficiency": {
        "temperature": 1500.0,
        "concentration": 2000.0,
        "flux": 177.4,
        **_OPTICS,
    },
    "concentrator.stagnation_temperature": {"concentration": 2000.0, "flux": 177.4, **_OPTICS},
    "concentrator.reradiated_power": {
        "temperature": 1500.0,
        "receiver_area": 0.3,
        "emissivity": 0.9,
    },
    "concentrator.aperture_area": {"diameter": 28.0},
    "concentrator.collected_heat": {
        "aperture": 600.0,
        "flux": 177.4,
        "receiver_efficiency": 0.6,
    },
    "concentrator.mirror_density": {"slope_error": 5e-3, "diameter": 28.0, **_MIRROR},
    "concentrator.unit_mass": {
        "aperture": 600.0,
        "concentration": 621.0,
        "mirror_density": 0.9,
        "receiver_density": 15.0,
        "fixed_mass": 8.0,
    },
    "photovoltaics.cell_temperature": {
        "flux": 1361.0,
        "absorptivity": 0.9,
        "efficiency": 0.3,
        "emissivity": 1.7,
    },
    "photovoltaics.efficiency": {"temperature": 200.0, **_CELL},
    "photovoltaics.array_power": {"area": 100.0, "flux": 177.4, "efficiency": 0.13},
    "photovoltaics.exponent_power": {
        "distance": 2.77 * AU,
        "reference_power": 1000.0,
        "reference_distance": AU,
        "exponent": 1.87,
    },
    "photovoltaics.array_mass": {
        "area": 100.0,
        "diameter": 11.0,
        "blanket_density": 0.22,
        "structure_density": 0.5,
        "reference_diameter": 10.0,
        "diameter_exponent": 0.5,
        "fixed_mass": 5.0,
    },
}

_HEAT = {
    "engine.carnot_efficiency": {"hot_temperature": 1050.0, "cold_temperature": 525.0},
    "engine.heat_engine_efficiency": {
        "hot_temperature": 1050.0,
        "cold_temperature": 525.0,
        "carnot_fraction": 0.58,
    },
    "engine.thermoelectric_efficiency": {
        "hot_temperature": 800.0,
        "cold_temperature": 400.0,
        "figure_of_merit": 0.8,
        "system_fraction": 0.7,
    },
    "engine.electric_power": {"heat": 2000.0, "efficiency": 0.29},
    "engine.rejected_heat": {"heat": 2000.0, "efficiency": 0.29},
    "engine.engine_mass": {"power": 5000.0, "specific_mass": 0.008},
    "radiator.radiated_flux": {"temperature": 340.0, "emissivity": 0.9, "faces": 2.0},
    "radiator.radiator_area": {
        "heat": 10_000.0,
        "temperature": 340.0,
        "emissivity": 0.9,
        "faces": 2.0,
    },
    "radiator.radiator_mass": {"area": 12.0, "areal_mass": 5.0},
    "nuclear.radioisotope_power": {
        "count": 3.0,
        "age": 10 * YEAR,
        "unit_power": 110.0,
        "decline_rate": 0.048 / YEAR,
    },
    "nuclear.radioisotope_mass": {"count": 3.0, "unit_mass": 45.0},
    "nuclear.plutonium_mass": {"count": 3.0, "unit_plutonium": 4.8},
    "nuclear.affordable_units": {
        "time": 10 * YEAR,
        "supply_rate": 1.5 / YEAR,
        "stock": 35.0,
        "unit_plutonium": 4.8,
    },
    "nuclear.fission_mass": {
        "power": 8000.0,
        "reference_mass": 389.0,
        "reference_power": 1000.0,
        "exponent": 0.6,
    },
}

_LINKS = {
    "transmission.line_current": {"power": 1e6, "voltage": 1e4},
    "transmission.ohmic_loss": {
        "current": 100.0,
        "length": 1e5,
        "resistivity": 1.7e-8,
        "cross_section": 1e-4,
    },
    "transmission.conductor_mass": {"length": 1e5, "cross_section": 1e-4, "density": 8960.0},
    "transmission.economic_cross_section": {"current": 100.0, **_COPPER},
    "transmission.economic_line_cost": {"current": 100.0, "length": 1e5, **_COPPER},
    "transmission.shade_temperature": {
        "flux": 340.0,
        "stray_fraction": 0.01,
        "absorptivity": 0.95,
        "emissivity": 0.9,
        "internal_flux": 0.1,
    },
    "transmission.heat_leak": {
        "ambient_temperature": 120.0,
        "line_temperature": 76.0,
        "conductance": 0.01,
    },
    "transmission.cooling_specific_power": {
        "line_temperature": 76.0,
        "reject_temperature": 250.0,
        "carnot_fraction": 0.15,
    },
    "transmission.cooling_power": {"length": 1e5, "heat_leak": 0.4, "specific_power": 15.0},
    "transmission.superconductor_mass": {
        "length": 1e5,
        "linear_density": 0.3,
        "heat_leak": 0.4,
        "specific_mass": 0.5,
    },
    "transmission.beam_capture": {
        "distance": 1e6,
        "transmitter_area": 1e4,
        "receiver_area": 1e6,
        "wavelength": 0.12,
    },
    "transmission.beamed_power": {"power": 1e6, "conversion_efficiency": 0.54, "capture": 0.5},
}

_REPLICATION = {
    "replication.cycle_energy": {
        "collection": 0.3 * MWH,
        "processing": 2 * MWH,
        "computing": 0.2 * MWH,
        "propulsion": MWH,
    },
    "replication.replica_time": {"energy": MWH, "power": 500.0, "baseline_power": 200.0},
    "replication.required_power": {"energy": MWH, "time": YEAR / 3, "baseline_power": 200.0},
    "replication.payback_time": {"energy": MWH, "power": 342.0},
    "replication.doubling_time": {"energy": MWH, "power": 342.0},
    "replication.doubling_count": {"initial": 1e3, "final": 1e12},
    "replication.unit_energy": {"doubling": 5.0, **_LEARNING},
    "replication.doubling_energy": {"doubling": 5.0, "first_units": 2.0, **_LEARNING},
    "replication.cumulative_energy": {"doublings": 5.0, "first_units": 2.0, **_LEARNING},
    "replication.cumulative_time": {"doublings": 5.0, "unit_power": 300.0, **_LEARNING},
    "bootstrap.growth_rate": {"doubling_time": YEAR / 3},
    "bootstrap.growth_time": {"initial_power": 1e3, "final_power": 1e12, "growth_rate": 6.6e-8},
    "bootstrap.habitat_time": {"area": 7.7e10, "power": 1e12, "energy_per_area": 5e9},
    "bootstrap.sequential_time": {
        "initial_power": 1e3,
        "final_power": 1e12,
        "area": 7.7e10,
        **_GROWTH,
    },
    "bootstrap.switch_power": {"area": 7.7e10, "power_cap": 2.77e12, **_GROWTH},
    "bootstrap.optimal_time": {
        "initial_power": 1e3,
        "area": 7.7e10,
        "power_cap": 2.77e12,
        **_GROWTH,
    },
    "bootstrap.unlimited_optimal_time": {"initial_power": 1e3, "area": 7.7e10, **_GROWTH},
}

_SUN = {"gravitational_parameter": 1.32712e20}
_TRANSFER = {
    "transfer.orbital_period": {"semi_major_axis": 2.7656 * AU, **_SUN},
    "transfer.synodic_period": {"one": 1.2 * YEAR, "other": 4.6 * YEAR},
    "transfer.cosine_between_planes": {
        "inclination": 0.18,
        "ascending_node": 1.4,
        "other_inclination": 0.1,
        "other_node": 0.04,
    },
    "transfer.hohmann_time": {"start": AU, "end": 2.77 * AU, **_SUN},
    "transfer.hohmann_delta_v": {
        "start": AU,
        "end": 2.77 * AU,
        "cosine_between": 0.98,
        **_SUN,
    },
    "transfer.spiral_delta_v": {"start": AU, "end": 2.77 * AU, "angle_between": 0.18, **_SUN},
    "transfer.drive_energy": {"delta_v": 1e4, "exhaust_speed": 3e4, "efficiency": 0.6},
    "transfer.ship_share": {"energy": 3e8, "thrust_time": 2 * YEAR, "specific_mass": 0.08},
}

EXAMPLES: dict[str, dict[str, float]] = {**_LIGHT, **_HEAT, **_LINKS, **_REPLICATION, **_TRANSFER}
