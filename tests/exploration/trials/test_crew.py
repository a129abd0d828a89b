"""Workers: how many start, whom they serve, and that they end."""

from __future__ import annotations

import pkgutil
from inspect import signature
from pathlib import Path

import pytest

from optdesign.errors import ProblemError
from optdesign.exploration.explore import explore_study
from optdesign.exploration.study.model import Study
from optdesign.exploration.study.sampling import Task
from optdesign.exploration.trials.evaluation import Plan, Trial
from optdesign.exploration.trials.execution import Execution
from optdesign.exploration.trials.local import LocalWorkers
from optdesign.exploration.trials.warm_start import takes_warm
from optdesign.exploration.trials.workers import Finished
from optdesign.formulations.names import formulation_module
from optdesign.solvers import methods
from tests.exploration import stand_ins
from tests.exploration.stand_ins import Listener, alive, eventually, small_study


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.setenv(stand_ins.NOTES, str(tmp_path))
    return small_study(tmp_path)


def test_a_study_and_its_nominal_case_share_their_workers(study: Study, tmp_path: Path) -> None:
    execution = Execution(results=tmp_path, workers=2, run=stand_ins.slow)
    found = explore_study(study, execution)
    assert found.nominal is not None
    assert found.nominal.sample("system_mass") == [1500.0]  # the mode of its range
    workers = list(tmp_path.glob("worker-*"))
    assert len(workers) == 2
    again = explore_study(study, execution)
    assert again.nominal == found.nominal
    assert list(tmp_path.glob("worker-*")) == workers  # nothing was missing, so nothing started


class _Looking(Listener):
    """Counts at every trial how many of the nominal case are stored."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder, self.stored = folder, list[int]()

    def advance(self, trial: Trial) -> None:
        super().advance(trial)
        found = self._folder.glob("study-small/study-one-at-a-time-*/trials.log")
        self.stored.append(sum(path.read_text().count('"op_code":4') for path in found))


def test_the_nominal_case_is_solved_while_trials_are(study: Study, tmp_path: Path) -> None:
    watcher = _Looking(tmp_path)
    execution = Execution(results=tmp_path, workers=2, run=stand_ins.slow, watcher=watcher)
    explore_study(study, execution)
    assert sorted(watcher.trials) == list(range(12))
    assert (watcher.stored[0], watcher.stored[-1]) == (0, 1)


def test_without_an_answer_there_is_no_nominal_case(study: Study, tmp_path: Path) -> None:
    watcher = _Looking(tmp_path)
    execution = Execution(results=tmp_path, workers=2, run=stand_ins.fails, watcher=watcher)
    assert explore_study(study, execution).nominal is None
    assert watcher.stored == [0] * 12


def test_workers_become_more_when_more_are_of_use_and_take_any_plan(study: Study) -> None:
    easy, picky = (Plan(study.case, study.digest, run) for run in (stand_ins.easy, stand_ins.picky))
    heavy = Task(0, "", 0, {"payload.mass": 1700.0, "climb.speed": 30.0})
    workers = LocalWorkers(2, 60.0)
    try:
        for useful, count in ((0, 0), (1, 1), (1, 1), (9, 2)):
            workers.prepare(easy, useful)
            assert len(workers._workers) == count
        for plan, status in ((easy, "complete"), (picky, "infeasible"), (easy, "complete")):
            eventually(lambda: workers.wait(0.0) == [] and workers.free() == 2)
            workers.submit(plan, heavy)
            (event,) = workers.wait(60.0)
            assert isinstance(event, Finished)
            assert event.trial.status == status
    finally:
        workers.close()


def test_which_methods_start_warm_is_seen_without_loading_them() -> None:
    for info in pkgutil.iter_modules(methods.__path__):
        name = info.name.replace("_", "-")
        solve = formulation_module("optdesign.solvers.methods", name).solve
        assert takes_warm(name) == ("warm" in signature(solve).parameters), name
    assert takes_warm("growth-network")
    with pytest.raises(ProblemError, match="must be one that is known"):
        takes_warm("growth-networks")


def test_closing_stops_workers_at_once(study: Study) -> None:
    workers = LocalWorkers(2, 60.0)
    workers.prepare(Plan(study.case, study.digest, stand_ins.slow), 9)
    numbers = [worker.process.pid for worker in workers._workers]
    workers.close()
    assert len(numbers) == 2
    assert not any(alive(number) for number in numbers)
