"""What the documents of all kinds of runs are made of."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Finite = Annotated[float, Field(allow_inf_nan=False)]
Number = Finite | None
Cell = bool | Finite | str | None
Sense = Literal["min", "max"]
Rows = list[dict[str, Cell]]


class Part(BaseModel):
    """Base of all parts: frozen, unknown keys ignored, no text taken for a number."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, populate_by_name=True)


class Valued(Part):
    """A lever or outcome."""

    value: Finite | str | None
    unit: str = "1"


class Objective(Part):
    """What was optimized."""

    name: str
    value: Number = None
    unit: str = "1"
    sense: Sense = "min"


class Reason(Part):
    """A requirement in conflict, or a change that would help."""

    key: str = ""
    text: str


class Infeasibility(Part):
    """Why there is no answer."""

    conflict: list[Reason] = []
    relaxation: list[Reason] = []


class Estimated(Part):
    """A probability with its interval."""

    value: Number = None
    low: Number = None
    high: Number = None
