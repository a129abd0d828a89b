"""Blocks as plain matrices against the same blocks as a Pyomo model."""

from __future__ import annotations

import numpy as np
import pytest

from optdesign.formulations.blocks import Blocks
from optdesign.solvers.linear import LinearStatus, PersistentLinear, compile_linear


def blocks(seed: int) -> Blocks:
    """A random program with equations, rows of two bounds, empty rows and an empty group."""
    draw = np.random.default_rng(seed)
    found = Blocks()
    found.variables("one", 4, upper=3.0)
    found.variables("none", 0)
    found.variables("two", 3)
    for name, count in (("equal", 2), ("between", 3), ("above", 4)):
        terms = {
            "one": draw.integers(-2, 4, (count, 4)),
            "none": np.zeros((count, 0)),
            "two": draw.integers(0, 4, (count, 3)),
        }
        start = terms["one"] @ np.ones(4) + terms["two"] @ np.ones(3)
        low = start - (0 if name == "equal" else 1)
        high = None if name == "above" else start + (0 if name == "equal" else 1)
        found.rows(name, terms, low=low, high=high)
    found.rows("empty", {"one": np.zeros((2, 4))}, low=-1.0)
    found.minimize({"one": draw.uniform(0, 1, 4), "two": draw.uniform(0.1, 1, 3)})
    return found


@pytest.mark.parametrize("seed", range(12))
def test_the_same_program(seed: int) -> None:
    plain, compiled = compile_linear(blocks(seed)), compile_linear(blocks(seed).model)
    assert plain.rows.keys() == compiled.rows.keys()
    for name, row in compiled.rows.items():
        ours = plain.rows[name]
        assert plain.row_low[ours] == compiled.row_low[row]
        assert plain.row_high[ours] == compiled.row_high[row]
        for column, place in compiled.columns.items():
            assert plain.matrix[ours, plain.columns[column]] == compiled.matrix[row, place]
    for column, place in compiled.columns.items():
        ours = plain.columns[column]
        assert plain.cost[ours] == compiled.cost[place]
        assert (plain.low[ours], plain.high[ours]) == (compiled.low[place], compiled.high[place])


@pytest.mark.parametrize("seed", range(12))
def test_the_same_optimum(seed: int) -> None:
    answers = [
        PersistentLinear(form, solver="simplex").solve()
        for form in (compile_linear(blocks(seed)), compile_linear(blocks(seed).model))
    ]
    assert all(answer.status is LinearStatus.OPTIMAL for answer in answers)
    assert answers[0].objective == pytest.approx(answers[1].objective, rel=1e-9)
