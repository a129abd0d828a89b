"""The growth of a settlement: closed forms, brute force, the paper's figures, properties."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optdesign.errors import ProblemError
from optdesign.formulations.megasatellite_growth import Balance, Ceiling, Program, Stock
from optdesign.problem import Case, Settings, load_problem, make_case
from optdesign.solution import Conflict, Infeasibility, Solution, Status
from optdesign.solvers.megasatellite.conflict import explain_growth
from optdesign.solvers.megasatellite.habitats import explain_habitats
from optdesign.solvers.megasatellite.plan import GrowthPlan, GrowthSearch, solve_growth
from optdesign.solvers.methods.megasatellite_growth import program_of, solve
from optdesign.subproblems import megasatellite
from optdesign.subproblems.megasatellite import read_numbers
from optdesign.subproblems.megasatellite_parts import impacts
from optdesign.verify.megasatellite.habitats import habitable, habitat_checks
from optdesign.verify.megasatellite_growth import checks

NAME = "megasatellite-growth"
YEAR = 365.25 * 86400


def case_of(name: str = NAME, *, periods: int = 48, prices: bool = False, **given: str) -> Case:
    keys = {key.replace("__", "."): value for key, value in given.items()}
    quick = Settings(periods=periods, shadow_prices=prices)
    return make_case(load_problem(name), parameters=keys, settings=quick)


def solved(name: str = NAME, **given: Any) -> Solution:
    case = case_of(name, **given)
    found = solve(case)
    failed = [check for check in checks(case, found) if not check.passed]
    assert not failed
    return found


def years(found: Solution) -> float:
    return found.outcomes["bootstrap_time"] / YEAR


def simple(rate: float, ratio: float, cap: float = math.inf) -> Program:
    """One power that builds itself or the goal: the bootstrap of the closed forms."""
    most = min(cap, 10 * ratio)
    return Program(
        stocks={"power": Stock(1.0, 1.0, most), "goal": Stock(0.0, ratio / 10, 1.2 * ratio)},
        balances={"power": Balance({"power": 1 / rate, "goal": 1 / rate}, {"power": 1.0})},
        ceilings={"cap": Ceiling({"power": 1.0}, most)},
        goal={"goal": 1.0},
        target=ratio,
    )


@settings(max_examples=6, deadline=None)
@given(st.floats(0.01, 10.0), st.floats(5.0, 1e5))
def test_growth_without_a_cap_lies_in_its_bracket(rate: float, ratio: float) -> None:
    """Grow until k E A, then build: T = [ln(k E A / P0) + 1] / k, whatever the units of time."""
    plan = solve_growth(simple(rate, ratio), periods=60, leading=["power"])
    closed = (math.log(ratio) + 1) / rate
    assert plan.lower_bound <= closed * (1 + 1e-9)
    assert plan.horizon >= closed * (1 - 1e-9)
    assert plan.horizon == pytest.approx(closed, rel=0.03)


def test_growth_to_a_cap_then_linear() -> None:
    """ln(Pc/P0)/k to the cap, and the rest at the cap."""
    plan = solve_growth(simple(1.0, 1e4, 10.0), periods=160, leading=["power"])
    closed = math.log(10.0) + 1e4 / 10.0
    assert plan.lower_bound <= closed <= plan.horizon * (1 + 1e-9)
    assert plan.horizon == pytest.approx(closed, rel=2e-4)


def test_the_papers_figures() -> None:
    """280 million people a year, some 357 years of lifting; 14.4 million with processing."""
    found = solved(f"{NAME}-paper")
    assert years(found) == pytest.approx(357, rel=0.005)
    assert found.outcomes["peak_settling_rate"] * YEAR == pytest.approx(280e6, rel=0.01)
    assert found.gap is not None
    assert found.gap < 1e-4
    rows = {row["counted"]: row for row in found.tables["settling"]}
    assert rows["the same power also processes"]["settled [person/year]"] == pytest.approx(
        14.4e6, rel=0.005
    )
    linear = 1e11 * 1e7 * found.outcomes["lift_energy"] / found.outcomes["lifting_power"] / YEAR
    assert years(found) == pytest.approx(linear, rel=1e-5)


def test_processing_with_the_power_on_the_ground_takes_twenty_times_as_long() -> None:
    found = solved(f"{NAME}-paper", processing__power="body")
    assert pytest.approx(years(found), rel=0.001) == 1e11 / 14.43e6


@pytest.fixture(scope="module")
def full() -> Solution:
    return solved(periods=80, prices=True)


def test_all_of_it_is_between_simple_limits(full: Solution) -> None:
    """Not below the linear limit of lifting, not above it by more than growth alone takes."""
    rows = full.tables["settling"]
    linear = rows[-1]["time for the target [year]"] / (1 - full.outcomes["surplus_share"])
    growth = math.log2(70e12 / 1.7e9) * 4 / 12
    assert linear < years(full) < linear + growth + 2.0
    assert full.outcomes["nitrogen_share"] == pytest.approx(1.0, abs=1e-6)


def test_stages_follow_each_other(full: Solution) -> None:
    rows = full.tables["waiting"]
    assert rows[0]["start [year]"] == 0.0
    for one, other in pairwise(rows):
        assert one["end [year]"] == other["start [year]"]
        assert one["reason"] != other["reason"]
    assert rows[-1]["end [year]"] == pytest.approx(years(full))
    assert rows[-1]["reason"] == "surface"


@pytest.mark.parametrize(
    "key", ["ceres-lifting.surface_share", "elevator.efficiency", "steel.stress", "air.density"]
)
def test_shadow_prices_against_new_solves_on_the_same_grid(full: Solution, key: str) -> None:
    prices, plan = {price.key: price.effect for price in full.shadow_prices}, full.plan
    case = case_of()

    def time(step: float) -> float:
        changed = program_of(case.with_value(key, case[key] * (1 + step)))[2]
        search = GrowthSearch(changed, plan.grid, "feasible", plan.horizon)
        return search.shortest(0.99 * plan.horizon, 1.01 * plan.horizon, 1e-12)

    change = (time(1e-3) - time(0.0)) / 1e-3 / 100
    assert prices[key] == pytest.approx(change, rel=0.01, abs=1e-4 * YEAR)


def test_brute_force_over_switch_dates() -> None:
    """Body power to its room, then orbit power to some level, then habitats: none is sooner."""
    case = case_of(collector__mass="3 kg/kW")
    found = solve(case)
    numbers, _, program = program_of(case)
    row, kind = program.balances["processing"], numbers.kinds[0]
    rate = 1 / numbers.power_energy
    start = numbers.lifting_power + numbers.orbit_power
    first = math.log((numbers.body.surface_power + numbers.orbit_power) / start) / rate
    mined = kind.nitrogen / numbers.body.nitrogen
    person = row.rates["habitats"] + numbers.orbit_energy * (mined - kind.mass / numbers.arriving)
    best = math.inf
    for level in np.geomspace(1e12, 3e14, 400):
        power = level + numbers.body.surface_power
        second = math.log(power / (numbers.body.surface_power + numbers.orbit_power)) / rate
        pace = min(power / person, numbers.body.surface_power / (numbers.lift_power_energy * mined))
        best = min(best, first + second + (numbers.target - numbers.housed) / pace)
    assert found.bound is not None
    assert found.objective is not None
    assert found.bound <= best * (1 + 1e-6)
    assert found.objective <= best * 1.005


LESS = {
    "more ground for power": {"ceres-lifting__surface_share": "0.3"},
    "more nitrogen": {"ceres__nitrogen_fraction": "0.009"},
    "a better drive": {"elevator__efficiency": "0.9"},
    "no trucks": {"haul": "none"},
    "fewer people": {"target__population": "5e10"},
}
MORE = {
    "cylinders of two radii, the second larger": {
        "mix__second_share": "0.4", "mix__second_radius": "1.6 km",
    },
    "collectors of the finished disk alone": {"collector__area_ratio": "1"},
    "spin restored": {"limit__spin_share": "0.005"},
    "a shield passed less often": {"limit__penetration_rate": "1e-6 1/year"},
    "shielded tunnels": {"travel-network__tunnel_areal_density": "7600 kg/m2"},
    "people must be born": {"people__origin": "earth", "settlers__migrant_rate": "1e5 person/year"},
}  # fmt: skip


@pytest.mark.parametrize("change", LESS)
def test_these_make_it_sooner(change: str, full: Solution) -> None:
    assert years(solved(periods=80, **LESS[change])) < years(full)


@pytest.mark.slow
@pytest.mark.parametrize("change", MORE)
def test_these_make_it_later(change: str, full: Solution) -> None:
    assert years(solved(periods=80, **MORE[change])) > years(full)


def test_shielded_tunnels_weigh_what_the_paper_says(full: Solution) -> None:
    """Two to three percent of all mass (with tunnels of about six metres)."""
    found = program_of(case_of(**{
        "travel-network__tunnel_areal_density": "7600 kg/m2",
        "travel-network__tunnel_diameter": "10 m",
    }))[0]  # fmt: skip
    kind = found.kinds[0]
    assert 0.015 < kind.travel / kind.mass < 0.03


@pytest.mark.parametrize("limit", ["inf", "1e-6 1/year"])
def test_bearings_are_counted_twice_alike_and_matter_if_magnets_are_feeble(limit: str) -> None:
    """Magnets that hold a millionth of their weight on Earth: then a seventh of all mass.

    Enough for verification to see it: twice the tide at the rim over g, over the ratio.
    """
    given = {"bearing__lift_ratio": "1e-6", "mix__second_share": "0.4"}
    found = solved(**given, limit__penetration_rate=limit)
    tide = 2 * 6.674011e-11 * 9.38e20 * found.outcomes["disk_diameter"] / 2 / 8e7**3
    share = found.outcomes["bearing_share"]
    assert share / (1 - share) == pytest.approx(tide / 9.80665 / 1e-6, rel=0.01)
    assert (
        found.outcomes["mass_per_person"]
        > solved(mix__second_share="0.4", limit__penetration_rate=limit).outcomes["mass_per_person"]
        * 1.1
    )


@pytest.mark.parametrize(("ratio", "most"), [("0.5", 0.5), ("2", 2.0), ("inf", 1.0)])
def test_power_in_orbit_has_the_room_its_ratio_gives(ratio: str, most: float) -> None:
    """Where power is scarce all the room is taken: a multiple of the disk, or the finished disk."""
    hungry = {"habitat__electric_demand": "100 W", "limit__travel_share": "inf"}
    case = case_of(periods=24, **hungry, collector__area_ratio=ratio)
    found = solve(case)
    assert all(check.passed for check in checks(case, found))
    disk = 1e11 * 100 / case["panel.share"]
    reached = found.outcomes["orbit_power"]
    assert reached <= most * disk * (1 + 1e-6)
    assert reached > 0.85 * most * disk


def test_births_alone_take_their_closed_form() -> None:
    found = solved(people__origin="earth", settlers__migrant_rate="0 person/year")
    start = found.tables["schedule"][0]["people housed [person]"]
    assert years(found) == pytest.approx(math.log(1e11 / start) / 0.01, rel=0.03)
    assert found.outcomes["migrant_share"] == pytest.approx(0.0, abs=1e-6)


CONFLICTS = {
    "limit.mined_share": {"target__population": "1e13", "limit__disk_share": "1"},
    "limit.disk_share": {"target__population": "3e12"},
    "limit.spin_share": {"spin__restoration": "none", "limit__spin_share": "0.01"},
    "limit.orbit_share": {"orbit__radius": "100000 km"},
    "ceres.nitrogen_fraction": {"ceres__nitrogen_fraction": "0"},
    "limit.travel_share": {"travel-network__cruise_speed": "5 km/s"},
    "light": {"site__distance": "12 au"},
    "cooling": {"cooling__soil_temperature": "270 K"},
    "sky-factor.aspect_ratio": {"habitat__length": "3 km"},
    "steel.stress": {"steel__stress": "70 MPa"},
    "settlers.birth_rate": {
        "people__origin": "earth", "settlers__migrant_rate": "0 person/year",
        "settlers__birth_rate": "0 percent/year",
    },
}  # fmt: skip


@pytest.mark.parametrize("key", CONFLICTS)
def test_what_cannot_be_is_explained_and_mended(key: str) -> None:
    case = case_of(**CONFLICTS[key])
    found = solve(case)
    assert found.status is Status.INFEASIBLE
    assert found.infeasibility is not None
    assert key in {part.key for part in found.infeasibility.conflict}
    assert all(check.passed for check in checks(case, found))
    assert found.infeasibility.relaxation
    for part in found.infeasibility.relaxation:
        again = explained(CONFLICTS[key], part.text)
        assert again is None, part.text


def explained(changes: dict[str, str], text: str) -> Infeasibility | None:
    """What is still in the way after a change has been made as its text says."""
    typed = {key.replace("__", "."): value for key, value in changes.items()}
    for change in text.replace(",", "").split(" and "):
        words = change.replace(" = ", " to ").removeprefix("set ").split(" to ")
        typed[words[0].split()[-1]] = words[1]
    case = make_case(load_problem(NAME), parameters=typed)
    unfit = explain_habitats(case)
    if unfit is not None:
        return unfit
    numbers, settlers, _ = program_of(case)
    return explain_growth(case, numbers, settlers)


@pytest.mark.parametrize("key", ["light", "cooling", "sky-factor.aspect_ratio"])
def test_a_settlement_that_cannot_be_lived_in_is_caught(key: str) -> None:
    case = case_of(**CONFLICTS[key])
    wrong = [part for part in habitat_checks(case, read_numbers(case).kinds) if not part.passed]
    assert len(wrong) == 1
    assert not habitable(case)
    assert habitable(case_of())


@pytest.mark.parametrize("population", ["1e13", "1e20"])
def test_several_conflicts_are_mended_together(population: str) -> None:
    changes = {"target__population": population}
    found = solve(case_of(**changes)).infeasibility
    assert found is not None
    keys = {part.key for part in found.conflict}
    assert {"limit.mined_share", "limit.disk_share", "target.population"} <= keys
    assert found.relaxation
    for part in found.relaxation:
        assert explained(changes, part.text) is None, part.text


def test_an_orbit_below_the_stationary_one_is_refused_by_its_own_name() -> None:
    with pytest.raises(ProblemError, match=r"^orbit\.radius . must be at least"):
        solve(case_of(orbit__radius="1000 km"))


def test_what_restores_the_spin_gives_no_nitrogen() -> None:
    """All air comes of what is lifted to the settlement, whose heat sets the nitrogen free."""
    found = solved(limit__spin_share="0.002")
    numbers = program_of(case_of())[0]
    used = numbers.kinds[0].nitrogen * (numbers.target - numbers.housed)
    restored = found.outcomes["restored_share"] * numbers.body.restoring_mass
    lifted = found.outcomes["mined_mass"] / (1 + restored)
    assert restored > 0.02
    assert used <= numbers.body.nitrogen * lifted * (1 + 1e-6)
    assert found.outcomes["nitrogen_share"] == pytest.approx(used / numbers.body.nitrogen / lifted)


@pytest.mark.parametrize("key", ["limit.mined_share", "limit.disk_share", "limit.travel_share"])
def test_a_conflict_that_is_none_is_caught(key: str) -> None:
    claim = Infeasibility([Conflict(key, "it is said")], [])
    wrong = Solution(Status.INFEASIBLE, infeasibility=claim)
    assert not all(check.passed for check in checks(case_of(), wrong))


@pytest.mark.parametrize(("part", "factor"), [("extra", 2.0), ("penetration_rate", 0.5)])
def test_a_wrong_shield_is_caught(
    part: str, factor: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(case: Case, design: dict[str, float]) -> dict[str, float]:
        found = impacts(case, design)
        return found | {part: factor * found[part]}

    monkeypatch.setattr(megasatellite, "impacts", wrong)
    case = case_of(periods=24, limit__penetration_rate="1e-6 1/year")
    failed = [check.name for check in checks(case, solve(case)) if not check.passed]
    assert any("mass of a person" in name or "bodies that pass" in name for name in failed)


def test_a_wrong_plan_is_caught() -> None:
    case = case_of()
    found = solve(case)
    plan: GrowthPlan = found.plan
    for name in ("habitats", "lifting_power", "orbit_power"):
        rates = dict(plan.rates) | {name: plan.rates[name] * 1.001}
        wrong = Solution(
            found.status, found.objective, found.bound, outcomes=found.outcomes,
            plan=type(plan)(plan.program, plan.grid, plan.horizon, plan.stocks, rates, plan.prices,
                            plan.lower_bound, plan.estimate),
        )  # fmt: skip
        assert not all(check.passed for check in checks(case, wrong)), name
