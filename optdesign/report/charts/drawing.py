"""Charts as pictures: PNG, SVG or PDF, drawn with matplotlib."""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from optdesign.errors import ResultError
from optdesign.report.charts.data import (
    AnyChart,
    Bars,
    Chart,
    Field,
    Panels,
    Single,
    Space,
    keyed,
    names_at_ends,
    parts_of,
)
from optdesign.report.charts.drawing_rows import draw_bars
from optdesign.report.charts.drawing_space import draw_space
from optdesign.report.charts.drawing_xy import LINE, draw_chart, draw_field, plain
from optdesign.textfile import write_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Format = Literal["png", "svg", "pdf"]

_WIDTH, _WIDE = 7.2, 9.0
_POINTS = 72.0
_MOST_KEYS = 24
_AXIS = 0.55
"""Inches of the names of a horizontal axis."""
_LETTER = 0.075
"""Inches of a letter of a row's label."""
_DOTS_PER_INCH = 200
_TITLE, _LINES, _MARGIN = 10.0, 1.3, 5.0
_CAPTION: dict[str, Any] = {"fontsize": 8, "color": "0.35"}
_UNDATED = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}
_PACKING = 4
"""Of PNG; beyond it time grows and size hardly falls."""
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
        if the folder cannot be written, or numbers are too extreme to be drawn.
    """
    paths = [folder / f"{chart.name}.{kind}" for chart in charts]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(max_workers=1) as packer:  # packs one while the next is drawn
            packed = [packer.submit(_drawn(chart, kind)) for chart in charts]
            for path, file in zip(paths, packed, strict=True):
                write_whole(path, file.result())
    except (OSError, ValueError) as error:
        reason = str(getattr(error, "strerror", None) or error).lower()
        raise ResultError(
            f"{folder!s:.200} | must be a folder that can be written, {reason} | choose another"
        ) from error
    return paths


def _drawn(chart: AnyChart, kind: Format) -> Callable[[], bytes]:
    """The picture, to be packed; numbers too extreme for matplotlib are one line."""
    try:
        return _unpacked(chart, kind)
    except (ValueError, ArithmeticError) as error:
        reason = " ".join(f"{error!s:.100}".split())
        raise ResultError(
            f"chart {chart.name} | must hold numbers that can be drawn, {reason} | see its table"
        ) from error


def picture(chart: AnyChart, kind: Format) -> bytes:
    """A chart as the bytes of a file; the same bytes for the same chart."""
    return _unpacked(chart, kind)()


def _unpacked(chart: AnyChart, kind: Format) -> Callable[[], bytes]:
    """A chart drawn, and what makes a file of it: of pixels that takes time, but not Python's."""
    from matplotlib import rc_context

    with rc_context(_FONT), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of characters that the font lacks
        figure, stream = draw(chart), BytesIO()
        if kind == "png":
            return partial(_png, _pixels(figure), stream)
        figure.savefig(stream, format=kind, metadata=_UNDATED[kind])
    return stream.getvalue


