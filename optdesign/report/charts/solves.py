"""Charts of a solved problem: those of its formulation, gap, what would improve the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from optdesign.errors import UnitError
from optdesign.report.charts.bases import base_charts
from optdesign.report.charts.concentrators import concentrator_charts
from optdesign.report.charts.data import AnyChart, Axis, Bars, Series
from optdesign.report.charts.fleets import fleet_charts
from optdesign.report.charts.growth import growth_charts
from optdesign.report.charts.links import link_charts
from optdesign.report.charts.settlements import settlement_charts
from optdesign.report.charts.tables import table_charts
from optdesign.report.runs.documents.solve import Price, Solved
from optdesign.report.runs.meaning import MARKS, Meaning, amount, named, words
from optdesign.units import from_si

FORMULATIONS: Mapping[str, Callable[[Solved, Meaning], list[AnyChart]]] = {
    "concentrator": concentrator_charts,
    "fleet-network": fleet_charts,
    "growth-network": growth_charts,
    "megasatellite-growth": settlement_charts,
    "orbital-ring": link_charts,
    "power-mix": base_charts,
}
"""Formulation: what makes the charts that are its own."""

_GAPS = {
    "gap_grid": "time grid",
    "gap_designs": "designs not tried",
    "gap_integers": "limits and whole units",
}
_DRIVERS = 14


def charts(found: Solved, meaning: Meaning) -> list[AnyChart]:
    """The charts of a solved problem's formulation, or else those of its tables."""
    own = own_charts(found, meaning)
    if own:
        return own
    return [chart for name, rows in found.tables.items() for chart in table_charts(name, rows)]


def own_charts(found: Solved, meaning: Meaning) -> list[AnyChart]:
    """The charts that its formulation has; none for others."""
    make = FORMULATIONS.get(meaning.context.formulation)
    return [] if make is None else make(found, meaning)


def gap_chart(found: Solved, meaning: Meaning) -> Bars | None:
    """Where the gap between plan and bound comes from, in the unit of the objective."""
    parts = {key: part.value for key, part in found.outcomes.items() if key.startswith("gap_")}
    value = found.objective.value
    known = {key: float(v) for key, v in parts.items() if isinstance(v, int | float)}
    if not known or not value:
        return None
    sizes = [meaning.change(found.objective.name, share * value, found.objective.unit)
             for share in known.values()]  # fmt: skip
    labels = [_GAPS.get(key, words(key.removeprefix("gap_"))) for key in known]
    texts = [f"{100 * share:.2g} %" for share in known.values()]
    series = [Series("part of the gap", [size for size, _ in sizes], texts=texts)]
    axis = Axis("part of the gap", sizes[0][1], low=0.0)
    caption = (
        "The proven bound and the executable plan differ by these parts: the grid of time, "
        "designs that were not tried, and limits on the number of designs."
    )
    return Bars("gap", "Where the gap comes from", axis, labels, series, caption=caption)


def drivers(found: Solved) -> list[Price]:
    """Shadow prices with a number, the largest first."""
    known = [price for price in found.shadow_prices if price.effect]
    return sorted(known, key=lambda price: -abs(price.effect or 0.0))


def driver_chart(found: Solved, meaning: Meaning) -> Bars | None:
    """What one percent of each parameter, in the helpful direction, does to the objective."""
    prices = drivers(found)[:_DRIVERS]
    if not prices:
        return None
    objective = found.objective
    helpful = -1.0 if objective.sense == "min" else 1.0
    labels, values, colors, texts = [], [], [], []
    unit = ""
    for price in prices:
        effect = price.effect or 0.0
        value, unit = meaning.change(objective.name, abs(effect) * helpful, price.unit)
        sign = "+" if effect * helpful > 0 else "\N{MINUS SIGN}"
        labels.append(f"{named(price.key)} {sign}1 %")
        values.append(value)
        mark, text = _origin(price.key, meaning)
        colors.append(mark)
        texts.append(text)
    series = [
        Series(mark, [v if c == mark else None for v, c in zip(values, colors, strict=True)],
               color=_mark_color(mark), texts=texts, lane=0)
        for mark in sorted(set(colors), key=_mark_color)
    ]  # fmt: skip
    axis = Axis(f"change of {words(objective.name)}", unit)
    caption = (
        "Each parameter changed by one percent in the direction that helps, all else equal. "
        "Colour: how well the number is known."
    )
    title = improvement(objective.sense, unit)
    return Bars("drivers", title, axis, labels, series, caption=caption)


def improvement(sense: str, unit: str) -> str:
    """The title of the drivers."""
    try:
        time = sense == "min" and from_si(1.0, unit) > 0 and unit in ("s", "hour", "day", "year")
    except UnitError:
        time = False
    if time:
        return "What would shorten it most"
    return "What would lower it most" if sense == "min" else "What would raise it most"


def _origin(key: str, meaning: Meaning) -> tuple[str, str]:
    known = meaning.parameters.get(key)
    if known is None:
        return "unknown", ""
    value = known.value
    text = amount(value, known.unit) if isinstance(value, float) else str(value)
    return known.mark, f"now {text}; {known.mark}; {meaning.source(known.source)}"


def _mark_color(mark: str) -> int:
    """The colour of a mark: best known first."""
    return MARKS.index(mark) if mark in MARKS else len(MARKS)
