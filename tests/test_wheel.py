"""The wheel holds everything: problems are found from any folder, without the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[1]


def run(*command: str, folder: Path, **environment: str) -> str:
    ran = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built, target = folder / "built", folder / "target"
    run("-m", "build", "--wheel", "--no-isolation", "--outdir", str(built), folder=CHECKOUT)
    (wheel,) = built.glob("*.whl")
    options = ("--quiet", "--no-deps", "--no-index", "--target", str(target))
    run("-m", "pip", "install", *options, str(wheel), folder=folder)
    return target


def test_an_installed_wheel_works_from_any_folder(installed: Path, tmp_path: Path) -> None:
    def optdesign(*arguments: str) -> str:
        return run("-m", "optdesign", *arguments, folder=tmp_path, PYTHONPATH=str(installed))

    document = json.loads(optdesign("solve", "ceres-bootstrap-paper", "--periods", "30", "--json"))
    assert document["verification"]["passed"]
    assert document["status"] == "optimal"
    assert document["provenance"]["commit"] is None, "the installed package must have been used"
    assert list((tmp_path / "results").iterdir())
    assert optdesign("show", "dyneema")
    names = {problem["problem"] for problem in json.loads(optdesign("problems", "--json"))}
    assert names == {path.stem for path in (CHECKOUT / "problems").glob("*.toml")}
    studies = {study["study"] for study in json.loads(optdesign("studies", "--json"))}
    assert studies == {path.stem for path in (CHECKOUT / "studies").glob("*.toml")}
    where = run(
        "-c", "import optdesign; print(optdesign.__file__)",
        folder=tmp_path, PYTHONPATH=str(installed),
    )  # fmt: skip
    assert Path(where.strip()).is_relative_to(installed)
    reproduced = json.loads(optdesign("reproduce", "power-scaling", "--json"))
    assert reproduced["claims"]
    assert (installed / "optdesign" / "py.typed").is_file()
