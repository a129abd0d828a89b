"""What ``optdesign show`` prints of problems whose parameters come with whole items."""

from __future__ import annotations

import pytest

from optdesign.problem import load_problem
from tests.commands import Command, command_in_empty_folder

BOOTSTRAP = "ceres-bootstrap"


run = pytest.fixture(command_in_empty_folder)


def first_words(text: str) -> list[str]:
    return [line.split()[0] for line in text.splitlines() if line.strip()]


def test_items_are_one_line_each_after_the_problems_own_parameters(run: Command) -> None:
    problem = load_problem(BOOTSTRAP)
    of_items = problem.item_parameters()
    shown = run("show", BOOTSTRAP).out
    words = first_words(shown.partition("\nConstraints")[0])
    own = [key for key in problem.parameters if key not in of_items]
    assert [word for word in words if word in problem.parameters] == own
    for item in set(of_items.values()):
        assert words.count(item) == 1
    assert len(words) < 200


def test_the_line_of_an_item_counts_its_numbers(run: Command) -> None:
    problem = load_problem(BOOTSTRAP)
    keys = [key for key, item in problem.item_parameters().items() if item == "smelter"]
    uncertain = [key for key in keys if problem.parameters[key].low is not None]
    (line,) = (line for line in run("show", BOOTSTRAP).out.splitlines() if "smelter " in line)
    assert line.split() == [
        "smelter", "technology", "line", str(len(keys)), str(len(uncertain)), "Smelter"
    ]  # fmt: skip


def test_one_item_of_a_problem(run: Command) -> None:
    ran = run("show", BOOTSTRAP, "smelter")
    assert "smelter.productivity" in ran.out
    assert "5 to 45" in ran.out
    assert "role = line, product = metal" in ran.out
    assert "glass-line" not in ran.out
    found = run("show", BOOTSTRAP, "smelter", "--json").document()
    whole = run("show", BOOTSTRAP, "--json").document()["parameters"]
    assert found == [part for part in whole if part["key"].startswith("smelter.")]


def test_all_and_json_hold_every_parameter(run: Command) -> None:
    keys = set(load_problem(BOOTSTRAP).parameters)
    assert keys <= set(first_words(run("show", BOOTSTRAP, "--all").out))
    document = run("show", BOOTSTRAP, "--json").document()
    assert {part["key"] for part in document["parameters"]} == keys
    assert run("show", BOOTSTRAP, "--all", "--json").document() == document


def test_a_problem_without_items_is_as_before(run: Command) -> None:
    assert load_problem("habitat").item_parameters() == {}
    assert run("show", "habitat").out == run("show", "habitat", "--all").out
    assert "Items of the catalogue" not in run("show", "habitat").out


def test_kinds_list_what_a_file_may_say(run: Command) -> None:
    found = {part["key"]: part for part in run("show", "technology", "--json").document()}
    assert found["role"]["form"] == "text"
    assert (found["lifetime"]["unit"], found["lifetime"]["valid"]) == ("year", "(0, inf)")
    assert found.keys() <= set(first_words(run("show", "technology").out))
    assert "role = power, model = heat-engine" in run("show", "stirling").out


@pytest.mark.parametrize(
    ("arguments", "expectation"),
    [
        ((BOOTSTRAP, "smelt"), "did you mean smelter?"),
        ((BOOTSTRAP, "x" * 5000), "must be an item of ceres-bootstrap"),
        ((BOOTSTRAP, "target"), "must be an item of ceres-bootstrap"),
        (("habitat", "smelter"), "it takes over no whole items"),
        (("smelter", "lifetime"), "takes no more than its name, got 'lifetime'"),
        (("catalogue", "--all"), "takes no more than its name, got --all"),
        (("technology", "smelter"), "takes no more than its name, got 'smelter'"),
        ((BOOTSTRAP, "smelter", "glass-line"), "optdesign | "),
    ],
)
def test_wrong_parts_are_one_line(
    run: Command, arguments: tuple[str, ...], expectation: str
) -> None:
    ran = run("show", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert len(ran.err.splitlines()) == 1
    assert expectation in ran.err
    assert len(ran.err) < 400
