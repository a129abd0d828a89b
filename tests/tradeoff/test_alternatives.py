"""Near-optimal alternatives against closed forms and enumeration."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pyomo.environ as pyo
import pytest

from optdesign.errors import ProblemError
from optdesign.problem import Case, load_problem, make_case
from optdesign.tradeoff.front import Objective
from optdesign.tradeoff.models.alternatives import model_alternatives
from optdesign.tradeoff.named import asking
from optdesign.tradeoff.named.alternatives import LeverPath, named_alternatives, without
from tests.tradeoff.stand_in import energy, habitat_case, stand_in


def test_ranges_of_a_merit_order() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(4), bounds=(0, 10))
    model.demand = pyo.Constraint(expr=sum(model.x.values()) == 10)
    prices = [1.0, 1.04, 1.2, 3.0]
    cost = sum(price * model.x[k] for k, price in enumerate(prices))
    groups = {f"plant {k}": model.x[k] for k in range(4)}
    found = model_alternatives(model, Objective("cost", expression=cost), groups, within=0.1)
    assert found.best.cost == pytest.approx(10)
    assert found.limit == pytest.approx(11)
    # A dearer plant takes what the extra cost of 1 pays for.
    for place, (price, most) in enumerate(zip(prices, (10, 10, 5, 0.5), strict=True)):
        assert found.ranges[f"plant {place}"] == pytest.approx((0, most), abs=1e-6), price
    assert all(found.best.cost <= a.cost <= found.limit * (1 + 1e-8) for a in found.others)
    first = found.others[0].groups["plant 0"]
    assert first == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("seed", range(6))
def test_ranges_of_a_knapsack_against_enumeration(seed: int) -> None:
    rng = np.random.default_rng(seed)
    gains, weights = rng.integers(1, 20, 8), rng.integers(1, 20, 8)
    room, halves = int(weights.sum() // 2), [range(4), range(4, 8)]
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(8), domain=pyo.Binary)
    model.row = pyo.Constraint(expr=sum(int(w) * model.x[k] for k, w in enumerate(weights)) <= room)
    gain = Objective(
        "gain", "max", expression=sum(int(g) * model.x[k] for k, g in enumerate(gains))
    )
    groups = {f"half {n}": sum(model.x[k] for k in half) for n, half in enumerate(halves)}
    found = model_alternatives(model, gain, groups, within=0.1)
    every = np.array(list(itertools.product((0, 1), repeat=8)))
    every = every[every @ weights <= room]
    best = (every @ gains).max()
    assert found.best.cost == pytest.approx(best)
    near = every[every @ gains >= 0.9 * best - 1e-9]
    for n, half in enumerate(halves):
        counts = near[:, list(half)].sum(axis=1)
        assert found.ranges[f"half {n}"] == pytest.approx((counts.min(), counts.max()))
    assert all(a.cost >= 0.9 * best - 1e-6 for a in found.others)


def test_models_without_alternatives() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, None))
    cost = Objective("cost", expression=model.x)
    with pytest.raises(ProblemError, match="groups"):
        model_alternatives(model, cost, {})
    alone = model_alternatives(model, cost, {"x": model.x})
    assert alone.ranges["x"] == pytest.approx((0, 0), abs=1e-6)
    assert not alone.others
    model.row = pyo.Constraint(expr=model.x <= -1)
    with pytest.raises(ProblemError, match="solution"):
        model_alternatives(model, cost, {"x": model.x})


def test_how_far_levers_go(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Case] = []
    monkeypatch.setattr(asking, "execute", stand_in(calls))
    found = named_alternatives(habitat_case(), within=0.05)
    assert found.complete
    best = energy(1.5, 1000, 1)
    assert found.limit == pytest.approx(1.05 * best)
    low, high = found.ranges["radius"]
    # By the formula 5 % are reached at 1000 m plus or minus the root of 0.05 of a kilometre.
    reach = 1000 * math.sqrt(0.05)
    assert 1000 - reach <= low <= 1000 - reach + 100
    assert 1000 + reach - 100 <= high <= 1000 + reach
    for variant in found.chosen:
        assert variant.answer is not None
        assert variant.answer.objective is not None
        assert variant.answer.objective <= found.limit
    verdicts = {variant.verdict for variant in found.variants}
    assert {"within", "beyond", "impossible", "unknown"} <= verdicts
    assert len(calls) == found.solves < 40


def test_verdicts_follow_the_bracket(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in proves 99 %: what costs half a per cent more than allowed is undecided."""
    monkeypatch.setattr(asking, "execute", stand_in())
    for variant in named_alternatives(habitat_case(), within=0.05).variants:
        answer = variant.answer
        if answer is not None and answer.objective is not None:
            ratio = answer.objective / energy(1.5, 1000, 1)
            expected = (
                "within" if ratio <= 1.05 else "beyond" if 0.99 * ratio > 1.05 else "undecided"
            )
            assert variant.verdict == expected


@pytest.mark.parametrize("within", [0.0, -1.0, math.nan, 11.0])
def test_impossible_limits(within: float) -> None:
    with pytest.raises(ProblemError, match="within"):
        named_alternatives(habitat_case(), within=within)


def test_a_technology_is_left_out_with_all_its_numbers() -> None:
    from optdesign.network.power_families import power_items
    from optdesign.problem import load_problem, make_case

    case = make_case(load_problem("ceres-bootstrap"))
    known = power_items(case)
    assert power_items(without(case, [known[0]])) == known[1:]


@pytest.mark.parametrize(("start", "most"), [(0, 3), (12, 15), (37, 60), (2, 40)])
def test_counts_are_found_within_few_steps(start: int, most: int) -> None:
    """Although the range of the lever goes to a hundred thousand."""
    case = make_case(load_problem("power-mix"))
    path = LeverPath("thin-film-pv", start, case.problem.levers["thin-film-pv"].high)
    for _ in range(16):
        if path.done(case):
            break
        asked = path.pinned(case).fixed["thin-film-pv"]
        assert asked == int(asked)
        path.learn(asked <= most)
    assert path.done(case)
    assert path.good == most
