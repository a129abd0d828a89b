"""What pages say and draw is what was stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from optdesign.errors import ResultError
from optdesign.report.charts.data import Bars, Field, Panels
from optdesign.report.page.blocks import Page, Table
from optdesign.report.page.report import comparison_page, run_page
from optdesign.report.runs.stored import read_stored
from tests.report.growth_run import schedule
from tests.report.stored_runs import (
    alternatives,
    front,
    rewritten,
    solved,
    study,
    sweep,
)


def chart_of(page: Page, name: str) -> Any:
    return next(chart for chart in page.charts() if chart.name == name)


def table_of(page: Page, title: str) -> Table:
    blocks = (block for tab in page.tabs for block in tab.blocks)
    return next(block for block in blocks if isinstance(block, Table) and block.title == title)


def test_a_solve_says_answer_bound_and_checks(tmp_path: Path) -> None:
    page = run_page(read_stored(solved(tmp_path)))
    assert page.answer == "3 year"
    assert page.badge == "solved and verified"
    assert "no answer is below 2.97 year" in page.sentences[0]
    assert "1 %" in page.sentences[0]
    assert "How soon" in page.question
    assert [tab.key for tab in page.tabs][:2] == ["answer", "certificate"]


def test_the_schedule_is_drawn_as_it_is_stored(tmp_path: Path) -> None:
    whole = chart_of(run_page(read_stored(solved(tmp_path))), "schedule")
    assert isinstance(whole, Panels)
    assert [part.name for part in whole.parts] == ["plant", "people", "imports"]
    chart = whole.parts[0]
    smelter = next(part for part in chart.series if part.name == "smelter")
    rows = schedule()
    assert list(smelter.x) == [0.0, *(row["end [year]"] for row in rows)]
    assert list(smelter.y) == [2.0, *(row["smelter [t]"] for row in rows)]
    assert "idle-line" not in {part.name for part in chart.series}
    assert next(part for part in chart.series if part.name == "stirling").style == "dash"


def test_the_parts_of_the_gap_add_up_to_it(tmp_path: Path) -> None:
    chart = chart_of(run_page(read_stored(solved(tmp_path))), "gap")
    assert isinstance(chart, Bars)
    assert chart.x.unit == "day"
    gap = sum(value or 0.0 for value in chart.series[0].y)
    assert gap == pytest.approx(0.03 * 365.25, rel=1e-6)


def test_drivers_point_where_it_helps(tmp_path: Path) -> None:
    prices = [
        {"key": "assembly.productivity", "effect": -86400.0, "unit": "s"},
        {"key": "seed.mass", "effect": -43200.0, "unit": "s"},
        {"key": "site.distance", "effect": 172800.0, "unit": "s"},
    ]
    page = run_page(read_stored(solved(tmp_path, shadow_prices=prices)))
    chart = chart_of(page, "drivers")
    assert chart.title == "What would shorten it most"
    assert chart.labels[0] == "site: distance \N{MINUS SIGN}1 %"
    assert chart.labels[1] == "assembly: productivity +1 %"
    values = [next(v for v in row if v is not None)
              for row in zip(*(part.y for part in chart.series), strict=True)]  # fmt: skip
    assert values == pytest.approx([-2.0, -1.0, -0.5])
    rows = table_of(page, "Shadow prices").rows
    assert [row[1] for row in rows] == ["+2", "-1", "-0.5"]


def test_assumptions_by_mark_count_all_parameters(tmp_path: Path) -> None:
    stored = read_stored(solved(tmp_path))
    page = run_page(stored)
    tab = next(tab for tab in page.tabs if tab.key == "assumptions")
    counts = {label: int(value) for label, value, _ in tab.blocks[0].rows}
    assert sum(counts.values()) == sum(not p.choice for p in stored.context.parameters)
    assert counts["judgement"] == sum(
        p.mark == "judgement" and not p.choice for p in stored.context.parameters
    )
    assert len(table_of(page, "Parameters").rows) == len(stored.context.parameters)


def test_the_meaning_is_that_of_the_run_or_doubted(tmp_path: Path) -> None:
    folder = solved(tmp_path)
    assert not read_stored(folder).doubt
    (folder / "context.json").unlink()
    assert "as they are now" in read_stored(folder).doubt
    rewritten(folder, "result.json", {"problem": "forgotten"})
    assert "no problem 'forgotten' now" in read_stored(folder).doubt
    assert "16" not in run_page(read_stored(folder)).answer


def test_a_front_of_two_and_of_three(tmp_path: Path) -> None:
    page = run_page(read_stored(front(tmp_path)))
    chart = chart_of(page, "front")
    points = next(part for part in chart.series if part.style == "points")
    assert list(points.x) == pytest.approx([10.0, 20.0, 30.0, 40.0])
    assert chart.x.unit == "TJ"
    assert {label for label, _, _ in page.highlights} == {"energy per person", "soil depth"}
    page = run_page(read_stored(front(tmp_path, objectives=3)))
    assert len(page.charts()) == 3
    pairs = chart_of(page, "front")
    assert isinstance(pairs, Panels)
    assert len(pairs.parts) == 3
    lines = chart_of(page, "parallel").series
    assert list(lines[0].y) == [1.0, 0.0, 0.0]
    assert list(lines[-1].y) == [0.0, 1.0, 1.0]


def test_gaps_of_rounding_are_told_as_none(tmp_path: Path) -> None:
    document = json.loads((front(tmp_path) / "front.json").read_text(encoding="utf-8"))
    points = [{**point, "gap": 1.4e-16} for point in document["points"]]
    page = run_page(read_stored(front(tmp_path, points=points, bound_error=1.6e-16)))
    assert "Every point is proven." in page.sentences
    table = next(block for tab in page.tabs for block in tab.blocks if isinstance(block, Table))
    place = table.columns.index("gap")
    assert {row[place] for row in table.rows} == {"0 %"}


NOTHING = {"conflict": [], "relaxation": []}


@pytest.mark.parametrize(
    ("changed", "badge", "tone"),
    [
        ({"points": [], "complete": False}, "stopped before any point", "bad"),
        ({"points": [], "complete": False, "infeasibility": NOTHING}, "stopped before any point",
         "bad"),
        ({"points": [], "complete": False,
          "infeasibility": {"conflict": [{"text": "too heavy"}], "relaxation": []}},
         "no design satisfies the requirements", "bad"),
        ({"points": [], "method": "continuous"}, "no design satisfies the requirements", "bad"),
        ({"points": [], "complete": False, "method": "nsga2"}, "no trial has a design", "bad"),
        ({"complete": False, "method": "exact"}, "a part of the front", "fair"),
        ({"complete": False, "method": "nsga2"}, "a sample of the front", "fair"),
        ({"complete": False}, "a part of what was asked for", "fair"),
        ({"method": "exact"}, "complete: every nondominated point is here", "good"),
    ],
)  # fmt: skip
def test_a_front_says_how_far_to_trust_it(
    tmp_path: Path, changed: dict[str, Any], badge: str, tone: str
) -> None:
    page = run_page(read_stored(front(tmp_path, **changed)))
    assert (page.badge, page.tone) == (badge, tone)


@pytest.mark.parametrize(
    ("changed", "kind", "badge"),
    [
        ({}, "NLP", "others lie between them"),
        ({}, "MILP", "others may lie between them"),
        ({"every": True}, "MILP", "no other lies between them"),
        ({"every": True}, "LP", "no other lies between them"),
        ({"method": "exact"}, "MILP", "complete: every nondominated point is here"),
        ({}, "MILP", "there is no other"),
    ],
)
def test_a_proved_front_says_what_lies_between_its_points(
    tmp_path: Path, changed: dict[str, Any], kind: str, badge: str
) -> None:
    document = json.loads((front(tmp_path) / "front.json").read_text(encoding="utf-8"))
    points = [
        {**point, "bound": 0.99 * point["outcomes"]["energy_per_person"]}
        for point in document["points"]
    ]
    folder = front(
        tmp_path, points=points[:1] if badge == "there is no other" else points, **changed
    )
    (folder / "context.json").write_text(json.dumps({"class": kind}), encoding="utf-8")
    page = run_page(read_stored(folder))
    assert page.badge.endswith(badge)
    assert page.tone == "good"


def test_what_tells_trials_apart_is_shown_in_the_units_of_its_parameters(tmp_path: Path) -> None:
    apart = [{"status": "infeasible", "parameter": "steel.energy", "score": 0.83, "unit": "J/kg",
              "complete": 3e7, "other": 4.5e7},
             {"status": "failed", "parameter": "limit.urban_gravity", "score": -0.5, "unit": "1",
              "complete": 0.75, "other": None}]  # fmt: skip
    page = run_page(read_stored(study(tmp_path, separation=apart)))
    tables = [block for tab in page.tabs for block in tab.blocks if isinstance(block, Table)]
    (table,) = [table for table in tables if "apart" in table.title]
    assert [tuple(row) for row in table.rows] == [
        ("infeasible", "steel: energy", "0.83", "30 MJ/kg", "45 MJ/kg"),
        ("failed", "limit: urban gravity", "-0.5", "0.75", ""),
    ]


def test_a_front_shows_what_is_proven_its_knee_and_its_band(tmp_path: Path) -> None:
    document = json.loads((front(tmp_path) / "front.json").read_text(encoding="utf-8"))
    for point in document["points"]:
        point["bound"] = 0.9 * point["outcomes"]["energy_per_person"]
    levels = [{"soil_depth": 1.5 + n, "p5": 1e13, "p50": 2e13, "p95": 4e13 if n else None}
              for n in range(2)]  # fmt: skip
    band = {"scenarios": 8, "main": "energy_per_person", "unit": "J", "levels": levels}
    folder = front(tmp_path, main="energy_per_person", points=document["points"], band=band)
    page = run_page(read_stored(folder))
    series = {part.name: part for part in chart_of(page, "front").series}
    proven = series["proven: no better than the end of the line"]
    assert list(proven.x[:3]) == pytest.approx([10.0, 9.0, 10.0])
    assert list(proven.y[:3]) == [1.5, 1.5, None]
    assert list(series["knee"].labels) == ["(20, 2)"]
    shape, middle, _ = chart_of(page, "band").series
    # The upper edge has one level, the lower one both.
    assert list(shape.y) == pytest.approx([40.0, 10.0, 10.0])
    assert list(shape.x) == pytest.approx([2.5, 2.5, 1.5])
    assert list(middle.y) == pytest.approx([20.0, 20.0])


def test_alternatives_say_what_can_be_done_without(tmp_path: Path) -> None:
    page = run_page(read_stored(alternatives(tmp_path)))
    assert page.answer == "1 alternative"
    assert "The best can be had within the limit: without pv." in page.sentences
    assert "Proved to leave no design at all: without steel." in page.sentences
    chart = chart_of(page, "alternatives")
    assert isinstance(chart, Panels)
    values, mix = chart.parts
    assert isinstance(values, Bars)
    assert values.labels == ["best", "without pv"]
    assert values.series[0].errors[0] == pytest.approx((9.0, 10.0))
    assert values.marks[0].at == pytest.approx(10.5)
    assert [list(part.y) for part in mix.series] == [[75.0, 0.0], [25.0, 100.0]]
    assert len(table_of(page, "Designs").rows) == 3
    with pytest.raises(ResultError, match="solves, fronts or studies"):
        comparison_page([read_stored(alternatives(tmp_path))] * 2)


def test_compared_runs_of_different_problems_have_no_common_question(tmp_path: Path) -> None:
    one, other = solved(tmp_path), solved(tmp_path)
    rewritten(other, "result.json", {"problem": "elsewhere"})
    page = comparison_page([read_stored(one), read_stored(other)])
    assert page.question.endswith(" and elsewhere")


def test_a_study_counts_every_trial_in_its_histogram(tmp_path: Path) -> None:
    page = run_page(read_stored(study(tmp_path)))
    both = chart_of(page, "energy_per_person")
    assert isinstance(both, Panels)
    histogram, probability = both.parts
    assert sum(histogram.series[0].y) == 5
    band, shares, _ = probability.series
    assert min(band.y) < shares.y[0] < shares.y[-1] < max(band.y)
    assert list(shares.y) == pytest.approx([100 * n / 6 for n in range(1, 6)])
    tornado = chart_of(page, "tornado")
    assert [list(part.y) for part in tornado.series] == [[-10.0], [20.0]]
    assert page.answer == "30 TJ"


def test_a_sweep_is_a_field_with_holes_and_its_switch(tmp_path: Path) -> None:
    page = run_page(read_stored(sweep(tmp_path)))
    field = chart_of(page, "energy_per_person")
    assert isinstance(field, Field)
    assert field.cells[0][:2] == pytest.approx([1.0, 2.0])
    assert all(row[5] is None for row in field.cells)
    assert [part.name for part in field.series] == ["size: small | large", "infeasible"]
    assert len(field.series[1].x) == 6
    assert "small gives way to large" in " ".join(page.sentences)


def test_compared_runs_stand_side_by_side(tmp_path: Path) -> None:
    one = solved(tmp_path)
    other = solved(tmp_path, outcomes={"doubling_time": {"value": 2e7, "unit": "s"}})
    rewritten(one, "result.json", {"outcomes": {"doubling_time": {"value": 1e7, "unit": "s"}}})
    page = comparison_page([read_stored(one), read_stored(other)])
    assert table_of(page, "Outcomes").rows[0][2].endswith("(+100 %)")
    with pytest.raises(ResultError, match="2 to 8 runs"):
        comparison_page([read_stored(one)])
    with pytest.raises(ResultError, match="one kind"):
        comparison_page([read_stored(one), read_stored(study(tmp_path))])


def estimate(value: float) -> dict[str, float]:
    return {"value": value, "low": 0.9 * value, "high": 1.1 * value}


def test_a_robust_choice_names_its_candidates_the_best_first(tmp_path: Path) -> None:
    radius = {"radius": {"value": 1000.0, "unit": "m"}}
    candidates = [
        {"name": name, "values": radius, "feasible": estimate(0.5), "mean": estimate(mean),
         "risk": estimate(2 * mean), "worst_regret": 1e12, "nominal": None, "chosen": 0.5}
        for name, mean in (("grid 1", 1e13), ("nominal", 2e13))
    ]  # fmt: skip
    robust = {
        "objective": "energy_per_person", "unit": "J", "measure": "quantile",
        "scenarios": {"asked": 20, "used": 7, "hopeless": 3}, "candidates": candidates,
        "choice": {"robust": "grid 1", "least_regret": "grid 1", "best_mean": "nominal"},
        "price_of_robustness": 1e12, "perfect_information": estimate(2e12),
    }  # fmt: skip
    page = run_page(read_stored(study(tmp_path, robust=robust, feasibility=estimate(0.5))))
    assert (page.answer_label, page.answer) == ("robust choice by quantile", "radius 1,000 m")
    chart = chart_of(page, "candidates")
    assert isinstance(chart, Panels)
    measure = chart.parts[0].series[0]
    assert list(measure.y) == pytest.approx([20.0, 40.0])
    assert measure.errors[0] == pytest.approx((18.0, 22.0))
    assert list(chart.parts[1].series[0].y) == pytest.approx([1.0, 1.0])
    assert "1 TJ" in page.sentences[1]
    # Five trials of ten scenarios have a design.
    spread = chart_of(page, "energy_per_person")
    assert isinstance(spread, Panels)
    assert list(spread.parts[1].series[1].y)[-1] == 50.0


def test_a_search_shows_every_trial_and_the_best_so_far(tmp_path: Path) -> None:
    column = "energy_per_person [J]"
    energy = {"energy_per_person": {"value": 1e13, "unit": "J"}}
    search = {
        "sampler": "tpe", "objectives": [{"name": "energy_per_person", "unit": "J"}],
        "best": {"trial": 2, "outcomes": energy, "point": {"radius": {"value": 9e2, "unit": "m"}}},
        "certified": {"status": "complete", "value": 8e12, "unit": "J"}, "ratio": 1.25,
    }  # fmt: skip
    folder = study(tmp_path, search=search)
    assert run_page(read_stored(folder)).answer == "10 TJ"
    pd.DataFrame({column: [3e13, float("nan"), 1e13, 2e13]}).to_parquet(folder / "trials.parquet")
    page = run_page(read_stored(folder))
    trials, best, certified = chart_of(page, "best").series
    assert list(trials.y) == [30.0, None, 10.0, 20.0]
    assert list(best.y) == [30.0, 30.0, 10.0, 10.0]
    assert list(certified.y) == [8.0, 8.0]
    assert "1.25 times" in page.sentences[0]
    (folder / "trials.parquet").write_bytes(b"PAR1 not parquet")
    with pytest.raises(ResultError, match="must be the trials"):
        run_page(read_stored(folder))
