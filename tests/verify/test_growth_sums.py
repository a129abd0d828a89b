"""Impossible targets are found impossible by a second program, and possible ones are not."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from optdesign.problem import Case, load_problem, make_case
from optdesign.solution import Solution, Status
from optdesign.solvers.growth.diagnosis import Forbidden, SumBound, forbidden
from optdesign.solvers.growth.request import read_request
from optdesign.units import to_si
from optdesign.verify.growth.assets import read_families
from optdesign.verify.growth.sums import reachable_share
from optdesign.verify.growth_network import checks

IMPOSSIBLE = {
    "irreducible": {"growth-case.irreducible_share": "0.0001"},
    "plant": {"limit.plant_mass": "1e7 t"},
    "lifting": {"limit.lifting_energy": "1e17 J"},
    "nitrogen": {"limit.nitrogen": "1e-9"},
    "target": {"target.population": "1e15"},
}


def _case(parameters: dict[str, str]) -> Case:
    return make_case(load_problem("ceres-bootstrap"), parameters=parameters)


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_both_programs_allow_the_same_share(name: str) -> None:
    """One has designs on a grid and 2 % better, the other 20 000 random ones as they are."""
    case = _case(IMPOSSIBLE[name])
    proof = forbidden(read_request(case))
    horizon = to_si(proof.bound.horizon, "year")
    share = reachable_share(case, read_families(case), horizon)
    assert share < 1
    assert share == pytest.approx(proof.bound.value, rel=0.01)
    found = checks(case, Solution(Status.INFEASIBLE, plan=proof))
    assert found
    assert all(check.passed for check in found)


@dataclass(frozen=True)
class SpedUp(SumBound):
    """A bound that says of itself that it was made to hold."""

    speedup: float = 1.0


@pytest.mark.parametrize("bound", [SumBound(300.0, 0.5), SpedUp(300.0, 0.5)])
def test_a_possible_target_called_impossible_is_noticed(bound: SumBound) -> None:
    proof = Forbidden(bound)
    found = checks(_case({}), Solution(Status.INFEASIBLE, plan=proof))
    assert not all(check.passed for check in found)
