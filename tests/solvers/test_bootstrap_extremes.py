"""The paper's bootstrap at its extremes, in conflict, and with faults seeded into its answer."""

from __future__ import annotations

import itertools
import math
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optdesign.problem import Case, Settings, load_problem, make_case
from optdesign.result import Result, execute
from optdesign.solution import Solution, Status
from optdesign.solvers import solve_case
from optdesign.units import to_si
from optdesign.verify import verify_solution

# The package exports a function of the same name as this module.
EXECUTE = sys.modules["optdesign.result.execute"]
YEAR = to_si(1, "year")
PAPER = "ceres-bootstrap-paper"


def case(periods: int = 60, **texts: str) -> Case:
    parameters = {key.replace("__", "."): text for key, text in texts.items()}
    return make_case(load_problem(PAPER), parameters=parameters, settings=Settings(periods=periods))


def years(result: Result, key: str = "bootstrap_time") -> float:
    assert result.status is Status.OPTIMAL
    return result.solution.outcomes[key] / YEAR


def test_published_phases() -> None:
    result = execute(case(collector__area_ratio="2.77"))
    assert years(result, "habitat_phase") == pytest.approx(4.40, abs=0.01)
    sequential = execute(case(policy="sequential"))
    assert years(sequential, "habitat_phase") == pytest.approx(12.19, abs=0.01)
    assert years(sequential, "power_phase") == pytest.approx(9.97, abs=0.01)


CONFLICTS: list[dict[str, str]] = [
    {"collector__area_ratio": "1e-10"},
    {"collector__area_ratio": "0.5", "policy": "sequential"},
    {"power__initial": "2 TW", "policy": "sequential"},
    {"power__initial": "2 TW", "collector__area_ratio": "1.5"},
    {"power__initial": "1 GW", "collector__area_ratio": "1e-6", "policy": "sequential"},
]


@pytest.mark.parametrize("texts", CONFLICTS)
def test_every_relaxation_makes_the_case_feasible(texts: dict[str, str]) -> None:
    base = case(**texts)
    result = execute(base)
    assert result.status is Status.INFEASIBLE
    assert result.status.exit_code == 3
    assert result.verified
    found = result.solution.infeasibility
    assert found is not None
    assert len({part.key for part in found.conflict}) == 2
    assert found.relaxation
    for part in found.relaxation:
        assert execute(base.with_value(part.key, part.value)).status is Status.OPTIMAL, part.key


EXTREMES: list[dict[str, str]] = [
    {"power__initial": "1 TW", "policy": "sequential"},
    {"power__initial": "0.999999999999 TW", "policy": "sequential"},
    {"power__initial": "1e15 W"},
    {"power__initial": "1e30 W"},
    {"power__initial": "1e-3 W"},
    {"power__doubling_time": "1 s"},
    {"power__doubling_time": "1e6 year"},
    {"habitat__energy": "1e-3 J/m2"},
    {"target__area": "1 m2"},
    {"collector__area_ratio": "1e-9"},
    {"collector__area_ratio": "1.0000001e-9"},
    {"collector__area_ratio": "1e308"},
]


@pytest.mark.parametrize("texts", EXTREMES)
def test_extreme_cases_are_solved_and_verified(texts: dict[str, str]) -> None:
    result = execute(case(**texts))
    assert result.status is Status.OPTIMAL
    assert result.solution.gap is not None
    assert result.solution.gap < 1e-3


@pytest.mark.parametrize(
    "texts",
    [
        {"power__initial": "1e-300"},
        {"power__initial": "1e308"},
        {"power__final": "1e308"},
        {"habitat__energy": "1e-308"},
        {"power__doubling_time": "1e308"},
        {"habitat__own_power": "1e-308"},
    ],
)
def test_numbers_beyond_the_arithmetic_are_no_answer(texts: dict[str, str]) -> None:
    result = execute(case(**texts))
    assert result.status is Status.LIMIT
    assert result.solution.objective is None
    assert result.solution.notes


# --- faults seeded into an honest answer -------------------------------------------------------


def planned(solution: Solution, change: Callable[[Any], Any]) -> Solution:
    inputs, plans = solution.plan
    return replace(solution, plan=(inputs, [change(plan) for plan in plans]))


def told(solution: Solution, key: str, factor: float) -> Solution:
    outcomes = {**solution.outcomes, key: solution.outcomes[key] * factor}
    objective = outcomes["bootstrap_time"]
    return replace(solution, outcomes=outcomes, objective=objective)


def last_work_dropped(plan: Any) -> Any:
    work = np.array(plan.work)
    work[int(np.argmax(work * plan.grid.scale[:-1] * plan.grid.lengths))] = 0.0
    return replace(plan, work=work)


FAULTS: dict[str, Callable[[Solution], Solution]] = {
    "builds more than its power": lambda s: planned(
        s, lambda plan: replace(plan, build=1.01 * plan.build)
    ),
    "works more than its power": lambda s: planned(
        s, lambda plan: replace(plan, work=1.01 * plan.work)
    ),
    "builds less than it says": lambda s: planned(
        s, lambda plan: replace(plan, build=0.99 * plan.build)
    ),
    "leaves habitats out": lambda s: planned(s, last_work_dropped),
    "ends sooner than it says": lambda s: planned(
        s, lambda plan: replace(plan, horizon=0.99 * plan.horizon)
    ),
    "takes longer than it says": lambda s: planned(
        s, lambda plan: replace(plan, horizon=1.01 * plan.horizon)
    ),
    "tells a shorter time": lambda s: told(s, "bootstrap_time", 0.999),
    "tells a longer time": lambda s: told(s, "bootstrap_time", 1.001),
    "tells another peak": lambda s: told(s, "peak_power", 1.001),
    "tells another area": lambda s: told(s, "living_area", 1.001),
    "claims too high a bound": lambda s: told(s, "bootstrap_time_lower", 1.001),
    "gives another objective": lambda s: replace(s, objective=0.99 * (s.objective or 0.0)),
    "gives no number": lambda s: told(s, "gain", math.nan),
    "gives no objective": lambda s: replace(s, objective=None),
}


@pytest.fixture(scope="module", params=[{}, {"collector__area_ratio": "2.77"}], ids=str)
def honest(request: pytest.FixtureRequest) -> tuple[Case, Solution]:
    base = case(**request.param)
    return base, solve_case(base)


def test_the_honest_answer_passes(honest: tuple[Case, Solution]) -> None:
    checks = verify_solution(*honest)
    assert checks
    assert all(check.passed for check in checks)


@pytest.mark.parametrize("fault", FAULTS)
def test_every_seeded_fault_is_caught(
    honest: tuple[Case, Solution], fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    base, solution = honest
    wrong = FAULTS[fault](solution)
    monkeypatch.setattr(EXECUTE, "solve_case", lambda *_: wrong)
    result = execute(base)
    assert result.status is Status.UNVERIFIED
    assert result.status.exit_code == 5
    assert not result.verified


def test_an_answer_is_not_called_infeasible(monkeypatch: pytest.MonkeyPatch) -> None:
    false = Solution(Status.INFEASIBLE)
    monkeypatch.setattr(EXECUTE, "solve_case", lambda *_: false)
    assert execute(case(collector__area_ratio="2.77")).status is Status.UNVERIFIED


def test_more_collectors_are_never_slower() -> None:
    ratios = ("1e-3", "0.1", "1", "2.77", "100", "inf")
    times = [years(execute(case(30, collector__area_ratio=ratio))) for ratio in ratios]
    assert all(later <= earlier * (1 + 1e-3) for earlier, later in itertools.pairwise(times))
