"""Charts of what drives a study: tornado, indices or effects, trials in parallel coordinates."""

from __future__ import annotations

from pathlib import Path

from optdesign.report.charts.data import AnyChart, Axis, Bars, Chart, Series
from optdesign.report.charts.tables import sentence, slug
from optdesign.report.runs.documents.study import Analysis, Driver, Studied, Swing
from optdesign.report.runs.meaning import Meaning, named, words
from optdesign.report.runs.trials import read_answers
from optdesign.units import format_number

_DRIVERS = 12
_AXES = 7
_LEAST = 3
_MOST_LINES = 400
_METHODS = {"solved": "solved again", "priced": "shadow price", "fitted": "slope of trials"}


def driver_charts(found: Studied, meaning: Meaning, folder: Path) -> list[AnyChart]:
    """The tornado of the objective, what drives each outcome, and the trials behind it."""
    charts: list[AnyChart] = []
    tornado = tornado_chart(found, meaning)
    if tornado is not None:
        charts.append(tornado)
    for place, (key, analysis) in enumerate(found.sensitivities.items()):
        charts += _indices(key, analysis, meaning)
        if not place:
            charts += _groups(key, analysis) + _parallel(folder, key, analysis, meaning)
    return charts


def _groups(key: str, analysis: Analysis) -> list[AnyChart]:
    """Shares of sources, marks or owners of parameters."""
    charts: list[AnyChart] = []
    for kind, parts in analysis.groups.items():
        shown = [part for part in parts if part.total is not None][:_DRIVERS]
        if len(shown) > 1:
            series = [Series("total", [100 * (part.total or 0.0) for part in shown], color=4)]
            axis = Axis("share of the variance, total", "%", low=0.0)
            title = f"What drives {words(key)}, by {kind}"
            names = [part.parameter for part in shown]
            charts.append(Bars(slug(f"sensitivity-{key}-{kind}"), title, axis, names, series))
    return charts


def _indices(key: str, analysis: Analysis, meaning: Meaning) -> list[AnyChart]:
    parts = analysis.parameters[:_DRIVERS]
    if not parts:
        return []
    labels = [named(part.parameter) for part in parts]
    title, name = f"What drives {words(key)}", slug(f"sensitivity-{key}")
    origin = f"{analysis.used} {analysis.counted}"
    if analysis.dropped:
        origin += f", {analysis.dropped} left out"
    if analysis.method == "morris":
        return [_effects(name, title, key, analysis, meaning, f"From {origin}")]
    series = []
    for place, (text, *ends) in enumerate((
        ("alone", "first_order", "first_low", "first_high"),
        ("with all interactions", "total", "low", "high"),
    )):  # fmt: skip
        values, lows, highs = ([_percent(part, end) for part in parts] for end in ends)
        errors = [
            None if low is None or high is None else (low, high)
            for low, high in zip(lows, highs, strict=True)
        ]
        if any(value is not None for value in values):
            series.append(Series(text, values, color=place, errors=errors))
    caption = f"From {origin}; lines are 95 % intervals."
    if analysis.method == "fit":
        share = f"{100 * (analysis.explained or 0.0):.0f} %"
        caption = (f"From a fit to {origin}, that predicts {share} of the variance; lines are "
                   "95 % intervals.")  # fmt: skip
    return [Bars(name, title, Axis("share of the variance", "%"), labels, series, caption=caption)]


def _percent(part: Driver, name: str) -> float | None:
    value = getattr(part, name)
    return None if value is None else 100 * float(value)


def _effects(
    name: str, title: str, key: str, analysis: Analysis, meaning: Meaning, origin: str
) -> Bars:
    """Mean size of each elementary effect, and its spread: of interaction and bending."""
    parts = analysis.parameters[:_DRIVERS]
    size = max((part.mu_star or 0.0 for part in parts), default=0.0)
    unit = meaning.unit(key, analysis.unit, size)

    def shown(value: float | None) -> float | None:
        return None if value is None else meaning.number(value, analysis.unit, unit)

    means, margins, spreads = (
        [shown(getattr(part, field)) for part in parts]
        for field in ("mu_star", "mu_star_margin", "sigma")
    )
    errors = [
        None if mean is None or margin is None else (mean - margin, mean + margin)
        for mean, margin in zip(means, margins, strict=True)
    ]
    series = [Series("mean size", means, errors=errors), Series("spread", spreads, color=7)]
    axis = Axis("change over a range", "" if unit == "1" else unit, low=0.0)
    caption = (f"{origin}; lines are 95 % intervals. A large spread: the effect depends on the "
               "other parameters, or bends.")  # fmt: skip
    labels = [named(part.parameter) for part in parts]
    known = [part for part in series if any(value is not None for value in part.y)]
    return Bars(name, title, axis, labels, known, caption=caption)


