"""The elementary functions agree between numbers and Pyomo, and handle infinities."""

from __future__ import annotations

import math

import pyomo.environ as pyo
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdesign.physics.maths import geometric_sum, maximum, minimum, positive_part, ratio

NUMBERS = st.floats(-1e6, 1e6)


@given(NUMBERS, NUMBERS)
def test_extremes_agree_with_python_and_pyomo(one: float, other: float) -> None:
    model = pyo.ConcreteModel()
    model.one, model.other = pyo.Var(initialize=one), pyo.Var(initialize=other)
    assert minimum(one, other) == min(one, other)
    assert maximum(one, other) == max(one, other)
    assert positive_part(one) == max(one, 0)
    assert pyo.value(minimum(model.one, other)) == pytest.approx(min(one, other), abs=1e-9)
    assert pyo.value(maximum(one, model.other)) == pytest.approx(max(one, other), abs=1e-9)


def test_minimum_is_exact_beside_a_huge_or_infinite_limit() -> None:
    assert minimum(1e300, 1.5) == 1.5
    assert minimum(math.inf, 1.5) == 1.5


def test_ratio_to_zero_is_infinite() -> None:
    assert ratio(1.0, 0.0) == math.inf
    assert ratio(1.0, 4.0) == 0.25


@given(st.floats(0.05, 3), st.integers(0, 30))
def test_geometric_sum_agrees_with_adding_up(factor: float, count: int) -> None:
    expected = math.fsum(factor**index for index in range(count))
    assert geometric_sum(factor, count) == pytest.approx(expected, rel=1e-4, abs=1e-9)


@pytest.mark.parametrize("count", [0, 1, 2.5, 30])
def test_geometric_sum_is_the_count_at_factor_one(count: float) -> None:
    assert geometric_sum(1.0, count) == pytest.approx(count)
    assert geometric_sum(1 - 1e-6, count) == pytest.approx(count, rel=1e-4)
