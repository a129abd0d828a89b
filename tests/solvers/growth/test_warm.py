"""Starting from a neighbouring case saves programs and proves the same."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

from optdesign.problem import Case, Settings, load_problem, make_case
from optdesign.solution import Solution, Status
from optdesign.solvers import solve_case
from optdesign.solvers.growth.warm import Warm
from optdesign.verify import verify_solution
from tests.growth_cases import bootstrap, solved

SETTINGS = Settings(periods=16, gap=0.1, shadow_prices=False)
NEIGHBOURS = [
    pytest.param({"seed__mass": "60 t", "imports__rate": "150 t/year"}, id="smaller seed"),
    pytest.param(
        {"site__distance": "2.5 au", "limit__soil_depth": "2 m"},
        id="nearer to the Sun",
        marks=pytest.mark.slow,
    ),
]


@pytest.fixture(scope="module", params=NEIGHBOURS)
def pair(request: pytest.FixtureRequest) -> tuple[Case, Solution, Solution]:
    """A neighbouring case, solved from scratch and from the default's end."""
    case = bootstrap(settings=SETTINGS, **request.param)
    return case, solve_case(case), solve_case(case, solved()[1].warm)


def test_both_brackets_hold_the_same_time(pair: tuple[Case, Solution, Solution]) -> None:
    _, cold, warm = pair
    assert cold.status is warm.status is Status.OPTIMAL
    for one, other in ((cold, warm), (warm, cold)):
        assert one.bound is not None
        assert other.objective is not None
        assert one.bound <= other.objective
    assert warm.objective == pytest.approx(cold.objective, rel=SETTINGS.gap or 0.0)
    assert warm.gap is not None
    assert warm.gap <= (SETTINGS.gap or 0.0)


def test_the_answer_is_verified(pair: tuple[Case, Solution, Solution]) -> None:
    case, _, warm = pair
    assert [check.name for check in verify_solution(case, warm) if not check.passed] == []


def test_fewer_programs(pair: tuple[Case, Solution, Solution]) -> None:
    _, cold, warm = pair
    assert warm.plan.state.programs < cold.plan.state.programs
    assert warm.plan.state.rounds < cold.plan.state.rounds


def test_it_is_plain_data_without_solver_or_case() -> None:
    start = solved()[1].warm
    assert isinstance(start, Warm)
    assert pickle.loads(pickle.dumps(start)) == start
    assert start.shares[0] == 0
    assert start.shares[-1] == 1


def test_shadow_prices_may_be_left_out(pair: tuple[Case, Solution, Solution]) -> None:
    assert not pair[2].shadow_prices
    assert solved()[1].shadow_prices


@pytest.mark.parametrize("foreign", ["text", 1.0, object()])
def test_other_methods_and_other_objects_are_ignored(foreign: object) -> None:
    case = make_case(load_problem("ceres-bootstrap-paper"), parameters={"policy": "sequential"})
    assert solve_case(case, foreign).objective == solve_case(case).objective


@pytest.mark.slow
def test_a_far_start_does_no_harm() -> None:
    """Designs that do not exist here, and a horizon that is far off."""
    _, solution = solved()
    start = solution.warm
    assert isinstance(start, Warm)
    odd = replace(
        start,
        power=(*start.power, ("unobtainium", {}), ("stirling", {})),
        horizon=250.0,
        slope=1e-3,
    )
    found = solve_case(bootstrap(settings=SETTINGS), odd)
    assert found.status is Status.OPTIMAL
    assert found.objective == pytest.approx(solution.objective, rel=0.05)
