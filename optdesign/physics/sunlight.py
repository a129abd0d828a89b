"""Sunlight at a distance from the Sun: flux, apparent size, and both along an orbit."""

from __future__ import annotations

from typing import Any

from optdesign.physics.constants import ASTRONOMICAL_UNIT
from optdesign.physics.maths import Quantity, asin, sqrt


def flux(distance: Quantity, *, solar_constant: Quantity) -> Any:
    """Solar irradiance, S(r) = S1 / (r / 1 au)^2.

    Parameters
    ----------
    distance : [m], from the Sun, > 0
    solar_constant : [W/m2], at 1 au, > 0

    Returns
    -------
    [W/m2]

    Source
    ------
    Inverse-square law; solar constant of Kopp and Lean (2011).
    """
    return solar_constant / (distance / ASTRONOMICAL_UNIT) ** 2


def angular_radius(distance: Quantity, *, solar_radius: Quantity) -> Any:
    """Half-angle under which the Sun is seen, asin(R_sun / r).

    Parameters
    ----------
    distance : [m], from the Sun, > solar radius
    solar_radius : [m], > 0

    Returns
    -------
    [rad]

    Source
    ------
    Geometry; 4.65 mrad at 1 au.
    """
    return asin(solar_radius / distance)


def perihelion(semi_major_axis: Quantity, eccentricity: Quantity) -> Any:
    """Least distance from the Sun along an orbit, q = a (1 - e).

    Parameters
    ----------
    semi_major_axis : [m], > 0
    eccentricity : [1], in [0, 1)

    Returns
    -------
    [m]

    Source
    ------
    Geometry of the ellipse.
    """
    return semi_major_axis * (1 - eccentricity)


def aphelion(semi_major_axis: Quantity, eccentricity: Quantity) -> Any:
    """Greatest distance from the Sun along an orbit, Q = a (1 + e).

    Parameters
    ----------
    semi_major_axis : [m], > 0
    eccentricity : [1], in [0, 1)

    Returns
    -------
    [m]; where guaranteed power must be sized

    Source
    ------
    Geometry of the ellipse.
    """
    return semi_major_axis * (1 + eccentricity)


def mean_flux(
    semi_major_axis: Quantity, eccentricity: Quantity, *, solar_constant: Quantity
) -> Any:
    """Solar irradiance averaged over time along an orbit, S1 / [(a / 1 au)^2 sqrt(1 - e^2)].

    Parameters
    ----------
    semi_major_axis : [m], > 0
    eccentricity : [1], in [0, 1)
    solar_constant : [W/m2], at 1 au, > 0

    Returns
    -------
    [W/m2]; above the flux at the distance ``semi_major_axis``

    Source
    ------
    Kepler's second law: the time spent at an angle is proportional to r^2, which cancels 1/r^2.
    """
    return flux(semi_major_axis, solar_constant=solar_constant) / sqrt(1 - eccentricity**2)
