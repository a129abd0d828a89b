"""Charts over two axes as panels of matplotlib: lines, areas, points, fields, their marks."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from optdesign.report.charts.data import Axis, Chart, Field, Mark, Series, names_at_ends, spread
from optdesign.units import format_number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# The light palette of the page; the colour-blind can tell neighbours apart.
COLOURS = ("#0b62a8", "#c2500a", "#0a7f5a", "#b0468c", "#8f6400", "#0d7f99", "#5a4fcf", "#5f6b76")
PALE = 0.45
LINE = 9.0
"""Height of a line of small text [point]."""
_POINTS = 72.0
_LETTERS = 13.0
"""Letters that an inch of an upright label takes."""
_NAMED = 100
"""Letters that all names of an axis take side by side."""
_FEW_DECADES = 30.0
_ROUND = (1.0, 2.0, 5.0)
_MOST_ROUND = 2.0
"""Decades over which each of these is named."""
_MOST_STROKES = 4.0
"""Decades over which there are strokes between those that are named."""


def plain(text: str) -> str:
    """A text that matplotlib takes as it is, not as mathematics."""
    return text.replace("$", r"\$")


def paint(part: Series) -> Any:
    """The colour of a series."""
    if part.shade is None:
        return COLOURS[part.color % len(COLOURS)]
    from matplotlib import colormaps

    return colormaps["viridis"](part.shade)


def numbers(values: Sequence[float | None]) -> list[float]:
    """Values with NaN where there is none."""
    return [math.nan if value is None else value for value in values]


def minus(text: str) -> str:
    """A number with a minus sign, not a hyphen."""
    return text.replace("-", "\N{MINUS SIGN}")


def label(panel: Any, name: str, axis: Axis, room: float = math.inf) -> None:
    """Name an axis, within ``room`` [inch] if it stands upright, and its ticks."""
    text = plain(axis.text)
    if room < math.inf:
        text = textwrap.fill(text, max(round(_LETTERS * room), 12))
    getattr(panel, f"set_{name}label")(text)
    if axis.names:
        room_each = max(round(_NAMED / len(axis.names)), 9)
        texts = [
            "\n".join(textwrap.fill(line, room_each) for line in text.split("\n"))
            for text in axis.names
        ]
        places = range(1, len(axis.names) + 1)
        getattr(panel, f"set_{name}ticks")(places, [plain(text) for text in texts], fontsize=8)
        return
    side = getattr(panel, f"{name}axis")
    if axis.scale == "log":
        _few_log_ticks(side)
    else:
        side.set_major_formatter(lambda value, _: minus(format_number(value)))


def _few_log_ticks(side: Any) -> None:
    """Name few places of a logarithmic axis, but two of them however short it is."""
    from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter, NullLocator

    side.set_minor_formatter(NullFormatter())
    low, high = side.get_view_interval()
    if not 0 < low < high:
        return
    if math.log10(high / low) > _MOST_ROUND:
        if math.log10(high / low) > _MOST_STROKES:  # too near to be read, and slow to draw
            side.set_minor_locator(NullLocator())
        return
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    seen = sum(low <= part * 10.0**decade <= high for decade in decades for part in _ROUND)
    side.set_major_locator(LogLocator(subs=_ROUND) if seen > 1 else MaxNLocator(4))
    side.set_major_formatter(lambda value, _: format_number(value))


def limits(panel: Any, name: str, axis: Axis) -> None:
    """End an axis where the chart says so."""
    keys = {"x": ("left", "right"), "y": ("bottom", "top")}[name]
    ends = {key: end for key, end in zip(keys, (axis.low, axis.high), strict=True)
            if end is not None and not (axis.scale == "log" and end <= 0)}  # fmt: skip
    if ends:
        getattr(panel, f"set_{name}lim")(**ends)


def draw_chart(panel: Any, chart: Chart, height: float) -> None:
    """Series, axes and marks of a chart; ``height`` [inch] is that of the panel."""
    stacks = [part for part in chart.series if part.style == "stack"]
    if stacks:
        panel.stackplot(
            stacks[0].x, *(numbers(part.y) for part in stacks), alpha=0.8,
            labels=[plain(part.name) for part in stacks], colors=[paint(part) for part in stacks],
        )  # fmt: skip
        panel.margins(x=0)
    for part in chart.series:
        if part.style != "stack":
            draw_series(panel, part)
    for name, axis in (("x", chart.x), ("y", chart.y)):
        getattr(panel, f"set_{name}scale")(axis.scale)
    if all(part.style in ("line", "dash", "area", "stack", "shape", "step")
           for part in chart.series):  # fmt: skip
        panel.margins(x=0.03 if chart.equal else 0)
    for name, axis in (("x", chart.x), ("y", chart.y)):
        limits(panel, name, axis)
    if chart.equal:
        panel.set_aspect("equal")
    label(panel, "x", chart.x)
    label(panel, "y", chart.y, height)
    panel.grid(axis="y")
    draw_marks(panel, chart.marks)
    if names_at_ends(chart):
        _names(panel, chart, height)


def draw_marks(panel: Any, marks: Sequence[Mark]) -> None:
    """Lines and spans at the marks, their texts in rows above the panel."""
    row = sum(bool(mark.text) for mark in marks)
    low, high = panel.get_xlim()
    for mark in marks:
        color = "0.55" if mark.color is None else COLOURS[mark.color % len(COLOURS)]
        if mark.high is not None:
            panel.axvspan(mark.at, mark.high, color=color, alpha=0.13, linewidth=0, zorder=0)
        else:
            panel.axvline(mark.at, color=color, linestyle=":", linewidth=0.9)
        if mark.text:
            row -= 1
            late = mark.at > (low + high) / 2
            panel.annotate(plain(mark.text), (mark.at, 1.0), xytext=(0, 3 + LINE * row),
                           xycoords=panel.get_xaxis_transform(), textcoords="offset points",
                           ha="right" if late else "left", fontsize=7, color="0.3")  # fmt: skip


def _names(panel: Any, chart: Chart, height: float) -> None:
    """Names right of the panel, each near the end of its line, none over another."""
    log = chart.y.scale == "log"
    low, high = (math.log10(end) if log else end for end in panel.get_ylim())
    ends = []
    for part in chart.series:
        seen = [v for v in numbers(part.y) if math.isfinite(v) and not (log and v <= 0)]
        if seen:
            value = math.log10(seen[-1]) if log else seen[-1]
            ends.append((min(max((value - low) / (high - low), 0.0), 1.0), part))
    ends.sort(key=lambda end: end[0])
    room = 1.1 * LINE / (_POINTS * max(height, 0.5))
    places = spread([place for place, _ in ends], room)
    for (value, part), place in zip(ends, places, strict=True):
        panel.plot([1.0, 1.025], [value, place], color=paint(part), linewidth=0.6, clip_on=False,
                   transform=panel.transAxes)  # fmt: skip
        panel.text(1.03, place, plain(part.name), color=paint(part), fontsize=8, va="center",
                   transform=panel.transAxes)  # fmt: skip


def draw_series(panel: Any, part: Series) -> None:
    """One series in its style."""
    color, opacity = paint(part), PALE if part.pale else 1.0
    x, y, name = list(part.x), numbers(part.y), plain(part.name)
    if part.style == "points":
        sizes: Any = [12 + 380 * size for size in part.sizes] if part.sizes else 22
        face = "none" if part.pale else color
        panel.scatter(x, y, s=sizes, facecolors=face, edgecolors=color if part.pale else "white",
                      alpha=0.6 if part.sizes and not part.pale else 0.95, label=name,
                      linewidths=1.4 if part.pale else 0.4, zorder=3)  # fmt: skip
    elif part.style == "crosses":
        panel.plot(x, y, "x", color=color, alpha=opacity, label=name, markersize=5)
    elif part.style == "ticks":
        panel.plot(x, [0.015] * len(x), "|", color=color, markersize=11, label=name,
                   transform=panel.get_xaxis_transform())  # fmt: skip
    elif part.style == "bars":
        width = x[1] - x[0] if len(x) > 1 else 1.0
        panel.bar(x, y, width=0.95 * width, color=color, alpha=0.4, label=name)
    elif part.style == "step":
        panel.step(x, y, where="post", color=color, alpha=opacity, label=name)
    elif part.style == "shape":
        edge = "none" if part.pale else color
        panel.fill(x, y, facecolor=color, edgecolor=edge, alpha=0.16 if part.pale else 0.3,
                   linewidth=1.4, label=name)  # fmt: skip
    else:
        line = "--" if part.style == "dash" else "-"
        dotted = part.style == "joined" or sum(map(math.isfinite, y)) == 1
        panel.plot(x, y, line, color=color, alpha=opacity, linewidth=1.5, label=name,
                   marker="o" if dotted else None, markersize=3.5)  # fmt: skip
        if part.style == "area":
            panel.fill_between(x, y, color=color, alpha=0.16, linewidth=0)
    for text, at, value in zip(part.labels, x, y, strict=False):
        if text and math.isfinite(value):
            panel.annotate(plain(text), (at, value), xytext=(6, 4), textcoords="offset points",
                           fontsize=8, color="0.25", zorder=4,
                           bbox=_backing("white"))  # fmt: skip


def _backing(color: str) -> dict[str, Any]:
    """What keeps a text readable over lines, and a text in SVG."""
    return {"facecolor": color, "edgecolor": "none", "alpha": 0.6, "pad": 0.6}


def draw_field(figure: Figure, panel: Any, chart: Field) -> None:
    """A field of colours with its contours, and what lies over it."""
    import numpy as np

    cells = np.ma.masked_invalid(np.array([numbers(row) for row in chart.cells]))
    for name, axis in (("x", chart.x), ("y", chart.y)):
        getattr(panel, f"set_{name}scale")(axis.scale)
    edges = (edges_of(chart.xs, chart.x), edges_of(chart.ys, chart.y))
    image = panel.pcolormesh(*edges, cells, norm=chart.z.scale, rasterized=True)
    bar = figure.colorbar(image, label=plain(chart.z.text))
    if chart.z.scale == "log":
        from matplotlib.ticker import FuncFormatter

        shown = FuncFormatter(lambda value, _: format_number(value, 3))
        bar.ax.yaxis.set_major_formatter(shown)
        few = cells.max() < _FEW_DECADES * cells.min()
        bar.ax.yaxis.set_minor_formatter(shown if few else FuncFormatter(lambda *_: ""))
    for part in chart.contours:
        panel.plot(part.x, part.y, color="white", linewidth=0.8)
        middle = len(part.x) // 2
        panel.annotate(
            plain(part.name),
            (part.x[middle], part.y[middle]),
            fontsize=7,
            color="white",
            ha="center",
            va="bottom",
            bbox=_backing("0.2"),
        )
    for part in chart.series:
        draw_series(panel, part)
    panel.set_xlim(edges[0][0], edges[0][-1])
    panel.set_ylim(edges[1][0], edges[1][-1])
    label(panel, "x", chart.x)
    label(panel, "y", chart.y)


def edges_of(values: Sequence[float], axis: Axis) -> list[float]:
    """Edges of cells about values, halfway between them as drawn."""
    log = axis.scale == "log"
    places = [math.log(value) for value in values] if log else list(values)
    if len(places) == 1:
        found = [places[0] - 0.5, places[0] + 0.5]
    else:
        inner = [(one + other) / 2 for one, other in pairwise(places)]
        found = [2 * places[0] - inner[0], *inner, 2 * places[-1] - inner[-1]]
    return [math.exp(place) for place in found] if log else found
