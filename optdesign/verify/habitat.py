"""A habitat design recomputed with plain numbers, and both searches compared.

The proof of the global solver and the optimum of the enumeration must agree, and the answer must be
as good as either.
"""

from __future__ import annotations

from optdesign.formulations.habitat import LEVERS, read_assumptions
from optdesign.formulations.habitat_search import HabitatDesign, search
from optdesign.physics.habitat_assessment import assess
from optdesign.problem import Case
from optdesign.solution import Check, Solution, Status

TOLERANCE = 1e-6
AGREEMENT = 1e-5
ENOUGH = 1e-3


def checks(case: Case, solution: Solution) -> list[Check]:
    """Every outcome again through `physics`, light and cooling, and the independent optimum."""
    rival = search(case)
    if solution.status is Status.INFEASIBLE:
        return [Check("designs found by the independent search", float(rival is not None), 0.0)]
    if solution.objective is None:
        return []
    levers = {name: float(solution.levers[name]) for name in LEVERS}
    again = assess(**levers, assumptions=read_assumptions(case)) | levers
    worst = max(
        abs(again[key] - reported) / max(abs(reported), 1e-300)
        for key, reported in solution.outcomes.items()
    )
    found = [
        Check("outcomes against recomputed ones, worst", float(worst), 1e-9),
        Check("light missing", 1.0 - float(again["light_ratio"]), TOLERANCE),
        Check("heat that cannot be rejected", 1.0 - float(again["cooling_ratio"]), TOLERANCE),
        *_fit_range(case, again),
    ]
    found.append(Check("independent search finds none", float(rival is None), 0.0))
    if rival is not None:
        found += _comparison(case, solution, rival)
    return found


def _fit_range(case: Case, outcomes: dict[str, float]) -> list[Check]:
    value, found = case.problem.catalogue.value, []
    for name in ("pitch_ratio", "aspect_ratio"):
        low, high = value(f"sky-factor.{name}_low"), value(f"sky-factor.{name}_high")
        outside = max(low / outcomes[name] - 1.0, outcomes[name] / high - 1.0)
        found.append(Check(f"{name} outside the range of the cooling fit", outside, TOLERANCE))
    return found


def _comparison(case: Case, solution: Solution, rival: HabitatDesign) -> list[Check]:
    """The answer must be as good as the rival, its bound no better than the rival."""
    sign = 1.0 if case.sense == "min" else -1.0
    best = sign * _value(case, rival)
    assert solution.objective is not None
    size = max(abs(best), 1e-300)
    worse = (sign * solution.objective - best) / size
    found = []
    if solution.status is Status.OPTIMAL:
        found.append(Check("objective worse than by the independent search", worse, AGREEMENT))
        found.append(Check("objective better than by the independent search", -worse, AGREEMENT))
    if solution.bound is not None:
        above = (sign * solution.bound - best) / size
        found.append(Check("bound beyond the independent optimum", above, AGREEMENT))
    proven = solution.plan
    if proven is not None and solution.status is Status.OPTIMAL:
        apart = abs(sign * proven - best) / size
        found.append(Check("global solver against the independent search", apart, ENOUGH))
    return found


def _value(case: Case, design: HabitatDesign) -> float:
    found = {**design.outcomes, **{name: getattr(design, name) for name in LEVERS}}
    return float(found[case.objective])
