"""``report``, ``compare``, ``figures``, ``new``, ``doctor`` and completion as a user meets them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import optdesign
from optdesign.cli import COMMANDS
from optdesign.commands import doctor as doctor_module
from optdesign.commands.new import without_section
from tests.commands import Command, command_in_empty_folder
from tests.report.stored_runs import front, sweep

PAPER = "ceres-bootstrap-paper"


run = pytest.fixture(command_in_empty_folder)


def test_from_solve_to_report_figures_and_comparison(run: Command, tmp_path: Path) -> None:
    for policy in ("optimal", "sequential"):
        run("solve", PAPER, "--set", f"policy={policy}", "--quiet")
    found = run("report", "--json").document()
    assert found["kind"] == "solve"
    assert Path(found["report"]).read_text(encoding="utf-8").count("<figure") == 2
    assert run("report", PAPER).err.startswith(f"'{PAPER}' | must be the start of one run, fits 2")
    ran = run("compare", *os.listdir("results"), "--to", "both.html")
    assert (ran.code, ran.out) == (0, "Written to both.html\n")
    assert "policy sequential" in Path("both.html").read_text(encoding="utf-8")
    arguments = ("figures", "--format", "svg", "--only", "schedule", "--to", "paper", "--json")
    assert run(*arguments).document()["figures"] == ["paper/schedule.svg"]
    assert run("figures", "--only", "drivers").out.strip().endswith("figures/drivers.png")


def test_fronts_and_studies_have_reports_too(run: Command, tmp_path: Path) -> None:
    front(tmp_path / "results")
    sweep(tmp_path / "results")
    assert run("report", "habitat").code == run("report", "study-swept").code == 0
    assert (tmp_path / "results" / "study-swept" / "report.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("report",), "has no stored runs"),
        (("report", "a/b"), "must be the folder of a run"),
        (("report", "\0/"), "must be the folder of a run"),
        (("compare", "x"), "has no stored runs"),
        (("compare",), "Missing argument"),
        (("figures", "--format", "bmp"), "bmp"),
        (("new", "a", "--from", "habitt"), "did you mean habitat?"),
        (("new", "a/b", "--from", "habitat"), "must be at most 64 letters"),
        (("new", "habitat", "--from", "elevator"), "is taken"),
        (("new", "a"), "--from"),
    ],
)
def test_bad_input_is_one_line(run: Command, arguments: tuple[str, ...], part: str) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert part in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_figure_that_is_not_there_is_named(run: Command, tmp_path: Path) -> None:
    front(tmp_path / "results")
    assert "did you mean front?" in run("figures", "--only", "frond").err
    assert not list((tmp_path / "results").glob("*/figures"))


def test_a_new_problem_solves_as_the_other_did(run: Command) -> None:
    ran = run("new", "mine", "--from", PAPER)
    assert ran.out.endswith("optdesign solve mine\n")
    one, other = (run("solve", name, "--json").document() for name in ("mine", PAPER))
    assert one["objective"] == other["objective"]
    assert "[expect]" not in Path("problems/mine.toml").read_text(encoding="utf-8")
    assert run("new", "mine", "--from", PAPER).code == 2
    ended = run("new", "other.toml", "--from", PAPER)
    assert "Written to problems/other.toml" in ended.out
    assert ended.out.endswith("optdesign solve other\n")
    assert run("new", "sure", "--from", "closure", "--json").document()["file"] == (
        "studies/sure.toml"
    )


def test_only_the_section_asked_for_is_left_out() -> None:
    text = "a = 1\n[expect]\nx = 1\n[expect.y]\nz = 2\n[ levers ]\nb = 1\n"
    assert without_section(text, "expect") == "a = 1\n[ levers ]\nb = 1\n"


def test_the_doctor_finds_nothing_wrong_or_says_what(
    run: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = run("doctor", "--json").document()
    assert found["passed"]
    assert all(check["passed"] for check in found["checks"])
    assert {"HiGHS", "SCIP", "solve and verify"} <= {check["name"] for check in found["checks"]}

    def broken() -> str:
        raise RuntimeError("the optimum is 2, got 3")

    monkeypatch.setattr(doctor_module, "_checks", lambda results: {"HiGHS": broken})
    ran = run("doctor")
    assert ran.code == 5
    assert "FAILED  HiGHS" in ran.out
    assert "got 3" in ran.out


@pytest.mark.parametrize("function", COMMANDS, ids=lambda function: function.__name__)
def test_every_command_has_help_with_an_example(run: Command, function: object) -> None:
    name = function.__name__  # type: ignore[attr-defined]
    ran = run(name, "--help")
    assert ran.code == 0
    assert f"optdesign {name}" in ran.out.split("Example")[1]
    for option in ("--json", "--quiet", "--version"):
        assert option in ran.out


def completed(folder: Path, words: str) -> set[str]:
    """What the shell would offer."""
    count = len(words.split()) - (0 if words.endswith(" ") else 1)
    root = str(Path(optdesign.__file__).parents[1])
    environment = {
        **os.environ, "PYTHONPATH": root, "COMP_WORDS": words, "COMP_CWORD": str(count),
        "_OPTDESIGN_COMPLETE": "complete_bash",
    }  # fmt: skip
    script = "import sys; sys.argv[0] = 'optdesign'; from optdesign.cli import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, env=environment, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip
    assert ran.stderr == ""
    return set(ran.stdout.split())


def test_the_shell_completes_problems_studies_and_runs(tmp_path: Path) -> None:
    front(tmp_path / "results")
    assert {"ceres-bootstrap", PAPER} <= completed(tmp_path, "optdesign solve ceres")
    assert completed(tmp_path, "optdesign report hab") == {"habitat-pareto-1"}
    assert completed(tmp_path, "optdesign report --results none ") == set()


def fastest(code: str) -> float:
    """Seconds of processor of the quickest of some starts of Python."""
    seconds = []
    root = str(Path(optdesign.__file__).parents[1])
    for _ in range(3):
        before = os.times()
        environment = {**os.environ, "PYTHONPATH": root}
        subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL,
                       env=environment)  # fmt: skip
        after = os.times()
        seconds.append(after.children_user + after.children_system
                       - before.children_user - before.children_system)  # fmt: skip
    return min(seconds)


def test_help_starts_in_at_most_half_the_time_of_pyomo() -> None:
    start = time.perf_counter()
    shown = "import sys; sys.argv[1:] = ['--help']; from optdesign.cli import main; main()"
    assert fastest(shown) <= 0.5 * fastest("import pyomo.environ")
    assert time.perf_counter() - start < 60
