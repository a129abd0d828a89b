"""Charts of stored tables: what goes over what, and what is left out."""

from __future__ import annotations

import pytest

from optdesign.report.charts.data import Bars, Chart, Panels
from optdesign.report.charts.tables import table_charts


def test_tables_over_time_become_lines_a_unit() -> None:
    rows = [{"start [s]": n * 1e8, "a [W]": float(n), "b [W]": 1.0, "c [m2]": n * 1e9, "note": "x"}
            for n in range(6)]  # fmt: skip
    (whole,) = table_charts("schedule", rows)
    assert isinstance(whole, Panels)
    assert whole.name == "schedule"
    assert [part.y.unit for part in whole.parts if isinstance(part, Chart)] == ["W", "m2"]
    power = whole.parts[0]
    assert power.series[0].x[1] == pytest.approx(1e8 / 31_557_600)
    assert [part.name for part in power.series] == ["a", "b"]
    (alone,) = table_charts("schedule", [{"start [s]": r["start [s]"], "a [W]": r["a [W]"]}
                                         for r in rows])  # fmt: skip
    assert isinstance(alone, Chart)
    assert (alone.name, alone.title) == ("schedule", "A")


def test_tables_of_shares_become_bars() -> None:
    rows = [{"asset": "a", "share": 0.25}, {"asset": "b", "share": 0.75}]
    (chart,) = table_charts("mix", rows)
    assert isinstance(chart, Bars)
    assert (list(chart.labels), list(chart.series[0].y)) == (["b", "a"], [75.0, 25.0])
    assert table_charts("mix", rows * 2) == []


def test_odd_tables_make_no_chart() -> None:
    for rows in ([], [{}], [{}, {"a": 1.0}], [{"asset": "a", "share": 0.5}, {"share": 0.5}]):
        assert table_charts("odd", rows) == []
