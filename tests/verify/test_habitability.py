"""Habitats said to be impossible: others are tried, and a wrong claim is caught."""

from __future__ import annotations

import pytest

from optdesign.problem import Case, load_problem, make_case
from optdesign.solution import Infeasibility, Solution, Status
from optdesign.verify import growth_network
from optdesign.verify.growth.habitability import habitats_drawn


def _case(**given: str) -> Case:
    keys = {key.replace("__", "."): value for key, value in given.items()}
    return make_case(load_problem("ceres-bootstrap"), parameters=keys)


@pytest.mark.parametrize(
    "given",
    [
        {"site__distance": "12"},
        {"steel__stress": "60 MPa"},
        {"limit__nitrogen_fraction": "1e-4"},
        {"cooling__soil_temperature": "250 K"},
    ],
)
def test_where_there_is_none_none_is_drawn(given: dict[str, str]) -> None:
    found = growth_network.checks(_case(**given), Solution(Status.INFEASIBLE))
    assert len(found) == 2
    assert all(check.passed for check in found)


@pytest.mark.parametrize(
    "given", [{}, {"limit__urban_gravity": "0.9"}, {"limit__soil_depth": "4 m"}]
)
def test_where_there_are_some_some_are_drawn(given: dict[str, str]) -> None:
    case = _case(**given)
    assert habitats_drawn(case, case["site.distance"], 1e-9) > 500


def test_a_wrong_claim_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth_network, "explain", lambda case, distance: Infeasibility([], []))
    found = growth_network.checks(_case(), Solution(Status.INFEASIBLE))
    assert [check.passed for check in found] == [False, False]
