"""Charts as plain data: the page draws them in the browser, `drawing` as pictures for papers.

The only description of a picture: what cannot be said here is not drawn anywhere.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Scale = Literal["linear", "log"]
Style = Literal[
    "line", "dash", "joined", "step", "points", "crosses", "ticks", "area", "stack", "bars", "shape"
]
"""``joined`` is a line with a dot at each point, ``ticks`` stand on the lower edge, a ``shape`` is
the inside of a closed line: a band, if pale, or an outline."""
Legend = Literal["fit", "keys", "none"]
"""Names at the ends of lines where they fit, always keys, or neither."""
Cell = float | str | None

HALF = 280.0
"""Charts not higher than this may stand side by side."""
# Values that span more, and are all positive, are easier to read on a logarithmic scale.
_WIDE = 100.0
_DIGITS = 7
_FEWEST_ENDS, _MOST_ENDS = 3, 16


@dataclass(frozen=True)
class Axis:
    """What is measured along an axis; ``unit`` is empty for plain numbers.

    ``names`` stand at 1, 2, ... instead of numbers.
    """

    label: str
    unit: str = ""
    scale: Scale = "linear"
    low: float | None = None
    high: float | None = None
    names: Sequence[str] = ()

    @property
    def text(self) -> str:
        """Label and unit."""
        return f"{self.label} [{self.unit}]" if self.unit else self.label


@dataclass(frozen=True)
class Series:
    """Values of one thing.

    ``color`` is a place in the palette, ``shade`` (0 to 1) one on a scale of colours instead;
    ``texts`` say more of each point to who asks, ``labels`` stand beside it; ``sizes`` (0 to 1)
    draw bubbles; ``errors`` are ends of intervals. Among bars, series of the same ``lane`` share a
    place, ``slim`` ones are drawn inside others, and points or ticks have their row as ``x``. Only
    points in space have a ``z``.
    """

    name: str
    y: Sequence[float | None]
    x: Sequence[float] = ()
    style: Style = "line"
    color: int = 0
    texts: Sequence[str] = ()
    sizes: Sequence[float] = ()
    errors: Sequence[tuple[float, float] | None] = ()
    pale: bool = False
    labels: Sequence[str] = ()
    shade: float | None = None
    lane: int | None = None
    slim: bool = False
    z: Sequence[float | None] = ()


@dataclass(frozen=True)
class Mark:
    """A place on the horizontal axis that has a meaning, or a span of it in a colour."""

    at: float
    text: str
    high: float | None = None
    color: int | None = None


@dataclass(frozen=True)
class Chart:
    """Lines, areas, steps and points over a common horizontal axis.

    ``equal`` charts have the same scale on both axes.
    """

    name: str
    title: str
    x: Axis
    y: Axis
    series: Sequence[Series]
    marks: Sequence[Mark] = ()
    caption: str = ""
    height: float = 360.0
    legend: Legend = "fit"
    equal: bool = False
    kind: Literal["xy"] = "xy"


@dataclass(frozen=True)
class Bars:
    """Horizontal bars or points, one row a label.

    Several series stand side by side or, ``stacked``, end to end.
    """

    name: str
    title: str
    x: Axis
    labels: Sequence[str]
    series: Sequence[Series]
    mode: Literal["grouped", "stacked"] = "grouped"
    caption: str = ""
    marks: Sequence[Mark] = ()
    kind: Literal["bars"] = "bars"

    def lane(self, place: int) -> int:
        """Which of the places in a row the series number ``place`` has."""
        own = self.series[place].lane
        return (0 if self.mode == "stacked" else place) if own is None else own

    @property
    def lanes(self) -> int:
        """How many bars stand below each other in a row."""
        return max((self.lane(place) + 1 for place in range(len(self.series))), default=1)


@dataclass(frozen=True)
class Field:
    """One quantity over two others, in colour; ``cells`` has a row for each value of ``ys``.

    ``contours`` are lines of equal value, named by it.
    """

    name: str
    title: str
    x: Axis
    y: Axis
    z: Axis
    xs: Sequence[float]
    ys: Sequence[float]
    cells: Sequence[Sequence[float | None]]
    series: Sequence[Series] = ()
    contours: Sequence[Series] = ()
    caption: str = ""
    kind: Literal["field"] = "field"


@dataclass(frozen=True)
class Space:
    """Points over three axes, the last one upright; every series has a ``z``.

    It is first seen from ``azimuth`` [degree], counted from the first axis towards the second, and
    ``elevation`` [degree] above the floor.
    """

    name: str
    title: str
    x: Axis
    y: Axis
    z: Axis
    series: Sequence[Series]
    caption: str = ""
    azimuth: float = -55.0
    elevation: float = 24.0
    kind: Literal["space"] = "space"


@dataclass(frozen=True)
class Panels:
    """Charts that belong together, in one picture.

    They fill rows of ``columns``; in a single one they share the horizontal axis if it is the same.
    """

    name: str
    title: str
    parts: Sequence[Chart | Bars]
    columns: int = 1
    caption: str = ""
    kind: Literal["panels"] = "panels"

    @property
    def shared(self) -> bool:
        """Whether the parts stand below each other over one horizontal axis."""
        axes = {part.x.text for part in self.parts if isinstance(part, Chart)}
        plain = all(isinstance(part, Chart) for part in self.parts)
        return self.columns == 1 < len(self.parts) and plain and len(axes) == 1


Single = Chart | Bars | Field | Space
AnyChart = Single | Panels


def parts_of(chart: AnyChart) -> Sequence[Single]:
    """The chart itself, or the charts it is made of."""
    return chart.parts if isinstance(chart, Panels) else (chart,)


def names_at_ends(chart: Single) -> bool:
    """Whether lines are few enough to be named where they end, instead of in a legend."""
    if not isinstance(chart, Chart) or chart.legend != "fit":
        return False
    lines = [part for part in chart.series if part.style in ("line", "dash", "joined")]
    return len(lines) == len(chart.series) and _FEWEST_ENDS <= len(lines) <= _MOST_ENDS


def keyed(chart: AnyChart) -> list[Series]:
    """The series that a legend has to explain, each name once."""
    found: dict[str, Series] = {}
    for part in parts_of(chart):
        plain = isinstance(part, Chart) and part.legend == "none"
        fewest = 1 if isinstance(part, Field) else 2
        if len({series.name for series in part.series}) >= fewest and not plain:
            for series in part.series:
                found.setdefault(series.name, series)
    return list(found.values())


def spread(wanted: Sequence[float], room: float) -> list[float]:
    """Rising places near the wanted ones, at least ``room`` apart: groups move as one.

    >>> spread([0.0, 0.5, 0.5], 0.1)
    [0.0, 0.45, 0.55]
    """
    groups: list[tuple[float, int]] = []
    for place in wanted:
        centre, count = place, 1
        while groups and groups[-1][0] + (groups[-1][1] + count) * room / 2 > centre:
            other, many = groups.pop()
            centre = (centre * count + other * many) / (count + many)
            count += many
        groups.append((centre, count))
    return [
        centre + (part - (count - 1) / 2) * room
        for centre, count in groups
        for part in range(count)
    ]


def document(chart: AnyChart) -> dict[str, Any]:
    """The chart as JSON has it: seven digits, null for what is not finite."""
    found: dict[str, Any] = _rounded(asdict(chart))
    return found


def _rounded(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _rounded(value) for key, value in part.items()}
    if isinstance(part, list | tuple):
        return [_rounded(value) for value in part]
    if isinstance(part, float):
        return float(f"{part:.{_DIGITS}g}") if math.isfinite(part) else None
    return part


def fitting_scale(values: Sequence[float | None]) -> Scale:
    """Logarithmic for values that are not negative and whose positive ones span much."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    positive = [value for value in known if value > 0]
    if not positive or min(known) < 0 or max(positive) <= _WIDE * min(positive):
        return "linear"
    # Many zeros would leave a logarithmic chart all but empty.
    return "log" if 2 * len(positive) > len(known) else "linear"


def log_floor(values: Sequence[float | None], decades: float = 8.0) -> float | None:
    """Where a logarithmic axis starts: at the least value, but no more decades below the largest.

    >>> log_floor([1e-20, 10.0, 1000.0], decades=4.0)
    0.1
    """
    positive = [value for value in values if value is not None and 0 < value < math.inf]
    if not positive:
        return None
    return max(min(positive), max(positive) * 10**-decades)
