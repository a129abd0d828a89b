"""Links: optimal conductors by brute force, cold lines by the second law, beams by their limits."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from optdesign.physics.sunlight import flux
from optdesign.physics.transmission import (
    beam_capture,
    beamed_power,
    conductor_mass,
    cooling_power,
    cooling_specific_power,
    economic_cross_section,
    economic_line_cost,
    heat_leak,
    line_current,
    ohmic_loss,
    shade_temperature,
    superconductor_mass,
)
from tests.physics.examples_power import AU

COPPER: dict[str, Any] = {"resistivity": 1.7e-8, "density": 8960.0, "loss_price": 0.05}


@given(st.floats(1, 1e4), st.floats(1, 1e6), st.floats(1e-3, 1), st.floats(1e-9, 1e-6))
def test_economic_cross_section_is_the_cheapest(
    current: float, length: float, price: float, resistivity: float
) -> None:
    parts: dict[str, Any] = {"resistivity": resistivity, "density": 2700.0, "loss_price": price}
    best = economic_cross_section(current, **parts)

    def cost(section: float) -> float:
        loss = ohmic_loss(current, length, resistivity=resistivity, cross_section=section)
        return float(price * loss + conductor_mass(length, cross_section=section, density=2700.0))

    found = minimize_scalar(lambda factor: cost(best * factor), bounds=(0.1, 10), method="bounded")
    assert found.x == pytest.approx(1, abs=1e-3)
    assert cost(best) == pytest.approx(economic_line_cost(current, length, **parts))


def test_losses_and_conductor_cost_the_same() -> None:
    section = economic_cross_section(100.0, **COPPER)
    loss = ohmic_loss(100.0, 1e5, resistivity=1.7e-8, cross_section=section)
    assert 0.05 * loss == pytest.approx(conductor_mass(1e5, cross_section=section, density=8960.0))


def test_higher_voltage_saves_in_proportion() -> None:
    low = economic_line_cost(line_current(1e6, voltage=1e3), 1e5, **COPPER)
    high = economic_line_cost(line_current(1e6, voltage=1e4), 1e5, **COPPER)
    assert low == pytest.approx(10 * high)


def _shade(distance_au: float, stray: float) -> float:
    return float(
        shade_temperature(
            flux(distance_au * AU, solar_constant=1361.0),
            stray_fraction=stray,
            absorptivity=1.0,
            emissivity=1.0,
            internal_flux=0.0,
        )
    )


def test_full_sun_on_one_face_is_394_kelvin() -> None:
    assert _shade(1.0, 1.0) == pytest.approx(393.6, abs=0.1)


def test_passive_cooling_below_90_kelvin_begins_near_two_au_for_one_percent_stray() -> None:
    assert _shade(1.5, 0.011) > 90 > _shade(2.01, 0.011)


@given(st.floats(0.5, 5), st.floats(1.01, 3), st.floats(1e-6, 1))
def test_shade_is_colder_farther_out(distance_au: float, factor: float, stray: float) -> None:
    assert _shade(distance_au * factor, stray) < _shade(distance_au, stray)


def test_no_cooler_where_shade_is_colder_than_the_line() -> None:
    assert heat_leak(60.0, 76.0, conductance=0.01) == 0
    assert cooling_specific_power(76.0, 60.0, carnot_fraction=0.15) == 0
    assert heat_leak(120.0, 76.0, conductance=0.01) == pytest.approx(0.44)


@given(st.floats(4, 300), st.floats(4, 400), st.floats(0.01, 1))
def test_cooler_never_beats_carnot(cold: float, hot: float, fraction: float) -> None:
    specific = cooling_specific_power(cold, hot, carnot_fraction=fraction)
    assert specific >= max(hot / cold - 1, 0) * (1 - 1e-12)


def test_superconductor_by_hand() -> None:
    assert cooling_power(1e5, heat_leak=0.4, specific_power=15.0) == pytest.approx(6e5)
    mass = superconductor_mass(1e5, linear_density=0.3, heat_leak=0.4, specific_mass=0.5)
    assert mass == pytest.approx(5e4)


@given(st.floats(1e3, 1e10), st.floats(1.01, 10))
def test_beam_never_delivers_more_than_was_sent(distance: float, factor: float) -> None:
    dish: dict[str, Any] = {"transmitter_area": 1e4, "receiver_area": 1e6, "wavelength": 0.12}
    near, far = beam_capture(distance, **dish), beam_capture(distance * factor, **dish)
    assert 0 <= far <= near <= 1
    assert 0 <= beamed_power(1e6, conversion_efficiency=0.54, capture=near) <= 0.54e6


def test_far_beam_falls_with_the_square_of_distance() -> None:
    dish: dict[str, Any] = {"transmitter_area": 1e4, "receiver_area": 1e6, "wavelength": 0.12}
    # exp's argument must be small, but not so small that 1 - exp cancels.
    assert beam_capture(2e7, **dish) / beam_capture(4e7, **dish) == pytest.approx(4, rel=2e-3)


@pytest.mark.parametrize("efficiency", [0.35, 0.54, 0.1])
def test_end_to_end_efficiency(efficiency: float) -> None:
    delivered = beamed_power(1e6, conversion_efficiency=efficiency, capture=1.0)
    assert delivered == pytest.approx(efficiency * 1e6)
