"""What a study file says, as frozen dataclasses with SI numbers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from optdesign import __version__
from optdesign.exploration.study.distribution import Distribution
from optdesign.exploration.study.grid import Sweep
from optdesign.exploration.study.plans import RobustPlan, SearchPlan
from optdesign.problem import Case, case_digest

Sense = Literal["<=", ">="]
Sampler = Literal[
    "sobol", "random", "sobol-indices", "morris", "one-at-a-time", "grid", "search", "robust"
]


@dataclass(frozen=True)
class Threshold:
    """A value an outcome is to meet: ``outcome <= value`` or ``outcome >= value``, SI."""

    outcome: str
    sense: Sense
    value: float

    def met(self, outcome: float) -> bool:
        """Whether a value of the outcome meets the threshold; NaN never does."""
        return outcome <= self.value if self.sense == "<=" else outcome >= self.value


@dataclass(frozen=True)
class SensitivityPlan:
    """What parameters are varied together in a plan, and how far the tornado goes.

    ``prices`` solves the nominal case for its shadow prices, ``solves`` the ends of every range.
    """

    groups: Literal["source", "mark"] | None = None
    tornado: Literal["prices", "solves", "none"] = "prices"


@dataclass(frozen=True)
class Study:
    """A problem with uncertain parameters, and how to try them.

    ``case`` holds the parameters that are set and the levers that are pinned in every trial;
    ``patience`` is how long [s] a trial may take before its worker counts as stuck; ``warm`` is
    whether trials start from the end of the nominal solve, where the method can.
    """

    name: str
    question: str
    description: str
    case: Case
    sampler: Sampler
    trials: int
    seed: int
    uncertain: Mapping[str, Distribution]
    outcomes: tuple[str, ...]
    thresholds: tuple[Threshold, ...]
    patience: float
    path: Path
    sensitivity: SensitivityPlan = SensitivityPlan()
    sweep: Sweep | None = None
    search: SearchPlan | None = None
    robust: RobustPlan | None = None
    warm: bool = True

    @cached_property
    def content(self) -> dict[str, object]:
        """All that decides what a trial finds: not the number of trials, nor what is reported."""
        return {
            "version": __version__,
            "case": case_digest(self.case),
            "sampler": self.sampler,
            "seed": self.seed,
            "uncertain": {key: repr(asdict(found)) for key, found in self.uncertain.items()},
            **({"groups": self.sensitivity.groups} if self.sensitivity.groups else {}),
            **({} if self.warm else {"warm": False}),
            **{
                name: repr(plan)
                for name in ("sweep", "search", "robust")
                if (plan := getattr(self, name)) is not None
            },
        }

    @cached_property
    def digest(self) -> str:
        """A short hash of the content; trials of one digest belong together."""
        text = json.dumps(self.content, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
