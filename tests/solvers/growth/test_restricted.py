"""Few designs: median choice against enumeration, and a whole case with one design of each kind."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from optdesign.problem import Settings, load_problem, make_case
from optdesign.result import execute
from optdesign.solution import Status
from optdesign.solvers.growth.restricted import clusters, medians, restrict
from tests.growth_cases import solved


@pytest.mark.parametrize("seed", range(20))
def test_medians_against_enumeration(seed: int) -> None:
    """One median is the best; more are no worse than one and close to the best."""
    random = np.random.default_rng(seed)
    cost = random.uniform(1.0, 2.0, (9, 30))
    weights = random.uniform(0.0, 1.0, 30)

    def total(rows: tuple[int, ...]) -> float:
        return float((cost[list(rows)].min(axis=0) * weights).sum())

    for most in (1, 2, 3):
        rows = tuple(medians(cost, weights, most))
        best = min(total(choice) for choice in combinations(range(9), most))
        assert len(rows) <= most
        assert total(rows) <= best * (1.0 if most == 1 else 1.05) + 1e-12


def test_clusters_cover_every_moment_once() -> None:
    cost = np.array([[1.0, 1.0, 9.0, 9.0], [9.0, 9.0, 1.0, 1.0], [4.0, 4.0, 4.0, 4.0]])
    found = clusters(cost, np.ones(4), 2)
    assert {row for row, _ in found} == {0, 1}
    assert (np.sum([served for _, served in found], axis=0) == 1).all()


def test_no_more_designs_than_help() -> None:
    cost = np.array([[1.0, 1.0], [2.0, 2.0]])
    assert medians(cost, np.ones(2), 2) == [0]


def test_a_search_is_left_with_few_designs() -> None:
    """One design of each kind: a plan that can be executed, at most as soon as that of many."""
    state = solved()[1].plan.state
    found = restrict(state, most=1)
    execution = found.state.execution
    assert execution is not None
    assert execution.finish is not None
    designs = [design.technology for design in execution.plan.arrays.designs]
    assert len(designs) == len(set(designs))
    assert len(execution.plan.arrays.habitats) == 1
    assert state.lower <= execution.finish <= 1.03 * state.upper
    assert found.loss == pytest.approx(max(execution.finish - state.upper, 0.0))


@pytest.mark.slow
@pytest.mark.parametrize("most", [1, 2])
def test_a_case_of_few_designs(most: int) -> None:
    case = make_case(
        load_problem("ceres-bootstrap"),
        parameters={"limit.designs": str(most)},
        settings=Settings(periods=24, gap=0.05, shadow_prices=False),
    )
    result = execute(case)
    found = result.solution
    assert found.status is Status.OPTIMAL, [c.name for c in result.checks if not c.passed]
    assert all(check.passed for check in result.checks)
    assert found.outcomes["designs"] <= most
    parts = [found.outcomes[f"gap_{part}"] for part in ("grid", "designs", "integers")]
    assert all(part >= -1e-9 for part in parts)
    assert sum(parts) == pytest.approx(found.gap)
    assert found.outcomes["gap_integers"] < 0.015
