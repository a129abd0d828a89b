"""What is stored and where: the same from the command line and from Python, never nowhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import optdesign as od
from optdesign.cli import COMMANDS
from optdesign.errors import ProblemError, ResultError
from optdesign.report.runs.stored import find_run, read_stored
from optdesign.tradeoff.named import asking
from tests.commands import Command, command
from tests.tradeoff.stand_in import stand_in

run = pytest.fixture(command)
PAIR = ["energy_per_person", "soil_depth"]
ARGUMENTS = {
    "show": ["habitat"],
    "solve": ["habitat"],
    "pareto": ["habitat", "--objectives", ",".join(PAIR)],
    "alternatives": ["habitat"],
    "study": ["closure"],
    "compare": ["one", "other"],
    "new": ["mine", "--from", "habitat"],
    "reproduce": ["power-scaling"],
}


@pytest.mark.parametrize("name", [found.__name__ for found in COMMANDS])
def test_an_empty_folder_of_results_is_one_line(
    run: Command, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run(name, *ARGUMENTS.get(name, ()), "--results", "")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert "--results | must be a folder, got an empty text" in ran.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "call",
    [
        lambda: od.solve("habitat", results=""),
        lambda: od.pareto("habitat", PAIR, results=""),
        lambda: od.study("closure", results=""),
        lambda: od.runs(""),
    ],
)
def test_an_empty_folder_is_refused_from_python_too(
    call: Callable[[], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ResultError, match="got an empty text"):
        call()
    assert not list(tmp_path.iterdir())


def test_a_front_is_kept_alike(
    run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "execute", stand_in())
    places = tmp_path / "command", tmp_path / "python"
    options = ["--points", "3", "--workers", "1", "--quiet", "--results", str(places[0])]
    assert run("pareto", "habitat", "--objectives", ",".join(PAIR), *options).code == 0
    od.pareto("habitat", PAIR, points=3, results=places[1])
    one, other = (find_run(None, place) for place in places)
    names = {path.name for path in one.iterdir()}
    assert names == {path.name for path in other.iterdir()}
    assert names >= {"context.json", "front.json", "front.csv", "front.parquet"}
    assert (one / "context.json").read_text() == (other / "context.json").read_text()
    fronts = [json.loads((folder / "front.json").read_text()) for folder in (one, other)]
    assert fronts[0] | {"seconds": 0} == fronts[1] | {"seconds": 0}
    stored = read_stored(other)
    assert stored.doubt == ""
    assert stored.context.question


def test_alternatives_are_kept_alike(run: Command, tmp_path: Path) -> None:
    places = tmp_path / "command", tmp_path / "python"
    options = ["--within", "0.1", "--set", "site.distance=2 au", "--workers", "1"]
    ran = run("alternatives", "replication-unit", *options, "--json", "--results", str(places[0]))
    assert ran.code == 0
    found = od.alternatives("replication-unit", {"site.distance": 2}, within=0.1, results=places[1])
    one, other = (find_run(None, place) for place in places)
    assert {path.name for path in one.iterdir()} == {path.name for path in other.iterdir()}
    stored = [json.loads((folder / "alternatives.json").read_text()) for folder in (one, other)]
    assert stored[0] | {"seconds": 0} == stored[1] | {"seconds": 0}
    document = ran.document()
    frame = found.frame
    assert list(frame.index) == ["best", *(row["name"] for row in document["alternatives"])]
    assert list(frame["verdict"][1:]) == [row["verdict"] for row in document["alternatives"]]
    for row in document["alternatives"]:
        if row["value"] is not None:
            time = frame.loc[row["name"], "replica_time [s]"]
            assert time == pytest.approx(row["value"])
            assert (row["verdict"] == "within") == (time <= 1.1 * frame["replica_time [s]"].iloc[0])
    assert list(found.ranges.loc["aperture_scale"]) == document["ranges"]["aperture_scale"]
    assert found.document | {"seconds": 0} == document | {"seconds": 0}
    assert found.folder == other


def test_alternatives_need_a_share_in_range() -> None:
    with pytest.raises(ProblemError, match="within"):
        od.alternatives("replication-unit", within=-0.1)


@pytest.mark.parametrize("name", ["no-such", "../x", "", "latest!", "x" * 999])
def test_strange_names_of_runs_are_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "result.json").write_text("{}")
    with pytest.raises(ResultError):
        find_run(name, tmp_path)


def test_every_kind_of_run_is_listed(run: Command, tmp_path: Path) -> None:
    study = {"study": "s", "problem": "p", "trials": {"complete": 3, "failed": 1}, "outcomes": {}}
    objective = {"name": "time", "value": None, "unit": "s", "sense": "min"}
    other = {"problem": "p", "objective": objective, "within": 0.05, "complete": True}
    found = {"study-s": ("study", study), "p-alternatives": ("alternatives", other)}
    for name, (kind, document) in found.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{kind}.json").write_text(json.dumps(document))
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "study.json").write_text("[" * 100_000)
    ran = run("runs", "--results", str(tmp_path), "--json")
    rows = {row["run"]: (row["kind"], row["status"]) for row in ran.document()}
    assert rows == {
        "study-s": ("study", "partial"),
        "p-alternatives": ("alternatives", "complete"),
    }
    assert ran.err.count("\n") == 1
    assert "must be the document of a run" in ran.err
    with pytest.warns(UserWarning, match="must be the document of a run") as warned:
        frame = od.runs(tmp_path)
    assert [Path(found.filename).name for found in warned] == [Path(__file__).name]
    assert {row.Index: (row.kind, row.status) for row in frame.itertuples()} == rows
    shown = run("runs", "--results", str(tmp_path)).out
    assert all(name in shown for name in found)
