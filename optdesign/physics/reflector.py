"""Sunlight for a habitat: the ring-shaped paraboloids around it and the channel they feed."""

from __future__ import annotations

from typing import Any

from optdesign.physics.maths import PI, Quantity, sqrt


def entry_radius(radius: Quantity, *, entry_radius_ratio: Quantity) -> Any:
    """Inner radius of the reflector, c R_H.

    Parameters
    ----------
    radius : [m], of the habitat
    entry_radius_ratio : [1], >= 1

    Returns
    -------
    [m]

    Source
    ------
    Definition.
    """
    return entry_radius_ratio * radius


def light_radius(
    area: Quantity,
    *,
    entry_radius: Quantity,
    light_heat: Quantity,
    light_efficiency: Quantity,
    flux: Quantity,
) -> Any:
    """Least reflector radius for the light, sqrt(R_in^2 + q A / (2 pi eta S)).

    Parameters
    ----------
    area : [m2], rural floor of both cylinders
    entry_radius : [m], inner radius of the reflector
    light_heat : [W/m2], light let in per rural floor
    light_efficiency : [1], from free sunlight to the light channel, in (0, 1]
    flux : [W/m2], sunlight at the site

    Returns
    -------
    [m]

    Source
    ------
    Energy balance of two reflectors, one on each side of the disk.
    """
    return sqrt(entry_radius**2 + light_heat * area / (2 * PI * light_efficiency * flux))


def disk_area(reflector_radius: Quantity) -> Any:
    """Disk area of one cell of the hexagonal array, 2 sqrt3 R_p^2.

    Parameters
    ----------
    reflector_radius : [m], half the distance of neighbours

    Returns
    -------
    [m2]

    Source
    ------
    Area of a hexagon by its inscribed circle.
    """
    return 2 * sqrt(3.0) * reflector_radius**2


def disk_area_per_person(reflector_radius: Quantity, population: Quantity) -> Any:
    """Disk area one person takes, 2 sqrt3 R_p^2 / N.

    Parameters
    ----------
    reflector_radius : [m]
    population : [person], of both cylinders of one cell

    Returns
    -------
    [m2]

    Source
    ------
    Janhunen, section 6.
    """
    return disk_area(reflector_radius) / population


def channel_flux(
    area: Quantity, *, light_heat: Quantity, urban_radius: Quantity, channel_width: Quantity
) -> Any:
    """Sunlight through the annular light channel, q A / 2 / {pi [(R_U + w)^2 - R_U^2]}.

    Parameters
    ----------
    area : [m2], rural floor of both cylinders; each end feeds half of it
    light_heat : [W/m2], light let in per rural floor
    urban_radius, channel_width : [m], inner radius and width of the channel

    Returns
    -------
    [W/m2], mean over the cross-section where the light enters

    Source
    ------
    Energy balance.
    """
    cross_section = PI * channel_width * (2 * urban_radius + channel_width)
    return light_heat * area / 2 / cross_section
