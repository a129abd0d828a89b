"""Disk-shaped megasatellite: its orbit, its frame, and what the body can supply.

The elevator that lifts the material is in a module of its own.
"""

from __future__ import annotations

from typing import Any

from optdesign.physics.maths import PI, Quantity, sqrt


def tidal_compression(
    disk_radius: Quantity,
    orbit_radius: Quantity,
    *,
    gravitational_parameter: Quantity,
    density: Quantity,
) -> Any:
    """Tidal stress at the centre of the disk, Y = G M rho R^2 / (2 r^3).

    Parameters
    ----------
    disk_radius : [m], << orbit_radius
    orbit_radius : [m], > 0
    gravitational_parameter : [m3/s2], of the body
    density : [kg/m3], of the column

    Returns
    -------
    [Pa]; the pull along the line to the body is twice this

    Source
    ------
    Janhunen, equation 6.
    """
    return gravitational_parameter * density * disk_radius**2 / (2 * orbit_radius**3)


def effective_height(compression: Quantity, *, density: Quantity, gravity: Quantity) -> Any:
    """Height of a column on Earth with the same stress, Y / (rho g).

    Parameters
    ----------
    compression : [Pa]
    density : [kg/m3]
    gravity : [m/s2], on Earth

    Returns
    -------
    [m]

    Source
    ------
    Janhunen, equation 7.
    """
    return compression / (density * gravity)


def body_gravity_ratio(
    orbit_radius: Quantity, *, gravitational_parameter: Quantity, gravity: Quantity
) -> Any:
    """Gravity field of the body in orbit over Earth's, G M / (r^2 g).

    Parameters
    ----------
    orbit_radius : [m], > 0
    gravitational_parameter : [m3/s2]
    gravity : [m/s2], on Earth

    Returns
    -------
    [1]; microgravity at the rim of a disk of radius R is at most 2 R / r times this

    Source
    ------
    Newton; Janhunen, section 4.5.
    """
    return gravitational_parameter / (orbit_radius**2 * gravity)


def frame_share(
    disk_radius: Quantity,
    orbit_radius: Quantity,
    *,
    gravitational_parameter: Quantity,
    density: Quantity,
    stress: Quantity,
) -> Any:
    """Frame over the mass it holds against tides, 3 G M rho R^2 / (4 s r^3).

    At a point the pull across the line to the body is sigma G M (R^2 - rho^2) / (2 r^3) per
    length, a quarter of R^2 in the mean over the disk, and twice that along the line.

    Parameters
    ----------
    disk_radius : [m], << orbit_radius
    orbit_radius : [m], > 0
    gravitational_parameter : [m3/s2], of the body
    density : [kg/m3], of the frame
    stress : [Pa], the frame bears

    Returns
    -------
    [1]

    Source
    ------
    Janhunen, equations 3 to 5, for a disk of even mass instead of a column of steel.
    """
    pull = gravitational_parameter * disk_radius**2 / orbit_radius**3
    return 3 * density * pull / (4 * stress)


def bearing_share(
    disk_radius: Quantity,
    orbit_radius: Quantity,
    *,
    gravitational_parameter: Quantity,
    gravity: Quantity,
    lift_ratio: Quantity,
) -> Any:
    """Bearings over the mass that spins in them, 2 G M R / (r^3 g k).

    Tides pull a habitat at the rim along the line to the body with 2 G M R / r^3; bearings hold k
    times what they weigh on Earth.

    Parameters
    ----------
    disk_radius : [m], << orbit_radius
    orbit_radius : [m], > 0
    gravitational_parameter : [m3/s2], of the body
    gravity : [m/s2], on Earth
    lift_ratio : [1], k, force of a bearing over its own weight on Earth

    Returns
    -------
    [1]

    Source
    ------
    Janhunen, section 4.5, with the tide along the line to the body.
    """
    tide = 2 * gravitational_parameter * disk_radius / orbit_radius**3
    return tide / (gravity * lift_ratio)


def hill_radius(
    semi_major_axis: Quantity,
    *,
    eccentricity: Quantity,
    body_mass: Quantity,
    solar_mass: Quantity,
) -> Any:
    """Hill radius at perihelion, a (1 - e) (m / 3M)^(1/3).

    Parameters
    ----------
    semi_major_axis : [m], of the body's orbit
    eccentricity : [1], in [0, 1)
    body_mass, solar_mass : [kg]

    Returns
    -------
    [m]

    Source
    ------
    Restricted three-body problem.
    """
    return semi_major_axis * (1 - eccentricity) * (body_mass / (3 * solar_mass)) ** (1 / 3)


def libration(eccentricity: Quantity) -> Any:
    """Largest angle between the Sun and a uniformly turning axis, about 2 e.

    Parameters
    ----------
    eccentricity : [1], << 1

    Returns
    -------
    [rad]

    Source
    ------
    Equation of the centre, first order.
    """
    return 2 * eccentricity


def disk_population(disk_radius: Quantity, *, disk_area_per_person: Quantity) -> Any:
    """People on a disk, pi R^2 / a.

    Parameters
    ----------
    disk_radius : [m]
    disk_area_per_person : [m2], > 0

    Returns
    -------
    [person]

    Source
    ------
    Geometry.
    """
    return PI * disk_radius**2 / disk_area_per_person


def disk_diameter(population: Quantity, *, disk_area_per_person: Quantity) -> Any:
    """Diameter of the disk that houses a population, 2 sqrt(N a / pi).

    Parameters
    ----------
    population : [person]
    disk_area_per_person : [m2]

    Returns
    -------
    [m]

    Source
    ------
    Geometry.
    """
    return 2 * sqrt(population * disk_area_per_person / PI)


def supported_area(body_mass: Quantity, *, mass_per_living_area: Quantity) -> Any:
    """Living area a whole body yields, M / m_A.

    Parameters
    ----------
    body_mass : [kg]
    mass_per_living_area : [kg/m2]

    Returns
    -------
    [m2]

    Source
    ------
    Janhunen, section 6.1.
    """
    return body_mass / mass_per_living_area


def surface_power(
    body_radius: Quantity,
    *,
    flux: Quantity,
    covered_share: Quantity,
    panel_efficiency: Quantity,
) -> Any:
    """Mean power of panels on a turning body, u e S pi R^2.

    Parameters
    ----------
    body_radius : [m]
    flux : [W/m2], sunlight at the body
    covered_share : [1], of the whole surface, evenly spread
    panel_efficiency : [1]

    Returns
    -------
    [W]

    Source
    ------
    A sphere intercepts a quarter of its surface; Janhunen, section 6.3.
    """
    return covered_share * panel_efficiency * flux * PI * body_radius**2


def lifted_mass_rate(power: Quantity, *, energy_per_mass: Quantity) -> Any:
    """Mass handled per time, P / e.

    Parameters
    ----------
    power : [W]
    energy_per_mass : [J/kg], of lifting alone, or of lifting and processing

    Returns
    -------
    [kg/s]

    Source
    ------
    Energy balance.
    """
    return power / energy_per_mass


def settling_rate(mass_rate: Quantity, *, mass_per_person: Quantity) -> Any:
    """People housed per time, (dm/dt) / m_person.

    Parameters
    ----------
    mass_rate : [kg/s]
    mass_per_person : [kg]

    Returns
    -------
    [1/s]

    Source
    ------
    Mass balance; Janhunen, section 6.3.
    """
    return mass_rate / mass_per_person
