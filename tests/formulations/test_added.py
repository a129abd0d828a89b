"""A formulation of another package, as the how-to page has it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from optdesign.errors import ProblemError
from optdesign.problem import load_problem, make_case
from optdesign.result import execute
from optdesign.solution import Status

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "formulation.md"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What ``pip install .`` would leave of the files of the page."""
    for name, text in re.findall(r"```\w+\n# (\S+)\n(.*?)```", PAGE.read_text(), re.DOTALL):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    metadata = tmp_path / "workshop-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: workshop\nVersion: 1.0\n")
    (metadata / "entry_points.txt").write_text("[optdesign.formulations]\nworkshop = workshop\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "workshop", raising=False)
    return tmp_path


def test_the_example_of_the_page_is_solved_and_verified(folder: Path) -> None:
    result = execute(make_case(load_problem("workshop")))
    assert result.status is Status.OPTIMAL
    assert result.verified
    assert result.solution.objective == 10
    more = execute(make_case(load_problem("workshop"), parameters={"target.output": "101 kg"}))
    assert more.solution.objective == 11


def test_a_wrong_answer_of_it_is_not_reported_as_solved(folder: Path) -> None:
    path = folder / "workshop.py"
    path.write_text(path.read_text().replace("shifts = round(", "shifts = -1 + round("))
    assert execute(make_case(load_problem("workshop"))).status is Status.UNVERIFIED


@pytest.mark.parametrize("text", ["import nothing_of_the_kind", "def solve(case): ..."])
def test_a_broken_module_is_told_in_a_line(folder: Path, text: str) -> None:
    (folder / "workshop.py").write_text(text)
    with pytest.raises(ProblemError, match=r"^formulation workshop \|") as told:
        execute(make_case(load_problem("workshop")))
    assert "\n" not in str(told.value)
