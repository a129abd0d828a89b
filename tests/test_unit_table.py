"""Units on file: each is what pint says of it, and none in use is missing; others pint reads."""

from __future__ import annotations

import math

import pytest

from optdesign.errors import UnitError
from optdesign.units import from_si, parse_unit, registry, to_si
from optdesign.units.conversion import KnownUnit, asked_unit, known_unit, table
from optdesign.units.table import units_in_use, units_of_table

MEND = "run python -m optdesign.units.table"
# Read with pint as they are met: a product, spellings, scales with an offset, logarithms.
ELSEWHERE = ("kWh/kg/week", "W m-2", "kg m⁻³", "delta_degC", "degF", "1*degC", "dB", "dBm")


@pytest.mark.parametrize("text", table())
def test_a_unit_on_file_is_what_pint_says_of_it(text: str) -> None:
    filed, asked = KnownUnit(**table()[text]), asked_unit(text)
    assert (filed.dimension, filed.si) == (asked.dimension, asked.si), MEND
    assert (filed.offset, filed.straight) == (asked.offset, asked.straight), MEND
    # Versions of pint may round a product in another order.
    assert math.isclose(filed.factor, asked.factor, rel_tol=1e-14), MEND
    assert math.isclose(filed.back, asked.back, rel_tol=1e-14), MEND


def test_every_unit_in_use_is_on_file() -> None:
    in_use = units_in_use()
    assert {"1", "%", "degC", "kg/kW", "t/year", "person/km2"} <= in_use
    assert sorted(in_use - table().keys()) == [], MEND


def test_units_of_a_file_are_found_wherever_they_stand() -> None:
    content = {
        "name": "metre",
        "entries": [{"x": {"value": 1.0, "unit": "parsec", "bare": "kpc"}}, "3 furlong"],
        "set": {"y": "1.5 1/week", "z": "4 of them", "wrong": "5"},
    }
    assert set(units_of_table(content)) == {"parsec", "kpc", "furlong", "1/week"}


@pytest.mark.parametrize("text", [*table(), *ELSEWHERE])
def test_conversions_are_those_of_pint(text: str) -> None:
    unit = parse_unit(text)
    base = registry().Quantity(1, unit).to_base_units().units
    for value in (0.0, 1.0, 3.7, 2.9e-7, 8.123456789e2):
        asked = registry().Quantity(value, unit).to_base_units().magnitude
        assert to_si(value, text) == pytest.approx(asked, rel=1e-14, abs=0.0)
        if value:
            asked = registry().Quantity(value, base).to(unit).magnitude
            assert from_si(value, text) == pytest.approx(asked, rel=1e-14, abs=0.0)


def test_an_offset_and_a_logarithm_by_hand() -> None:
    assert to_si(0.0, "degC") == 273.15
    assert to_si(212.0, "degF") == pytest.approx(373.15, rel=1e-15)
    assert from_si(233.15, "degF") == pytest.approx(-40.0, rel=1e-14)
    assert to_si(1.0, "K") == to_si(1.0, "delta_degC") == 1.0
    assert to_si(20.0, "dB") == pytest.approx(100.0, rel=1e-14)
    assert from_si(1e-3, "dBm") == pytest.approx(0.0, abs=1e-14)
    assert math.copysign(1.0, to_si(-0.0, "km")) == -1.0


def test_a_unit_that_cannot_be_read_is_refused_each_time() -> None:
    for _ in range(2):
        with pytest.raises(UnitError, match="unknown unit 'kgg'"):
            known_unit("kgg")
