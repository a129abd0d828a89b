"""Fronts with an objective that is a ratio: against enumeration, and where it must refuse."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pyomo.environ as pyo
import pytest

from optdesign.errors import ProblemError
from optdesign.solvers.mixed import PersistentMixed, Ratio, compile_objectives
from optdesign.solvers.ratio import minimize_ratio
from optdesign.tradeoff.front import Objective
from optdesign.tradeoff.methods import model_front
from optdesign.tradeoff.models.alternatives import model_alternatives
from optdesign.tradeoff.models.certificate import Certificate
from optdesign.tradeoff.models.exact import compile_model, exact_front
from optdesign.tradeoff.models.recheck import check_certificate

KINDS, MOST, SPARE = 3, 4, 3.5


class Workshop:
    """Whole machines that make more than is needed, up to a most; energy over what is made."""

    def __init__(self, seed: int, objectives: int) -> None:
        drawn = np.random.default_rng(seed)
        self.energy = drawn.integers(1, 9, KINDS) + drawn.random(KINDS)
        self.mass = drawn.integers(1, 9, KINDS) + drawn.random(KINDS) * (seed % 2)
        self.worth = drawn.integers(0, 5, KINDS).astype(float)
        self.output, self.needed = drawn.integers(1, 5, KINDS), int(drawn.integers(3, 10))
        self.count = objectives

    def model(self) -> tuple[Any, list[Objective]]:
        """The Pyomo model and its objectives, the ratio first."""
        model = pyo.ConcreteModel()
        model.x = pyo.Var(range(KINDS), domain=pyo.NonNegativeIntegers, bounds=(0, MOST))
        model.more = pyo.Var(bounds=(0, SPARE))

        def total(numbers: Any) -> Any:
            return sum(float(numbers[kind]) * model.x[kind] for kind in range(KINDS))

        model.enough = pyo.Constraint(expr=total(self.output) >= self.needed + model.more)
        below = 1.5 + model.more + 0.1 * total(self.worth)
        return model, [
            Objective("ratio", expression=Ratio(total(self.energy) + 2, below)),
            Objective("mass", expression=total(self.mass) + 1),
            Objective("worth", "max", expression=total(self.worth)),
        ][: self.count]

    def enumerated(self) -> list[tuple[float, ...]]:
        """All nondominated outcomes, each with the most that can be made of its machines."""
        found = []
        for counts in itertools.product(range(MOST + 1), repeat=KINDS):
            more = min(float(self.output @ counts) - self.needed, SPARE)
            if more >= 0:
                below = 1.5 + more + 0.1 * (self.worth @ counts)
                ratio = (self.energy @ counts + 2) / below
                found.append((ratio, self.mass @ counts + 1, -(self.worth @ counts)))
        every = np.unique(np.array(found)[:, : self.count].round(9), axis=0)
        kept = [p for p in every if not ((every <= p).all(axis=1) & (every < p).any(axis=1)).any()]
        signs = np.array([1.0, 1.0, -1.0][: self.count])
        return sorted(tuple(float(value) for value in point * signs) for point in kept)


@pytest.mark.parametrize(("seed", "objectives"), [*((k, 2) for k in range(8)), (8, 3), (9, 3)])
def test_agrees_with_enumeration_and_is_certified(seed: int, objectives: int) -> None:
    workshop = Workshop(seed, objectives)
    model, named = workshop.model()
    front = exact_front(model, named)
    found = [point.objectives for point in front.points]
    assert np.array(found) == pytest.approx(np.array(workshop.enumerated()), rel=1e-7)
    assert front.complete
    assert front.certificate is not None
    form, values = compile_model(model, named), front.matrix * front.signs
    verdict = check_certificate(front.certificate, values, form)
    assert verdict.passed, verdict.faults
    assert verdict.solved_again == verdict.boxes
    if len(values) > 1:
        assert not check_certificate(front.certificate, values[1:]).passed


def test_a_box_that_claims_too_much_is_rejected() -> None:
    model, named = Workshop(6, 2).model()
    front = exact_front(model, named)
    assert front.certificate is not None
    document = front.certificate.document()
    box = next(b for b in document["boxes"] if b["index"] == 0 and b["found"])
    box["found"][0] *= 1.01
    claimed = Certificate.from_document(document)
    form = compile_model(model, named)
    faults = check_certificate(claimed, front.matrix * front.signs, form).faults
    assert any("below the claimed" in fault for fault in faults)


def test_the_least_ratio_and_its_bound() -> None:
    workshop = Workshop(3, 2)
    model, named = workshop.model()
    form = compile_model(model, named)
    answer = minimize_ratio(PersistentMixed(form), 0)
    best = min(point[0] for point in workshop.enumerated())
    assert form.outcomes(answer.values)[0] == pytest.approx(best, rel=1e-7)
    assert best * (1 - 1e-3) <= answer.bound <= best * (1 + 1e-9)


def test_ratios_that_cannot_be_are_refused() -> None:
    model, named = Workshop(1, 2).model()
    ratio, mass = named
    other = Objective("other", expression=Ratio(mass.expression, ratio.expression.below))
    with pytest.raises(ProblemError, match="ratio and other"):
        exact_front(model, [ratio, other])
    zero = Objective("zero", expression=Ratio(mass.expression, model.more))
    with pytest.raises(ProblemError, match="must be divided by what is positive"):
        compile_objectives(model, [zero.expression])
    with pytest.raises(ProblemError, match="no ratio"):
        model_alternatives(model, ratio, {"mass": mass.expression})
    smooth = pyo.ConcreteModel()
    smooth.x = pyo.Var(bounds=(1, 2))
    parts = [Objective("a", expression=Ratio(smooth.x, 3 - smooth.x)),
             Objective("b", expression=-smooth.x)]  # fmt: skip
    with pytest.raises(ProblemError, match="no ratio without whole numbers"):
        model_front(smooth, parts)
