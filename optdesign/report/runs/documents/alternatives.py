"""What a stored set of near-optimal alternatives must hold."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from optdesign.report.runs.documents.parts import (
    Finite,
    Infeasibility,
    Number,
    Objective,
    Part,
    Valued,
)

Verdict = Literal["within", "beyond", "undecided", "impossible", "unknown"]


class Design(Part):
    """A design with what is proven of it, and the shares of the technologies of its power."""

    name: str = "best"
    verdict: Verdict = "within"
    status: str = ""
    value: Number = None
    bound: Number = None
    mix: dict[str, Finite] = Field(default_factory=dict)
    levers: dict[str, Valued] = Field(default_factory=dict)


class AlternativesFound(Part):
    """``alternatives.json``."""

    problem: str
    objective: Objective
    within: Finite
    limit: Number = None
    best: Design | None = None
    alternatives: list[Design] = Field(default_factory=list)
    ranges: dict[str, list[Number]] = Field(default_factory=dict)
    complete: bool = False
    solves: int = 0
    seconds: Number = None
    notes: list[str] = Field(default_factory=list)
    infeasibility: Infeasibility | None = None

    @property
    def status(self) -> str:
        """Whether every alternative was settled."""
        return "complete" if self.complete else "partial"

    @property
    def designs(self) -> list[Design]:
        """The best design and the alternatives that have one."""
        found = [] if self.best is None else [self.best]
        return [part for part in (*found, *self.alternatives) if part.value is not None]
