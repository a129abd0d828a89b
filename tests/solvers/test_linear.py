"""The persistent linear solver against scipy, its safe bound, its changes and its derivatives."""

from __future__ import annotations

import gc
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from optdesign.solvers.linear import LinearStatus, PersistentLinear, compile_linear

SEEDS = st.integers(0, 10_000)


def _random_model(seed: int, stretch: float = 1.0) -> tuple[Any, dict[str, Any]]:
    """A feasible, bounded random program; ``stretch`` scales one coefficient."""
    random = np.random.default_rng(seed)
    rows, columns = int(random.integers(2, 6)), int(random.integers(2, 7))
    matrix = random.uniform(0.1, 2.0, (rows, columns))
    matrix[0, 0] *= stretch
    right, cost = random.uniform(1, 5, rows), random.uniform(-2, 1, columns)
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(columns), bounds=(0, 3))
    model.row = pyo.Constraint(
        range(rows),
        rule=lambda m, r: sum(matrix[r, c] * m.x[c] for c in range(columns)) <= right[r],
    )
    model.objective = pyo.Objective(expr=sum(cost[c] * model.x[c] for c in range(columns)))
    return model, {"c": cost, "A_ub": matrix, "b_ub": right, "bounds": (0, 3)}


@settings(max_examples=40, deadline=None)
@given(SEEDS)
def test_agrees_with_scipy_and_the_safe_bound_is_safe(seed: int) -> None:
    model, arrays = _random_model(seed)
    answer = PersistentLinear(compile_linear(model)).solve()
    assert answer.status is LinearStatus.OPTIMAL
    expected = linprog(**arrays).fun
    assert answer.objective == pytest.approx(expected, abs=1e-8)
    assert answer.safe_bound <= expected + 1e-9
    assert answer.safe_bound == pytest.approx(expected, abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(SEEDS, st.floats(0.2, 5.0))
def test_changed_coefficient_equals_a_new_model(seed: int, stretch: float) -> None:
    model, _ = _random_model(seed)
    form = compile_linear(model)
    linear = PersistentLinear(form)
    linear.solve()
    old = form.matrix[form.rows["row[0]"], form.columns["x[0]"]]
    linear.change_coefficients([("row[0]", "x[0]", old)], stretch)
    changed, _ = _random_model(seed, stretch)
    assert linear.solve().objective == pytest.approx(
        PersistentLinear(compile_linear(changed)).solve().objective, abs=1e-8
    )


@settings(max_examples=20, deadline=None)
@given(SEEDS)
def test_lagrangian_change_is_the_derivative(seed: int) -> None:
    step = 1e-5
    linear = PersistentLinear(compile_linear(_random_model(seed)[0]))
    answer = linear.solve()
    sides = []
    for stretch in (1 + step, 1 - step):
        form = compile_linear(_random_model(seed, stretch)[0])
        exact = PersistentLinear(form).solve().objective - answer.objective
        sides.append((linear.lagrangian_change(form, answer), exact))
    for predicted, exact in sides:
        assert predicted == pytest.approx(exact, abs=50 * step**2 + 1e-9)


def test_names_outlive_the_model_they_come_from() -> None:
    form = compile_linear(_random_model(1)[0])
    gc.collect()
    assert "row[0]" in form.rows
    assert list(form.columns)[:2] == ["x[0]", "x[1]"]
    assert form.columns == {f"x[{n}]": n for n in range(len(form.columns))}
    assert form.rows != form.columns


def test_maximization_is_refused() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, 1))
    model.objective = pyo.Objective(expr=model.x, sense=pyo.maximize)
    with pytest.raises(ValueError, match="minimized"):
        compile_linear(model)


def test_infeasible_and_unbounded_are_told() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, 1))
    model.row = pyo.Constraint(expr=model.x >= 2)
    model.objective = pyo.Objective(expr=model.x)
    answer = PersistentLinear(compile_linear(model)).solve()
    assert answer.status is LinearStatus.INFEASIBLE
    assert answer.safe_bound == -np.inf
