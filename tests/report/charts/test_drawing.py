"""Charts as pictures: the same data, valid files, the same bytes twice."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
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
    Mark,
    Panels,
    Series,
    document,
    fitting_scale,
    keyed,
    log_floor,
    names_at_ends,
    parts_of,
    spread,
)
from optdesign.report.charts.drawing import draw, picture, write_pictures
from optdesign.report.page.report import run_page
from tests.report.stored_runs import HOSTILE, every_kind

X = Axis("time", "year", low=0.0)


def lines(*series: Series, scale: str = "linear") -> Chart:
    return Chart("lines", "Lines", X, Axis("mass", "t", scale), series)  # type: ignore[arg-type]


def test_every_chart_of_every_kind_can_be_drawn(tmp_path: Path) -> None:
    charts = [chart for run in every_kind(tmp_path / "r") for chart in run_page(run).charts()]
    assert {chart.kind for chart in charts} == {"xy", "bars", "field", "panels"}
    styles = [{s.style for part in parts_of(chart) for s in part.series} for chart in charts]
    found = set().union(*styles)
    assert found >= {"line", "dash", "area", "points", "bars", "step", "shape", "joined", "crosses"}
    different = {(c.kind, *sorted(own)): c for c, own in zip(charts, styles, strict=True)}
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
    with pytest.raises(ResultError, match="choose another"):
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


def test_panels_share_an_axis_only_where_it_is_the_same() -> None:
    one, other = lines(Series("a", [1.0, 2.0], [0.0, 3.0])), lines(Series("b", [5.0], [1.0]))
    both = Panels("p", "Both", [one, replace(other, marks=[Mark(2.0, "then")])], caption="Why.")
    assert both.shared
    upper, lower = draw(both).axes
    assert upper.get_xlim() == lower.get_xlim()
    assert (upper.get_xlabel(), lower.get_xlabel()) == ("", "time [year]")
    assert upper.get_title(loc="left") == "Both"
    assert "Why." in [text.get_text() for text in upper.texts]
    assert not replace(both, columns=2).shared
    assert not replace(both, parts=[one]).shared
    assert not replace(both, parts=[one, replace(other, x=Axis("time", "day"))]).shared


def test_names_stand_at_the_ends_or_in_the_legend_but_not_in_both() -> None:
    three = [Series(name, [1.0, float(n)], [0.0, 1.0]) for n, name in enumerate("abc", start=2)]
    named = lines(*three)
    assert names_at_ends(named)
    figure = draw(named)
    assert {text.get_text() for text in figure.axes[0].texts} == {"a", "b", "c"}
    assert not figure.legends
    keys = draw(replace(named, legend="keys"))
    assert [text.get_text() for text in keys.legends[0].get_texts()] == ["a", "b", "c"]
    assert not draw(replace(named, legend="none")).legends
    assert not draw(lines(three[0])).legends
    twice = Panels("p", "P", [lines(*three[:2]), lines(*three[1:])], 2)
    assert [part.name for part in keyed(twice)] == ["a", "b", "c"]


def test_texts_stay_texts_in_svg() -> None:
    labelled = Series("a", [1.0, 2.0], [0.0, 1.0], "points", labels=["here", ""])
    chart = replace(lines(labelled), caption="Why so.", marks=[Mark(0.5, "then")])
    drawn = picture(chart, "svg")
    for text in (b">here<", b">Why so.<", b">then<", b">Lines<"):
        assert text in drawn


def test_names_keep_apart_and_near_their_curves() -> None:
    wanted = [0.1, 0.11, 0.12, 0.5, 0.9, 0.9]
    found = spread(wanted, 0.05)
    assert all(b - a >= 0.05 - 1e-12 for a, b in pairwise(found))
    assert found[3] == 0.5
    assert sum(found[:3]) == pytest.approx(sum(wanted[:3]))


def test_bars_of_a_lane_share_their_place_and_words_replace_numbers() -> None:
    low = Series("low", [-2.0, None], lane=0, labels=["few", ""])
    high = Series("high", [3.0, 1.0], lane=0)
    alone = Series("alone", [1.0, 1.0], lane=1)
    chart = Bars("b", "B", Axis("share"), ["one", "two"], [low, high, alone])
    assert chart.lanes == 2
    panel = draw(chart).axes[0]
    heights = [round(patch.get_y(), 9) for patch in panel.patches]
    assert heights[0] == heights[1] < heights[3]
    assert "few" in [text.get_text() for text in panel.texts]
    points = Series("points", [5.0, 6.0], [1.0, 1.0], "points", lane=0)
    drawn = draw(Bars("b", "B", Axis("share"), ["one", "two"], [points])).axes[0]
    assert drawn.lines[0].get_xydata().tolist() == [[5.0, 1.0], [6.0, 1.0]]


def test_shapes_spans_and_ticks_lie_where_they_should() -> None:
    band = Series("band", [1.0, 2.0, 0.0], [0.0, 1.0, 1.0], "shape", pale=True)
    ticks = Series("none", [0.0], [0.5], "ticks")
    chart = replace(lines(band, ticks), marks=[Mark(0.2, "", 0.4, 3)])
    panel = draw(chart).axes[0]
    shape, span = panel.patches
    assert shape.get_xy()[:3].tolist() == [[0.0, 1.0], [1.0, 2.0], [1.0, 0.0]]
    assert span.get_x() + span.get_width() == pytest.approx(0.4)
    assert panel.lines[0].get_xydata()[:, 0].tolist() == [0.5]


def test_charts_of_one_point_or_none_are_still_pictures() -> None:
    empty = Field("f", "F", X, Axis("up"), Axis("z"), [1.0], [3.0], [[2.0]])
    both = Panels("p", "P", [lines(), lines(Series("a", [2.0], [1.0], "step"))])
    bars = Bars("b", "B", Axis("x"), ["one"], [Series("a", [None])])
    for chart in (
        lines(Series("a", [1.0], [0.0])), lines(Series("a", [None], [0.0])), lines(), bars, empty,
        both,
    ):  # fmt: skip
        assert picture(chart, "png").startswith(b"\x89PNG")


def test_numbers_beyond_drawing_are_one_line(tmp_path: Path) -> None:
    cells = [[1.0, 2.0], [3.0, 4.0]]
    far = Field("far", "F", X, Axis("up"), Axis("z"), [-1e308, 1e308], [1.0, 2.0], cells)
    with pytest.raises(ResultError, match=r"chart far [|] must hold numbers that can be drawn"):
        write_pictures([far], tmp_path, "png")
    assert not list(tmp_path.iterdir())
