"""Numbers of stored documents in the units and words people read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from optdesign.errors import UnitError
from optdesign.report.runs.documents.context import Context, Known, KnownParameter
from optdesign.units import format_number, from_si, same_dimension, to_si

_FINER: Mapping[str, str] = {"year": "day", "month": "day", "d": "hour", "day": "hour"}
# Where nothing is known of a quantity but its SI unit: from which size which unit is easier.
_EASIER = {"s": ((1e8, "year"), (1e5, "day"), (1e4, "hour")), "kg": ((1e4, "t"),),
           "m": ((1e4, "km"),)}  # fmt: skip
MARKS = ("read", "derived", "recalled", "judgement")
"""Marks of numbers, the best known first."""


@dataclass(frozen=True)
class Meaning:
    """Units, sentences and sources of a context, by key."""

    context: Context

    @cached_property
    def parameters(self) -> dict[str, KnownParameter]:
        """The parameters by key."""
        return {parameter.key: parameter for parameter in self.context.parameters}

    def parameter(self, key: str, unit: str | None = None) -> float | None:
        """The value of a parameter in a unit, in SI if left out; None if it has no number."""
        found = self.parameters.get(key)
        if found is None or not isinstance(found.value, int | float):
            return None
        value = to_si(found.value, found.unit)
        return value if unit is None else from_si(value, unit)

    @cached_property
    def _units(self) -> dict[str, str]:
        parts: list[Known] = [
            *self.context.parameters, *self.context.levers, *self.context.outcomes
        ]  # fmt: skip
        return {part.key: part.unit for part in reversed(parts)}

    @cached_property
    def sentences(self) -> dict[str, str]:
        """What each parameter, lever and outcome means."""
        parts: list[Known] = [
            *self.context.outcomes, *self.context.levers, *self.context.parameters
        ]  # fmt: skip
        return {part.key: part.meaning for part in reversed(parts)}

    def unit(self, key: str, bare: str, size: float | None = None) -> str:
        """The unit in which people read a quantity that is stored in ``bare``."""
        known = self._units.get(key)
        try:
            if known is not None and same_dimension(known, bare):
                return known
        except UnitError:
            return bare
        least = _EASIER.get(bare, ())
        return next((unit for limit, unit in least if abs(size or 0.0) >= limit), bare)

    def number(self, value: float, bare: str, unit: str) -> float:
        """A stored number in another unit."""
        return value if unit == bare else from_si(to_si(value, bare), unit)

    def value(self, key: str, value: float | str | None, bare: str, digits: int = 5) -> str:
        """A stored value with its unit, for people."""
        if value is None:
            return "unknown"
        if isinstance(value, str):
            return value
        unit = self.unit(key, bare, value)
        text = format_number(self.number(value, bare, unit) or 0.0, digits)  # no minus before zero
        return text if unit in ("1", "") else f"{text} {unit}"

    def change(self, key: str, effect: float, bare: str) -> tuple[float, str]:
        """A small change of a quantity, in a unit fine enough for it."""
        unit = self.unit(key, bare, effect)
        unit = _FINER.get(unit, unit)
        return self.number(effect, bare, unit), unit

    def source(self, keys: list[str]) -> str:
        """The titles of sources."""
        return "; ".join(self._cited(key) for key in keys)

    def _cited(self, key: str) -> str:
        found = self.context.sources.get(key)
        if found is None or found.title == key:
            return key
        return f"{found.title}{'' if found.year is None else f' ({found.year})'}"


def words(key: str) -> str:
    """A key as words: ``bootstrap_time`` is bootstrap time.

    >>> words("site.distance_max")
    'site distance max'
    """
    return " ".join(key.replace("_", " ").replace(".", " ").split())


def named(key: str) -> str:
    """A parameter as words, its owner first.

    >>> named("electronics-line.bill.metal")
    'electronics-line: bill metal'
    """
    owner, dot, rest = key.partition(".")
    return f"{words(owner)}: {words(rest)}" if dot else words(key)


def amount(value: float, unit: str, digits: int = 4) -> str:
    """A number and its unit.

    >>> amount(12.0, "1")
    '12'
    """
    text = format_number(value, digits)
    return text if unit in ("1", "") else f"{text} {unit}"
