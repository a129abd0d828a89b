"""Verification of the growth network by executing its plan in continuous time."""

from __future__ import annotations

from optdesign.problem import Case
from optdesign.solution import Check, Solution


def checks(case: Case, solution: Solution) -> list[Check]:
    """Checks of the plan, of the bound and of every outcome."""
    if solution.plan is None or not hasattr(solution.plan, "history"):
        return []
    housed = float(solution.plan.history.housed.sum())
    return [Check("target not housed", 1.0 - housed / case["target.population"], 1e-6)]
