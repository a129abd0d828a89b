"""Concentrators against published limits, energy balance and monotonicity in distance."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdesign.physics import concentrator
from optdesign.physics.concentrator import (
    collected_heat,
    intercept_factor,
    mirror_density,
    receiver_efficiency,
    reradiated_power,
    stagnation_temperature,
    unit_mass,
)
from optdesign.physics.sunlight import flux
from tests.physics.examples_power import AU, EXAMPLES

MIRROR = EXAMPLES["concentrator.mirror_density"]
IDEAL: dict[str, Any] = {"intercept": 1.0, "optical_efficiency": 1.0, "emissivity": 1.0}
REAL: dict[str, Any] = {"intercept": 0.95, "optical_efficiency": 0.88, "emissivity": 0.9}


def _limit(distance_au: float, slope_mrad: float) -> float:
    return float(
        concentrator.concentration_limit(
            4.65e-3 / distance_au,
            slope_mrad * 1e-3,
            rim_angle=math.pi / 4,
            error_widths=4.0,
        )
    )


def _flux(distance_au: float) -> float:
    return float(flux(distance_au * AU, solar_constant=1361.0))


@pytest.mark.parametrize(
    ("slope_mrad", "at_earth", "at_ceres"), [(1, 3340, 7750), (3, 900, 1340), (12, 90, 101)]
)
def test_concentration_table(slope_mrad: float, at_earth: float, at_ceres: float) -> None:
    assert _limit(1.0, slope_mrad) == pytest.approx(at_earth, rel=5e-3)
    assert _limit(2.77, slope_mrad) == pytest.approx(at_ceres, rel=5e-3)


def test_perfect_mirror_reaches_a_quarter_of_the_thermodynamic_limit() -> None:
    assert _limit(1.0, 0.0) == pytest.approx(0.25 / math.sin(4.65e-3) ** 2)


def test_intercept_catches_95_percent_at_the_limit() -> None:
    caught = intercept_factor(1340.0, concentration_limit=1340.0, capture_exponent=3.0)
    assert caught == pytest.approx(0.95, abs=5e-4)


@given(st.floats(10, 1e5), st.floats(1.01, 10), st.floats(50, 1e4))
def test_intercept_falls_with_concentration(low: float, factor: float, limit: float) -> None:
    one = intercept_factor(low, concentration_limit=limit, capture_exponent=3.0)
    other = intercept_factor(low * factor, concentration_limit=limit, capture_exponent=3.0)
    assert 0 < other <= one <= 1


def test_receiver_at_ceres() -> None:
    sunlight = _flux(2.77)
    assert receiver_efficiency(1500.0, 2000.0, sunlight, **IDEAL) == pytest.approx(0.19, abs=5e-3)
    assert receiver_efficiency(1500.0, 2000.0, sunlight, **REAL) == pytest.approx(0.11, abs=5e-3)
    assert receiver_efficiency(1500.0, 1000.0, sunlight, **IDEAL) < 0


@given(
    st.floats(300, 2500),
    st.floats(10, 1e4),
    st.floats(0.5, 5),
    st.floats(0.1, 1),
    st.floats(0.1, 1),
    st.floats(0.05, 1),
)
def test_energy_is_conserved(
    temperature: float,
    concentration: float,
    distance_au: float,
    intercept: float,
    optical: float,
    emissivity: float,
) -> None:
    aperture, sunlight = 600.0, _flux(distance_au)
    efficiency = receiver_efficiency(
        temperature,
        concentration,
        sunlight,
        intercept=intercept,
        optical_efficiency=optical,
        emissivity=emissivity,
    )
    useful = collected_heat(aperture, sunlight, receiver_efficiency=efficiency)
    radiated = reradiated_power(
        temperature, receiver_area=aperture / concentration, emissivity=emissivity
    )
    lost_before = (1 - intercept * optical) * sunlight * aperture
    scale = max(radiated, sunlight * aperture)
    assert abs(useful + radiated + lost_before - sunlight * aperture) <= 1e-12 * scale
    assert efficiency <= 1


@given(st.floats(10, 1e4), st.floats(0.5, 5))
def test_nothing_is_left_at_stagnation(concentration: float, distance_au: float) -> None:
    sunlight = _flux(distance_au)
    hottest = stagnation_temperature(concentration, sunlight, **REAL)
    assert receiver_efficiency(hottest, concentration, sunlight, **REAL) == pytest.approx(
        0, abs=1e-9
    )
    assert receiver_efficiency(0.99 * hottest, concentration, sunlight, **REAL) > 0


def test_mirror_at_the_thermodynamic_limit_is_as_hot_as_the_sun() -> None:
    # 1/sin^2 of the Sun's half-angle is the limit of any optics: then the receiver reaches the
    # effective temperature of the Sun, 5772 K.
    hottest = stagnation_temperature(1 / math.sin(6.957e8 / AU) ** 2, _flux(1.0), **IDEAL)
    assert hottest == pytest.approx(5772, rel=1e-3)


@given(st.floats(0.5, 5), st.floats(1.01, 3), st.floats(0, 15), st.floats(0.2, 3))
def test_nearer_is_never_worse(
    distance_au: float, factor: float, slope_mrad: float, relative: float
) -> None:
    """Efficiency when C follows C95: the blur, not the distance, is what is bought."""

    def efficiency(distance: float) -> float:
        limit = _limit(distance, slope_mrad)
        caught = intercept_factor(relative * limit, concentration_limit=limit, capture_exponent=3.0)
        return float(
            receiver_efficiency(
                1500.0,
                relative * limit,
                _flux(distance),
                intercept=caught,
                optical_efficiency=0.88,
                emissivity=0.9,
            )
        )

    # A perfect mirror images the Sun's surface, as bright from anywhere: equal but for rounding.
    near, far = efficiency(distance_au), efficiency(distance_au * factor)
    assert near >= far - 1e-9 * (1 + abs(far))


def test_mirror_density_at_the_reference() -> None:
    reference = {**MIRROR, "slope_error": 3e-3, "diameter": 10.0}
    assert mirror_density(**reference) == pytest.approx(1.0)


def test_mirror_density_by_hand() -> None:
    expected = (0.25 + 0.75 * (3 / 5.3) ** 1.2) * (0.6 + 0.4 * math.sqrt(2.79))
    assert mirror_density(**{**MIRROR, "slope_error": 5.3e-3, "diameter": 27.9}) == pytest.approx(
        expected
    )


@given(st.floats(1e-4, 2e-2), st.floats(0.5, 500), st.floats(1.01, 5))
def test_accuracy_and_size_cost_mass(slope: float, diameter: float, factor: float) -> None:
    here = mirror_density(**{**MIRROR, "slope_error": slope, "diameter": diameter})
    rougher = mirror_density(**{**MIRROR, "slope_error": slope * factor, "diameter": diameter})
    larger = mirror_density(**{**MIRROR, "slope_error": slope, "diameter": diameter * factor})
    assert 0 < rougher < here < larger


def test_an_optimal_unit_size_exists() -> None:
    """Fixed mass favours large units and stiffness small ones: mass per aperture has a minimum."""

    def per_aperture(diameter: float) -> float:
        aperture = float(concentrator.aperture_area(diameter))
        mass = unit_mass(
            aperture,
            621.0,
            mirror_density=mirror_density(**{**MIRROR, "diameter": diameter}),
            receiver_density=15.0,
            fixed_mass=8.0,
        )
        return float(mass) / aperture

    sizes = [1.0 * 1.1**step for step in range(60)]
    best = min(sizes, key=per_aperture)
    assert sizes[0] < best < sizes[-1]
    # d/dD [b m0 (D/D0)^(1/2) + 4 m_fixed/(pi D^2)] = 0
    slope = 0.4 * mirror_density(**{**MIRROR, "diameter": 10.0}) / math.sqrt(10.0) / 2
    assert best == pytest.approx((8 * 8.0 / math.pi / slope) ** 0.4, rel=0.06)


@given(st.floats(0, 1e6), st.floats(1, 1e5))
def test_mass_is_never_negative(aperture: float, concentration: float) -> None:
    mass = unit_mass(
        aperture, concentration, mirror_density=0.5, receiver_density=15.0, fixed_mass=8.0
    )
    assert mass >= 8.0
