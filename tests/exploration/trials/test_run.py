"""Running studies: the same table whatever happens to the processes, and no trial lost or twice."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import optuna
import pandas as pd
import pytest

from optdesign.errors import OptdesignError, StudyError
from optdesign.exploration.output.table import trial_table
from optdesign.exploration.study.model import Study
from optdesign.exploration.study.sampling import make_task, study_tasks
from optdesign.exploration.trials import storage
from optdesign.exploration.trials.evaluation import Plan, evaluate
from optdesign.exploration.trials.execution import Execution
from optdesign.exploration.trials.lock import sole_writer
from optdesign.exploration.trials.result import StudyResult
from optdesign.exploration.trials.run import run_study
from optdesign.exploration.trials.storage import JOURNAL_FILE
from tests.exploration import stand_ins
from tests.exploration.stand_ins import Listener, alive, eventually, small_study, stable

CHECKOUT = Path(__file__).parents[3]


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.setenv(stand_ins.NOTES, str(tmp_path))
    return small_study(tmp_path)


@pytest.fixture
def expected(study: Study) -> pd.DataFrame:
    """The table without any workers: every trial run here, in order."""
    plan = Plan(study.case, study.digest, stand_ins.easy)
    tasks = study_tasks(study, study.trials)
    trials = tuple(stand_ins.easy(plan, task) for task in tasks)
    return stable(StudyResult(study, tuple(tasks), trials, Path(), ""))


@pytest.mark.parametrize("workers", [1, pytest.param(3, marks=pytest.mark.slow)])
def test_the_table_is_the_same_with_any_number_of_workers(
    study: Study, expected: pd.DataFrame, tmp_path: Path, workers: int
) -> None:
    found = run_study(study, Execution(results=tmp_path, workers=workers, run=stand_ins.easy))
    pd.testing.assert_frame_equal(stable(found), expected, check_exact=True)
    assert list(trial_table(found)["trial"]) == list(range(12))
    assert trial_table(found)["payload.mass [kg]"].between(1000, 2000).all()


def test_trials_of_another_program_run_again(
    study: Study, expected: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(storage, "program_stamp", lambda: "older")
        run_study(study, Execution(results=tmp_path, workers=1, trials=14, run=stand_ins.picky))
    listener = Listener()
    quick = Execution(results=tmp_path, workers=1, run=stand_ins.easy, watcher=listener)
    found = stable(run_study(study, quick))
    pd.testing.assert_frame_equal(found.iloc[:12], expected, check_exact=True)
    assert listener.trials == list(range(14))
    (notice,) = listener.notices
    assert notice.startswith("14 stored trials of small were run by another state of the program")
    run_study(study, quick)
    assert len(listener.notices) == 1
    assert len(listener.trials) == 14


def test_a_resumed_study_runs_only_what_is_missing(
    study: Study, expected: pd.DataFrame, tmp_path: Path
) -> None:
    first = run_study(study, Execution(results=tmp_path, trials=5, workers=1, run=stand_ins.easy))
    assert len(first.trials) == 5
    listener = Listener()
    found = run_study(
        study, Execution(results=tmp_path, workers=1, run=stand_ins.easy, watcher=listener)
    )
    assert listener.begun == (12, 5, 0)
    assert sorted(listener.trials) == list(range(5, 12))
    pd.testing.assert_frame_equal(stable(found), expected, check_exact=True)
    again = run_study(study, Execution(results=tmp_path, workers=1, run=stand_ins.always_dies))
    pd.testing.assert_frame_equal(trial_table(again), trial_table(found), check_exact=True)
    fewer = run_study(
        study,
        Execution(
            results=tmp_path, trials=5, workers=1, run=stand_ins.always_dies, watcher=listener
        ),
    )
    assert listener.begun == (5, 5, 7)
    pd.testing.assert_frame_equal(stable(fewer), stable(first), check_exact=True)


PARENT = """
from pathlib import Path
from optdesign.exploration.study.read import load_study
from optdesign.exploration.trials import storage
from optdesign.exploration.trials.execution import Execution
from optdesign.exploration.trials.run import run_study
from tests.exploration.stand_ins import slow
folder = Path({folder!r})
storage.program_stamp = lambda: "one program"
run_study(load_study(folder / "small.toml"), Execution(results=folder, workers=2, run=slow))
"""


@pytest.mark.parametrize(
    "how", [signal.SIGKILL, pytest.param(signal.SIGINT, marks=pytest.mark.slow)]
)
def test_a_killed_study_resumes_to_the_identical_table(
    study: Study, expected: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    how: signal.Signals,
) -> None:  # fmt: skip
    monkeypatch.setattr(storage, "program_stamp", lambda: "one program")  # whoever edits it now
    journal = tmp_path / "study-small" / JOURNAL_FILE
    code = PARENT.format(folder=str(tmp_path))
    parent = subprocess.Popen([sys.executable, "-c", code], cwd=CHECKOUT, stderr=subprocess.PIPE)
    eventually(lambda: journal.is_file() and journal.read_bytes().count(b"too") >= 0
               and journal.read_bytes().count(b'"op_code":4') >= 3)  # fmt: skip
    parent.send_signal(how)
    parent.communicate(timeout=60)
    assert parent.returncode != 0
    left = [int(path.name.partition("-")[2]) for path in tmp_path.glob("worker-*")]
    assert left
    eventually(lambda: not any(alive(number) for number in left))
    if how is signal.SIGKILL:  # as if it had come in the middle of a record
        with journal.open("ab") as stream:
            stream.write(b'{"op_code":4,"worker_')
    listener = Listener()
    found = run_study(
        study, Execution(results=tmp_path, workers=2, run=stand_ins.easy, watcher=listener)
    )
    assert 3 <= listener.begun[1] < 12
    pd.testing.assert_frame_equal(stable(found), expected, check_exact=True)


def test_the_trial_of_a_dead_worker_runs_again(
    study: Study, expected: pd.DataFrame, tmp_path: Path
) -> None:
    listener = Listener()
    found = run_study(
        study, Execution(results=tmp_path, workers=2, run=stand_ins.dies_once, watcher=listener)
    )
    pd.testing.assert_frame_equal(stable(found), expected, check_exact=True)
    assert found.trials[2].attempts == 2
    assert any("trial 2" in text and "signal 9" in text for text in listener.notices)


def test_a_trial_that_kills_every_worker_is_failed_with_its_cause(
    study: Study, tmp_path: Path
) -> None:
    found = run_study(
        study, Execution(results=tmp_path, workers=2, run=stand_ins.always_dies, trials=4)
    )
    assert [trial.status for trial in found.trials] == ["complete", "failed", *["complete"] * 2]
    assert (found.trials[1].kind, found.trials[1].attempts) == ("died", 3)
    assert "signal 9" in found.trials[1].cause


def test_a_stuck_worker_is_stopped_and_its_trial_runs_again(
    study: Study, expected: pd.DataFrame, tmp_path: Path
) -> None:
    impatient = small_study(tmp_path, stand_ins.TEXT + "[settings]\npatience = 2\n")
    listener = Listener()
    found = run_study(
        impatient,
        Execution(results=tmp_path, workers=2, run=stand_ins.stuck_once, watcher=listener),
    )
    pd.testing.assert_frame_equal(stable(found), expected, check_exact=True)
    assert any("trial 3" in text and "stuck" in text for text in listener.notices)


def test_failed_and_infeasible_trials_are_data(study: Study, tmp_path: Path) -> None:
    found = run_study(study, Execution(results=tmp_path, workers=2, run=stand_ins.picky, trials=64))
    infeasible = found.count("infeasible")
    assert infeasible == sum(task.sampled["payload.mass"] > 1600 for task in found.tasks)
    assert found.count("failed") > 0
    assert found.feasibility.value == pytest.approx(
        found.count("complete") / (found.count("complete") + infeasible)
    )
    (clearest, *_), (other, *_) = found.separations("infeasible"), found.separations("failed")
    assert (clearest.parameter, clearest.score) == ("payload.mass", 1.0)
    assert (other.parameter, other.score) == ("climb.speed", 1.0)
    assert ("infeasible", "load", infeasible) in found.causes
    # An infeasible trial does not meet a threshold, though it has no outcome to compare.
    light = sum(task.sampled["payload.mass"] <= 1500 and task.sampled["climb.speed"] <= 55
                for task in found.tasks)  # fmt: skip
    chance = found.probability(study.thresholds[0])
    assert chance.value == pytest.approx(light / (found.count("complete") + infeasible))
    table = trial_table(found).set_index("status")
    assert table.loc["infeasible", "system_mass [kg]"].isna().all()
    assert (table.loc["infeasible", "cause"] == "too heavy").all()


def test_solves_that_fail_or_are_infeasible_never_raise(tmp_path: Path) -> None:
    text = (
        'question = "?"\nproblem = "ceres-bootstrap-paper"\ntrials = 2\n[settings]\nperiods = 30\n'
        '[uncertain]\npower.initial = { distribution = "uniform", low = 1000, high = 2000 }\n'
    )
    study = small_study(tmp_path, text)
    plan = Plan(study.case, study.digest, evaluate)
    task = make_task(study, 0, [0.5])
    complete = evaluate(plan, task)
    assert (complete.status, complete.identity) == ("complete", task.identity)
    assert complete.outcomes["bootstrap_time"] > 0
    tight = Plan(study.case.with_value("collector.area_ratio", 1e-10), study.digest, evaluate)
    infeasible = evaluate(tight, task)
    assert infeasible.status == "infeasible"
    assert infeasible.conflict
    assert infeasible.cause
    broken = Plan(study.case.with_value("power.doubling_time", "x"), study.digest, evaluate)
    failed = evaluate(broken, task)
    assert (failed.status, failed.kind) == ("failed", "error")
    assert "power.doubling_time" in failed.cause


def test_optuna_reads_what_is_stored(study: Study, tmp_path: Path) -> None:
    found = run_study(study, Execution(results=tmp_path, workers=1, run=stand_ins.picky))
    backend = optuna.storages.journal.JournalFileBackend(found.storage)
    stored = optuna.load_study(study_name="small", storage=optuna.storages.JournalStorage(backend))
    assert len(stored.trials) == 12
    assert {t.user_attrs["status"] for t in stored.trials} >= {"complete", "infeasible"}
    assert stored.best_value == min(found.sample("system_mass"))


def test_a_database_holds_the_same_trials(
    study: Study, expected: pd.DataFrame, tmp_path: Path
) -> None:
    place = f"sqlite:///{tmp_path}/own.db"
    run_study(
        study, Execution(results=tmp_path, workers=1, trials=5, storage=place, run=stand_ins.easy)
    )
    found = run_study(
        study, Execution(results=tmp_path, workers=1, storage=place, run=stand_ins.easy)
    )
    pd.testing.assert_frame_equal(stable(found), expected, check_exact=True)
    other = small_study(tmp_path)
    object.__setattr__(other, "name", "other")
    with pytest.raises(StudyError, match="must be the storage of other, holds the study small"):
        run_study(other, Execution(results=tmp_path, workers=1, storage=place, run=stand_ins.easy))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("seed", "text", "part"),
    [
        (8, stand_ins.TEXT, "must be resumed with its own seed, it has 7, got 8"),
        (None, stand_ins.TEXT.replace("low = 20", "low = 21"), "but uncertain changed since"),
        (None, stand_ins.TEXT + "[settings]\ngap = 0.5\n", "fix or settings changed since"),
    ],
)
def test_the_storage_of_another_study_is_refused(
    study: Study, tmp_path: Path, seed: int | None, text: str, part: str
) -> None:
    run_study(study, Execution(results=tmp_path, workers=1, trials=2, run=stand_ins.easy))
    changed = small_study(tmp_path, text)
    before = contents(tmp_path)
    with pytest.raises(StudyError) as raised:
        run_study(changed, Execution(results=tmp_path, seed=seed, workers=1, run=stand_ins.easy))
    assert part in str(raised.value)
    assert contents(tmp_path) == before


def test_a_setting_that_went_away_is_named(study: Study, tmp_path: Path) -> None:
    cold = small_study(tmp_path, stand_ins.TEXT + "[settings]\nwarm = false\n")
    run_study(cold, Execution(results=tmp_path, workers=1, trials=2, run=stand_ins.easy))
    with pytest.raises(StudyError, match="but warm changed since"):
        run_study(study, Execution(results=tmp_path, workers=1, run=stand_ins.easy))


@pytest.mark.parametrize(
    "content",
    [b"not a journal", b"three\nlines\nof text\n", b"[1]\n[2]\n", b"\x00\xff\xfe", b"{}\n"],
)
@pytest.mark.parametrize("form", ["{}", "sqlite:///{}"])
def test_a_corrupt_storage_is_refused_and_left_alone(
    study: Study, tmp_path: Path, content: bytes, form: str
) -> None:
    path = tmp_path / "storage"
    path.write_bytes(content)
    with pytest.raises(StudyError, match="must be an optuna storage"):
        run_study(study, Execution(results=tmp_path, storage=form.format(path), run=stand_ins.easy))
    assert path.read_bytes() == content


def test_a_study_has_one_writer(study: Study, tmp_path: Path) -> None:
    (tmp_path / "study-small").mkdir()
    with (
        sole_writer(tmp_path / "study-small"),
        pytest.raises(StudyError, match="another process runs this study"),
    ):
        run_study(study, Execution(results=tmp_path, run=stand_ins.easy))
    shared = str(tmp_path / "shared.log")
    (tmp_path / "one").mkdir()
    with (
        sole_writer(tmp_path / "one", shared),
        pytest.raises(StudyError, match="another process writes to it"),
    ):
        run_study(study, Execution(results=tmp_path / "two", storage=shared, run=stand_ins.easy))
    assert not Path(shared).exists()


@pytest.mark.parametrize("other", ["mine.db", "sqlite:///folder/../mine.db?timeout=9"])
def test_one_database_has_one_writer_however_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("one", "two", "folder"):
        (tmp_path / name).mkdir()
    with sole_writer(tmp_path / "one", f"sqlite:///{tmp_path}/mine.db"):
        with (
            pytest.raises(StudyError, match="another process writes to it"),
            sole_writer(tmp_path / "two", other),
        ):
            pass
        with sole_writer(tmp_path / "two", "sqlite:///folder/mine.db"):
            pass


@pytest.mark.parametrize("wrong", [{"trials": 0}, {"workers": 0}, {"seed": -1}, {"seed": 2**32}])
def test_numbers_outside_their_range_are_refused(
    study: Study, tmp_path: Path, wrong: dict[str, int]
) -> None:
    with pytest.raises(OptdesignError, match="must lie in"):
        run_study(study, Execution(results=tmp_path / "none", run=stand_ins.easy, **wrong))
    assert not (tmp_path / "none").exists()


def test_workers_that_do_not_start_are_one_clear_line(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = (sys.executable, "-c", "raise SystemExit('no such thing')")
    monkeypatch.setattr("optdesign.exploration.trials.local._COMMAND", command)
    with pytest.raises(StudyError, match=r"workers \| must start.*no such thing"):
        run_study(study, Execution(results=tmp_path, workers=2, run=stand_ins.easy))


def test_the_journal_holds_one_record_a_trial(study: Study, tmp_path: Path) -> None:
    found = run_study(study, Execution(results=tmp_path, workers=2, run=stand_ins.easy))
    lines = [json.loads(line) for line in Path(found.storage).read_text().splitlines()]
    created = [line for line in lines if line["op_code"] == 4]
    assert len(created) == 12
