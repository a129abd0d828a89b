"""A case: a problem with the settings of one run, made from what a user wrote."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from optdesign.errors import ProblemError, suggestion
from optdesign.problem.model import Problem, Value


@dataclass(frozen=True)
class Settings:
    """How to solve: periods of the grid, seconds allowed, relative gap asked for, seed.

    Without ``shadow_prices`` formulations for which these are extra work leave them out.
    """

    periods: int | None = None
    time_limit: float | None = None
    gap: float | None = None
    seed: int = 0
    shadow_prices: bool = True


@dataclass(frozen=True)
class Case:
    """A problem with the settings of one run."""

    problem: Problem
    values: Mapping[str, Value]
    fixed: Mapping[str, float] = field(default_factory=dict)
    objective: str = ""
    settings: Settings = Settings()

    def __getitem__(self, key: str) -> float:
        """The SI value of a numeric parameter."""
        value = self._value(key)
        if isinstance(value, str) or value is None:
            raise ProblemError(f"{self.problem.name} | {key} must be a number | got {value!r}")
        return value

    def value_or(self, key: str, otherwise: float) -> float:
        """The SI value of a numeric parameter that not every problem has."""
        return self[key] if key in self.values else otherwise

    def group(self, prefix: str) -> dict[str, float]:
        """The numeric parameters ``prefix.X`` by X, SI."""
        return {key.rpartition(".")[2]: self[key] for key in self._groups.get(prefix, ())}

    @cached_property
    def _groups(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key in self.values:
            found.setdefault(key.rpartition(".")[0], []).append(key)
        return found

    def choice(self, key: str) -> str:
        """The chosen option of a parameter that is a choice."""
        return str(self._value(key))

    def optional(self, key: str) -> float | None:
        """The SI value of a parameter that may be left to the formulation."""
        value = self._value(key)
        return None if value is None else float(value)

    def _value(self, key: str) -> Value:
        if key not in self.values:
            item, _, entry = key.partition(".")
            if any(known.startswith(f"{item}.") for known in self.problem.item_parameters()):
                raise ProblemError(
                    f"{self.problem.path.name} | its formulation "
                    f"{self.problem.header.formulation} needs {entry} of {item} | "
                    f"add it to the catalogue's file {item}.toml"
                )
            raise ProblemError(
                f"{self.problem.path.name} | the formulation {self.problem.header.formulation} "
                f"needs the parameter {key} | add it to [parameters] or [limits]"
            )
        return self.values[key]

    @property
    def sense(self) -> Literal["min", "max"]:
        """Whether the objective is minimized or maximized."""
        return self.problem.objectives()[self.objective]

    def with_value(self, key: str, value: Value) -> Case:
        """The same case with one parameter changed (SI)."""
        return replace(self, values={**self.values, key: value})

    @cached_property
    def changed(self) -> dict[str, Value]:
        """The parameters that differ from the problem file."""
        parameters = self.problem.parameters
        return {k: v for k, v in self.values.items() if parameters[k].value != v}

    def lever_range(self, key: str) -> tuple[float, float]:
        """Low and high of a lever; equal when it is pinned."""
        lever = self.problem.levers[key]
        return (self.fixed[key],) * 2 if key in self.fixed else (lever.low, lever.high)

    def leaves_lever(self, key: str, value: float) -> bool:
        """Whether a limit on a lever would demand more than the range of the lever has."""
        limit = self.problem.limits.get(key)
        if limit is None or limit.outcome not in self.problem.levers:
            return False
        low, high = self.lever_range(limit.outcome)
        return value > high if limit.sense == ">=" else value < low


def make_case(
    problem: Problem,
    *,
    parameters: Mapping[str, str] | None = None,
    levers: Mapping[str, str] | None = None,
    objective: str | None = None,
    settings: Settings | None = None,
) -> Case:
    """Bind what a user wrote (texts with or without units) to a problem.

    Raises
    ------
    ProblemError
        for an unknown key, a value of the wrong dimension or outside its range.
    """
    values = {key: parameter.value for key, parameter in problem.parameters.items()}
    for key, text in (parameters or {}).items():
        if key not in problem.parameters:
            if key in problem.levers:
                raise ProblemError(
                    f"--set {key} | is a lever of {problem.name} | pin it with --fix"
                )
            hint = suggestion(key, problem.parameters)
            raise ProblemError(f"--set {key[:60]} | is no parameter of {problem.name} | {hint}")
        values[key] = problem.parameters[key].read(text)
    fixed = {}
    for key, text in (levers or {}).items():
        if key not in problem.levers:
            if key in values:
                raise ProblemError(
                    f"--fix {key} | is a parameter of {problem.name} | change it with --set"
                )
            hint = suggestion(key, problem.levers) if problem.levers else "it has no levers"
            raise ProblemError(f"--fix {key[:60]} | is no lever of {problem.name} | {hint}")
        fixed[key] = problem.levers[key].read(text)
    chosen = problem.header.objective if objective is None else objective
    if chosen not in problem.objectives():
        hint = suggestion(chosen, problem.objectives())
        raise ProblemError(
            f"--objective {chosen[:60]} | is no objective of {problem.name} | {hint}"
        )
    return Case(problem, values, fixed, chosen, _checked_settings(settings or Settings()))


def _checked_settings(settings: Settings) -> Settings:
    if settings.periods is not None and not 10 <= settings.periods <= 10_000:
        raise ProblemError(f"--periods | must lie in [10, 10000], got {settings.periods} | try 100")
    for name, value in (("--time-limit", settings.time_limit), ("--gap", settings.gap)):
        if value is not None and not 0 < value < math.inf:
            raise ProblemError(f"{name} | must be a positive number, got {value} | leave it out")
    if not 0 <= settings.seed < 2**32:
        raise ProblemError(f"--seed | must lie in [0, 2^32), got {settings.seed} | try 0")
    return settings


def case_digest(case: Case) -> str:
    """A short hash of everything that determines the answer of a case."""
    settings = case.settings
    content = [case.problem.digest, case.problem.catalogue.digest, case.objective]
    content += [json.dumps(sorted((k, repr(v)) for k, v in case.values.items()))]
    content += [json.dumps(sorted((k, repr(v)) for k, v in case.fixed.items())), repr(settings)]
    return hashlib.sha256("\0".join(content).encode()).hexdigest()[:16]
