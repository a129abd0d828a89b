"""Study files: what is understood, and every fault at once with the nearest name."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from optdesign.errors import StudyError
from optdesign.exploration.study.read import find_studies, load_study
from optdesign.exploration.study.sampling import make_task, named_task, point_task
from tests.exploration.stand_ins import TEXT, small_study, write_study


def test_numbers_are_si_and_thresholds_have_a_sense(tmp_path: Path) -> None:
    study = small_study(tmp_path)
    speed = study.uncertain["climb.speed"]
    assert (speed.kind, speed.low, speed.mode, speed.high) == ("triangular", 20.0, 30.0, 90.0)
    assert study.uncertain["payload.mass"].high == 2000.0
    assert [(t.sense, t.value) for t in study.thresholds] == [("<=", 1500.0), (">=", 1200.0)]


def test_every_parameter_with_a_range_is_uncertain_by_default(tmp_path: Path) -> None:
    text = 'question = "?"\nproblem = "habitat"\ntrials = 4\n'
    study = small_study(tmp_path, text)
    parameters = study.case.problem.parameters
    assert list(study.uncertain) == sorted(
        key for key, found in parameters.items() if not (found.low is None and found.high is None)
    )
    assert study.outcomes == ("energy_per_person",)
    fewer = small_study(tmp_path, text + '[uncertain]\ninclude = ["steel.*", "limit.*"]\n')
    assert list(fewer.uncertain) == ["limit.rotation_rate", "steel.energy"]
    without = small_study(tmp_path, text + '[uncertain]\nexclude = ["steel.*"]\n')
    assert set(study.uncertain) - set(without.uncertain) == {"steel.energy"}
    unset = small_study(tmp_path, text + '[set]\nsteel.energy = "30 MJ/kg"\n')
    assert "steel.energy" not in unset.uncertain
    assert unset.case["steel.energy"] == pytest.approx(30e6)


def test_wide_ranges_are_lognormal_by_default(tmp_path: Path) -> None:
    text = TEXT.replace(
        'climb.speed = { distribution = "triangular", low = 20, mode = 30, high = 90 }',
        "climb.speed = { low = 3, high = 300 }",
    )
    assert small_study(tmp_path, text).uncertain["climb.speed"].kind == "lognormal"


def test_levers_are_pinned_and_choices_drawn(tmp_path: Path) -> None:
    text = (
        'question = "?"\nproblem = "habitat"\ntrials = 4\n[fix]\nradius = "1.2 km"\n'
        '[uncertain]\nhabitat.structure_model = { distribution = "discrete", '
        'values = ["virial", "paper"], weights = [3, 1] }\n'
    )
    study = small_study(tmp_path, text)
    assert study.case.fixed == {"radius": 1200.0}
    found = study.uncertain["habitat.structure_model"]
    assert [found.quantile(p) for p in (0.0, 0.74, 0.76, 1.0)] == ["virial"] * 2 + ["paper"] * 2


BAD = """
question = "How heavy?"
problem = "elevator"
trials = 0
sampler = "soboll"
colour = "red"
outcomes = ["system_mas"]

[set]
payload.mas = 3
body.mass = "3 km"

[fix]
tether_lenght = 3

[uncertain]
tether.densty = { low = 1, high = 2 }
tether.density = { distribution = "uniform", low = 2000, high = 1000 }
tether.stress = { distribution = "normal", low = -1e9, mode = 1, high = 1e9 }
climb.speed = { distribution = "gaussian", low = 1, high = 2 }

[thresholds]
system_mass = "3 km"