def _parallel(folder: Path, key: str, analysis: Analysis, meaning: Meaning) -> list[AnyChart]:
    """Every complete trial as a line over the parameters that matter most, to the outcome."""
    names = [part.parameter for part in analysis.parameters]
    columns = read_answers(folder, [key], names)
    numeric = [n for n in names if n in columns
               and not any(isinstance(v, str) for v in columns[n].values)]  # fmt: skip
    chosen = [*numeric[:_AXES], key]
    if not numeric or key not in columns:
        return []
    rows = [row for row in zip(*(columns[name].numbers for name in chosen), strict=True)
            if None not in row][:_MOST_LINES]  # fmt: skip
    if len(rows) < _LEAST:
        return []
    heights, labels = [], []
    for name, cells in zip(chosen, zip(*rows, strict=True), strict=True):
        raw, stored = [float(value or 0.0) for value in cells], columns[name].unit
        unit = meaning.unit(name, stored, max(map(abs, raw)))
        values = [meaning.number(value, stored, unit) for value in raw]
        low, high = min(values), max(values)
        heights.append([(value - low) / ((high - low) or 1.0) for value in values])
        ends = f"{format_number(low, 3)} to {format_number(high, 3)}"
        head, _, tail = words(name.replace(".", "|")).partition("|")
        label = [head, tail.replace("|", " "), ends + (f" {unit}" if unit != "1" else "")]
        labels.append("\n".join(text for text in label if text))
    # Colours go by rank: one far trial would leave a single colour to all others.
    order = sorted(range(len(rows)), key=lambda n: heights[-1][n])
    places = [float(place) for place in range(1, len(chosen) + 1)]
    series = [
        Series(f"trial {n + 1}", [column[n] for column in heights], places, "line", pale=True,
               shade=rank / len(order))
        for rank, n in enumerate(order)
    ]  # fmt: skip
    axis = Axis("", low=1.0, high=float(len(chosen)), names=labels)
    caption = f"{len(rows)} complete trials; colour: rank by {words(key)}."
    return [Chart("parallel", "Trials over what matters most", axis,
                  Axis("share of the range", low=0.0, high=1.0), series, caption=caption,
                  height=340.0, legend="none")]  # fmt: skip


def tornado_chart(found: Studied, meaning: Meaning) -> Bars | None:
    """Change of the objective at the ends of each range, by each method that has an answer."""
    tornado = found.tornado
    if tornado is None or tornado.nominal is None:
        return None
    unit = meaning.unit(tornado.outcome, tornado.unit, tornado.nominal)
    rows = []
    for swing in tornado.swings:
        ends = {
            name: [None if v is None else meaning.number(v, tornado.unit, unit)
                   for v in (*getattr(swing, name), None, None)[:2]]
            for name in _METHODS
        }  # fmt: skip
        size = max((abs(v) for pair in ends.values() for v in pair if v is not None), default=0.0)
        if size > 0:
            rows.append((swing, ends))
    rows = rows[:_DRIVERS]  # stored with the largest first
    methods = [name for name in _METHODS
               if any(v is not None for _, ends in rows for v in ends[name])]  # fmt: skip
    if not methods:
        return None
    series = []
    for lane, name in enumerate(methods):
        for place, end in enumerate(("low", "high")):
            start = f"{_METHODS[name]}, " if len(methods) > 1 else ""
            colors = (0, 1) if len(methods) == 1 else (lane, lane)
            values = [ends[name][place] for _, ends in rows]
            series.append(Series(f"{start}at the {end} end", values, color=colors[place],
                                 pale=len(methods) > 1 and not place, lane=lane))  # fmt: skip
    nominal = meaning.value(tornado.outcome, tornado.nominal, tornado.unit)
    by = "" if len(methods) > 1 else f"; by {_METHODS[methods[0]]}"
    axis = Axis(f"change of {words(tornado.outcome)}", "" if unit == "1" else unit)
    labels = [_range(swing, meaning) for swing, _ in rows]
    title = f"{sentence(words(tornado.outcome))} at the ends of each range"
    return Bars("tornado", title, axis, labels, series, caption=f"From the nominal {nominal}{by}.")


def _range(swing: Swing, meaning: Meaning) -> str:
    ends = [swing.low, swing.high]
    texts = [meaning.value(swing.parameter, end, swing.unit, 3) for end in ends]
    if all(isinstance(end, float) for end in ends):
        texts[0] = texts[0].partition(" ")[0]
    return f"{named(swing.parameter)}, {' to '.join(texts)}"
