"""Charts of rows as panels of matplotlib: bars and points, one row a label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from optdesign.report.charts.data import Bars, Series
from optdesign.report.charts.drawing_xy import (
    PALE,
    draw_marks,
    label,
    limits,
    minus,
    numbers,
    paint,
    plain,
)
from optdesign.units import format_number

_FULL, _FADED = 0.9, 0.4
_SLIM = 0.3
_TRACE = 0.01
_TICKS = 6


def draw_bars(panel: Any, chart: Bars) -> None:
    """Rows of bars or points, with the words at their ends."""
    thick = 0.8 / chart.lanes
    sums = [0.0] * len(chart.labels)
    least = _least(chart)
    for place, part in enumerate(chart.series):
        offset = (chart.lane(place) + 0.5) * thick - 0.4
        if part.style in ("points", "ticks"):
            _draw_points(panel, part, offset)
            continue
        rows = [(n, value) for n, value in enumerate(part.y) if value is not None]
        stacked = chart.mode == "stacked"
        drawn = panel.barh(
            [n + offset for n, _ in rows], [value for _, value in rows],
            left=[sums[n] if stacked else 0.0 for n, _ in rows],
            height=(_SLIM if part.slim else 0.92) * thick,
            color="0.2" if part.slim else paint(part),
            alpha=PALE if part.pale else _FULL, label=plain(part.name),
        )  # fmt: skip
        if stacked:
            for n, value in rows:
                sums[n] += value
        elif not part.slim:
            _words(panel, drawn, part, rows, least)
        for n, _ in rows:
            error = part.errors[n] if n < len(part.errors) else None
            if error:
                panel.plot(error, [n + offset] * 2, color="0.2", linewidth=1.1)
    panel.set_yticks(range(len(chart.labels)), [plain(text) for text in chart.labels])
    panel.tick_params(axis="y", length=0)
    panel.set_ylim(len(chart.labels) - 0.45, -0.55)
    bars = any(part.style not in ("points", "ticks") for part in chart.series)
    if bars:
        panel.axvline(0.0, color="0.45", linewidth=0.8)
    panel.margins(x=0.25 if any(part.labels for part in chart.series) and bars else 0.12)
    panel.set_xscale(chart.x.scale)
    if chart.x.scale == "linear":
        panel.locator_params(axis="x", nbins=_TICKS)
    panel.grid(axis="x")
    label(panel, "x", chart.x)
    limits(panel, "x", chart.x)
    draw_marks(panel, chart.marks)


def _least(chart: Bars) -> float:
    """Numbers below it are not written: where bars share a lane, they would lie on each other."""
    if chart.lanes == len(chart.series):
        return 0.0
    return _TRACE * max((abs(v) for part in chart.series for v in part.y if v), default=0.0)


def _words(
    panel: Any, drawn: Any, part: Series, rows: Sequence[tuple[int, float]], least: float
) -> None:
    """The labels of a series at the ends of its bars, or else its numbers."""
    if any(n < len(part.errors) and part.errors[n] for n, _ in rows):
        return
    texts = [
        plain(part.labels[n])
        if part.labels
        else ""
        if abs(value) < least
        else minus(format_number(value, 3))
        for n, value in rows
    ]
    panel.bar_label(drawn, texts, padding=3, fontsize=7, color="0.3")


def _draw_points(panel: Any, part: Series, offset: float) -> None:
    """Values of a series in the rows that its ``x`` names, with intervals."""
    rows = list(part.x) or [float(n) for n in range(len(part.y))]
    heights = [row + offset for row in rows]
    color = paint(part)
    if part.style == "ticks":
        panel.plot(numbers(part.y), heights, "|", color=color, markersize=12, markeredgewidth=1.6,
                   label=plain(part.name), zorder=3)  # fmt: skip
    else:
        opacity = _FADED if part.pale else 1.0
        panel.plot(numbers(part.y), heights, "o", color=color, markersize=5, markeredgewidth=0,
                   alpha=opacity, label=plain(part.name), zorder=3)  # fmt: skip
    for height, error in zip(heights, part.errors, strict=False):
        if error:
            panel.plot(error, [height] * 2, color=color, alpha=0.6, linewidth=1.4)
