"""Elevator subproblem: published figures, brute force, and the tension balance integrated."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from optdesign.errors import ProblemError
from optdesign.physics import elevator
from optdesign.subproblems.elevator import (
    ElevatorBody,
    ElevatorCase,
    check_case,
    counterweight_logarithm,
    design_elevator,
    elevator_outcomes,
    end_for_counterweight,
    find_release_radius,
    lightest_elevator,
    system_logarithm,
    tether_mass_logarithm,
)

CERES = ElevatorBody(
    gravitational_parameter=6.674011e-11 * 9.38e20, radius=470e3, rotation_rate=1.923e-4
)
MARS = ElevatorBody(gravitational_parameter=4.2828e13, radius=3389.5e3, rotation_rate=7.088e-5)
PUBLISHED = ElevatorCase(
    body=CERES,
    target_apoapsis=1e8,
    density=975.0,
    stress=1240e6,
    payload_mass=5e3,
    climb_speed=10.0,
)
ZYLON = ElevatorCase(
    body=MARS,
    target_apoapsis=5e7,
    density=1560.0,
    stress=2.9e9,
    payload_mass=5e3,
    climb_speed=50.0,
)
PUBLISHED_FIGURES = [
    ("stationary_altitude", 721.8e3, 1e-4),
    ("tip_altitude", 1024.2e3, 1e-4),
    ("tip_speed", 287.3, 2e-4),
    ("escape_speed", 425.8, 2e-4),
    ("circularisation_delta_v", 20.7, 3e-3),
    ("lift_energy", 54.10e3, 1e-4),
    ("tapered_tether_mass_ratio", 0.222, 2e-3),
    ("mean_power", 2.64e3, 1e-3),
    ("peak_power", 13.3e3, 2e-3),
    ("transfer_time", 52.5 * 86400, 1e-3),
    ("climb_time", 28.4 * 3600, 2e-3),
]
"""Of Ceres: outcome, what is printed, and to what relative exactness."""


@pytest.mark.parametrize(("outcome", "published", "relative"), PUBLISHED_FIGURES)
def test_published_elevator(outcome: str, published: float, relative: float) -> None:
    outcomes = elevator_outcomes(PUBLISHED, lightest_elevator(PUBLISHED))
    assert outcomes[outcome] == pytest.approx(published, rel=relative)


def _system_masses(case: ElevatorCase, ends: np.ndarray) -> np.ndarray:
    """System mass over payload by the trapezoidal rule, for taper ratios that fit a float."""
    body = {
        "gravitational_parameter": case.body.gravitational_parameter,
        "rotation_rate": case.body.rotation_rate,
    }
    weight = elevator.effective_gravity(case.body.radius, **body)
    grid = np.linspace(case.body.radius, ends[-1], 400_001)
    section = np.exp(
        case.density / case.stress * elevator.lift_energy(grid, case.body.radius, **body)
    )
    steps = (section[1:] + section[:-1]) / 2 * np.diff(grid)
    mass = np.interp(ends, grid, np.concatenate([[0], np.cumsum(steps)]))
    tether = case.density * weight / case.stress * mass
    end_section = np.interp(ends, grid, section)
    return np.asarray(tether + weight * end_section / -elevator.effective_gravity(ends, **body))


@pytest.mark.parametrize("case", [PUBLISHED, ZYLON, dataclasses.replace(ZYLON, stress=1e9)])
def test_lightest_by_brute_force(case: ElevatorCase) -> None:
    release = find_release_radius(case.body, case.target_apoapsis)
    limit = 10 * case.body.stationary_radius
    ends = np.linspace(release, limit, 5001)
    masses = case.payload_mass * _system_masses(case, ends)
    best = lightest_elevator(case)
    assert best.system_mass == pytest.approx(masses.min(), rel=1e-5)
    assert release <= best.end_radius <= limit
    chosen = masses[np.argmin(abs(ends - best.end_radius))]
    assert chosen == pytest.approx(masses.min(), rel=1e-4)


def test_a_limit_binds_and_without_one_the_flat_end_is_cut() -> None:
    for case, body in ((PUBLISHED, CERES), (ZYLON, MARS)):
        assert lightest_elevator(case).end_radius == 10 * body.stationary_radius
    unlimited = lightest_elevator(dataclasses.replace(ZYLON, limit_radius=math.inf))
    assert math.isfinite(unlimited.end_radius)
    assert unlimited.system_mass == pytest.approx(lightest_elevator(ZYLON).system_mass, rel=2e-9)
    free = dataclasses.replace(PUBLISHED, limit_radius=math.inf)
    assert lightest_elevator(free).system_mass < lightest_elevator(PUBLISHED).system_mass


@settings(max_examples=50)
@given(first=st.floats(1.001, 9.9), stretch=st.floats(1.001, 3), stress=st.floats(1e8, 1e10))
def test_longer_is_lighter(first: float, stretch: float, stress: float) -> None:
    case = dataclasses.replace(ZYLON, stress=stress)
    end = first * MARS.stationary_radius
    longer = system_logarithm(case, end * stretch)
    assert longer <= system_logarithm(case, end) + 1e-11


@pytest.mark.parametrize("case", [PUBLISHED, ZYLON])
def test_tension_balance(case: ElevatorCase) -> None:
    """Integrate dT = g dm upwards: the stress stays constant and the counterweight balances."""
    design = lightest_elevator(case)
    body = case.body
    weight = body.gravity(body.radius)

    def slopes(radius: float, state: np.ndarray) -> list[float]:
        section = state[0] / case.stress
        return [case.density * section * body.gravity(radius), case.density * section]

    end = min(design.end_radius, 3 * body.stationary_radius)
    shorter = design_elevator(case, end)
    solution = solve_ivp(
        slopes,
        (body.radius, end),
        [case.payload_mass * weight, 0.0],
        rtol=1e-10,
        atol=1e-9,
        method="DOP853",
    )
    tension, mass = solution.y[:, -1]
    assert mass == pytest.approx(shorter.tether_mass, rel=1e-7)
    pull = -body.gravity(end) * shorter.counterweight_mass
    assert tension == pytest.approx(pull, rel=1e-7)
    sections = (
        case.payload_mass
        * weight
        / case.stress
        * np.exp([case.taper(radius) for radius in solution.t])
    )
    assert solution.y[0] / sections == pytest.approx(case.stress, rel=1e-7)


def test_whole_elevator_hangs_from_nothing() -> None:
    """Payload, tether and counterweight together pull neither up nor down."""
    design = lightest_elevator(PUBLISHED)
    radii = np.linspace(CERES.radius, design.end_radius, 200_001)
    gravity = np.array([CERES.gravity(radius) for radius in radii[::10]])
    section = np.exp([PUBLISHED.taper(radius) for radius in radii[::10]])
    anchor = PUBLISHED.payload_mass * CERES.gravity(CERES.radius) / PUBLISHED.stress
    weight = PUBLISHED.density * anchor * np.trapezoid(gravity * section, radii[::10])
    weight += PUBLISHED.payload_mass * CERES.gravity(CERES.radius)
    lift = -design.counterweight_mass * CERES.gravity(design.end_radius)
    assert weight == pytest.approx(lift, rel=1e-4)


def test_mars_in_logarithms() -> None:
    """Weaker fibres: the peak dominates and Laplace's method gives the mass."""
    assert 1e3 < math.exp(tether_mass_logarithm(ZYLON, 3 * MARS.stationary_radius)) < 1e5
    weak = dataclasses.replace(ZYLON, stress=1e6)
    stationary = MARS.stationary_radius
    curvature = 3 * MARS.rotation_rate**2 * weak.density / weak.stress
    laplace = (
        weak.taper(stationary)
        + math.log(weak.density * MARS.gravity(MARS.radius) / weak.stress)
        + 0.5 * math.log(2 * math.pi / curvature)
    )
    computed = tether_mass_logarithm(weak, 3 * stationary)
    assert computed > 1e4
    assert computed == pytest.approx(laplace, abs=1e-3)
    with pytest.raises(ProblemError, match=r"tether\.stress \| .* carry itself"):
        lightest_elevator(weak)


