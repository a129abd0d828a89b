"""The concentrator problem end to end: known figures, both solvers, bounds, conflicts, prices."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optdesign.errors import ProblemError
from optdesign.formulations.concentrator import concentrator_model, is_possible
from optdesign.problem import Case, load_problem
from optdesign.report.pictures import draw_run
from optdesign.result import Result, execute, store
from optdesign.solution import Solution, Status
from optdesign.solvers.methods import concentrator as method
from optdesign.solvers.nonlinear import solve_globally
from optdesign.subproblems.concentrator import best_design
from optdesign.subproblems.concentrator_bound import proven_bound
from optdesign.verify import verify_solution
from tests.cases import cases

PROBLEM = load_problem("concentrator")


_case = cases("concentrator")


@pytest.fixture(scope="module")
def default() -> Result:
    return execute(_case())


def _cost(case: Case) -> float:
    search = method.make_search(case)
    design = best_design(search)
    assert design is not None
    return float(search.cost({k: np.array([v]) for k, v in design.items()})[0])


def test_the_default_is_proven(default: Result) -> None:
    assert default.status is Status.OPTIMAL, [c for c in default.checks if not c.passed]
    assert default.solution.gap is not None
    assert default.solution.gap <= 1e-3
    # A growth model found 27.9 m, 621, 5.3 mrad, 759 K and 341 K, 21.8 W/kg by its own objective.
    levers, outcomes = default.solution.levers, default.solution.outcomes
    assert levers["aperture_diameter"] == pytest.approx(27.9, rel=0.1)
    assert levers["hot_temperature"] == pytest.approx(759, rel=0.1)
    assert levers["cold_temperature"] == pytest.approx(341, rel=0.1)
    assert outcomes["specific_power"] == pytest.approx(21.8, rel=0.1)
    assert outcomes["slope_error"] == pytest.approx(5.3e-3, rel=0.15)


def test_high_heat_is_like_that_of_the_growth_model() -> None:
    result = execute(_case({"mode": "heat"}))
    assert result.status is Status.OPTIMAL, [c for c in result.checks if not c.passed]
    assert result.solution.levers["aperture_diameter"] == pytest.approx(18, rel=0.1)
    assert result.solution.levers["concentration"] == pytest.approx(6400, rel=0.1)
    assert result.solution.outcomes["slope_error"] == pytest.approx(1.65e-3, rel=0.05)
    assert result.solution.levers["hot_temperature"] == pytest.approx(1500, rel=1e-12)
    assert "cold_temperature" not in result.solution.levers


def test_specific_power_as_the_objective() -> None:
    result = execute(_case({"mode": "thermoelectric"}, objective="specific_power"))
    assert result.status is Status.OPTIMAL, [c for c in result.checks if not c.passed]
    assert result.solution.bound is not None
    assert result.solution.objective is not None
    assert result.solution.bound >= result.solution.objective


def test_a_unit_with_every_lever_pinned_is_a_sum_by_hand() -> None:
    pins = {"aperture_diameter": "10 m", "concentration": "500", "hot_temperature": "650 K"}
    case = _case({"mode": "heat", "process.temperature": "600 K", "mirror.slope_error": "3 mrad"},
                 pins)  # fmt: skip
    outcomes = method.solve(case).outcomes
    value = PROBLEM.catalogue.value
    flux = value("sun.solar_constant") / 2.986**2
    angle = math.asin(value("sun.radius") / case["site.distance"])
    intercept = 1 - math.exp(-3 * 0.25 / math.sin(angle + 0.012) ** 2 / 500)
    area = 25 * math.pi
    heat = area * (flux * 0.836 * intercept - 0.9 * 5.670374419e-8 * 650**4 / 500)
    structure, electronics = area * (1 + 15 / 500) + 7, 1.0
    per_electronics = 500 + 0.2 * 7670 + 0.4 * 20 + 0.4 * 85 + 10
    energy = 1e6 * (structure * (0.8 * 20 + 0.2 * 85 + 10) + electronics * per_electronics)
    assert outcomes["useful_power"] == pytest.approx(heat, rel=1e-9)
    assert outcomes["mass"] == pytest.approx(structure + electronics, rel=1e-9)
    assert outcomes["payback_time"] == pytest.approx(energy / heat, rel=1e-9)


@pytest.mark.parametrize(
    "lever",
    ["aperture_diameter=15 m", "concentration=300", "hot_temperature=900 K",
     "cold_temperature=400 K"],
)  # fmt: skip
def test_each_lever_can_be_pinned(lever: str, default: Result) -> None:
    key, _, text = lever.partition("=")
    case = _case(levers={key: text})
    assert _cost(case) > default.solution.objective  # type: ignore[operator]
    search = method.make_search(case)
    design = best_design(search)
    assert design is not None
    assert design[key] == pytest.approx(case.fixed[key], rel=1e-12)


@settings(max_examples=5, deadline=None)
@given(
    st.sampled_from(["heat", "stirling", "thermoelectric"]),
    st.floats(0.9, 4.0),
    st.sampled_from(["payback_time", "specific_power"]),
    st.integers(0, 1000),
)
def test_no_random_design_is_below_the_bound(
    mode: str, distance: float, objective: str, seed: int
) -> None:
    case = _case({"mode": mode, "site.distance": repr(distance)}, objective=objective)
    search = method.make_search(case)
    design = best_design(search, starts=4, points=20_000)
    assert design is not None
    best = float(search.cost({k: np.array([v]) for k, v in design.items()})[0])
    # A bad incumbent must not be "proven": the bound may not exceed the true optimum.
    bound = proven_bound(search.unit, search.weights, search.ranges, 1.03 * best)
    assert bound <= best * (1 + 1e-9)
    points = np.random.default_rng(seed).random((50_000, len(search.ranges)))
    assert search.cost(search.variables(points)).min() >= best * (1 - 1e-9)


@pytest.mark.parametrize(("distance", "temperature"), [("1.0", "600 K"), ("4.0", "600 K")])
def test_branch_and_bound_agrees(distance: str, temperature: str) -> None:
    case = _case({"mode": "heat", "site.distance": distance, "process.temperature": temperature})
    search, cost = method.make_search(case), _cost(case)
    model = concentrator_model(search.unit, search.weights, search.ranges, scale=cost)
    answer = solve_globally(model, model.cost, seconds=30)
    assert answer.objective == pytest.approx(1.0, abs=2e-4)


def test_nearer_the_sun_is_never_slower_or_heavier_per_watt(default: Result) -> None:
    rows = default.solution.tables["distance"]
    payback = [row["payback_time [day]"] for row in rows]
    assert payback == sorted(payback)
    assert len(rows) >= 10


@pytest.mark.parametrize(
    ("parameters", "levers", "conflict"),
    [
        ({"mode": "heat", "site.distance": "20"}, {}, {"process.temperature", "site.distance"}),
        (
            {"mode": "heat", "process.temperature": "2100 K"},
            {},
            {"process.temperature", "solar-concentrator.receiver.temperature_limit"},
        ),
        (
            {"mode": "heat", "mirror.slope_error": "12 mrad"},
            {},
            {"process.temperature", "site.distance", "mirror.slope_error"},
        ),
        (
            {},
            {"hot_temperature": "320 K", "cold_temperature": "330 K"},
            {"hot_temperature", "cold_temperature", "mode"},
        ),
        ({"mode": "heat"}, {"hot_temperature": "1400 K"},
         {"hot_temperature", "process.temperature"}),
        ({}, {"cold_temperature": "600 K"},
         {"cold_temperature", "heat-pipe-radiator.hottest_temperature"}),
        ({}, {"hot_temperature": "1200 K"},
         {"hot_temperature", "stirling.hot_temperature_limit"}),
        ({}, {"hot_temperature": "2400 K", "concentration": "10"},
         {"hot_temperature", "stirling.hot_temperature_limit"}),
        ({"solar-concentrator.optical_efficiency": "1e-9"}, {},
         {"hot_temperature", "site.distance", "solar-concentrator.optical_efficiency"}),
        ({"sun.solar_constant": "1e-9 W/m2"}, {},
         {"hot_temperature", "site.distance", "sun.solar_constant"}),
    ],
)  # fmt: skip
def test_conflicts_name_what_cannot_be_and_their_mends_work(
    parameters: dict[str, str], levers: dict[str, str], conflict: set[str]
) -> None:
    case = _case(parameters, levers)
    result = execute(case)
    assert result.status is Status.INFEASIBLE
    assert result.verified
    found = result.solution.infeasibility
    assert found is not None
    assert {part.key for part in found.conflict} == conflict
    assert found.relaxation
    for mend in found.relaxation:
        if mend.key in case.fixed:
            changed = dataclasses.replace(case, fixed={**case.fixed, mend.key: mend.value})
        else:
            changed = case.with_value(mend.key, mend.value)
        assert is_possible(changed), mend.text
        assert math.isfinite(_cost(changed))


def test_two_faults_are_mended_together() -> None:
    case = _case({}, {"cold_temperature": "600 K", "hot_temperature": "1200 K"})
    found = method.solve(case).infeasibility
    assert found is not None
    assert " and " in found.relaxation[0].text


def test_two_slips_far_apart_are_mended_together() -> None:
    slips = {"solar-concentrator.optical_efficiency": "1e-9", "sun.solar_constant": "1e-6"}
    found = method.solve(_case(slips)).infeasibility
    assert found is not None
    (mend,) = found.relaxation
    assert all(key in mend.text for key in slips)
    assert is_possible(_case({mend.key: f"{mend.value} W/m2"}))


def test_a_unit_for_heat_has_no_cold_side() -> None:
    with pytest.raises(ProblemError, match="no cold side"):
        method.solve(_case({"mode": "heat"}, {"cold_temperature": "300 K"}))


@pytest.mark.parametrize(
    "key", ["site.distance", "stirling.carnot_fraction", "energy.metal", "heat-pipe-radiator.faces"]
)
def test_shadow_prices_agree_with_solving_again(key: str, default: Result) -> None:
    prices = {price.key: price.effect for price in default.solution.shadow_prices}
    case = default.case
    high, low = (_cost(case.with_value(key, case[key] * (1 + step))) for step in (5e-3, -5e-3))
    assert prices[key] == pytest.approx(high - low, rel=0.01)


@pytest.mark.parametrize("fault", ["mass", "power", "lever", "worse", "bound", "rival"])
def test_seeded_faults_are_caught(fault: str, default: Result) -> None:
    solution: Solution = default.solution
    levers, outcomes = dict(solution.levers), dict(solution.outcomes)
    changed: dict[str, object] = {}
    if fault == "mass":
        outcomes["mass"] *= 1.001
    elif fault == "power":
        outcomes["useful_power"] *= 1.001
    elif fault == "lever":
        levers["concentration"] = 1.01 * float(levers["concentration"])
    elif fault == "bound":
        assert solution.objective is not None
        changed = {"bound": solution.objective * 1.01}
    elif fault == "rival":
        rival = dataclasses.replace(solution.plan, cost=0.99 * solution.plan.cost)
        changed = {"plan": rival}
    else:  # a consistent design that is not the best, with the bound of the best
        other = method.solve(_case(levers={"aperture_diameter": "60 m"}))
        levers, outcomes = dict(other.levers), dict(other.outcomes)
        changed = {"objective": other.objective}
    wrong = dataclasses.replace(solution, levers=levers, outcomes=outcomes, **changed)  # type: ignore[arg-type]
    assert not all(check.passed for check in verify_solution(default.case, wrong))


def test_the_figure_is_drawn(default: Result, tmp_path: Path) -> None:
    folder = store(default, tmp_path)
    before = set(folder.iterdir())
    (path,) = draw_run(folder)
    assert path.name == "distance.png"
    assert path.read_bytes().startswith(b"\x89PNG")
    assert set(folder.iterdir()) - before == {path}


def test_without_designs_there_is_no_figure(tmp_path: Path) -> None:
    result = execute(_case({"mode": "heat", "site.distance": "20"}))
    assert draw_run(store(result, tmp_path)) == []
