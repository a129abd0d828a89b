"""Sweeps: points against closed forms, switches against analytic ones, and resuming."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path

import pandas as pd
import pytest

from optdesign.errors import StudyError
from optdesign.exploration.explore import explore_study
from optdesign.exploration.output.store import store_study
from optdesign.exploration.study.grid import Shares
from optdesign.exploration.study.read import load_study
from optdesign.exploration.sweep.bisection import crossings, replay, swept
from optdesign.exploration.sweep.document import sweep_document
from optdesign.exploration.trials.execution import Execution
from optdesign.report.pictures import draw_run
from tests.commands import command
from tests.exploration.stand_ins import (
    FIRST,
    SECOND,
    Listener,
    as_many,
    fails_between,
    small_study,
    stable,
    three,
    write_study,
)

YEAR, DAY = 365.25 * 86400.0, 86400.0
PAPER = """
question = "How soon?"
problem = "ceres-bootstrap-paper"
outcomes = ["bootstrap_time", "power_phase"]
[set]
policy = "sequential"
[sweep]
power.doubling_time = { low = 60, high = 240, count = 4, unit = "day" }
[switch.late]
outcome = "power_phase"
threshold = "10 year"
tolerance = "1 day"
[settings]
periods = 20
"""
ANALYTIC = """
question = "Which?"
problem = "elevator"
outcomes = ["system_mass"]
[sweep]
payload.mass = { low = 1000, high = 2000, count = 6, unit = "kg" }
climb.speed = { values = [20, 40] }
[switch.best]
table = "mix"
name = "asset"
weight = ["share"]
along = "payload.mass"
tolerance = "0.1 kg"
"""


def test_points_and_switch_agree_with_the_closed_form(tmp_path: Path) -> None:
    study = small_study(tmp_path, PAPER)
    result = explore_study(study, Execution(results=tmp_path, workers=1))
    case = study.case
    doublings = math.log2(case["power.final"] / case["power.initial"])
    for task, trial in zip(result.tasks, result.trials, strict=True):
        expected = doublings * float(task.sampled["power.doubling_time"])
        assert trial.outcomes["power_phase"] == pytest.approx(expected, rel=1e-9)
    assert [task.sampled["power.doubling_time"] / DAY for task in result.tasks[:4]] == [
        pytest.approx(value) for value in (60, 120, 180, 240)
    ]
    (found,) = crossings(result)
    exact = 10 * YEAR / doublings
    assert found.resolved
    assert (found.below.label, found.above.label) == ("below", "above")
    assert found.below.value <= exact <= found.above.value
    assert found.above.value - found.below.value <= DAY


def test_every_switch_is_found_where_it_is(tmp_path: Path) -> None:
    study = small_study(tmp_path, ANALYTIC)
    result = explore_study(study, Execution(results=tmp_path, workers=2, run=three))
    found = crossings(result)
    expected = [
        (speed, *answers, place + speed)
        for speed in (20.0, 40.0)
        for answers, place in ((("a", "b"), FIRST), (("b", "c"), SECOND))
    ]
    assert len(found) == len(expected)
    for part, (speed, before, after, place) in zip(found, expected, strict=True):
        assert part.resolved
        assert part.at == {"climb.speed": speed}
        assert (part.below.label, part.above.label) == (before, after)
        assert part.below.value < place <= part.above.value
        assert part.above.value - part.below.value <= 0.1
    # 200 kg between neighbours are 11 halvings; no point is solved twice.
    points = [tuple(sorted(task.sampled.items())) for task in result.tasks]
    assert len(set(points)) == len(points) <= 12 + 4 * 11


def test_a_sweep_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    study = small_study(tmp_path, ANALYTIC)
    whole = explore_study(study, Execution(results=tmp_path / "whole", workers=2, run=three))
    for most in (5, 12, 17):
        part = explore_study(
            study, Execution(results=tmp_path / "parts", trials=most, workers=1, run=three)
        )
        assert len(part.trials) == most
        assert not any(found.resolved for found in crossings(part))
        assert {found.note for found in crossings(part)} <= {"not halved to the end"}
    listener = Listener()
    again = explore_study(
        study, Execution(results=tmp_path / "parts", workers=1, run=three, watcher=listener)
    )
    assert min(listener.trials) == 17
    pd.testing.assert_frame_equal(stable(again), stable(whole), check_exact=True)
    # A trial that was lost from the middle leads to the same tasks.
    stored = {trial.index: trial for trial in whole.trials if trial.index != 20}
    assert [task.index for task in replay(study, stored).missing] == [20]


def test_points_that_failed_are_data_and_leave_a_switch_wide(tmp_path: Path) -> None:
    study = small_study(tmp_path, ANALYTIC)
    result = explore_study(study, Execution(results=tmp_path, workers=1, run=fails_between))
    assert result.count("failed") == 2
    found = crossings(result)
    assert [(part.below.label, part.above.label) for part in found] == [("a", "c")] * 2
    assert not any(part.resolved for part in found)
    assert "failed" in found[0].note
    document = sweep_document(result)
    assert sum(point["status"] == "failed" for point in document["sweep"]["points"]) == 2


def test_shares_are_of_technologies() -> None:
    rows = [
        {"design": "stirling 1", "share": 0.2, "electricity [W/kg]": 10.0},
        {"design": "stirling 2", "share": 0.1, "electricity [W/kg]": 20.0},
        {"design": "solar-concentrator-high_heat 1", "share": 0.5},
        {"design": "thin-film-pv 1", "share": 0.1, "electricity [W/kg]": 60.0},
    ]
    rule = Shares("designs", "design", ("share", "electricity [W/kg]"))
    assert rule.of({"designs": rows}) == pytest.approx({"stirling": 0.4, "thin-film-pv": 0.6})
    assert rule.of({}) == {}


def test_swept_levers_are_pinned_and_limits_of_designs_found(tmp_path: Path) -> None:
    text = (
        'question = "?"\nproblem = "habitat"\n[sweep]\nradius = { values = [900, 1000] }\n'
        'soil_depth = { values = [2, "1.5 m"] }\n'
        '[switch.design]\nfeasible = true\ntolerance = "30 m"\n'
    )
    result = explore_study(small_study(tmp_path, text), Execution(results=tmp_path, workers=1))
    # (R - 186.5 m) / R = 0.8
    for found in crossings(result):
        assert found.resolved
        assert found.below.value <= 932.5 + 1e-3
        assert found.above.value >= 932.5 - 1e-3
        assert (found.below.label, found.above.label) == ("infeasible", "feasible")
    assert len(crossings(result)) == 2
    files = {path.name for path in store_study(result)}
    assert files == {"trials.parquet", "points.csv", "switches.csv", "study.json"}
    assert draw_run(result.folder)


def test_a_sweep_from_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_study(tmp_path, PAPER)
    run = command(monkeypatch, capsys)
    ran = run("study", "small.toml", "--workers", "1", "--json")
    assert ran.code == 0
    found = ran.document()
    assert found["sweep"]["parameters"][0]["unit"] == "s"
    (switch,) = found["switches"]
    assert switch["below"]["value"] < switch["value"] < switch["above"]["value"]
    assert sum(point["on_grid"] for point in found["sweep"]["points"]) == 4
    folder = tmp_path / "results" / "study-small"
    assert json.loads((folder / "study.json").read_text()) == found
    assert (folder / "power_phase.png").is_file()
    assert pd.read_csv(folder / "switches.csv")["answer above"].tolist() == ["above"]
    assert "Switches, located by bisection" in run("study", "small.toml").out


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("payload.mass = { low", "payload.mas = { low", "did you mean payload.mass?"),
        ("count = 6, ", "", "needs either values, or low, high and count"),
        ("high = 2000", "high = 500", "the range must not be empty, got 1,000 kg to 500 kg |"),
        ("[switch.best]",
         "tether.stress = { low = 3e9, high = 2e9, count = 3 }\n[switch.best]",
         "got 3,000 MPa to 2,000 MPa |"),
        ("[20, 40]", "[20, 20]", "the values must differ"),
        ("[20, 40]", '["20 kg"]', "sweep.climb.speed | "),
        ('"0.1 kg"', '"0 kg"', "tolerance must be above zero"),
        ('"0.1 kg"', '"0.1 m"', "measures something else"),
        ('along = "payload.mass"', 'along = "body.mass"', "along must be a swept number"),
        ('table = "mix"', 'outcome = "system_mas"', "did you mean system_mass?"),
        ("[sweep]", "[uncertain]\nbody.mass = { low = 1e20, high = 1e21 }\n[sweep]",
         "must not stand beside [sweep]"),
        ("[sweep]", "[set]\nclimb.speed = 3\n[sweep]", "must not also stand in [set]"),
        ("[switch.best]", "tether.stress = { values = [1e9, 2e9] }\n[switch.best]", "one or two"),
    ],
)  # fmt: skip
def test_faults_of_a_sweep_are_told(tmp_path: Path, old: str, new: str, part: str) -> None:
    assert old in ANALYTIC
    with pytest.raises(StudyError) as raised:
        small_study(tmp_path, ANALYTIC.replace(old, new))
    assert part in str(raised.value)


def test_what_a_ring_may_cost_a_copy(tmp_path: Path) -> None:
    """Surplus times four months, less the energy of the aperture, is what a copy may cost."""
    shipped = load_study("ring-against-replication")
    text = shipped.path.read_text()
    text = re.sub("(?m)^unit.energy = .*", 'unit.energy = { values = ["3 MWh", "9 MWh"] }', text)
    text = re.sub("(?m)^site.distance = .*", "site.distance = { values = [1.0] }", text)
    study = small_study(tmp_path, text)
    (found,) = crossings(explore_study(study, Execution(results=tmp_path, workers=1)))
    case = study.case
    power = 10 * case["unit.power"] - case["baseline.power"]
    flux = case["sun.solar_constant"] * case["aperture.efficiency"]
    aperture = 9 * case["unit.power"] / flux * case["aperture.energy"]
    exact = power * 121.75 * DAY - aperture
    assert found.resolved
    assert found.below.value <= exact * (1 + 1e-6)
    assert found.above.value >= exact * (1 - 1e-6)


def test_whole_levers_are_swept_and_halved_at_whole_numbers(tmp_path: Path) -> None:
    text = """
question = "How many?"
problem = "orbital-ring"
outcomes = ["mass"]
[sweep]
links = { low = 1, high = 12, count = 3 }
[switch.enough]
outcome = "mass"
threshold = 7.5
tolerance = 0.01
"""
    study = small_study(tmp_path, text)
    result = explore_study(study, Execution(results=tmp_path, workers=1, run=as_many))
    values = [task.sampled["links"] for task in result.tasks]
    assert values == [1.0, 6.0, 12.0, 9.0, 7.0, 8.0]
    (found,) = crossings(result)
    assert (found.below.value, found.above.value, found.resolved) == (7.0, 8.0, True)
    narrow = small_study(tmp_path, text.replace("high = 12, count = 3", "high = 3, count = 9"))
    assert [point["links"] for point in swept(narrow).points()] == [1.0, 2.0, 3.0]
