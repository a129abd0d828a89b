"""The named problem `elevator`: published figures, other bodies, pins, and what is impossible."""

from __future__ import annotations

import dataclasses
import math
from itertools import pairwise

import pytest

from optdesign.errors import ProblemError
from optdesign.result import execute
from optdesign.result.execute import Result
from optdesign.solution import Status
from optdesign.solvers import solve_case
from optdesign.verify import verify_solution
from tests.cases import cases
from tests.subproblems.test_elevator import PUBLISHED_FIGURES

MARS = {
    "body.mass": "6.417e23",
    "body.radius": "3389.5 km",
    "body.rotation_rate": "7.088e-5",
    "target.apoapsis": "50000 km",
    "tether.density": "1560",
    "tether.stress": "2.9 GPa",
}
EARTH = {
    "body.mass": "5.972e24",
    "body.radius": "6378 km",
    "body.rotation_rate": "7.292e-5",
    "target.apoapsis": "384400 km",
    "tether.density": "1300",
    "tether.stress": "50 GPa",
}


_case = cases("elevator")


def _run(
    parameters: dict[str, str] | None = None,
    levers: dict[str, str] | None = None,
    objective: str | None = None,
) -> Result:
    return execute(_case(parameters, levers, objective))


def _failed(result: Result) -> list[str]:
    return [check.name for check in result.checks if not check.passed]


@pytest.mark.parametrize(("outcome", "published", "relative"), PUBLISHED_FIGURES)
def test_published_figures_of_ceres(outcome: str, published: float, relative: float) -> None:
    assert solve_case(_case()).outcomes[outcome] == pytest.approx(published, rel=relative)


def test_lightest_elevator_of_ceres_uses_the_whole_length() -> None:
    result = _run()
    outcomes = result.solution.outcomes
    assert result.status is Status.OPTIMAL
    assert not _failed(result)
    stationary = outcomes["stationary_altitude"] + 470e3
    assert outcomes["tether_length"] == pytest.approx(10 * stationary - 470e3, rel=1e-6)
    assert result.solution.gap == pytest.approx(0, abs=1e-8)
    assert outcomes["system_mass"] == pytest.approx(7936.12, rel=1e-6)
    for key, expected in result.case.problem.expect.items():
        assert outcomes[key] == pytest.approx(expected.value, rel=expected.tolerance)


def test_prices_are_those_of_solved_neighbours_and_of_dimensions() -> None:
    prices = {price.key: price.effect for price in solve_case(_case()).shadow_prices}
    mass = solve_case(_case()).objective
    assert mass is not None
    # Masses are proportional to the payload, and only stress over density counts.
    assert prices["payload.mass"] == pytest.approx(0.01 * mass, rel=1e-6)
    assert prices["tether.density"] == pytest.approx(-prices["tether.stress"], rel=1e-3)
    assert prices["climb.speed"] == 0
    more = solve_case(_case({"body.radius": "474.7 km"})).objective
    less = solve_case(_case({"body.radius": "465.3 km"})).objective
    assert more is not None
    assert less is not None
    assert prices["body.radius"] == pytest.approx((more - less) / 2, rel=1e-5)


@pytest.mark.parametrize("parameters", [MARS, EARTH, {**MARS, "limit.tether_length": "inf"}])
def test_on_planets_more_length_than_the_default_limit_gains_next_to_nothing(
    parameters: dict[str, str],
) -> None:
    result = _run(parameters)
    outcomes = result.solution.outcomes
    assert not _failed(result)
    free = {**parameters, "limit.tether_length": "inf"}
    longer = _run(free, {"tether_length": "1e12"})
    assert not _failed(longer)
    assert longer.solution.objective == pytest.approx(outcomes["system_mass"], rel=1e-7)


def test_stationary_orbit_of_earth() -> None:
    assert solve_case(_case(EARTH)).outcomes["stationary_altitude"] == pytest.approx(
        35_786e3, rel=1e-4
    )


