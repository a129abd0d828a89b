"""Sunlight at a distance from the Sun: flux and apparent size."""

from __future__ import annotations

from typing import Any

from optdesign.physics.constants import ASTRONOMICAL_UNIT
from optdesign.physics.maths import Quantity, asin


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
