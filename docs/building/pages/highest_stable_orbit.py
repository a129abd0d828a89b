"""Numbers of ``highest-stable-orbit.md``: the Hill radius, and who is left after centuries."""

from __future__ import annotations

from functools import cache, partial

import numpy as np
from page_numbers import Fact, shown

from optdesign.catalogue import load_catalogue
from optdesign.physics.elevator import gravitational_parameter
from optdesign.subproblems.orbit_stability import SatelliteSystem, surviving

VALUE = load_catalogue().value
YEAR = 31_557_600.0
RADII = (80, 85, 87.5, 90, 92.5, 95, 100, 107.5, 120, 150, 155, 165, 180)
"""Thousands of kilometres."""
ORBITS, SOON, DIRECTIONS = 200, 10, 8
CERES = SatelliteSystem(
    solar_parameter=float(gravitational_parameter(VALUE("sun.mass"))),
    body_parameter=float(gravitational_parameter(VALUE("ceres.mass"))),
    body_radius=VALUE("ceres.radius"),
    semi_major_axis=VALUE("ceres.semi_major_axis"),
    eccentricity=VALUE("ceres.eccentricity"),
)


@cache
def left(prograde: bool, orbits: int = ORBITS) -> tuple[float, ...]:
    """Share of the satellites of each radius that are left."""
    radii = np.array(RADII) * 1e6
    found = surviving(CERES, radii, orbits=orbits, directions=DIRECTIONS, prograde=prograde)
    return tuple(float(share) for share in found)


def row(place: int) -> list[float]:
    """Share of the Hill radius, and what is left in both directions."""
    return [1e6 * RADII[place] / CERES.hill_radius, left(True)[place], left(False)[place]]


def highest(prograde: bool) -> float:
    """The largest radius [km] below which all are left."""
    lost = [place for place, share in enumerate(left(prograde)) if share < 1]
    return 1e3 * RADII[lost[0] - 1]


def paper_lost() -> list[float]:
    """Directions of start from which the paper's orbit is lost, in the end and soon."""
    place = RADII.index(VALUE("megasatellite.orbit_radius") / 1e6)
    return [DIRECTIONS * (1 - left(True, orbits)[place]) for orbits in (ORBITS, SOON)]


ROW = " | {:.2f} | {:.2f} | {:.2f} |"
FACTS = [
    Fact(
        "circular orbit of {:,.0f} km, expects it to be stable because the Hill sphere reaches "
        "farther ({:4r} km at perihelion)",
        lambda: (VALUE("megasatellite.orbit_radius") / 1e3, CERES.hill_radius / 1e3),
    ),
    Fact(
        "from {:.0f} directions at perihelion and followed for {:.0f} years of Ceres ({:.0f} "
        "years)",
        lambda: (DIRECTIONS, ORBITS, ORBITS * CERES.period / YEAR),
    ),
    *(
        Fact(f"| {shown(1e3 * radius, ',.0f')}{ROW}", partial(row, place), slow=True)
        for place, radius in enumerate(RADII)
    ),
    Fact(
        "the paper's orbit is lost from {:.0f} of {:.0f} directions, from {:.0f} of them within "
        "{:.0f} years",
        lambda: (paper_lost()[0], DIRECTIONS, paper_lost()[1], SOON * CERES.period / YEAR),
        slow=True,
    ),
    Fact(
        "Up to {:,.0f} km all prograde starts survive; turning against Ceres, orbits are stable up "
        "to {:,.0f} km.",
        lambda: (highest(prograde=True), highest(prograde=False)),
        slow=True,
    ),
    Fact(
        "(`settlement-growth.stable_prograde`, {:.2f}, and `stable_retrograde`, {:.2f}, of the "
        "Hill radius at perihelion)",
        lambda: (
            VALUE("settlement-growth.stable_prograde"),
            VALUE("settlement-growth.stable_retrograde"),
        ),
    ),
    Fact(
        "the quick version ({:.0f} years) runs with the tests",
        lambda: (SOON * CERES.period / YEAR,),
    ),
]