@pytest.mark.parametrize(
    "parameters",
    [
        {"payload.mass": "1e-6"},
        {"payload.mass": "1e15"},
        {"tether.stress": "1e15"},
        {"tether.stress": "1 Pa"},
        {"tether.density": "1e-3", "limit.tether_length": "inf"},
        {"body.mass": "1e40", "target.apoapsis": "1e13"},
        {"body.rotation_rate": "1e-12", "target.apoapsis": "1e18"},
        {"body.mass": "1e12", "body.radius": "500", "target.apoapsis": "10 km"},
        {"limit.tether_length": "1e-3"},
        {"tether.length_ratio": "inf"},
        {"body.radius": "1e-3"},
        {"climb.speed": "1e-6"},
        {"target.apoapsis": "1e18"},
        {"target.apoapsis": "1191.8193 km"},
    ],
)
def test_tiny_and_huge_values_are_answered_and_verified(parameters: dict[str, str]) -> None:
    result = _run(parameters)
    assert result.status in (Status.OPTIMAL, Status.INFEASIBLE), _failed(result)


def test_settings_with_units_mean_the_same() -> None:
    plain = _case({"tether.stress": "1e9", "limit.tether_length": "5e6", "payload.mass": "2000"})
    units = _case({"tether.stress": "1 GPa", "limit.tether_length": "5000 km",
                   "payload.mass": "2 t"})  # fmt: skip
    assert dict(plain.values) == dict(units.values)
    assert solve_case(plain).outcomes == solve_case(units).outcomes


def test_pinned_length() -> None:
    result = _run(levers={"tether_length": "2000 km"})
    assert not _failed(result)
    assert result.solution.levers["tether_length"] == pytest.approx(2e6, rel=1e-12)
    assert result.solution.objective == pytest.approx(18551.19, rel=1e-6)


def test_pinned_counterweight_finds_the_length_and_both_agree() -> None:
    by_mass = _run(levers={"counterweight_mass": "10 t"})
    assert not _failed(by_mass)
    assert by_mass.solution.levers["counterweight_mass"] == pytest.approx(1e4, rel=1e-9)
    length = by_mass.solution.levers["tether_length"]
    both = _run(levers={"counterweight_mass": "10 t", "tether_length": repr(length)})
    assert both.status is Status.OPTIMAL
    assert both.solution.objective == pytest.approx(by_mass.solution.objective, rel=1e-7)
    apart = _run(levers={"counterweight_mass": "10 t", "tether_length": "2000 km"})
    assert apart.status is Status.INFEASIBLE
    assert not _failed(apart)
    infeasibility = apart.solution.infeasibility
    assert infeasibility is not None
    assert {part.key for part in infeasibility.conflict} == {"counterweight_mass", "tether_length"}
    found = {part.key: part.value for part in infeasibility.relaxation}
    assert found["tether_length"] == pytest.approx(length, rel=1e-6)
    assert found["counterweight_mass"] == pytest.approx(16393.81, rel=1e-6)


@pytest.mark.parametrize(
    ("objective", "value"), [("tether_length", 1024192.88), ("counterweight_mass", 424.9961)]
)
def test_other_objectives(objective: str, value: float) -> None:
    result = _run(objective=objective)
    assert not _failed(result)
    assert result.solution.objective == pytest.approx(value, rel=1e-6)


IMPOSSIBLE: list[tuple[dict[str, str], dict[str, str], set[str], str]] = [
    ({"limit.tether_length": "800 km"}, {}, {"target.apoapsis", "limit.tether_length"},
     "limit.tether_length to 1,024.2 km"),
    ({"limit.tether_length": "500 km"}, {}, {"body.rotation_rate", "limit.tether_length"},
     "limit.tether_length to 1,024.2 km"),
    ({}, {"tether_length": "900 km"}, {"target.apoapsis", "tether_length"},
     "tether_length to 1,024.2 km"),
    ({}, {"tether_length": "20000 km"}, {"tether_length", "limit.tether_length"},
     "limit.tether_length to 20,000 km"),
    ({}, {"counterweight_mass": "100 kg"}, {"counterweight_mass", "limit.tether_length"},
     "counterweight_mass to 0.425 t"),
    ({}, {"counterweight_mass": "100 t"}, {"counterweight_mass", "target.apoapsis"},
     "counterweight_mass to 50.998 t"),
    ({}, {"counterweight_mass": "0"}, {"counterweight_mass", "limit.tether_length"},
     "counterweight_mass to 0.425 t"),
    # One change tried puts the apoapsis below the stationary orbit, where no elevator serves.
    ({}, {"counterweight_mass": "5e20 t", "tether_length": "5e11 km"},
     {"counterweight_mass", "target.apoapsis"}, "set counterweight_mass to 0.425 t"),
    ({**EARTH, "tether.stress": "500 MPa"}, {}, {"tether.stress"}, "tether.stress to"),
    ({"tether.stress": "1 MPa", "limit.tether_length": "800 km"}, {"counterweight_mass": "1 g"},
     {"target.apoapsis", "limit.tether_length"}, " and "),
    ({"body.mass": "4.87e24", "body.radius": "6050 km", "body.rotation_rate": "3e-7",
      "target.apoapsis": "3.4e12", "tether.stress": "15 MPa"}, {"counterweight_mass": "7"},
     {"tether.stress"}, " and "),
]  # fmt: skip


