"""What a problem file may contain, as pydantic models; `problem` resolves them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from optdesign.catalogue.schema import Mark, Number, Range, Sources, Strict, Unit
from optdesign.interval import Interval


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_tuple)]


class Header(Strict):
    """The keys at the top of a problem file.

    ``items`` names items of the catalogue all of whose numbers become parameters ``item.entry``;
    ``role:NAME`` stands for every item with that role. ``leave_out`` names those of these numbers
    that the problem does not read, as one of its own keys stands for them.
    """

    question: str
    formulation: str
    problem_class: Literal["LP", "MILP", "NLP", "MINLP"] = Field(alias="class")
    objective: str
    description: str = ""
    sites: Texts = ()
    technologies: Texts = ()
    items: Texts = ()
    leave_out: Texts = ()


class ParameterTable(Strict):
    """A numeric parameter: its own value, or a reference to the catalogue, or derived.

    ``unit`` is the unit of the numbers here and the one shown; ``bare`` the unit of bare numbers on
    the command line and in JSON (SI of the dimension unless given).
    """

    value: Number | None = None
    unit: Unit | None = None
    bare: Unit | None = None
    low: Number | None = None
    high: Number | None = None
    valid: Range = Field(default_factory=lambda: Interval.parse("(-inf, inf)"))
    source: Sources = ("assumption",)
    mark: Mark = "judgement"
    catalogue: str = ""
    otherwise: str = ""
    meaning: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _one_origin(self) -> ParameterTable:
        if self.catalogue and self.value is not None:
            raise ValueError("must have either a value or a catalogue reference, got both")
        if self.value is not None and not (
            (self.low is None or self.low <= self.value)
            and (self.high is None or self.value <= self.high)
        ):
            raise ValueError(
                f"low <= value <= high must hold, got {self.low}, {self.value}, {self.high}"
            )
        return self


class ChoiceTable(Strict):
    """A parameter that is one of several named options."""

    choice: str
    options: Texts
    meaning: str = ""


class LeverTable(Strict):
    """A decision and its range."""

    low: Number
    high: Number
    unit: Unit
    bare: Unit | None = None
    meaning: str = ""
    integer: bool = False

    @model_validator(mode="after")
    def _ordered(self) -> LeverTable:
        if self.low > self.high:
            raise ValueError(f"low must not exceed high, got {self.low:g} and {self.high:g}")
        return self


class OutcomeTable(Strict):
    """A result: the unit shown, the unit in JSON (SI unless ``bare``), the sense if optimizable.

    ``held_by`` names a parameter that bounds the outcome as a limit would; ``whole`` says that it
    takes whole numbers only.
    """

    unit: Unit
    bare: Unit | None = None
    sense: Literal["min", "max"] | None = None
    meaning: str = ""
    held_by: str = ""
    whole: bool = False


class ExpectTable(Strict):
    """A reviewed value of an outcome."""

    value: Number
    unit: Unit
    tolerance: Annotated[float, Field(gt=0, lt=1)] = 1e-4


CHOICE_KEYS = frozenset(ParameterTable.model_fields) | frozenset(ChoiceTable.model_fields)
