"""Cases: what people write for parameters, levers and settings."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdesign.errors import ProblemError
from optdesign.problem import Case, Problem, Settings, case_digest, load_problem, make_case
from optdesign.units import to_si
from tests.problem.texts import GOOD

YEAR = 31_557_600.0


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    path = tmp_path_factory.mktemp("problem") / "sample.toml"
    path.write_text(GOOD)
    return load_problem(path)


def set_one(problem: Problem, key: str, text: str) -> Case:
    return make_case(problem, parameters={key: text})


WRITTEN = [
    ("depth", "2000", 2000.0),
    ("depth", "2 km", 2000.0),
    ("depth", "2km", 2000.0),
    ("depth", " 2e3  m ", 2000.0),
    ("depth", "4 km", 4000.0),
    ("share", "50 percent", 0.5),
    ("share", "50 %", 0.5),
    ("share", "0.5", 0.5),
    ("heat.flux", "1 sun", 1361.0),
    ("heat.flux", "174 W/m2", 174.0),
    ("heat.flux", "174 W m-2", 174.0),
    ("ceiling", "inf", math.inf),
    ("ceiling", "5 kWe", 5000.0),
    ("ceiling", "1_000", 1000.0),
    ("limit.duration", "4 months", YEAR / 3),
    ("limit.duration", "60", 60.0),
]


@pytest.mark.parametrize(("key", "text", "value"), WRITTEN)
def test_units_as_people_write_them(problem: Problem, key: str, text: str, value: float) -> None:
    assert set_one(problem, key, text)[key] == pytest.approx(value, rel=1e-12)


REFUSED = [
    ("depht", "1", "did you mean depth?"),
    ("", "1", "is no parameter"),
    ("radius", "1", "pin it with --fix"),
    ("duration", "1", "did you mean limit.duration?"),
    ("depth", "2 s", "measures something else"),
    ("depth", "2 degC", "measures something else"),
    ("depth", "5 km", "must lie in (0, 4] km, got 5 km"),
    ("depth", "0", "must lie in (0, 4] km"),
    ("depth", "-1", "must lie in"),
    ("depth", "inf", "must lie in"),
    ("depth", "nan", "must be a number"),
    ("depth", "1e309", "too large"),
    ("depth", "1e308 Mm", "too large"),
    ("depth", "9" * 10_000, "too large"),
    ("depth", "", "must be a number"),
    ("depth", "1=2", "cannot be read"),
    ("depth", "1,5", "without commas"),
    ("depth", "0x10", "unknown unit"),
    ("depth", "True", "must be a number"),
    ("depth", "\uff11", "must be a number"),
    ("depth", "1 m**999", "cannot be read"),
    ("depth", "1 __import__('os')", "unknown unit"),
    ("depth", "1" + " m" * 500, "60 characters"),
    ("share", "101 percent", "must lie in [0, 100] percent, got 101 percent"),
    ("mode", "fats", "did you mean fast?"),
    ("mode", "x" * 9999, "must be one of fast, slow"),
]


@pytest.mark.parametrize(("key", "text", "message"), REFUSED)
def test_bad_settings_are_refused_briefly(
    problem: Problem, key: str, text: str, message: str
) -> None:
    with pytest.raises(ProblemError) as caught:
        set_one(problem, key, text)
    assert message in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("key", "text", "message"),
    [
        ("depth", "1", "change it with --set"),
        ("raduis", "1", "did you mean radius?"),
        ("radius", "499", "must lie between 500 m and 2,000 m, got 499 m"),
        ("radius", "3 km", "must lie between"),
        ("radius", "2000.0001", "got 2,000.0001 m"),
        ("radius", "1 s", "measures something else"),
        ("radius", "inf", "must be finite"),
        ("radius", "nan", "must be a number"),
        ("count", "2.5", "must be a whole number"),
    ],
)
def test_bad_pins_are_refused(problem: Problem, key: str, text: str, message: str) -> None:
    with pytest.raises(ProblemError) as caught:
        make_case(problem, levers={key: text})
    assert message in str(caught.value)


def test_pins_at_the_ends_hold(problem: Problem) -> None:
    case = make_case(problem, levers={"radius": "2 km", "count": "3"})
    assert case.lever_range("radius") == (2000.0, 2000.0)
    assert case.lever_range("count") == (3.0, 3.0)
    assert make_case(problem).lever_range("radius") == (500.0, 2000.0)


@given(st.decimals(min_value="0.001", max_value=4000, places=3).map(float))
def test_a_bound_as_files_write_it_is_inside(value: float) -> None:
    from optdesign.interval import Interval
    from optdesign.problem import Parameter

    for unit in ("year", "km", "percent", "au", "t"):
        valid = Interval(value, value, low_closed=True, high_closed=True)
        bare = {"year": "s", "km": "m", "percent": "1", "au": "m", "t": "kg"}[unit]
        found = Parameter("x", None, unit, bare, valid=valid).read(f"{value!r} {unit}")
        assert found == pytest.approx(value * to_si(1.0, unit), rel=1e-14)


@pytest.mark.parametrize(
    "settings",
    [
        Settings(periods=0),
        Settings(periods=10**20),
        Settings(gap=0.0),
        Settings(gap=math.nan),
        Settings(time_limit=-1.0),
        Settings(time_limit=math.inf),
        Settings(seed=-1),
        Settings(seed=2**32),
    ],
)
def test_bad_solver_settings_are_refused(problem: Problem, settings: Settings) -> None:
    with pytest.raises(ProblemError):
        make_case(problem, settings=settings)


def test_the_objective_must_declare_a_sense(problem: Problem) -> None:
    assert make_case(problem).sense == "min"
    for wrong in ("mass", "", "x" * 9999):
        with pytest.raises(ProblemError, match="is no objective"):
            make_case(problem, objective=wrong)


def test_what_was_changed_is_known_and_digested(problem: Problem, tmp_path: Path) -> None:
    plain, changed = make_case(problem), set_one(problem, "depth", "2 km")
    assert not plain.changed
    assert changed.changed == {"depth": 2000.0}
    assert set_one(problem, "depth", "1.5 km").changed == {}
    digests = {
        case_digest(case)
        for case in (
            plain,
            changed,
            make_case(problem, levers={"radius": "1 km"}),
            make_case(problem, settings=Settings(seed=1)),
        )
    }
    assert len(digests) == 4
    assert case_digest(changed) == case_digest(set_one(problem, "depth", "2000"))


def test_a_formulation_that_lacks_a_parameter_says_so(problem: Problem) -> None:
    case = make_case(problem)
    with pytest.raises(ProblemError, match="needs the parameter power"):
        case["power"]
    with pytest.raises(ProblemError, match="must be a number"):
        case["mode"]
    assert case.optional("derived") is None
    assert case.choice("mode") == "fast"
