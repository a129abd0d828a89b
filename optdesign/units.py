"""Units at the border: text in, SI floats out, and back. Nothing inside computes with pint.

Unit text follows a small grammar (names, small whole exponents, ``*`` and ``/``) that is parsed
here and never evaluated; pint supplies the names and the factors.
"""

from __future__ import annotations

import math
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from optdesign.errors import UnitError, suggestion

if TYPE_CHECKING:
    import pint

# How much of the SI unit these are, for code that writes tables or scales a program.
HOUR, DAY = 3600.0, 86_400.0
TONNE = 1000.0
KILO, MEGA, GIGA, TERA = 1e3, 1e6, 1e9, 1e12

UNKNOWN = "-"
"""What people see instead of a number that is not known."""

_TOKEN = re.compile(
    r"\s*(?:(?P<operator>[*/·]|(?=\S))\s*)?(?P<name>1(?![\d.])|[A-Za-zµμΩ°%_]+)"
    r"(?:(?:\^|\*\*)?(?P<exponent>-?\d))?"
)
_NUMBER = re.compile(
    r"[+-]?(?:\d+(?:_\d+)*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?!_)|[+-]?inf(?![A-Za-z])", re.ASCII
)

# What people write, where pint has no such name or means something else by it.
_DEFINITIONS = (
    "person = []",
    "sun = 1361 * watt / meter**2",
    "kWe = kilowatt",
    "MWe = megawatt",
    "GWe = gigawatt",
    "kWth = kilowatt",
    "MWth = megawatt",
)
_ALIASES = {
    "persons": "person", "people": "person", "suns": "sun", "yr": "year", "d": "day", "AU": "au",
}  # fmt: skip
_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_COMMON = (
    "m km cm mm um au kg t g tonne s min h hour day month year W kW MW GW TW kWe J kJ MJ GJ Wh kWh "
    "MWh Pa kPa MPa GPa K degC rad mrad deg rpm mSv mGy person sun percent m2 m3 km2 W/m2 kg/m3 "
    "kg/m2 W/kg kg/kW J/kg MJ/kg m/s km/s rad/s t/year kg/year 1/year percent/year"
).split()
# The spelling used in results for a dimension, instead of pint's base units.
_SI = (
    "1 m m2 m3 kg s J W Pa K kg/m3 kg/m2 kg/s kg/W W/m2 W/kg J/kg J/m2 m/s m/s2 1/s 1/K W/m "
    "m3/s2 Sv/s J/s2 kg/J W/s kg/m Ω Ω*m V A kg*m2/s m2/s W/m2/K4 m3/kg/s2 J/K W/m/K Sv J/K/kg"
).split()


@cache
def registry() -> pint.UnitRegistry[Any]:
    """Return the one unit registry of the process (built on first use: it is slow to import)."""
    import pint

    units: pint.UnitRegistry[Any] = pint.UnitRegistry(autoconvert_offset_to_baseunit=True)
    for definition in _DEFINITIONS:
        units.define(definition)
    return units


@cache
def parse_unit(text: str) -> pint.Unit:
    """Return the pint unit that ``text`` names, e.g. ``kg/m3``, ``t/year``, ``W m-2`` or ``1``.

    Raises
    ------
    UnitError
        if the text does not follow the grammar or names an unknown unit.
    """
    units = registry()
    unit = units.Unit("dimensionless")
    position, stripped = 0, text.strip().translate(_SUPERSCRIPTS)
    if not stripped or len(stripped) > 60:
        raise UnitError(
            f'unit {text[:60]!r} | must be a unit of 1 to 60 characters | dimensionless is "1"'
        )
    while position < len(stripped):
        match = _TOKEN.match(stripped, position)
        if match is None or match.end() == position:
            raise UnitError(
                f"unit {text!r} | cannot be read from {stripped[position:]!r} on | "
                "write names, * and /, exponents as in kg/m3"
            )
        position = match.end()
        factor = _named_unit(match["name"], text) ** int(match["exponent"] or 1)
        unit = unit / factor if match["operator"] == "/" else unit * factor
    _check_convertible(unit, text)
    return unit


def _check_convertible(unit: pint.Unit, text: str) -> None:
    """Refuse what has no factor to SI, such as a temperature scale inside a product."""
    try:
        registry().Quantity(1.0, unit).to_base_units()
    except Exception as error:  # pint raises several unrelated types here too
        raise UnitError(
            f"unit {text!r} | must have a factor to SI | write K instead of degC in products"
        ) from error


def _named_unit(name: str, text: str) -> pint.Unit:
    units = registry()
    name = _ALIASES.get(name, name)
    if name == "1":
        return units.Unit("dimensionless")
    try:
        return units.Unit("percent" if name == "%" else name)
    except Exception as error:  # pint raises several unrelated types for a bad name
        hint = suggestion(name, _COMMON)
        raise UnitError(f"unit {text!r} | unknown unit {name!r} | {hint}") from error


