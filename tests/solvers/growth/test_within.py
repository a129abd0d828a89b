"""Extremes of other objectives within a limit of the time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optdesign.errors import ProblemError
from optdesign.problem import Case, Settings
from optdesign.solution import Solution, Status
from optdesign.solvers import solve_case
from optdesign.solvers.growth.within import LIMIT, solve_within
from optdesign.units import to_si
from optdesign.verify import verify_solution
from tests.growth_cases import bootstrap

YEAR = to_si(1.0, "year")
WIDTH = 0.001 * YEAR


def depth_case(years: float) -> Case:
    case = bootstrap(limit__bootstrap_time=f"{years} year")
    return replace(case, objective="soil_depth")


def straight(case: Case, warm: object = None) -> Solution:
    """A search whose time is 10 years and one more for each metre of soil."""
    depth = case["limit.soil_depth"]
    time = (10 + depth) * YEAR
    outcomes = {"bootstrap_time": time, "soil_depth": depth}
    return Solution(Status.OPTIMAL, objective=time, bound=time - WIDTH, outcomes=outcomes)


@pytest.mark.parametrize("years", [11.9, 12.5, 13.0, 13.8])
def test_the_extreme_of_a_straight_line(years: float) -> None:
    found = solve_within(depth_case(years), None, straight)
    assert found.objective is not None
    assert found.bound is not None
    assert found.objective <= years - 10 <= found.bound
    assert found.bound - found.objective < 0.1 * found.bound
    assert found.plan.possible.solution.objective <= years * YEAR
    assert found.plan.impossible.solution.bound > years * YEAR


def test_an_extreme_without_a_conflict_is_its_own_bound() -> None:
    found = solve_within(depth_case(20.0), None, straight)
    assert (found.objective, found.bound, found.status) == (4.0, 4.0, Status.OPTIMAL)


def test_nothing_in_time_is_infeasible_with_a_mend() -> None:
    found = solve_within(depth_case(10.0), None, straight)
    assert found.status is Status.INFEASIBLE
    assert found.infeasibility is not None
    assert [part.key for part in found.infeasibility.conflict] == [LIMIT, "target.population"]
    assert found.infeasibility.relaxation[0].value == pytest.approx(11.5 * YEAR)


def test_designs_come_in_whole_numbers() -> None:
    with pytest.raises(ProblemError, match="whole number"):
        solve_case(bootstrap(limit__designs="1.5"))


def test_a_target_too_late_is_proven_and_verified() -> None:
    settings = Settings(periods=16, gap=0.2, shadow_prices=False)
    case = bootstrap(settings=settings, limit__bootstrap_time="12 year")
    found = solve_case(case)
    assert found.status is Status.INFEASIBLE
    assert [check.name for check in verify_solution(case, found) if not check.passed] == []


@pytest.mark.slow
@pytest.mark.parametrize(("objective", "years"), [("radius", 17.2), ("imported_mass", 18.0)])
def test_extremes_of_the_bootstrap_are_verified(objective: str, years: float) -> None:
    case = replace(bootstrap(limit__bootstrap_time=f"{years} year"), objective=objective)
    found = solve_case(case)
    assert found.objective is not None
    assert [check.name for check in verify_solution(case, found) if not check.passed] == []
