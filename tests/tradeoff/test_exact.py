"""The exact search against enumeration, and where it must refuse, stop or go on."""

from __future__ import annotations

import itertools
import json
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optdesign.errors import ProblemError, ResultError, SolveError
from optdesign.tradeoff.front import Front, Objective
from optdesign.tradeoff.models import engine
from optdesign.tradeoff.models.certificate import Box, Certificate, check_coverage
from optdesign.tradeoff.models.exact import compile_model, exact_front
from optdesign.tradeoff.models.recheck import check_certificate
from optdesign.tradeoff.models.steps import common_divisor

Rows = list[list[int]]


def integer_model(
    costs: list[list[float]], rows: Rows, right: list[int], senses: list[str], high: int = 2
) -> tuple[Any, list[Objective]]:
    """Whole numbers from 0 to ``high``; rows at most the right-hand sides."""
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(len(costs[0])), domain=pyo.Integers, bounds=(0, high))
    model.rows = pyo.ConstraintList()
    for row, most in zip(rows, right, strict=True):
        model.rows.add((None, sum(c * model.x[k] for k, c in enumerate(row)), most))
    kinds = zip(costs, senses, strict=True)
    return model, [
        Objective(f"f{place}", "min" if sense == "min" else "max",
                  expression=sum(c * model.x[k] for k, c in enumerate(cost)) + 0.5 * place)
        for place, (cost, sense) in enumerate(kinds)
    ]  # fmt: skip


def enumerated(
    costs: list[list[float]], rows: Rows, right: list[int], senses: list[str], high: int = 2
) -> set[tuple[float, ...]]:
    """All nondominated outcomes by looking at every solution."""
    every = np.array(list(itertools.product(range(high + 1), repeat=len(costs[0]))))
    fits = np.all(every @ np.array(rows).T <= np.array(right), axis=1)
    signs = np.array([1 if sense == "min" else -1 for sense in senses])
    offsets = 0.5 * np.arange(len(costs))
    found = np.unique((every[fits] @ np.array(costs).T + offsets) * signs, axis=0)
    kept = [p for p in found if not ((found <= p).all(axis=1) & (found < p).any(axis=1)).any()]
    return {tuple(round(float(v), 9) for v in p * signs) for p in kept}


def points_of(front: Front) -> set[tuple[float, ...]]:
    return {tuple(round(value, 9) for value in point.objectives) for point in front.points}


@st.composite
def problems(draw: st.DrawFn) -> tuple[list[list[float]], Rows, list[int], list[str]]:
    count, several = draw(st.integers(2, 5)), draw(st.integers(2, 4))
    factor = draw(st.sampled_from([1, 3, 0.25]))
    numbers = st.lists(st.integers(-4, 4), min_size=count, max_size=count)
    costs = [[factor * c for c in draw(numbers)] for _ in range(several)]
    rows = draw(st.lists(numbers, min_size=1, max_size=2))
    right = [draw(st.integers(-2, 6)) for _ in rows]
    senses = [draw(st.sampled_from(["min", "max"])) for _ in costs]
    return costs, rows, right, senses


@settings(max_examples=60, deadline=None, derandomize=True)
@given(problems())
def test_agrees_with_enumeration(
    problem: tuple[list[list[float]], Rows, list[int], list[str]],
) -> None:
    model, objectives = integer_model(*problem)
    front, expected = exact_front(model, objectives), enumerated(*problem)
    assert points_of(front) == expected
    assert front.complete
    assert front.feasible == bool(expected)
    if not expected:
        return
    assert front.certificate is not None
    if len(objectives) == 2:
        assert front.solves <= len(expected) + 3
    minimized = front.matrix * front.signs
    form = compile_model(model, objectives)
    assert check_certificate(front.certificate, minimized, form).passed
    for missing in range(len(minimized)):
        fewer = np.delete(minimized, missing, axis=0)
        assert not check_coverage(front.certificate, fewer).passed


