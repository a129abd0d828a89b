"""Every named problem: it solves, verifies, and gives the reviewed values of its file."""

from __future__ import annotations

import math

import pytest

from optdesign.problem import find_problems, load_problem, make_case
from optdesign.result import execute
from optdesign.result.document import document
from optdesign.solution import Status

NAMES = sorted(find_problems())


@pytest.mark.parametrize("name", NAMES)
def test_solves_verifies_and_meets_its_expectations(name: str) -> None:
    problem = load_problem(name)
    result = execute(make_case(problem))
    assert result.status is Status.OPTIMAL, [c for c in result.checks if not c.passed]
    assert result.verified
    assert problem.expect, "a problem file needs reviewed values in [expect]"
    for key, expected in problem.expect.items():
        found = result.solution.outcomes[key]
        assert found == pytest.approx(expected.value, rel=expected.tolerance), key
    assert set(result.solution.outcomes) <= set(problem.outcomes)


@pytest.mark.parametrize("name", NAMES)
def test_document_has_the_promised_shape(name: str) -> None:
    found = document(execute(make_case(load_problem(name))))
    for key in ("problem", "status", "objective", "bound", "gap", "levers", "outcomes", "tables",
                "shadow_prices", "verification", "provenance"):  # fmt: skip
        assert key in found
    assert set(found["objective"]) == {"name", "value", "unit", "sense"}
    assert {"version", "commit", "problem_hash", "catalogue_hash", "solver", "solver_version",
            "seed", "started", "seconds"} == set(found["provenance"])  # fmt: skip
    assert {"build", "solve", "subproblems", "verify", "total"} <= set(
        found["provenance"]["seconds"]
    )
    for part in found["outcomes"].values():
        assert math.isfinite(part["value"])
    effects = [abs(price["effect"]) for price in found["shadow_prices"]]
    assert effects == sorted(effects, reverse=True)
    for check in found["verification"]["checks"]:
        assert set(check) == {"name", "passed", "value", "limit", "unit"}


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_has_a_meaning_or_source(name: str) -> None:
    for parameter in load_problem(name).parameters.values():
        assert parameter.meaning, parameter.key
        assert parameter.options or parameter.source, parameter.key
