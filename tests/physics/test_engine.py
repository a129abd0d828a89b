"""Engines against the second law and published efficiencies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdesign.physics.engine import (
    carnot_efficiency,
    electric_power,
    engine_mass,
    heat_engine_efficiency,
    rejected_heat,
    thermoelectric_efficiency,
)

TEMPERATURE = st.floats(50, 2500)


def test_stirling_reproduces_29_percent_at_1050_kelvin() -> None:
    # A temperature ratio of two, as in the published solar Stirling.
    assert heat_engine_efficiency(1050.0, 525.0, carnot_fraction=0.58) == pytest.approx(
        0.29, abs=1e-12
    )


@pytest.mark.parametrize("figure_of_merit", [0.6, 0.8, 1.0])
def test_thermoelectric_lies_in_5_to_10_percent(figure_of_merit: float) -> None:
    efficiency = thermoelectric_efficiency(
        811.0, 483.0, figure_of_merit=figure_of_merit, system_fraction=1.0
    )
    assert 0.05 < efficiency < 0.10


@given(TEMPERATURE, TEMPERATURE, st.floats(0, 100), st.floats(0, 1))
def test_never_above_carnot(hot: float, cold: float, merit: float, fraction: float) -> None:
    carnot = carnot_efficiency(hot, cold)
    couple = thermoelectric_efficiency(hot, cold, figure_of_merit=merit, system_fraction=fraction)
    engine = heat_engine_efficiency(hot, cold, carnot_fraction=fraction)
    assert abs(couple) <= abs(carnot)
    assert abs(engine) <= abs(carnot)
    assert carnot < 1
    assert couple * carnot >= 0


def test_thermoelectric_limits() -> None:
    none = thermoelectric_efficiency(800.0, 400.0, figure_of_merit=0.0, system_fraction=1.0)
    ideal = thermoelectric_efficiency(800.0, 400.0, figure_of_merit=1e12, system_fraction=1.0)
    assert none == 0
    assert ideal == pytest.approx(carnot_efficiency(800.0, 400.0), rel=1e-5)


@given(st.floats(0, 1e6), TEMPERATURE, TEMPERATURE)
def test_energy_is_conserved_and_mass_not_negative(heat: float, hot: float, cold: float) -> None:
    efficiency = heat_engine_efficiency(hot, cold, carnot_fraction=0.58)
    power = electric_power(heat, efficiency=efficiency)
    rest = rejected_heat(heat, efficiency=efficiency)
    assert power + rest == pytest.approx(heat, rel=1e-9, abs=1e-9 * abs(power))
    assert engine_mass(power, specific_mass=0.008) >= 0
    assert rest >= 0


def test_reversed_temperatures_consume_power_and_weigh_nothing() -> None:
    efficiency = heat_engine_efficiency(400.0, 500.0, carnot_fraction=0.58)
    power = electric_power(1000.0, efficiency=efficiency)
    assert power < 0
    assert engine_mass(power, specific_mass=0.008) == 0
