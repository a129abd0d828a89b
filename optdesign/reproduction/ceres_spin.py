"""Computations on the rotation of Ceres: angular momentum spent, and restored by propulsion."""

from __future__ import annotations

from optdesign.catalogue import Catalogue
from optdesign.physics import angular_momentum as spin
from optdesign.physics import habitat
from optdesign.physics.constants import STANDARD_GRAVITY
from optdesign.reproduction.ceres_elevator import Lift


def rotation_of_body(catalogue: Catalogue) -> float:
    """Rotation period of Ceres."""
    return float(habitat.rotation_period(Lift.of(catalogue).rotation_rate))


def night(catalogue: Catalogue) -> float:
    """Half a turn of Ceres."""
    return rotation_of_body(catalogue) / 2


def surface_gravity_factor(catalogue: Catalogue) -> float:
    """Gravity of Earth over that of Ceres, without the centrifugal force."""
    lift = Lift.of(catalogue)
    return STANDARD_GRAVITY * lift.radius**2 / lift.gravitational_parameter


def moment_of_inertia(catalogue: Catalogue) -> float:
    """Moment of inertia of a uniform Ceres."""
    return angular_momentum(catalogue) / Lift.of(catalogue).rotation_rate


def angular_momentum(catalogue: Catalogue) -> float:
    """Angular momentum of a uniform Ceres."""
    lift = Lift.of(catalogue)
    return float(
        spin.spin_angular_momentum(lift.mass, lift.radius, rotation_rate=lift.rotation_rate)
    )


def released_angular_momentum(catalogue: Catalogue) -> float:
    """Angular momentum of a released kilogram."""
    lift = Lift.of(catalogue)
    return float(spin.released_angular_momentum(lift.release, rotation_rate=lift.rotation_rate))


def lost_angular_momentum(catalogue: Catalogue) -> float:
    """Angular momentum a released kilogram takes from the rest."""
    lift = Lift.of(catalogue)
    return float(
        spin.lost_angular_momentum(lift.release, lift.radius, rotation_rate=lift.rotation_rate)
    )


def thrust_radius(catalogue: Catalogue) -> float:
    """Distance of the thruster from the centre."""
    return Lift.of(catalogue).release * catalogue.value("spin-restoration.extension_ratio")


def restoring_exhaust_speed(catalogue: Catalogue) -> float:
    """Exhaust speed of the thruster."""
    return float(
        spin.restoring_exhaust_speed(
            thrust_radius(catalogue),
            rotation_rate=Lift.of(catalogue).rotation_rate,
            speed_factor=catalogue.value("spin-restoration.exhaust_speed_ratio"),
        )
    )


def _mass_ratio(catalogue: Catalogue, radius: float) -> float:
    lift = Lift.of(catalogue)
    factor = catalogue.value("spin-restoration.exhaust_speed_ratio")
    return float(spin.restoring_mass_ratio(lift.release, radius, lift.radius, speed_factor=factor))


def restoring_mass(catalogue: Catalogue) -> float:
    """Propellant per payload."""
    return _mass_ratio(catalogue, thrust_radius(catalogue))


def restoring_energy(catalogue: Catalogue) -> float:
    """Energy of the burn per payload."""
    return float(
        spin.restoring_energy(
            restoring_mass(catalogue),
            restoring_exhaust_speed(catalogue),
            thrust_efficiency=catalogue.value("spin-restoration.thruster_efficiency"),
        )
    )


def restoring_energy_approximate(catalogue: Catalogue) -> float:
    """Equation 12, which holds for twice the speed of the thruster."""
    lift = Lift.of(catalogue)
    efficiency = catalogue.value("spin-restoration.thruster_efficiency")
    return 2 / efficiency * lost_angular_momentum(catalogue) * lift.rotation_rate


def _rocket_thrust_radius(catalogue: Catalogue) -> float:
    impulse = catalogue.value("hydrogen-oxygen-rocket.specific_impulse")
    factor = catalogue.value("spin-restoration.exhaust_speed_ratio")
    return impulse * STANDARD_GRAVITY / (factor * Lift.of(catalogue).rotation_rate)


def restoring_tether(catalogue: Catalogue) -> float:
    """Tether length that matches the exhaust of a hydrogen-oxygen rocket."""
    return _rocket_thrust_radius(catalogue) - Lift.of(catalogue).radius


def restoring_water(catalogue: Catalogue) -> float:
    """Propellant per payload of that rocket at that length."""
    return _mass_ratio(catalogue, _rocket_thrust_radius(catalogue))
