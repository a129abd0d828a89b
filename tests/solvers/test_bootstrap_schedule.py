"""The paper's bootstrap against its closed form: brackets, policies, prices, conflicts, faults."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from optdesign.formulations.bootstrap_schedule import bootstrap_program
from optdesign.formulations.schedule_grid import Grid
from optdesign.physics.bootstrap import optimal_time
from optdesign.problem import Case, load_problem, make_case
from optdesign.result import Result, execute
from optdesign.solution import Solution, Status
from optdesign.solvers.bootstrap_phase import Phase, solve_phase
from optdesign.solvers.linear import PersistentLinear, compile_linear
from optdesign.solvers.methods import bootstrap_schedule as method
from optdesign.verify import verify_solution
from optdesign.verify.bootstrap_schedule import _execute

YEAR = 31_557_600.0


def _case(**changes: str) -> Case:
    parameters = {key.replace("__", "."): value for key, value in changes.items()}
    return make_case(load_problem("ceres-bootstrap-paper"), parameters=parameters)


def _solved(**changes: str) -> Result:
    result = execute(_case(**changes))
    assert result.status is Status.OPTIMAL, [c for c in result.checks if not c.passed]
    return result


def _closed_form(rate: float, work: float, cap: float) -> float:
    """Shortest time for unit initial power, from the physics of the closed form."""
    return float(optimal_time(1.0, work, energy_per_area=1.0, growth_rate=rate, power_cap=cap))


@pytest.mark.parametrize(
    ("changes", "years"),
    [
        ({}, 12.00),
        ({"policy": "sequential"}, 22.15),
        ({"collector__area_ratio": "2.77"}, 14.86),
    ],
)
def test_published_and_closed_form_times(changes: dict[str, str], years: float) -> None:
    outcomes = _solved(**changes).solution.outcomes
    assert outcomes["bootstrap_time"] / YEAR == pytest.approx(years, abs=0.005)
    assert outcomes["sequential_time"] / YEAR == pytest.approx(22.15, abs=0.005)
    assert outcomes["power_phase"] + outcomes["habitat_phase"] == pytest.approx(
        outcomes["bootstrap_time"]
    )


@settings(max_examples=25, deadline=None)
@given(
    rate=st.floats(-10, -5).map(lambda x: 10**x),
    ratio=st.floats(-1, 13).map(lambda x: 10**x),
    room=st.one_of(st.just(math.inf), st.floats(0.01, 12).map(lambda x: 10**x)),
)
@example(rate=1e-7, ratio=1.0, room=math.inf)
@example(rate=1e-7, ratio=1e-6, room=math.inf)
@example(rate=1e-7, ratio=1e9, room=1.001)
def test_closed_form_lies_inside_the_bracket(rate: float, ratio: float, room: float) -> None:
    """``ratio`` is k E A / P0: the power worth having, over the initial power."""
    work = ratio / rate
    expected = _closed_form(rate, work, room)
    plan = solve_phase(Phase(rate, work, room, "work"), periods=120)
    assert plan.lower_bound <= expected * (1 + 1e-9)
    assert plan.horizon >= expected * (1 - 1e-9)
    for value in (plan.lower_bound, plan.horizon, plan.estimate):
        assert value == pytest.approx(expected, rel=1e-3)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), stretch=st.floats(0.6, 1.4))
def test_no_grid_crosses_a_bound(seed: int, stretch: float) -> None:
    """On any grid: feasible value <= best value <= relaxed value, at any horizon."""
    random = np.random.default_rng(seed)
    rate, work, horizon = 1.0, 50.0, stretch * _closed_form(1.0, 50.0, math.inf)
    inner = np.sort(random.uniform(0, 1, int(random.integers(3, 30))))
    nodes = np.concatenate([[0.0], inner[np.diff(inner, prepend=0) > 1e-4], [1.0]])
    grid = Grid(nodes, random.uniform(0, 2 * rate * horizon, len(nodes) - 1))
    # grow at full rate until one e-folding before the end, then work: the best schedule
    best = math.exp(max(rate * horizon - 1, 0.0)) * min(horizon, 1.0 / rate) / work
    values = {}
    for kind in ("feasible", "relaxed"):
        model = bootstrap_program(
            grid, kind, goal="work", target=work / horizon, growth=rate * horizon, cap=math.inf
        )
        values[kind] = -PersistentLinear(compile_linear(model)).solve().objective
    assert values["feasible"] <= best * (1 + 1e-7)
    assert values["relaxed"] >= best * (1 - 1e-7)


@pytest.mark.parametrize(
    "changes",
    [{}, {"collector__area_ratio": "2.77"}, {"policy": "sequential"}],
    ids=["free", "capped", "sequential"],
)
def test_shadow_prices_agree_with_solving_again(changes: dict[str, str]) -> None:
    case = _case(**changes)
    for price in method.solve(case).shadow_prices[:3]:
        high, low = (
            method.solve(case.with_value(price.key, case[price.key] * (1 + step))).objective
            for step in (1e-3, -1e-3)
        )
        assert high is not None
        assert low is not None
        assert price.effect == pytest.approx((high - low) / 2 * 10, rel=1e-3), price.key


@pytest.mark.parametrize(
    "changes",
    [
        {"collector__area_ratio": "1e-10"},
        {"collector__area_ratio": "0.5", "policy": "sequential"},
        {"power__initial": "2 TW", "policy": "sequential"},
    ],
)
def test_conflicts_are_named_and_every_mend_works(changes: dict[str, str]) -> None:
    result = execute(_case(**changes))
    assert result.status is Status.INFEASIBLE
    assert result.verified
    found = result.solution.infeasibility
    assert found is not None
    assert len(found.conflict) == 2
    assert found.relaxation
    for mend in found.relaxation:
        mended = result.case.with_value(mend.key, mend.value)
        assert method.solve(mended).status is not Status.INFEASIBLE, mend


def test_a_gap_out_of_reach_is_a_limit() -> None:
    case = _case()
    asked = dataclasses.replace(case, settings=dataclasses.replace(case.settings, gap=1e-15))
    result = execute(asked)
    assert result.status is Status.LIMIT
    assert result.verified


@pytest.mark.parametrize("ratio", ["inf", "2.77"])
def test_the_verifier_integrates_as_an_adaptive_integrator_does(ratio: str) -> None:
    """P' = k x build and E' = work at the plan's controls, followed from start to end."""
    inputs, (plan,) = method.solve(_case(collector__area_ratio=ratio)).plan
    powers, demand, built = _execute(plan, inputs.initial, inputs.initial, inputs.rate)
    nodes, scale = plan.grid.nodes * plan.horizon, plan.grid.scale * inputs.initial
    power, energy = inputs.initial, 0.0
    for n, (build, work) in enumerate(zip(plan.build, plan.work, strict=True)):
        growth = plan.grid.growth[n] / plan.horizon

        def slope(time: float, _: Any, n: int = n, growth: float = growth) -> list[float]:
            at_hand = scale[n] * math.exp(growth * (time - nodes[n]))
            return [inputs.rate * at_hand * plan.build[n], at_hand * plan.work[n]]

        run = solve_ivp(
            slope, (nodes[n], nodes[n + 1]), [power, energy], rtol=1e-11, method="DOP853"
        )
        assert powers[n, 0] == pytest.approx(power, rel=1e-9)
        power, energy = run.y[:, -1]
        assert powers[n, -1] == pytest.approx(power, rel=1e-9)
        assert demand[n, 0] == pytest.approx(scale[n] * (build + work), rel=1e-12)
    assert built == pytest.approx(energy, rel=1e-9)


