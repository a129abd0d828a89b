"""Points over three axes as a panel of matplotlib, with lines from each to the floor."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import Any

from optdesign.report.charts.data import Axis, Space
from optdesign.report.charts.drawing_xy import minus, numbers, paint, plain
from optdesign.units import format_number

_ROOM = 0.06
"""Share of an axis that is left free at its ends."""
_LETTERS = 26
_BOX = (1.35, 1.35, 1.0)
_MANY = 60
_WALL = (0.5, 0.5, 0.5, 0.05)


def draw_space(panel: Any, chart: Space) -> None:
    """Series and axes of a chart in space; the farthest points are drawn first."""
    axes = (chart.x, chart.y, chart.z)
    columns = [
        [_places(axis, values) for axis, values in zip(axes, (s.x, s.y, s.z), strict=True)]
        for s in chart.series
    ]
    for place, (name, axis) in enumerate(zip("xyz", axes, strict=True)):
        _axis(panel, name, axis, [value for own in columns for value in own[place]])
    floor = panel.get_zlim()[0]
    count = sum(len(s.z) for s in chart.series)
    for part, (x, y, z) in zip(chart.series, columns, strict=True):
        colour = paint(part)
        if not part.pale:
            faint = 0.35 if count <= _MANY else 0.15
            for at in zip(x, y, z, strict=True):
                panel.plot(*zip(at, (*at[:2], floor), strict=True), color=colour, alpha=faint,
                           linewidth=0.8)  # fmt: skip
            panel.scatter(x, y, [floor] * len(x), color=colour, alpha=faint, s=5, linewidths=0)
        panel.scatter(
            x, y, z, s=80 if part.pale else 24, label=plain(part.name), edgecolors=colour,
            facecolors="none" if part.pale else colour, linewidths=1.4 if part.pale else 0.4,
        )  # fmt: skip
        for text, *spot in zip(part.labels, x, y, z, strict=False):
            if text and math.isfinite(sum(spot)):
                panel.text(*spot, f"   {plain(text)}", fontsize=8, color="0.25", va="bottom")
    panel.view_init(elev=chart.elevation, azim=chart.azimuth)
    panel.set_box_aspect(_BOX, zoom=0.98)


def _places(axis: Axis, values: Sequence[float | None]) -> list[float]:
    """Where values lie: axes in space have no logarithmic scale of their own."""
    if axis.scale == "linear":
        return numbers(values)
    return [math.log10(v) if v > 0 else math.nan for v in numbers(values)]


def _axis(panel: Any, name: str, axis: Axis, values: Sequence[float]) -> None:
    """Ends, name and ticks of an axis."""
    known = [value for value in values if math.isfinite(value)] or [0.0, 1.0]
    low, high = min(known), max(known)
    room = _ROOM * (high - low) or abs(low) * _ROOM or 1.0
    getattr(panel, f"set_{name}lim")(low - room, high + room)
    getattr(panel, f"set_{name}label")(textwrap.fill(plain(axis.text), _LETTERS), labelpad=12)
    side = getattr(panel, f"{name}axis")
    side.set_pane_color(_WALL)
    side.set_tick_params(labelsize=8)
    log = axis.scale == "log"
    side.set_major_formatter(lambda value, _: minus(format_number(10**value if log else value)))
