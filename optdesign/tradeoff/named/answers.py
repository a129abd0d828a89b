"""What came of the solves of a front, as plain data, and the file that keeps them.

A case that was answered is never solved again: not in one search, nor, with a file, in a later one.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from optdesign import __version__
from optdesign.errors import ResultError
from optdesign.network.power_families import power_items
from optdesign.problem import Case, case_digest
from optdesign.result import Result
from optdesign.result.document import document
from optdesign.result.program import program_stamp
from optdesign.solution import Status, relative_difference

Valued = Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """The answer to one case: ``values`` are SI, the rest as a stored run has it.

    ``prices`` are changes of the objective [SI] per +1 % of a parameter, ``shares`` are those of
    the power technologies.
    """

    key: str
    status: str
    verified: bool
    objective: float | None = None
    bound: float | None = None
    values: Mapping[str, float] = field(default_factory=dict)
    levers: Mapping[str, Valued] = field(default_factory=dict)
    outcomes: Mapping[str, Valued] = field(default_factory=dict)
    prices: Mapping[str, float] = field(default_factory=dict)
    shares: Mapping[str, float] = field(default_factory=dict)
    infeasibility: Mapping[str, Any] | None = None
    goal: str = ""
    """what was optimized"""
    seconds: float = 0.0

    @property
    def proved(self) -> bool:
        """Whether it is optimal within the gap asked for, and verified."""
        return self.status == Status.OPTIMAL.value and self.verified

    @property
    def usable(self) -> bool:
        """Whether there is a verified design."""
        limited = self.status == Status.LIMIT.value and self.objective is not None
        return self.proved or (limited and self.verified)

    @property
    def infeasible(self) -> bool:
        """Whether it is proved that there is no design."""
        return self.status == Status.INFEASIBLE.value

    @property
    def gap(self) -> float | None:
        """Relative difference of objective and bound."""
        if self.objective is None or self.bound is None:
            return None
        return relative_difference(self.bound, self.objective)


def answer_key(case: Case) -> str:
    """What an answer is known by: the case, and the program that answered it."""
    text = f"{__version__}\0{program_stamp()}\0{case_digest(case)}"
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def answer_of(result: Result) -> Answer:
    """The plain data of a result."""
    found, solution = document(result), result.solution
    numeric = {k: v for k, v in solution.levers.items() if not isinstance(v, str)}
    numeric |= _held(result.case)
    return Answer(
        key=answer_key(result.case),
        status=result.status.value,
        verified=result.verified,
        objective=solution.objective,
        bound=solution.bound if solution.bound_proven else None,
        values={k: float(v) for k, v in {**numeric, **solution.outcomes}.items()},
        levers=found["levers"],
        outcomes=found["outcomes"],
        prices={price.key: float(price.effect) for price in solution.shadow_prices},
        shares=technology_mix(result),
        infeasibility=found.get("infeasibility") if result.status is Status.INFEASIBLE else None,
        goal=result.case.objective,
        seconds=result.provenance.seconds["total"],
    )


def _held(case: Case) -> dict[str, float]:
    """The values of the parameters that bound outcomes, beside which prices are read."""
    keys = {
        outcome.held_by for outcome in case.problem.outcomes.values()
    } | case.problem.limits.keys()
    values = {key: case.values.get(key) for key in keys - {""}}
    return {k: v for k, v in values.items() if isinstance(v, float) and math.isfinite(v)}


def technology_mix(result: Result) -> dict[str, float]:
    """Shares of the power technologies in their largest masses; empty where there are none."""
    rows = result.solution.tables.get("schedule", ())
    masses = {}
    for name in power_items(result.case):
        column = f"{name} [t]"
        masses[name] = max((float(row.get(column) or 0.0) for row in rows), default=0.0)
    total = sum(masses.values())
    return {name: mass / total for name, mass in masses.items()} if total > 0 else {}


class AnswerBook:
    """Answers by key, in memory and perhaps in a file that only grows."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self._known: dict[str, Answer] = {}
        if path is not None and path.exists():
            for answer in _read(path):
                self._known[answer.key] = answer

    def __len__(self) -> int:
        return len(self._known)

    def get(self, case: Case) -> Answer | None:
        """The answer to a case, None if it is not known."""
        return self._known.get(answer_key(case))

    def add(self, answer: Answer) -> None:
        """Keep an answer; one that a limit cut short is not written, more time may better it."""
        self._known[answer.key] = answer
        if self.path is None or not (answer.proved or answer.infeasible):
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(answer)) + "\n")
        except OSError as error:
            reason = str(error.strerror or error).lower()
            raise ResultError(f"{self.path} | must be a file that can be written | {reason}") from (
                error
            )


def _read(path: Path) -> Sequence[Answer]:
    """The answers of a file; a line that a kill cut short is left out."""
    found = []
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        reason = str(error.strerror or error).lower()
        raise ResultError(f"{path} | must be a file that can be read | {reason}") from error
    for line in lines:
        with suppress(ValueError, TypeError):
            answer = Answer(**json.loads(line))
            if _sound(answer):
                found.append(answer)
    return found


def _sound(answer: Answer) -> bool:
    """Whether every part has its type: the file is data, whoever wrote it."""
    groups = (answer.values, answer.prices, answer.shares)
    numbers = all(
        isinstance(group, dict) and all(isinstance(v, int | float) for v in group.values())
        for group in groups
    )
    valued = all(
        isinstance(group, dict)
        and all(isinstance(v, dict) and "value" in v for v in group.values())
        for group in (answer.levers, answer.outcomes)
    )
    single = all(
        v is None or (isinstance(v, int | float) and not math.isnan(v))
        for v in (answer.objective, answer.bound)
    )
    return numbers and valued and single and isinstance(answer.key, str)