def _with_plan(solution: Solution, **changes: object) -> Solution:
    inputs, plans = solution.plan
    changed = [dataclasses.replace(plans[0], **changes), *plans[1:]]
    return dataclasses.replace(solution, plan=(inputs, changed))


def _with_outcome(solution: Solution, key: str, factor: float) -> Solution:
    outcomes = dict(solution.outcomes)
    outcomes[key] *= factor
    return dataclasses.replace(solution, outcomes=outcomes)


@pytest.mark.parametrize(
    "fault",
    ["more build", "more work", "less work", "faster", "longer", "other grid", "time", "peak",
     "area", "bound", "objective"],
)  # fmt: skip
def test_seeded_faults_are_caught(fault: str) -> None:
    case = _case()
    solution = method.solve(case)
    plan = solution.plan[1][0]
    wrong = {
        "more build": lambda: _with_plan(solution, build=plan.build * 1.0001),
        "more work": lambda: _with_plan(solution, work=plan.work * 1.0001),
        "less work": lambda: _with_plan(solution, work=plan.work * 0.9999),
        "faster": lambda: _with_plan(solution, horizon=plan.horizon * 0.999),
        "longer": lambda: _with_plan(solution, horizon=plan.horizon * 1.001),
        "other grid": lambda: _with_plan(
            solution, grid=Grid(plan.grid.nodes, plan.grid.growth * 1.001)
        ),
        "time": lambda: _with_outcome(solution, "bootstrap_time", 0.999),
        "peak": lambda: _with_outcome(solution, "peak_power", 1.001),
        "area": lambda: _with_outcome(solution, "living_area", 1.001),
        "bound": lambda: _with_outcome(solution, "bootstrap_time_lower", 1.001),
        "objective": lambda: dataclasses.replace(solution, objective=solution.objective * 0.99),
    }[fault]()
    assert all(check.passed for check in verify_solution(case, solution))
    assert not all(check.passed for check in verify_solution(case, wrong))