@given(reach=st.floats(1.0, 1e6))
def test_release_radius_reaches_the_apoapsis(reach: float) -> None:
    apoapsis = reach * MARS.stationary_radius
    release = find_release_radius(MARS, apoapsis)
    parameter = MARS.gravitational_parameter
    condition = 2 * parameter * apoapsis / (release + apoapsis)
    assert MARS.rotation_rate**2 * release**3 == pytest.approx(condition, rel=1e-12)


def test_given_counterweight() -> None:
    best = lightest_elevator(PUBLISHED)
    end = end_for_counterweight(PUBLISHED, 2 * best.counterweight_mass)
    assert end is not None
    assert design_elevator(PUBLISHED, end).counterweight_mass == pytest.approx(
        2 * best.counterweight_mass, rel=1e-9
    )
    assert end_for_counterweight(PUBLISHED, best.counterweight_mass / 2) is None
    assert end_for_counterweight(PUBLISHED, 1e9) is None
    assert counterweight_logarithm(PUBLISHED, end) > counterweight_logarithm(
        PUBLISHED, best.end_radius
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"target_apoapsis": 400e3}, r"target\.apoapsis .* above the surface"),
        ({"target_apoapsis": 1000e3}, r"target\.apoapsis .* stationary orbit"),
        ({"target_apoapsis": math.inf}, r"target\.apoapsis .* finite"),
        ({"stress": 0.0}, r"tether\.stress .* above zero"),
        ({"limit_radius": 1.2e6}, r"limit\.tether_length .* release point"),
        ({"limit_radius": math.nan}, r"limit\.tether_length"),
        ({"body": dataclasses.replace(CERES, rotation_rate=0.0)}, r"body\.rotation_rate"),
        ({"body": dataclasses.replace(CERES, rotation_rate=1e-3)}, r"below the stationary"),
    ],
)
def test_refuses_what_makes_no_sense(change: dict[str, object], said: str) -> None:
    case = dataclasses.replace(PUBLISHED, **change)  # type: ignore[arg-type]
    with pytest.raises(ProblemError, match=said) as raised:
        check_case(case)
    assert str(raised.value).count(" | ") == 2
    with pytest.raises(ProblemError):
        lightest_elevator(case)


def test_refuses_a_short_tether() -> None:
    with pytest.raises(ProblemError, match=r"tether_length .* release point"):
        design_elevator(PUBLISHED, 1.3e6)
    low = dataclasses.replace(PUBLISHED, target_apoapsis=CERES.stationary_radius)
    with pytest.raises(ProblemError, match="above the stationary orbit"):
        design_elevator(low, CERES.stationary_radius)
    assert lightest_elevator(low).system_mass > 0
