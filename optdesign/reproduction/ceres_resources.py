"""Computations on the megasatellite: orbit, frame, limits of Ceres, and the bootstrap."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import quad

from optdesign.catalogue import Catalogue
from optdesign.physics import megasatellite, sunlight
from optdesign.physics.constants import STANDARD_GRAVITY
from optdesign.physics.maths import cos
from optdesign.reproduction.ceres_elevator import Lift
from optdesign.units import DAY


def _hill_radius(catalogue: Catalogue, site: str) -> float:
    value = catalogue.value
    return float(
        megasatellite.hill_radius(
            value(f"{site}.semi_major_axis"),
            eccentricity=value(f"{site}.eccentricity"),
            body_mass=value(f"{site}.mass"),
            solar_mass=value("sun.mass"),
        )
    )


def hill_radius(catalogue: Catalogue) -> float:
    """Hill radius with the elements that the paper implies."""
    return _hill_radius(catalogue, "ceres-paper")


def hill_radius_current(catalogue: Catalogue) -> float:
    """Hill radius with today's elements."""
    return _hill_radius(catalogue, "ceres")


def libration(catalogue: Catalogue) -> float:
    """Libration with the elements that the paper implies."""
    return float(megasatellite.libration(catalogue.value("ceres-paper.eccentricity")))


def libration_current(catalogue: Catalogue) -> float:
    """Libration with today's elements."""
    return float(megasatellite.libration(catalogue.value("ceres.eccentricity")))


def cosine(catalogue: Catalogue, *, angle: float) -> float:
    """Cosine of an angle."""
    return float(cos(angle))


def _zone_light(
    zones: float, sunrise: float, morning: float, afternoon: float, sunset: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Light of one zone, at most 1, and the sum of all zones, every minute of a day."""
    time = np.arange(0.0, DAY, 60.0)

    def light(hour: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.interp(hour % DAY, [sunrise, morning, afternoon, sunset], [0.0, 1.0, 1.0, 0.0])

    shifted = [light(time + DAY * zone / zones) for zone in range(round(zones))]
    return shifted[0], np.sum(shifted, axis=0)


def light_curve_swing(catalogue: Catalogue, **curve: float) -> float:
    """Greatest over least light of all zones together."""
    _, together = _zone_light(**curve)
    return float(together.max() / together.min())


def light_curve_peak(catalogue: Catalogue, **curve: float) -> float:
    """Greatest over mean light of one zone."""
    one, _ = _zone_light(**curve)
    return float(one.max() / one.mean())


def disk_population(
    catalogue: Catalogue, *, disk_radius: float, disk_area_per_person: float
) -> float:
    """People on a disk."""
    return float(
        megasatellite.disk_population(disk_radius, disk_area_per_person=disk_area_per_person)
    )


def disk_diameter(catalogue: Catalogue, *, population: float, disk_area_per_person: float) -> float:
    """Diameter of the disk of a population."""
    return float(megasatellite.disk_diameter(population, disk_area_per_person=disk_area_per_person))


def tidal_compression(catalogue: Catalogue, *, disk_radius: float) -> float:
    """Tidal compression of a steel frame."""
    return float(
        megasatellite.tidal_compression(
            disk_radius,
            catalogue.value("megasatellite.orbit_radius"),
            gravitational_parameter=Lift.of(catalogue).gravitational_parameter,
            density=catalogue.value("steel-wire.density"),
        )
    )


def tidal_compression_exact(catalogue: Catalogue, *, disk_radius: float) -> float:
    """The same, integrating the pull across the disk at its true distance from Ceres."""
    orbit = catalogue.value("megasatellite.orbit_radius")
    parameter = Lift.of(catalogue).gravitational_parameter

    def pull(offset: float) -> float:
        return float(parameter * offset / (orbit**2 + offset**2) ** 1.5)

    stress, _ = quad(pull, 0.0, disk_radius)
    return float(catalogue.value("steel-wire.density") * stress)


def effective_height(catalogue: Catalogue, *, disk_radius: float) -> float:
    """Column on Earth with the same stress."""
    return float(
        megasatellite.effective_height(
            tidal_compression(catalogue, disk_radius=disk_radius),
            density=catalogue.value("steel-wire.density"),
            gravity=STANDARD_GRAVITY,
        )
    )


def tidal_ratio(catalogue: Catalogue, *, offset: float) -> float:
    """Residual field along the line to Ceres over that across it, at a small offset."""
    orbit = catalogue.value("megasatellite.orbit_radius")
    along = 1 / orbit**2 - 1 / (orbit + offset) ** 2
    across = offset / (orbit**2 + offset**2) ** 1.5
    return float(along / across)


def orbit_gravity(catalogue: Catalogue) -> float:
    """Gravity of Ceres in orbit over g."""
    return float(
        megasatellite.body_gravity_ratio(
            catalogue.value("megasatellite.orbit_radius"),
            gravitational_parameter=Lift.of(catalogue).gravitational_parameter,
            gravity=STANDARD_GRAVITY,
        )
    )


def bearing_relief(catalogue: Catalogue, *, disk_diameter: float) -> float:
    """Gravity on Earth over microgravity at the edge of a disk."""
    lever = disk_diameter / 2 / catalogue.value("megasatellite.orbit_radius")
    return 1 / (orbit_gravity(catalogue) * lever)


def nitrogen_share(catalogue: Catalogue, *, air: float, total: float) -> float:
    """Nitrogen over all mass."""
    return catalogue.value("twin-cylinder.air_nitrogen_fraction") * air / total


def largest_living_area(catalogue: Catalogue, *, mass_per_area: float) -> float:
    """Living area that all of Ceres yields."""
    mass = catalogue.value("ceres-paper.mass")
    return float(megasatellite.supported_area(mass, mass_per_living_area=mass_per_area))


def surface_power(catalogue: Catalogue) -> float:
    """Power of panels on the surface of Ceres."""
    value = catalogue.value
    return float(
        megasatellite.surface_power(
            value("ceres-paper.radius"),
            flux=_flux(catalogue, value("ceres-lifting.site_distance")),
            covered_share=value("ceres-lifting.surface_share"),
            panel_efficiency=value("ceres-lifting.panel_efficiency"),
        )
    )


def _flux(catalogue: Catalogue, distance: float) -> float:
    solar_constant = catalogue.value("sun.solar_constant")
    return float(sunlight.flux(distance, solar_constant=solar_constant))


def lifted_mass_rate(catalogue: Catalogue, *, power: float, energy_per_mass: float) -> float:
    """Mass lifted per time."""
    return float(megasatellite.lifted_mass_rate(power, energy_per_mass=energy_per_mass))


def settling_rate(catalogue: Catalogue, *, mass_rate: float, mass_per_person: float) -> float:
    """People housed per time."""
    return float(megasatellite.settling_rate(mass_rate, mass_per_person=mass_per_person))


def settling_rate_processing(
    catalogue: Catalogue,
    *,
    power: float,
    lift_energy: float,
    processing_energy: float,
    mass_per_person: float,
) -> float:
    """People housed per time if lifting and processing share the power."""
    rate = lifted_mass_rate(catalogue, power=power, energy_per_mass=lift_energy + processing_energy)
    return settling_rate(catalogue, mass_rate=rate, mass_per_person=mass_per_person)
