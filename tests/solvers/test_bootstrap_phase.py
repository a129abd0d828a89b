"""One phase of the bootstrap against its closed form: always inside the bracket, always near."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from optdesign.errors import SolveError
from optdesign.formulations.bootstrap_schedule import Goal, bootstrap_program, gain_costs
from optdesign.formulations.schedule_grid import Grid
from optdesign.solvers.bootstrap_phase import Phase, PhasePlan, attained, solve_phase
from optdesign.solvers.linear import PersistentLinear, compile_linear

PERIODS = 60


def closed_form(phase: Phase) -> float:
    """Growth to the cap or to one e-folding of work left, whichever is the less; then work."""
    if phase.goal == "power":
        return math.log(phase.target) / phase.rate
    switch = max(min(phase.cap, phase.rate * phase.target), 1.0)
    return math.log(switch) / phase.rate + phase.target / switch


def check(plan: PhasePlan, tolerance: float = 1e-3) -> None:
    exact = closed_form(plan.phase)
    assert plan.lower_bound <= exact * (1 + 1e-9)
    assert plan.horizon >= exact * (1 - 1e-9)
    for value in (plan.lower_bound, plan.horizon, plan.estimate):
        assert value == pytest.approx(exact, rel=tolerance)
    assert attained(plan) == pytest.approx(1.0, abs=1e-9)
    assert plan.stock.max() <= plan.phase.cap * (1 + 1e-9) or plan.phase.goal == "power"


@settings(max_examples=30, deadline=None, derandomize=True)
@given(
    rate=st.floats(-10, -6).map(lambda power: 10.0**power),
    growth=st.floats(-3, 13).map(lambda power: 10.0**power),
    cap=st.none() | st.floats(0, 12).map(lambda power: 10.0**power),
)
def test_work_with_and_without_a_cap(rate: float, growth: float, cap: float | None) -> None:
    assume(cap is None or growth / cap < 1e9)
    check(solve_phase(Phase(rate, growth / rate, cap or math.inf, "work"), periods=PERIODS))


@settings(max_examples=10, deadline=None, derandomize=True)
@given(
    rate=st.floats(-10, -6).map(lambda power: 10.0**power),
    ratio=st.floats(0.0, 13).map(lambda power: 10.0**power),
)
def test_growth_alone(rate: float, ratio: float) -> None:
    check(solve_phase(Phase(rate, ratio, math.inf, "power"), periods=PERIODS), 1e-6)


SHORT: list[tuple[float, float, Goal]] = [
    (1e-12, math.inf, "work"),
    (1e-8, 2.0, "work"),
    (3e-8, math.inf, "work"),
    (1e-3, 1.0, "work"),
    (1e6, 1.0, "work"),
    (1e4, 1 + 1e-9, "work"),
    (1.0, math.inf, "power"),
    (1.0 + 1e-12, math.inf, "power"),
    (1.0 + 1e-7, math.inf, "power"),
]


@pytest.mark.parametrize(("target", "cap", "goal"), SHORT)
def test_phases_with_next_to_no_growth(target: float, cap: float, goal: Goal) -> None:
    plan = solve_phase(Phase(1.0, target, cap, goal), periods=PERIODS)
    assert plan.lower_bound <= closed_form(plan.phase) * (1 + 1e-9) + 1e-15
    assert plan.horizon == pytest.approx(closed_form(plan.phase), rel=1e-6, abs=1e-15)


@pytest.mark.parametrize("target", [0.0, 1e-250, 1e250, math.inf, math.nan])
def test_numbers_out_of_range_are_refused(target: float) -> None:
    with pytest.raises(SolveError):
        solve_phase(Phase(1.0, target, math.inf, "work"), periods=PERIODS)


def random_grid(seed: int, total: float) -> Grid:
    """Uneven periods with ``total`` e-foldings, earlier rather than later."""
    draw = np.random.default_rng(seed)
    nodes = np.concatenate([[0.0], np.sort(draw.random(20)), [1.0]])
    rates = (1.0 - nodes[:-1]) * draw.uniform(0.5, 1.0, 21)
    return Grid(nodes, rates * total / float(rates @ np.diff(nodes)))


@pytest.mark.parametrize("seed", range(12))
def test_no_grid_lets_a_bound_cross_the_closed_form(seed: int) -> None:
    """At the shortest time nothing feasible gains more than the goal, nothing relaxed less."""
    draw = np.random.default_rng(seed)
    target = float(10 ** draw.uniform(0.5, 4))
    cap = float(10 ** draw.uniform(0.5, 3)) if seed % 2 else math.inf
    horizon = closed_form(Phase(1.0, target, cap, "work"))
    grid = random_grid(seed, math.log(min(target, cap)) * draw.uniform(0.5, 1.0))
    fractions = {}
    for kind in ("feasible", "centred", "relaxed"):
        model = bootstrap_program(
            grid, kind, goal="work", target=target / horizon, growth=horizon, cap=cap
        )  # type: ignore[arg-type]
        answer = PersistentLinear(compile_linear(model)).solve()
        fractions[kind] = -answer.objective
        if kind == "relaxed":
            fractions["proven"] = -answer.safe_bound
    assert fractions["feasible"] <= 1 + 1e-7
    assert fractions["relaxed"] >= 1 - 1e-7
    assert fractions["proven"] >= fractions["relaxed"] - 1e-9
    assert fractions["feasible"] <= fractions["centred"] + 1e-7


def test_coefficients_of_the_horizon_are_those_of_a_fresh_model() -> None:
    grid, target = random_grid(1, 5.0), 40.0
    for kind in ("feasible", "centred", "relaxed"):
        linear, *fresh = (
            PersistentLinear(
                compile_linear(
                    bootstrap_program(
                        grid, kind, goal="work", target=target, growth=growth, cap=math.inf
                    )  # type: ignore[arg-type]
                )
            )
            for growth in (5.0, 4.0)
        )
        linear.change_coefficients(gain_costs(grid, kind), 1.0 / 4.0)  # type: ignore[arg-type]
        changed, compiled = linear.solve().objective, fresh[0].solve().objective
        # The first model's bounds are those of the longer horizon, so it may reach a little more.
        assert changed <= compiled + 1e-9
        if kind == "feasible":
            assert changed == pytest.approx(compiled, rel=1e-7)
