"""Spoilt input of every kind ends in an answer or in a clear line, never in a traceback."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from optdesign.commands.new import start_file
from optdesign.problem import shipped_folder
from optdesign.result.folders import new_folder
from optdesign.textfile import write_whole
from tests.hardening.mutants import SLOW, command_line, half_written, run, spoil

SOURCES = {
    kind: sorted(path for path in shipped_folder(kind).glob("*.toml") if path.stem not in SLOW)
    for kind in ("problems", "studies")
}
ITEMS = sorted((Path(__file__).parents[2] / "optdesign" / "catalogue").glob("*/*.toml"))
QUICK = {"elevator", "replication-unit"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("seed", range(4))
def test_spoilt_problems(seed: int, folder: Path) -> None:
    random = Random(seed)
    for _ in range(25):
        source = random.choice(SOURCES["problems"])
        text = spoil(source.read_text(), random, random.randrange(1, 4))
        Path("mine.toml").write_text(text)
        verb = "solve" if source.stem in QUICK else "show"
        ran = run([verb, "mine.toml", *(["--json"] if random.random() < 0.5 else [])])
        assert not ran.fault, f"{ran.fault}\n{text}"
    assert not half_written(folder)


@pytest.mark.parametrize("seed", range(3))
def test_spoilt_catalogues(seed: int, folder: Path) -> None:
    random = Random(seed)
    for step in range(12):
        source = random.choice(ITEMS)
        place = folder / "catalogue" / source.parent.name / f"mine-{step}.toml"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(spoil(source.read_text(), random, random.randrange(1, 3)))
        ran = run(["show", f"mine-{step}"])
        assert not ran.fault, f"{ran.fault}\n{place.read_text()}"
        place.unlink()


@pytest.mark.parametrize("seed", range(3))
def test_spoilt_studies(seed: int, folder: Path) -> None:
    from optdesign.errors import OptdesignError
    from optdesign.exploration.study.read import load_study

    random, told = Random(seed), []
    for _ in range(20):
        source = random.choice(SOURCES["studies"])
        Path("mine.toml").write_text(spoil(source.read_text(), random, random.randrange(1, 4)))
        try:
            assert load_study("mine.toml").name == "mine"
        except OptdesignError as error:  # anything else is a fault
            told += str(error).splitlines()
    assert told
    assert all(line.count(" | ") >= 1 for line in told), told


@pytest.mark.parametrize("seed", range(4))
def test_senseless_command_lines(seed: int, folder: Path) -> None:
    random = Random(seed)
    for _ in range(25):
        words = command_line(random)
        ran = run([*words, "--results", str(folder / "results")])
        assert not ran.fault, f"{ran.fault}: {words}"
    assert not half_written(folder)


def test_spoilt_results(folder: Path) -> None:
    assert run(["solve", "elevator", "--results", "results", "--quiet"]).code == 0
    (stored,) = Path("results").iterdir()
    random = Random(0)
    files = [path for path in stored.iterdir() if path.suffix in (".json", ".toml", ".csv")]
    for _ in range(25):
        path = random.choice(files)
        kept = path.read_bytes()
        path.write_text(spoil(kept.decode(), random, random.randrange(1, 4)))
        for words in (["runs"], ["report", str(stored)]):
            ran = run([*words, "--results", "results"])
            assert not ran.fault, f"{words} {path.name}: {ran.fault}"
        path.write_bytes(kept)
    assert json.loads(run(["runs", "--json"]).out) is not None


def test_what_a_kill_leaves_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    assert not half_written(folder)
    monkeypatch.setattr(os, "replace", killed)
    monkeypatch.setattr(os, "link", killed)
    monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)
    writers: list[Callable[[], object]] = [
        lambda: write_whole(folder / "page.html", "text"),
        lambda: new_folder(folder / "results", "run", killed),
        lambda: start_file("mine", "elevator"),
    ]
    for number, write in enumerate(writers, start=1):
        with pytest.raises(KeyboardInterrupt):
            write()
        assert len(half_written(folder)) == number
