"""Charts as plain data: the page draws them in the browser, `drawing` as pictures for papers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Scale = Literal["linear", "log"]
Style = Literal["line", "dash", "step", "points", "area", "stack", "bars"]
Cell = float | str | None

HALF = 280.0
"""Charts not higher than this may stand side by side."""
# Values that span more, and are all positive, are easier to read on a logarithmic scale.
_WIDE = 100.0
_DIGITS = 7


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
    """Values of one thing; ``texts`` say more of each point, ``sizes`` (0 to 1) draw bubbles.

    ``color`` is a place in the palette; ``errors`` are ends of intervals.
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


@dataclass(frozen=True)
class Mark:
    """A place on the horizontal axis that has a meaning, or a span of it."""

    at: float
    text: str
    high: float | None = None


@dataclass(frozen=True)
class Chart:
    """Lines, areas, steps and points over a common horizontal axis."""

    name: str
    title: str
    x: Axis
    y: Axis
    series: Sequence[Series]
    marks: Sequence[Mark] = ()
    caption: str = ""
    height: float = 360.0
    legend: bool = True
    kind: Literal["xy"] = "xy"


@dataclass(frozen=True)
class Bars:
    """Horizontal bars, one row a label; several series side by side or, ``stacked``, end to end.

    ``overlaid`` series share the row's whole height, as the two ends of a tornado.
    """

    name: str
    title: str
    x: Axis
    labels: Sequence[str]
    series: Sequence[Series]
    mode: Literal["grouped", "stacked", "overlaid"] = "grouped"
    caption: str = ""
    kind: Literal["bars"] = "bars"


@dataclass(frozen=True)
class Field:
    """One quantity over two others, in colour; ``cells`` has a row for each value of ``ys``."""

    name: str
    title: str
    x: Axis
    y: Axis
    z: Axis
    xs: Sequence[float]
    ys: Sequence[float]
    cells: Sequence[Sequence[float | None]]
    series: Sequence[Series] = ()
    caption: str = ""
    kind: Literal["field"] = "field"


AnyChart = Chart | Bars | Field


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
