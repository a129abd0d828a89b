"""What the document of a study must hold; its sections of a choice are in `plan`."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from optdesign.report.runs.documents.parts import (
    Cell,
    Estimated,
    Finite,
    Infeasibility,
    Number,
    Part,
)


class Spread(Part):
    """Quantiles of an outcome."""

    unit: str = "1"
    mean: Number = None
    p5: Number = None
    p50: Number = None
    p95: Number = None
    intervals: dict[str, list[Number]] = Field(default_factory=dict)


class Threshold(Part):
    """A value to meet, and the probability that it is met."""

    outcome: str
    sense: Literal["<=", ">="]
    value: Number
    unit: str = "1"
    probability: Estimated


class Cause(Part):
    """Why trials ended without an answer."""

    status: str
    cause: str
    trials: int


class Driver(Part):
    """A parameter, or a group of them, and how much it drives an outcome."""

    parameter: str
    first_order: Number = None
    total: Number = None
    low: Number = None
    high: Number = None
    first_low: Number = None
    first_high: Number = None
    rank: Number = None
    mu: Number = None
    mu_star: Number = None
    mu_star_margin: Number = None
    sigma: Number = None


class Analysis(Part):
    """What drives an outcome."""

    method: str
    unit: str = "1"
    counted: str = "trials"
    used: int = 0
    dropped: int = 0
    explained: Number = None
    note: str = ""
    parameters: list[Driver] = Field(default_factory=list)
    groups: dict[str, list[Driver]] = Field(default_factory=dict)


class Swing(Part):
    """Change of the objective at the ends of a parameter's range, by each method."""

    parameter: str
    unit: str = "1"
    low: Finite | str | None = None
    nominal: Finite | str | None = None
    high: Finite | str | None = None
    priced: list[Number] = Field(default_factory=list)
    solved: list[Number] = Field(default_factory=list)
    fitted: list[Number] = Field(default_factory=list)


class Tornado(Part):
    """All swings of the objective."""

    outcome: str
    unit: str = "1"
    nominal: Number = None
    swings: list[Swing] = Field(default_factory=list)


class SweepAxis(Part):
    """A swept parameter."""

    parameter: str
    unit: str = "1"
    values: list[Finite | str]


class SweepPoint(Part):
    """A point of a sweep."""

    values: dict[str, Finite | str]
    on_grid: bool = True
    status: str = "complete"
    cause: str = ""
    outcomes: dict[str, Number] = Field(default_factory=dict)
    answers: dict[str, Cell] = Field(default_factory=dict)
    shares: dict[str, dict[str, Number]] = Field(default_factory=dict)


class Swept(Part):
    """A whole sweep."""

    parameters: list[SweepAxis]
    points: list[SweepPoint]


class Side(Part):
    """One side of a switch."""

    value: Finite | str
    answer: Cell = None


class Crossing(Part):
    """Where an answer switches."""

    switch: str
    parameter: str
    unit: str = "1"
    at: dict[str, Finite | str] = Field(default_factory=dict)
    value: Finite
    tolerance: Number = None
    resolved: bool = True
    note: str = ""
    below: Side
    above: Side


class Studied(Part):
    """``study.json``."""

    study: str
    problem: str
    question: str = ""
    trials: dict[str, int]
    outcomes: dict[str, Spread] = Field(default_factory=dict)
    sensitivities: dict[str, Analysis] = Field(default_factory=dict)
    tornado: Tornado | None = None
    sweep: Swept | None = None
    switches: list[Crossing] = Field(default_factory=list)
    storage: str = ""
    seed: int = 0
    sampler: str = ""
    feasibility: Estimated = Estimated()
    thresholds: list[Threshold] = Field(default_factory=list)
    causes: list[Cause] = Field(default_factory=list)
    separation: list[dict[str, Cell]] = Field(default_factory=list)
    uncertain: list[dict[str, Any]] = Field(default_factory=list)
    digest: str = ""
    problem_hash: str = ""
    catalogue_hash: str = ""
    dashboard: str = ""
    infeasibility: Infeasibility | None = None

    @property
    def status(self) -> str:
        """``complete`` if every trial has an answer, be it that there is no design."""
        return "partial" if self.trials.get("failed") else "complete"
