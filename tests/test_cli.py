"""The command line as scripts see it: exit codes, one document or one line, nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import optdesign
from optdesign.result import execute as module_function
from tests.commands import Command, command_in_empty_folder

PAPER = "ceres-bootstrap-paper"
QUICK = ("solve", PAPER, "--periods", "30")


run = pytest.fixture(command_in_empty_folder)


def written(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def test_a_solved_case_is_zero_and_one_document(run: Command, tmp_path: Path) -> None:
    ran = run(*QUICK, "--json")
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out.count("\n") == 1
    assert ran.document()["status"] == "optimal"
    assert len(list((tmp_path / "results").iterdir())) == 1


def test_the_summary_says_answer_certificate_and_place(run: Command) -> None:
    ran = run(*QUICK, "--results", "elsewhere")
    assert ran.code == 0
    for part in ("solved and verified", "bootstrap_time = 12", "proven", "Shadow", "elsewhere"):
        assert part in ran.out
    assert "\x1b" not in ran.out


def test_quiet_prints_nothing_but_stores(run: Command, tmp_path: Path) -> None:
    ran = run(*QUICK, "--quiet")
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert written(tmp_path / "results")


def test_an_infeasible_case_is_three_with_conflict_and_relaxation(run: Command) -> None:
    arguments = ("solve", PAPER, "--set", "collector.area_ratio=1e-10")
    found = run(*arguments, "--json")
    assert found.code == 3
    document = found.document()
    assert document["objective"]["value"] is None
    assert document["bound"] is None
    assert {part["key"] for part in document["infeasibility"]["conflict"]} == {
        "collector.area_ratio",
        "power.initial",
    }
    assert document["infeasibility"]["relaxation"]
    summary = run(*arguments)
    assert summary.code == 3
    assert "cannot all hold" in summary.out


def test_a_gap_out_of_reach_is_four_with_the_best_answer(run: Command) -> None:
    ran = run(*QUICK, "--gap", "1e-13", "--json")
    assert ran.code == 4
    document = ran.document()
    assert document["status"] == "limit"
    assert document["verification"]["passed"]
    assert 0 < document["gap"] < 1e-3
    assert document["infeasibility"] == {"conflict": [], "relaxation": []}


def test_no_answer_at_all_is_four_with_nulls(run: Command) -> None:
    arguments = ("solve", PAPER, "--set", "power.initial=1e-300")
    ran = run(*arguments, "--json")
    assert ran.code == 4
    assert ran.document()["objective"]["value"] is None
    assert not ran.document()["verification"]["passed"]
    summary = run(*arguments)
    assert "without an answer" in summary.out
    assert "passed" not in summary.out


def test_a_failed_verification_is_five(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules[module_function.__module__]
    honest = module.solve_case

    def boastful(case: object, warm: object = None) -> object:
        solution = honest(case, warm)
        return replace(solution, objective=0.9 * solution.objective)

    monkeypatch.setattr(module, "solve_case", boastful)
    ran = run(*QUICK, "--json")
    assert ran.code == 5
    assert ran.document()["status"] == "unverified"
    assert "NOT VERIFIED" in run(*QUICK).out


BAD = [
    ("solv",),
    ("solve",),
    ("--bogus",),
    ("solve", PAPER, "--bogus"),
    ("solve", PAPER, "extra"),
    ("solve", ""),
    ("solve", "x" * 50_000),
    ("solve", "a\nb"),
    ("solve", "\x1b[31m"),
    ("solve", "missing.toml"),
    ("solve", "folder.toml"),
    ("solve", "faulty.toml"),
    ("solve", "bomb.toml"),
    ("solve", PAPER, "--set"),
    ("solve", PAPER, "--set", ""),
    ("solve", PAPER, "--set", "="),
    ("solve", PAPER, "--set", "power.final"),
    ("solve", PAPER, "--set", "power.final="),
    ("solve", PAPER, "--set", "power.final=1=2"),
    ("solve", PAPER, "--set", "power.final=nan"),
    ("solve", PAPER, "--set", "power.final=inf"),
    ("solve", PAPER, "--set", "power.final=1e308 TW"),
    ("solve", PAPER, "--set", "power.final=1 m"),
    ("solve", PAPER, "--set", "power.final=\udcff"),
    ("solve", PAPER, "--set", "pöwer\n\x85final=1"),
    ("solve", PAPER, "--set", "k" * 50_000 + "=1"),
    ("solve", PAPER, "--set", "policy=best"),
    ("solve", PAPER, "--set", "power.final=1", "--set", "power.final=2"),
    ("solve", PAPER, "--fix", "power.final=1"),
    ("solve", PAPER, "--fix", "radius=1"),
    ("solve", PAPER, "--objective", "power_phase"),
    ("solve", PAPER, "--periods", "0"),
    ("solve", PAPER, "--periods", "1e3"),
    ("solve", PAPER, "--periods", "9" * 50),
    ("solve", PAPER, "--gap", "nan"),
    ("solve", PAPER, "--gap", "0"),
    ("solve", PAPER, "--time-limit", "-1"),
    ("solve", PAPER, "--seed", "-1"),
    ("solve", PAPER, "--results", "file"),
    ("solve", PAPER, "--results", "file/below"),
    ("solve", PAPER, "--results", "r" * 300),
    ("solve", PAPER, "--results", "/proc/none"),
    ("show",),
    ("show", "no-such"),
    ("show", "x" * 50_000),
    ("reproduce", "no-such"),
    ("runs", "--results", "file"),
    ("runs", "extra"),
    ("problems", "extra"),
]


@pytest.mark.parametrize("arguments", BAD, ids=lambda arguments: ascii(" ".join(arguments))[:50])
def test_bad_input_is_two_and_one_line(
    run: Command, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "faulty.toml").write_text("a = 1\nb = 2\n[levers]\nc = 3\n")
    (tmp_path / "bomb.toml").write_text("a = " + "[" * 50_000)
    before = written(tmp_path)
    for extra in ((), ("--json",)):
        ran = run(*arguments, *extra) if arguments[-1] != "--set" else run(*arguments)
        assert ran.code == 2
        assert ran.out == ""
        assert len(ran.err.splitlines()) == 1, ran.err
        assert ran.err.isprintable() or ran.err[:-1].isprintable()
        assert ran.err.count(" | ") >= 1
        assert len(ran.err) <= 2001
        assert "Traceback" not in ran.err
    assert written(tmp_path) == before


def test_all_faults_of_a_file_are_on_the_line(run: Command, tmp_path: Path) -> None:
    (tmp_path / "faulty.toml").write_text("a = 1\n[levers]\nc = 3\n")
    err = run("solve", "faulty.toml").err
    for part in ("question", "formulation", "class", "objective", "levers.c", "faulty.toml | a "):
        assert part in err


def test_the_version(run: Command) -> None:
    for arguments in (("--version",), ("problems", "--version"), ("solve", "--version")):
        ran = run(*arguments)
        assert (ran.code, ran.out) == (0, f"optdesign {optdesign.__version__}\n")


@pytest.mark.parametrize("name", ["problems", "show", "solve", "reproduce", "runs"])
def test_help_has_an_example(run: Command, name: str) -> None:
    ran = run(name, "--help")
    assert ran.code == 0
    assert f"optdesign {name}" in ran.out.split("Example")[1]
    assert name in run("--help").out


def test_no_command_is_help(run: Command) -> None:
    assert "solve" in run().out


@pytest.mark.parametrize(
    "arguments", [("problems",), ("show", PAPER), ("reproduce", "power-scaling"), ("runs",)]
)
def test_common_options_after_every_command(run: Command, arguments: tuple[str, ...]) -> None:
    assert run(*arguments, "--quiet", "--results", "r").out == ""
    ran = run(*arguments, "--json", "--results", "r")
    assert (ran.code, ran.err) == (0, "")
    assert ran.document() is not None
    assert run(*arguments).out


def test_show_lists_keys_units_sources_and_marks(run: Command) -> None:
    document = run("show", PAPER, "--json").document()
    parameters = {part["key"]: part for part in document["parameters"]}
    assert parameters["power.doubling_time"]["unit"] == "s"
    assert parameters["power.doubling_time"]["value"] == pytest.approx(121.75 * 86_400)
    assert parameters["collector.area_ratio"]["value"] == "inf"
    assert parameters["target.area"]["value"] is None
    assert all(part["source"] and part["mark"] for part in document["parameters"])
    assert run("show", "catalogue").code == run("show", "dyneema", "--json").code == 0


def test_runs_lists_what_was_stored_and_warns_of_junk(run: Command, tmp_path: Path) -> None:
    run(*QUICK, "--quiet", "--results", "r")
    (tmp_path / "r" / "damaged").mkdir()
    (tmp_path / "r" / "damaged" / "result.json").write_text("{")
    ran = run("runs", "--results", "r", "--json")
    assert ran.code == 0
    assert [part["problem"] for part in ran.document()] == [PAPER]
    assert ran.err.startswith("warning: ")
    assert len(ran.err.splitlines()) == 1


def test_an_interrupt_is_one_line(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(case: object, warm: object = None) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys.modules[module_function.__module__], "solve_case", interrupt)
    ran = run(*QUICK)
    assert (ran.code, ran.out, ran.err) == (130, "", "stopped\n")


def process(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    root = str(Path(optdesign.__file__).parents[1])
    return subprocess.run(
        [sys.executable, "-m", "optdesign", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": root, **environment},
    )


def test_as_a_process_without_colour_and_in_plain_ascii(tmp_path: Path) -> None:
    for environment in ({"NO_COLOR": "1", "FORCE_COLOR": ""}, {"PYTHONIOENCODING": "ascii"}):
        ran = process(tmp_path, "show", "megasatellite", **environment)
        assert ran.returncode == 0, ran.stderr
        assert "\x1b" not in ran.stdout
    assert process(tmp_path, "show", "dyneema", "--json", PYTHONIOENCODING="ascii").returncode == 0
    ran = process(tmp_path, "solve", "été", PYTHONIOENCODING="ascii")
    assert ran.returncode == 2
    assert len(ran.stderr.splitlines()) == 1
    assert ran.stdout == ""
