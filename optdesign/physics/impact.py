"""Impacts on a shield: which bodies pass it, how often, and what the others dig out of it.

Numbers of meteoroids follow a power of their diameter. A shield stops what digs less than its own
column of mass; the depth is proportional to the body's own column.
"""

from __future__ import annotations

from typing import Any

from optdesign.physics.maths import PI, Quantity


def penetration_diameter(
    areal_density: Quantity, *, column_ratio: Quantity, meteoroid_density: Quantity
) -> Any:
    """Smallest body that passes a shield, sigma / (k rho).

    Parameters
    ----------
    areal_density : [kg/m2], of the shield
    column_ratio : [1], column dug out over the body's own
    meteoroid_density : [kg/m3]

    Returns
    -------
    [m]

    Source
    ------
    Cratering depth in proportion to the size of the body.
    """
    return areal_density / (column_ratio * meteoroid_density)


def penetration_rate(
    area: Quantity,
    diameter: Quantity,
    *,
    flux: Quantity,
    reference_diameter: Quantity,
    exponent: Quantity,
) -> Any:
    """Bodies above a diameter that hit an area per time, F A (d / d0)^-b.

    Parameters
    ----------
    area : [m2], of the surface
    diameter : [m], > 0
    flux : [1/s/m2], of bodies above the reference diameter
    reference_diameter : [m], d0
    exponent : [1], b

    Returns
    -------
    [1/s]

    Source
    ------
    Power law of bolides, Brown et al. 2002.
    """
    return flux * area * (diameter / reference_diameter) ** (-exponent)


def required_areal_density(
    rate: Quantity,
    area: Quantity,
    *,
    flux: Quantity,
    reference_diameter: Quantity,
    exponent: Quantity,
    column_ratio: Quantity,
    meteoroid_density: Quantity,
) -> Any:
    """Shield that is passed no more often than a rate, k rho d0 (F A / rate)^(1/b).

    Parameters
    ----------
    rate : [1/s], of bodies that pass
    area : [m2]
    flux : [1/s/m2], of bodies above the reference diameter
    reference_diameter : [m]
    exponent : [1]
    column_ratio : [1]
    meteoroid_density : [kg/m3]

    Returns
    -------
    [kg/m2]

    Source
    ------
    The two laws above, inverted.
    """
    diameter = reference_diameter * (flux * area / rate) ** (1 / exponent)
    return column_ratio * meteoroid_density * diameter


def excavation_rate(
    largest_diameter: Quantity,
    *,
    flux: Quantity,
    reference_diameter: Quantity,
    exponent: Quantity,
    meteoroid_density: Quantity,
    crater_yield: Quantity,
) -> Any:
    """Mass dug out per area and time, y (pi/6) rho F d0^3 b/(3 - b) (d / d0)^(3 - b).

    Parameters
    ----------
    largest_diameter : [m], d, of bodies that the shield stops
    flux : [1/s/m2], F, of bodies above the reference diameter
    reference_diameter : [m], d0
    exponent : [1], b, below 3
    meteoroid_density : [kg/m3]
    crater_yield : [1], mass dug out over that of the body

    Returns
    -------
    [kg/s/m2]

    Source
    ------
    Integral of the power law over all bodies that are stopped.
    """
    mass = PI / 6 * meteoroid_density * reference_diameter**3
    bodies = exponent / (3 - exponent) * (largest_diameter / reference_diameter) ** (3 - exponent)
    return crater_yield * mass * flux * bodies
