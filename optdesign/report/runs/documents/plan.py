"""What the sections ``search`` and ``robust`` of a stored study must hold."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import Field

from optdesign.report.runs.documents.parts import Estimated, Number, Objective, Part, Valued
from optdesign.report.runs.meaning import Meaning, words
from optdesign.result.folders import STUDY_FILE
from optdesign.result.reading import read_document


class SearchPoint(Part):
    """A trial of a search."""

    trial: int
    point: dict[str, Valued] = Field(default_factory=dict)
    outcomes: dict[str, Valued] = Field(default_factory=dict)
    levers: dict[str, Valued] = Field(default_factory=dict)


class Certified(Valued):
    """The certified solve beside a search."""

    status: str = ""


class Search(Part):
    """What a search found."""

    sampler: str = ""
    objectives: list[Objective] = Field(default_factory=list)
    best: SearchPoint | None = None
    front: list[SearchPoint] = Field(default_factory=list)
    certified: Certified | None = None
    ratio: Number = None
    beaten: int = 0


class Scenarios(Part):
    """How many scenarios candidates were compared on."""

    asked: int = 0
    used: int = 0
    hopeless: int = 0
    failed: int = 0

    @property
    def tried(self) -> int:
        """Those compared, those without a design and those that failed."""
        return self.used + self.hopeless + self.failed


class Candidate(Part):
    """A decision that could be taken now, and what the scenarios make of it."""

    name: str
    values: dict[str, Valued] = Field(default_factory=dict)
    feasible: Estimated = Estimated()
    mean: Estimated = Estimated()
    risk: Estimated = Estimated()
    worst_regret: Number = None
    nominal: Number = None
    chosen: Number = None


class Choice(Part):
    """The best candidates by each rule."""

    robust: str
    least_regret: str = ""
    best_mean: str = ""


class Robust(Part):
    """What a robust choice found."""

    objective: str
    unit: str = "1"
    measure: str = ""
    level: Number = None
    rule: str = ""
    decisions: list[str] = Field(default_factory=list)
    scenarios: Scenarios = Scenarios()
    candidates: list[Candidate] = Field(default_factory=list)
    choice: Choice | None = None
    price_of_robustness: Number = None
    perfect_information: Estimated | None = None
    stochastic_solution: Estimated | None = None


class Plan(Part):
    """The sections of a study that chooses; none of them in other studies."""

    search: Search | None = None
    robust: Robust | None = None

    @property
    def title(self) -> str:
        """What the first tab is called."""
        return "Search" if self.search else "Choice" if self.robust else "Outcomes"


def read_plan(folder: Path) -> Plan:
    """The sections ``search`` and ``robust`` of a stored study."""
    return read_document(folder / STUDY_FILE, Plan)


def values_text(values: Mapping[str, Valued], meaning: Meaning) -> str:
    """Levers or outcomes as one sentence."""
    return ", ".join(
        f"{words(key)} {meaning.value(key, part.value, part.unit, 4)}"
        for key, part in values.items()
    )
