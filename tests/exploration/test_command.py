"""Studies from the command line and from Python: documents, files, exit codes, one clear line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import optdesign
from optdesign.exploration.output.document import study_document
from optdesign.exploration.output.store import store_study
from optdesign.exploration.trials.execution import Execution
from optdesign.exploration.trials.run import run_study
from optdesign.report.charts.data import Chart, Panels
from optdesign.report.pictures import draw_run, run_charts
from optdesign.report.runs.stored import read_stored
from optdesign.units import format_number
from tests.commands import Command, command
from tests.exploration import stand_ins
from tests.exploration.stand_ins import small_study, write_study


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    monkeypatch.chdir(tmp_path)
    write_study(tmp_path)
    return command(monkeypatch, capsys)


def test_a_study_is_one_document_and_files(run: Command, tmp_path: Path) -> None:
    ran = run("study", "small.toml", "--trials", "6", "--workers", "2", "--json")
    assert (ran.code, ran.err) == (0, "")
    found = ran.document()
    assert found["study"] == "small"
    assert found["problem"] == "elevator"
    assert found["trials"] == {"complete": 6, "failed": 0, "infeasible": 0}
    assert found["seed"] == 7
    assert found["sensitivity"] == []
    mass = found["outcomes"]["system_mass"]
    assert mass["unit"] == "kg"
    assert mass["p5"] <= mass["p50"] <= mass["p95"]
    folder = tmp_path / "results" / "study-small"
    assert Path(found["storage"]) == Path("results/study-small/trials.log")
    assert Path(found["storage"]).is_file()
    table = pd.read_parquet(folder / "trials.parquet")
    assert {"status", "cause", "seconds", "payload.mass [kg]", "climb.speed [m/s]",
            "system_mass [kg]"} <= set(table.columns)  # fmt: skip
    assert table["system_mass [kg]"].quantile(0.5) == pytest.approx(mass["p50"])
    summary = pd.read_csv(folder / "summary.csv")
    assert set(summary["statistic"]) == {"mean", "p5", "p50", "p95"}
    assert json.loads((folder / "study.json").read_text()) == found
    assert (folder / "system_mass.png").read_bytes().startswith(b"\x89PNG")

    quiet = run("study", "small.toml", "--trials", "6", "--quiet")
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")
    fewer = run("study", "small.toml", "--trials", "4", "--json")
    assert fewer.document()["trials"]["complete"] == 4
    assert fewer.err == (
        "small: 4 of 4 trials are stored, 0 to run; "
        "2 more are stored, and left out of tables and pictures\n"
    )
    shown = run("study", "small.toml", "--trials", "6")
    assert shown.code == 0
    for part in ("6 trials of elevator", "6 complete", "system_mass <= 1.5 t", "p95",
                 "optuna-dashboard results/study-small/trials.log"):  # fmt: skip
        assert part in shown.out

    other = run("study", "small.toml", "--trials", "6", "--seed", "8", "--json")
    assert (other.code, other.out) == (2, "")
    assert other.err.count("\n") == 1
    assert "it has 7, got 8" in other.err

    answer = optdesign.study("small.toml", trials=6)
    pd.testing.assert_frame_equal(answer.trials, table, check_exact=True)
    assert answer.document == found
    assert list(answer.summary["outcome"].unique()) == ["system_mass"]
    assert answer.probabilities["outcome"].iloc[0] == "feasible"


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("study", "habitat-uncertanty"), "did you mean habitat-uncertainty?"),
        (("study", "absent.toml"), "absent.toml"),
        (("study", "small.toml", "--trials", "0"), "--trials"),
        (("study", "small.toml", "--workers", "0"), "--workers"),
        (("study", "small.toml", "--seed", "-1"), "--seed"),
        (("study", "small.toml", "--storage", "no/such/folder.log"), "no/such/folder.log"),
        (("study", "small.toml", "--storage", "nonsense://x"), "must be an optuna storage"),
        (("study", "small.toml", "--results", "small.toml"), "it is not a folder"),
    ],
)
def test_bad_input_is_one_line(run: Command, arguments: tuple[str, ...], part: str) -> None:
    ran = run(*arguments, "--json")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.count("\n") == 1
    assert part in ran.err


def test_studies_are_listed(run: Command) -> None:
    found = {row["study"]: row for row in run("studies", "--json").document()}
    assert found["habitat-uncertainty"]["problem"] == "habitat"
    assert "habitat-uncertainty" in run("studies").out


def test_a_study_without_any_answer_is_three_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = stand_ins.TEXT.replace("low = 1000, high = 2000", "low = 1700, high = 2000")
    result = run_study(
        small_study(tmp_path, text), Execution(results=tmp_path, run=stand_ins.picky)
    )
    found = study_document(result)
    assert result.exit_code == 3
    assert found["infeasibility"]["conflict"] == [{"key": "load", "text": "too heavy"}]
    assert found["outcomes"]["system_mass"]["p50"] is None
    assert found["feasibility"]["value"] == 0.0
    assert store_study(result)
    assert draw_run(result.folder) == []


def test_the_figure_shows_quantiles_and_thresholds(tmp_path: Path) -> None:
    result = run_study(
        small_study(tmp_path), Execution(results=tmp_path, run=stand_ins.picky, trials=40)
    )
    store_study(result)
    charts = {chart.name: chart for chart in run_charts(read_stored(result.folder))}
    both = charts["system_mass"]
    assert isinstance(both, Panels)
    upper, lower = both.parts
    assert isinstance(upper, Chart)
    median = result.estimates["system_mass"]["p50"].value / 1000.0
    assert f"median: {format_number(median, 4)} t" in [mark.text for mark in upper.marks]
    asked = next(part for part in lower.series if part.name == "asked for")
    chance = result.probability(result.study.thresholds[0]).value
    assert list(asked.y) == pytest.approx([100 * chance])
    assert list(asked.labels) == [f"{100 * chance:.0f} %"]


def test_listing_and_loading_studies_is_light(tmp_path: Path) -> None:
    code = (
        "import sys, optdesign.cli, optdesign.exploration.study.read as r; r.find_studies();"
        "print([m for m in ('pandas', 'scipy', 'optuna', 'matplotlib') if m in sys.modules])"
    )
    path = os.pathsep.join(part or os.getcwd() for part in sys.path)
    ran = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": path},
    )  # fmt: skip
    assert ran.stdout.strip() == "[]"