def same_dimension(one: str, other: str) -> bool:
    """Tell whether two units measure the same dimension."""
    return bool(parse_unit(one).dimensionality == parse_unit(other).dimensionality)


def to_si(value: float, unit: str) -> float:
    """Convert ``value`` in ``unit`` to SI; infinities and NaN stay as they are.

    Raises
    ------
    UnitError
        if the unit cannot be read, or a finite value would become infinite.
    """
    parsed = parse_unit(unit)
    if not math.isfinite(value):
        return value
    converted = float(registry().Quantity(value, parsed).to_base_units().magnitude)
    if not math.isfinite(converted):
        raise UnitError(
            f"{value:g} {unit} | is too large for a number in SI | write inf for no limit"
        )
    return converted


def from_si(value: float, unit: str) -> float:
    """Convert an SI ``value`` to ``unit``; infinities and NaN stay as they are."""
    if not math.isfinite(value):
        return value
    target = parse_unit(unit)
    base = registry().Quantity(1, target).to_base_units().units
    return float(registry().Quantity(value, base).to(target).magnitude)


@cache
def si_unit(unit: str) -> str:
    """Return the SI spelling of the dimension of ``unit``, e.g. ``"Pa"`` for ``"MPa"``.

    Named counts and angles keep their name: ``person`` stays ``person``, ``mrad`` becomes ``rad``.
    """
    parsed = parse_unit(unit)
    if parsed == registry().Unit("person"):
        return "person"
    angular = "radian" in str(registry().Quantity(1, parsed).to_base_units().units)
    if parsed.dimensionless:
        return "rad" if angular else "1"
    if angular and parsed.dimensionality == parse_unit("rad/s").dimensionality:
        return "rad/s"
    for name in _SI:
        if parse_unit(name).dimensionality == parsed.dimensionality:
            return name
    return f"{registry().Quantity(1, parsed).to_base_units().units:~C}".replace("**", "")


def parse_number(text: str) -> float:
    """Read one plain number (``1e3``, ``1_000``, ``.5``, ``inf``); never NaN, never an overflow."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        raise UnitError(
            f"{text[:60]!r} | must be a number, or a number and a unit | "
            'for example 1.5, "1.2 km" or inf'
        )
    value = float(match.group().replace("_", ""))
    if math.isinf(value) and "inf" not in text:
        raise UnitError(f"{text[:60]!r} | is too large for a number | write inf for no limit")
    return value


def parse_quantity(text: str, bare_unit: str) -> float:
    """Read ``"1.2 km"`` or a bare number in ``bare_unit``; return the SI value.

    Raises
    ------
    UnitError
        if the text is not a quantity or its dimension is not that of ``bare_unit``.
    """
    stripped = text.strip()
    match = _NUMBER.match(stripped)
    if re.match(r"[+-]?\d+,\d", stripped):
        raise UnitError(f"{text[:60]!r} | must be a number without commas | write 1.5 or 1_500")
    if match is None or match.end() == len(stripped):
        return to_si(parse_number(stripped), bare_unit)
    unit = stripped[match.end() :].strip()
    if not same_dimension(unit, bare_unit):
        raise UnitError(
            f"{text!r} | must be a quantity in {bare_unit} or a unit of the same "
            f"dimension | {unit} measures something else"
        )
    if {si_unit(unit), si_unit(bare_unit)} == {"rad/s", "1/s"}:  # pint takes turns for radians
        raise UnitError(
            f"{text!r} | must be a quantity in {bare_unit} or a unit of the same "
            f"dimension | {unit} could mean turns or radians, write rpm or rad/s for rotation"
        )
    return to_si(parse_number(match.group()), unit)


def format_number(value: float, digits: int = 4) -> str:
    """Write a number for people: ``digits`` significant figures, no noise, powers of ten if far.

    What is unknown (NaN) is a dash.
    """
    if not math.isfinite(value):
        return UNKNOWN if math.isnan(value) else str(value)
    if value != 0 and not 1e-3 <= abs(value) < 1e6:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        return f"{mantissa}e{int(exponent)}"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value)))) if value else 0
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def format_quantity(value: float, unit: str, digits: int = 4) -> str:
    """Write an SI ``value`` in ``unit`` for people, e.g. ``932.5 m``."""
    number = format_number(from_si(value, unit), digits)
    return number if unit == "1" or number == UNKNOWN else f"{number} {unit}"


def round_outward(value: float, unit: str, digits: int = 4, *, up: bool) -> float:
    """Round an SI ``value`` to the digits shown in ``unit``, up or down, never to the nearest.

    What a text proposes then holds for whoever types the text in.
    """
    shown = from_si(value, unit)
    if shown == 0 or not math.isfinite(shown):
        return value
    step = 10.0 ** (math.floor(math.log10(abs(shown))) - digits + 1)
    steps = shown / step
    nearest = round(steps)
    if not math.isclose(steps, nearest, rel_tol=1e-12):
        nearest = math.ceil(steps) if up else math.floor(steps)
    return to_si(nearest * step, unit)