def _pixels(figure: Figure) -> NDArray[np.uint8]:
    """The pixels of a figure, drawn once where ``savefig`` draws twice."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure.set_dpi(_DOTS_PER_INCH)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())


def _png(pixels: NDArray[np.uint8], stream: BytesIO) -> bytes:
    from PIL import Image

    resolution = _DOTS_PER_INCH, _DOTS_PER_INCH
    image = Image.fromarray(pixels)
    image.save(stream, format="png", dpi=resolution, compress_level=_PACKING)
    return stream.getvalue()


def draw(chart: AnyChart) -> Figure:
    """A chart as a figure of matplotlib."""
    from matplotlib.figure import Figure

    parts = parts_of(chart)
    columns = chart.columns if isinstance(chart, Panels) else 1
    shared = isinstance(chart, Panels) and chart.shared
    down = -(-len(parts) // columns)
    rows = [parts[row * columns : (row + 1) * columns] for row in range(down)]
    heights = [max(map(_height, row)) for row in rows]
    around = [max(map(_around, row)) - (_AXIS if shared else 0.0) for row in rows]
    around[-1] += _AXIS if shared else 0.0
    width = _WIDE if columns > 1 else _WIDTH
    head = LINE / _POINTS * (1 + len(_lines(chart.caption, width))) if len(parts) > 1 else 0.0
    figure = Figure(figsize=(width, sum(heights) + sum(around) + head), layout="constrained")
    panels = figure.subplots(
        down, columns, squeeze=False, sharex=shared, height_ratios=heights,
        subplot_kw={"projection": "3d"} if isinstance(chart, Space) else None,
    ).ravel()  # fmt: skip
    for panel in panels[len(parts) :]:
        panel.set_axis_off()
    for place, (panel, part) in enumerate(zip(panels, parts, strict=False)):
        _draw_part(figure, panel, part)
        first = shared and not place  # it bears the title of all
        titled = chart if first else part
        _titled(panel, titled.title, titled.caption, part, _room(part, width / columns))
        if shared and place < len(parts) - 1:
            panel.set_xlabel("")
    if isinstance(chart, Panels) and not shared:
        _headed(figure, chart, width)
    _legend(figure, panels, chart)
    return figure


def _headed(figure: Figure, chart: Panels, width: float) -> None:
    """Title and caption of panels that have titles of their own."""
    lines = _lines(chart.caption, width)
    text = plain(chart.title) + "\n" * len(lines)  # leaves room for the caption
    figure.suptitle(text, fontsize=_TITLE, fontweight="bold", x=0.01, ha="left")
    height = figure.get_figheight() * _POINTS
    for number, line in enumerate(lines, start=1):
        above = _MARGIN + _LINES * _TITLE * number
        figure.text(0.01, 1.0 - above / height, line, va="top", **_CAPTION)


def _draw_part(figure: Figure, panel: Any, part: Single) -> None:
    if isinstance(part, Bars):
        draw_bars(panel, part)
    elif isinstance(part, Field):
        draw_field(figure, panel, part)
    elif isinstance(part, Space):
        draw_space(panel, part)
    else:
        draw_chart(panel, part, _height(part))


def _height(chart: Single) -> float:
    """Inches of a chart's panel."""
    if isinstance(chart, Bars):
        return max(len(chart.labels), 1) * (0.14 + 0.16 * chart.lanes)
    if isinstance(chart, Space):
        return 4.6
    return chart.height / _POINTS * 0.8 if isinstance(chart, Chart) else 3.8


def _around(chart: Single) -> float:
    """Inches of its axis, title and the names of its marks."""
    return 1.1 if isinstance(chart, Bars) else 0.8


def _room(chart: Single, width: float) -> float:
    """Inches that a panel has between its axis and the right edge, roughly."""
    if isinstance(chart, Bars):
        texts = [line for label in chart.labels for line in label.split("\n")]
        return max(width - _LETTER * max(map(len, texts), default=0), 0.4 * width)
    if isinstance(chart, Chart) and chart.equal:  # it stands in the middle
        return 0.75 * width
    return width - (2.0 if names_at_ends(chart) else 0.6)


def _lines(caption: str, width: float) -> list[str]:
    return textwrap.wrap(plain(caption), round(17.0 * width))


def _titled(panel: Any, title: str, caption: str, part: AnyChart, width: float) -> None:
    """Title, caption and the names of marks, from top to bottom above a panel."""
    named = [mark for mark in part.marks if mark.text] if isinstance(part, Chart | Bars) else []
    rows = len(named)
    lines = _lines(caption, width)
    for number, line in enumerate(reversed(lines)):
        height = 5 + LINE * (rows + number)
        text = panel.annotate(line, (0.0, 1.0), xytext=(0, height), xycoords="axes fraction",
                              textcoords="offset points", **_CAPTION)  # fmt: skip
        text.set_in_layout(False)  # a long line must not make the panel narrow
    if title:
        pad = 6.0 + LINE * (rows + len(lines))
        panel.set_title(plain(title), loc="left", fontsize=_TITLE, fontweight="bold", pad=pad)


def _legend(figure: Figure, panels: Iterable[Any], chart: AnyChart) -> None:
    """Keys below the picture of what is not named in it."""
    open_parts = [part for part in parts_of(chart) if not names_at_ends(part)]
    wanted = {plain(series.name) for part in open_parts for series in keyed(part)}
    found: dict[str, Any] = {}
    for panel in panels:
        for handle, label in zip(*panel.get_legend_handles_labels(), strict=True):
            if label in wanted:
                found.setdefault(label, handle)
    if 0 < len(found) <= _MOST_KEYS:
        columns = max(1, min(4, round(90 / (max(map(len, found)) + 8))))
        figure.legend(found.values(), found.keys(), loc="outside lower center", ncols=columns,
                      frameon=False, fontsize=8)  # fmt: skip