@pytest.mark.parametrize(("parameters", "levers", "conflict", "said"), IMPOSSIBLE)
def test_what_is_impossible_is_explained_and_mended(
    parameters: dict[str, str], levers: dict[str, str], conflict: set[str], said: str
) -> None:
    result = _run(parameters, levers)
    assert result.status is Status.INFEASIBLE
    assert not _failed(result)
    infeasibility = result.solution.infeasibility
    assert infeasibility is not None
    assert {part.key for part in infeasibility.conflict} == conflict
    assert any(said in part.text for part in infeasibility.relaxation)
    for part in infeasibility.relaxation:
        case = result.case
        if " and " in part.text:
            continue
        if part.key in case.problem.parameters:
            mended = case.with_value(part.key, part.value)
        else:
            mended = dataclasses.replace(case, fixed={**case.fixed, part.key: part.value})
        assert execute(mended).status is Status.OPTIMAL


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("body.rotation_rate", "0", "body.rotation_rate"),
        ("body.rotation_rate", "1e-3", "stationary orbit"),
        ("target.apoapsis", "1000 km", "stationary orbit"),
        ("target.apoapsis", "400 km", "above the surface"),
        ("target.apoapsis", "inf", "target.apoapsis"),
        ("tether.stress", "-1", "tether.stress"),
        ("tether.density", "3 km", "tether.density"),
        ("limit.tether_length", "0", "limit.tether_length"),
        ("body.mas", "1", "body.mass"),
    ],
)
def test_bad_input_is_one_line(key: str, value: str, said: str) -> None:
    with pytest.raises(ProblemError) as raised:
        solve_case(_case({key: value}))
    assert said in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_pin_outside_the_lever_is_bad_input() -> None:
    with pytest.raises(ProblemError, match="tether_length"):
        _case(levers={"tether_length": "-1"})
    with pytest.raises(ProblemError, match="counterweight_mass"):
        _case(levers={"counterweight_mass": "inf"})


@pytest.mark.parametrize(
    ("outcome", "factor"),
    [
        ("tether_mass", 1.001),
        ("tapered_tether_mass_ratio", 1.001),
        ("tip_altitude", 0.999),
        ("transfer_time", 1.001),
        ("lift_energy", 1.001),
        ("peak_power", 0.999),
    ],
)
def test_verification_notices_a_wrong_outcome(outcome: str, factor: float) -> None:
    case = _case()
    solution = solve_case(case)
    outcomes = {**solution.outcomes, outcome: solution.outcomes[outcome] * factor}
    checks = verify_solution(case, dataclasses.replace(solution, outcomes=outcomes))
    assert [check.name for check in checks if not check.passed]


def test_verification_notices_a_wrong_counterweight_and_a_heavier_design() -> None:
    case, short = _case(), solve_case(_case(levers={"tether_length": "5000 km"}))
    failed = [check.name for check in verify_solution(case, short) if not check.passed]
    assert failed == ["objective over the best of all lengths"]
    for factor in (0.99, 1.01):
        mass = short.outcomes["counterweight_mass"] * factor
        levers = {**short.levers, "counterweight_mass": mass}
        wrong = dataclasses.replace(short, levers=levers)
        names = [check.name for check in verify_solution(case, wrong) if not check.passed]
        assert "pull of the counterweight against the tether's end" in names
    false = dataclasses.replace(short, status=Status.INFEASIBLE)
    assert not all(check.passed for check in verify_solution(case, false))


def test_longer_limits_are_never_heavier() -> None:
    limits = ["1100 km", "2000 km", "5000 km", "20000 km", "100000 km", "inf"]
    masses = [solve_case(_case({"limit.tether_length": limit})).objective for limit in limits]
    known = [mass for mass in masses if mass is not None]
    assert len(known) == len(limits)
    assert all(later <= earlier * (1 + 2e-9) for earlier, later in pairwise(known))
    assert math.isclose(known[-1], 7870.574, rel_tol=1e-6)
