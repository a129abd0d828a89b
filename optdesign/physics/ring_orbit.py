"""Orbits of rings around a body: precession, shadow, the body's own light; pressure inside it."""

from __future__ import annotations

from typing import Any

from optdesign.physics.maths import PI, Quantity, asin, cos, maximum, minimum, sin, sqrt


def nodal_precession(
    orbit_radius: Quantity,
    *,
    cosine: Quantity,
    body_radius: Quantity,
    gravitational_parameter: Quantity,
    oblateness: Quantity,
) -> Any:
    """Turning of the plane of a circular orbit, -3/2 J2 (R/a)^2 sqrt(mu/a^3) cos i.

    Parameters
    ----------
    orbit_radius : [m], a, from the body's centre, >= R
    cosine : [1], cos i, of the inclination, in [-1, 1]
    body_radius : [m], R, at the equator, > 0
    gravitational_parameter : [m3/s2], mu, > 0
    oblateness : [1], J2, >= 0

    Returns
    -------
    [1/s], radians eastward per second

    Source
    ------
    First order of the theory of an oblate body, e.g. Vallado.
    """
    motion = sqrt(gravitational_parameter / orbit_radius**3)
    return -1.5 * oblateness * (body_radius / orbit_radius) ** 2 * motion * cosine


def sun_synchronous_cosine(
    orbit_radius: Quantity,
    *,
    year: Quantity,
    body_radius: Quantity,
    gravitational_parameter: Quantity,
    oblateness: Quantity,
) -> Any:
    """Cosine of the inclination at which a plane follows the Sun.

    Parameters
    ----------
    orbit_radius : [m], a, from the body's centre, >= R
    year : [s], of the body's way around the Sun, > 0
    body_radius : [m], R, at the equator, > 0
    gravitational_parameter : [m3/s2], mu, > 0
    oblateness : [1], J2, > 0

    Returns
    -------
    [1], negative; below -1 no orbit of this radius follows the Sun

    Source
    ------
    Nodal precession equal to 2 pi over the year.
    """
    fastest = nodal_precession(
        orbit_radius,
        cosine=1.0,
        body_radius=body_radius,
        gravitational_parameter=gravitational_parameter,
        oblateness=oblateness,
    )
    return 2 * PI / year / fastest


def shadow_share(orbit_radius: Quantity, *, body_radius: Quantity, sun_angle: Quantity) -> Any:
    """Share of a circular orbit in the body's shadow, acos(min(sqrt(1 - (R/a)^2)/cos b, 1)) / pi.

    Parameters
    ----------
    orbit_radius : [m], a, from the body's centre, >= R
    body_radius : [m], R, > 0
    sun_angle : [rad], b, of the Sun out of the plane of the orbit, in [0, pi/2)

    Returns
    -------
    [1]; zero where the orbit passes beside the shadow

    Source
    ------
    Cylindrical shadow.
    """
    clear = sqrt(maximum(1 - (body_radius / orbit_radius) ** 2, 0.0))
    return 0.5 - asin(minimum(clear / cos(sun_angle), 1.0)) / PI


def sun_angle(
    longitude: Quantity, node: Quantity, *, inclination_cosine: Quantity, obliquity: Quantity
) -> Any:
    """Angle of the Sun out of the plane of an orbit around a tilted body.

    sin b = sin i (sin N cos L - cos N sin L cos e) + cos i sin L sin e

    Parameters
    ----------
    longitude : [rad], L, of the Sun along the body's year, from the equinox
    node : [rad], N, ascending node of the orbit on the body's equator, from the equinox
    inclination_cosine : [1], cos i, to the equator, in [-1, 1]
    obliquity : [rad], e, of the body's axis

    Returns
    -------
    [rad], in [-pi/2, pi/2]

    Source
    ------
    Scalar product of the direction of the Sun and the normal of the orbit.
    """
    inclined = sqrt(1 - inclination_cosine**2)
    turned = sin(node) * cos(longitude) - cos(node) * sin(longitude) * cos(obliquity)
    lifted = inclination_cosine * sin(longitude) * sin(obliquity)
    return asin(minimum(maximum(inclined * turned + lifted, -1.0), 1.0))


def body_light(flux: Quantity, *, orbit_radius: Quantity, body_radius: Quantity) -> Any:
    """Mean heat that a body sends to an orbit, light and warmth together, S (R/a)^2 / 4.

    Parameters
    ----------
    flux : [W/m2], S, of sunlight, >= 0
    orbit_radius : [m], a, from the body's centre, >= R
    body_radius : [m], R, >= 0

    Returns
    -------
    [W/m2]

    Source
    ------
    What a body takes in it gives off, as light or heat; the mean over all directions.
    """
    return flux / 4 * (body_radius / orbit_radius) ** 2


def core_pressure(mass: Quantity, *, radius: Quantity, gravitational_constant: Quantity) -> Any:
    """Pressure at the centre of a body of uniform density, 3 G M^2 / (8 pi R^4).

    Parameters
    ----------
    mass : [kg], M, >= 0
    radius : [m], R, > 0
    gravitational_constant : [m3/kg/s2], G, > 0

    Returns
    -------
    [Pa]; somewhat more if the body is denser inside

    Source
    ------
    Hydrostatic equilibrium.
    """
    return 3 * gravitational_constant * mass**2 / (8 * PI * radius**4)
