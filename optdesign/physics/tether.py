"""Tether of a space elevator: section, capacity and counterweight.

Distances are from the body's centre. The mass of a tapered tether is an integral without closed
form; it is solved in `optdesign.subproblems`.
"""

from __future__ import annotations

from typing import Any

from optdesign.physics.maths import Quantity, exp


def anchor_area(payload_mass: Quantity, *, surface_gravity: Quantity, stress: Quantity) -> Any:
    """Cross-section at the ground that holds the payload alone, m g_e(R) / s.

    Parameters
    ----------
    payload_mass : [kg]
    surface_gravity : [m/s2], effective, > 0
    stress : [Pa]

    Returns
    -------
    [m2]

    Source
    ------
    Tension of the constant-stress tether at the ground.
    """
    return payload_mass * surface_gravity / stress


def taper_logarithm(potential_difference: Quantity, *, density: Quantity, stress: Quantity) -> Any:
    """Logarithm of the cross-section over that at the ground, rho [Phi(r) - Phi(R)] / s.

    Parameters
    ----------
    potential_difference : [J/kg], from the ground
    density : [kg/m3], of the tether
    stress : [Pa]

    Returns
    -------
    [1]; kept as a logarithm because the ratio itself overflows on large bodies

    Source
    ------
    Constant-stress tether.
    """
    return density * potential_difference / stress


def tapered_counterweight_ratio(
    taper_logarithm: Quantity, *, surface_gravity: Quantity, end_gravity: Quantity
) -> Any:
    """Counterweight per payload of a constant-stress tether, g_e(R) exp(t) / -g_e(L).

    Parameters
    ----------
    taper_logarithm : [1], at the end of the tether
    surface_gravity, end_gravity : [m/s2], effective, > 0 and < 0

    Returns
    -------
    [1]

    Source
    ------
    Balance of forces at the end of the tether.
    """
    return surface_gravity * exp(taper_logarithm) / (-end_gravity)


def uniform_tether_mass(area: Quantity, length: Quantity, *, density: Quantity) -> Any:
    """Mass of a tether of constant section, rho A l.

    Parameters
    ----------
    area : [m2]
    length : [m]
    density : [kg/m3]

    Returns
    -------
    [kg]

    Source
    ------
    Definition.
    """
    return density * area * length


def uniform_tether_capacity(
    area: Quantity,
    *,
    potential_difference: Quantity,
    surface_gravity: Quantity,
    density: Quantity,
    stress: Quantity,
) -> Any:
    """Payload a constant section holds, A {s - rho [Phi(r_sync) - Phi(R)]} / g_e(R).

    Parameters
    ----------
    area : [m2]
    potential_difference : [J/kg], from the ground to the stationary orbit
    surface_gravity : [m/s2], effective, > 0
    density : [kg/m3]
    stress : [Pa]

    Returns
    -------
    [kg]; negative if the tether cannot hold itself

    Source
    ------
    Tension is greatest at the stationary orbit, payload at the ground.
    """
    return area * (stress - density * potential_difference) / surface_gravity


def uniform_counterweight(
    payload_mass: Quantity,
    area: Quantity,
    *,
    potential_difference: Quantity,
    surface_gravity: Quantity,
    end_gravity: Quantity,
    density: Quantity,
) -> Any:
    """Counterweight of a uniform tether, {m g_e(R) + rho A [Phi(r) - Phi(R)]} / -g_e(r).

    Parameters
    ----------
    payload_mass : [kg], at the ground
    area : [m2]
    potential_difference : [J/kg], from the ground to the counterweight
    surface_gravity, end_gravity : [m/s2], effective, > 0 and < 0
    density : [kg/m3]

    Returns
    -------
    [kg]

    Source
    ------
    Balance of forces on the whole tether.
    """
    weight = payload_mass * surface_gravity + density * area * potential_difference
    return weight / (-end_gravity)
