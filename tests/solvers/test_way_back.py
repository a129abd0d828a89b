"""The way back from settings without an answer, against requirements known in closed form."""

from __future__ import annotations

import pytest

from optdesign.problem import Case, load_problem, make_case
from optdesign.solvers.designs.way_back import way_back


def _case(parameters: dict[str, str], levers: dict[str, str] | None = None) -> Case:
    return make_case(load_problem("habitat"), parameters=parameters, levers=levers)


def test_one_setting_goes_back_as_little_as_is_enough() -> None:
    case = _case({"steel.stress": "12 Pa", "soil.density": "1400"})
    asked: list[float] = []

    def possible(changed: Case) -> bool:
        asked.append(changed["steel.stress"])
        return changed["steel.stress"] >= 100e6

    (found,) = way_back(case, possible)
    assert found.key == "steel.stress"
    assert 100e6 <= found.value < 102e6
    assert found.value in asked  # what is told was tried
    assert found.text.startswith("raise steel.stress to 10")


def test_a_pinned_lever_may_be_what_must_go_back() -> None:
    case = _case({"soil.density": "1400"}, {"radius": "600", "soil_depth": "2"})
    (found,) = way_back(case, lambda changed: "radius" not in changed.fixed)
    assert (found.key, found.text) == ("radius", "leave radius free")


def test_two_that_must_go_back_together_are_told_together() -> None:
    case = _case({"steel.stress": "50 MPa", "soil.density": "1400"}, {"radius": "600"})

    def possible(changed: Case) -> bool:
        return changed["steel.stress"] >= 100e6 and not changed.fixed

    (found,) = way_back(case, possible)
    assert "steel.stress" in found.text
    assert "leave radius free" in found.text
    assert "soil.density" not in found.text


def test_no_way_back_where_the_problem_itself_has_no_answer() -> None:
    assert way_back(_case({"steel.stress": "12"}), lambda _: False) == []


@pytest.mark.parametrize("asked", ["inf", "1e-9"])
def test_ends_without_a_middle(asked: str) -> None:
    case = _case({"limit.rotation_rate": asked})
    own = case.problem.parameters["limit.rotation_rate"].value
    (found,) = way_back(case, lambda changed: changed["limit.rotation_rate"] == own)
    assert found.value == own
