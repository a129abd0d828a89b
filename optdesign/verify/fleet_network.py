"""Verification of several sites: the plan executed in continuous time, and prices that bound it.

Every line, ship, design and habitat is evaluated again from the case by its name alone. The prices
behind the lower bound are checked against all that any site may build, keep or send with any ship.
"""

from __future__ import annotations

from optdesign.problem import Case
from optdesign.solution import Check, Solution, Status
from optdesign.verify import growth_network
from optdesign.verify.fleet.assets import coefficient_checks, fresh_fleet, read_fleet_families
from optdesign.verify.fleet.bound import bound_checks
from optdesign.verify.fleet.plan import plan_checks, recomputed
from optdesign.verify.fleet.prices import repaired_fleet
from optdesign.verify.fleet.voyages import voyage_checks
from optdesign.verify.growth.balances import EXACT, clock_checks
from optdesign.verify.growth.execution import execute
from optdesign.verify.growth.outcomes import sum_checks


def checks(case: Case, solution: Solution) -> list[Check]:
    """Checks of plan, bound and outcomes."""
    if solution.status is Status.INFEASIBLE:
        families = read_fleet_families(case)
        return growth_network.checks(families.sites[families.target].case, solution)
    if solution.plan is None:
        return []
    state = solution.plan.state
    families = read_fleet_families(case)
    ways = {route.origin: route for route in state.request.routes}
    arrays = state.execution.plan.arrays
    industry = fresh_fleet(families, arrays, state.active, ways, case["transfer.wait"])
    executed = execute(industry, state.execution)  # type: ignore[arg-type]
    found = [
        *coefficient_checks(industry, arrays, "plan"),
        *voyage_checks(case, families.target, arrays, ways, case["transfer.wait"]),
        *clock_checks(state.execution, industry.fading),
        *plan_checks(case, families, industry, executed),
        *sum_checks(solution, recomputed(case, families, industry, executed, state)),
        _known_ships(case, state),
    ]
    if state.bound is None:
        return found
    repaired = repaired_fleet(case, families, state.prices, state.bound)
    bracket = Check("bound above the plan", state.lower / state.upper - 1, EXACT)
    return [*found, bracket, *bound_checks(case, families, repaired, state.prices, state.bound)]


def _known_ships(case: Case, state: object) -> Check:
    """Ships of the plan are among those of the case, with the same numbers."""
    families = read_fleet_families(case)
    own = [route for ways in families.ships.values() for route in ways]
    strange = [route for route in state.request.routes if route not in own]  # type: ignore[attr-defined]
    return Check("ships of the plan that the case does not have", float(len(strange)), 0.0)
