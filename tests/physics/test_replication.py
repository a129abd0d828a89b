"""Replication against the table of days, and learning against adding up."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdesign.physics.replication import (
    cumulative_energy,
    cumulative_time,
    cycle_energy,
    doubling_count,
    doubling_energy,
    doubling_time,
    payback_time,
    replica_time,
    required_power,
    unit_energy,
)
from optdesign.physics.sunlight import flux
from tests.physics.examples_power import AU, MWH, YEAR

DAY = 86_400.0
CASES = [(500.0, 1.0), (math.sqrt(5e4), math.sqrt(10.0)), (100.0, 10.0), (5e3, 1.0), (1e3, 10.0)]
DAYS = {
    1.0: (83, 589, 4167, 8, 417),
    1.5: (188, 1326, 9375, 19, 938),
    2.8: (653, 4620, 32667, 65, 3267),
    3.5: (1021, 7218, 51042, 102, 5104),
}


@pytest.mark.parametrize("distance_au", DAYS)
def test_days_for_a_replica(distance_au: float) -> None:
    dimming = flux(distance_au * AU, solar_constant=1.0)
    for (power, energy_mwh), printed in zip(CASES, DAYS[distance_au], strict=True):
        time = replica_time(energy_mwh * MWH, power * dimming, baseline_power=0.0)
        assert time / DAY == pytest.approx(printed, abs=0.51)


def test_baseline_makes_it_139_days_to_never() -> None:
    assert replica_time(MWH, 500.0, baseline_power=200.0) / DAY == pytest.approx(139, abs=0.5)
    assert replica_time(10 * MWH, 100.0, baseline_power=200.0) == math.inf
    assert replica_time(10 * MWH, 500.0, baseline_power=500.0) == math.inf


def test_four_months_need_342_watts() -> None:
    assert required_power(MWH, YEAR / 3, baseline_power=0.0) == pytest.approx(342, abs=0.5)
    assert required_power(10 * MWH, YEAR / 3, baseline_power=0.0) == pytest.approx(3420, abs=5)


@given(st.floats(0.1, 20), st.floats(1, 1e4), st.floats(0, 500))
def test_required_power_inverts_replica_time(energy: float, power: float, base: float) -> None:
    time = replica_time(energy * MWH, power + base, baseline_power=base)
    back = required_power(energy * MWH, time, baseline_power=base)
    assert back == pytest.approx(power + base)


def test_parts_of_the_cycle_leave_the_rest_to_propulsion() -> None:
    low = cycle_energy(collection=0.1, processing=0.5, computing=0.1, propulsion=0.3)
    high = cycle_energy(collection=0.5, processing=5.0, computing=0.5, propulsion=4.0)
    assert (low, high) == pytest.approx((1.0, 10.0))


def test_thirty_doublings_from_kilowatt_to_terawatt() -> None:
    count = doubling_count(1e3, 1e12)
    assert count == pytest.approx(29.9, abs=0.01)
    assert count * 4 / 12 == pytest.approx(10, abs=0.05)


def test_reinvestment_doubles_in_less_than_the_payback_time() -> None:
    assert payback_time(MWH, 342.0) == pytest.approx(MWH / 342)
    assert doubling_time(MWH, 342.0) / payback_time(MWH, 342.0) == pytest.approx(math.log(2))


@given(st.integers(0, 40), st.floats(1.5, 2.0), st.floats(0, 1), st.floats(1, 100))
def test_learning_sums_agree_with_adding_up(
    count: int, ratio: float, floor: float, units: float
) -> None:
    learning: dict[str, Any] = {
        "first_energy": MWH,
        "energy_ratio": ratio,
        "floor_energy": floor * MWH,
    }
    each = [unit_energy(step, **learning) for step in range(count)]
    doublings = [doubling_energy(n, first_units=units, **learning) for n in range(count)]
    assert doublings == pytest.approx([units * 2**n * each[n] for n in range(count)])
    total = cumulative_energy(count, first_units=units, **learning)
    assert total == pytest.approx(math.fsum(doublings), rel=1e-9)
    time = cumulative_time(count, unit_power=300.0, **learning)
    assert time == pytest.approx(math.fsum(each) / 300, rel=1e-4)


def test_each_doubling_needs_ratio_times_the_last() -> None:
    learning: dict[str, Any] = {"first_energy": MWH, "energy_ratio": 1.5, "floor_energy": 0.0}
    one, two = (doubling_energy(n, first_units=1.0, **learning) for n in (6, 7))
    assert two / one == pytest.approx(1.5)
    assert unit_energy(7, **learning) / unit_energy(6, **learning) == pytest.approx(0.75)


def test_without_floor_infinitely_many_units_in_finite_time() -> None:
    free: dict[str, Any] = {"first_energy": MWH, "energy_ratio": 1.5, "floor_energy": 0.0}
    limit = 4 * MWH / 300
    assert cumulative_time(1000, unit_power=300.0, **free) == pytest.approx(limit)
    floored = {**free, "floor_energy": 0.2 * MWH}
    step = cumulative_time(1001, unit_power=300.0, **floored) - cumulative_time(
        1000, unit_power=300.0, **floored
    )
    assert step == pytest.approx(0.2 * MWH / 300)


def test_without_learning_every_doubling_takes_as_long() -> None:
    time = cumulative_time(
        20, unit_power=300.0, first_energy=MWH, energy_ratio=2.0, floor_energy=0.0
    )
    assert time == pytest.approx(20 * MWH / 300)
