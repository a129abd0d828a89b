"""Charts of any stored table: what rises over its first column, and how shares are split."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from optdesign.report.charts.data import (
    HALF,
    AnyChart,
    Axis,
    Bars,
    Chart,
    Mark,
    Panels,
    Series,
    fitting_scale,
    log_floor,
)
from optdesign.report.runs.meaning import words
from optdesign.units import from_si

Rows = Sequence[Mapping[str, Any]]

_UNIT = re.compile(r"(?P<name>.*?) \[(?P<unit>[^\]]*)\]")
_LEAST_ROWS = 4
_MOST_LINES = 24
_MOST_BARS = 24
_TRACE = 1e-6
_LONG = 1e7
_PALETTE = 8
_FEW, _BELOW = 3, 3
# Percent of a whole, with rounding.
_WHOLE = 100.5


def split_name(column: str) -> tuple[str, str]:
    """Name and unit of a column.

    >>> split_name("mass built [t]")
    ('mass built', 't')
    """
    match = _UNIT.fullmatch(column)
    name, unit = (match["name"], match["unit"]) if match else (column, "")
    return words(name), "" if unit == "1" else unit


def column(rows: Rows, name: str) -> list[float | None]:
    """A column's numbers; None where there is none."""
    return [_number(row.get(name)) for row in rows]


def _number(cell: Any) -> float | None:
    plain = isinstance(cell, int | float) and not isinstance(cell, bool)
    return float(cell) if plain and math.isfinite(cell) else None


def table_charts(
    name: str, rows: Rows, marks: Sequence[Mark] = (), *, title: str = "", caption: str = ""
) -> list[AnyChart]:
    """A chart of a table: a panel a unit over a first column that rises, or bars of its shares.

    Parameters
    ----------
    name : of the table
    rows : of the table
    marks : places on the first column that mean something; moments in years if it is a time
    title, caption : of the picture, instead of the name of the table
    """
    if not rows or not rows[0]:
        return []
    over = _rising(rows)
    if over is None:
        return _share_bars(name, rows)
    across, xs, start = over
    numeric = [
        key for key in rows[0]
        if key not in (across, start) and sum(v is not None for v in column(rows, key)) > 1
    ]  # fmt: skip
    groups: dict[str, list[str]] = {}
    for key in numeric:
        groups.setdefault(split_name(key)[1], []).append(key)
    label, unit = split_name(across)
    if start is not None:
        label = "time"
    factor = _years(unit, xs)
    if factor is not None:
        unit, xs = "year", [factor * x for x in xs]
    # Growth over time is seen in its curves; lengths and powers may span many decades.
    scale = "linear" if unit == "year" or start is not None else fitting_scale(xs)
    axis = Axis("year" if unit == "year" else label, "" if unit == "year" else unit, scale,
                low=0.0 if start is not None else None)  # fmt: skip
    found = [
        _lines(name, rows, keys, axis, xs, unit, marks)
        for unit, keys in groups.items() if len(groups) <= _PALETTE
    ]  # fmt: skip
    return together(slug(name), title or sentence(words(name)),
                    [part for part in found if part is not None], caption)  # fmt: skip


def together(name: str, title: str, parts: Sequence[Chart | Bars], caption: str = "",
             columns: int | None = None) -> list[AnyChart]:  # fmt: skip
    """Charts over the same axis as one picture of that name; a single one as it is.

    Up to three are set below each other, more in two columns.
    """
    if not parts:
        return []
    if len(parts) == 1:
        alone = parts[0]
        said = " ".join(text for text in (caption, alone.caption) if text)
        return [replace(alone, name=name, title=alone.title or title, caption=said)]
    across = columns or (1 if len(parts) <= _BELOW else 2)
    if across == 1:  # their axes are named, and marks need naming once
        parts = [replace(parts[0], title=""), *(_bare(part) for part in parts[1:])]
    return [Panels(name, title, parts, across, caption)]


def _bare(part: Chart | Bars) -> Chart | Bars:
    return replace(part, title="", marks=[replace(mark, text="") for mark in part.marks])


def _years(unit: str, xs: Sequence[float]) -> float | None:
    """What makes seconds of a long time years."""
    return from_si(1.0, "year") if unit == "s" and max(xs, default=0.0) >= _LONG else None


