"""Programs whose answers cannot be used say why."""

from __future__ import annotations

import pyomo.environ as pyo
import pytest

from optdesign.errors import SolveError
from optdesign.solvers.growth import attempts
from optdesign.solvers.growth.attempts import SIMPLEX, solve_program


def model(least: float) -> pyo.ConcreteModel:
    """The least of one variable between ``least`` and one."""
    found = pyo.ConcreteModel()
    found.x = pyo.Var(bounds=(0.0, 1.0))
    found.rule = pyo.Constraint(expr=found.x >= least)
    found.cost = pyo.Objective(expr=found.x)
    return found


def test_an_answer_counts_only_if_its_rows_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    _, answer = solve_program(model(0.5), "the plan", [SIMPLEX])
    assert answer.objective == pytest.approx(0.5)
    monkeypatch.setattr(attempts, "violation", lambda form, values: 1e-3)
    with pytest.raises(SolveError, match=r"the plan \| .* answers that break their own rows \| "):
        solve_program(model(0.5), "the plan", [SIMPLEX])


def test_a_program_without_answers_says_so() -> None:
    with pytest.raises(SolveError, match="got infeasible"):
        solve_program(model(2.0), "the plan", [SIMPLEX])
