"""The replication problem end to end: orders, shadow prices, distance, learning, conflicts."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from optdesign.formulations.replication import (
    industry_families,
    industry_lines,
    learning_factor,
    learnt,
)
from optdesign.network.model import Network
from optdesign.problem import Case, load_problem, make_case
from optdesign.result import Result, execute
from optdesign.solution import Solution, Status
from optdesign.solvers.balanced.growth import BalancedGrowth, balanced_growth, priced_growth
from optdesign.solvers.methods import replication as method
from optdesign.subproblems.power_pricing import PricedFamily
from optdesign.verify import verify_solution

DAY = 86400.0


def _case(objective: str | None = None, **settings: str) -> Case:
    parameters = {key.replace("__", "."): text for key, text in settings.items()}
    return make_case(load_problem("replication"), parameters=parameters, objective=objective)


@cache
def _default() -> Result:
    return execute(_case())


def _growth(case: Case, points: int = 8) -> BalancedGrowth:
    priced = [PricedFamily(family, points=points) for family in industry_families(case)]
    return priced_growth(Network(industry_lines(case), ()), priced)


def test_the_default_is_solved_proven_and_verified_in_time() -> None:
    result = _default()
    assert result.status is Status.OPTIMAL
    assert result.verified
    assert result.solution.gap is not None
    assert 0 <= result.solution.gap < 2e-6
    assert 250 * DAY < result.solution.outcomes["doubling_time"] < 350 * DAY
    assert result.solution.levers == {}
    assert {"mix", "designs", "prices", "binding", "learning"} == set(result.solution.tables)


def test_without_lags_growth_is_as_fast_as_a_prototype_found() -> None:
    """An independent program had 242 days at 2.986 au with catalogue values close to these."""
    case = _case()
    for key in [key for key in case.values if key.endswith(".construction_lag")]:
        case = case.with_value(key, 0.0)
    assert _growth(case).doubling_time == pytest.approx(242 * DAY, rel=0.1)


def test_electronics_and_assembly_bind_not_energy() -> None:
    rows = _default().solution.tables["binding"]
    assert {row["capacity"] for row in rows[:2]} == {"electronics-line", "assembly"}
    assert sum(row["share of value added"] for row in rows) == pytest.approx(1.0)
    prices = _default().solution.shadow_prices
    assert {price.key for price in prices[:2]} == {
        "electronics-line.productivity",
        "assembly.productivity",
    }


def test_electricity_is_photovoltaic_near_the_sun_and_stirling_far_away() -> None:
    def sources(distance: str) -> set[str]:
        found = _growth(_case(site__distance=distance))
        return {
            design.technology
            for design, share in zip(found.designs, found.design_shares, strict=True)
            if "electricity" in design.power and share > 1e-4
        }

    assert sources("1 au") == {"thin-film-pv"}
    assert sources("3 au") == {"stirling"}


def test_farther_from_the_sun_is_never_faster() -> None:
    times = [
        _growth(_case(site__distance=f"{distance} au")).doubling_time
        for distance in (0.9, 1.3, 1.8, 2.3, 3.0, 4.0)
    ]
    assert all(after >= before * (1 - 2e-6) for before, after in pairwise(times))
    assert times[-1] > 1.02 * times[0]


def _again(case: Case, key: str, factor: float) -> float:
    found = _growth(case.with_value(key, case[key] * factor), points=40)
    return found.doubling_time


def test_the_ten_largest_shadow_prices_agree_with_solving_again() -> None:
    result = _default()
    for price in result.solution.shadow_prices[:10]:
        high, low = (_again(result.case, price.key, 1 + step) for step in (0.01, -0.01))
        assert price.effect == pytest.approx((high - low) / 2, rel=0.01), price.key


def test_growth_rate_is_the_same_answer_from_the_other_side() -> None:
    result = execute(_case("growth_rate"))
    other = _default()
    assert result.status is Status.OPTIMAL
    assert result.solution.objective is not None
    assert result.solution.bound is not None
    assert result.solution.bound >= result.solution.objective
    time = other.solution.outcomes["doubling_time"]
    assert result.solution.objective * time == pytest.approx(math.log(2))
    effects = {price.key: price.effect for price in other.solution.shadow_prices}
    for price in result.solution.shadow_prices[:5]:
        scale = -math.log(2) / time**2
        assert price.effect == pytest.approx(scale * effects[price.key], rel=1e-6)


def test_the_fabrication_rate_is_the_productivity_of_assembly() -> None:
    one = _growth(_case(fabrication__rate="8"))
    other = _growth(_case(assembly__productivity="8/year"))
    assert one.rate == pytest.approx(other.rate, rel=1e-9)
    assert one.rate > _growth(_case()).rate


def test_learning_shortens_each_doubling_towards_its_floor() -> None:
    case = _case(learning__rate="0.8", learning__floor="0.6", learning__doublings="4")
    result = execute(case)
    assert result.status is Status.OPTIMAL
    outcomes, rows = result.solution.outcomes, result.solution.tables["learning"]
    times = [row["doubling time [s]"] for row in rows]
    assert times == sorted(times, reverse=True)
    assert times[0] == pytest.approx(_default().solution.outcomes["doubling_time"], rel=2e-6)
    assert rows[-1]["cumulative time [s]"] == pytest.approx(outcomes["cumulative_time"])
    assert outcomes["doubling_time"] == pytest.approx(sum(times) / 4)
    assert [row["factor"] for row in rows] == pytest.approx([0.6 + 0.4 * 0.8**n for n in range(4)])
    effects = {price.key: price.effect for price in result.solution.shadow_prices}
    for key in ("learning.rate", "learning.floor"):
        high, low = (
            method.solve(case.with_value(key, case[key] * (1 + step))).objective or math.nan
            for step in (0.003, -0.003)
        )
        assert effects[key] * 0.6 == pytest.approx(high - low, rel=0.02)


def test_what_is_learnt_is_plant_and_energy_per_product() -> None:
    lines = industry_lines(_case())
    for before, after in zip(lines, learnt(lines, 0.5), strict=True):
        (product,) = [key for key in before.output if key != "nitrogen"][:1]
        for key, power in before.energy.items():
            per_product = after.energy[key] / after.output[product]
            assert per_product == pytest.approx(0.5 * power / before.output[product])
        for key, flow in before.input.items():
            assert after.input[key] / after.output[product] == pytest.approx(
                flow / before.output[product]
            )
    assert learning_factor(_case(), 7) == 1.0


def test_irreducible_parts_without_imports_end_growth() -> None:
    result = execute(_case(**{"growth-case__irreducible_share": "1e-5"}))
    assert result.status is Status.INFEASIBLE
    assert result.verified
    found = result.solution.infeasibility
    assert found is not None
    assert {part.key for part in found.conflict} == {
        "imports.policy",
        "growth-case.irreducible_share",
    }
    assert {part.key for part in found.relaxation} == {
        "imports.policy",
        "growth-case.irreducible_share",
    }
    share = 0.25
    free = execute(
        _case(**{"growth-case__irreducible_share": str(share), "imports__policy": "free"})
    )
    assert free.status is Status.OPTIMAL
    # Of what is not irreducible the electronics of each asset come from elsewhere too.
    plan = free.solution.plan[0]
    electronics = [a.bill.get("electronics", 0.0) / (1 - share) for a in plan.mix.lines]
    imported = free.solution.outcomes["imported_share"]
    assert share + (1 - share) * min(electronics) < imported
    assert imported < share + (1 - share) * max(electronics)
    assert _default().solution.outcomes["imported_share"] == 0.0


def test_only_shares_that_matter_are_in_the_conflict() -> None:
    """Photovoltaics could do without; the general share hits all."""
    both = {"growth-case__irreducible_share": "1e-3", "stirling__irreducible_share": "1e-3"}
    found = execute(_case(**both)).solution.infeasibility
    assert found is not None
    keys = {part.key for part in found.conflict}
    assert keys == {"imports.policy", "growth-case.irreducible_share"}
    assert _growth(_case(stirling__irreducible_share="1e-3")).rate > 0


@pytest.mark.parametrize("seed", range(6))
def test_random_cases_inside_the_catalogue_s_ranges_are_verified(seed: int) -> None:
    random, case = np.random.default_rng(seed), _case()
    for key, parameter in case.problem.parameters.items():
        if parameter.low is None or parameter.high is None or key.startswith("learning"):
            continue
        if not key.endswith("irreducible_share"):
            case = case.with_value(key, float(random.uniform(parameter.low, parameter.high)))
    result = execute(case.with_value("site.distance", float(random.uniform(1e11, 6e11))))
    assert result.status is Status.OPTIMAL, [one for one in result.checks if not one.passed]


@pytest.mark.parametrize(
    ("key", "text"), [("electronics-line__productivity", "0.005/year"), ("site__distance", "60")]
)
def test_what_is_too_slow_or_too_far_has_a_nearest_mend(key: str, text: str) -> None:
    case = _case(**{key: text})
    result = execute(case)
    assert result.status is Status.INFEASIBLE
    assert result.verified
    assert result.solution.infeasibility is not None
    key = key.replace("__", ".")
    (mend,) = [one for one in result.solution.infeasibility.relaxation if one.key == key]
    assert _growth(case.with_value(key, mend.value), points=6).rate > 0
    farther = mend.value * (1.01 if key == "site.distance" else 0.99)
    assert _growth(case.with_value(key, farther), points=6).rate <= 0


def _faulty(plan: BalancedGrowth) -> dict[str, BalancedGrowth]:
    shares = plan.line_shares
    return {
        "faster": replace(plan, rate=plan.rate * 1.0001, upper=plan.upper * 1.0001),
        "upper end too low": replace(plan, upper=plan.rate * (1 - 1e-9)),
        "less assembly": replace(plan, line_shares=(shares[0] * 0.999, *shares[1:])),
        "overrun": replace(plan, running=tuple(1.0001 * part for part in plan.running)),
        "less power": replace(plan, design_shares=tuple(0.99 * s for s in plan.design_shares)),
        "free electronics": replace(plan, prices={**plan.prices, "electronics": 0.0}),
    }


@pytest.mark.parametrize("fault", sorted(_faulty(BalancedGrowth(1.0, 1.0, (), (0.0,)))))
def test_verification_catches_seeded_faults(fault: str) -> None:
    result = _default()
    (plan,) = result.solution.plan
    wrong: Solution = replace(result.solution, plan=[_faulty(plan)[fault]])
    assert not all(check.passed for check in verify_solution(result.case, wrong))


def test_a_second_call_on_the_same_network_gives_the_same_mix() -> None:
    case = _case()
    network = Network(industry_lines(case), ())
    one, other = (balanced_growth(network, industry_families(case)) for _ in range(2))
    assert one.shares == other.shares
    assert one.rate == other.rate
