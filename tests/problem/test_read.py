"""Reading problem files: each kind of fault is named, and all faults of a file come at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from optdesign.errors import ProblemError
from optdesign.problem import find_problems, load_problem, shipped_folder
from tests.problem.texts import GOOD

YEAR = 31_557_600.0


def write(folder: Path, text: str, name: str = "sample") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(path: Path) -> list[str]:
    with pytest.raises(ProblemError) as caught:
        load_problem(path)
    return str(caught.value).splitlines()


def test_everything_is_read_in_si(tmp_path: Path) -> None:
    problem = load_problem(write(tmp_path, GOOD))
    depth = problem.parameters["depth"]
    assert (depth.value, depth.low, depth.high, depth.bare) == (1500.0, 1000.0, 4000.0, "m")
    assert problem.parameters["share"].value == pytest.approx(0.3)
    assert problem.parameters["heat.flux"].value == problem.catalogue["sun.solar_constant"].value
    assert problem.parameters["derived"].value is None
    assert problem.parameters["limit.duration"].value == pytest.approx(2 * YEAR)
    assert problem.limits["limit.duration"].outcome == "duration"
    assert problem.levers["radius"].high == 2000.0
    assert problem.expect["duration"].value == pytest.approx(YEAR)
    assert problem.objectives() == {"duration": "min"}


CHANGES = [
    ('question = "How long?"', "question = 3", "question | must be text in quotes, got 3"),
    ('question = "How long?"', "", "question | must be given"),
    ('question = "How long?"', 'questoin = "x"', "did you mean question?"),
    ('class = "LP"', 'class = "QP"', "class | must be 'LP'"),
    ('objective = "duration"', 'objective = "duratoin"', "did you mean duration?"),
    ('objective = "duration"', 'objective = "mass"', "objective | must be an outcome with a sense"),
    ("value = 1.5", "value = 5", "low <= value <= high must hold"),
    ("value = 1.5", "value = nan", "depth.value | must be a number, got nan"),
    ("value = 1.5", 'value = "1.5"', "depth.value | must be a number, got '1.5'"),
    ('valid = "(0, 4]"', 'valid = "(2, 4]"', "depth | must lie in (2, 4] km, got 1.5"),
    ('valid = "(0, 4]"', 'valid = "4 to 5"', "is not an interval"),
    ('unit = "km", valid', 'unit = "kmm", valid', "unknown unit 'kmm'"),
    ('unit = "km", valid', "valid", "depth | needs value and unit"),
    ('unit = "km", valid', 'unit = "km", bare = "s", valid', "bare must measure the same as km"),
    ("sun.solar_constant", "sun.solar_constnat", "did you mean solar_constant?"),
    ("sun.solar_constant", "sun", "heat.flux | "),
    ('choice = "fast"', 'choice = "fats"', "choice must be one of its options"),
    ('["fast", "slow"]', '"fast"', "mode.options | must be a list"),
    ('outcome = "duration", sense', 'outcome = "duratoin", sense', "did you mean duration?"),
    ('sense = "<="', 'sense = "<"', "sense must be <= or >=, got '<'"),
    ('sense = "<="', "sense = [1]", "sense must be <= or >=, got [1]"),
    ('duration = { value = 2, unit = "year"', 'duration = { value = 2, unit = "t"',
     "limit.duration | must measure the same as its outcome, in year"),
    ('duration = { value = 2, unit = "year"', 'duration = { choice = "a", options = ["a"]',
     "limits.duration | must be a number with a unit"),
    ("low = 500", "low = 5000", "low must not exceed high, got 5000 and 2000"),
    ("low = 500", "low = 1e306", "levers.radius"),
    ('high = 2000, unit = "m"', 'high = 1e308, unit = "km"', "is too large for a number in SI"),
    ('mass = { unit = "t" }', 'mass = { unit = "t", bare = "m" }', "outcomes.mass | bare must"),
    ('mass = { unit = "t" }', 'mass = { unit = "t", sense = "less" }', "outcomes.mass.sense"),
    ('value = 1, unit = "year" }', 'value = 1, unit = "m" }', "expect.duration | must measure"),
    ("[expect]\nduration", "[expect]\nduratoin", "did you mean duration?"),
    ("[levers]", "[levers]\ndepth = { low = 1, high = 2, unit = 'm' }",
     "depth | must be named once"),
    ("[parameters]", '[parameters]\n"a=b" = { value = 1, unit = "m" }', "a key is of letters"),
    ("[parameters]", '[parameters]\n"" = { value = 1, unit = "m" }', "a key is of letters"),
    ('class = "LP"', 'clas = "LP"', "did you mean class?"),
    ("[parameters]", "[parameter]", "did you mean parameters?"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), CHANGES)
def test_each_fault_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert GOOD.count(old) == 1
    found = faults(write(tmp_path, GOOD.replace(old, new)))
    assert any(message in line for line in found), found
    assert all(line.startswith("sample.toml | ") for line in found), found


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("value = 1.5", "value = 9").replace('class = "LP"', 'class = "QP"')
    text = text.replace("low = 500", "low = 9999").replace('mass = { unit = "t" }', "mass = 3")
    found = "\n".join(faults(write(tmp_path, text)))
    for part in ("depth", "class", "levers.radius", "outcomes.mass"):
        assert part in found


def test_a_section_that_is_no_table(tmp_path: Path) -> None:
    for section in ("parameters", "limits", "levers", "outcomes", "expect"):
        text = f'question = "q"\n{section} = [1, 2]\n'
        assert any(f"{section} | must be a table" in line for line in faults(write(tmp_path, text)))


NOT_TOML = [
    b"a = [",
    b"a = " + b"[" * 50_000,
    b"a = " + b"{b=" * 3000 + b"1" + b"}" * 3000,
    b"a = " + b"9" * 5000,
    b"\xff\xfe",
    bytes(range(256)),
    b"a = 1\na = 2",
    b"#" * 5_000_000,
]


@pytest.mark.parametrize("content", NOT_TOML, ids=lambda content: repr(content[:12]))
def test_what_is_no_toml_is_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "sample.toml"
    path.write_bytes(content)
    assert len(faults(path)) == 1


def test_deep_keys_and_many_tables_end(tmp_path: Path) -> None:
    assert faults(write(tmp_path, "a." * 5000 + "b = 1"))
    assert faults(write(tmp_path, "".join(f"[a{'.a' * n}]\n" for n in range(800))))


def test_folders_pipes_and_loops_are_no_problem_files(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    for name in ("folder", "pipe", "loop", "missing", "x" * 300):
        assert len(faults(tmp_path / f"{name}.toml")) == 1


def test_strange_names_are_refused_briefly(tmp_path: Path) -> None:
    for name in ("", " ", "no such", "../etc/passwd", "a\nb", "x" * 100_000, "\x00", "été", "-x"):
        with pytest.raises(ProblemError) as caught:
            load_problem(name)
        assert len(str(caught.value)) < 400
    for name in ("a\x00b.toml", "a b.toml", "é.toml", ".toml", "x" * 65 + ".toml"):
        with pytest.raises(ProblemError):
            load_problem(str(tmp_path / name))


def test_own_problems_are_found_before_shipped_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shipped = find_problems()
    assert shipped["ceres-bootstrap-paper"].parent == shipped_folder("problems")
    (tmp_path / "problems").mkdir()
    write(tmp_path / "problems", GOOD, "ceres-bootstrap-paper")
    write(tmp_path / "problems", GOOD, "own")
    assert load_problem("ceres-bootstrap-paper").header.question == "How long?"
    assert set(find_problems()) == {*shipped, "own"}
    with pytest.raises(ProblemError, match="did you mean own"):
        load_problem("owm")
