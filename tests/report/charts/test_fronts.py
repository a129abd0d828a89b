"""Charts of fronts: what is dominated, three objectives in space, few names on short log axes."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from optdesign.report.charts.data import Axis, Chart, Series, Space, document, keyed
from optdesign.report.charts.drawing import draw, picture
from optdesign.report.pictures import draw_run, run_charts
from optdesign.report.runs.stored import read_stored
from tests.report.stored_runs import front, rewritten


def series_of(folder: Path, name: str) -> list[Series]:
    chart = next(chart for chart in run_charts(read_stored(folder)) if chart.name == name)
    assert isinstance(chart, Chart | Space)
    return list(chart.series)


def test_three_objectives_stand_in_space_and_two_or_four_do_not(tmp_path: Path) -> None:
    charts = run_charts(read_stored(front(tmp_path, objectives=3)))
    assert [chart.name for chart in charts] == ["front", "space", "parallel"]
    chart = charts[1]
    assert isinstance(chart, Space)
    assert [axis.text for axis in (chart.x, chart.y, chart.z)] == [
        "energy per person, less is better [TJ]", "soil depth, more is better [m]",
        "radius, more is better [m]",
    ]  # fmt: skip
    points, knee = chart.series
    assert list(points.x) == pytest.approx([10.0, 20.0, 30.0, 40.0])
    assert list(points.y) == [1.5, 2.0, 2.5, 3.0]
    assert list(points.z) == [900.0, 910.0, 920.0, 930.0]
    assert "radius 900 m" in points.texts[0]
    assert (list(knee.x), list(knee.y), list(knee.z)) == ([20.0], [2.0], [910.0])
    assert [part.name for part in keyed(chart)] == ["nondominated points", "knee"]
    assert document(chart)["series"][0]["z"] == [900.0, 910.0, 920.0, 930.0]
    assert "space" not in [chart.name for chart in run_charts(read_stored(front(tmp_path)))]
    names = ("energy_per_person", "soil_depth", "radius", "time")
    four = [{"name": name, "unit": "m", "sense": "min"} for name in names]
    folder = rewritten(front(tmp_path), "front.json", {"objectives": four})
    assert "space" not in [chart.name for chart in run_charts(read_stored(folder))]


def test_a_picture_in_space_has_a_line_from_each_point_to_the_floor(tmp_path: Path) -> None:
    folder = front(tmp_path, objectives=3)
    chart = run_charts(read_stored(folder))[1]
    panel = draw(chart).axes[0]
    floor = panel.get_zlim()[0]
    assert floor < 900.0
    lines = [[list(map(float, part)) for part in line.get_data_3d()] for line in panel.lines]
    assert lines == [
        [[10.0 * (n + 1)] * 2, [1.5 + n / 2] * 2, [900.0 + 10 * n, floor]] for n in range(4)
    ]
    assert panel.get_xlabel().split() == "energy per person, less is better [TJ]".split()
    assert (panel.elev, panel.azim) == (chart.elevation, chart.azimuth)
    svg = picture(chart, "svg")
    assert ElementTree.fromstring(svg).tag.endswith("svg")
    assert svg == picture(chart, "svg")
    assert picture(chart, "pdf").startswith(b"%PDF")
    assert {path.name for path in draw_run(folder)} == {"front.png", "space.png", "parallel.png"}


def test_spaces_of_one_point_or_none_or_logarithmic_can_be_drawn() -> None:
    axis = Axis("a", "m")
    for values in ([], [2.0], [None]):
        part = Series("points", values, values, "points", z=values)  # type: ignore[arg-type]
        assert picture(Space("s", "S", axis, axis, axis, [part]), "png").startswith(b"\x89PNG")
    part = Series("points", [1.0], [1.0], "points", z=[100.0])
    panel = draw(Space("s", "S", axis, axis, Axis("b", scale="log"), [part])).axes[0]
    assert panel.lines[0].get_data_3d()[2][0] == pytest.approx(2.0)
    assert panel.zaxis.get_major_formatter()(2.0, 0) == "100"


def dominated(one: tuple[float, float], other: tuple[float, float], senses: str) -> bool:
    """Whether the first is no better than the second in either."""
    return all((a - b) * (1 if sense == "-" else -1) >= 0
               for a, b, sense in zip(one, other, senses, strict=True))  # fmt: skip


@pytest.mark.parametrize("senses", ["--", "-+", "+-", "++"])
def test_between_points_of_a_whole_front_only_what_is_dominated_is_shown(
    tmp_path: Path, senses: str
) -> None:
    from matplotlib.path import Path as Outline

    places = [(0.0, 5.0), (1.0, 3.0), (4.0, 2.0), (5.0, 0.0)]
    if senses in ("-+", "+-"):
        places = [(x, 5.0 - y) for x, y in places]
    objectives = [
        {"name": name, "unit": "m", "sense": "min" if sense == "-" else "max"}
        for name, sense in zip(("soil_depth", "radius"), senses, strict=True)
    ]
    points = [{"outcomes": {"soil_depth": x, "radius": y}, "levers": {}} for x, y in places]
    folder = front(tmp_path, method="exact", points=points)
    rewritten(folder, "front.json", {"objectives": objectives})
    shape, found = series_of(folder, "front")
    assert (shape.style, shape.name) == ("shape", "dominated by a point")
    assert found.style == "points"
    outline = Outline(list(zip(shape.x, shape.y, strict=True)))
    for x in range(10):
        for y in range(10):
            place = (x / 2 + 0.25, y / 2 + 0.25)
            expected = any(dominated(place, point, senses) for point in places)
            assert outline.contains_point(place) == expected, place


def test_sampled_fronts_keep_their_line(tmp_path: Path) -> None:
    assert series_of(front(tmp_path), "front")[0].style == "dash"
    assert series_of(front(tmp_path, method="continuous"), "front")[0].style == "line"


@pytest.mark.parametrize(
    ("low", "high"), [(3.0, 45.0), (0.9, 11.0), (3.1, 4.4), (1.0, 99.0), (0.02, 0.9)]
)
def test_a_short_logarithmic_axis_names_few_places(low: float, high: float) -> None:
    part = Series("a", [low, high], [0.0, 1.0])
    panel = draw(Chart("c", "C", Axis("x"), Axis("y", scale="log"), [part])).axes[0]
    low, high = panel.get_ylim()
    side = panel.yaxis
    places = side.get_majorticklocs()
    texts = side.get_major_formatter().format_ticks(places)
    named = [t for value, t in zip(places, texts, strict=True) if t and low <= value <= high]
    assert 2 <= len(named) <= 7
    assert len(set(named)) == len(named)
    assert not any(side.get_minor_formatter().format_ticks(side.get_minorticklocs()))
