"""What a study file may contain, as pydantic models; `read` resolves them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from optdesign.catalogue.schema import Number, Strict, Unit
from optdesign.exploration.distribution import Kind
from optdesign.problem.schema import Texts

MAX_TRIALS = 1_000_000
Written = Number | str


class StudyHeader(Strict):
    """The keys at the top of a study file."""

    question: str
    problem: str
    trials: Annotated[int, Field(ge=1, le=MAX_TRIALS)] | None = None
    description: str = ""
    objective: str | None = None
    sampler: Literal["sobol", "random", "sobol-indices", "morris"] = "sobol"
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 0
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
