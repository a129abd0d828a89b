"""Numbers and quantities as people write them, and as they are shown to people."""

from __future__ import annotations

import math
import re

from optdesign.errors import UnitError
from optdesign.units.conversion import from_si, same_dimension, si_unit, to_si

UNKNOWN = "-"
"""What people see instead of a number that is not known."""

NUMBER = re.compile(
    r"[+-]?(?:\d+(?:_\d+)*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?!_)|[+-]?inf(?![A-Za-z])", re.ASCII
)
"""A plain number; what follows it in a text is its unit."""


def parse_number(text: str) -> float:
    """Read one plain number (``1e3``, ``1_000``, ``.5``, ``inf``); never NaN, never an overflow."""
    match = NUMBER.fullmatch(text.strip())
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
    match = NUMBER.match(stripped)
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
