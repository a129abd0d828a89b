"""What a solver hands to verification and storage: plain data, all numbers SI."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Status(Enum):
    """How a run ended; the value is the word in JSON, ``exit_code`` what the command returns."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    LIMIT = "limit"
    UNVERIFIED = "unverified"

    @property
    def exit_code(self) -> int:
        """The exit code of the command line."""
        return {"optimal": 0, "infeasible": 3, "limit": 4, "unverified": 5}[self.value]


PER_CENT = 0.01
"""The relative change of a parameter that a shadow price tells the effect of."""


@dataclass(frozen=True)
class ShadowPrice:
    """Change of the objective (SI) per +1 % of a parameter."""

    key: str
    effect: float


@dataclass(frozen=True)
class Conflict:
    """One requirement of a smallest contradictory set: its key and a sentence."""

    key: str
    text: str


@dataclass(frozen=True)
class Relaxation:
    """A change of one limit or parameter that makes the case feasible; ``value`` is SI."""

    key: str
    value: float
    text: str


NO_MEND = "No change of a single number was found that gives an answer."


@dataclass(frozen=True)
class Infeasibility:
    """Why there is no answer, and the cheapest ways to get one; without any, say `NO_MEND`."""

    conflict: Sequence[Conflict]
    relaxation: Sequence[Relaxation]


def relative_difference(value: float, reference: float, *, least: float = 1e-300) -> float:
    """``|value - reference| / |reference|``, 0 for equals; the reference counts as ``least``."""
    if value == reference:
        return 0.0
    return abs(value - reference) / max(abs(reference), least)


@dataclass(frozen=True)
class Check:
    """One verification: passed if ``value <= limit`` (both in ``unit``)."""

    name: str
    value: float
    limit: float
    unit: str = "1"

    @classmethod
    def agreement(cls, name: str, value: float, reference: float, limit: float) -> Check:
        """That a number is another, to a relative difference of ``limit``."""
        return cls(name, relative_difference(value, reference), limit)

    @property
    def passed(self) -> bool:
        """Whether the check holds; NaN never does."""
        return bool(self.value <= self.limit)


@dataclass(frozen=True)
class Solution:
    """The answer of a solver before verification.

    ``plan`` is whatever the verification of the formulation needs to execute the answer; it is
    not stored. ``notes`` are sentences for the summary. ``warm`` is what `solve_case` can start a
    neighbouring case from; plain data, not stored either. ``bound_proven`` is false where a search
    made the bound, so that it holds only as far as that looked.
    """

    status: Status
    objective: float | None = None
    bound: float | None = None
    levers: Mapping[str, float | str] = field(default_factory=dict)
    outcomes: Mapping[str, float] = field(default_factory=dict)
    tables: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    shadow_prices: Sequence[ShadowPrice] = ()
    infeasibility: Infeasibility | None = None
    notes: Sequence[str] = ()
    plan: Any = None
    warm: object | None = None
    solver: str = ""
    solver_version: str = ""
    seconds: Mapping[str, float] = field(default_factory=dict)
    bound_proven: bool = True

    @property
    def gap(self) -> float | None:
        """Relative difference of objective and bound, ``|objective - bound| / |objective|``."""
        if self.objective is None or self.bound is None:
            return None
        return relative_difference(self.bound, self.objective)
