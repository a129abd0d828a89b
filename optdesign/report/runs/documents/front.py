"""What the document of a front must hold."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from optdesign.report.runs.documents.parts import Finite, Infeasibility, Number, Objective, Part


class Point(Part):
    """A point of a front."""

    outcomes: dict[str, Number]
    levers: dict[str, Finite | str | None] = Field(default_factory=dict)
    rates: dict[str, Number] = Field(default_factory=dict)
    bound: Number = None
    gap: Number = None
    knee: bool = False


class Band(Part):
    """What scenarios attain: at each level of one objective, quantiles of the main one."""

    scenarios: int = 0
    main: str = ""
    unit: str = "1"
    levels: list[dict[str, Number]] = Field(default_factory=list)


class FrontFound(Part):
    """``front.json``."""

    problem: str | None
    status: str = ""
    objectives: list[Objective] = Field(min_length=2)
    points: list[Point]
    payoff: list[list[Number]] = Field(default_factory=list)
    nadir: list[Number] | None = None
    hypervolume: Number = None
    reference_point: list[Number] | None = None
    bound_error: Number = None
    complete: bool = False
    every: bool = False
    method: str = ""
    main: str | None = None
    band: Band | None = None
    solves: int = 0
    seconds: Number = None
    notes: list[str] = Field(default_factory=list)
    certificate: dict[str, Any] | None = None
    infeasibility: Infeasibility | None = None
