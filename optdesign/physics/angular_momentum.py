"""Angular momentum that an elevator takes from its body, and propulsion that gives it back."""

from __future__ import annotations

from typing import Any

from optdesign.physics.maths import Quantity


def spin_angular_momentum(
    body_mass: Quantity, body_radius: Quantity, *, rotation_rate: Quantity
) -> Any:
    """Angular momentum of a uniform sphere, 2/5 M R^2 omega.

    Parameters
    ----------
    body_mass : [kg]
    body_radius : [m]
    rotation_rate : [rad/s]

    Returns
    -------
    [kg*m2/s]

    Source
    ------
    Janhunen, equation 8.
    """
    return 2 * body_mass * body_radius**2 * rotation_rate / 5


def released_angular_momentum(release_radius: Quantity, *, rotation_rate: Quantity) -> Any:
    """Angular momentum a released kilogram carries, r0^2 omega.

    Parameters
    ----------
    release_radius : [m], from the body's centre
    rotation_rate : [rad/s]

    Returns
    -------
    [m2/s]

    Source
    ------
    Janhunen, section 6.2. It includes what the kilogram had on the ground.
    """
    return release_radius**2 * rotation_rate


def lost_angular_momentum(
    release_radius: Quantity, body_radius: Quantity, *, rotation_rate: Quantity
) -> Any:
    """Angular momentum taken from the rest of the body per kilogram, (r0^2 - R^2) omega.

    Parameters
    ----------
    release_radius, body_radius : [m], from the body's centre
    rotation_rate : [rad/s]

    Returns
    -------
    [m2/s]

    Source
    ------
    Janhunen, equation 9.
    """
    return (release_radius**2 - body_radius**2) * rotation_rate


def restoring_mass_ratio(
    release_radius: Quantity,
    thrust_radius: Quantity,
    body_radius: Quantity,
    *,
    speed_factor: Quantity,
) -> Any:
    """Propellant per payload that restores the spin, (r0^2 - R^2) / [(k - 1) r1^2 + R^2].

    Parameters
    ----------
    release_radius, thrust_radius, body_radius : [m], from the body's centre
    speed_factor : [1], exhaust speed over the speed of the thruster, > 1

    Returns
    -------
    [1]

    Source
    ------
    Janhunen, equation 10.
    """
    return (release_radius**2 - body_radius**2) / (
        (speed_factor - 1) * thrust_radius**2 + body_radius**2
    )


def restoring_exhaust_speed(
    thrust_radius: Quantity, *, rotation_rate: Quantity, speed_factor: Quantity
) -> Any:
    """Exhaust speed of the restoring thruster, k r1 omega.

    Parameters
    ----------
    thrust_radius : [m], from the body's centre
    rotation_rate : [rad/s]
    speed_factor : [1], > 1

    Returns
    -------
    [m/s]

    Source
    ------
    Janhunen, appendix A.
    """
    return speed_factor * thrust_radius * rotation_rate


def restoring_energy(
    mass_ratio: Quantity, exhaust_speed: Quantity, *, thrust_efficiency: Quantity
) -> Any:
    """Energy of the restoring burn per kilogram of payload, mu v^2 / (2 eta).

    Parameters
    ----------
    mass_ratio : [1], propellant per payload
    exhaust_speed : [m/s]
    thrust_efficiency : [1], in (0, 1]

    Returns
    -------
    [J/kg]

    Source
    ------
    Janhunen, equation 11.
    """
    return mass_ratio * exhaust_speed**2 / (2 * thrust_efficiency)
