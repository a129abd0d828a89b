"""Pinned numbers of power units beyond what any sensible mix has."""

from __future__ import annotations

import pytest

from optdesign.problem import Case, load_problem, make_case
from optdesign.result import execute
from optdesign.solution import Status
from optdesign.verify.power.attempts import working_mixes


def _case(levers: dict[str, str] | None = None, **loads: str) -> Case:
    parameters = {f"demand.{key}": text for key, text in loads.items()}
    return make_case(load_problem("power-mix"), parameters=parameters, levers=levers)


def test_more_radiators_than_any_mix_needs_add_their_own_mass() -> None:
    masses = []
    for count in ("30", "120"):
        result = execute(_case({"heat-pipe-radiator": count}, shadow="0", peak="0", heat="0"))
        assert result.status is Status.OPTIMAL
        assert result.solution.levers["heat-pipe-radiator"] == float(count)
        masses.append(result.solution.outcomes["mass"])
    lightest = 8.0  # kg, of 1 kW
    assert masses[1] - masses[0] == pytest.approx(90 * lightest, rel=1e-9)


def test_simple_mixes_are_tried_with_the_pinned_numbers() -> None:
    pinned = {"solar-concentrator": "0", "heat-pipe-radiator": "300"}
    assert working_mixes(_case(pinned)) > 0
    assert working_mixes(_case(pinned | {"heat-pipe-radiator": "0"})) == 0
