"""The elevator as a line: published figures, adaptive quadrature, brute force over payloads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from optdesign.errors import ProblemError
from optdesign.network.elevator import (
    ElevatorSystem,
    elevator_line,
    elevator_system,
    load_share,
    tether_ratio,
)
from optdesign.physics import elevator as physics
from optdesign.subproblems.elevator import (
    ElevatorBody,
    ElevatorCase,
    design_elevator,
    find_release_radius,
    tether_mass_logarithm,
)
from tests.network.line_case import ELEVATOR, line_case

CASE = line_case(items=ELEVATOR)
NAKED = {"elevator.climber_mass": "0", "elevator.efficiency": "1"}
CERES = {"gravitational_parameter": 6.674011e-11 * 9.38e20, "rotation_rate": 1.923e-4}
MARS = {"gravitational_parameter": 4.2828e13, "rotation_rate": 7.088e-5}


def _system(parameters: dict[str, str] | None = None) -> ElevatorSystem:
    found = elevator_system(line_case(parameters, ELEVATOR))
    assert found is not None
    return found


def _rival(**body: float) -> ElevatorCase:
    return ElevatorCase(
        body=ElevatorBody(radius=470e3, **body),
        target_apoapsis=1e8,
        density=975.0,
        stress=1240e6,
        payload_mass=5e3,
        climb_speed=10.0,
    )


def test_published_figures() -> None:
    system = _system(NAKED)
    assert system.lift_energy == pytest.approx(54.10e3, rel=1e-4)
    assert system.climb_time == pytest.approx(28.4 * 3600, rel=2e-3)
    assert system.release_radius - 470e3 == pytest.approx(1024.2e3, rel=1e-4)
    assert 5e3 * system.lift_energy / system.climb_time == pytest.approx(2.64e3, rel=2e-3)
    # The published 2 % is for 20 m/s; the burn is 20.73 m/s.
    assert system.propellant == pytest.approx(-np.expm1(-20.727 / 981.0), rel=1e-4)
    # 7.936 t for 5 t, the lightest system within ten stationary radii
    assert 5e3 * system.mass == pytest.approx(7936.12, rel=1e-5)
    assert tether_ratio(
        system.release_radius, 470e3, density=975.0, stress=1240e6, **CERES
    ) == pytest.approx(0.2223, abs=5e-5)


def test_agrees_with_the_adaptive_integral() -> None:
    system, rival = _system(NAKED), _rival(**CERES)
    assert system.release_radius == pytest.approx(find_release_radius(rival.body, 1e8), rel=1e-12)
    design = design_elevator(rival, system.end_radius)
    assert system.tether == pytest.approx(design.tether_mass / 5e3, rel=1e-9)
    assert system.counterweight == pytest.approx(design.counterweight_mass / 5e3, rel=1e-9)


@pytest.mark.parametrize("length_ratio", [1.1, 3.0, 10.0, 100.0])
def test_the_integral_holds_on_a_planet(length_ratio: float) -> None:
    body = ElevatorBody(radius=3389.5e3, **MARS)
    rival = ElevatorCase(
        body=body,
        target_apoapsis=5e7,
        density=1560.0,
        stress=2.9e9,
        payload_mass=1.0,
        climb_speed=50.0,
    )
    end = length_ratio * body.stationary_radius
    found = tether_ratio(end, 3389.5e3, density=1560.0, stress=2.9e9, **MARS)
    assert np.log(found) == pytest.approx(tether_mass_logarithm(rival, end), abs=1e-8)


def test_rates_of_the_line() -> None:
    line, system = elevator_line(CASE), _system()
    assert line is not None
    rate = 1 / (system.climb_time * system.mass)
    assert line.lifted == line.input["ore"] == pytest.approx(rate)
    assert line.output["feedstock"] == pytest.approx(rate * (1 - system.propellant))
    # 10 % of climber, 80 % of drive; the steam takes 4 MJ/kg
    assert line.energy["electricity"] / rate == pytest.approx(54.10e3 * 1.1 / 0.8, rel=1e-4)
    assert line.energy["low_heat"] / rate == pytest.approx(80e3, rel=0.05)
    assert line.bill["polymer"] == pytest.approx((system.tether + 0.01) / system.mass)
    assert line.bill["feedstock"] == pytest.approx(system.counterweight / system.mass)


def test_a_heavier_climber_and_a_slower_cycle_cost_throughput() -> None:
    lifted = []
    changes = ({}, {"elevator.climber_mass": "0.3"}, {"elevator.cycle_ratio": "2"})
    for parameters in changes:
        line = elevator_line(line_case(parameters, ELEVATOR))
        assert line is not None
        lifted.append(line.lifted)
    assert lifted[1] < lifted[0]
    assert lifted[2] == pytest.approx(lifted[0] / 2)


@pytest.mark.parametrize("payloads", [1, 2, 5, 20])
def test_a_tether_for_the_load_share_bears_every_payload(payloads: int) -> None:
    """The tension, added up payload by payload, stays below the stress at every height."""
    system, ground = _system(NAKED), 470e3
    share = load_share(system.release_radius, ground, payloads=payloads, **CERES)
    radii = np.linspace(ground, system.release_radius, 400)
    places = ground + (system.release_radius - ground) * np.arange(payloads) / payloads

    def section(start: float) -> np.ndarray:
        height = physics.lift_energy(radii, start, **CERES)
        pull = max(float(physics.effective_gravity(start, **CERES)), 0.0)
        return np.where(radii >= start, pull * np.exp(975 / 1240e6 * height), 0.0)

    needed = np.sum([section(float(place)) for place in places], axis=0)
    assert np.all(needed <= payloads * share * section(ground) * (1 + 1e-12))


def test_more_payloads_at_once_need_less_tether_each() -> None:
    masses = [_system({"elevator.payloads": str(count)}).mass for count in (1, 2, 4, 16)]
    assert masses == sorted(masses, reverse=True)
    assert masses[0] > 2 * masses[-1]


def test_without_an_elevator_there_is_no_line() -> None:
    assert elevator_line(line_case()) is None
    assert elevator_system(line_case()) is None


def test_impossible_elevators_say_why() -> None:
    with pytest.raises(ProblemError, match="this site needs no elevator"):
        _system({"ceres.rotation_rate": "0.1"})
    with pytest.raises(ProblemError, match="falls back"):
        _system({"ceres-elevator.target_apoapsis": "600 km"})
    with pytest.raises(ProblemError, match="must reach the release point"):
        _system({"ceres-elevator.length_ratio_limit": "1.1"})
    header = CASE.problem.header.model_copy(update={"sites": ("cers",)})
    lost = replace(CASE, problem=replace(CASE.problem, header=header))
    with pytest.raises(ProblemError, match="got cers"):
        elevator_line(lost)
