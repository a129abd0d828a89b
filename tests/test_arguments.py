"""The Python interface told something of the wrong type answers in a line of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest

import optdesign as od
from optdesign.errors import ProblemError

wrong = cast("Any", od)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: wrong.solve(5), "name must be"),
        (lambda: wrong.solve("elevator", "payload.mass=6 t"), "parameters must be a mapping"),
        (lambda: wrong.solve("elevator", {3: 1}), "parameters must be a mapping"),
        (lambda: wrong.solve("elevator", objective=["system_mass"]), "objective must be a text"),
        (lambda: wrong.solve("elevator", settings={"periods": 20}), "settings must be"),
        (lambda: wrong.solve("elevator", settings=od.Settings(gap=wrong)), "settings must be"),
        (lambda: wrong.solve("elevator", results=5), "results must be"),
        (lambda: wrong.pareto("elevator", "system_mass,tether_length"), "a list of objectives"),
        (lambda: wrong.pareto("elevator", ["a", "b"], points="5"), "points must be a whole number"),
        (lambda: wrong.pareto("elevator", ["a", "b"], workers=None), "workers must be"),
        (lambda: wrong.pareto(object(), ["a", "b"]), "a Pyomo model"),
        (lambda: wrong.alternatives("elevator", within="5 %"), "within must be a number"),
        (lambda: wrong.alternatives("elevator", workers=1.5), "workers must be a whole number"),
        (lambda: wrong.study(None), "name must be"),
        (lambda: wrong.study("habitat-uncertainty", trials=2.5), "trials must be a whole number"),
        (lambda: wrong.study("habitat-uncertainty", seed=True), "seed must be a whole number"),
        (lambda: wrong.reproduce(3), "source must be a text"),
        (lambda: wrong.runs(3), "results must be"),
        (lambda: wrong.write_report(to=3), "to must be"),
        (lambda: od.write_report(od.solve("elevator")), "needs a stored answer"),
    ],
)
def test_wrong_types_are_told_in_a_line(call: Callable[[], object], says: str) -> None:
    with pytest.raises(ProblemError, match=says) as caught:
        call()
    assert "\n" not in str(caught.value)
    assert str(caught.value).count(" | ") == 2
