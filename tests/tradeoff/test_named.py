"""Fronts of named problems: what is held and how, brackets, rates, limits, and going on later."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from optdesign.commands.terminal import console
from optdesign.errors import ProblemError
from optdesign.problem import Case, load_problem, make_case
from optdesign.report.terminal.fronts import print_front, shown_matrix
from optdesign.result import Result
from optdesign.result.execute import Provenance
from optdesign.solution import Check, Infeasibility, Solution, Status
from optdesign.tradeoff.export import front_document, list_fronts, store_front
from optdesign.tradeoff.front import Objective
from optdesign.tradeoff.named import asking
from optdesign.tradeoff.named.answers import Answer
from optdesign.tradeoff.named.asking import Diligence
from optdesign.tradeoff.named.front import named_front
from optdesign.tradeoff.named.holding import holder, is_optimized, main_objective, named_objectives
from optdesign.tradeoff.named.points import nondominated
from optdesign.tradeoff.sampling import Sample, sample_rounds
from tests.commands import Command, command
from tests.tradeoff.stand_in import BOUND, DEEPEST, energy, habitat_case, stand_in

run = pytest.fixture(command)
PAIR = ["energy_per_person", "soil_depth"]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Case]:
    """The cases asked of the stand-in."""
    found: list[Case] = []
    monkeypatch.setattr(asking, "execute", stand_in(found))
    return found


def test_points_brackets_and_rates_of_a_formula(calls: list[Case]) -> None:
    front = named_front(habitat_case(), PAIR, points=9)
    assert front.complete
    assert len(front.points) == 9
    assert front.matrix[[0, -1], 1] == pytest.approx([1.5, DEEPEST])
    for point in front.points:
        value, soil = point.objectives
        assert value == pytest.approx(energy(soil, 1000, 1))
        assert point.bound == pytest.approx(BOUND * value)
        assert point.gap == pytest.approx(1 - BOUND)
        # The shadow price is that of the formula.
        assert point.rates["d energy_per_person / d soil_depth"] == pytest.approx(2e12 * soil)
    span = np.ptp(front.matrix[:, 0])
    assert front.bound_error == pytest.approx((1 - BOUND) * front.matrix[-1, 0] / span)
    assert len(calls) == front.solves
    knee = front.matrix[front.knee, 1]  # type: ignore[index]
    assert any(f"1 m more of soil depth costs {2 * knee:.3g}"[:40] in note for note in front.notes)


def test_what_people_read_is_in_their_units(
    calls: list[Case], capsys: pytest.CaptureFixture[str]
) -> None:
    front = named_front(habitat_case(), PAIR, points=3)
    assert shown_matrix(front)[:, 0] == pytest.approx(front.matrix[:, 0] / 1e12)
    print_front(front, console())
    out = capsys.readouterr().out
    assert "energy_per_person [TJ] (min)" in out
    assert "each proved within 1 %" in out


def test_the_same_limit_as_the_case_stays(calls: list[Case]) -> None:
    front = named_front(habitat_case(**{"limit.soil_depth": "2"}), PAIR, points=4)
    assert front.matrix[:, 1].min() == pytest.approx(2.0)


def test_three_objectives_leave_out_what_is_hopeless(calls: list[Case]) -> None:
    front = named_front(habitat_case(), [*PAIR, "radius"], points=9)
    assert front.matrix[:, 1].max() == pytest.approx(DEEPEST)
    assert front.matrix[:, 2].max() > 1400
    for value, soil, radius in front.matrix:
        assert value == pytest.approx(energy(soil, radius, 1), rel=1e-6)
    assert len(calls) < 40


def test_objectives_that_move_together_still_have_the_points_asked_for() -> None:
    # A longer tether needs less counterweight and is lighter in all: the front is a curve.
    names = ["system_mass", "counterweight_mass", "tether_length"]
    front = named_front(make_case(load_problem("elevator")), names, points=5)
    assert len(front.points) == 5
    order = front.matrix[np.argsort(front.matrix[:, 2])]
    assert (np.diff(order[:, 0]) < 0).all()
    assert (np.diff(order[:, 1]) < 0).all()


def test_time_over_then_continued(calls: list[Case], tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    part = named_front(habitat_case(), PAIR, diligence=Diligence(seconds=1e-9, path=path))
    assert not part.complete
    assert not part.points
    assert any("out of time" in note for note in part.notes)
    whole = named_front(habitat_case(), PAIR, diligence=Diligence(path=path))
    before = len(calls)
    path.write_text(path.read_text() + '{"key": "half of a li')
    again = named_front(habitat_case(), PAIR, diligence=Diligence(path=path))
    assert (again.solves, len(calls)) == (0, before)
    assert again.points == whole.points
    more = named_front(habitat_case(), PAIR, points=17, diligence=Diligence(path=path))
    assert more.solves < 17


def test_damaged_answers_are_asked_anew(calls: list[Case], tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    whole = named_front(habitat_case(), PAIR, diligence=Diligence(path=path))
    lines = path.read_text().splitlines()
    path.write_text(
        "\n".join([lines[0].replace('"values": {', '"values": {"x": "y", '), *lines[1:]])
    )
    again = named_front(habitat_case(), PAIR, diligence=Diligence(path=path))
    assert again.solves == 1
    assert again.points == whole.points


def test_an_interrupt_keeps_what_was_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    good, count = stand_in(), itertools.count()

    def execute(case: Case, warm: object | None = None) -> Result:
        if next(count) == 5:
            raise KeyboardInterrupt
        return good(case, warm)

    monkeypatch.setattr(asking, "execute", execute)
    path = tmp_path / "answers.jsonl"
    part = named_front(habitat_case(), PAIR, diligence=Diligence(path=path))
    assert not part.complete
    assert 2 <= len(part.points) < 9
    assert any("interrupted" in note for note in part.notes)
    for point in part.points:
        assert point.bound is None or 0.9 < point.bound / point.objectives[0] <= 1
    whole = named_front(habitat_case(), PAIR, diligence=Diligence(path=path))
    assert whole.complete
    assert {p.objectives for p in part.points} <= {p.objectives for p in whole.points}


def test_an_end_alone_has_no_bound_of_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    good, count = stand_in(), itertools.count()

    def execute(case: Case, warm: object | None = None) -> Result:
        if next(count) == 2:
            raise KeyboardInterrupt
        return good(case, warm)

    monkeypatch.setattr(asking, "execute", execute)
    part = named_front(habitat_case(), PAIR)
    assert [point.bound is None for point in part.points] == [False, True]
    assert part.bound_error is None


def bootstrap_formula(
    monkeypatch: pytest.MonkeyPatch, name: str, key: str, least: float, most: float
) -> list[float]:
    """Bootstraps whose time is 1 + most / bound, none below ``least``; returns the bounds asked."""
    asked: list[float] = []

    def execute(case: Case, warm: object | None = None) -> Result:
        bound = min(case.values[key], most)
        asked.append(bound)
        provenance = Provenance("0", None, "", "", "none", "0", 0, "2026", {"total": 0.0})
        time = 1e9 * (1 + most / bound) if bound else math.inf
        solution = Solution(Status.OPTIMAL, time, time, {}, {"bootstrap_time": time, name: bound})
        if bound < least:
            solution = Solution(Status.INFEASIBLE, infeasibility=Infeasibility((), ()))
        return Result(case, solution, [Check("all", 0.0, 1.0)], provenance)

    monkeypatch.setattr(asking, "execute", execute)
    return asked


@pytest.mark.parametrize("least", [3e5, 9e5])
def test_the_end_is_where_plans_end(monkeypatch: pytest.MonkeyPatch, least: float) -> None:
    asked = bootstrap_formula(monkeypatch, "imported_mass", "imports.total", least, 1e6)
    case = make_case(load_problem("ceres-bootstrap"))
    front = named_front(case, ["bootstrap_time", "imported_mass"], points=5)
    end = front.matrix[:, 1].min()
    assert least <= end <= least + 0.01 * (1e6 - least)
    assert front.complete
    assert any("no plan was found at imported_mass" in note for note in front.notes)
    assert len(set(asked)) < 16


def test_plans_beside_the_first_point_only_are_no_whole_front(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bootstrap_formula(monkeypatch, "imported_mass", "imports.total", 1e6 - 1, 1e6)
    case = make_case(load_problem("ceres-bootstrap"))
    front = named_front(case, ["bootstrap_time", "imported_mass"], points=5)
    assert len(front.points) == 1
    assert not front.complete
    assert not any("do not conflict" in note for note in front.notes)


@pytest.mark.parametrize(("most", "asked"), [(40, 40), (500, 9)])
def test_whole_numbers_are_asked_one_by_one_or_not_said_to_be(
    monkeypatch: pytest.MonkeyPatch, most: int, asked: int
) -> None:
    bootstrap_formula(monkeypatch, "designs", "limit.designs", 1, most)
    case = make_case(load_problem("ceres-bootstrap"))
    front = named_front(case, ["bootstrap_time", "designs"])
    assert len(front.points) == asked
    assert front.complete is front.every is (asked == most)
    assert front_document(front)["every"] is front.every
    said = "Every whole value" if asked == most else f"Of {most} whole values of designs {asked}"
    assert any(said in note for note in front.notes)


def test_of_nearly_equal_points_the_worse_is_left_out() -> None:
    objectives = [Objective("a"), Objective("b", "max")]
    numbers = [(1.0, -5.0), (1 + 1e-9, -3.0), (2.0, -1.0), (2.0, -1.0), (2.5, -1 + 1e-9)]
    answers = [Answer("", "optimal", True, values={"a": a, "b": b}) for a, b in numbers]
    assert nondominated(answers, objectives) == [answers[1], answers[2]]


def test_exit_codes_and_reasons(
    monkeypatch: pytest.MonkeyPatch, run: Command, tmp_path: Path
) -> None:
    front = ("pareto", "habitat", "--objectives", ",".join(PAIR))
    others = ("alternatives", "habitat")
    best = stand_in()

    def failing(case: Case, warm: object | None = None) -> Result:
        found = best(case, warm)
        return replace(found, solution=replace(found.solution, status=Status.UNVERIFIED), checks=[])

    monkeypatch.setattr(asking, "execute", failing)
    for words, extra, code in (
        (front, (), 5),
        (others, (), 5),
        (front, ("--total-time", "1e-9"), 4),
        (others, ("--total-time", "1e-9"), 4),
    ):
        ran = run(*words, *extra, "--json", "--results", str(tmp_path))
        assert ran.code == code
        assert ran.document()["infeasibility"] == {"conflict": [], "relaxation": []}
    statuses = {found.status for found in list_fronts(tmp_path)[0]}
    assert statuses == {"unverified", "partial"}


def test_alternatives_of_nothing_say_why(run: Command, tmp_path: Path) -> None:
    limits = ("--set", "limit.urban_gravity=1", "--set", "limit.rotation_rate=0.5")
    words = ("alternatives", "habitat", *limits, "--results", str(tmp_path))
    ran = run(*words, "--json")
    assert ran.code == 3
    assert ran.document()["infeasibility"]["relaxation"]
    assert "conflict:" in run(*words).out
    folder = next(tmp_path.glob("habitat-alternatives*"))
    assert run("report", str(folder), "--results", str(tmp_path)).code == 0
    page = next(folder.glob("*.html")).read_text()
    assert "no design satisfies the requirements" in page
    assert "not all were tried" not in page


def test_evolution_stops_goes_on_and_keeps_answers(
    monkeypatch: pytest.MonkeyPatch, run: Command, tmp_path: Path
) -> None:
    calls: list[Case] = []
    good = stand_in(calls)

    def execute(case: Case, warm: object | None = None) -> Result:
        if len(calls) == 50:
            calls.append(case)
            raise KeyboardInterrupt
        return good(case, warm)

    monkeypatch.setattr(asking, "execute", execute)
    words = ("pareto", "habitat", "--objectives", ",".join(PAIR), "--method", "nsga2",
             "--points", "60", "--json", "--results", str(tmp_path))  # fmt: skip
    part = run(*words)
    assert (part.code, part.document()["status"]) == (4, "limit")
    assert any("interrupted" in note for note in part.document()["notes"])
    before = len(calls)
    whole = run(*words)
    assert whole.code == 0
    assert len(calls) - before == whole.document()["solves"] < 30
    late = run(*words, "--seed", "1", "--total-time", "1e-9")
    assert late.code == 4
    assert not late.document()["points"]


def test_a_bound_that_was_searched_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    good = stand_in()

    def execute(case: Case, warm: object | None = None) -> Result:
        found = good(case, warm)
        return replace(found, solution=replace(found.solution, bound_proven=False))

    monkeypatch.setattr(asking, "execute", execute)
    front = named_front(habitat_case(), PAIR, points=3)
    assert [point.bound for point in front.points] == [None] * 3
    assert front.bound_error is None
    assert front.standing == "each verified, no bound proved"


@pytest.mark.parametrize("count", range(2, 14))
def test_points_of_a_straight_front_are_even(count: int) -> None:
    found, gap = sample_rounds(
        lambda bounds: [Sample(1 - bound, bound) for bound in bounds],
        Sample(0.0, 1.0), Sample(1.0, 0.0), count,
    )  # fmt: skip
    assert [s.first for s in found] == pytest.approx(np.linspace(0, 1, count))
    assert gap == pytest.approx(math.sqrt(2) / (count - 1))


@pytest.mark.parametrize(("count", "widest"), [(9, 0.4), (16, 0.2)])
def test_points_of_a_hyperbola_reach_its_steep_end(count: int, widest: float) -> None:
    found, gap = sample_rounds(
        lambda bounds: [Sample(1 / bound, bound) for bound in bounds],
        Sample(1 / 5000, 5000.0), Sample(1.0, 1.0), count,
    )  # fmt: skip
    assert len(found) == count
    assert gap < widest


def test_rounds_are_the_same_however_many_answer() -> None:
    asked: list[list[float]] = []

    def ask(bounds: list[float]) -> list[Sample]:
        asked.append(list(bounds))
        return [Sample(math.exp(-9 * bound), bound) for bound in bounds]

    left, right = Sample(math.exp(-9), 1.0), Sample(1.0, 0.0)
    found, gap = sample_rounds(ask, left, right, 12)  # type: ignore[arg-type]
    assert len(found) == 12
    assert len(asked) < 8
    assert gap < 0.3


def test_objectives_of_the_bootstrap() -> None:
    case = make_case(load_problem("ceres-bootstrap"))
    names = ["bootstrap_time", "imported_mass", "soil_depth", "radius", "designs"]
    objectives = named_objectives(case, names)
    assert main_objective(case, objectives).name == "bootstrap_time"
    held = [holder(case, objective) for objective in objectives[1:]]
    assert held == ["imports.total", "limit.soil_depth", None, "limit.designs"]
    assert not is_optimized(case, "radius")
    with pytest.raises(ProblemError, match="add bootstrap_time"):
        main_objective(case, objectives[1:])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--fix", "soil_depth=2"], "must not pin an objective"),
        (["--workers", "0"], "[1, 256]"),
        (["--total-time", "-1"], "positive"),
        (["--total-time", "inf"], "positive"),
        (["--points", "1"], "[2, 100000]"),
        (["--scenarios", "1"], "[2, 10000]"),
        (["--scenarios", "4", "--method", "nsga2"], "exact"),
    ],
)
def test_wrong_options_are_one_line(
    run: Command, tmp_path: Path, options: list[str], message: str
) -> None:
    ran = run("pareto", "habitat", "--objectives", ",".join(PAIR), "--results", str(tmp_path),
              *options)  # fmt: skip
    assert ran.code == 2
    assert message in ran.err
    assert ran.err.count("\n") == 1


def test_fronts_are_listed(calls: list[Case], run: Command, tmp_path: Path) -> None:
    front = named_front(habitat_case(), PAIR, points=3)
    folder = store_front(front, tmp_path)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "front.json").write_text("[1]")
    found, faults = list_fronts(tmp_path)
    assert [(f.name, f.status, f.points) for f in found] == [(folder.name, "complete", 3)]
    assert len(faults) == 1
    ran = run("runs", "--results", str(tmp_path), "--json")
    assert [row["kind"] for row in ran.document()] == ["front"]
    assert folder.name in run("runs", "--results", str(tmp_path)).out
