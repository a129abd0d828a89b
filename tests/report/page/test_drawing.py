"""Charts as pictures: the same data, valid files, the same bytes twice."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optdesign.errors import ResultError
from optdesign.report.charts.data import (
    Axis,
    Bars,
    Chart,
    Field,
    Series,
    document,
    fitting_scale,
    log_floor,
)
from optdesign.report.charts.drawing import draw, picture, write_pictures
from optdesign.report.charts.tables import table_charts
from optdesign.report.page.report import run_page
from tests.report.page.stored_runs import HOSTILE, every_kind

X = Axis("time", "year", low=0.0)


def lines(*series: Series, scale: str = "linear") -> Chart:
    return Chart("lines", "Lines", X, Axis("mass", "t", scale), series)  # type: ignore[arg-type]


def test_every_chart_of_every_kind_can_be_drawn(tmp_path: Path) -> None:
    charts = [chart for run in every_kind(tmp_path / "r") for chart in run_page(run).charts()]
    assert {chart.kind for chart in charts} == {"xy", "bars", "field"}
    styles = {part.style for chart in charts for part in chart.series}
    assert styles >= {"line", "dash", "area", "points", "bars", "step"}
    different = {(c.kind, *sorted({part.style for part in c.series})): c for c in charts}
    for chart in different.values():  # drawing all of them would take long
        assert picture(chart, "svg").startswith(b"<?xml")


def test_lines_are_drawn_at_their_data() -> None:
    chart = lines(Series("a", [1.0, None, 3.0], [0.0, 1.0, 2.0]), Series("b", [2.0], [1.0]))
    panel = draw(chart).axes[0]
    drawn = panel.lines[0].get_xydata()
    assert drawn[0].tolist() == [0.0, 1.0]
    assert drawn[2].tolist() == [2.0, 3.0]
    assert panel.lines[1].get_marker() == "o"  # a single point would not be seen as a line
    assert panel.get_xlabel() == "time [year]"


def test_stacked_bars_end_at_their_sum() -> None:
    series = [Series("a", [1.0, 2.0]), Series("b", [3.0, None])]
    panel = draw(Bars("b", "B", Axis("share"), ["one", "two"], series, "stacked")).axes[0]
    ends = {round(patch.get_x() + patch.get_width(), 9) for patch in panel.patches}
    assert ends == {1.0, 2.0, 4.0}


def test_pictures_are_valid_and_reproducible(tmp_path: Path) -> None:
    chart = lines(Series(HOSTILE, [1.0, 1e6], [0.0, 1.0]), Series("b", [1.0, 2.0], [0.0, 1.0]),
                  scale="log")  # fmt: skip
    svg = picture(chart, "svg")
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert b"<script>alert" not in svg
    assert svg == picture(chart, "svg")
    assert picture(chart, "png").startswith(b"\x89PNG")
    assert picture(chart, "pdf").startswith(b"%PDF")
    assert [path.name for path in write_pictures([chart], tmp_path / "new", "png")] == ["lines.png"]
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultError, match="--to"):
        write_pictures([chart], tmp_path / "file", "png")


def test_a_field_may_have_holes() -> None:
    cells = [[1.0, None], [2.0, 1000.0]]
    chart = Field("f", "F", X, Axis("up"), Axis("z", "", "log"), [1.0, 2.0], [3.0, 4.0], cells)
    assert len(draw(chart).axes) == 2


@given(st.lists(st.floats(allow_nan=True) | st.none(), min_size=1))
def test_documents_hold_no_number_that_json_lacks(values: list[float | None]) -> None:
    found = document(lines(Series("a", values, [float(n) for n in range(len(values))])))
    for value, came in zip(values, found["series"][0]["y"], strict=True):
        if value is None or value != value or abs(value) == float("inf"):
            assert came is None
        else:
            assert came == pytest.approx(value, rel=1e-6)


def test_scales_follow_the_values() -> None:
    assert fitting_scale([1.0, 50.0, 0.0]) == "linear"
    assert fitting_scale([1.0, 500.0, 0.0]) == "log"
    assert fitting_scale([1.0, 500.0, -1.0]) == "linear"
    assert fitting_scale([0.0, 0.0, 0.0, 0.0, 1.0, 500.0]) == "linear"
    assert log_floor([None, 0.0]) is None


def test_tables_over_time_become_lines_a_unit() -> None:
    rows = [{"start [s]": n * 1e8, "a [W]": float(n), "b [W]": 1.0, "c [m2]": n * 1e9, "note": "x"}
            for n in range(6)]  # fmt: skip
    charts = table_charts("schedule", rows)
    assert [chart.name for chart in charts] == ["schedule-W", "schedule-m2"]
    assert isinstance(charts[0], Chart)
    assert charts[0].series[0].x[1] == pytest.approx(1e8 / 31_557_600)
    assert [part.name for part in charts[0].series] == ["a", "b"]


def test_tables_of_shares_become_bars() -> None:
    rows = [{"asset": "a", "share": 0.25}, {"asset": "b", "share": 0.75}]
    (chart,) = table_charts("mix", rows)
    assert isinstance(chart, Bars)
    assert (list(chart.labels), list(chart.series[0].y)) == (["b", "a"], [75.0, 25.0])
    assert table_charts("mix", rows * 2) == []


def test_odd_tables_make_no_chart() -> None:
    for rows in ([], [{}], [{}, {"a": 1.0}], [{"asset": "a", "share": 0.5}, {"share": 0.5}]):
        table_charts("odd", rows)
