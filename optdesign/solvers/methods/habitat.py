"""One habitat design: SCIP proves the global optimum, the enumeration of scipy attains it.

The reported design is that of the enumeration, which is exact to rounding and gives ties to the
smallest reflector; the bound is SCIP's.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Any

import pyomo.environ as pyo

from optdesign.formulations.habitat import (
    LEVER_SCALES,
    LEVERS,
    REQUIREMENTS,
    habitat_model,
    read_assumptions,
)
from optdesign.formulations.habitat_search import search
from optdesign.physics.habitat_assessment import assess
from optdesign.problem import Case
from optdesign.solution import (
    Conflict,
    Infeasibility,
    Relaxation,
    Solution,
    Status,
)
from optdesign.solvers.designs.habitat_prices import habitat_prices
from optdesign.solvers.designs.way_back import way_back
from optdesign.solvers.linear import LinearStatus
from optdesign.solvers.nonlinear import GlobalAnswer, solve_globally, solver_version
from optdesign.units import format_quantity

_ENOUGH = 1e-3
_SLACK = 1e-6


def solve(case: Case) -> Solution:
    """Solve the case; an infeasible one is explained."""
    started = perf_counter()
    model = habitat_model(case)
    built = perf_counter()
    with ThreadPoolExecutor(max_workers=1) as beside:  # SCIP leaves Python to others
        searched = beside.submit(search, case)
        answer, scale = _optimize(case, model)
    if answer.status is LinearStatus.INFEASIBLE:
        infeasibility = diagnose(case)
        seconds = {"build": built - started, "solve": perf_counter() - built}
        return Solution(
            Status.INFEASIBLE, infeasibility=infeasibility, seconds=seconds, **_solver()
        )
    design = searched.result()
    levers = _levers(model, answer) if design is None else {n: getattr(design, n) for n in LEVERS}
    if levers is None:
        return Solution(Status.LIMIT, seconds={"solve": perf_counter() - built}, **_solver())
    outcomes = _outcomes(case, model, levers)
    solved = perf_counter()
    objective = outcomes[case.objective]
    bound = None if answer.bound is None else answer.bound * scale
    gap = math.inf if bound is None else abs(objective - bound) / max(abs(objective), 1e-300)
    return Solution(
        status=Status.OPTIMAL if gap <= (case.settings.gap or _ENOUGH) else Status.LIMIT,
        objective=objective,
        bound=bound,
        levers=levers,
        outcomes=outcomes,
        shadow_prices=habitat_prices(case, levers),
        notes=_notes(outcomes),
        plan=None if answer.objective is None else answer.objective * scale,
        seconds={
            "build": built - started,
            "solve": solved - built,
            "subproblems": perf_counter() - solved,
        },
        **_solver(),
    )


def _outcomes(case: Case, model: Any, levers: dict[str, float]) -> dict[str, float]:
    """The outcomes as the Pyomo model has them; verification recomputes them without it."""
    for name, value in levers.items():
        getattr(model, name).set_value(value / LEVER_SCALES[name], skip_validation=True)
    return {key: float(pyo.value(model.outcome[key])) for key in case.problem.outcomes}


def _solver() -> dict[str, Any]:
    return {"solver": "SCIP", "solver_version": solver_version()}


def _optimize(case: Case, model: Any) -> tuple[GlobalAnswer, float]:
    """Minimize the objective over its size; returns the answer and the (signed) size."""
    sign = 1.0 if case.sense == "min" else -1.0
    scale = sign * _size(case, case.objective)
    expression = model.outcome[case.objective] / scale
    settings = case.settings
    answer = solve_globally(model, expression, seconds=settings.time_limit, gap=settings.gap)
    return answer, scale


def _size(case: Case, key: str) -> float:
    """The usual size of an outcome: its value in the middle of the levers' ranges."""
    middle = {"radius": 1e3, "soil_depth": 1.5, "reflector_radius": 4.4e3}
    found = assess(**middle, assumptions=read_assumptions(case)) | middle
    return abs(float(found[key])) or 1.0


def _levers(model: Any, answer: GlobalAnswer) -> dict[str, float] | None:
    """The levers of the global solver's design, in SI; None without a design."""
    if not answer.values:
        return None
    for name in LEVERS:
        variable = getattr(model, name)
        low, high = variable.bounds
        value = min(max(answer.values.get(name, low), low), high)
        variable.set_value(value, skip_validation=True)
    return {name: float(pyo.value(model.lever[name])) for name in LEVERS}


def _notes(outcomes: dict[str, float]) -> list[str]:
    tight = outcomes["reflector_radius"] <= outcomes["light_radius"] * (1 + 1e-4)
    binding = "light" if tight else "cooling"
    rejected = f"{outcomes['heat_flux']:.1f} of at most {outcomes['heat_flux_limit']:.1f} W/m2"
    return [f"{binding.capitalize()} sets the reflector; the walls reject {rejected}."]


def diagnose(case: Case) -> Infeasibility:
    """The smallest set of requirements that cannot hold together, and what would mend it."""
    keys = [*REQUIREMENTS, *case.problem.limits, *case.fixed]
    ignored: list[str] = []
    for key in keys:
        if not _possible(case, [*ignored, key]):
            ignored.append(key)
    conflict = [key for key in keys if key not in ignored]
    mends = [mend for key in conflict for mend in _mends(case, key)]
    if not mends:
        mends = way_back(case, lambda changed: search(changed) is not None)
    return Infeasibility([Conflict(key, _sentence(case, key)) for key in conflict], mends)


def _possible(case: Case, ignored: Collection[str]) -> bool:
    model = habitat_model(case, ignored=ignored)
    answer = solve_globally(model, model.lever["radius"] / 1e3)
    return answer.objective is not None


def _sentence(case: Case, key: str) -> str:
    if key in case.fixed:
        value = format_quantity(case.fixed[key], case.problem.levers[key].unit)
        return f"{key} is pinned at {value}"
    if key in case.problem.limits:
        limit, parameter = case.problem.limits[key], case.problem.parameters[key]
        word = "at least" if limit.sense == ">=" else "at most"
        return f"{limit.outcome} must be {word} {format_quantity(case[key], parameter.unit)}"
    return REQUIREMENTS[key]


def _mends(case: Case, key: str) -> list[Relaxation]:
    """The nearest value of a limit or pinned lever with which there is a design."""
    if key in case.problem.limits:
        limit = case.problem.limits[key]
        sign = 1.0 if limit.sense == "<=" else -1.0
        found = _extreme(case, key, limit.outcome, sign)
        if found is None:
            return []
        found *= 1 + sign * _SLACK
        unit, word = case.problem.parameters[key].unit, "raise" if sign > 0 else "lower"
        return [Relaxation(key, found, f"{word} {key} to {format_quantity(found, unit, 6)}")]
    if key in case.fixed:
        unit, pinned = case.problem.levers[key].unit, case.fixed[key]
        low, high = (_extreme(case, key, key, sign) for sign in (1.0, -1.0))
        if low is None or high is None:
            return []
        nearest = min(max(pinned, low), high)
        shown = format_quantity(nearest, unit, 6)
        return [Relaxation(key, nearest, f"pin {key} at {shown}, or leave it free")]
    return []


def _extreme(case: Case, ignored: str, outcome: str, sign: float) -> float | None:
    """Least (or, with sign -1, greatest) value of an outcome without one requirement."""
    design = search(case, ignored=ignored, objective=outcome, sense="min" if sign > 0 else "max")
    if design is None:
        return None
    return float({**design.outcomes, **{n: getattr(design, n) for n in LEVERS}}[outcome])
