"""Results: the document scripts rely on, and storing that is whole or not at all."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow.parquet
import pytest

import optdesign
from optdesign.answer import Answer
from optdesign.errors import ResultError
from optdesign.problem import Settings, load_problem, make_case
from optdesign.result import Result, check_folder, execute, list_runs, store
from optdesign.result.document import document
from optdesign.result.store import read_run
from optdesign.solution import Check, Solution, Status

KEYS = {
    "problem": str,
    "status": str,
    "objective": dict,
    "bound": float,
    "bound_proven": bool,
    "gap": float,
    "levers": dict,
    "outcomes": dict,
    "tables": dict,
    "shadow_prices": list,
    "verification": dict,
    "provenance": dict,
    "settings": dict,
    "notes": list,
}
PROVENANCE = (
    "version commit problem_hash catalogue_hash solver solver_version seed started seconds"
).split()


@pytest.fixture(scope="module")
def result() -> Result:
    case = make_case(
        load_problem("ceres-bootstrap-paper"),
        parameters={"collector.area_ratio": "2.77"},
        settings=Settings(periods=30, seed=7),
    )
    return execute(case)


def with_solution(result: Result, **changes: object) -> Result:
    return replace(result, solution=replace(result.solution, **changes))  # type: ignore[arg-type]


def test_the_document_has_exactly_its_keys(result: Result) -> None:
    found = document(result)
    assert {key: type(value) for key, value in found.items()} == KEYS
    assert set(found["objective"]) == {"name", "value", "unit", "sense"}
    assert set(found["verification"]) == {"passed", "checks"}
    for check in found["verification"]["checks"]:
        assert set(check) == {"name", "passed", "value", "limit", "unit"}
    assert list(found["provenance"]) == PROVENANCE
    assert set(found["provenance"]["seconds"]) == {
        "build", "solve", "subproblems", "verify", "total",
    }  # fmt: skip
    for price in found["shadow_prices"]:
        assert set(price) == {"key", "effect", "unit"}
    for part in (*found["levers"].values(), *found["outcomes"].values()):
        assert set(part) == {"value", "unit"}
    assert found["settings"]["set"] == {"collector.area_ratio": 2.77}
    assert found["provenance"]["seed"] == 7


def test_the_document_has_only_plain_numbers(result: Result) -> None:
    text = json.dumps(document(result), allow_nan=False)
    assert json.loads(text) == document(result)


def test_what_is_not_finite_is_null(result: Result) -> None:
    found = document(
        with_solution(
            result,
            objective=math.nan,
            bound=-math.inf,
            outcomes={"bootstrap_time": math.inf, "living_area": math.nan},
            tables={"schedule": [{"a": math.nan, "b": pd.Series([1]).iloc[0], "c": "text"}]},
        )
    )
    assert found["objective"]["value"] is found["bound"] is found["gap"] is None
    assert {part["value"] for part in found["outcomes"].values()} == {None}
    assert found["tables"]["schedule"] == [{"a": None, "b": 1, "c": "text"}]
    strange = replace(result, checks=[Check("strange", math.nan, math.inf)])
    check = document(strange)["verification"]["checks"][0]
    assert (check["passed"], check["value"], check["limit"]) == (False, None, None)
    json.dumps([found, document(strange)], allow_nan=False)


def test_no_checks_is_not_verified(result: Result) -> None:
    assert not replace(result, checks=[]).verified


def test_an_unanswered_run_is_stored_too(result: Result, tmp_path: Path) -> None:
    empty = replace(result, solution=Solution(Status.LIMIT, notes=["no answer"]), checks=[])
    folder = store(empty, tmp_path)
    assert read_run(folder).document["objective"]["value"] is None


def test_stored_and_read_again(result: Result, tmp_path: Path) -> None:
    folder = store(result, tmp_path / "new" / "results")
    run = read_run(folder)
    assert (run.name, run.document) == (folder.name, document(result))
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "context.json", "result.json", "outcomes.csv", "outcomes.parquet", "schedule.csv",
        "schedule.parquet",
    }  # fmt: skip
    schedule = pd.read_parquet(folder / "schedule.parquet")
    pd.testing.assert_frame_equal(schedule, pd.read_csv(folder / "schedule.csv"))
    assert "bootstrap_time [s]" in pd.read_csv(folder / "outcomes.csv").columns


def test_stores_at_once_never_share_a_folder(result: Result, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        folders = list(pool.map(lambda _: store(result, tmp_path), range(16)))
    assert len(set(folders)) == 16
    runs, faults = list_runs(tmp_path)
    assert len(runs) == 16
    assert not faults
    assert not list(tmp_path.glob(".*"))


def test_a_failure_in_the_middle_leaves_nothing(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for error in (KeyboardInterrupt, MemoryError, OSError(28, "No space left on device")):

        def fail(*_: object, error: object = error, **__: object) -> None:
            raise error  # type: ignore[misc]

        with monkeypatch.context() as patch:
            patch.setattr(pyarrow.parquet, "write_table", fail)
            with pytest.raises((KeyboardInterrupt, MemoryError, ResultError)):
                store(result, tmp_path)
        assert not list(tmp_path.iterdir())


def test_tables_are_the_same_as_csv_and_parquet(result: Result, tmp_path: Path) -> None:
    rows = [
        {"whole": 1, "number": 0.1 + 0.2, "text": "2026-01-01", "some": None},
        {"whole": 2, "number": 1e300, "text": 'a, "b"\nc', "some": 2.5, "late": "é"},
        {"whole": 3, "number": None, "text": "true", "some": None},
    ]
    solution = replace(result.solution, tables={"rows": rows, "nothing": []})
    folder = store(replace(result, solution=solution), tmp_path)
    wanted = pd.DataFrame(rows)
    for found in (pd.read_csv(folder / "rows.csv"), pd.read_parquet(folder / "rows.parquet")):
        pd.testing.assert_frame_equal(found, wanted, check_dtype=False, check_exact=True)
    assert pd.read_csv(folder / "nothing.csv").empty
    assert pd.read_parquet(folder / "nothing.parquet").empty


KILLED = """
import os, sys
import pyarrow.parquet
from pathlib import Path
from optdesign.problem import load_problem, make_case
from optdesign.result.store import read_run
from optdesign.result import execute, store
from optdesign.problem import Settings
case = make_case(load_problem("ceres-bootstrap-paper"), settings=Settings(periods=10))
pyarrow.parquet.write_table = lambda *a, **k: os.kill(os.getpid(), 9)
store(execute(case), Path(sys.argv[1]))
"""


def test_a_killed_process_leaves_no_run_and_is_swept_later(result: Result, tmp_path: Path) -> None:
    root = str(Path(optdesign.__file__).parents[1])
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": root},
        check=False,
        timeout=60,
    )
    assert ran.returncode == -signal.SIGKILL
    assert list_runs(tmp_path) == ([], [])
    (left,) = tmp_path.iterdir()
    store(result, tmp_path)
    assert left.exists()
    os.utime(left, (0, 0))
    store(result, tmp_path)
    assert not left.exists()


def test_places_that_cannot_be_written_are_refused(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file", tmp_path / "file" / "below", tmp_path / ("x" * 300)):
        for action in (check_folder, lambda path: store(result, path)):
            with pytest.raises(ResultError, match="choose another with --results"):
                action(place)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(ResultError, match="permission denied"):
        check_folder(tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def head(value: str, gap: str) -> str:
    objective = f'{{"name": "x", "value": {value}, "unit": "s"}}'
    rest = '"status": "optimal", "bound": null, "provenance": {"started": "now"}'
    return f'{{"problem": "p", "objective": {objective}, "gap": {gap}, {rest}}}'


DAMAGED = [
    "",
    "{",
    "[]",
    "null",
    "{}",
    '{"problem": 1}',
    "[" * 100_000,
    head("NaN", "null"),
    head("1e999", "null"),
    head("1", '"wide"'),
    head('"12.5"', "null"),
    head("true", "null"),
    head("1", "null").replace('"now"', '"now", "seconds": 1e999'),
    head("1", "null").replace('"now"', f'"now", "seconds": {"9" * 400}'),
]


@pytest.mark.parametrize("text", DAMAGED, ids=lambda text: text[-60:])
def test_damaged_runs_are_named_and_the_others_listed(
    result: Result, tmp_path: Path, text: str
) -> None:
    good = store(result, tmp_path)
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "result.json").write_text(text)
    runs, faults = list_runs(tmp_path)
    assert [run.name for run in runs] == [good.name]
    assert len(faults) == 1
    assert len(faults[0].splitlines()) == 1
    assert len(faults[0]) < 600
    with pytest.raises(ResultError, match="must be the document of a run"):
        read_run(tmp_path / "damaged")


def test_junk_among_the_runs_is_passed_over(result: Result, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "empty").mkdir()
    (tmp_path / ".writing-x").mkdir()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "result.json").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "binary").mkdir()
    (tmp_path / "binary" / "result.json").write_bytes(b"\xff\xfe")
    runs, faults = list_runs(tmp_path)
    assert not runs
    assert len(faults) == 1
    assert list_runs(tmp_path / "nowhere") == ([], [])
    with pytest.raises(ResultError, match="must be a folder of runs"):
        list_runs(tmp_path / "notes.txt")


def test_the_python_answer_tells_why_there_is_none(result: Result) -> None:
    solved = Answer(result).infeasibility
    assert solved.empty
    assert list(solved.columns) == ["part", "key", "text", "value", "unit"]
    case = make_case(load_problem("replication-unit"), parameters={"limit.delivered_power": "100"})
    told = Answer(execute(case)).infeasibility
    assert list(told["part"]) == ["conflict", "conflict", "relaxation"]
    mend = told.iloc[-1]
    assert (mend.key, mend.unit) == ("limit.delivered_power", "W")
    again = make_case(case.problem, parameters={mend.key: f"{mend.value} {mend.unit}"})
    assert Answer(execute(again)).infeasibility.empty
