"""How closely a link of a ring has to be proven."""

from __future__ import annotations

import pytest

from optdesign.problem import Settings, load_problem, make_case
from optdesign.solution import Status
from optdesign.solvers.methods.orbital_ring import solve


@pytest.mark.parametrize(("asked", "status"), [(1e-4, Status.OPTIMAL), (1e-6, Status.LIMIT)])
def test_an_answer_proven_less_closely_than_asked_has_stopped_at_a_limit(
    asked: float, status: Status
) -> None:
    parameters = {"link.technology": "superconductor", "ring.orbit": "free"}
    settings = Settings(gap=asked, shadow_prices=False)
    case = make_case(load_problem("orbital-ring"), parameters=parameters, settings=settings)
    found = solve(case)
    assert found.status is status
    assert found.gap is not None
    assert (found.gap <= asked * (1 + 1e-6)) == (status is Status.OPTIMAL)
