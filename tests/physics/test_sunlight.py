"""Sunlight against the table of distances, Kepler's problem and monotonicity."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdesign.physics.sunlight import angular_radius, aphelion, flux, mean_flux, perihelion
from tests.physics.examples_power import AU


@pytest.mark.parametrize(
    ("distance_au", "expected"),
    [(1.0, 1366), (1.5, 607), (2.0, 341.5), (2.5, 218.6), (2.8, 174.2), (3.5, 111.5)],
)
def test_flux_table(distance_au: float, expected: float) -> None:
    assert flux(distance_au * AU, solar_constant=1366.0) == pytest.approx(expected, rel=5e-4)


@pytest.mark.parametrize(("distance_au", "printed"), [(3.02, 150), (3.70, 100)])
def test_printed_fluxes_belong_to_other_distances(distance_au: float, printed: float) -> None:
    assert flux(distance_au * AU, solar_constant=1366.0) == pytest.approx(printed, rel=3e-3)


@given(st.floats(0.1, 50), st.floats(1.001, 5))
def test_nearer_is_brighter_and_the_sun_larger(distance_au: float, factor: float) -> None:
    near, far = distance_au * AU, distance_au * factor * AU
    assert flux(near, solar_constant=1361.0) > flux(far, solar_constant=1361.0)
    assert angular_radius(near, solar_radius=6.957e8) > angular_radius(far, solar_radius=6.957e8)


def test_sun_is_4_65_mrad_at_one_au() -> None:
    assert angular_radius(AU, solar_radius=6.957e8) == pytest.approx(4.65e-3, rel=1e-3)


def test_orbit_of_ceres() -> None:
    assert perihelion(2.7656 * AU, 0.0796) / AU == pytest.approx(2.5454, abs=2e-4)
    assert aphelion(2.7656 * AU, 0.0796) / AU == pytest.approx(2.9857, abs=2e-4)


@pytest.mark.parametrize("eccentricity", [0.0, 0.08, 0.28, 0.7])
def test_mean_flux_agrees_with_average_over_time(eccentricity: float) -> None:
    # Time runs with the mean anomaly M = E - e sin E, and r = a (1 - e cos E).
    anomaly = (np.arange(4000) + 0.5) * 2 * math.pi / 4000
    shrink = 1 - eccentricity * np.cos(anomaly)
    average = float(np.mean(flux(2 * AU * shrink, solar_constant=1361.0) * shrink))
    assert mean_flux(2 * AU, eccentricity, solar_constant=1361.0) == pytest.approx(average)
    assert average >= flux(2 * AU, solar_constant=1361.0) * (1 - 1e-12)