@settings(max_examples=20, deadline=None, derandomize=True)
@given(problems())
def test_two_stages_agree_with_enumeration(
    problem: tuple[list[list[float]], Rows, list[int], list[str]],
) -> None:
    """Coefficients without a common divisor leave no whole-number weights."""
    costs, rows, right, senses = problem
    costs = [[c * (2**0.5 if k % 2 else 3**0.5) for k, c in enumerate(cost)] for cost in costs]
    model, objectives = integer_model(costs, rows, right, senses)
    found = sorted(point.objectives for point in exact_front(model, objectives).points)
    expected = sorted(enumerated(costs, rows, right, senses))
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert one == pytest.approx(other, abs=1e-6)


def mixed_model() -> tuple[Any, list[Objective]]:
    """A continuous cost against a number of units: finitely many points."""
    model = pyo.ConcreteModel()
    model.units = pyo.Var(range(3), domain=pyo.Binary)
    model.flow = pyo.Var(range(3), bounds=(0, 10))
    model.demand = pyo.Constraint(expr=sum(model.flow.values()) == 12.5)
    model.rows = pyo.Constraint(range(3), rule=lambda m, k: m.flow[k] <= 10 * m.units[k])
    spare = 20.0 * (1 - model.units[2])
    cost = 1.0 * model.flow[0] + 2.5 * model.flow[1] + 0.3 * model.flow[2] + spare - 20.0
    return model, [
        Objective("cost", expression=cost),
        Objective("units", expression=sum(model.units.values())),
    ]


def test_one_continuous_objective() -> None:
    model, objectives = mixed_model()
    front = exact_front(model, objectives)
    # By hand: units 0 and 2 cost 0.3 x 10 + 1 x 2.5 - 20; a third unit saves nothing.
    assert front.matrix == pytest.approx(np.array([[-14.5, 2.0]]))
    assert front.complete


def test_a_limit_leaves_a_part_that_a_later_call_completes(tmp_path: Path) -> None:
    costs: list[list[float]] = [[3, 1, 4, 1, 5, 9, 2], [2, 7, 1, 8, 2, 8, 1]]
    rows, right, senses = [[3, 5, 4, 6, 3, 9, 2]], [22], ["max", "min"]
    model, objectives = integer_model(costs, rows, right, senses)
    state = tmp_path / "search.json"
    part = exact_front(model, objectives, max_points=4, state=state)
    assert not part.complete
    assert part.bound_error is None
    assert part.certificate is not None
    assert not check_coverage(part.certificate, part.matrix * part.signs).passed
    whole = exact_front(model, objectives, state=state)
    assert points_of(part) < points_of(whole) == enumerated(costs, rows, right, senses)
    assert whole.complete
    assert whole.solves <= len(whole.points) + 3
    again = exact_front(model, objectives, state=state)
    assert (points_of(again), again.solves) == (points_of(whole), whole.solves)
    other, others = integer_model(costs, rows, [21], senses)
    with pytest.raises(ResultError, match="another model"):
        exact_front(other, others, state=state)
    state.write_text("{}")
    with pytest.raises(ResultError, match="state of a search"):
        exact_front(model, objectives, state=state)


def test_states_that_cannot_be_read_or_written_are_one_line(tmp_path: Path) -> None:
    model, objectives = integer_model([[1, 2], [2, 1]], [[-1, -1]], [-1], ["min", "min"])
    path = tmp_path / "state.json"
    exact_front(model, objectives, state=path)
    assert [file.name for file in tmp_path.iterdir()] == ["state.json"]
    found = json.loads(path.read_text())
    del found["digest"]
    path.write_text(json.dumps(found))
    with pytest.raises(ResultError, match="state of a search"):
        exact_front(model, objectives, state=path)
    with pytest.raises(ResultError, match="can be written"):
        exact_front(model, objectives, state=path / "below.json")


def test_a_dead_process_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Dead:
        def __init__(self, *given: object) -> None: ...

        def __enter__(self) -> Dead:
            return self

        def __exit__(self, *given: object) -> None: ...

        def submit(self, *given: object) -> Future[None]:
            task = Future[None]()
            task.set_exception(BrokenProcessPool("killed"))
            return task

    monkeypatch.setattr(engine, "ProcessPoolExecutor", Dead)
    model, objectives = integer_model([[1, 2], [2, 1]], [[-1, -1]], [-1], ["min", "min"])
    with pytest.raises(SolveError, match="one of the processes died"):
        exact_front(model, objectives, workers=2)


