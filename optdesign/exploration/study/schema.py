"""What a study file may contain, as pydantic models; `read` resolves them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from optdesign.catalogue.schema import Number, Strict, Unit
from optdesign.exploration.study.distribution import Kind
from optdesign.exploration.study.plans import Measure, SearchSampler
from optdesign.problem.schema import Texts

MAX_TRIALS = 1_000_000
MAX_SEED = 2**32 - 1
MAX_POINTS = 100_000
Written = Number | str


class StudyHeader(Strict):
    """The keys at the top of a study file."""

    question: str
    problem: str
    trials: Annotated[int, Field(ge=1, le=MAX_TRIALS)] | None = None
    description: str = ""
    objective: str | None = None
    sampler: Literal["sobol", "random", "sobol-indices", "morris"] = "sobol"
    seed: Annotated[int, Field(ge=0, le=MAX_SEED)] = 0
    outcomes: Texts = ()


class SettingsTable(Strict):
    """How each trial is solved; ``patience`` is when a worker without an answer counts as stuck.

    ``warm = false`` solves every trial from nothing.
    """

    periods: int | None = None
    gap: Number | None = None
    time_limit: Number | None = None
    patience: Annotated[Number, Field(gt=0)] | None = None
    warm: bool = True


class SensitivityTable(Strict):
    """Which sensitivities; ``samples`` counts blocks of the plan and stands instead of trials."""

    samples: Annotated[int, Field(ge=2, le=MAX_TRIALS)] | None = None
    groups: Literal["source", "mark"] | None = None
    tornado: Literal["prices", "solves", "none"] = "prices"


class SelectionTable(Strict):
    """Which parameters with a range are uncertain: patterns such as ``steel.*``."""

    include: Texts = ()
    exclude: Texts = ()


class DistributionTable(Strict):
    """The distribution of one parameter; what is left out comes from the parameter itself.

    Numbers are in ``unit``, or in the unit of bare numbers of the parameter; texts carry a unit.
    """

    distribution: Kind | None = None
    low: Written | None = None
    high: Written | None = None
    mode: Written | None = None
    unit: Unit | None = None
    values: Annotated[tuple[Written, ...], Field(strict=False)] = ()
    weights: Annotated[tuple[Number, ...], Field(strict=False)] = ()


class AxisTable(Strict):
    """The values of one axis: a list, or ``count`` of them from ``low`` to ``high``."""

    values: Annotated[tuple[Written, ...], Field(strict=False)] = ()
    low: Written | None = None
    high: Written | None = None
    count: Annotated[int, Field(ge=2, le=MAX_POINTS)] | None = None
    spacing: Literal["linear", "logarithmic"] = "linear"
    unit: Unit | None = None


class SharesTable(Strict):
    """Which shares to keep: names in a column, weights in one column or the product of several."""

    table: str
    name: str
    weight: Texts


class SwitchTable(Strict):
    """A discrete answer: the name with most in a table, a lever, an outcome, or if feasible."""

    tolerance: Written
    along: str | None = None
    table: str | None = None
    name: str | None = None
    weight: Texts = ()
    lever: str | None = None
    outcome: str | None = None
    threshold: Written | None = None
    feasible: Literal[True] | None = None


class SearchTable(Strict):
    """Who proposes; ``space`` names what is varied, every free lever if left out."""

    sampler: SearchSampler = "tpe"
    objectives: Texts = ()
    batch: Annotated[int, Field(ge=1, le=1000)] = 8
    coarse_periods: Annotated[int, Field(ge=10, le=10_000)] | None = None
    compare: bool = True
    space: Annotated[dict[str, Any], Field(default_factory=dict)]


class RobustTable(Strict):
    """What is decided before the parameters are known, and by what the choice is judged."""

    decisions: dict[str, Any]
    scenarios: Annotated[int, Field(ge=2, le=10_000)] = 32
    clusters: Annotated[int, Field(ge=0, le=100)] = 4
    measure: Measure = "quantile"
    level: Annotated[float, Field(gt=0, lt=1)] = 0.9
