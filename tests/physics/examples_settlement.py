"""Examples for habitat, cooling, reflector, elevator and megasatellite."""

from __future__ import annotations

_BODY = {"gravitational_parameter": 6.26e10, "rotation_rate": 1.923e-4}
_STEEL = {"steel_density": 7800.0, "steel_stress": 760e6}
_FIBRE = {"density": 975.0, "stress": 1240e6}
_AREA, _LENGTH, _SPIN = 6.28e7, 1e4, 0.0990
_FIT = {"offset": 1.09, "pitch_slope": -2.08, "pitch_curvature": -0.12, "aspect_slope": 0.98}

_HABITAT: dict[str, dict[str, float]] = {
    "habitat.floor_area": {"radius": 1e3, "length": _LENGTH},
    "habitat.urban_radius": {"radius": 1e3, "rural_height": 50.0, "channel_width": 136.5},
    "habitat.floor_volume": {"area": _AREA, "height": 50.0, "radius": 1e3},
    "habitat.population": {"living_area": 1.14e8, "living_area_per_person": 2e3},
    "habitat.rotation_rate": {"radius": 1e3, "gravity": 9.81},
    "habitat.rotation_period": {"rotation_rate": _SPIN},
    "habitat.gravity_ratio": {"inner_radius": 813.5, "outer_radius": 1e3},
    "habitat.soil_mass": {"area": _AREA, "soil_depth": 1.5, "soil_density": 1500.0},
    "habitat.shield_mass": {
        "radius": 1e3,
        "length": _LENGTH,
        "soil_depth": 1.5,
        "soil_density": 1500.0,
        "shield_areal_density": 7600.0,
    },
    "structure.floor_load": {
        "soil_mass": 1.4e11,
        "volume": 3e9,
        "radius": 1e3,
        "height": 50.0,
        "rotation_rate": _SPIN,
        "pressure": 1e5,
        "air_density": 1.2,
        "fixed_mass": 1e9,
    },
    "structure.virial_steel": {
        "floor_load": 2.3e15,
        "radius": 1e3,
        "rotation_rate": _SPIN,
        **_STEEL,
    },
    "structure.paper_steel": {
        "soil_mass": 1.4e11,
        "volume": 3.8e9,
        "radius": 1e3,
        "gravity": 9.81,
        "pressure": 1e5,
        **_STEEL,
    },
    "structure.limit_radius": {"gravity": 9.81, **_STEEL},
    "structure.steel_energy_per_person": {
        "steel_mass": 2.8e10,
        "population": 5.7e4,
        "steel_energy": 2e7,
    },
    "habitat.nitrogen_fraction": {
        "air_mass": 80.0,
        "total_mass": 9800.0,
        "air_nitrogen_fraction": 0.755,
    },
}

_LIGHT_AND_HEAT: dict[str, dict[str, float]] = {
    "cooling.sky_factor": {"reflector_radius": 4.4e3, "radius": 1e3, "half_length": 5e3, **_FIT},
    "cooling.heat_flux_limit": {
        "sky_factor": 0.6,
        "radius": 1e3,
        "outer_radius": 1.01e3,
        "soil_temperature": 286.0,
        "inner_emissivity": 0.95,
        "outer_emissivity": 0.92,
    },
    "cooling.shield_radius": {"radius": 1e3, "soil_depth": 1.5, "shield_gap": 8.0},
    "cooling.light_heat": {"insolation": 130.0, "optical_transmission": 0.96},
    "cooling.heat_flux": {"light_heat": 135.0, "electric_power": 3.5e8, "area": _AREA},
    "cooling.panel_power": {
        "reflector_radius": 4.4e3,
        "entry_radius": 1.3e3,
        "flux": 152.0,
        "panel_efficiency": 0.2,
        "panel_share": 0.5,
    },
    "cooling.electric_power": {
        "panel_power": 3.5e8,
        "population": 5.7e4,
        "electric_demand": 6260.0,
    },
    "reflector.entry_radius": {"radius": 1e3, "entry_radius_ratio": 1.3},
    "reflector.light_radius": {
        "area": _AREA,
        "entry_radius": 1.3e3,
        "light_heat": 135.0,
        "light_efficiency": 0.5,
        "flux": 152.0,
    },
    "reflector.disk_area": {"reflector_radius": 4.4e3},
    "reflector.disk_area_per_person": {"reflector_radius": 4.4e3, "population": 5.7e4},
    "reflector.channel_flux": {
        "area": _AREA,
        "light_heat": 135.0,
        "urban_radius": 813.5,
        "channel_width": 136.5,
    },
}

