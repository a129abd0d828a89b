"""Twin-cylinder habitat: geometry, masses and rotation.

Two coaxial floors: the rural one at the habitat radius, the urban one inside a light channel.
Steel, cooling, sunlight and the assembly of a whole design are in modules of their own.
"""

from __future__ import annotations

from typing import Any

from optdesign.physics.maths import PI, Quantity, positive_part, sqrt


def floor_area(radius: Quantity, length: Quantity) -> Any:
    """Area of the lateral surface of a cylinder, A = 2 pi R L.

    Parameters
    ----------
    radius, length : [m], > 0

    Returns
    -------
    [m2]

    Source
    ------
    Geometry.
    """
    return 2 * PI * radius * length


def urban_radius(radius: Quantity, *, rural_height: Quantity, channel_width: Quantity) -> Any:
    """Radius of the urban floor, R_U = R_H - h_r - w.

    Parameters
    ----------
    radius : [m], of the rural floor
    rural_height : [m], of the rural atmosphere
    channel_width : [m], of the light channel above it

    Returns
    -------
    [m]; the geometry is meaningful only where it is positive

    Source
    ------
    Janhunen, figure 3 and table 1.
    """
    return radius - rural_height - channel_width


def floor_volume(area: Quantity, height: Quantity, *, radius: Quantity) -> Any:
    """Air above a curved floor, V = A h (1 - h / 2R).

    Parameters
    ----------
    area : [m2], of the floor
    height : [m], of the air, < radius
    radius : [m], of the floor

    Returns
    -------
    [m3]

    Source
    ------
    Geometry: difference of two coaxial cylinders.
    """
    return area * height * (1 - height / (2 * radius))


def population(living_area: Quantity, *, living_area_per_person: Quantity) -> Any:
    """People a habitat houses, N = A / a.

    Parameters
    ----------
    living_area : [m2], rural and urban floors together
    living_area_per_person : [m2], > 0

    Returns
    -------
    [person]

    Source
    ------
    Definition; Janhunen, section 2, takes 2000 m2.
    """
    return living_area / living_area_per_person


def rotation_rate(radius: Quantity, *, gravity: Quantity) -> Any:
    """Spin that gives the wanted gravity at the rim, Omega = sqrt(g / R).

    Parameters
    ----------
    radius : [m], > 0
    gravity : [m/s2], at that radius, > 0

    Returns
    -------
    [rad/s]

    Source
    ------
    Centripetal acceleration.
    """
    return sqrt(gravity / radius)


def rotation_period(rotation_rate: Quantity) -> Any:
    """Time of one turn, 2 pi / Omega.

    Parameters
    ----------
    rotation_rate : [rad/s], > 0

    Returns
    -------
    [s]

    Source
    ------
    Definition.
    """
    return 2 * PI / rotation_rate


def gravity_ratio(inner_radius: Quantity, outer_radius: Quantity) -> Any:
    """Gravity of an inner floor over that of the rim, R_inner / R_outer.

    Parameters
    ----------
    inner_radius, outer_radius : [m], > 0

    Returns
    -------
    [1]

    Source
    ------
    Rigid rotation.
    """
    return inner_radius / outer_radius


def soil_mass(area: Quantity, *, soil_depth: Quantity, soil_density: Quantity) -> Any:
    """Mass of soil on a floor, rho d A.

    Parameters
    ----------
    area : [m2]
    soil_depth : [m], >= 0
    soil_density : [kg/m3]

    Returns
    -------
    [kg]

    Source
    ------
    Definition; Janhunen, section 2, takes 1500 kg/m3.
    """
    return soil_density * soil_depth * area


def shield_mass(
    radius: Quantity,
    length: Quantity,
    *,
    soil_depth: Quantity,
    soil_density: Quantity,
    shield_areal_density: Quantity,
) -> Any:
    """Radiation shield, max(sigma - rho d, 0) 2 pi R L + sigma 2 pi R^2.

    Parameters
    ----------
    radius, length : [m], > 0
    soil_depth : [m], >= 0
    soil_density : [kg/m3]
    shield_areal_density : [kg/m2], mass that must stand between people and space

    Returns
    -------
    [kg]

    Source
    ------
    Geometry. Soil counts as shielding on the wall; the two end caps have none.
    """
    wall = positive_part(shield_areal_density - soil_density * soil_depth)
    return wall * 2 * PI * radius * length + shield_areal_density * 2 * PI * radius**2


def nitrogen_fraction(
    air_mass: Quantity, total_mass: Quantity, *, air_nitrogen_fraction: Quantity
) -> Any:
    """Share of nitrogen in the whole habitat, x m_air / m.

    Parameters
    ----------
    air_mass, total_mass : [kg]
    air_nitrogen_fraction : [1], by mass, in (0, 1]

    Returns
    -------
    [1]; a body poorer in nitrogen cannot be used unsorted

    Source
    ------
    Mass balance.
    """
    return air_nitrogen_fraction * air_mass / total_mass
