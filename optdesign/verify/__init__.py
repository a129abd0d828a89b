"""Verification on paths of their own, without Pyomo: one module a formulation.

Each executes or recomputes the answer through `physics`; what holds for every problem (levers in
range, limits kept, numbers finite) is checked here.
"""

from __future__ import annotations

import math

from optdesign.formulations.names import formulation_module
from optdesign.problem import Case
from optdesign.solution import Check, Solution, Status

LIMIT_TOLERANCE = 1e-6


def verify_solution(case: Case, solution: Solution) -> list[Check]:
    """All checks of a solution; an infeasible one is checked for being so."""
    if solution.status is Status.LIMIT and solution.objective is None:
        return []
    module = formulation_module("optdesign.verify", case.problem.header.formulation)
    checks: list[Check] = module.checks(case, solution)
    if solution.status is Status.INFEASIBLE:
        return checks
    return checks + _finite(case, solution) + _levers(case, solution) + _limits(case, solution)


def _finite(case: Case, solution: Solution) -> list[Check]:
    wanted = solution.outcomes.get(case.objective, solution.levers.get(case.objective, math.nan))
    objective = math.nan if solution.objective is None else solution.objective
    scale = max(abs(objective), 1e-300)
    strange = [key for key, value in solution.outcomes.items() if not math.isfinite(value)]
    return [
        Check("outcomes that are no finite number", float(len(strange)), 0.0),
        Check("objective against its outcome", abs(objective - float(wanted)) / scale, 1e-9),
    ]


def _levers(case: Case, solution: Solution) -> list[Check]:
    checks = []
    for key, value in solution.levers.items():
        if key in case.problem.levers and not isinstance(value, str):
            low, high = case.lever_range(key)
            outside = max(low - value, value - high, 0.0)
            scale = max(abs(low), abs(high), 1e-300)
            checks.append(Check(f"{key} outside its range", outside / scale, LIMIT_TOLERANCE))
    return checks


def _limits(case: Case, solution: Solution) -> list[Check]:
    checks = []
    for key, limit in case.problem.limits.items():
        bound = case.optional(key)
        if bound is not None and math.isfinite(bound) and limit.outcome in solution.outcomes:
            violation = limit.violation(solution.outcomes[limit.outcome], bound)
            checks.append(Check(f"{key} broken by", max(violation, 0.0), LIMIT_TOLERANCE))
    return checks