_ELEVATOR: dict[str, dict[str, float]] = {
    "elevator.gravitational_parameter": {"mass": 9.38e20},
    "elevator.effective_potential": {"radius": 1.49e6, **_BODY},
    "elevator.effective_gravity": {"radius": 4.7e5, **_BODY},
    "elevator.stationary_radius": dict(_BODY),
    "elevator.release_apoapsis": {"release_radius": 1.48e6, **_BODY},
    "elevator.lift_energy": {"top": 1.49e6, "bottom": 4.7e5, **_BODY},
    "elevator.tip_speed": {"release_radius": 1.49e6, "rotation_rate": 1.923e-4},
    "elevator.escape_speed": {"body_radius": 4.7e5, **_BODY},
    "elevator.circularisation_delta_v": {"release_radius": 1.49e6, "apoapsis": 1e8, **_BODY},
    "elevator.transfer_time": {
        "release_radius": 1.49e6,
        "apoapsis": 1e8,
        "gravitational_parameter": 6.26e10,
    },
    "tether.anchor_area": {"payload_mass": 5e3, "surface_gravity": 0.266, "stress": 1240e6},
    "tether.taper_logarithm": {"potential_difference": 5.85e4, **_FIBRE},
    "tether.tapered_counterweight_ratio": {
        "taper_logarithm": 0.04,
        "surface_gravity": 0.266,
        "end_gravity": -0.027,
    },
    "tether.uniform_tether_mass": {"area": 1.25e-6, "length": 1.02e6, "density": 975.0},
    "tether.uniform_tether_capacity": {
        "area": 1.25e-6,
        "potential_difference": 5.85e4,
        "surface_gravity": 0.266,
        **_FIBRE,
    },
    "tether.uniform_counterweight": {
        "payload_mass": 5e3,
        "area": 1.25e-6,
        "potential_difference": 5.4e4,
        "surface_gravity": 0.266,
        "end_gravity": -0.027,
        "density": 975.0,
    },
    "elevator.climb_time": {"height": 1.02e6, "climb_speed": 10.0},
    "elevator.mean_power": {"payload_mass": 5e3, "lift_energy": 5.4e4, "climb_time": 1e5},
    "elevator.peak_power": {"payload_mass": 5e3, "surface_gravity": 0.266, "climb_speed": 10.0},
    "propellant.propellant_fraction": {"delta_v": 20.0, "exhaust_speed": 981.0},
    "propellant.propellant_ratio": {"delta_v": 20.0, "exhaust_speed": 981.0},
    "propellant.propellant_energy": {"propellant_share": 0.02, "energy_per_propellant": 4e6},
    "propellant.ground_launch_delta_v": {"body_radius": 4.7e5, "apoapsis": 1e8, **_BODY},
}

_MEGASATELLITE: dict[str, dict[str, float]] = {
    "megasatellite.tidal_compression": {
        "disk_radius": 2.5e7,
        "orbit_radius": 1e8,
        "gravitational_parameter": 6.26e10,
        "density": 7800.0,
    },
    "megasatellite.effective_height": {"compression": 1.5e5, "density": 7800.0, "gravity": 9.81},
    "megasatellite.body_gravity_ratio": {
        "orbit_radius": 1e8,
        "gravitational_parameter": 6.26e10,
        "gravity": 9.81,
    },
    "megasatellite.hill_radius": {
        "semi_major_axis": 4.14e11,
        "eccentricity": 0.0758,
        "body_mass": 9.38e20,
        "solar_mass": 1.98847e30,
    },
    "megasatellite.libration": {"eccentricity": 0.0758},
    "megasatellite.disk_population": {"disk_radius": 2.5e7, "disk_area_per_person": 1175.0},
    "megasatellite.disk_diameter": {"population": 1e11, "disk_area_per_person": 1175.0},
    "megasatellite.supported_area": {"body_mass": 9.38e20, "mass_per_living_area": 5e3},
    "angular_momentum.spin_angular_momentum": {
        "body_mass": 9.38e20,
        "body_radius": 4.7e5,
        "rotation_rate": 1.923e-4,
    },
    "angular_momentum.released_angular_momentum": {
        "release_radius": 1.49e6,
        "rotation_rate": 1.923e-4,
    },
    "angular_momentum.lost_angular_momentum": {
        "release_radius": 1.49e6,
        "body_radius": 4.7e5,
        "rotation_rate": 1.923e-4,
    },
    "angular_momentum.restoring_mass_ratio": {
        "release_radius": 1.49e6,
        "thrust_radius": 8.96e6,
        "body_radius": 4.7e5,
        "speed_factor": 2.0,
    },
    "angular_momentum.restoring_exhaust_speed": {
        "thrust_radius": 8.96e6,
        "rotation_rate": 1.923e-4,
        "speed_factor": 2.0,
    },
    "angular_momentum.restoring_energy": {
        "mass_ratio": 0.025,
        "exhaust_speed": 3448.0,
        "thrust_efficiency": 0.5,
    },
    "megasatellite.surface_power": {
        "body_radius": 4.7e5,
        "flux": 173.6,
        "covered_share": 0.2,
        "panel_efficiency": 0.2,
    },
    "megasatellite.lifted_mass_rate": {"power": 4.8e12, "energy_per_mass": 5.4e4},
    "megasatellite.settling_rate": {"mass_rate": 9e7, "mass_per_person": 1e7},
}

_RADIATION: dict[str, dict[str, float]] = {
    "radiation.free_dose": {
        "distance": 4.47e11,
        "reference_dose": 2.19e-8,
        "reference_distance": 1.496e11,
        "radial_gradient": 3.0e-13,
    },
    "radiation.attenuation_length": {
        "areal_mass": 7600.0,
        "free_dose": 2.19e-8,
        "shielded_dose": 6.48e-10,
    },
    "radiation.shielded_dose": {
        "areal_mass": 7600.0,
        "free_dose": 2.19e-8,
        "attenuation_length": 2160.0,
    },
    "radiation.required_areal_mass": {
        "dose_limit": 6.34e-10,
        "free_dose": 2.19e-8,
        "attenuation_length": 2160.0,
    },
}

EXAMPLES: dict[str, dict[str, float]] = {
    **_RADIATION,
    **_HABITAT,
    **_LIGHT_AND_HEAT,
    **_ELEVATOR,
    **_MEGASATELLITE,
}
