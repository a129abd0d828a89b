"""The charts of a page as pictures for papers: PNG, SVG or PDF, drawn with matplotlib."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from optdesign.errors import ResultError
from optdesign.report.charts.data import AnyChart, Axis, Bars, Chart, Field, Series
from optdesign.textfile import write_whole
from optdesign.units import format_number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Format = Literal["png", "svg", "pdf"]

# The light palette of the page; the colour-blind can tell neighbours apart.
COLOURS = ("#0b62a8", "#c2500a", "#0a7f5a", "#b0468c", "#8f6400", "#2a86b8", "#5a4fcf", "#5f6b76")
_WIDTH = 7.2
_POINTS = 72.0
_PALE = 0.45
_MOST_KEYS = 24
_LINE = 9.0
_DOTS_PER_INCH = 200
_FONT: dict[str, Any] = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "0.45",
    "axes.axisbelow": True,
    "grid.color": "0.9",
    "svg.fonttype": "none",
    "svg.hashsalt": "optdesign",
    "pdf.fonttype": 42,
}


def write_pictures(charts: Sequence[AnyChart], folder: Path, kind: Format) -> list[Path]:
    """Draw each chart into the folder as ``name.kind``; returns the paths.

    Raises
    ------
    ResultError
        if the folder cannot be written.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for chart in charts:
            path = folder / f"{chart.name}.{kind}"
            write_whole(path, picture(chart, kind))
            written.append(path)
    except (OSError, ValueError) as error:
        reason = str(getattr(error, "strerror", None) or error).lower()
        raise ResultError(
            f"{folder!s:.200} | must be a folder that can be written, {reason} | "
            "choose another with --to"
        ) from error
    return written


def picture(chart: AnyChart, kind: Format) -> bytes:
    """A chart as the bytes of a file; the same bytes for the same chart."""
    from matplotlib import rc_context

    metadata = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(kind, {})
    with rc_context(_FONT), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of characters that the font lacks
        figure = draw(chart)
        stream = BytesIO()
        figure.savefig(stream, format=kind, dpi=_DOTS_PER_INCH, metadata=metadata)
    return stream.getvalue()


