"""Arrays against flight measurements, with either model of distance."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdesign.physics.constants import STEFAN_BOLTZMANN
from optdesign.physics.photovoltaics import (
    array_mass,
    array_power,
    cell_temperature,
    efficiency,
    exponent_power,
)
from optdesign.physics.sunlight import flux
from tests.physics.examples_power import AU

# Coefficients of triple-junction, thin-film and silicon cells, relative power per kelvin.
COEFFICIENTS = [-0.0022, -0.0030, -0.0040]
PANEL: dict[str, Any] = {"absorptivity": 0.9, "efficiency": 0.3, "emissivity": 1.7}


def _cell(temperature: float, coefficient: float, limit: float = 0.17, soft: float = 0.02) -> float:
    return float(
        efficiency(
            temperature,
            reference_efficiency=0.298,
            reference_temperature=301.15,
            temperature_coefficient=coefficient,
            cold_gain_limit=limit,
            softness=soft,
        )
    )


def _power(distance_au: float, coefficient: float, limit: float = 0.17) -> float:
    sunlight = flux(distance_au * AU, solar_constant=1361.0)
    cell = _cell(cell_temperature(sunlight, **PANEL), coefficient, limit)
    return float(array_power(1.0, sunlight, efficiency=cell))


def _exponent(coefficient: float, limit: float) -> float:
    return math.log(_power(1.0, coefficient, limit) / _power(3.0, coefficient, limit)) / math.log(3)


def test_flight_array_temperature() -> None:
    # -88 C was measured at 3 au.
    sunlight = flux(3 * AU, solar_constant=1361.0)
    assert cell_temperature(sunlight, **PANEL) == pytest.approx(185, abs=10)


@given(st.floats(0.5, 10))
def test_energy_is_conserved(distance_au: float) -> None:
    sunlight = flux(distance_au * AU, solar_constant=1361.0)
    radiated = 1.7 * STEFAN_BOLTZMANN * cell_temperature(sunlight, **PANEL) ** 4
    electric = array_power(1.0, sunlight, efficiency=0.3)
    assert radiated + electric + 0.1 * sunlight == pytest.approx(sunlight)


@pytest.mark.parametrize("coefficient", COEFFICIENTS)
def test_fall_with_distance_is_the_measured_one(coefficient: float) -> None:
    assert 1.73 <= _exponent(coefficient, 0.17) <= 2.0


@pytest.mark.parametrize("coefficient", COEFFICIENTS[1:])
def test_without_cap_the_fall_with_distance_is_too_slow(coefficient: float) -> None:
    assert _exponent(coefficient, 100.0) < 1.73


def test_cold_and_dim_cell_gains_what_was_measured() -> None:
    # 0.35 at -150 C where 0.298 is the efficiency at 28 C.
    assert _cell(123.15, -0.0022) == pytest.approx(0.35, rel=0.02)


@given(st.floats(0.01, 1), st.floats(0, 1), st.sampled_from(COEFFICIENTS))
def test_reference_is_met_and_gain_capped(limit: float, soft: float, coefficient: float) -> None:
    assert _cell(301.15, coefficient, limit, soft) == pytest.approx(0.298)
    for temperature in (1.0, 50.0, 150.0, 250.0, 300.0):
        gain = _cell(temperature, coefficient, limit, soft) / 0.298 - 1
        assert -1e-12 <= gain <= limit + 1e-12


def test_sharp_corner_is_the_straight_line_and_its_cap() -> None:
    for temperature in (100.0, 250.0, 301.15, 400.0):
        straight = min(-0.0022 * (temperature - 301.15), 0.17)
        assert _cell(temperature, -0.0022, soft=0.0) == pytest.approx(0.298 * (1 + straight))


@given(st.floats(5, 600), st.floats(0.1, 100), st.sampled_from(COEFFICIENTS))
def test_warmer_cells_are_less_efficient(
    temperature: float, step: float, coefficient: float
) -> None:
    assert _cell(temperature + step, coefficient) <= _cell(temperature, coefficient)


@given(st.floats(0.9, 6), st.floats(1.01, 3), st.sampled_from(COEFFICIENTS))
def test_nearer_gives_more_power(distance_au: float, factor: float, coefficient: float) -> None:
    assert _power(distance_au, coefficient) > _power(distance_au * factor, coefficient)


def test_exponent_model() -> None:
    power = exponent_power(3 * AU, reference_power=1000.0, reference_distance=AU, exponent=1.87)
    assert power == pytest.approx(1000 / 3**1.87)


@given(st.floats(0, 1e5), st.floats(0.1, 1e3))
def test_mass_is_never_negative(area: float, diameter: float) -> None:
    mass = array_mass(
        area,
        diameter,
        blanket_density=0.22,
        structure_density=0.5,
        reference_diameter=10.0,
        diameter_exponent=0.5,
        fixed_mass=5.0,
    )
    assert mass >= 5.0
    assert array_mass(
        100.0,
        10.0,
        blanket_density=0.22,
        structure_density=0.5,
        reference_diameter=10.0,
        diameter_exponent=0.5,
        fixed_mass=5.0,
    ) == pytest.approx(77.0)
