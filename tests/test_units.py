"""Units: closed-form conversions, round trips, and texts that must be refused kindly."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdesign.catalogue import load_catalogue
from optdesign.errors import OptdesignError, UnitError
from optdesign.interval import EVERYTHING, Interval
from optdesign.units import (
    format_number,
    format_quantity,
    from_si,
    parse_number,
    parse_quantity,
    parse_unit,
    round_outward,
    same_dimension,
    si_unit,
    to_si,
)

YEAR = 365.25 * 86400
FACTORS = {
    "km": 1e3,
    "um": 1e-6,
    "µm": 1e-6,
    "au": 149_597_870_700.0,
    "t": 1e3,
    "min": 60.0,
    "h": 3600.0,
    "d": 86400.0,
    "month": YEAR / 12,
    "yr": YEAR,
    "percent": 0.01,
    "%": 0.01,
    "percent/year": 0.01 / YEAR,
    "rpm": 2 * math.pi / 60,
    "deg": math.pi / 180,
    "mrad": 1e-3,
    "MWh": 3.6e9,
    "Wh/kg": 3600.0,
    "MJ/kg": 1e6,
    "kg/kW": 1e-3,
    "kWe": 1e3,
    "t/year": 1e3 / YEAR,
    "W m-2": 1.0,
    "W/m^2": 1.0,
    "W/m**2": 1.0,
    "m3/kg/s2": 1.0,
    "person": 1.0,
    "people": 1.0,
    "mSv/year": 1e-3 / YEAR,
    "1": 1.0,
    "1/year": 1 / YEAR,
    "AU": 149_597_870_700.0,
    "W/m²": 1.0,
    "kg m⁻³": 1.0,
}
QUANTITIES = [
    ("1.2km", "m", 1200.0),
    ("1.2 km", "m", 1200.0),
    (" 4 months ", "s", 121.75 * 86400),
    ("30 percent", "1", 0.3),
    ("30%", "1", 0.3),
    ("18 degC", "K", 291.15),
    ("-88 degC", "K", 185.15),
    ("2.5", "km", 2500.0),
    (".5 m", "m", 0.5),
    ("1_000 t", "kg", 1e6),
    ("1e6 persons", "person", 1e6),
    ("3 suns", "W/m2", 3 * 1361.0),
    ("4 rpm", "rad/s", 4 * 2 * math.pi / 60),
    ("inf", "m", math.inf),
    ("-inf km", "m", -math.inf),
    ("2 1/year", "1/s", 2 / YEAR),
]
REFUSED = [
    "",
    "   ",
    "nan",
    "NaN km",
    "1e999",
    "1e999 km",
    "1e308 au",
    "9**9**9",
    "1,000",
    "1__0",
    "_1",
    "1_",
    "0x10",
    "--5 m",
    "\N{MINUS SIGN}5 m",
    "١٢ m",
    "5 kg",
    "5 🚀",
    "5 m\x00",
    "5 //m",
    "5 m9999",
    "5 __class__",
    "5 __import__('os')",
    "infinity",
    "1e3Infinity",
    "5 m" * 40,
    "5 degC*m",
    "five km",
]


@pytest.mark.parametrize(("unit", "factor"), FACTORS.items())
def test_factors(unit: str, factor: float) -> None:
    assert to_si(1.0, unit) == pytest.approx(factor, rel=1e-12)


@pytest.mark.parametrize(("text", "unit", "expected"), QUANTITIES)
def test_quantities(text: str, unit: str, expected: float) -> None:
    assert parse_quantity(text, unit) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("text", REFUSED)
def test_refused_texts(text: str) -> None:
    with pytest.raises(UnitError) as caught:
        parse_quantity(text, "m")
    message = str(caught.value)
    assert "\n" not in message
    assert message.count(" | ") == 2


@pytest.mark.parametrize(
    ("text", "unit", "advice"),
    [("1,5 km", "m", "commas"), ("4,244.4", "m", "commas"), ("0.05 Hz", "rpm", "rpm or rad/s"),
     ("2 /day", "rad/s", "rpm or rad/s"), ("1 rpm", "1/year", "rpm or rad/s")],
)  # fmt: skip
def test_what_could_mean_two_things_is_refused(text: str, unit: str, advice: str) -> None:
    with pytest.raises(UnitError, match=advice):
        parse_quantity(text, unit)


@given(st.text(max_size=30), st.sampled_from(["m", "1", "K", "kg/m3"]))
def test_any_text_is_read_or_refused(text: str, unit: str) -> None:
    try:
        value = parse_quantity(text, unit)
    except OptdesignError:
        return
    assert not math.isnan(value)


@given(st.from_regex(r"[0-9.e+-]{1,12}( ?[a-zA-Z%µ*/^0-9-]{0,8})?", fullmatch=True))
def test_texts_like_quantities_are_read_or_refused(text: str) -> None:
    try:
        value = parse_quantity(text, "m")
    except OptdesignError:
        return
    assert not math.isnan(value)


@given(
    st.floats(-1e12, 1e12, allow_nan=False),
    st.sampled_from([*FACTORS, "degC", "kg/m3", "percent/K"]),
)
def test_round_trip(value: float, unit: str) -> None:
    assert from_si(to_si(value, unit), unit) == pytest.approx(value, rel=1e-12, abs=1e-9)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_read_back(value: float) -> None:
    assert parse_number(repr(value)) == value


@given(st.floats(1e-30, 1e30), st.integers(2, 8))
def test_formatted_numbers_read_back(value: float, digits: int) -> None:
    shown = parse_number(format_number(value, digits).replace(",", ""))
    assert shown == pytest.approx(value, rel=0.5000001 * 10 ** (1 - digits))


@pytest.mark.parametrize("value", [math.inf, -math.inf])
def test_infinity_stays(value: float) -> None:
    assert to_si(value, "degC") == from_si(value, "km") == value


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("MPa", "Pa"),
        ("km", "m"),
        ("percent", "1"),
        ("kg/kg", "1"),
        ("person", "person"),
        ("mrad", "rad"),
        ("rpm", "rad/s"),
        ("month", "s"),
        ("t/year", "kg/s"),
        ("MJ/kg", "J/kg"),
        ("degC", "K"),
        ("percent/K", "1/K"),
    ],
)
def test_si_names(unit: str, expected: str) -> None:
    assert si_unit(unit) == expected
    assert same_dimension(unit, expected)


@pytest.mark.parametrize(
    ("typed", "nearest"), [("kgg", "kg"), ("Mpa", "MPa"), ("yearr", "year"), ("persn", "person")]
)
def test_unknown_unit_names_the_nearest(typed: str, nearest: str) -> None:
    with pytest.raises(UnitError, match=rf"unknown unit '{typed}' \| did you mean {nearest}\?"):
        parse_unit(typed)


def test_the_sun_as_a_unit_is_that_of_the_catalogue() -> None:
    assert to_si(1.0, "sun") == load_catalogue().value("sun.solar_constant")


def test_formatting() -> None:
    assert format_quantity(932.46, "m") == "932.5 m"
    assert format_quantity(0.449, "percent") == "44.9 percent"
    assert format_number(0.0) == "0"
    assert format_number(math.nan) == format_quantity(math.nan, "year") == "-"
    assert format_number(1234567.0) == "1.235e6"


@given(st.floats(1e-20, 1e25), st.sampled_from(["1", "t", "year", "au"]), st.booleans())
def test_rounding_outward_keeps_its_side_and_is_what_is_shown(
    value: float, unit: str, up: bool
) -> None:
    rounded = round_outward(value, unit, 5, up=up)
    assert (rounded >= value * (1 - 1e-11)) if up else (rounded <= value * (1 + 1e-11))
    assert rounded == pytest.approx(value, rel=1.1e-4)
    typed = parse_quantity(format_quantity(rounded, unit, 5).replace(",", ""), unit)
    assert typed == pytest.approx(rounded, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("(0, 1]", [1e-9, 1.0], [0.0, 1.1, math.inf, math.nan]),
        ("[0, inf)", [0.0, 1e300], [-1.0, math.inf]),
        ("(0, inf]", [1.0, math.inf], [0.0, -math.inf]),
        ("(-inf, inf)", [0.0], [math.inf, -math.inf, math.nan]),
        ("[2, 2]", [2.0], [2.0000001]),
    ],
)
def test_intervals(text: str, inside: list[float], outside: list[float]) -> None:
    interval = Interval.parse(text)
    assert all(value in interval for value in inside)
    assert not any(value in interval for value in outside)
    assert Interval.parse(str(interval)) == interval


@pytest.mark.parametrize("text", ["", "0, 1", "(1, 0)", "(0, nan)", "(0; 1)", "(a, b)", "(1, 1)"])
def test_refused_intervals(text: str) -> None:
    with pytest.raises(ValueError):
        Interval.parse(text)


def test_everything_is_every_number() -> None:
    assert Interval.parse("(-inf, inf)") == EVERYTHING
