"""Searches: closed-form optima, the same trials however they are run, and clear refusals."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest

from optdesign.errors import StudyError
from optdesign.exploration.explore import explore_study
from optdesign.exploration.output.document import study_document
from optdesign.exploration.output.store import store_study
from optdesign.exploration.search import proposer
from optdesign.exploration.search.best import best_trial, front_trials
from optdesign.exploration.study.model import Study
from optdesign.exploration.study.read import load_study
from optdesign.exploration.trials.execution import Execution
from optdesign.report.pictures import draw_run
from tests.exploration.stand_ins import Listener, stable, valley

_PROBLEM = """
question = "Where?"
formulation = "elevator"
class = "NLP"
objective = "height"
[parameters]
tilt = { value = 0, unit = "1", source = "OWN", valid = "[-10, 10]" }
[levers]
x = { low = -4, high = 4, unit = "1" }
y = { low = -4, high = 4, unit = "1" }
[outcomes]
height = { unit = "1", sense = "min" }
width = { unit = "1", sense = "min" }
"""


def search_study(folder: Path, section: str = "", header: str = "trials = 48") -> Study:
    (folder / "valley.toml").write_text(_PROBLEM)
    path = folder / "find.toml"
    path.write_text(
        f'question = "Where?"\nproblem = "valley.toml"\nseed = 2\n{header}\n[search]\n{section}'
    )
    return load_study(path)


@pytest.mark.parametrize(
    "sampler", ["tpe", "cmaes", pytest.param("random", marks=pytest.mark.slow)]
)
def test_a_search_comes_near_the_closed_form(tmp_path: Path, sampler: str) -> None:
    if sampler == "cmaes":
        pytest.importorskip("cmaes")
    study = search_study(tmp_path, f'sampler = "{sampler}"')
    result = explore_study(study, Execution(results=tmp_path, workers=1, run=valley))
    found = study_document(result)["search"]
    assert found["certified"]["value"] == 1.0
    assert found["ratio"] == pytest.approx(found["best"]["outcomes"]["height"]["value"])
    assert 1.0 <= found["ratio"] < (1.6 if sampler == "random" else 1.25)
    best = best_trial(study, result.trials)
    assert best is not None
    assert best.objective == min(t.objective for t in result.trials if t.objective is not None)


@pytest.mark.parametrize("sampler", [pytest.param("tpe", marks=pytest.mark.slow), "nsga2"])
def test_the_table_is_the_same_however_it_was_run(tmp_path: Path, sampler: str) -> None:
    section = f'sampler = "{sampler}"\nobjectives = ["height", "width"]\nbatch = 6'
    study = search_study(tmp_path, section)
    whole = explore_study(study, Execution(results=tmp_path / "whole", workers=2, run=valley))
    for most in (5, 20):
        part = explore_study(
            study, Execution(results=tmp_path / "parts", trials=most, workers=1, run=valley)
        )
        assert len(part.trials) == most
    listener = Listener()
    again = explore_study(
        study, Execution(results=tmp_path / "parts", workers=1, run=valley, watcher=listener)
    )
    assert min(listener.trials) == 20
    pd.testing.assert_frame_equal(stable(again), stable(whole), check_exact=True)
    assert whole.count("infeasible") > 0
    assert store_study(whole)
    assert [path.name for path in draw_run(whole.folder)] == ["best.png", "front.png"]


def test_the_front_is_what_no_other_dominates(tmp_path: Path) -> None:
    study = search_study(tmp_path, 'sampler = "nsga2"\nobjectives = ["height", "width"]')
    result = explore_study(study, Execution(results=tmp_path, workers=1, run=valley))
    points = {
        t.index: (t.outcomes["height"], t.outcomes["width"])
        for t in result.trials
        if t.status == "complete"
    }
    front = {
        index
        for index, (a, b) in points.items()
        if not any(c <= a and d <= b and (c, d) != (a, b) for c, d in points.values())
    }
    found = {trial.index for trial in front_trials(study, result.trials)}
    # Of equal points the first is kept.
    assert found <= front
    assert {points[index] for index in found} == {points[index] for index in front}


def test_parameters_can_be_searched_and_the_certified_solve_is_there(tmp_path: Path) -> None:
    section = "[search.space]\nx = {}\ntilt = { low = -1, high = 1 }\ny = { values = [-1, 0] }"
    study = search_study(tmp_path, section, "trials = 8")
    result = explore_study(study, Execution(results=tmp_path, workers=1, run=valley))
    best = best_trial(study, result.trials)
    assert best is not None
    assert result.nominal is not None
    tilt = result.tasks[best.index].sampled["tilt"]
    assert result.nominal.tasks[0].sampled == {"tilt": tilt}
    assert {task.sampled["y"] for task in result.tasks} <= {-1.0, 0.0}


def test_a_beaten_trial_ends_with_its_coarse_solve(tmp_path: Path) -> None:
    """By a problem with a proven bound: a pinned habitat away from the best is beaten."""
    path = tmp_path / "pruned.toml"
    path.write_text(
        'question = "?"\nproblem = "ceres-bootstrap-paper"\ntrials = 3\n[search]\nbatch = 2\n'
        "coarse_periods = 10\n[search.space]\npower.doubling_time = { low = 60, high = 240, "
        'unit = "day" }\n[settings]\nperiods = 20\n'
    )
    study = load_study(path)
    result = explore_study(study, Execution(results=tmp_path, workers=1))
    best = min(t.objective or math.inf for t in result.trials[:2])
    for task, trial in zip(result.tasks[2:], result.trials[2:], strict=True):
        assert task.cutoff == best
        assert trial.status == "complete"
        assert (trial.kind == "beaten") == ((trial.objective or math.inf) > best * (1 + 1e-9))
    assert not any(trial.kind == "beaten" for trial in result.trials[:2])


@pytest.mark.parametrize(
    ("section", "part"),
    [
        ('sampler = "tpee"', "search.sampler"),
        ('sampler = "nsga2"', "must be two or more for nsga2"),
        ('sampler = "cmaes"\nobjectives = ["height", "width"]', "takes one objective"),
        ('sampler = "cmaes"\n[search.space]\nx = {}', "cmaes needs two keys"),
        ('objectives = ["heigth"]', "did you mean height?"),
        ("batch = 0", "search.batch"),
        ("[search.space]\nz = {}", "is no parameter or lever"),
        ("[search.space]\ntilt = {}", "needs low and high"),
        ("[search.space]\nx = { low = 1, high = -1 }", "must not be empty"),
        ("[uncertain]\ntilt = { low = 0, high = 1 }", "must not stand beside [search]"),
    ],
)
def test_bad_search_sections_are_clear_lines(tmp_path: Path, section: str, part: str) -> None:
    with pytest.raises(StudyError) as raised:
        search_study(tmp_path, section)
    assert part in str(raised.value)


def test_a_sampler_without_its_package_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposer, "find_spec", lambda name: None)
    study = search_study(tmp_path, 'sampler = "gp"')
    with pytest.raises(StudyError, match="gp needs the package torch"):
        explore_study(study, Execution(results=tmp_path, run=valley))
    assert not (tmp_path / "study-find").exists()
