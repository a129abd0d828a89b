"""Chart of a settlement's growth: people and power over time, coloured by what they wait for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from optdesign.report.charts.data import AnyChart, Axis, Chart, Mark, Panels, Series
from optdesign.report.charts.tables import column
from optdesign.report.runs.documents.solve import Solved
from optdesign.report.runs.meaning import Meaning
from optdesign.units import format_number, from_si

Rows = Sequence[Mapping[str, Any]]

_TIME, _PEOPLE, _WAITS = "time [year]", "people housed [person]", "waits for"
_START, _END = "start [year]", "end [year]"
_SOON = 0.2
"""A change before this share of the time is early."""
_LEAST = 0.01
"""Least length of the early years, as a share of all."""


def settlement_charts(found: Solved, meaning: Meaning) -> list[AnyChart]:
    """People by what the growth waits for; beside it the first years with the powers."""
    rows, waiting = found.tables.get("schedule", []), found.tables.get("waiting", [])
    if len(rows) < 2 or not {_TIME, _PEOPLE, _WAITS} <= rows[0].keys():
        return []
    years = [year or 0.0 for year in column(rows, _TIME)]
    colors = {reason: n for n, reason in enumerate(dict.fromkeys(str(r.get(_WAITS)) for r in rows))}
    ends = zip(column(waiting, _START), column(waiting, _END), strict=True)
    spans = [
        Mark(low, "", high, colors[str(row[_WAITS])])
        for row, (low, high) in zip(waiting, ends, strict=True)
        if low is not None and high is not None and str(row.get(_WAITS)) in colors
    ]
    early = _early([mark.at for mark in spans], years[-1])
    parts = [_people(rows, years, spans, colors), _powers(rows, years, spans, early)]
    time = found.outcomes.get("bootstrap_time")
    known = time is not None and isinstance(time.value, float)
    value = from_si(time.value, "year") if known else years[-1]  # type: ignore[union-attr, arg-type]
    caption = f"{format_number(value)} years. Colour: what the growth waits for."
    return [Panels("growth", "Growth of the settlement", [p for p in parts if p.series], 2,
                   caption)]  # fmt: skip


def _early(changes: Sequence[float], end: float) -> float:
    """Years worth a panel of their own: until shortly after the last change, but no long time."""
    last = [change for change in changes if change < _SOON * end]
    return min(max(1.5 * last[-1], _LEAST * end), end) if last and last[-1] > 0 else end


def _people(rows: Rows, years: list[float], spans: list[Mark], colors: dict[str, int]) -> Chart:
    """The curve of people in pieces, each in the colour of what it waits for."""
    people = [value if value and value > 0 else None for value in column(rows, _PEOPLE)]
    lasting = dict.fromkeys(colors, 0.0)
    for n in range(1, len(rows)):
        lasting[str(rows[n].get(_WAITS))] += years[n] - years[n - 1]
    series = []
    for reason, color in colors.items():
        inside = [
            any(str(rows[m].get(_WAITS)) == reason for m in (n, n + 1) if 0 < m < len(rows))
            for n in range(len(rows))
        ]
        values = [v if own else None for v, own in zip(people, inside, strict=True)]
        if lasting[reason] > 0:
            name = f"{reason}: {format_number(lasting[reason], 3)} years"
            series.append(Series(name, values, years, "line", color))
    other = "people there are [person]"
    if other in rows[0]:
        there = [value if value and value > 0 else None for value in column(rows, other)]
        series.append(Series("people there are", there, years, "dash", 7))
    axis = Axis("year", low=0.0, high=years[-1])
    return Chart("people", "People housed", axis, Axis("people", "", "log"), series,
                 [mark for mark in spans if mark.at < years[-1]], legend="keys")  # fmt: skip


def _powers(rows: Rows, years: list[float], spans: list[Mark], early: float) -> Chart:
    count = max(sum(year <= early for year in years), 2)
    series: list[Series] = []
    for key, name in (
        ("lifting power [W]", "power on the ground"),
        ("power in orbit [W]", "power in orbit"),
    ):
        if key in rows[0]:
            powers = [from_si(v, "GW") if v and v > 0 else None for v in column(rows, key)[:count]]
            color, style = (6, "line") if not series else (7, "dash")
            series.append(Series(name, powers, years[:count], style, color))  # type: ignore[arg-type]
    end = years[count - 1]
    shown = [Mark(m.at, "", min(m.high or end, end), m.color) for m in spans if m.at < end]
    title = f"Power, the first {format_number(end, 3)} years"
    axis = Axis("year", low=0.0, high=end)
    return Chart("powers", title, axis, Axis("power", "GW", "log"), series, shown,
                 legend="keys")  # fmt: skip
