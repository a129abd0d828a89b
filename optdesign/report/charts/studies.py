"""Charts of a study: distributions, what drives them, tornado, sweeps."""

from __future__ import annotations

import csv
import math
from pathlib import Path

from optdesign.errors import ResultError
from optdesign.report.charts.data import (
    HALF,
    AnyChart,
    Axis,
    Bars,
    Chart,
    Mark,
    Series,
)
from optdesign.report.charts.tables import slug
from optdesign.report.runs.documents import Analysis, Spread, Studied
from optdesign.report.runs.meaning import Meaning, amount, named, words
from optdesign.units import format_number

DISTRIBUTIONS = "distributions.csv"
_DRIVERS = 12
_METHODS = {"solved": "solved again", "priced": "shadow price", "fitted": "slope of trials"}
_LEAST = 3


def read_distributions(folder: Path) -> dict[str, list[float]]:
    """The values of each outcome over complete trials, in order and in stored units.

    Raises
    ------
    ResultError
        if there is a table of distributions that cannot be read.
    """
    path = folder / DISTRIBUTIONS
    if not path.is_file():
        return {}
    found: dict[str, list[float]] = {}
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                value = float(row["value"])
                if not math.isfinite(value):
                    raise ValueError(f"{value} is no value of an outcome")
                found.setdefault(row["outcome"], []).append(value)
    except (OSError, ValueError, KeyError, TypeError, csv.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise ResultError(
            f"{path} | must be the distributions of a study | {reason!s:.100}"
        ) from error
    return {key: sorted(values) for key, values in found.items()}


def distribution_charts(
    found: Studied, samples: dict[str, list[float]], meaning: Meaning, scenarios: int | None = None
) -> list[AnyChart]:
    """For each outcome that varies its histogram and the share of trials up to each value.

    ``scenarios`` is how many trials the samples are of, if not all of the study.
    """
    charts: list[AnyChart] = []
    for key, spread in found.outcomes.items():
        sample = samples.get(key, [])
        if len(sample) < _LEAST or sample[0] == sample[-1]:
            continue
        unit = meaning.unit(key, spread.unit, sample[-1])
        values = [meaning.number(value, spread.unit, unit) for value in sample]
        axis = Axis(words(key), "" if unit == "1" else unit)
        marks = _quantile_marks(spread, meaning, unit)
        charts.append(_histogram(key, values, axis, marks))
        known = scenarios or len(values) + found.trials.get("infeasible", 0)
        charts.append(_shares(found, key, values, axis, meaning, max(known, len(values))))
    return charts


def _quantile_marks(spread: Spread, meaning: Meaning, unit: str) -> list[Mark]:
    marks = []
    for name, value in (("5 %", spread.p5), ("median", spread.p50), ("95 %", spread.p95)):
        if value is not None:
            at = meaning.number(value, spread.unit, unit)
            marks.append(Mark(at, f"{name}: {amount(at, unit)}"))
    return marks


def _histogram(key: str, values: list[float], axis: Axis, marks: list[Mark]) -> Chart:
    bins = max(5, min(40, round(2 * math.sqrt(len(values)))))
    width = (values[-1] - values[0]) / bins
    counts = [0] * bins
    for value in values:
        counts[min(int((value - values[0]) / width), bins - 1)] += 1
    middles = [values[0] + (place + 0.5) * width for place in range(bins)]
    series = Series("trials", [float(count) for count in counts], middles, "bars")
    title = f"Distribution of {words(key)}"
    return Chart(slug(key), title, axis, Axis("trials", low=0.0), [series], marks, height=HALF)


def _shares(
    found: Studied, key: str, values: list[float], axis: Axis, meaning: Meaning, known: int
) -> Chart:
    """The probability of a design with at most (or at least) each value."""
    senses = {outcome.key: outcome.sense for outcome in meaning.context.outcomes}
    rising = senses.get(key) != "max"
    stored = found.outcomes[key].unit
    hits = [n + 1 if rising else len(values) - n for n in range(len(values))]
    word = "at most" if rising else "at least"
    lines = [Series(f"probability of {word}", [100 * hit / known for hit in hits], values, "step")]
    points = [
        (meaning.number(t.value, t.unit, axis.unit or t.unit), 100 * t.probability.value)
        for t in found.thresholds
        if t.outcome == key and t.value is not None and t.probability.value is not None
        and (t.sense == "<=") == rising and t.unit == stored
    ]  # fmt: skip
    if points:
        lines.append(Series("asked for", [p for _, p in points], [v for v, _ in points],
                            "points", 1))  # fmt: skip
    title = f"Probability of {words(key)} {word}"
    probability = Axis("probability", "%", low=0.0, high=100.0)
    return Chart(slug(f"probability-{key}"), title, axis, probability, lines, height=HALF)


def driver_charts(found: Studied, meaning: Meaning) -> list[AnyChart]:
    """What drives each outcome, then the tornado of the objective."""
    charts: list[AnyChart] = []
    tornado = tornado_chart(found, meaning)
    if tornado is not None:
        charts.append(tornado)
    for key, analysis in found.sensitivities.items():
        chart = _indices(key, analysis, meaning)
        if chart is not None:
            charts.append(chart)
        for kind, parts in analysis.groups.items():
            shown = [part for part in parts if part.total is not None][:_DRIVERS]
            if len(shown) > 1 and key == next(iter(found.sensitivities)):
                values = [100 * (part.total or 0.0) for part in shown]
                charts.append(
                    Bars(slug(f"drivers-{key}-{kind}"), f"What drives {words(key)}, by {kind}",
                         Axis("share of the variance, total", "%", low=0.0),
                         [part.parameter for part in shown],
                         [Series("total", values, color=4)])
                )  # fmt: skip
    return charts


def _indices(key: str, analysis: Analysis, meaning: Meaning) -> Bars | None:
    parts = analysis.parameters[:_DRIVERS]
    if not parts:
        return None
    labels = [named(part.parameter) for part in parts]
    title, name = f"What drives {words(key)}", slug(f"drivers-{key}")
    if analysis.method == "morris":
        size = max((part.mu_star or 0.0 for part in parts), default=0.0)
        unit = meaning.unit(key, analysis.unit, size)
        values = [
            None if part.mu_star is None else meaning.number(part.mu_star, analysis.unit, unit)
            for part in parts
        ]
        axis = Axis("mean size of the change over a range", "" if unit == "1" else unit, low=0.0)
        return Bars(name, title, axis, labels, [Series("elementary effect", values)])
    first = [None if part.first_order is None else 100 * part.first_order for part in parts]
    total = [None if part.total is None else 100 * part.total for part in parts]
    errors = [
        None if part.low is None or part.high is None else (100 * part.low, 100 * part.high)
        for part in parts
    ]
    both = Series("with all interactions", total, color=1, errors=errors)
    series = [Series("alone", first), both]
    origin = f"{analysis.used} {analysis.counted}"
    caption = f"From {origin}; lines are 95 % intervals."
    if analysis.method == "fit":
        share = f"{100 * (analysis.explained or 0.0):.0f} %"
        caption = f"From a fit to {origin} that predicts {share} of the variance."
    return Bars(name, title, Axis("share of the variance", "%"), labels,
                [part for part in series if any(v is not None for v in part.y)],
                "grouped", caption)  # fmt: skip


def tornado_chart(found: Studied, meaning: Meaning) -> Bars | None:
    """Change of the objective when each parameter goes to either end of its range."""
    tornado = found.tornado
    if tornado is None or tornado.nominal is None:
        return None
    method = next(
        (name for name in _METHODS
         if any(any(v is not None for v in getattr(s, name)) for s in tornado.swings)), None,
    )  # fmt: skip
    if method is None:
        return None
    unit = meaning.unit(tornado.outcome, tornado.unit, tornado.nominal)
    rows = []
    for swing in tornado.swings:
        ends = [None if v is None else meaning.number(v, tornado.unit, unit)
                for v in (*getattr(swing, method), None, None)[:2]]  # fmt: skip
        size = max((abs(v) for v in ends if v is not None), default=0.0)
        if size > 0:
            rows.append((size, swing, ends))
    rows = sorted(rows, key=lambda row: -row[0])[:_DRIVERS]
    if not rows:
        return None
    labels = []
    for _, swing, _ in rows:
        span = [meaning.value(swing.parameter, v, swing.unit, 3) for v in (swing.low, swing.high)]
        labels.append(f"{named(swing.parameter)}, {' to '.join(span)}")
    series = [
        Series(f"at the {end} end", [ends[place] for _, _, ends in rows], color=color)
        for place, (end, color) in enumerate((("low", 0), ("high", 1)))
    ]  # fmt: skip
    nominal = meaning.value(tornado.outcome, tornado.nominal, tornado.unit)
    caption = f"From the nominal {nominal}; by {_METHODS[method]}."
    axis = Axis(f"change of {words(tornado.outcome)}", "" if unit == "1" else unit)
    return Bars("tornado", "Tornado", axis, labels, series, "overlaid", caption)


def interval_text(low: float | None, high: float | None) -> str:
    """An interval of shares in percent."""
    ends = ("?" if end is None else format_number(100 * end, 3) for end in (low, high))
    return " to ".join(ends) + " %"
