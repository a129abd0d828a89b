"""Conversion to SI and back by what is known of a unit: a factor, a dimension, a spelling."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optdesign.errors import UnitError
from optdesign.units.grammar import parse_unit, registry

if TYPE_CHECKING:
    import pint

TABLE = Path(__file__).with_name("known.json")
"""What pint says of the unit texts in use; `table` writes it."""
# The spelling used in results for a dimension, instead of pint's base units.
SI = (
    "1 m m2 m3 kg s J W Pa K kg/m3 kg/m2 kg/s kg/W W/m2 W/kg J/kg J/m2 m/s m/s2 1/s 1/K W/m "
    "m3/s2 Sv/s J/s2 kg/J W/s kg/m Ω Ω*m V A kg*m2/s m2/s W/m2/K4 m3/kg/s2 J/K W/m/K Sv J/K/kg"
).split()
_FAR = 2.0**200  # so far out that an offset is lost in rounding


@dataclass(frozen=True)
class KnownUnit:
    """What is known of a unit text.

    A number times ``factor`` plus ``offset`` is SI, and an SI number less ``offset`` times ``back``
    is in the unit. Decibels and the like are not ``straight`` and have no factors. ``dimension``
    names base dimensions with their exponents, ``si`` is the spelling of the SI unit.
    """

    factor: float
    back: float
    dimension: str
    si: str
    offset: float = 0.0
    straight: bool = True


@cache
def known_unit(text: str) -> KnownUnit:
    """What is known of a unit: from the file, or from pint for a text not seen before.

    Raises
    ------
    UnitError
        if the text does not follow the grammar or names an unknown unit.
    """
    row = table().get(text)
    return asked_unit(text) if row is None else KnownUnit(**row)


@cache
def table() -> dict[str, dict[str, Any]]:
    """The units on file, by text."""
    found: dict[str, dict[str, Any]] = json.loads(TABLE.read_text(encoding="utf-8"))
    return found


def asked_unit(text: str) -> KnownUnit:
    """What pint says of a unit text; raises `UnitError` as `known_unit` does."""
    unit = parse_unit(text)
    zero, one, two = (_pint_to_si(value, unit) for value in (0.0, 1.0, 2.0))
    dimension, si = _dimension(unit), _si_spelling(unit)
    if not math.isclose(two - one, one - zero, rel_tol=1e-9):
        return KnownUnit(math.nan, math.nan, dimension, si, straight=False)
    if not zero:
        return KnownUnit(one, _pint_from_si(1.0, unit), dimension, si)
    factor = _pint_to_si(_FAR, unit) / _FAR
    return KnownUnit(factor, 1 / factor, dimension, si, offset=zero)


def _pint_to_si(value: float, unit: pint.Unit) -> float:
    return float(registry().Quantity(value, unit).to_base_units().magnitude)


def _pint_from_si(value: float, unit: pint.Unit) -> float:
    base = registry().Quantity(1, unit).to_base_units().units
    return float(registry().Quantity(value, base).to(unit).magnitude)


def _dimension(unit: pint.Unit) -> str:
    exponents = sorted(unit.dimensionality.items())
    return " ".join(f"{name.strip('[]')}{exponent:g}" for name, exponent in exponents)


def _si_spelling(unit: pint.Unit) -> str:
    if unit == registry().Unit("person"):
        return "person"
    base = registry().Quantity(1, unit).to_base_units().units
    angular = "radian" in str(base)
    if unit.dimensionless:
        return "rad" if angular else "1"
    if angular and unit.dimensionality == parse_unit("rad/s").dimensionality:
        return "rad/s"
    for name in SI:
        if parse_unit(name).dimensionality == unit.dimensionality:
            return name
    return f"{base:~C}".replace("**", "")


def same_dimension(one: str, other: str) -> bool:
    """Tell whether two units measure the same dimension."""
    return known_unit(one).dimension == known_unit(other).dimension


def to_si(value: float, unit: str) -> float:
    """Convert ``value`` in ``unit`` to SI; infinities and NaN stay as they are.

    Raises
    ------
    UnitError
        if the unit cannot be read, or a finite value would become infinite.
    """
    known = known_unit(unit)
    if not math.isfinite(value):
        return value
    if not known.straight:
        converted = _pint_to_si(value, parse_unit(unit))
    elif known.offset:
        converted = float(value * known.factor + known.offset)
    else:
        converted = float(value * known.factor)
    if not math.isfinite(converted):
        raise UnitError(
            f"{value:g} {unit} | is too large for a number in SI | write inf for no limit"
        )
    return converted


def from_si(value: float, unit: str) -> float:
    """Convert an SI ``value`` to ``unit``; infinities and NaN stay as they are."""
    if not math.isfinite(value):
        return value
    known = known_unit(unit)
    if not known.straight:
        return _pint_from_si(value, parse_unit(unit))
    return float((value - known.offset) * known.back)


def si_unit(unit: str) -> str:
    """Return the SI spelling of the dimension of ``unit``, e.g. ``"Pa"`` for ``"MPa"``.

    Named counts and angles keep their name: ``person`` stays ``person``, ``mrad`` becomes ``rad``.
    """
    return known_unit(unit).si
