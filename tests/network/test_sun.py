"""One Sun for everything in a problem."""

from __future__ import annotations

import pytest

from optdesign.network.concentrator import read_collector
from optdesign.network.habitat_case import read_assumptions
from optdesign.physics.constants import ASTRONOMICAL_UNIT
from optdesign.problem import find_problems, load_problem, make_case


@pytest.mark.parametrize("name", sorted(find_problems()))
def test_a_problem_has_one_solar_constant(name: str) -> None:
    keys = {key for key in load_problem(name).parameters if key.endswith(".solar_constant")}
    assert keys <= {"sun.solar_constant"}


@pytest.mark.parametrize("name", ["ceres-bootstrap", "leviathan"])
def test_habitats_and_collectors_are_lit_by_the_same_sun(name: str) -> None:
    case = make_case(load_problem(name), parameters={"sun.solar_constant": "1000 W/m2"})
    place = 2 * ASTRONOMICAL_UNIT
    assert read_assumptions(case, place).flux == pytest.approx(250.0)
    assert read_collector(case, place).flux == pytest.approx(250.0)
