"""The verification of growth networks notices every fault that is put into a good solution."""

from __future__ import annotations

from dataclasses import replace
from time import process_time

import numpy as np
import pytest

from optdesign.errors import SolveError
from optdesign.formulations.growth.arrays import network_arrays
from optdesign.formulations.growth.grid import Grid
from optdesign.solution import Check, Status
from optdesign.solvers.growth.programs import solve_plan, solve_prices
from optdesign.solvers.growth.slow_down import slow_down
from optdesign.solvers.growth.speed_up import speed_up
from optdesign.verify.growth.assets import fresh_industry, read_families
from optdesign.verify.growth.balances import balance_checks, clock_checks
from optdesign.verify.growth.execution import execute
from optdesign.verify.growth_network import checks, plan_checks, proof_checks
from tests.growth_cases import solved
from tests.verify.growth_faults import FAULTS, outcome

ESTIMATED = {"bootstrap_time_estimate"}


def failed(found: list[Check]) -> list[str]:
    return [check.name for check in found if not check.passed]


def test_an_unspoilt_solution_passes_in_time() -> None:
    case, solution = solved()
    assert solution.status is Status.OPTIMAL
    started = process_time()
    found = checks(case, solution)
    assert process_time() - started < 8.0
    assert failed(found) == []
    assert len(found) > 90


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_noticed_by_its_check(name: str) -> None:
    fault, expected = FAULTS[name]
    case, solution = fault(*solved())
    families, state = read_families(case), solution.plan.state
    noticed = failed(plan_checks(case, solution, families))
    if not any(expected in check for check in noticed):
        noticed += failed(proof_checks(case, families, state.prices, state.bound))
    assert any(expected in check for check in noticed), noticed


def test_every_outcome_that_is_off_is_noticed() -> None:
    case, solution = solved()
    families = read_families(case)
    for key in sorted(solution.outcomes.keys() - ESTIMATED):
        spoilt = outcome(key)(case, solution)
        noticed = failed(plan_checks(*spoilt, families))
        about = ("recomputed one", "gap", "growth", "bracket")
        assert any(word in check for check in noticed for word in about), key


def test_an_estimate_outside_the_bracket_is_noticed() -> None:
    case, solution = solved()
    wrong = 1.001 * solution.outcomes["bootstrap_time_upper"]
    outcomes = {**solution.outcomes, "bootstrap_time_estimate": wrong}
    noticed = failed(checks(case, replace(solution, outcomes=outcomes)))
    assert "estimate outside the bracket" in noticed


def test_a_bound_that_leaves_out_a_better_design_is_noticed() -> None:
    """Prices of a pool without its Stirling engines prove nothing about all designs."""
    case, solution = solved()
    state = solution.plan.state
    pool = state.market.network
    rest = tuple(design for design in pool.power if design.technology != "stirling")
    arrays = network_arrays(replace(pool, power=rest))
    prices = solve_prices(arrays, state.mission, state.prices.grid)
    noticed = failed(proof_checks(case, read_families(case), prices, speed_up(prices)))
    assert "best stirling beyond its cost" in noticed


def _unscaled() -> Grid:
    _, solution = solved()
    grid = solution.plan.state.execution.plan.grid
    return Grid(grid.times, 0.0 * grid.rates)


def test_a_plan_without_scaling_is_never_silently_wrong() -> None:
    """With s = 1 throughout numbers span nine decades: no answer, a failed check, or a true one."""
    case, solution = solved()
    state = solution.plan.state
    families = read_families(case)
    try:
        plan = solve_plan(network_arrays(state.market.network), state.mission, _unscaled())
    except SolveError:
        return
    execution = slow_down(plan)
    industry = fresh_industry(families, plan.arrays)
    done = execute(industry, execution)
    noticed = failed(clock_checks(execution, industry.fading) + balance_checks(case, done))
    if not noticed:
        assert execution.finish is not None
        assert execution.finish >= state.lower


def test_prices_without_scaling_are_never_silently_wrong() -> None:
    case, solution = solved()
    state = solution.plan.state
    arrays = network_arrays(state.market.network)
    try:
        prices = solve_prices(arrays, state.mission, _unscaled())
    except SolveError:
        return
    bound = speed_up(prices)
    if not np.isfinite(bound.value) or bound.value > 1.0:
        return
    noticed = failed(proof_checks(case, read_families(case), prices, bound))
    assert noticed or bound.horizon <= state.upper
