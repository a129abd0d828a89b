"""What must be known of the numbers of a run: meaning, unit, source and mark."""

from __future__ import annotations

from pydantic import Field

from optdesign.report.runs.documents.parts import Finite, Part, Sense


class Known(Part):
    """What is known of a parameter, lever or outcome."""

    key: str
    unit: str = "1"
    bare: str = "1"
    meaning: str = ""


class KnownParameter(Known):
    """A parameter of the context; numbers in ``unit``."""

    value: Finite | str | None = None
    changed: bool = False
    low: Finite | str | None = None
    high: Finite | str | None = None
    source: list[str] = Field(default_factory=list)
    mark: str = "judgement"
    choice: bool = False
    otherwise: str = ""


class KnownLever(Known):
    """A lever of the context; numbers in ``unit``."""

    low: Finite | str | None = None
    high: Finite | str | None = None
    pinned: bool = False


class KnownOutcome(Known):
    """An outcome of the context."""

    sense: Sense | None = None


class KnownSource(Part):
    """A citation."""

    title: str
    year: int | None = None
    url: str = ""


class Context(Part):
    """``context.json``: what the numbers of a run mean and where they come from."""

    problem: str = ""
    question: str = ""
    description: str = ""
    formulation: str = ""
    problem_class: str = Field(default="", alias="class")
    problem_hash: str = ""
    catalogue_hash: str = ""
    parameters: list[KnownParameter] = Field(default_factory=list)
    levers: list[KnownLever] = Field(default_factory=list)
    outcomes: list[KnownOutcome] = Field(default_factory=list)
    sources: dict[str, KnownSource] = Field(default_factory=dict)
