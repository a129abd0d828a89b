"""Transfers against closed forms and published figures."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import integrate

from optdesign.physics import propellant, transfer

SUN = 1.32712440018e20
AU = 149_597_870_700.0
YEAR = 365.25 * 86_400.0
RADII = st.floats(0.5 * AU, 5 * AU)


def test_a_year_at_one_astronomical_unit() -> None:
    period = transfer.orbital_period(AU, gravitational_parameter=SUN)
    assert period == pytest.approx(365.2569 * 86_400, rel=1e-5)


def test_earth_and_mars_as_in_every_textbook() -> None:
    mars = 1.523679 * AU
    periods = [transfer.orbital_period(a, gravitational_parameter=SUN) for a in (AU, mars)]
    assert transfer.synodic_period(*periods) / 86_400 == pytest.approx(779.9, abs=0.2)
    time = transfer.hohmann_time(AU, mars, gravitational_parameter=SUN)
    assert time / 86_400 == pytest.approx(258.9, abs=0.1)
    speed = transfer.hohmann_delta_v(AU, mars, cosine_between=1.0, gravitational_parameter=SUN)
    assert speed == pytest.approx(2945 + 2649, abs=3)


def test_equal_periods_never_meet_again() -> None:
    assert transfer.synodic_period(YEAR, YEAR) == math.inf


def test_planes_at_right_angles_and_the_same_plane() -> None:
    right = transfer.cosine_between_planes(math.pi / 2, 0.0, other_inclination=0.0, other_node=1.0)
    assert right == pytest.approx(0.0, abs=1e-15)
    same = transfer.cosine_between_planes(0.3, 1.2, other_inclination=0.3, other_node=1.2)
    assert same == pytest.approx(1.0)


def test_turning_a_circle_costs_twice_the_sine_of_half_the_angle() -> None:
    angle, speed = 0.4, math.sqrt(SUN / AU)
    turned = transfer.hohmann_delta_v(
        AU, AU, cosine_between=math.cos(angle), gravitational_parameter=SUN
    )
    assert turned == pytest.approx(2 * speed * math.sin(angle / 2))
    spiral = transfer.spiral_delta_v(AU, AU, angle_between=angle, gravitational_parameter=SUN)
    assert spiral == pytest.approx(2 * speed * math.sin(math.pi * angle / 4))


def test_a_flat_spiral_takes_the_difference_of_speeds_as_integrated() -> None:
    start, end, thrust = AU, 2 * AU, 1e-5

    def fall(time: float, state: np.ndarray) -> list[float]:
        x, y, u, v = state
        pull, speed = SUN / math.hypot(x, y) ** 3, math.hypot(u, v)
        return [u, v, -pull * x + thrust * u / speed, -pull * y + thrust * v / speed]

    needed = transfer.spiral_delta_v(start, end, angle_between=0.0, gravitational_parameter=SUN)
    circle = math.sqrt(SUN / start)
    assert needed == pytest.approx(circle - math.sqrt(SUN / end))
    found = integrate.solve_ivp(
        fall, (0, needed / thrust), [start, 0, 0, circle], method="DOP853", rtol=1e-9
    ).y[:, -1]
    energy = (found[2] ** 2 + found[3] ** 2) / 2 - SUN / math.hypot(found[0], found[1])
    assert -SUN / (2 * energy) == pytest.approx(end, rel=0.01)


def test_the_energy_of_a_drive_is_that_of_its_jet() -> None:
    left = propellant.propellant_ratio(9e3, exhaust_speed=3e4)
    energy = transfer.drive_energy(9e3, exhaust_speed=3e4, efficiency=0.5)
    assert energy == pytest.approx(left * 3e4**2 / 2 / 0.5)
    share = transfer.ship_share(energy, thrust_time=energy, specific_mass=0.25)
    assert share == pytest.approx(0.25)


def test_a_transfer_to_where_one_is_costs_nothing() -> None:
    radius = 160482329323.72498  # squares of its speeds once differed from their sum by rounding
    cost = (
        transfer.hohmann_delta_v(radius, radius, cosine_between=1.0, gravitational_parameter=SUN),
        transfer.spiral_delta_v(radius, radius, angle_between=0.0, gravitational_parameter=SUN),
    )
    assert cost == pytest.approx((0.0, 0.0), abs=1e-9)


@given(start=RADII, end=RADII, angle=st.floats(0, 0.5))
def test_transfers_are_as_dear_in_both_directions_and_inclination_costs(
    start: float, end: float, angle: float
) -> None:
    def cost(one: float, other: float, turn: float) -> tuple[float, float]:
        return (
            transfer.hohmann_delta_v(
                one, other, cosine_between=math.cos(turn), gravitational_parameter=SUN
            ),
            transfer.spiral_delta_v(one, other, angle_between=turn, gravitational_parameter=SUN),
        )

    there, back, flat = cost(start, end, angle), cost(end, start, angle), cost(start, end, 0.0)
    assert there == pytest.approx(back, rel=1e-9, abs=1e-6)
    assert all(one >= other * (1 - 1e-9) - 1e-3 for one, other in zip(there, flat, strict=True))
