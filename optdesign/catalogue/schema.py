"""What a catalogue file may contain, as pydantic models; reading files is `load`'s business."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from optdesign.errors import UnitError
from optdesign.interval import EVERYTHING, Interval
from optdesign.units import si_unit, to_si

Mark = Literal["read", "derived", "recalled", "judgement"]


def _real(value: float) -> float:
    if math.isnan(value):
        raise ValueError("must be a number, got nan")
    return value


def _known_unit(unit: str) -> str:
    try:
        si_unit(unit)
    except UnitError as error:
        raise ValueError(str(error)) from error
    return unit


def _interval(text: object) -> object:
    return Interval.parse(text) if isinstance(text, str) else text


def _listed(source: object) -> object:
    return (source,) if isinstance(source, str) else source


Number = Annotated[float, AfterValidator(_real)]
Unit = Annotated[str, AfterValidator(_known_unit)]
Sources = Annotated[tuple[str, ...], BeforeValidator(_listed), Field(min_length=1, strict=False)]
Range = Annotated[Interval, BeforeValidator(_interval)]


class Strict(BaseModel):
    """Base of all file models: frozen, strict types, unknown keys refused."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True
    )


class Entry(Strict):
    """One number of the catalogue: value, unit, range, source and mark."""

    value: Number
    unit: Unit
    source: Sources
    mark: Mark
    low: Number | None = None
    high: Number | None = None
    note: str = ""

    @model_validator(mode="after")
    def _finite_in_si(self) -> Entry:
        for number in (self.value, self.low, self.high):
            try:
                to_si(self.value if number is None else number, self.unit)
            except UnitError as error:
                raise ValueError(str(error)) from error
        return self

    @model_validator(mode="after")
    def _ordered(self) -> Entry:
        if self.low is not None and self.low > self.value:
            raise ValueError(
                f"low must not exceed value, got low {self.low:g}, value {self.value:g}"
            )
        if self.high is not None and self.high < self.value:
            raise ValueError(
                f"high must not be below value, got high {self.high:g}, value {self.value:g}"
            )
        return self

    @property
    def si(self) -> float:
        """The value in SI."""
        return to_si(self.value, self.unit)

    @property
    def uncertain(self) -> bool:
        """Whether the entry has a range to sample."""
        return self.low is not None or self.high is not None


class Source(Strict):
    """One citation: what the key in an entry's ``source`` stands for."""

    title: str
    kind: Literal["paper", "report", "web", "data sheet", "document", "project"]
    year: int | None = None
    url: str = ""
    note: str = ""


class Attribute(Strict):
    """What a key of one kind of item means: its dimension, the valid values and one sentence."""

    form: Literal["number", "text"] = "number"
    unit: Unit = "1"
    meaning: str
    valid: Range = EVERYTHING

    @model_validator(mode="after")
    def _with_unit(self) -> Attribute:
        if (self.form == "number") != ("unit" in self.model_fields_set):
            raise ValueError("unit must be given for a number, and for nothing else")
        return self


class Item(Strict):
    """One file of the catalogue: a technology, process, material, site, ..."""

    key: str
    kind: str
    name: str
    description: str = ""
    entries: dict[str, Entry]
    labels: dict[str, str] = {}

    def __getitem__(self, attribute: str) -> Entry:
        return self.entries[attribute]
