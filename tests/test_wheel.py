"""The wheel carries all data: built, installed elsewhere, it solves from any folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    target = folder / "site"
    install = [sys.executable, "-m", "pip", "install", "--no-deps", "--no-index", "--quiet"]
    subprocess.run([*install, "--target", str(target), str(wheel)], check=True, capture_output=True)
    return target


def _run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    return subprocess.run(
        [sys.executable, "-m", "optdesign", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_solves_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    run = _run(installed, tmp_path, "solve", "ceres-bootstrap-paper", "--json")
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert found["status"] == "optimal"
    assert found["provenance"]["commit"] is None, "the installed package must have been used"
    assert list((tmp_path / "results").iterdir())


def test_shows_problems_catalogue_and_scorecards(installed: Path, tmp_path: Path) -> None:
    problems = json.loads(_run(installed, tmp_path, "problems", "--json").stdout)
    assert {"ceres-bootstrap-paper", "habitat", "elevator"} <= {p["problem"] for p in problems}
    assert _run(installed, tmp_path, "show", "dyneema").returncode == 0
    assert _run(installed, tmp_path, "reproduce", "power-scaling", "--json").returncode == 0