def draw(chart: AnyChart) -> Figure:
    """A chart as a figure of matplotlib."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, _height(chart)), layout="constrained")
    panel = figure.subplots()
    marks = [mark for mark in chart.marks if mark.text] if isinstance(chart, Chart) else []
    panel.set_title(_plain(chart.title), loc="left", fontsize=10, fontweight="bold",
                    pad=6.0 + _LINE * len(marks))  # fmt: skip
    if isinstance(chart, Bars):
        _draw_bars(panel, chart)
    elif isinstance(chart, Field):
        _draw_field(figure, panel, chart)
    else:
        _draw_chart(panel, chart)
    _label(panel, "x", chart.x)
    handles, labels = panel.get_legend_handles_labels()
    if 1 < len(labels) <= _MOST_KEYS and (not isinstance(chart, Chart) or chart.legend):
        columns = max(1, min(4, round(90 / (max(map(len, labels)) + 8))))
        figure.legend(handles, labels, loc="outside lower center", ncols=columns,
                      frameon=False, fontsize=8)  # fmt: skip
    return figure


def _height(chart: AnyChart) -> float:
    if isinstance(chart, Bars):
        each = len(chart.series) if chart.mode == "grouped" else 1
        return 1.3 + len(chart.labels) * (0.14 + 0.16 * max(each, 1))
    return chart.height / _POINTS * 0.8 + 0.8 if isinstance(chart, Chart) else 4.6


def _plain(text: str) -> str:
    """A text that matplotlib takes as it is, not as mathematics."""
    return text.replace("$", r"\$")


def _label(panel: Any, name: str, axis: Axis) -> None:
    getattr(panel, f"set_{name}label")(_plain(axis.text))
    if axis.names:
        places = range(1, len(axis.names) + 1)
        getattr(panel, f"set_{name}ticks")(places, [_plain(text) for text in axis.names])
        return
    if axis.scale == "log":
        return
    side = getattr(panel, f"{name}axis")
    side.set_major_formatter(lambda value, _: format_number(value).replace("-", "\N{MINUS SIGN}"))


def _limits(panel: Any, name: str, axis: Axis) -> None:
    keys = {"x": ("left", "right"), "y": ("bottom", "top")}[name]
    ends = {key: end for key, end in zip(keys, (axis.low, axis.high), strict=True)
            if end is not None and not (axis.scale == "log" and end <= 0)}  # fmt: skip
    if ends:
        getattr(panel, f"set_{name}lim")(**ends)


def _values(values: Sequence[float | None]) -> list[float]:
    return [math.nan if value is None else value for value in values]


def _draw_chart(panel: Any, chart: Chart) -> None:
    stacks = [part for part in chart.series if part.style == "stack"]
    if stacks:
        panel.stackplot(
            stacks[0].x, *(_values(part.y) for part in stacks), alpha=0.8,
            labels=[_plain(part.name) for part in stacks],
            colors=[COLOURS[part.color % len(COLOURS)] for part in stacks],
        )  # fmt: skip
        panel.margins(x=0)
    for part in chart.series:
        if part.style != "stack":
            _draw_part(panel, part)
    for name, axis in (("x", chart.x), ("y", chart.y)):
        getattr(panel, f"set_{name}scale")(axis.scale)
        _limits(panel, name, axis)
    if all(part.style in ("line", "dash", "area") for part in chart.series):
        panel.margins(x=0)
    _label(panel, "y", chart.y)
    panel.grid(axis="y")
    _draw_marks(panel, chart)


def _draw_marks(panel: Any, chart: Chart) -> None:
    """Lines at the marks, their texts in rows above the panel."""
    row = sum(bool(mark.text) for mark in chart.marks)
    low, high = panel.get_xlim()
    for mark in chart.marks:
        panel.axvline(mark.at, color="0.55", linestyle=":", linewidth=0.9)
        if mark.text:
            row -= 1
            late = mark.at > (low + high) / 2
            panel.annotate(_plain(mark.text), (mark.at, 1.0), xytext=(0, 3 + _LINE * row),
                           xycoords=panel.get_xaxis_transform(), textcoords="offset points",
                           ha="right" if late else "left", fontsize=7, color="0.3")  # fmt: skip


def _draw_part(panel: Any, part: Series) -> None:
    color, opacity = COLOURS[part.color % len(COLOURS)], _PALE if part.pale else 1.0
    x, y, label = list(part.x), _values(part.y), _plain(part.name)
    if part.style == "points":
        sizes: Any = [12 + 380 * size for size in part.sizes] if part.sizes else 22
        face = "none" if part.pale else color
        panel.scatter(x, y, s=sizes, facecolors=face, edgecolors=color if part.pale else "white",
                      alpha=0.6 if part.sizes and not part.pale else 0.95, label=label,
                      linewidths=1.4 if part.pale else 0.4, zorder=3)  # fmt: skip
    elif part.style == "bars":
        width = x[1] - x[0] if len(x) > 1 else 1.0
        panel.bar(x, y, width=0.95 * width, color=color, alpha=0.4, label=label)
    elif part.style == "step":
        panel.step(x, y, where="post", color=color, alpha=opacity, label=label)
    else:
        line = "--" if part.style == "dash" else "-"
        alone = "o" if sum(map(math.isfinite, y)) == 1 else None
        panel.plot(x, y, line, color=color, alpha=opacity, linewidth=1.5, label=label,
                   marker=alone, markersize=4)  # fmt: skip
        if part.style == "area":
            panel.fill_between(x, y, color=color, alpha=0.16, linewidth=0)


def _draw_bars(panel: Any, chart: Bars) -> None:
    count = len(chart.series) if chart.mode == "grouped" else 1
    thick = 0.8 / max(count, 1)
    sums = [0.0] * len(chart.labels)
    for place, part in enumerate(chart.series):
        color = COLOURS[part.color % len(COLOURS)]
        offset = (place + 0.5) * thick - 0.4 if chart.mode == "grouped" else 0.0
        rows = [(n, value) for n, value in enumerate(part.y) if value is not None]
        left = [sums[n] if chart.mode == "stacked" else 0.0 for n, _ in rows]
        drawn = panel.barh([n + offset for n, _ in rows], [value for _, value in rows], left=left,
                           height=0.92 * thick, color=color, alpha=_PALE if part.pale else 0.9,
                           label=_plain(part.name))  # fmt: skip
        if chart.mode == "stacked":
            for n, value in rows:
                sums[n] += value
        else:
            texts = [format_number(value, 3).replace("-", "\N{MINUS SIGN}") for _, value in rows]
            ends = [n for n, _ in rows if n < len(part.errors) and part.errors[n]]
            if not ends:
                panel.bar_label(drawn, texts, padding=3, fontsize=7, color="0.3")
        for n, _ in rows:
            error = part.errors[n] if n < len(part.errors) else None
            if error:
                panel.plot(error, [n + offset] * 2, color="0.2", linewidth=1.1)
    panel.set_yticks(range(len(chart.labels)), [_plain(label) for label in chart.labels])
    panel.tick_params(axis="y", length=0)
    panel.set_ylim(len(chart.labels) - 0.45, -0.55)
    panel.axvline(0.0, color="0.45", linewidth=0.8)
    panel.margins(x=0.12)
    panel.set_xscale(chart.x.scale)
    panel.grid(axis="x")


def _draw_field(figure: Figure, panel: Any, chart: Field) -> None:
    import numpy as np

    cells = np.ma.masked_invalid(np.array([_values(row) for row in chart.cells]))
    image = panel.pcolormesh(chart.xs, chart.ys, cells, shading="nearest", norm=chart.z.scale,
                             rasterized=True)  # fmt: skip
    figure.colorbar(image, label=_plain(chart.z.text))
    for part in chart.series:
        _draw_part(panel, part)
    for name, axis in (("x", chart.x), ("y", chart.y)):
        getattr(panel, f"set_{name}scale")(axis.scale)
    _label(panel, "y", chart.y)
