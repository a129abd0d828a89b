"""What the document of a solve must hold."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from optdesign.report.runs.documents.parts import (
    Cell,
    Infeasibility,
    Number,
    Objective,
    Part,
    Rows,
    Valued,
)


class Price(Part):
    """Change of the objective per +1 % of a parameter."""

    key: str
    effect: Number
    unit: str


class Check(Part):
    """A check of the verification."""

    name: str
    passed: bool
    value: Number = None
    limit: Number = None
    unit: str = "1"


class Verification(Part):
    """All checks."""

    passed: bool = False
    checks: list[Check] = Field(default_factory=list)


class Provenance(Part):
    """Where a run comes from."""

    version: str = ""
    commit: str | None = None
    problem_hash: str = ""
    catalogue_hash: str = ""
    solver: str = ""
    solver_version: str = ""
    seed: int = 0
    started: str = ""
    seconds: dict[str, Number] = Field(default_factory=dict)


class Settings(Part):
    """What was changed for the run."""

    set: dict[str, Cell] = Field(default_factory=dict)
    fix: dict[str, Cell] = Field(default_factory=dict)
    periods: int | None = None
    time_limit: Number = None
    gap: Number = None
    seed: int = 0


class Solved(Part):
    """``result.json``."""

    problem: str
    status: Literal["optimal", "infeasible", "limit", "unverified"]
    objective: Objective
    bound: Number = None
    bound_proven: bool = True
    gap: Number = None
    levers: dict[str, Valued] = Field(default_factory=dict)
    outcomes: dict[str, Valued] = Field(default_factory=dict)
    tables: dict[str, Rows] = Field(default_factory=dict)
    shadow_prices: list[Price] = Field(default_factory=list)
    verification: Verification = Verification()
    provenance: Provenance = Provenance()
    settings: Settings = Settings()
    notes: list[str] = Field(default_factory=list)
    infeasibility: Infeasibility | None = None
