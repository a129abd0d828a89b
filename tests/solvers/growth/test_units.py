"""Whole units in the seed: against enumeration, caps against linear programs, a whole case."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

from optdesign.formulations.growth.arrays import network_arrays
from optdesign.formulations.growth.grid import Grid
from optdesign.formulations.growth.mission import Mission
from optdesign.formulations.growth.totals import totals_blocks
from optdesign.network.imported_units import unit_designs, useful_units
from optdesign.network.model import Network, PowerDesign
from optdesign.problem import Case, Settings, load_problem, make_case
from optdesign.result import Result, execute
from optdesign.solution import Status
from optdesign.solvers.growth.grids import first_grid
from optdesign.solvers.growth.programs import Prices, solve_plan, solve_prices
from optdesign.solvers.growth.request import read_request
from optdesign.solvers.growth.search import Market, Options, State, minimum_time
from optdesign.solvers.growth.speed_up import seed_worth, speed_up
from optdesign.solvers.growth.units import best_whole, is_whole, shares, unit_counts, whole_units
from optdesign.solvers.linear import PersistentLinear, compile_linear
from optdesign.verify.growth.assets import fresh_industry, read_families
from optdesign.verify.growth.execution import execute as execute_plan
from optdesign.verify.growth.units import unit_checks
from tests.solvers.growth.closed_cases import habitat, make_line, make_power

SEED = 10.0


def unit(
    name: str, power: float, mass: float, most: float = np.inf, life: float = 10
) -> PowerDesign:
    """A unit of so much power [W/kg] and mass [kg]."""
    design = make_power(name, {"electricity": power}, {}, decay=1 / life)
    return replace(design, unit_mass=mass, seed_only=True, most_units=most)


def network(*units: PowerDesign) -> Network:
    """A line that needs power, panels that it can make, and units that it cannot."""
    line = make_line(
        "maker", {"metal": 3.0}, {"metal": 1.0}, decay=0.1, lag=0.1, energy={"electricity": 100.0}
    )
    panel = make_power("panel", {"electricity": 60.0}, {"metal": 1.0}, decay=0.1, lag=0.2)
    return Network((line,), (panel, *units), (habitat(metal=5.0),))


MISSION = Mission(100.0, SEED)
UNITS = {
    "one kind": (unit("reactor", 300.0, 3.1),),
    "one kind, one left": (unit("reactor", 300.0, 0.9, most=1),),
    "too heavy": (unit("reactor", 300.0, 11.0),),
    "two kinds": (unit("reactor", 300.0, 3.7), unit("generator", 220.0, 0.7, most=3)),
}
EVERY = pytest.mark.parametrize("name", UNITS)


def grid(horizon: float = 3.0, periods: int = 8) -> Grid:
    return first_grid(horizon, 1.2, periods)


def state_of(name: str) -> State:
    return State(Market(network(*UNITS[name]), closed=True), MISSION, Options(), slope=1.0)


@EVERY
def test_numbers_against_enumeration(name: str) -> None:
    """Every number that the seed can carry is tried; the branching finds the best."""
    arrays = network_arrays(network(*UNITS[name]))
    relaxed = solve_plan(arrays, MISSION, grid())
    found = best_whole(state_of(name), relaxed)
    columns = [2 + k for k in range(len(UNITS[name]))]
    ranges = [range(int(min(one.most_units, SEED // one.unit_mass)) + 1) for one in UNITS[name]]
    reached = []
    for counts in np.array(np.meshgrid(*ranges)).reshape(len(ranges), -1).T.tolist():
        bounds = {k: (n, n) for k, n in zip(columns, counts, strict=True)}
        given = shares(arrays, MISSION, bounds)
        if sum(low for low, _ in given.values()) <= 1:
            reached.append(solve_plan(arrays, MISSION, grid(), delivered=given).reached)
    assert is_whole(found)
    assert found.reached == pytest.approx(max(reached), rel=1e-6)
    assert found.reached <= relaxed.reached * (1 + 1e-8)
    assert (unit_counts(found) <= [one.most_units for one in UNITS[name]]).all()


def test_fixed_numbers_are_exact() -> None:
    arrays = network_arrays(network(*UNITS["two kinds"]))
    given = shares(arrays, MISSION, {2: (1, 1), 3: (2, 2)})
    plan = solve_plan(arrays, MISSION, grid(), delivered=given)
    np.testing.assert_allclose(unit_counts(plan), [1, 2], rtol=1e-14)
    assert plan.seed.sum() <= 1 + 1e-12
    assert plan.design[1:].max() == 0.0


@EVERY
@pytest.mark.parametrize("horizon", [1.5, 3.0])
def test_weak_duality(name: str, horizon: float) -> None:
    """Prices bound the relaxation, caps included, and not by much more than they must."""
    arrays = network_arrays(network(*UNITS[name]))
    fine = grid(horizon, 24)
    plan = solve_plan(arrays, MISSION, fine)
    prices = solve_prices(arrays, MISSION, fine)
    assert plan.reached <= prices.value * (1 + 1e-7)
    bound = speed_up(prices)
    within = solve_plan(arrays, MISSION, fine.rescaled(bound.horizon))
    assert within.reached <= bound.value * (1 + 1e-7)
    assert prices.value == pytest.approx(plan.reached, rel=0.05)


@pytest.mark.parametrize("seed", range(30))
def test_worth_of_a_seed_against_a_linear_program(seed: int) -> None:
    random = np.random.default_rng(seed)
    kinds = [
        unit(
            f"unit {k}", float(random.uniform(50, 400)), float(random.uniform(0.5, 6)), float(most)
        )
        for k, most in enumerate(random.integers(0, 5, 3))
    ]
    arrays = network_arrays(network(*kinds))
    start = random.uniform(0, 1, len(arrays.stocks))
    blank = np.zeros((1, 1))
    prices = Prices(arrays, MISSION, grid(), blank, blank, blank, blank, np.zeros(0), 0.0)
    other = float(random.uniform(0, 1))
    worth = np.append(arrays.intake.T @ start, other)
    most = np.append(arrays.most_seed(SEED), 1.0)
    best = linprog(-worth, A_ub=np.ones((1, len(worth))), b_ub=[1.0], bounds=[(0, m) for m in most])
    assert best.fun is not None
    assert seed_worth(prices, start, other) == pytest.approx(-best.fun, rel=1e-9)


def test_a_search_ends_with_whole_units() -> None:
    """The executed plan loses a little against parts of units, and the bound stays below it."""
    state = minimum_time(
        Market(network(*UNITS["one kind"]), closed=True),
        MISSION,
        growth=1.0,
        options=Options(periods=16, gap=0.05, most_periods=16),
    )
    assert state.execution is not None
    assert not is_whole(state.execution.plan)
    found, relaxed = whole_units(state)
    assert found.execution is not None
    assert is_whole(found.execution.plan)
    assert found.lower == relaxed.lower == state.lower
    assert state.lower <= relaxed.upper <= state.upper
    assert relaxed.upper * (1 - 1e-3) <= found.upper <= relaxed.upper * 1.3


def test_sums_allow_no_units_built_on_site() -> None:
    """Without panels there is no more power than that of the units that the seed carries."""
    line = network().lines[0]
    alone = Network((line,), UNITS["one kind"], (habitat(metal=5.0),))
    blocks = totals_blocks(network_arrays(alone), MISSION, 300.0)
    answer = PersistentLinear(compile_linear(blocks), solver="simplex").solve()
    # A seed of units only, for 10 years at 300 W/kg, all into metal for habitats.
    most = 3.0 * (300.0 * 10.0 * SEED) / 100.0 / (5.0 * MISSION.target)
    assert 0 < -answer.objective <= most * (1 + 1e-9)


def at(distance: str, parameters: dict[str, str] | None = None) -> Case:
    return make_case(
        load_problem("ceres-bootstrap"),
        parameters={"site.distance": distance, **(parameters or {})},
        settings=Settings(periods=16, gap=0.05, shadow_prices=False),
    )


def test_units_of_the_catalogue() -> None:
    found = {one.technology: one for one in unit_designs(at("3 au"))}
    reactor, generator = found["fission-8-kwe"], found["mmrtg"]
    assert reactor.power["electricity"] == pytest.approx(8000 / 1150)
    assert reactor.most_units == np.inf
    # 35 kg of plutonium, 4.8 kg each.
    assert generator.most_units == 7
    assert generator.lag == 0.0
    assert not generator.bill


def test_units_that_never_pay_are_left_out() -> None:
    """Near the Sun the network is that without units, so nothing of its answer changes."""
    near = read_request(at("2.986 au")).market.network
    assert not any(design.seed_only for design in near.power)
    strong = make_power("strong", {"electricity": 400.0}, {"metal": 1.0}, decay=0.1, lag=5.0)
    short = make_power("short", {"electricity": 400.0}, {"metal": 1.0}, decay=0.2)
    heat = make_power("heat", {"high_heat": 400.0}, {"metal": 1.0}, decay=0.1)
    units = UNITS["one kind"]
    assert useful_units(units, [strong]) == []
    assert useful_units(units, [short, heat]) == list(units)
    far = network_arrays(network(*units))
    assert far.buildable.tolist() == [True, True, False]


@pytest.fixture(scope="module")
def far() -> Result:
    """A small seed far from the Sun, where reactors outdo all that could be built."""
    case = at("8 au", {"seed.mass": "5 t"})
    return execute(replace(case, settings=replace(case.settings, shadow_prices=True)))


def test_a_case_with_reactors(far: Result) -> None:
    found = far.solution
    assert found.status in (Status.OPTIMAL, Status.LIMIT), [c for c in far.checks if not c.passed]
    reactors = [row for row in found.tables["designs"] if row["technology"] == "fission-8-kwe"]
    assert [row["units built"] for row in reactors] == pytest.approx(
        [round(reactors[0]["units built"])]
    )
    assert 1 <= reactors[0]["units built"] <= 4
    parts = [found.outcomes[f"gap_{part}"] for part in ("grid", "designs", "integers")]
    assert all(part >= -1e-9 for part in parts)
    assert sum(parts) == pytest.approx(found.gap)
    assert found.outcomes["gap_integers"] < 0.05
    assert {"fission-8-kwe.power"} <= {price.key for price in found.shadow_prices}


@pytest.mark.parametrize("fault", ["part", "beyond", "built"])
def test_faults_are_seen(far: Result, fault: str) -> None:
    """Half a unit, more units than there are, and a unit built on site: each fails its check."""
    plan = far.solution.plan.state.execution.plan
    column = len(plan.arrays.lines) + next(
        k for k, one in enumerate(plan.arrays.designs) if one.technology == "fission-8-kwe"
    )
    seed, design = plan.seed.copy(), plan.design.copy()
    if fault == "part":
        seed[column] *= 0.75
    elif fault == "beyond":
        seed[column] = 5 * 1150 / plan.mission.seed
    else:
        design[column - len(plan.arrays.lines), 2] = 1e-3
    wrong = replace(far.solution.plan.state.execution, plan=replace(plan, seed=seed, design=design))
    case = at("8 au", {"seed.mass": "5 t"})
    families = read_families(case)
    executed = execute_plan(fresh_industry(families, plan.arrays), wrong)
    failed = {check.name for check in unit_checks(case, executed, families) if not check.passed}
    assert (
        failed
        == {
            "part": {"parts of units in the seed"},
            "beyond": {"units beyond those there are"},
            "built": {"units built on site"},
        }[fault]
    )
