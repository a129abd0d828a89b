"""Random linear programs of every kind of row and bound: scipy, weak duality, recompilation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest
from scipy.optimize import linprog

from optdesign.formulations.blocks import LinearForm
from optdesign.solvers.linear import LinearStatus, PersistentLinear, compile_linear

SEEDS = range(30)


class Numbers:
    """A random program that is feasible and bounded: at most, at least and equal rows."""

    def __init__(self, seed: int) -> None:
        draw = np.random.default_rng(seed)
        self.columns, self.rows = int(draw.integers(2, 8)), int(draw.integers(1, 7))
        self.cost = draw.normal(size=self.columns)
        self.low = np.where(draw.random(self.columns) < 0.5, 0.0, -1.0 - draw.random(self.columns))
        self.high = self.low + 0.5 + 3 * draw.random(self.columns)
        self.matrix = draw.normal(size=(self.rows, self.columns))
        inside = self.low + (self.high - self.low) * draw.random(self.columns)
        self.kind = draw.integers(0, 3, self.rows)
        self.kind[1:][self.kind[1:] == 2] = 0  # one equation at most, so that it stays regular
        slack = draw.random(self.rows) * (self.kind != 2)
        self.right = self.matrix @ inside + np.where(self.kind == 0, slack, -slack)

    def model(self) -> Any:
        model = pyo.ConcreteModel()
        model.x = pyo.Var(
            range(self.columns), bounds=lambda _, n: (float(self.low[n]), float(self.high[n]))
        )

        def rule(m: Any, n: int) -> Any:
            left = sum(float(self.matrix[n, k]) * m.x[k] for k in range(self.columns))
            right = float(self.right[n])
            return [left <= right, left >= right, left == right][self.kind[n]]

        model.row = pyo.Constraint(range(self.rows), rule=rule)
        cost = sum(float(self.cost[k]) * model.x[k] for k in range(self.columns))
        model.objective = pyo.Objective(expr=cost + 3.0)
        return model

    def optimum(self) -> float | None:
        """The value by scipy; None if there is no feasible point."""
        signs = np.where(self.kind == 1, -1.0, 1.0)
        unequal, equal = self.kind != 2, self.kind == 2
        run = linprog(
            self.cost,
            A_ub=(signs[:, None] * self.matrix)[unequal] if unequal.any() else None,
            b_ub=(signs * self.right)[unequal] if unequal.any() else None,
            A_eq=self.matrix[equal] if equal.any() else None,
            b_eq=self.right[equal] if equal.any() else None,
            bounds=list(zip(self.low, self.high, strict=True)),
            method="highs-ds",
        )
        return float(run.fun) + 3.0 if run.status == 0 else None


def compiled(numbers: Numbers) -> LinearForm:
    return compile_linear(numbers.model())


@pytest.mark.parametrize("seed", SEEDS)
def test_the_optimum_is_scipys_and_the_safe_bound_below(seed: int) -> None:
    numbers = Numbers(seed)
    answer = PersistentLinear(compiled(numbers)).solve()
    assert answer.status is LinearStatus.OPTIMAL
    assert answer.objective == pytest.approx(numbers.optimum(), abs=1e-8)
    assert answer.safe_bound <= answer.objective + 1e-12
    assert answer.safe_bound == pytest.approx(answer.objective, abs=1e-7)


@pytest.mark.parametrize("seed", range(10))
def test_any_multipliers_bound_from_below(seed: int) -> None:
    numbers, draw = Numbers(seed), np.random.default_rng(seed)
    linear = PersistentLinear(compiled(numbers))
    optimum = linear.solve().objective
    for _ in range(20):
        assert linear._safe_bound(draw.normal(size=numbers.rows)) <= optimum + 1e-9


@pytest.mark.parametrize("seed", SEEDS)
def test_changed_coefficients_are_a_recompiled_model(seed: int) -> None:
    numbers = Numbers(seed)
    linear = PersistentLinear(compiled(numbers))
    linear.solve()
    draw = np.random.default_rng(seed)
    for _ in range(3):
        row, column = draw.integers(numbers.rows), draw.integers(numbers.columns)
        weight, factor = draw.normal(), 0.3
        linear.change_coefficients([(f"row[{row}]", f"x[{column}]", weight)], factor)
        numbers.matrix[row, column] = weight * factor
        changed, fresh = linear.solve(), PersistentLinear(compiled(numbers)).solve()
        wanted = numbers.optimum()
        if wanted is None:
            assert changed.status is fresh.status is LinearStatus.INFEASIBLE
            assert changed.safe_bound == -np.inf
            continue
        assert changed.objective == pytest.approx(wanted, abs=1e-8)
        assert fresh.objective == pytest.approx(wanted, abs=1e-8)
        assert changed.safe_bound <= wanted + 1e-9


@pytest.mark.parametrize("seed", SEEDS)
def test_the_lagrangian_predicts_finite_differences(seed: int) -> None:
    numbers, step = Numbers(seed), 1e-6
    linear = PersistentLinear(compiled(numbers))
    answer = linear.solve()
    draw = np.random.default_rng(seed + 1000)
    moves = {name: draw.normal(size=getattr(numbers, name).shape)
             for name in ("cost", "matrix", "right", "low", "high")}  # fmt: skip

    def moved(size: float) -> Numbers:
        other = Numbers(seed)
        for name, move in moves.items():
            setattr(other, name, getattr(other, name) + size * move)
        return other

    values = [moved(size).optimum() for size in (step, -step)]
    if None in values:
        pytest.skip("the change makes it infeasible")
    predicted = linear.lagrangian_change(compiled(moved(step)), answer)
    assert predicted == pytest.approx((values[0] - values[1]) / 2, abs=2e-3 * step)


def test_infeasible_and_unbounded_are_told_apart() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var()
    model.row = pyo.Constraint(expr=model.x >= 1)
    model.objective = pyo.Objective(expr=-model.x)
    answer = PersistentLinear(compile_linear(model)).solve()
    assert answer.status is LinearStatus.UNBOUNDED
    assert answer.safe_bound == -np.inf
    model.x.setub(0)
    assert PersistentLinear(compile_linear(model)).solve().status is LinearStatus.INFEASIBLE
