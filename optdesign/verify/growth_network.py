"""Verification of the growth network by executing its plan in continuous time.

All assets are evaluated again from the case, the plan is executed under its slowed-down clock with
explicit delays, every outcome is read from that execution, and the prices behind the lower bound
are rebuilt and checked at every moment, against designs the search has not seen too.
"""

from __future__ import annotations

from typing import Any

from optdesign.network.habitat_reasons import explain
from optdesign.problem import Case
from optdesign.solution import Check, Solution, Status
from optdesign.units import to_si
from optdesign.verify.growth.assets import (
    Families,
    coefficient_checks,
    fresh_industry,
    read_families,
)
from optdesign.verify.growth.balances import EXACT, TOLERANCE, balance_checks, clock_checks
from optdesign.verify.growth.bound import bound_checks, repair
from optdesign.verify.growth.designs import family_checks
from optdesign.verify.growth.execution import execute
from optdesign.verify.growth.habitability import habitats_drawn
from optdesign.verify.growth.outcomes import outcome_checks
from optdesign.verify.growth.sums import reachable_share
from optdesign.verify.growth.units import unit_checks

_GRID = 121
"""Radii and depths; another grid than the one on which no habitat was found."""


def checks(case: Case, solution: Solution) -> list[Check]:
    """Checks of plan, bound and outcomes; of an infeasible case, of its proof."""
    if hasattr(solution.plan, "time"):
        return _within(case, solution)
    if solution.status is Status.INFEASIBLE:
        return _infeasible(case, solution)
    if solution.plan is None:
        return []
    state = solution.plan.state
    families = read_families(case)
    found = plan_checks(case, solution, families)
    if state.bound is None:
        return found
    return found + proof_checks(case, families, state.prices, state.bound)


def _within(case: Case, solution: Solution) -> list[Check]:
    """The plan in time, and the proofs that no plan with a better value is; or that none is."""
    plan = solution.plan
    if solution.status is Status.INFEASIBLE:
        return [*checks(case, plan.found), _proven(plan.found, plan.time)]
    good, bad = plan.possible, plan.impossible
    key, finish = case.objective, good.solution.outcomes["bootstrap_time"]
    told = solution.objective - good.solution.outcomes[key]
    found = checks(good.case, good.solution)
    found.append(Check("time beyond its limit", finish / plan.time - 1, EXACT))
    found.append(Check("objective against its outcome", abs(told), 0.0))
    if bad is None:
        return found
    sign = 1.0 if case.sense == "min" else -1.0
    step = 1.0 if key == "designs" else 0.0
    apart = sign * (solution.bound - bad.value) - step
    found.append(Check("bound beyond what is proven", apart, EXACT * abs(bad.value)))
    if bad.solution.status is Status.INFEASIBLE:
        return found + _infeasible(bad.case, bad.solution)
    return [*found, *checks(bad.case, bad.solution), _proven(bad.solution, plan.time)]


def _proven(solution: Solution, time: float) -> Check:
    """That the bound on the time exceeds the time allowed."""
    bound = 0.0 if solution.bound is None else solution.bound
    return Check("time allowed beyond the time proven too short", time / max(bound, 1.0) - 1, 0.0)


def plan_checks(case: Case, solution: Solution, families: Families) -> list[Check]:
    """The plan's numbers, its execution and what comes of it."""
    execution = solution.plan.state.execution
    arrays = execution.plan.arrays
    industry = fresh_industry(families, arrays)
    executed = execute(industry, execution)
    return [
        *coefficient_checks(families, industry, arrays),
        *clock_checks(execution, industry.fading),
        *balance_checks(case, executed),
        *unit_checks(case, executed, families),
        *outcome_checks(case, solution, executed),
    ]


def proof_checks(case: Case, families: Families, prices: Any, bound: Any) -> list[Check]:
    """The lower bound: prices valid at every moment, for the pool and for the families."""
    industry = fresh_industry(families, prices.arrays)
    repaired = repair(case, families, industry, prices, bound)
    return [
        *bound_checks(case, repaired, prices, bound),
        *family_checks(case, repaired, families),
    ]


def _infeasible(case: Case, solution: Solution) -> list[Check]:
    """The prices that prove a target out of reach, or the habitat family found empty once more."""
    plan = solution.plan
    bound, prices = getattr(plan, "bound", None), getattr(plan, "prices", None)
    if bound is not None and prices is not None:
        return proof_checks(case, read_families(case), prices, bound)
    if bound is not None:
        found = [Check("share of the target said to be within reach", bound.value - 1, -EXACT)]
        horizon = bound.horizon * to_si(1.0, "year")
        share = reachable_share(case, read_families(case), horizon)
        return [*found, Check("share of the target that sums allow", share - 1, 0.0)]
    if explain(case, case["site.distance"]) is not None:
        families = read_families(case)
        allowed = int(families.habitats.grid(_GRID).allowed.sum())
        drawn = habitats_drawn(case, case["site.distance"], TOLERANCE)
        return [
            Check("habitats that are allowed after all", float(allowed), 0.0),
            Check("habitats drawn at random that keep everything", float(drawn), 0.0),
        ]
    return []
