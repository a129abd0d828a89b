"""Radiators: heat rejected per area, area and mass. The sky is taken as cold."""

from __future__ import annotations

from typing import Any

from optdesign.physics.constants import STEFAN_BOLTZMANN
from optdesign.physics.maths import Quantity, positive_part


def radiated_flux(temperature: Quantity, *, emissivity: Quantity, faces: Quantity) -> Any:
    """Heat rejected per area of panel, n eps sigma T^4.

    Parameters
    ----------
    temperature : [K], of the panel, > 0
    emissivity : [1], in (0, 1]
    faces : [1], n, sides that see the sky, 1 or 2

    Returns
    -------
    [W/m2]

    Source
    ------
    Stefan-Boltzmann law; the panel stands edge-on to the Sun.
    """
    return faces * emissivity * STEFAN_BOLTZMANN * temperature**4


def radiator_area(
    heat: Quantity, temperature: Quantity, *, emissivity: Quantity, faces: Quantity
) -> Any:
    """Panel area that rejects the heat, max(Q, 0) / (n eps sigma T^4).

    Parameters
    ----------
    heat : [W], Q; a negative one counts as none
    temperature : [K], of the panel, > 0
    emissivity : [1], in (0, 1]
    faces : [1], n, sides that see the sky, 1 or 2

    Returns
    -------
    [m2], of panel (not of faces), >= 0

    Source
    ------
    Stefan-Boltzmann law.
    """
    return positive_part(heat) / radiated_flux(temperature, emissivity=emissivity, faces=faces)


def radiator_mass(area: Quantity, *, areal_mass: Quantity) -> Any:
    """Mass of a radiator, m A.

    Parameters
    ----------
    area : [m2], of panel, >= 0
    areal_mass : [kg/m2], m, per panel with its heat pipes, >= 0

    Returns
    -------
    [kg]

    Source
    ------
    Proportional sizing.
    """
    return areal_mass * area
