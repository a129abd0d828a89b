"""Charts of a study's outcomes: how they are distributed, and how likely any value is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optdesign.report.charts.data import AnyChart, Axis, Chart, Mark, Panels, Series
from optdesign.report.charts.tables import sentence, slug
from optdesign.report.runs.documents.study import Spread, Studied
from optdesign.report.runs.meaning import Meaning, amount, words

_LEAST = 3
# A spread below this share of the values is rounding, not a distribution.
_ROUNDING = 1e-6
_CONFIDENCE = 0.95
_QUANTILES = (("5 %", "p5"), ("median", "p50"), ("95 %", "p95"))


@dataclass(frozen=True)
class _Counts:
    """How many trials there are, and of how many the answer is known."""

    total: int
    known: int


def distribution_charts(
    found: Studied, samples: Mapping[str, list[float]], meaning: Meaning,
    scenarios: int | None = None,
) -> list[AnyChart]:  # fmt: skip
    """For each outcome that varies its histogram and the probability of meeting each value.

    ``scenarios`` is how many trials were to give them, if not all of the study: one a scenario,
    those without any design too.
    """
    charts: list[AnyChart] = []
    for key, spread in found.outcomes.items():
        sample = samples.get(key, [])
        if len(sample) < _LEAST or sample[-1] - sample[0] <= _ROUNDING * abs(sample[0]):
            continue
        unit = meaning.unit(key, spread.unit, sample[-1])
        values = [meaning.number(value, spread.unit, unit) for value in sample]
        axis = Axis(words(key), "" if unit == "1" else unit)
        parts = [
            _histogram(values, axis, _quantile_marks(spread, meaning, unit, values)),
            _probability(found, key, values, axis, meaning, _counts(found, values, scenarios)),
        ]
        counted = f"{len(values)} of {scenarios or sum(found.trials.values())} trials"
        caption = f"Shaded: {100 * _CONFIDENCE:.0f} % intervals."
        charts.append(
            Panels(slug(key), f"{sentence(words(key))}: {counted}", parts, caption=caption)
        )
    return charts


def _counts(found: Studied, values: Sequence[float], scenarios: int | None) -> _Counts:
    total = max(scenarios or sum(found.trials.values()), len(values))
    known = len(values) + found.trials.get("infeasible", 0)
    if scenarios is not None:  # trials of the study are of other candidates too
        share = found.feasibility.value
        known = round(len(values) / share) if share else scenarios
    return _Counts(total, min(max(known, len(values)), total))


def _quantile_marks(
    spread: Spread, meaning: Meaning, unit: str, values: Sequence[float]
) -> list[Mark]:
    """A line a quantile with its interval; an end that the sample cannot give is that of it."""
    marks = []
    for color, (name, key) in enumerate(_QUANTILES):
        value = getattr(spread, key)
        if value is None:
            continue
        at = meaning.number(value, spread.unit, unit)
        ends = spread.intervals.get(key, [None, None])
        if len(ends) == 2 and ends != [None, None]:
            low, high = (
                edge if end is None else meaning.number(end, spread.unit, unit)
                for end, edge in zip(ends, (values[0], values[-1]), strict=True)
            )
            marks.append(Mark(low, "", high, color))
        marks.append(Mark(at, f"{name}: {amount(at, unit)}", color=color))
    return marks


def _histogram(values: list[float], axis: Axis, marks: list[Mark]) -> Chart:
    bins = max(5, min(40, round(2 * math.sqrt(len(values)))))
    width = (values[-1] - values[0]) / bins
    counts = [0] * bins
    for value in values:
        counts[min(int((value - values[0]) / width), bins - 1)] += 1
    middles = [values[0] + (place + 0.5) * width for place in range(bins)]
    series = Series("trials", [float(count) for count in counts], middles, "bars", 7)
    return Chart("trials", "", axis, Axis("trials", low=0.0), [series], marks, height=240.0)


def _probability(
    found: Studied, key: str, values: list[float], axis: Axis, meaning: Meaning, counts: _Counts
) -> Chart:
    """The probability of a design with at most (or at least) each value, with its interval."""
    senses = {outcome.key: outcome.sense for outcome in meaning.context.outcomes}
    rising = senses.get(key) != "max"
    hits = [n + 1 if rising else len(values) - n for n in range(len(values))]
    shares = [100 * hit / counts.known for hit in hits]
    if not rising:  # a share holds up to its own value
        shares = [*shares[1:], shares[-1]]
    word = "at most" if rising else "at least"
    series = [
        _band(values, hits, counts, rising),
        Series(f"probability of {word}", shares, values, "step"),
    ]
    stored = found.outcomes[key].unit
    points = [
        (meaning.number(t.value, t.unit, axis.unit or t.unit), 100 * t.probability.value)
        for t in found.thresholds
        if t.outcome == key and t.value is not None and t.probability.value is not None
        and (t.sense == "<=") == rising and t.unit == stored
    ]  # fmt: skip
    if points:
        series.append(Series("asked for", [p for _, p in points], [v for v, _ in points], "points",
                             1, labels=[f"{p:.0f} %" for _, p in points]))  # fmt: skip
    up = Axis(f"probability of {word}", "%", low=0.0, high=102.0)
    return Chart("probability", "", axis, up, series, height=280.0, legend="none")


def _band(values: list[float], hits: list[int], counts: _Counts, rising: bool) -> Series:
    """What trials without an answer and chance leave open, as Clopper and Pearson have it."""
    import numpy as np
    from scipy.stats import beta

    tail, total = (1.0 - _CONFIDENCE) / 2.0, counts.total
    least = np.array(hits)
    most = least + (total - counts.known)
    low = beta.ppf(tail, least, total - least + 1)
    high = np.where(most < total, beta.ppf(1.0 - tail, most + 1, np.maximum(total - most, 1)), 1.0)
    below, above = ([100 * float(v) for v in side] for side in (low, high))
    x, lower, upper = [], [], []
    for n in range(len(values)):  # corners of the steps
        other = min(max(n - 1 if rising else n + 1, 0), len(values) - 1)
        ends = (other, n) if rising else (n, other)
        x += [values[n]] * 2
        lower += [below[end] for end in ends]
        upper += [above[end] for end in ends]
    return Series("interval", [*upper, *reversed(lower)], [*x, *reversed(x)], "shape", pale=True)
