"""Every named problem: it loads, solves, is verified, and gives what a reviewed run gave."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from optdesign.errors import ProblemError
from optdesign.problem import find_problems, load_problem, make_case, shipped_folder
from optdesign.result import Result, execute
from optdesign.result.document import document
from optdesign.solution import Status

SLOW = {"leviathan"}
FILES = sorted(shipped_folder("problems").glob("*.toml"))
PATHS = [
    pytest.param(path, marks=pytest.mark.slow) if path.stem in SLOW else path for path in FILES
]


@pytest.fixture(scope="module", params=PATHS, ids=lambda path: path.stem)
def result(request: pytest.FixtureRequest) -> Result:
    return execute(make_case(load_problem(Path(request.param))))


def test_it_solves_and_is_verified(result: Result) -> None:
    assert result.status is Status.OPTIMAL
    assert result.verified
    assert all(check.passed for check in result.checks)


def test_it_meets_its_reviewed_values(result: Result) -> None:
    expected = result.case.problem.expect
    assert expected, "a problem file ends with [expect], from a reviewed run"
    for key, expectation in expected.items():
        tolerance = expectation.tolerance
        assert result.solution.outcomes[key] == pytest.approx(expectation.value, rel=tolerance), key


def test_every_outcome_and_lever_is_declared(result: Result) -> None:
    problem = result.case.problem
    assert set(result.solution.outcomes) <= set(problem.outcomes)
    assert set(problem.levers) <= set(result.solution.levers) | set(result.solution.tables)
    for limit in problem.limits.values():
        assert limit.outcome in result.solution.outcomes


def test_the_bound_is_on_the_right_side(result: Result) -> None:
    solution = result.solution
    assert solution.objective is not None
    if solution.bound is not None:
        sign = 1.0 if result.case.sense == "min" else -1.0
        assert sign * solution.bound <= sign * solution.objective * (1 + 1e-9 * sign)


def test_shadow_prices_are_of_parameters_and_sorted(result: Result) -> None:
    prices = result.solution.shadow_prices
    assert {price.key for price in prices} <= set(result.case.problem.parameters)
    sizes = [abs(price.effect) for price in prices]
    assert sizes == sorted(sizes, reverse=True)


def test_its_document_has_the_promised_shape(result: Result) -> None:
    found = document(result)
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


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_parameter_has_a_meaning_or_source(path: Path) -> None:
    for parameter in load_problem(path).parameters.values():
        assert parameter.meaning, parameter.key
        assert parameter.options or parameter.source, parameter.key


def test_all_problem_files_are_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert set(find_problems()) == {path.stem for path in FILES}


@pytest.mark.parametrize("distance", ["1 km", "1e6 au"])
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_distance_inside_the_sun_or_beyond_the_planets_is_refused(
    path: Path, distance: str
) -> None:
    problem = load_problem(path)
    if "site.distance" not in problem.parameters:
        pytest.skip("its places are those of the catalogue")
    with pytest.raises(ProblemError, match=r"site\.distance \| must lie in [\[(]0\.\d+, \d+\] au"):
        make_case(problem, parameters={"site.distance": distance})
