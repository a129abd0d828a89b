"""Unit texts read with pint: the grammar, the names people write, and what pint says of them.

Unit text follows a small grammar (names, small whole exponents, ``*`` and ``/``) that is parsed
here and never evaluated; pint supplies the names and the factors.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from optdesign.errors import UnitError, suggestion

if TYPE_CHECKING:
    import pint

_TOKEN = re.compile(
    r"\s*(?:(?P<operator>[*/·]|(?=\S))\s*)?(?P<name>1(?![\d.])|[A-Za-zµμΩ°%_]+)"
    r"(?:(?:\^|\*\*)?(?P<exponent>-?\d))?"
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
ALIASES = {
    "persons": "person", "people": "person", "suns": "sun", "yr": "year", "d": "day", "AU": "au",
    "%": "percent",
}  # fmt: skip
_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
COMMON = (
    "m km cm mm um au kg t g tonne s min h hour day month year W kW MW GW TW kWe J kJ MJ GJ Wh kWh "
    "MWh Pa kPa MPa GPa K degC rad mrad deg rpm mSv mGy person sun percent m2 m3 km2 W/m2 kg/m3 "
    "kg/m2 W/kg kg/kW J/kg MJ/kg m/s km/s rad/s t/year kg/year 1/year percent/year"
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
    name = ALIASES.get(name, name)
    if name == "1":
        return units.Unit("dimensionless")
    try:
        return units.Unit(name)
    except Exception as error:  # pint raises several unrelated types for a bad name
        hint = suggestion(name, COMMON)
        raise UnitError(f"unit {text!r} | unknown unit {name!r} | {hint}") from error
