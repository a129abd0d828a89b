"""A study on a Dask cluster of separate processes on this machine, one of them killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from optdesign.errors import StudyError
from optdesign.exploration.trials.evaluation import Trial
from optdesign.exploration.trials.execution import Execution
from optdesign.exploration.trials.run import run_study
from tests.exploration import stand_ins
from tests.exploration.stand_ins import Listener, small_study, stable

pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")

CHECKOUT = Path(__file__).parents[3]


def start(module: str, *options: str) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(CHECKOUT), os.environ.get("PYTHONPATH", "")])
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{module}", *options, "--no-dashboard"],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, object]]:
    """The address of a scheduler, and two worker processes of one thread each."""
    from distributed import Client

    monkeypatch.setenv(stand_ins.NOTES, str(tmp_path))
    file = tmp_path / "scheduler.json"
    loopback = ("--host", "127.0.0.1")
    scheduler = start("dask_scheduler", *loopback, "--port", "0", "--scheduler-file", str(file))
    options = ("--scheduler-file", str(file), "--nthreads", "1", "--no-nanny")
    workers = [
        start("dask_worker", *options, "--local-directory", str(tmp_path / f"scratch-{number}"))
        for number in range(2)
    ]
    try:
        end = time.monotonic() + 60
        while not file.is_file() and time.monotonic() < end:
            time.sleep(0.1)
        with Client(scheduler_file=str(file), timeout=30, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            address = client.scheduler.address
        yield {"address": address, "workers": workers, "scheduler": scheduler}
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def test_a_study_survives_a_killed_worker_of_a_cluster(
    cluster: dict[str, object], tmp_path: Path
) -> None:
    study = small_study(tmp_path)
    workers = cluster["workers"]
    assert isinstance(workers, list)

    class Killer(Listener):
        """Kills one of the two workers in mid-study."""

        def advance(self, trial: Trial) -> None:
            super().advance(trial)
            if len(self.trials) == 3:
                workers[0].kill()

    listener = Killer()
    far = Execution(
        results=tmp_path / "far", cluster=str(cluster["address"]), run=stand_ins.slow,
        watcher=listener,
    )  # fmt: skip
    found = run_study(study, far)
    assert workers[0].wait(timeout=10) != 0
    assert sorted(listener.trials) == list(range(12))
    assert any("left" in text for text in listener.notices)
    near = run_study(study, Execution(results=tmp_path / "near", workers=2, run=stand_ins.easy))
    pd.testing.assert_frame_equal(stable(found), stable(near), check_exact=True)


def test_a_lost_scheduler_is_one_clear_line_and_the_study_resumes(
    cluster: dict[str, object], tmp_path: Path
) -> None:
    study, scheduler = small_study(tmp_path), cluster["scheduler"]
    assert isinstance(scheduler, subprocess.Popen)

    class Killer(Listener):
        """Kills the scheduler in mid-study."""

        def advance(self, trial: Trial) -> None:
            super().advance(trial)
            if len(self.trials) == 3:
                scheduler.kill()

    address = str(cluster["address"])
    with pytest.raises(StudyError, match="the scheduler must stay"):
        run_study(
            study,
            Execution(results=tmp_path, cluster=address, run=stand_ins.slow, watcher=Killer()),
        )
    found = run_study(study, Execution(results=tmp_path, workers=1, run=stand_ins.easy))
    assert [trial.index for trial in found.trials] == list(range(12))
    assert all(trial.status == "complete" for trial in found.trials)


def test_an_address_without_a_scheduler_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optdesign.exploration.trials.cluster._CONNECT", "1s")
    for address in ("tcp://127.0.0.1:1", "nonsense://x"):
        with pytest.raises(StudyError, match="must be the address of a Dask scheduler"):
            run_study(small_study(tmp_path), Execution(results=tmp_path, cluster=address))
