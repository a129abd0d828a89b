"""Numbers of items that a problem leaves out, as a key of its own stands for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from optdesign.errors import ProblemError
from optdesign.problem import find_problems, load_problem, make_case
from optdesign.problem.schema import CHOICE_KEYS
from optdesign.textfile import flatten, read_toml
from tests.problem.texts import GOOD

HEADER = 'objective = "duration"\n'


def _problem(folder: Path, lines: str) -> Path:
    path = folder / "sample.toml"
    path.write_text(GOOD.replace(HEADER, HEADER + lines, 1), encoding="utf-8")
    return path


def test_what_is_left_out_is_no_parameter(tmp_path: Path) -> None:
    problem = load_problem(_problem(tmp_path, 'items = ["sun"]\nleave_out = ["sun.radius"]\n'))
    assert "sun.solar_constant" in problem.parameters
    with pytest.raises(ProblemError, match=r"--set sun\.radius \| is no"):
        make_case(problem, parameters={"sun.radius": "1 km"})


def test_only_numbers_of_items_can_be_left_out(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match=r"leave_out .* did you mean sun\.radius"):
        load_problem(_problem(tmp_path, 'items = ["sun"]\nleave_out = ["sun.radus"]\n'))


@pytest.mark.parametrize(("name", "path"), sorted(find_problems().items()))
def test_no_number_has_two_keys_in_a_shipped_problem(name: str, path: Path) -> None:
    known, table = load_problem(name).parameters, read_toml(path, ProblemError)
    twice = [
        value["catalogue"]
        for section in ("parameters", "limits")
        for key, value in flatten(table.get(section, {}), CHOICE_KEYS)
        if value.get("catalogue", key) != key and value["catalogue"] in known
    ]
    assert not twice


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("concentrator", "solar-concentrator.largest_diameter"),
        ("orbital-ring", "power-ring.ring_power"),
        ("orbital-ring", "thin-film-pv.decline"),
        ("power-mix", "fission-8-kwe.lifetime"),
        ("megasatellite-growth", "bootstrap-paper.doubling_time"),
    ],
)
def test_keys_that_nothing_reads_are_unknown(name: str, key: str) -> None:
    with pytest.raises(ProblemError, match="is no parameter"):
        make_case(load_problem(name), parameters={key: "1"})