def test_no_time_at_all() -> None:
    model, objectives = integer_model([[1, 2], [2, 1]], [[1, 1]], [2], ["max", "min"])
    front = exact_front(model, objectives, time_limit=1e-9)
    assert not front.complete


def test_unbounded_objective_is_named() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.y = pyo.Var(domain=pyo.Binary)
    objectives = [Objective("a", expression=model.y), Objective("b", "max", expression=model.x)]
    with pytest.raises(ProblemError, match="objective b"):
        exact_front(model, objectives)


def test_nonlinear_model_is_refused() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, 1))
    with pytest.raises(ProblemError, match="linear"):
        exact_front(
            model, [Objective("a", expression=model.x**2), Objective("b", expression=-model.x)]
        )


def test_the_same_front_from_two_processes() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(3), domain=pyo.Integers, bounds=(0, 3000))
    one, two, three = model.x[0], model.x[1], model.x[2]
    model.sum = pyo.Constraint(expr=(3, one + two + three, 6))
    # Bounds far beyond what the sum allows, and differences of a few parts in ten thousand.
    first, second = 2**0.5 * (one + 1.0003 * two) + 3 * three, 3**0.5 * (two + 1.0002 * three)
    expressions = (first, second + 3 * one, one + three)
    objectives = [Objective(f"f{k}", expression=part) for k, part in enumerate(expressions)]
    alone, shared = exact_front(model, objectives), exact_front(model, objectives, workers=2)
    every = np.array([c for c in itertools.product(range(7), repeat=3) if 3 <= sum(c) <= 6])
    values = compile_model(model, objectives).outcomes(every.astype(float))
    kept = [p for p in values if not ((values <= p).all(axis=1) & (values < p).any(axis=1)).any()]
    assert points_of(alone) == {tuple(round(float(v), 9) for v in p) for p in kept}
    assert points_of(shared) == points_of(alone)
    assert shared.complete
    assert shared.certificate is not None
    assert check_coverage(shared.certificate, shared.matrix * shared.signs).passed


def test_false_claims_are_found_by_solving_again() -> None:
    model, objectives = integer_model([[1, 2, 3], [3, 1, 2]], [[1, 1, 1]], [3], ["max", "min"])
    front = exact_front(model, objectives)
    assert front.certificate is not None
    found = front.certificate.document()
    assert Certificate.from_document(found) == front.certificate
    form, minimized = compile_model(model, objectives), front.matrix * front.signs
    assert check_certificate(front.certificate, minimized, form).passed
    found["boxes"].append({"index": 0, "corner": [None, None], "found": None})
    lied = Certificate.from_document(found)
    assert not check_certificate(lied, minimized, form).passed


def test_points_better_than_possible_are_found_by_solving_again() -> None:
    # One of x, y must be there: (0, 1) and (1, 0) are the front.
    model, objectives = integer_model([[1, 0], [0, 1]], [[-1, -1]], [-1], ["min", "min"])
    form, infinite = compile_model(model, objectives), (np.inf, np.inf)
    for invented, fault in (((-1.0, -1.0), "reaches 0 only"), ((0.0, 0.0), "as good as point 1")):
        boxes = tuple(Box(index, infinite, invented) for index in range(2))
        lied = Certificate((1.0, 1.0), (0.0, 0.5), (1.0, 1.0), boxes)
        outcome = [[invented[0], invented[1] + 0.5]]
        assert check_coverage(lied, outcome).passed
        faults = check_certificate(lied, outcome, form).faults
        assert any(fault in text for text in faults), faults


def test_divisors() -> None:
    assert common_divisor(np.array([0.1, 0.3])) == pytest.approx(0.1)
    assert common_divisor(np.array([-30.0, 12.0])) == 6.0
    assert common_divisor(np.array([1.0, np.pi])) == 0.0
