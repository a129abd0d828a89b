"""A habitat design recomputed with plain numbers and compared with the other solver's optimum.

The design comes from the enumeration, so its rival is the optimum that the global solver found on
the Pyomo model; where that solver finds nothing, the enumeration must find nothing either.
"""

from __future__ import annotations

from optdesign.formulations.habitat import LEVERS, read_assumptions
from optdesign.formulations.habitat_search import search
from optdesign.physics.habitat_assessment import assess
from optdesign.problem import Case
from optdesign.solution import Check, Solution, Status

TOLERANCE = 1e-6
AGREEMENT = 1e-5
ENOUGH = 1e-3


def checks(case: Case, solution: Solution) -> list[Check]:
    """Every outcome again through `physics`, light and cooling, and the independent optimum."""
    if solution.status is Status.INFEASIBLE:
        rival = search(case)
        return [Check("designs found by the independent search", float(rival is not None), 0.0)]
    if solution.objective is None:
        return []
    levers = {name: float(solution.levers[name]) for name in LEVERS}
    again = assess(**levers, assumptions=read_assumptions(case)) | levers
    worst = max(
        abs(again[key] - reported) / max(abs(reported), 1e-300)
        for key, reported in solution.outcomes.items()
    )
    return [
        Check("outcomes against recomputed ones, worst", float(worst), 1e-9),
        Check("light missing", 1.0 - float(again["light_ratio"]), TOLERANCE),
        Check("heat that cannot be rejected", 1.0 - float(again["cooling_ratio"]), TOLERANCE),
        *_fit_range(case, again),
        *_comparison(case, solution),
    ]


def _fit_range(case: Case, outcomes: dict[str, float]) -> list[Check]:
    value, found = case.problem.catalogue.value, []
    for name in ("pitch_ratio", "aspect_ratio"):
        low, high = value(f"sky-factor.{name}_low"), value(f"sky-factor.{name}_high")
        outside = max(low / outcomes[name] - 1.0, outcomes[name] / high - 1.0)
        found.append(Check(f"{name} outside the range of the cooling fit", outside, TOLERANCE))
    return found


def _comparison(case: Case, solution: Solution) -> list[Check]:
    """The answer against the global solver's own optimum and bound on the Pyomo model."""
    sign = 1.0 if case.sense == "min" else -1.0
    assert solution.objective is not None
    answer, found = sign * solution.objective, []
    size = max(abs(answer), 1e-300)
    if solution.bound is not None:
        above = (sign * solution.bound - answer) / size
        found.append(Check("bound beyond the answer", above, AGREEMENT))
    if solution.plan is not None:
        rival = sign * float(solution.plan)
        worse = (answer - rival) / size
        found.append(Check("answer worse than the global solver's", worse, AGREEMENT))
        if solution.status is Status.OPTIMAL:
            found.append(Check("answer better than the global solver's", -worse, ENOUGH))
    return found
