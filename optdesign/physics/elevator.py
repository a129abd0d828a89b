"""Space elevator on a rotating body: potential, release, transfer and power.

Distances are from the body's centre. The radius from which a load reaches a wanted apoapsis has no
closed form worth writing; it is solved in `optdesign.subproblems`.
"""

from __future__ import annotations

from typing import Any

from optdesign.physics.constants import GRAVITATIONAL_CONSTANT
from optdesign.physics.maths import PI, Quantity, sqrt


def gravitational_parameter(mass: Quantity) -> Any:
    """Gravitational parameter of a body, G M.

    Parameters
    ----------
    mass : [kg], > 0

    Returns
    -------
    [m3/s2]

    Source
    ------
    Newton.
    """
    return GRAVITATIONAL_CONSTANT * mass


def effective_potential(
    radius: Quantity, *, gravitational_parameter: Quantity, rotation_rate: Quantity
) -> Any:
    """Potential in the turning frame, Phi(r) = -G M / r - omega^2 r^2 / 2.

    Parameters
    ----------
    radius : [m], > 0
    gravitational_parameter : [m3/s2]
    rotation_rate : [rad/s], of the body

    Returns
    -------
    [J/kg]

    Source
    ------
    Mechanics in a rotating frame.
    """
    return -gravitational_parameter / radius - rotation_rate**2 * radius**2 / 2


def effective_gravity(
    radius: Quantity, *, gravitational_parameter: Quantity, rotation_rate: Quantity
) -> Any:
    """Downward acceleration in the turning frame, g_e(r) = G M / r^2 - omega^2 r.

    Parameters
    ----------
    radius : [m], > 0
    gravitational_parameter : [m3/s2]
    rotation_rate : [rad/s]

    Returns
    -------
    [m/s2]; negative above the stationary orbit

    Source
    ------
    Derivative of the effective potential.
    """
    return gravitational_parameter / radius**2 - rotation_rate**2 * radius


def stationary_radius(*, gravitational_parameter: Quantity, rotation_rate: Quantity) -> Any:
    """Radius of the stationary orbit, (G M / omega^2)^(1/3).

    Parameters
    ----------
    gravitational_parameter : [m3/s2]
    rotation_rate : [rad/s], > 0

    Returns
    -------
    [m]

    Source
    ------
    Zero of the effective gravity.
    """
    return (gravitational_parameter / rotation_rate**2) ** (1 / 3)


def release_apoapsis(
    release_radius: Quantity, *, gravitational_parameter: Quantity, rotation_rate: Quantity
) -> Any:
    """Apoapsis of a load let go from the tether, omega^2 r0^4 / (2 G M - omega^2 r0^3).

    Parameters
    ----------
    release_radius : [m], from the stationary radius to 2^(1/3) times it, where the load escapes
    gravitational_parameter : [m3/s2]
    rotation_rate : [rad/s]

    Returns
    -------
    [m]

    Source
    ------
    Vis-viva; it inverts omega^2 r0^3 = 2 G M r_a / (r0 + r_a).
    """
    speed_squared = rotation_rate**2 * release_radius**2
    return (
        speed_squared
        * release_radius**2
        / (2 * gravitational_parameter - speed_squared * release_radius)
    )


def lift_energy(
    top: Quantity, bottom: Quantity, *, gravitational_parameter: Quantity, rotation_rate: Quantity
) -> Any:
    """Energy per kilogram to raise a climber along the tether, Phi(top) - Phi(bottom).

    Parameters
    ----------
    top, bottom : [m], > 0
    gravitational_parameter : [m3/s2]
    rotation_rate : [rad/s]

    Returns
    -------
    [J/kg]; to the stationary orbit this is the gross lift, beyond it what braking returns is
    subtracted

    Source
    ------
    Janhunen, section 5.1.
    """
    body = {
        "gravitational_parameter": gravitational_parameter,
        "rotation_rate": rotation_rate,
    }
    return effective_potential(top, **body) - effective_potential(bottom, **body)


def tip_speed(release_radius: Quantity, *, rotation_rate: Quantity) -> Any:
    """Inertial speed of the release point, omega r0.

    Parameters
    ----------
    release_radius : [m]
    rotation_rate : [rad/s]

    Returns
    -------
    [m/s]

    Source
    ------
    Rigid rotation.
    """
    return rotation_rate * release_radius


def escape_speed(
    body_radius: Quantity, *, gravitational_parameter: Quantity, rotation_rate: Quantity
) -> Any:
    """Escape speed from the equator along the rotation, sqrt(2 G M / R) - omega R.

    Parameters
    ----------
    body_radius : [m], > 0
    gravitational_parameter : [m3/s2]
    rotation_rate : [rad/s]

    Returns
    -------
    [m/s], relative to the ground

    Source
    ------
    Janhunen, section 5.1.
    """
    return sqrt(2 * gravitational_parameter / body_radius) - rotation_rate * body_radius


def circularisation_delta_v(
    release_radius: Quantity,
    apoapsis: Quantity,
    *,
    gravitational_parameter: Quantity,
    rotation_rate: Quantity,
) -> Any:
    """Burn at apoapsis, sqrt(G M / r_a) - omega r0^2 / r_a.

    Parameters
    ----------
    release_radius, apoapsis : [m]
    gravitational_parameter : [m3/s2]
    rotation_rate : [rad/s]

    Returns
    -------
    [m/s]

    Source
    ------
    Conservation of angular momentum on the transfer ellipse.
    """
    return sqrt(gravitational_parameter / apoapsis) - rotation_rate * release_radius**2 / apoapsis


def transfer_time(
    release_radius: Quantity, apoapsis: Quantity, *, gravitational_parameter: Quantity
) -> Any:
    """Half the period of the transfer ellipse, pi sqrt([(r0 + r_a) / 2]^3 / G M).

    Parameters
    ----------
    release_radius, apoapsis : [m]
    gravitational_parameter : [m3/s2]

    Returns
    -------
    [s]

    Source
    ------
    Kepler's third law.
    """
    return PI * sqrt(((release_radius + apoapsis) / 2) ** 3 / gravitational_parameter)


def climb_time(height: Quantity, *, climb_speed: Quantity) -> Any:
    """Time of the climb, h / v.

    Parameters
    ----------
    height : [m]
    climb_speed : [m/s], > 0

    Returns
    -------
    [s]

    Source
    ------
    Constant speed.
    """
    return height / climb_speed


def mean_power(payload_mass: Quantity, *, lift_energy: Quantity, climb_time: Quantity) -> Any:
    """Mean power of a climb, m e / t.

    Parameters
    ----------
    payload_mass : [kg]
    lift_energy : [J/kg]
    climb_time : [s]

    Returns
    -------
    [W]

    Source
    ------
    Definition. Net of what braking returns above the stationary orbit.
    """
    return payload_mass * lift_energy / climb_time


def peak_power(payload_mass: Quantity, *, surface_gravity: Quantity, climb_speed: Quantity) -> Any:
    """Power at the start of the climb, m g_e(R) v.

    Parameters
    ----------
    payload_mass : [kg]
    surface_gravity : [m/s2], effective
    climb_speed : [m/s]

    Returns
    -------
    [W]

    Source
    ------
    Effective gravity is greatest at the ground.
    """
    return payload_mass * surface_gravity * climb_speed