[settings]
gap = -1
"""


def test_every_fault_is_told_at_once_with_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(StudyError) as raised:
        small_study(tmp_path, BAD)
    lines = str(raised.value).splitlines()
    assert all(line.startswith("small.toml | ") for line in lines)
    for part in (
        "trials |", "sampler |", "colour | is not a known key", "did you mean system_mass?",
        "set.payload.mas | is no parameter of elevator | did you mean payload.mass?",
        "set.body.mass |", "did you mean tether_length?",
        "uncertain.tether.densty | is no parameter", "did you mean tether.density?",
        "the range must not be empty", "uncertain.tether.stress | must lie in [1e-06, 1e+09] MPa",
        "uncertain.climb.speed.distribution |", "thresholds.system_mass |", "settings | gap",
    ):  # fmt: skip
        assert any(part in line for line in lines), (part, lines)


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ('"elevator"', '"elevatr"', "did you mean elevator?"),
        ("[uncertain]", '[uncertain]\ninclude = ["steel.*"]', "fits no parameter of elevator"),
        ("low = 20, mode = 30", "low = 20, mode = 99", "mode must lie within the range"),
        ("[uncertain]", "[uncertain]\ntether.stress = { low = 9e9, high = 1e9 }",
         "got 9,000 MPa to 1,000 MPa | widen it"),
        ("[uncertain]", "[uncertain]\ntether.stress = { low = 1e9, mode = 8e9, high = 2e9 }",
         "got 8,000 MPa outside 1,000 MPa to 2,000 MPa |"),
        ("low = 20, mode = 30", 'low = "20 kg", mode = 30', "measures something else"),
        ('unit = "kg"', 'unit = "m"', "measures something else"),
        ("[uncertain]", "[set]\nclimb.speed = 3\n[uncertain]", "must not also stand in [set]"),
        ("low = 1000, high", "values = [1, 2], high", "values are for a discrete"),
        ('["system_mass"]', "3", "outcomes | "),
        ("[thresholds]", "[thresholds]\nlift_energi = 3", "did you mean lift_energy?"),
        ("trials = 12", "trials = 12\nset = 3", "must be a table [set]"),
        ("trials = 12", "trials = 12.5", "must be a whole number, got 12.5"),
    ],
)  # fmt: skip
def test_a_fault_is_told_where_it_is(tmp_path: Path, old: str, new: str, part: str) -> None:
    assert old in TEXT
    with pytest.raises(StudyError, match=r"small\.toml") as raised:
        small_study(tmp_path, TEXT.replace(old, new))
    assert part in str(raised.value)


def test_names_are_looked_up_here_then_among_those_shipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "habitat-uncertainty" in find_studies()
    (tmp_path / "studies").mkdir()
    write_study(tmp_path / "studies", name="own")
    assert load_study("own").name == "own"
    with pytest.raises(StudyError, match="did you mean habitat-uncertainty"):
        load_study("habitat-uncertanty")


def test_all_shipped_studies_load() -> None:
    for name in find_studies():
        assert load_study(name).uncertain


def test_the_digest_is_of_what_decides_a_trial(tmp_path: Path) -> None:
    digest = small_study(tmp_path).digest
    same = TEXT.replace("trials = 12", "trials = 99").replace("1500 kg", "1600 kg")
    assert small_study(tmp_path, same).digest == digest
    for old, new in (("seed = 7", "seed = 8"), ("low = 20", "low = 21"), ("problem", "problem")):
        changed = TEXT.replace(old, new) + ("[settings]\ngap = 0.5\n" if old == new else "")
        assert small_study(tmp_path, changed).digest != digest


def test_what_identifies_stored_trials_stays_as_it_was_written(tmp_path: Path) -> None:
    """Stored studies are known by these texts: names of classes and fields are part of them."""
    plain = small_study(tmp_path)
    assert plain.content["uncertain"]["payload.mass"] == (  # type: ignore[index]
        "{'kind': 'uniform', 'low': 1000.0, 'high': 2000.0, 'mode': 1500.0, 'values': (), "
        "'weights': ()}"
    )
    text = (
        'question = "?"\nproblem = "elevator"\n[sweep]\npayload.mass = { values = [1, 2] }\n'
        '[switch.light]\noutcome = "system_mass"\nthreshold = 3\ntolerance = 0.5\n'
    )
    assert small_study(tmp_path, text).content["sweep"] == (
        "Sweep(axes=(Axis(key='payload.mass', values=(1.0, 2.0), logarithmic=False),), "
        "switches=(Switch(name='light', along='payload.mass', tolerance=0.5, rule=None, "
        "key='system_mass', threshold=3.0),), shares={})"
    )
    text = 'question = "?"\nproblem = "elevator"\ntrials = 2\n[search.space]\nclimb.speed = '
    searched = small_study(tmp_path, text + "{ low = 20, high = 30 }\n")
    assert searched.content["search"] == (
        "SearchPlan(sampler='tpe', objectives=('system_mass',), batch=8, coarse_periods=None, "
        "compare=True)"
    )
    robust = small_study(tmp_path, TEXT + "[robust.decisions]\ntether_length = {}\n")
    assert robust.content["robust"] == (
        "RobustPlan(decisions=(Decision(key='tether_length', is_lever=True, values=()),), "
        "scenarios=32, clusters=4, measure='quantile', level=0.9)"
    )


def test_tasks_are_known_by_their_content(tmp_path: Path) -> None:
    study, values = small_study(tmp_path), {"payload.mass": 1234.5}
    object.__setattr__(study, "digest", "d")
    text = "[('payload.mass', 1234.5)]"
    contents = {
        f"d\0{text}": point_task(study, 3, values),
        f"d\x003\0{text}\0None": named_task(study, 3, values),
        f"d\x003\0{text}\x002.5": named_task(study, 3, values, 2.5),
        "d\x003\0[('climb.speed', 90.0), ('payload.mass', 1250.0)]": make_task(
            study, 3, [1.0, 0.25]
        ),
    }
    for content, task in contents.items():
        digest = hashlib.sha256(content.encode()).hexdigest()
        assert (task.index, task.identity, task.seed) == (3, digest[:16], int(digest[16:24], 16))
