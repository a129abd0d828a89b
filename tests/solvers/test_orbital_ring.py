"""The orbital ring end to end: closed forms, a second solver, brute force, what always holds."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import pyomo.environ as pyo
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optdesign.errors import ProblemError
from optdesign.problem import Case, Settings
from optdesign.report.pictures import draw_run
from optdesign.result import execute, store
from optdesign.solution import Status
from optdesign.solvers.designs.ring_tables import trade_tables
from optdesign.solvers.methods.orbital_ring import shadow_prices, solve
from optdesign.solvers.nonlinear import solve_globally
from optdesign.subproblems.ring_case import binomial_availability, read_ring
from optdesign.subproblems.ring_option import Option, make_options
from optdesign.subproblems.ring_outcomes import read_design
from optdesign.subproblems.ring_read import read_links
from optdesign.subproblems.ring_search import Found, best_found, proven_weight
from optdesign.verify import verify_solution
from tests.cases import cases

BRIEF = Settings(shadow_prices=False)
# A line at one temperature, in free space, of a farm of known power per mass.
PLAIN = {
    "link.technology": "conductor",
    "conductor.material": "copper",
    "conductor.resistivity_slope": "0",
    "ring.orbit": "free",
    "farm.specific_power": "20",
    "reliability.availability": "0",
    "ring.length": "100 km",
    "ring.power": "1 MW",
}


_case = cases("orbital-ring", BRIEF)


def _options(case: Case) -> list[Option]:
    ring = read_ring(case)
    return make_options(case, ring, read_links(case, ring))


def _least(case: Case) -> Found:
    found = best_found(_options(case), points=21, polished=3, smallest=1e-5)
    assert found is not None
    return found


def _per_watt_sent(case: Case) -> tuple[float, float]:
    """What a watt at the sending end of a line weighs, and the rest, both [kg/W]."""
    link = read_links(case, read_ring(case))[0]
    station = link.station  # type: ignore[union-attr]
    machines = station.converter_mass + station.electronics_mass
    sending = 1 / station.efficiency - 1
    watt = (1 / case["farm.specific_power"]) / station.efficiency
    return watt + machines + sending * station.heat_mass, machines + (
        1 - station.efficiency
    ) * station.heat_mass


def test_a_bare_line_at_a_set_voltage_has_a_closed_form() -> None:
    """Loss x of delivered P: w (P + x) + K (P + x)^2 / x is least at x = P sqrt(K / (w + K))."""
    bare = {**PLAIN, "polyethylene-insulation.working_field": "1e15"}
    case = _case(bare, {"voltage": "20 kV", "working_links": "1", "links": "1"})
    delivered = 1e6 / case["power-ring.converter_efficiency"]
    watt, arriving = _per_watt_sent(case)
    factor = 4 * case["copper.density"] * case["copper.resistivity"] * (1e5 / 2e4) ** 2
    loss = delivered * math.sqrt(factor / (watt + factor))
    expected = (
        watt * (delivered + loss) + factor * (delivered + loss) ** 2 / loss + arriving * delivered
    )
    found = best_found(_options(case))
    assert found is not None
    assert found.weight == pytest.approx(expected, rel=1e-6)
    sent = float(read_design(found).state.sent[0])
    assert sent - delivered == pytest.approx(loss, rel=1e-3)


def test_a_second_solver_finds_the_same_line() -> None:
    case = _case(PLAIN, {"working_links": "1", "links": "1"})
    found = best_found(_options(case))
    assert found is not None
    delivered = 1e6 / case["power-ring.converter_efficiency"]
    watt, arriving = _per_watt_sent(case)
    model = pyo.ConcreteModel()
    model.kilovolts = pyo.Var(bounds=(1, 1e3), initialize=50)
    model.square_millimetres = pyo.Var(bounds=(0.1, 1e4), initialize=50)
    model.loss = pyo.Var(bounds=(1e-4, 1), initialize=0.1)  # over delivered
    model.root = pyo.Var(bounds=(0.1, 100), initialize=5)
    model.section = pyo.Constraint(expr=model.root**2 == model.square_millimetres)
    resistance = case["copper.resistivity"] * 2e5 / 1e-6
    model.ohm = pyo.Constraint(
        expr=model.loss * model.square_millimetres * model.kilovolts**2 * 1e6
        >= resistance * delivered * (1 + model.loss) ** 2
    )
    thickness = model.kilovolts * 1e3 / case["polyethylene-insulation.working_field"]
    shell = (thickness * (2 * model.root * 1e-3 / math.sqrt(math.pi) + thickness) * math.pi) * case[
        "polyethylene-insulation.density"
    ]
    metal = case["copper.density"] * model.square_millimetres * 1e-6
    weight = 2e5 * (metal + shell) + watt * delivered * (1 + model.loss) + arriving * delivered
    answer = solve_globally(model, weight / found.weight, seconds=20, nodes=3000)
    assert answer.objective is not None
    assert answer.objective == pytest.approx(1, rel=2e-4)
    assert answer.bound is None or answer.bound <= 1 + 1e-5


def test_no_design_of_a_fine_grid_beats_answer_or_bound() -> None:
    case = _case()
    options = _options(case)
    found = best_found(options)
    assert found is not None
    bound = proven_weight(options, found.weight, gap=1e-3)
    assert bound >= found.weight * (1 - 1.001e-3)
    for option in options[::5]:
        axes = [np.linspace(0, 1, 61)] * len(option.ranges)
        cube = np.stack([a.ravel() for a in np.meshgrid(*axes)], axis=1)
        assert option.designs(option.variables(cube)).weight.min() >= found.weight * (1 - 1e-9)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.01, 0.5))
def test_the_bound_of_a_box_holds_for_what_is_inside(seed: int, width: float) -> None:
    generator = np.random.default_rng(seed)
    options = _options(_case())
    option = options[seed % len(options)]
    low = generator.random((1, len(option.ranges))) * (1 - width)
    inside = low + width * generator.random((50, len(option.ranges)))
    bound = option.lower(option.variables(low), option.variables(low + width))[0]
    assert (option.designs(option.variables(inside)).weight >= bound * (1 - 1e-12)).all()


@pytest.mark.parametrize("technology", ["any", "conductor", "superconductor", "microwave", "laser"])
def test_longer_and_more_is_never_lighter(technology: str) -> None:
    base = {"link.technology": technology}
    for key, values in (
        ("ring.length", ("1 km", "300 km", "30000 km")),
        ("ring.power", ("1 MW", "30 MW", "3 GW")),
    ):
        weights = [_least(_case({**base, key: value})).weight for value in values]
        assert weights == sorted(weights), key


@pytest.mark.parametrize("power", ["1 MW", "1 GW"])
def test_the_best_link_is_never_heavier_nearer_the_sun(power: str) -> None:
    distances = ("0.8", "1.2", "2", "2.77", "4")
    weights = [_least(_case({"site.distance": at, "ring.power": power})).weight for at in distances]
    assert weights == sorted(weights)


def test_orbits_shadows_shades_spares_and_joints_change_the_answer() -> None:
    base = _least(_case()).weight
    for changes in (
        {"ring.orbit": "equatorial"},
        {"sunshade.stray_share": "0.3"},
        {"power-ring.repair_time": "200 day"},
        {"power-ring.contact_drop": "100 V"},
        {"heat-pipe-radiator.transport_capacity": "20 W*m"},
        {"superconducting-cable.linear_density": "2 kg/m"},
    ):
        assert _least(_case(changes)).weight > base * (1 + 1e-6), changes
    assert _least(_case({"superconductor.made": "core-pressure"})).weight < base
    spared = {"link.technology": "superconductor", "power-ring.repair_time": "1000 day"}
    wide = _case({**spared, "power-ring.fragments": "1e5"}, {"links": "2"})
    assert _least(wide).weight > _least(_case(spared, {"links": "2"})).weight * (1 + 1e-6)


def test_the_three_orbits_have_different_shade_over_a_year() -> None:
    """Around an upright body: asin(R/a) / pi always, its mean over all heights of the Sun, none."""
    tall = {"ceres.obliquity": "0 deg"}
    radius = 470e3 / (470e3 + 700e3)
    equator = math.asin(radius) / math.pi
    shares = {}
    for kind in ("equatorial", "polar", "sun-synchronous"):
        orbit = read_ring(_case({**tall, "ring.orbit": kind})).orbit
        shares[kind] = (orbit.shadow, orbit.mean_shadow)
    assert shares["equatorial"] == pytest.approx((equator, equator))
    assert shares["sun-synchronous"] == (0.0, 0.0)
    angles = (np.arange(20000) + 0.5) / 20000 * math.pi / 2
    clear = math.sqrt(1 - radius**2)
    polar = np.mean(np.arccos(np.minimum(clear / np.cos(angles), 1.0))) / math.pi
    assert shares["polar"] == pytest.approx((equator, polar), rel=1e-3)
    assert 0.1 * equator < polar < 0.5 * equator


def test_coolers_take_over_where_no_shade_is() -> None:
    case = _case({"link.technology": "superconductor", "site.distance": "1"}, {"shade_layers": "0"})
    outcomes = execute(case).solution.outcomes
    assert outcomes["cooling_power"] > 0
    assert outcomes["line_temperature"] == pytest.approx(76)
    assert outcomes["shade_temperature"] == pytest.approx(299, abs=2)


@pytest.mark.parametrize(
    ("parameters", "levers"),
    [
        ({"link.technology": "conductor", "ring.length": "10000 km"}, {}),
        ({"link.technology": "microwave", "ring.length": "1e5 km"}, {}),
        ({"ring.power": "100 kW"}, {}),
        ({"ring.orbit": "equatorial", "ring.body": "earth", "site.distance": "1"}, {}),
        ({"link.technology": "superconductor", "ring.length": "1e5 km"}, {"working_links": "3"}),
        ({"conductor.material": "copper", "link.technology": "conductor"}, {"voltage": "50 kV"}),
        ({}, {"farm_power": "1.2 GW"}),
    ],
)
@pytest.mark.parametrize("objective", ["mass", "payback_time"])
def test_other_cases_are_proven_and_verified(
    parameters: dict[str, str], levers: dict[str, str], objective: str
) -> None:
    result = execute(_case(parameters, levers, objective))
    assert result.status is Status.OPTIMAL, [c for c in result.checks if not c.passed]


@pytest.mark.parametrize(
    ("parameters", "levers", "keys"),
    [
        (
            {"link.technology": "conductor", "limit.delivered_fraction": "0.95"},
            {},
            {"limit.delivered_fraction"},
        ),
        ({}, {"farm_power": "900 MW"}, {"farm_power"}),
        (
            {"link.technology": "conductor"},
            {"voltage": "1 kV", "cross_section": "1 mm2"},
            {"voltage", "cross_section"},
        ),
    ],
)
def test_the_impossible_is_explained_and_mended(
    parameters: dict[str, str], levers: dict[str, str], keys: set[str]
) -> None:
    result = execute(_case(parameters, levers))
    assert result.status is Status.INFEASIBLE
    found = result.solution.infeasibility
    assert found is not None
    assert {part.key for part in found.conflict} == keys | {"ring.power"}
    assert {part.key for part in found.relaxation} == keys
    for change in found.relaxation:
        case = result.case
        if change.key in case.fixed:
            fixed = {**case.fixed, change.key: change.value}
            assert _least(dataclasses.replace(case, fixed=fixed))
        else:
            assert _least(case.with_value(change.key, change.value))


def test_a_ring_too_high_cannot_follow_the_sun() -> None:
    result = execute(_case({"ring.altitude": "5000 km"}))
    assert result.status is Status.INFEASIBLE
    assert result.solution.infeasibility is not None
    (change,) = result.solution.infeasibility.relaxation
    assert execute(_case({"ring.altitude": f"{change.value} m"})).status is Status.OPTIMAL


def test_pins_that_a_link_does_not_have_are_refused() -> None:
    with pytest.raises(ProblemError, match="beam"):
        solve(_case({"link.technology": "laser"}, {"voltage": "1 kV"}))


def test_availability_is_that_of_independent_links() -> None:
    assert binomial_availability(0.1, working=1, links=1) == pytest.approx(0.9)
    assert binomial_availability(0.1, working=1, links=2) == pytest.approx(0.99)
    assert binomial_availability(0.1, working=2, links=3) == pytest.approx(0.972)


def test_prices_agree_with_solving_again() -> None:
    case = _case({"reliability.availability": "0.9"})
    found = best_found(_options(case))
    assert found is not None
    prices = {p.key: p.effect for p in shadow_prices(case, found, read_design(found))}
    for key in ("ring.length", "ring.power", "superconducting-cable.linear_density"):
        up, down = (
            best_found(_options(case.with_value(key, case[key] * factor)))
            for factor in (1.01, 1 / 1.01)
        )
        assert up is not None
        assert down is not None
        assert prices[key] == pytest.approx((up.weight - down.weight) / 2, rel=0.02), key


def test_wrong_answers_are_found_out() -> None:
    case = _case()
    solution = solve(case)
    assert all(check.passed for check in verify_solution(case, solution))
    for key, factor in (("mass", 1.01), ("shade_temperature", 0.9), ("availability", 0.99)):
        wrong = {**solution.outcomes, key: solution.outcomes[key] * factor}
        checked = verify_solution(case, dataclasses.replace(solution, outcomes=wrong))
        assert not all(check.passed for check in checked), key


def test_the_figure_is_drawn(tmp_path: Path) -> None:
    result = execute(_case())
    tables = {**result.solution.tables, **trade_tables(result.case)}
    assert {row["best"] for row in tables["by_length"]} == {"superconductor", "microwave", "laser"}
    solution = dataclasses.replace(result.solution, tables=tables)
    result = dataclasses.replace(result, solution=solution)
    (path,) = draw_run(store(result, tmp_path))
    assert path.name == "trade.png"
    assert path.stat().st_size > 20_000
