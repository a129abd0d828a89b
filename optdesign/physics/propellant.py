"""Propellant: the rocket equation, its energy, and a launch without an elevator."""

from __future__ import annotations

from typing import Any

from optdesign.physics.maths import Quantity, exp, sqrt


def propellant_fraction(delta_v: Quantity, *, exhaust_speed: Quantity) -> Any:
    """Propellant per mass before the burn, 1 - exp(-dv / v_e).

    Parameters
    ----------
    delta_v : [m/s]
    exhaust_speed : [m/s], > 0

    Returns
    -------
    [1]

    Source
    ------
    Rocket equation.
    """
    return 1 - exp(-delta_v / exhaust_speed)


def propellant_ratio(delta_v: Quantity, *, exhaust_speed: Quantity) -> Any:
    """Propellant per mass after the burn, exp(dv / v_e) - 1.

    Parameters
    ----------
    delta_v : [m/s]
    exhaust_speed : [m/s], > 0

    Returns
    -------
    [1]

    Source
    ------
    Rocket equation.
    """
    return exp(delta_v / exhaust_speed) - 1


def propellant_energy(propellant_share: Quantity, *, energy_per_propellant: Quantity) -> Any:
    """Energy of making propellant, per mass it is counted on, x e.

    Parameters
    ----------
    propellant_share : [1], propellant fraction or ratio
    energy_per_propellant : [J/kg]

    Returns
    -------
    [J/kg]

    Source
    ------
    Definition; Janhunen, section 5.1, takes 4 MJ/kg of heat for steam.
    """
    return propellant_share * energy_per_propellant


def ground_launch_delta_v(
    body_radius: Quantity,
    apoapsis: Quantity,
    *,
    gravitational_parameter: Quantity,
    rotation_rate: Quantity,
) -> Any:
    """Burns from the equator to a circular orbit at r_a, without losses.

    sqrt(2 G M r_a / [R (R + r_a)]) - omega R, then the circularisation burn.

    Parameters
    ----------
    body_radius, apoapsis : [m]
    gravitational_parameter : [m3/s2]
    rotation_rate : [rad/s]

    Returns
    -------
    [m/s]

    Source
    ------
    Hohmann transfer from the ground along the rotation.
    """
    both = body_radius + apoapsis
    departure = sqrt(2 * gravitational_parameter * apoapsis / (body_radius * both))
    arrival = sqrt(2 * gravitational_parameter * body_radius / (apoapsis * both))
    ground = rotation_rate * body_radius
    return departure - ground + sqrt(gravitational_parameter / apoapsis) - arrival