def _rising(rows: Rows) -> tuple[str, list[float], str | None] | None:
    """The column everything else goes over, its values, and the column that starts a period."""
    names = list(rows[0])
    ends = [n for n in names if re.match(r"(end|time|start|year|distance|month)\b", n)]
    start = next((n for n in names if n.startswith("start")), None)
    candidates = [n for n in ends if n != start] + [n for n in (start, names[0]) if n]
    for name in candidates:
        values = column(rows, name)
        known = [value for value in values if value is not None]
        rising = all(a < b for a, b in pairwise(known))
        if len(known) == len(values) >= _LEAST_ROWS and rising:
            return name, known, start if start != name else None
    return None


def _lines(
    name: str, rows: Rows, keys: Sequence[str], axis: Axis, xs: Sequence[float],
    unit: str, marks: Sequence[Mark],
) -> Chart | None:  # fmt: skip
    values = {key: column(rows, key) for key in keys}
    peak = max((abs(v) for ys in values.values() for v in ys if v is not None), default=0.0)
    large = [
        key for key, ys in values.items()
        if max((abs(v) for v in ys if v is not None), default=0.0) > _TRACE * peak
    ]  # fmt: skip
    large = large[:_MOST_LINES]
    if not large:
        return None
    every = [v for key in large for v in values[key]]
    scale = fitting_scale(every)
    low = log_floor(every) if scale == "log" else (0.0 if min(
        (v for v in every if v is not None), default=0.0) >= 0 else None)  # fmt: skip
    labels = {key: split_name(key)[0] for key in large}
    single = _common(list(labels.values())) if len(large) <= _FEW else words(name)
    series = [
        Series(labels[key], values[key], xs, "line" if place < _PALETTE else "dash",
               place % _PALETTE)
        for place, key in enumerate(large)
    ]  # fmt: skip
    return Chart(
        slug(name), sentence(single), axis, Axis(single if len(large) <= _FEW else "", unit,
        scale, low), series, marks, height=420.0 if len(large) > 4 else HALF,
        legend="fit" if len(large) > 4 else "keys",
    )  # fmt: skip


def _common(labels: Sequence[str]) -> str:
    """The words that all labels end with, or else all of them.

    >>> _common(["hot temperature", "cold temperature"])
    'temperature'
    """
    ends = [label.split()[::-1] for label in labels]
    shared = [parts[0] for parts in zip(*ends, strict=False) if len(set(parts)) == 1]
    return " ".join(reversed(shared)) if shared and len(labels) > 1 else ", ".join(labels)


def _share_bars(name: str, rows: Rows) -> list[AnyChart]:
    """Bars of the column named share, or else of a mass, a row each."""
    label = next((key for key in rows[0] if isinstance(rows[0][key], str)), None)
    heads = {split_name(key)[0].split(" ")[0]: key for key in reversed(list(rows[0]))}
    measure = heads.get("share", heads.get("mass"))
    if label is None or measure is None or not 2 <= len(rows) <= _MOST_BARS:
        return []
    if not all(row.get(label) for row in rows):
        return []
    title, unit = split_name(measure)
    shares = measure == heads.get("share")
    values = [(100 if shares else 1) * (value or 0.0) for value in column(rows, measure)]
    # Lists of designs have shares of several wholes: no bars for those.
    if len({row.get(label) for row in rows}) < len(rows) or (shares and sum(values) > _WHOLE):
        return []
    large = [n for n in range(len(rows)) if values[n] > _TRACE * max(values)]
    order = sorted(large, key=lambda n: -values[n])
    series = [Series(title, [values[n] for n in order])]
    labels = [words(str(rows[n][label])) for n in order]
    axis = Axis(title, "%" if shares else unit, low=0.0)
    return [Bars(slug(name), sentence(words(name)), axis, labels, series)] if len(order) > 1 else []


def sentence(text: str) -> str:
    """A text with its first letter large.

    >>> sentence("solar-PV share")
    'Solar-PV share'
    """
    return text[:1].upper() + text[1:]


def slug(text: str) -> str:
    """A name for files and links.

    >>> slug("schedule [t/year]")
    'schedule-t-year'
    """
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", text).strip("-.") or "chart"
