"""What a problem file says, as frozen dataclasses with SI numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Literal, TypeVar

from optdesign.catalogue import Catalogue
from optdesign.errors import ProblemError, UnitError, suggestion
from optdesign.interval import EVERYTHING, Interval
from optdesign.problem.schema import Header
from optdesign.units import format_quantity, from_si, parse_quantity

Part = TypeVar("Part")

Value = float | str | None


@dataclass(frozen=True)
class Parameter:
    """One number or choice of a problem; numbers are SI, ``None`` means derived."""

    key: str
    value: Value
    unit: str = "1"
    bare: str = "1"
    low: float | None = None
    high: float | None = None
    valid: Interval = EVERYTHING
    source: tuple[str, ...] = ("assumption",)
    mark: str = "judgement"
    meaning: str = ""
    options: tuple[str, ...] = ()
    otherwise: str = ""

    def read(self, text: str) -> Value:
        """Read what a user wrote for this parameter; returns the SI value or the choice."""
        if self.options:
            if text.strip() not in self.options:
                raise ProblemError(
                    f"{self.key} | must be one of {', '.join(self.options)}, got {text[:60]!r} | "
                    f"{suggestion(text, self.options)}"
                )
            return text.strip()
        return self.checked(_quantity(self.key, text, self.bare))

    def checked(self, value: float) -> float:
        """Return the SI ``value`` if it lies in the valid range, else raise."""
        shown = from_si(value, self.unit)
        # A bound written in another unit comes back with the last digits changed.
        if shown not in self.valid and float(f"{shown:.12g}") not in self.valid:
            unit = "" if self.unit == "1" else f" {self.unit}"
            raise ProblemError(
                f"{self.key} | must lie in {self.valid}{unit}, "
                f"got {format_quantity(value, self.unit)} | choose a value in that range"
            )
        return value


@dataclass(frozen=True)
class Limit:
    """A bound on an outcome; its value is the parameter ``limit.<name>``."""

    key: str
    outcome: str
    sense: Literal["<=", ">="]

    def violation(self, outcome: float, bound: float) -> float:
        """By how much the outcome breaks the bound, relative to it; negative inside."""
        excess = outcome - bound if self.sense == "<=" else bound - outcome
        return excess / abs(bound) if bound else excess


@dataclass(frozen=True)
class Lever:
    """A decision: its range in SI and whether it is a whole number."""

    key: str
    low: float
    high: float
    unit: str
    bare: str
    meaning: str = ""
    integer: bool = False

    def read(self, text: str) -> float:
        """Read a value to pin the lever at; outside the lever's own range is an error."""
        value = _quantity(self.key, text, self.bare)
        if math.isinf(value):
            raise ProblemError(f"{self.key} | must be finite, got {value} | choose a value")
        below, above = (1e-9 * abs(bound) for bound in (self.low, self.high))
        if not self.low - below <= value <= self.high + above:
            low, high = (format_quantity(bound, self.unit) for bound in (self.low, self.high))
            raise ProblemError(
                f"{self.key} | the lever must lie between {low} and {high}, "
                f"got {format_quantity(value, self.unit, 10)} | choose a value in that range"
            )
        if self.integer and abs(math.remainder(value, 1.0)) > 1e-9 * max(abs(value), 1.0):
            raise ProblemError(
                f"{self.key} | must be a whole number, got {value:g} | try {round(value)}"
            )
        inside = min(max(value, self.low), self.high)
        return float(round(inside)) if self.integer else inside


@dataclass(frozen=True)
class Outcome:
    """A result of a solve: its units and, if it may be an objective, the sense.

    ``held_by`` is the parameter that bounds it from its worse side, if that is no limit.
    """

    key: str
    unit: str
    bare: str
    sense: Literal["min", "max"] | None = None
    meaning: str = ""
    held_by: str = ""
    whole: bool = False


@dataclass(frozen=True)
class Expectation:
    """A reviewed value of an outcome (SI), with the relative tolerance it must be met to."""

    value: float
    tolerance: float


class Named(dict[str, Part], Generic[Part]):
    """Parts of a problem file by key; a missing one is a fault of the file, told in a line."""

    def __init__(self, parts: Mapping[str, Part], file_name: str, kind: str) -> None:
        super().__init__(parts)
        self.file_name, self.kind = file_name, kind

    def __missing__(self, key: str) -> Part:
        raise ProblemError(
            f"{self.file_name} | {self.kind} {key!r} | is needed by the formulation | add it"
        )

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return type(self), (dict(self), self.file_name, self.kind)


@dataclass(frozen=True)
class Problem:
    """What a problem file says, with catalogue references resolved; all numbers SI."""

    name: str
    header: Header
    parameters: Mapping[str, Parameter]
    limits: Mapping[str, Limit]
    levers: Mapping[str, Lever]
    outcomes: Mapping[str, Outcome]
    expect: Mapping[str, Expectation]
    path: Path
    digest: str
    catalogue: Catalogue

    def objectives(self) -> dict[str, Literal["min", "max"]]:
        """The outcomes and levers that declare a sense."""
        return {key: outcome.sense for key, outcome in self.outcomes.items() if outcome.sense}

    def item_parameters(self) -> dict[str, str]:
        """The item of the catalogue that each parameter taken over as a whole item belongs to."""
        items = [item for name in self.header.items for item in self.catalogue.named(name)]
        keys = {f"{item.key}.{entry}": item.key for item in items for entry in item.entries}
        return {key: keys[key] for key in self.parameters if key in keys}


def _quantity(key: str, text: str, bare: str) -> float:
    try:
        return parse_quantity(text, bare)
    except UnitError as error:
        raise ProblemError(f"{key} | {error}") from error
