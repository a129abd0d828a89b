"""A habitat design recomputed with plain numbers, and searched for a better one by scipy."""

from __future__ import annotations

import math

from optdesign.formulations.habitat import (
    LEVERS,
    largest_radius,
    read_assumptions,
    smallest_radius,
)
from optdesign.physics.habitat_assessment import assess
from optdesign.problem import Case
from optdesign.solution import Check, Solution, Status
from optdesign.subproblems.habitat import HabitatDesign, optimize_habitat

TOLERANCE = 1e-6
AGREEMENT = 1e-5


def checks(case: Case, solution: Solution) -> list[Check]:
    """Every outcome again through `physics`, light and cooling, and the independent optimum."""
    rival = _rival(case)
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
    found = [Check("objective worse than by the independent search", worse, AGREEMENT)]
    if solution.status is Status.OPTIMAL:
        found.append(Check("objective better than by the independent search", -worse, AGREEMENT))
    if solution.bound is not None:
        above = (sign * solution.bound - best) / size
        found.append(Check("bound beyond the independent optimum", above, AGREEMENT))
    return found


def _value(case: Case, design: HabitatDesign) -> float:
    found = {**design.outcomes, **{name: getattr(design, name) for name in LEVERS}}
    return float(found[case.objective])


def _rival(case: Case) -> HabitatDesign | None:
    given, value = read_assumptions(case), case.problem.catalogue.value
    bounds = {name: case.lever_range(name) for name in LEVERS}
    low, high = bounds["radius"]
    low, high = max(low, 1.01 * smallest_radius(given)), min(high, largest_radius(given))
    if low > high:
        return None
    bounds["radius"] = (low, high)
    limits = {
        name: (value(f"sky-factor.{name}_low"), value(f"sky-factor.{name}_high"))
        for name in ("pitch_ratio", "aspect_ratio")
    }
    for key, limit in case.problem.limits.items():
        bound = case[key]
        if math.isfinite(bound):
            old = limits.get(limit.outcome, (-math.inf, math.inf))
            limits[limit.outcome] = (bound, old[1]) if limit.sense == ">=" else (old[0], bound)
    return optimize_habitat(
        given, bounds=bounds, limits=limits, objective=case.objective, sense=case.sense
    )
