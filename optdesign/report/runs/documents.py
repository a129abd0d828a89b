"""What stored documents must hold to be reported; anything else in them is left alone."""

from __future__ import annotations

from typing import Annotated, Any, Literal

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
    checks: list[Check] = []


class Reason(Part):
    """A requirement in conflict, or a change that would help."""

    key: str = ""
    text: str


class Infeasibility(Part):
    """Why there is no answer."""

    conflict: list[Reason] = []
    relaxation: list[Reason] = []


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
    seconds: dict[str, Number] = {}


class Settings(Part):
    """What was changed for the run."""

    set: dict[str, Cell] = {}
    fix: dict[str, Cell] = {}
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
    gap: Number = None
    levers: dict[str, Valued] = {}
    outcomes: dict[str, Valued] = {}
    tables: dict[str, Rows] = {}
    shadow_prices: list[Price] = []
    verification: Verification = Verification()
    provenance: Provenance = Provenance()
    settings: Settings = Settings()
    notes: list[str] = []
    infeasibility: Infeasibility | None = None


class Point(Part):
    """A point of a front."""

    outcomes: dict[str, Number]
    levers: dict[str, Finite | str | None] = {}
    rates: dict[str, Number] = {}
    bound: Number = None
    gap: Number = None
    knee: bool = False


class Band(Part):
    """What scenarios attain: at each level of one objective, quantiles of the main one."""

    scenarios: int = 0
    main: str = ""
    unit: str = "1"
    levels: list[dict[str, Number]] = []


class FrontFound(Part):
    """``front.json``."""

    problem: str | None
    objectives: list[Objective] = Field(min_length=2)
    points: list[Point]
    payoff: list[list[Number]] = []
    nadir: list[Number] | None = None
    hypervolume: Number = None
    reference_point: list[Number] | None = None
    bound_error: Number = None
    complete: bool = False
    method: str = ""
    main: str | None = None
    band: Band | None = None
    solves: int = 0
    seconds: Number = None
    notes: list[str] = []
    certificate: dict[str, Any] | None = None
    infeasibility: Infeasibility | None = None


class Estimated(Part):
    """A probability with its interval."""

    value: Number = None
    low: Number = None
    high: Number = None


class Spread(Part):
    """Quantiles of an outcome."""

    unit: str = "1"
    mean: Number = None
    p5: Number = None
    p50: Number = None
    p95: Number = None
    intervals: dict[str, list[Number]] = {}


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
    parameters: list[Driver] = []
    groups: dict[str, list[Driver]] = {}


class Swing(Part):
    """Change of the objective at the ends of a parameter's range, by each method."""

    parameter: str
    unit: str = "1"
    low: Finite | str | None = None
    nominal: Finite | str | None = None
    high: Finite | str | None = None
    priced: list[Number] = []
    solved: list[Number] = []
    fitted: list[Number] = []


class Tornado(Part):
    """All swings of the objective."""

    outcome: str
    unit: str = "1"
    nominal: Number = None
    swings: list[Swing] = []


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
    outcomes: dict[str, Number] = {}
    answers: dict[str, Cell] = {}
    shares: dict[str, dict[str, Number]] = {}


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
    at: dict[str, Finite | str] = {}
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
    outcomes: dict[str, Spread] = {}
    sensitivities: dict[str, Analysis] = {}
    tornado: Tornado | None = None
    sweep: Swept | None = None
    switches: list[Crossing] = []
    storage: str = ""
    seed: int = 0
    sampler: str = ""
    feasibility: Estimated = Estimated()
    thresholds: list[Threshold] = []
    causes: list[Cause] = []
    separation: list[dict[str, Cell]] = []
    uncertain: list[dict[str, Any]] = []
    digest: str = ""
    problem_hash: str = ""
    catalogue_hash: str = ""
    dashboard: str = ""
    infeasibility: Infeasibility | None = None

    @property
    def status(self) -> str:
        """``complete`` if every trial has an answer, be it that there is no design."""
        return "partial" if self.trials.get("failed") else "complete"


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
    source: list[str] = []
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
    parameters: list[KnownParameter] = []
    levers: list[KnownLever] = []
    outcomes: list[KnownOutcome] = []
    sources: dict[str, KnownSource] = {}
