"""Closed forms of the bootstrap against the paper and against searching for the best plan."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from optdesign.physics.bootstrap import (
    growth_rate,
    growth_time,
    habitat_time,
    optimal_time,
    sequential_time,
    switch_power,
    unlimited_optimal_time,
)
from optdesign.physics.replication import doubling_count
from tests.physics.examples_power import YEAR

RATE = growth_rate(YEAR / 3)
ENERGY = 5e9
AREA = 1e12 / 13
PLAN: dict[str, Any] = {"energy_per_area": ENERGY, "growth_rate": RATE}
CAP = 1e12 * 36 / 13


def test_papers_sequential_plan() -> None:
    assert growth_time(1e3, 1e12, growth_rate=RATE) / YEAR == pytest.approx(9.97, abs=5e-3)
    assert doubling_count(1e3, 1e12) / 3 == pytest.approx(
        growth_time(1e3, 1e12, growth_rate=RATE) / YEAR
    )
    assert habitat_time(AREA, 1e12, energy_per_area=ENERGY) / YEAR == pytest.approx(12.2, abs=0.02)
    assert sequential_time(1e3, 1e12, AREA, **PLAN) / YEAR == pytest.approx(22.15, abs=5e-3)


def test_best_plans() -> None:
    unlimited = unlimited_optimal_time(1e3, AREA, **PLAN) / YEAR
    capped = optimal_time(1e3, AREA, power_cap=CAP, **PLAN) / YEAR
    assert unlimited == pytest.approx(12.00, abs=5e-3)
    assert capped == pytest.approx(14.86, abs=5e-3)


def test_both_faces_of_the_disk_take_4_40_years() -> None:
    assert habitat_time(1.0, 36.0, energy_per_area=5e9) / YEAR == pytest.approx(4.40, abs=5e-3)
    assert habitat_time(1.0, 36.0, energy_per_area=4.84e9) / YEAR == pytest.approx(4.26, abs=5e-3)


def test_closed_forms_as_written_out() -> None:
    best = RATE * ENERGY * AREA
    unlimited = (math.log(best / 1e3) + 1) / RATE
    capped = math.log(CAP / 1e3) / RATE + ENERGY * AREA / CAP
    assert unlimited_optimal_time(1e3, AREA, **PLAN) == pytest.approx(unlimited)
    assert optimal_time(1e3, AREA, power_cap=CAP, **PLAN) == pytest.approx(capped)
    assert optimal_time(1e3, AREA, power_cap=math.inf, **PLAN) == pytest.approx(unlimited)


def test_without_cap_building_takes_one_e_folding_time() -> None:
    power = switch_power(AREA, power_cap=math.inf, **PLAN)
    assert habitat_time(AREA, power, energy_per_area=ENERGY) == pytest.approx(1 / RATE)


@given(st.floats(0, 14), st.floats(0, 18))
def test_no_switch_is_better(initial_exponent: float, cap_exponent: float) -> None:
    initial, cap = 10.0**initial_exponent, 10.0**cap_exponent
    best = optimal_time(initial, AREA, power_cap=cap, **PLAN)
    highest = max(initial, cap)
    found = minimize_scalar(
        lambda exponent: sequential_time(initial, 10.0**exponent, AREA, **PLAN),
        bounds=(math.log10(initial), math.log10(highest) + 1e-9),
        method="bounded",
        options={"xatol": 1e-7},
    )
    assert best <= found.fun * (1 + 1e-6)
    assert best == pytest.approx(found.fun, rel=1e-4)


@given(st.floats(0.5, 20))
def test_initial_power_beyond_the_switch_builds_at_once(factor: float) -> None:
    initial = factor * RATE * ENERGY * AREA
    expected = ENERGY * AREA / initial
    if factor >= 1:
        assert unlimited_optimal_time(initial, AREA, **PLAN) == pytest.approx(expected)
    assert optimal_time(initial, AREA, power_cap=initial / 2, **PLAN) == pytest.approx(expected)


def _simulated_time(share: float, initial: float) -> float:
    """Time of a plan that always reinvests the same share, by stepping through the plan."""
    step = YEAR / 2000
    power, built, time = initial, 0.0, 0.0
    while built < ENERGY * AREA:
        built += (1 - share) * power * step
        power *= math.exp(share * RATE * step)
        time += step
    return time


def test_bang_bang_beats_mixed_plans() -> None:
    best = unlimited_optimal_time(1e9, AREA, **PLAN)
    for share in np.linspace(0.5, 0.98, 7):
        assert _simulated_time(float(share), 1e9) > best


@given(st.floats(2, 12), st.floats(8, 16), st.floats(1.01, 10))
def test_more_of_anything_good_is_never_slower(
    initial_exponent: float, cap_exponent: float, factor: float
) -> None:
    initial, cap = 10.0**initial_exponent, 10.0**cap_exponent
    base = optimal_time(initial, AREA, power_cap=cap, **PLAN) * (1 + 1e-12)
    assert optimal_time(initial * factor, AREA, power_cap=cap, **PLAN) <= base
    assert optimal_time(initial, AREA, power_cap=cap * factor, **PLAN) <= base
    assert optimal_time(initial, AREA / factor, power_cap=cap, **PLAN) <= base
