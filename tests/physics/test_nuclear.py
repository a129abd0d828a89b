"""Nuclear units against published units and reactors."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdesign.physics.nuclear import (
    affordable_units,
    fission_mass,
    plutonium_mass,
    radioisotope_mass,
    radioisotope_power,
)
from tests.physics.examples_power import YEAR

FIT: dict[str, Any] = {"reference_mass": 389.0, "reference_power": 1000.0, "exponent": 0.6}


@pytest.mark.parametrize(
    ("power", "mass", "tolerance"),
    [
        (1e3, 400, 0.03),
        (3e3, 751, 0.03),
        (5e3, 1011, 0.03),
        (7e3, 1246, 0.03),
        (10e3, 1544, 0.03),
        (8e3, 1150, 0.18),
    ],
)
def test_fission_table(power: float, mass: float, tolerance: float) -> None:
    assert fission_mass(power, **FIT) == pytest.approx(mass, rel=tolerance)


def test_fission_surface_power_stays_below_its_limit() -> None:
    assert fission_mass(40e3, **FIT) < 6000


@given(st.floats(-1e4, 1e5))
def test_fission_mass_is_never_negative(power: float) -> None:
    assert fission_mass(power, **FIT) >= 0


def test_radioisotope_units() -> None:
    assert radioisotope_mass(3, unit_mass=45.0) == 135
    assert plutonium_mass(3, unit_plutonium=4.8) == pytest.approx(14.4)
    new = radioisotope_power(3, 0.0, unit_power=110.0, decline_rate=0.048 / YEAR)
    assert new == pytest.approx(330)
    assert new / radioisotope_mass(3, unit_mass=45.0) == pytest.approx(2.44, abs=0.01)


@pytest.mark.parametrize("decline", [0.016, 0.048])
def test_first_year_loses_the_stated_share(decline: float) -> None:
    after = radioisotope_power(1, YEAR, unit_power=110.0, decline_rate=decline / YEAR)
    assert 1 - after / 110 == pytest.approx(decline, rel=0.03)


def test_isotope_alone() -> None:
    # Pu-238 halves in 87.7 years: 0.79 percent a year.
    half = radioisotope_power(
        1, 87.7 * YEAR, unit_power=110.0, decline_rate=math.log(2) / (87.7 * YEAR)
    )
    assert half == pytest.approx(55)
    assert math.log(2) / 87.7 == pytest.approx(0.0079, abs=1e-5)


def test_plutonium_supply_is_a_hard_cap() -> None:
    units = affordable_units(10 * YEAR, supply_rate=1.5 / YEAR, stock=35.0, unit_plutonium=4.8)
    assert units == pytest.approx(50 / 4.8)
    assert plutonium_mass(units, unit_plutonium=4.8) == pytest.approx(50)
