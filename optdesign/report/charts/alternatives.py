"""Charts of near-optimal alternatives: how much worse each is, and of what it is made."""

from __future__ import annotations

from optdesign.report.charts.data import AnyChart, Axis, Bars, Mark, Panels, Series
from optdesign.report.charts.tables import sentence
from optdesign.report.runs.documents.alternatives import AlternativesFound, Design
from optdesign.report.runs.meaning import Meaning, words

_MOST = 11
_TRACE = 1e-3


def alternatives_charts(found: AlternativesFound, meaning: Meaning) -> list[AnyChart]:
    """The objective of each design with its bracket and the limit; the mix of its power."""
    shown = [part for part in found.designs if part.verdict == "within"][:_MOST]
    if not shown:
        return []
    labels = [part.name.replace("_", " ") for part in shown]
    parts = [_brackets(found, shown, labels, meaning)]
    names = dict.fromkeys(name for part in shown for name in part.mix)
    large = [n for n in names if any(part.mix.get(n, 0.0) > _TRACE for part in shown)]
    if large:
        series = [
            Series(words(name), [100 * part.mix.get(name, 0.0) for part in shown], color=color)
            for color, name in enumerate(large)
        ]
        axis = Axis(
            "share of the power technologies in their largest mass", "%", low=0.0, high=100.0
        )
        parts.append(Bars("mix", "Power technologies", axis, labels, series, "stacked"))
    title = f"Alternatives within {100 * found.within:.3g} % of the best"
    return [Panels("alternatives", title, parts)]


def _brackets(
    found: AlternativesFound, shown: list[Design], labels: list[str], meaning: Meaning
) -> Bars:
    objective = found.objective
    size = max((abs(part.value or 0.0) for part in shown), default=0.0)
    unit = meaning.unit(objective.name, objective.unit, size)

    def number(value: float | None) -> float | None:
        return None if value is None else meaning.number(value, objective.unit, unit)

    values, bounds = ([number(getattr(part, key)) for part in shown] for key in ("value", "bound"))
    errors = [
        None if value is None or bound is None else (min(value, bound), max(value, bound))
        for value, bound in zip(values, bounds, strict=True)
    ]
    series = [Series("verified; line: to what is proven", values, style="points", errors=errors)]
    limit = number(found.limit)
    marks = [] if limit is None else [Mark(limit, "limit")]
    axis = Axis(words(objective.name), "" if unit == "1" else unit)
    return Bars("values", sentence(words(objective.name)), axis, labels, series, marks=marks,
                caption="Dots are verified designs, lines reach to what is proven.")  # fmt: skip
