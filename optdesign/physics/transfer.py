"""Transfers between orbits around the Sun: time, delta-v, windows, and ships with electric drives.

Orbits are circles of the semi-major axis, inclined to each other. The gravity of the bodies at both
ends is left out: from the orbits of an asteroid's industry it adds far less than the rest.
"""

from __future__ import annotations

from typing import Any

from optdesign.physics.maths import PI, Quantity, cos, exp, maximum, minimum, ratio, sin, sqrt


def orbital_period(semi_major_axis: Quantity, *, gravitational_parameter: Quantity) -> Any:
    """Period of an orbit, 2 pi sqrt(a^3 / mu).

    Parameters
    ----------
    semi_major_axis : [m], > 0
    gravitational_parameter : [m3/s2], > 0

    Returns
    -------
    [s]

    Source
    ------
    Kepler's third law.
    """
    return 2 * PI * sqrt(semi_major_axis**3 / gravitational_parameter)


def synodic_period(one: Quantity, other: Quantity) -> Any:
    """Time between equal positions of two bodies, 1 / |1/P1 - 1/P2|.

    Parameters
    ----------
    one, other : [s], orbital periods, > 0

    Returns
    -------
    [s], from one launch window to the next; infinite for equal periods

    Source
    ------
    Difference of mean motions.
    """
    return ratio(one * other, abs(one - other))


def cosine_between_planes(
    inclination: Quantity,
    ascending_node: Quantity,
    *,
    other_inclination: Quantity,
    other_node: Quantity,
) -> Any:
    """Cosine of the angle between orbital planes, cos i cos i' + sin i sin i' cos(N - N').

    Parameters
    ----------
    inclination, ascending_node : [rad], of one orbit
    other_inclination, other_node : [rad], of the other

    Returns
    -------
    [1]

    Source
    ------
    Spherical law of cosines.
    """
    upright = cos(inclination) * cos(other_inclination)
    tilted = sin(inclination) * sin(other_inclination)
    return upright + tilted * cos(ascending_node - other_node)


def hohmann_time(start: Quantity, end: Quantity, *, gravitational_parameter: Quantity) -> Any:
    """Half the period of the ellipse that touches both orbits, pi sqrt((r1 + r2)^3 / (8 mu)).

    Parameters
    ----------
    start, end : [m], radii of the orbits, > 0
    gravitational_parameter : [m3/s2], > 0

    Returns
    -------
    [s]

    Source
    ------
    Kepler's third law.
    """
    return PI * sqrt((start + end) ** 3 / (8 * gravitational_parameter))


def hohmann_delta_v(
    start: Quantity,
    end: Quantity,
    *,
    cosine_between: Quantity,
    gravitational_parameter: Quantity,
) -> Any:
    """Two burns along the touching ellipse, that at the outer orbit turning the plane too.

    |v_p - v_c(inner)| + sqrt(v_a^2 + v_c(outer)^2 - 2 v_a v_c(outer) cos I)

    Parameters
    ----------
    start, end : [m], radii of the orbits, > 0
    cosine_between : [1], of the angle I between the orbital planes
    gravitational_parameter : [m3/s2], > 0

    Returns
    -------
    [m/s]

    Source
    ------
    Vis-viva equation and law of cosines.
    """
    inner, outer = minimum(start, end), maximum(start, end)
    both = inner + outer
    low_circle = sqrt(gravitational_parameter / inner)
    high_circle = sqrt(gravitational_parameter / outer)
    low = sqrt(2 * gravitational_parameter * outer / (inner * both))
    high = sqrt(2 * gravitational_parameter * inner / (outer * both))
    # The law of cosines without the difference of nearly equal squares.
    turn = (high - high_circle) ** 2 + 2 * high * high_circle * (1 - cosine_between)
    return low - low_circle + sqrt(turn)


def spiral_delta_v(
    start: Quantity,
    end: Quantity,
    *,
    angle_between: Quantity,
    gravitational_parameter: Quantity,
) -> Any:
    """Low thrust all the way, sqrt(v1^2 + v2^2 - 2 v1 v2 cos(pi I / 2)).

    Parameters
    ----------
    start, end : [m], radii of the orbits, > 0
    angle_between : [rad], I between the orbital planes
    gravitational_parameter : [m3/s2], > 0

    Returns
    -------
    [m/s]

    Source
    ------
    Edelbaum (1961).
    """
    first, second = (sqrt(gravitational_parameter / radius) for radius in (start, end))
    return sqrt((first - second) ** 2 + 2 * first * second * (1 - cos(PI / 2 * angle_between)))


def drive_energy(delta_v: Quantity, *, exhaust_speed: Quantity, efficiency: Quantity) -> Any:
    """Electricity per mass that arrives, (exp(dv / v_e) - 1) v_e^2 / (2 eta).

    Parameters
    ----------
    delta_v : [m/s]
    exhaust_speed : [m/s], > 0
    efficiency : [1], of thruster and power processing, in (0, 1]

    Returns
    -------
    [J/kg]

    Source
    ------
    Rocket equation; kinetic energy of the jet.
    """
    return (exp(delta_v / exhaust_speed) - 1) * exhaust_speed**2 / (2 * efficiency)


def ship_share(energy: Quantity, *, thrust_time: Quantity, specific_mass: Quantity) -> Any:
    """Share of the arriving mass that drive and power supply take, e alpha / t.

    Parameters
    ----------
    energy : [J/kg], electricity per mass that arrives
    thrust_time : [s], > 0
    specific_mass : [kg/W], of drive and supply together

    Returns
    -------
    [1]; from one on no payload is possible

    Source
    ------
    Power = energy / time.
    """
    return energy * specific_mass / thrust_time
