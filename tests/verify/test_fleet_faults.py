"""The verification of several sites notices every fault that is put into a good solution."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from optdesign.network.fleet import place_of
from optdesign.problem import Case, Settings, load_problem, make_case
from optdesign.solution import Check, Solution, Status
from optdesign.solvers.methods.fleet_network import solve
from optdesign.solvers.methods.growth_network import solve as solve_alone
from optdesign.verify.fleet_network import checks

YEAR = 365.25 * 86_400.0
PERIODS = 24


@cache
def solved() -> tuple[Case, Solution]:
    """One coarse solve of two sites for all tests."""
    problem = load_problem("leviathan")
    header = problem.header.model_copy(update={"sites": ("vesta", "ceres")})
    settings = Settings(periods=PERIODS, gap=0.05)
    case = make_case(replace(problem, header=header), settings=settings)
    return case, solve(case)


def failed(found: list[Check]) -> list[str]:
    return [check.name for check in found if not check.passed]


def test_an_unspoilt_solution_passes() -> None:
    case, solution = solved()
    assert solution.status is Status.OPTIMAL
    found = checks(case, solution)
    assert failed(found) == []
    assert len(found) > 55


@pytest.mark.slow
def test_the_target_alone_takes_as_long_as_the_problem_with_one_site() -> None:
    _, solution = solved()
    settings = Settings(periods=PERIODS, gap=0.05)
    alone = solve_alone(make_case(load_problem("ceres-bootstrap"), settings=settings))
    assert alone.objective is not None
    assert alone.bound is not None
    assert solution.outcomes["single_site_time"] == pytest.approx(alone.objective, rel=5e-3)
    # One bound is valid for fewer plans than the other; both are proven.
    assert solution.outcomes["bootstrap_time_lower"] <= alone.objective
    assert solution.outcomes["doubling_time"] == pytest.approx(
        alone.outcomes["doubling_time"], rel=1e-6
    )


def test_a_site_that_is_no_use_gets_nothing() -> None:
    _, solution = solved()
    rows = {row["site"]: row for row in solution.tables["sites"]}
    assert rows["vesta"]["verdict"] == "proven useless"
    assert rows["vesta"]["plant ordered [t]"] == 0.0
    assert rows["vesta"]["worth of a kilogram of seed"] < 1.0
    assert list(solution.tables["shipments"]) == []
    assert solution.outcomes["sites_used"] == 1.0


def _state(solution: Solution, **changes: Any) -> Solution:
    state = replace(solution.plan.state, **changes)
    return replace(solution, plan=replace(solution.plan, state=state))


def _plan(solution: Solution, **changes: Any) -> Solution:
    execution = solution.plan.state.execution
    plan = replace(execution.plan, **changes)
    return _state(solution, execution=replace(execution, plan=plan))


def _arrays(solution: Solution, **changes: Any) -> Solution:
    arrays = solution.plan.state.execution.plan.arrays
    return _plan(solution, arrays=replace(arrays, **changes))


def _prices(solution: Solution, site: str, factor: float) -> Solution:
    prices = solution.plan.state.prices
    own = [place_of(name)[0] == site for name in prices.arrays.commodities]
    price = np.where(np.array(own)[:, None], factor * prices.price, prices.price)
    return _state(solution, prices=replace(prices, price=price))


def _later(solution: Solution) -> Solution:
    bound = solution.plan.state.bound
    return _state(solution, bound=replace(bound, horizon=1.01 * bound.horizon))


def _faster_ships(solution: Solution) -> Solution:
    request = solution.plan.state.request
    routes = tuple(replace(route, time=route.time / 2) for route in request.routes)
    return _state(solution, request=replace(request, routes=routes))


def _outcome(solution: Solution, key: str, factor: float) -> Solution:
    outcomes = {**solution.outcomes, key: factor * solution.outcomes[key]}
    return replace(solution, outcomes=outcomes)


FAULTS: dict[str, tuple[Callable[[Solution], Solution], str]] = {
    "lines run faster than they can": (
        lambda s: _plan(s, run=1.01 * s.plan.state.execution.plan.run),
        "run beyond their mass",
    ),
    "orders beyond the materials": (
        lambda s: _plan(s, intake=1.01 * s.plan.state.execution.plan.intake),
        "used that are not there",
    ),
    "a heavier seed": (
        lambda s: _plan(s, seed=1.01 * s.plan.state.execution.plan.seed),
        "seed too heavy",
    ),
    "fewer people": (
        lambda s: _plan(s, live=0.99 * s.plan.state.execution.plan.live),
        "target not housed",
    ),
    "a cheaper bill": (
        lambda s: _arrays(s, bill=0.99 * s.plan.state.execution.plan.arrays.bill),
        "bills against fresh ones",
    ),
    "more power": (
        lambda s: _arrays(s, power_unit=1.01 * s.plan.state.execution.plan.arrays.power_unit),
        "power of",
    ),
    "a later bound": (_later, "horizon against what its parts take"),
    "goods given away at another site": (
        lambda s: _prices(s, "vesta", 0.1),
        "goods sent from vesta",
    ),
    "dear goods at another site": (
        lambda s: _prices(s, "vesta", 1e4),
        "worth more than",
    ),
    "prices of the target too low": (
        lambda s: _prices(s, "ceres", 0.98),
        "best habitat beyond its cost",
    ),
    "ships that nobody has": (_faster_ships, "ships of the plan"),
    "a saving that is none": (
        lambda s: _outcome(s, "bootstrap_time", 0.9),
        "bootstrap_time against",
    ),
    "another single time": (
        lambda s: _outcome(s, "single_site_time", 1.1),
        "single_site_time against",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_noticed_by_its_check(name: str) -> None:
    spoil, expected = FAULTS[name]
    case, solution = solved()
    noticed = failed(checks(case, spoil(solution)))
    assert any(expected in check for check in noticed), noticed
