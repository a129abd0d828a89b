"""The range of radii that the model and the enumeration of one habitat search."""

from __future__ import annotations

import pytest

from optdesign.problem import load_problem, make_case
from optdesign.result import execute
from optdesign.solution import Status


def test_the_smallest_radius_itself_may_be_the_best() -> None:
    """The urban floor then lies one storey from the axis: 50 m rural, 600 m channel, 15 m."""
    parameters = {"habitat.channel_width": "600 m", "limit.urban_gravity": "0"}
    case = make_case(load_problem("habitat"), parameters=parameters, objective="reflector_radius")
    result = execute(case)
    assert result.status is Status.OPTIMAL
    assert result.solution.levers["radius"] == pytest.approx(665.0, rel=1e-6)
    assert result.solution.outcomes["reflector_radius"] == pytest.approx(3542.08, abs=0.01)
