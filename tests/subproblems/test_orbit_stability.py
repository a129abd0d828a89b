"""How high a satellite of Ceres may orbit: against two-body motion, and the note's figures."""

from __future__ import annotations

import numpy as np
import pytest

from optdesign.catalogue import load_catalogue
from optdesign.physics.elevator import gravitational_parameter
from optdesign.physics.megasatellite import hill_radius
from optdesign.subproblems.orbit_stability import SatelliteSystem, highest_stable, surviving

VALUE = load_catalogue().value
CERES = SatelliteSystem(
    solar_parameter=gravitational_parameter(VALUE("sun.mass")),
    body_parameter=gravitational_parameter(VALUE("ceres.mass")),
    body_radius=VALUE("ceres.radius"),
    semi_major_axis=VALUE("ceres.semi_major_axis"),
    eccentricity=VALUE("ceres.eccentricity"),
)


def test_the_hill_radius_is_that_of_physics() -> None:
    assert CERES.hill_radius == pytest.approx(
        hill_radius(
            CERES.semi_major_axis,
            eccentricity=CERES.eccentricity,
            body_mass=VALUE("ceres.mass"),
            solar_mass=VALUE("sun.mass"),
        )
    )


def test_deep_orbits_stay_and_those_outside_the_hill_sphere_go() -> None:
    radii = np.array([0.1, 0.25, 1.3]) * CERES.hill_radius
    for prograde in (True, False):
        found = surviving(CERES, radii, orbits=3, prograde=prograde)
        assert found[:2].tolist() == [1.0, 1.0]
        assert found[2] == 0.0


def test_the_papers_orbit_is_lost_from_most_directions_within_decades() -> None:
    radii = np.array([80e6, 100e6])
    found = surviving(CERES, radii, orbits=10, directions=8, prograde=True)
    assert found[0] == 1.0
    assert found[1] <= 0.5
    against = surviving(CERES, np.array([100e6]), orbits=10, directions=8, prograde=False)
    assert against[0] == 1.0


@pytest.mark.slow
@pytest.mark.parametrize(("prograde", "key"), [(True, "prograde"), (False, "retrograde")])
def test_the_catalogues_limits_hold_for_nine_centuries(prograde: bool, key: str) -> None:
    share = VALUE(f"settlement-growth.stable_{key}")
    radii = np.array([0.98, 1.0, 1.10]) * share * CERES.hill_radius
    highest = highest_stable(CERES, radii, orbits=200, directions=8, prograde=prograde)
    assert radii[1] <= highest < radii[2]
