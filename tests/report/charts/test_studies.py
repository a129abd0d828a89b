"""Charts of studies: distributions, sensitivities, sweeps and searches, written by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from scipy.stats import beta, binom

from optdesign.report.charts.data import Bars, Chart, Field, Panels
from optdesign.report.charts.searches import search_charts
from optdesign.report.charts.sensitivity import driver_charts
from optdesign.report.charts.studies import distribution_charts
from optdesign.report.charts.sweeps import sweep_charts
from optdesign.report.runs.documents.context import Context
from optdesign.report.runs.documents.plan import Search
from optdesign.report.runs.documents.study import Studied
from optdesign.report.runs.meaning import Meaning

NOTHING = Meaning(Context())


def studied(**parts: Any) -> Studied:
    return Studied.model_validate({"study": "s", "problem": "p", "trials": {}, **parts})


@pytest.mark.parametrize("sense", ["min", "max"])
def test_the_band_of_a_probability_is_what_binomial_tails_say(sense: str) -> None:
    values = [float(n) for n in range(1, 9)]
    found = studied(trials={"complete": 8, "infeasible": 2}, outcomes={"y": {"unit": "1"}})
    context = Context.model_validate({"outcomes": [{"key": "y", "sense": sense}]})
    (both,) = distribution_charts(found, {"y": values}, Meaning(context))
    assert isinstance(both, Panels)
    band, line = both.parts[1].series
    corners = list(zip(band.x, band.y, strict=True))
    upper, lower = corners[: len(corners) // 2], corners[len(corners) // 2 :][::-1]
    for n, value in enumerate(values):
        hits = n + 1 if sense == "min" else 8 - n
        # The corner of the step at which the value itself counts: after it, or before it.
        place = 2 * n + (1 if sense == "min" else 0)
        assert upper[place][0] == lower[place][0] == value
        low, high = lower[place][1] / 100, (upper[place][1] or 0.0) / 100
        assert binom.sf(hits - 1, 10, low) == pytest.approx(0.025)
        assert binom.cdf(hits, 10, high) == pytest.approx(0.025)
    assert line.y[0] == pytest.approx(10.0 if sense == "min" else 70.0)


def test_scenarios_without_a_design_are_misses_of_a_robust_choice() -> None:
    found = studied(trials={"complete": 60, "infeasible": 9, "failed": 2}, outcomes={"y": {}},
                    feasibility={"value": 10 / 13})  # fmt: skip
    sample = {"y": [float(n) for n in range(10)]}
    (both,) = distribution_charts(found, sample, NOTHING, scenarios=14)
    assert isinstance(both, Panels)
    band, line = both.parts[1].series
    assert list(line.y) == pytest.approx([100 * hits / 13 for hits in range(1, 11)])
    # One scenario failed: it may be a hit or a miss.
    assert max(y or 0.0 for y in band.y) == pytest.approx(100 * beta.ppf(0.975, 12, 3))
    assert both.title.endswith("10 of 14 trials")


def test_tornados_have_a_lane_for_each_method() -> None:
    swing = {"parameter": "a", "low": 1.0, "high": 2.0, "priced": [-1.0, 2.0],
             "solved": [-1.5, None], "fitted": [None, None]}  # fmt: skip
    tornado = {"outcome": "y", "nominal": 10.0, "swings": [swing]}
    (chart,) = driver_charts(studied(tornado=tornado), NOTHING, Path("none"))
    assert isinstance(chart, Bars)
    assert chart.lanes == 2
    assert [(part.lane, list(part.y)) for part in chart.series] == [
        (0, [-1.5]), (0, [None]), (1, [-1.0]), (1, [2.0])
    ]  # fmt: skip


def test_effects_have_their_spread_and_margin() -> None:
    part = {"parameter": "a", "mu_star": 5.0, "mu_star_margin": 1.0, "sigma": 2.0}
    analysis = {"method": "morris", "counted": "blocks", "used": 4, "parameters": [part]}
    (chart,) = driver_charts(studied(sensitivities={"y": analysis}), NOTHING, Path("none"))
    assert isinstance(chart, Bars)
    assert chart.series[0].errors[0] == (4.0, 6.0)
    assert list(chart.series[1].y) == [2.0]


def test_trials_are_lines_from_low_to_high_coloured_by_rank(tmp_path: Path) -> None:
    table = {"a.b [1]": [1.0, 2.0, 3.0, 4.0], "name": ["x"] * 4, "y [m]": [9.0, 8.0, 7.0, None]}
    pd.DataFrame(table).to_parquet(tmp_path / "trials.parquet")
    parts = [{"parameter": "name", "total": 0.5}, {"parameter": "a.b", "total": 0.5}]
    found = studied(sensitivities={"y": {"method": "fit", "parameters": parts, "used": 3}})
    chart = driver_charts(found, NOTHING, tmp_path)[-1]
    assert isinstance(chart, Chart)
    assert list(chart.x.names) == ["a\nb\n1 to 3", "y\n7 to 9 m"]
    assert [list(part.y) for part in chart.series] == [[1.0, 0.0], [0.5, 0.5], [0.0, 1.0]]
    assert [part.shade for part in chart.series] == pytest.approx([0.0, 1 / 3, 2 / 3])


def swept(function: Any, size: int = 6) -> Studied:
    points = [
        {"values": {"a": float(a), "b": float(b)}, "outcomes": {"y": function(a, b)}}
        for a in range(size) for b in range(size)
    ]  # fmt: skip
    axes = [{"parameter": key, "values": [float(n) for n in range(size)]} for key in "ab"]
    return studied(sweep={"parameters": axes, "points": points}, outcomes={"y": {}})


def test_contours_lie_at_their_level_and_not_across_jumps() -> None:
    (field,) = sweep_charts(swept(lambda a, b: 2.0 * a + b), NOTHING)
    assert isinstance(field, Field)
    assert len(field.contours) >= 4
    for line in field.contours:
        for x, y in zip(line.x, line.y, strict=True):
            assert y is not None
            assert 2 * x + y == pytest.approx(float(line.name), rel=5e-3)
    (jump,) = sweep_charts(swept(lambda a, b: 1.0 if a > b else 0.0), NOTHING)
    assert isinstance(jump, Field)
    assert not jump.contours


def test_a_search_of_two_objectives_shows_what_is_dominated(tmp_path: Path) -> None:
    table = {"trial": [0, 1, 2, 3], "status": ["complete"] * 3 + ["infeasible"],
             "kind": ["optimal", "beaten", "optimal", ""], "cost [1]": [3.0, 2.0, 1.0, None],
             "size [1]": [1.0, 5.0, 2.0, None]}  # fmt: skip
    pd.DataFrame(table).to_parquet(tmp_path / "trials.parquet")
    search = Search.model_validate({
        "objectives": [{"name": "cost"}, {"name": "size"}],
        "front": [{"trial": 0}, {"trial": 2}],
    })  # fmt: skip
    best, front = search_charts(tmp_path, search, NOTHING)
    assert isinstance(best, Chart)
    series = {part.name: part for part in best.series}
    assert list(series["trials"].y) == [3.0, None, 1.0, None]
    assert list(series["beaten, ended early"].y) == [None, 2.0, None, None]
    assert list(series["best so far"].y) == [3.0, 2.0, 1.0, 1.0]
    assert list(series["infeasible"].x) == [4.0]
    assert isinstance(front, Chart)
    assert [(part.name, list(part.x)) for part in front.series] == [
        ("dominated", [2.0]), ("not dominated", [1.0, 3.0])
    ]  # fmt: skip


def test_what_failed_verification_is_no_answer_of_a_sweep() -> None:
    points = [
        {"values": {"a": float(n)}, "outcomes": {"y": 9.0 if n == 1 else 1.0},
         "status": "failed" if n == 1 else "complete", "shares": {"mix": {"x": 1.0}}}
        for n in range(4)
    ]  # fmt: skip
    axes = [{"parameter": "a", "values": [0.0, 1.0, 2.0, 3.0]}]
    found = studied(sweep={"parameters": axes, "points": points}, outcomes={"y": {}})
    line, stack = sweep_charts(found, NOTHING)
    assert isinstance(line, Chart)
    assert [(part.style, list(part.x)) for part in line.series] == [
        ("joined", [0.0, 2.0, 3.0]), ("ticks", [1.0])
    ]  # fmt: skip
    assert isinstance(stack, Chart)
    assert list(stack.series[0].x) == [0.0, 2.0, 3.0]


def test_what_failed_verification_is_no_answer_of_a_search_or_study(tmp_path: Path) -> None:
    status = ["complete", "failed", "complete", "complete"]
    table = {"trial": [0, 1, 2, 3], "status": status, "cost [1]": [3.0, 0.5, 2.0, 4.0],
             "size [1]": [1.0, 0.5, 2.0, 3.0]}  # fmt: skip
    pd.DataFrame(table).to_parquet(tmp_path / "trials.parquet")
    objectives = [{"name": "cost"}, {"name": "size"}]
    search = Search.model_validate({"objectives": objectives, "front": [{"trial": 0}]})
    best, front = search_charts(tmp_path, search, NOTHING)
    assert isinstance(best, Chart)
    assert list(best.series[0].y) == [3.0, None, 2.0, 4.0]
    assert list(best.series[1].y) == [3.0, 3.0, 2.0, 2.0]
    assert list(best.series[2].x) == [2.0]
    assert isinstance(front, Chart)
    assert [list(part.x) for part in front.series] == [[2.0, 4.0], [3.0]]
    parts = [{"parameter": "size", "total": 0.5}]
    found = studied(sensitivities={"cost": {"method": "fit", "parameters": parts, "used": 3}})
    chart = driver_charts(found, NOTHING, tmp_path)[-1]
    assert isinstance(chart, Chart)
    assert len(chart.series) == 3
