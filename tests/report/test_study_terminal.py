"""A study on the terminal: numbers in the units people read them in."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from optdesign.exploration.study.sampling import study_tasks
from optdesign.exploration.trials.evaluation import Plan
from optdesign.exploration.trials.result import StudyResult
from optdesign.report.terminal.study import print_study
from optdesign.units import format_quantity
from tests.exploration import stand_ins


def test_what_tells_trials_apart_is_in_shown_units(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(stand_ins.NOTES, str(tmp_path))
    study = stand_ins.small_study(tmp_path)
    problem = study.case.problem
    mass = replace(problem.parameters["payload.mass"], unit="t")
    shown = replace(problem, parameters={**problem.parameters, mass.key: mass})
    study = replace(study, case=replace(study.case, problem=shown))
    plan, tasks = Plan(study.case, study.digest, stand_ins.picky), tuple(study_tasks(study, 64))
    trials = tuple(stand_ins.picky(plan, task) for task in tasks)
    found = StudyResult(study, tasks, trials, tmp_path, str(tmp_path / "trials.log"))
    part = next(p for p in found.separations("infeasible") if p.parameter == "payload.mass")
    console = Console(width=200, record=True, file=io.StringIO())
    print_study(found, console)
    lines = [line.split() for line in console.export_text().splitlines()]
    (row,) = [line for line in lines if line[:2] == ["payload.mass", f"{part.score:+.2f}"]]
    assert 1000 < part.complete < 2000
    assert " ".join(row[2:]) == " ".join(
        format_quantity(value, "t") for value in (part.complete, part.other)
    )
