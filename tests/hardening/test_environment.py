"""Kills, full disks, shared folders, odd locales: nothing is lost, nothing half-written."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest

COMMAND = [sys.executable, "-m", "optdesign"]
SOLVE = [*COMMAND, "solve", "elevator", "--results", "results"]
FRONT = [*COMMAND, "pareto", "elevator", "--objectives", "system_mass,tether_length",
         "--points", "6", "--results", "results"]  # fmt: skip


def _ended(words: list[str], folder: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=120,
                          env=os.environ | changes, check=False)  # fmt: skip


def _stored(folder: Path) -> list[dict[str, object]]:
    listed = _ended([*COMMAND, "runs", "--json", "--results", "results"], folder)
    assert listed.returncode == 0, listed.stderr
    found: list[dict[str, object]] = json.loads(listed.stdout)
    return found


@pytest.mark.parametrize("words", [SOLVE, FRONT], ids=["solve", "pareto"])
def test_a_kill_at_any_moment_leaves_whole_runs_only(words: list[str], tmp_path: Path) -> None:
    random = Random(1)
    for _ in range(2):
        running = subprocess.Popen(words, cwd=tmp_path, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)  # fmt: skip
        time.sleep(random.uniform(0.3, 2.5))
        running.send_signal(signal.SIGKILL)
        running.wait()
        _stored(tmp_path)
    again = _ended([*words, "--json"], tmp_path)
    assert again.returncode == 0, again.stderr
    json.loads(again.stdout)
    for path in (tmp_path / "results").rglob("*.json"):
        if not any(part.startswith(".") for part in path.relative_to(tmp_path).parts):
            json.loads(path.read_text())


def test_two_processes_share_a_folder_of_results(tmp_path: Path) -> None:
    both = [subprocess.Popen([*SOLVE, "--quiet"], cwd=tmp_path) for _ in range(2)]
    assert [process.wait(timeout=120) for process in both] == [0, 0]
    assert len(_stored(tmp_path)) == 2


def test_a_full_disk_is_told_in_a_line(tmp_path: Path) -> None:
    def full() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))

    ran = subprocess.run(SOLVE, cwd=tmp_path, capture_output=True, text=True, timeout=120,
                         preexec_fn=full, check=False)  # fmt: skip
    assert ran.returncode != 0
    assert "Traceback" not in ran.stderr
    assert len(ran.stderr.strip().splitlines()) == 1
    assert not _stored(tmp_path)


@pytest.mark.parametrize("place", ["a-file", "/proc/results"])
def test_results_that_cannot_be_written(place: str, tmp_path: Path) -> None:
    (tmp_path / "a-file").write_text("kept")
    ran = _ended([*COMMAND, "solve", "elevator", "--results", place], tmp_path)
    assert ran.returncode == 2
    assert len(ran.stderr.strip().splitlines()) == 1
    assert (tmp_path / "a-file").read_text() == "kept"


def test_the_answer_does_not_depend_on_locale_or_clock(tmp_path: Path) -> None:
    odd = {"LC_ALL": "C", "PYTHONUTF8": "0", "TZ": "Pacific/Kiritimati", "COLUMNS": "7"}
    plain = _ended([*SOLVE, "--json"], tmp_path)
    strange = _ended([*SOLVE, "--json"], tmp_path, **odd)
    one, other = json.loads(plain.stdout), json.loads(strange.stdout)
    for found in (one, other):
        del found["provenance"]
    assert one == other
