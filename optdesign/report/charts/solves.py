"""Charts of a solved problem: schedule, energy, designs, gap, what would improve the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from optdesign.errors import UnitError
from optdesign.report.charts.data import (
    HALF,
    AnyChart,
    Axis,
    Bars,
    Chart,
    Mark,
    Series,
    Style,
    fitting_scale,
)
from optdesign.report.charts.tables import column, slug, table_charts
from optdesign.report.growth_tables import asset_columns
from optdesign.report.runs.documents import Price, Solved
from optdesign.report.runs.meaning import MARKS, Meaning, amount, named, words
from optdesign.units import format_number, from_si

Rows = Sequence[Mapping[str, Any]]
Curve = tuple[str, list[float | None]]

_END, _PEOPLE, _IMPORTED = "end [year]", "people", "imported so far [t]"
_PHASES = (
    ("imports_end", "imports no longer matter"),
    ("habitats_start", "first people"),
    ("lines_end", "lines fully grown"),
)
_GAPS = {
    "gap_grid": "time grid",
    "gap_designs": "designs not tried",
    "gap_integers": "limits and whole units",
}
_PALETTE = 8
_DRIVERS = 14
_SEED_SHARE = 1e-3
_SIZE, _POWER, _SHARE = "aperture_diameter [m]", "specific power [W/kg]", "share of technology"
_CHOICES = (
    ("concentration", "concentration {}"),
    ("slope_error [mrad]", "slope {} mrad"),
    ("hot_temperature [K]", "hot {} K"),
    ("cold_temperature [K]", "cold {} K"),
    ("units built", "{} built"),
)


def charts(found: Solved, meaning: Meaning) -> list[AnyChart]:
    """All charts of the tables of a solved problem, schedules first."""
    tables = found.tables
    schedule = tables.get("schedule", [])
    grown = bool(schedule) and {_END, _PEOPLE, _IMPORTED} <= schedule[0].keys()
    done = set()
    parts: list[AnyChart] = []
    marks = phases(found)
    if grown:
        parts += _growth(tables, schedule, marks)
        done |= {"schedule", "energy", "materials", "orders", "phases"}
    if tables.get("designs") and {_SIZE, _POWER, _SHARE} <= tables["designs"][0].keys():
        parts += _designs(tables["designs"])
        done.add("designs")
    for name, rows in tables.items():
        if name not in done:
            parts += table_charts(name, rows, [(mark.at, mark.text) for mark in marks])
    return parts


def phases(found: Solved) -> list[Mark]:
    """Moments at which a growth changes its character, in years."""
    marks = []
    for key, text in _PHASES:
        part = found.outcomes.get(key)
        if part is not None and isinstance(part.value, float) and part.unit == "s":
            year = from_si(part.value, "year")
            if year > 0:
                marks.append(Mark(year, f"{text}: year {format_number(year, 3)}"))
    return sorted(marks, key=lambda mark: mark.at)


def _growth(tables: Mapping[str, Rows], rows: Rows, marks: Sequence[Mark]) -> list[AnyChart]:
    seed = {row.get("asset"): row.get("mass [t]") for row in tables.get("seed", ())}
    power = {row.get("technology") for row in tables.get("designs", ())}
    axis = Axis("year", low=0.0)
    ends = [end or 0.0 for end in column(rows, _END)]
    times = [0.0, *ends]
    total = sum(v for v in seed.values() if isinstance(v, float)) or 1.0
    curves: list[Curve] = []
    for key in asset_columns(rows):
        name = key.removesuffix(" [t]")
        start = seed.get(name)
        values = [start if isinstance(start, float) else 0.0, *column(rows, key)]
        if max(value or 0.0 for value in values) > _SEED_SHARE * total:
            curves.append((name, values))
    lines = [curve for curve in curves if curve[0] not in power]
    plants = [curve for curve in curves if curve[0] in power]
    floor = _SEED_SHARE * total
    groups: tuple[tuple[Style, list[Curve]], ...] = (("line", lines), ("dash", plants))
    series = [
        Series(words(name), _above(values, floor), times, style, place % _PALETTE)
        for style, group in groups
        for place, (name, values) in enumerate(group)
    ]
    plant = Axis("plant ordered and alive", "t", "log", floor)
    caption = "Solid: process lines. Dashed: power plant. The seed is what stands at year 0."
    found: list[AnyChart] = [
        Chart("schedule", "Plant over time", axis, plant, series, marks, caption, 480.0)
    ]
    for key, name, label, unit in (
        (_PEOPLE, "people", "people housed", ""),
        (_IMPORTED, "imports", "imported so far", "t"),
    ):
        values = [0.0, *column(rows, key)]
        part = Series(label, values, times, "area")
        title = label[:1].upper() + label[1:]
        bare = [Mark(mark.at, "") for mark in marks]
        found.append(Chart(name, title, axis, Axis(label, unit, low=0.0), [part], bare,
                           height=HALF))  # fmt: skip
    return [*found, *_energy(tables.get("energy", ()), axis)]


def _above(values: Sequence[float | None], floor: float) -> list[float | None]:
    return [value if value is not None and value >= floor else None for value in values]


def _energy(rows: Rows, axis: Axis) -> list[AnyChart]:
    suffix = " used [W]"
    carriers = [name.removesuffix(suffix) for name in (rows[0] if rows else ())
                if name.endswith(suffix)]  # fmt: skip
    ends = [end or 0.0 for end in column(rows, _END)]
    series, every = [], []
    for color, carrier in enumerate(carriers):
        kinds: tuple[tuple[str, Style], ...] = (("in service", "line"), ("used", "dash"))
        for kind, style in kinds:
            values = [value or None for value in column(rows, f"{carrier} {kind} [W]")]
            every += values
            series.append(Series(f"{words(carrier)} {kind}", values, ends, style, color % _PALETTE))
    if not every:
        return []
    caption = "Electricity may serve as heat, high heat as low heat."
    power = Axis("power", "W", fitting_scale(every))
    return [Chart("energy", "Power in service and used", axis, power, series, (), caption, 380.0)]


def _designs(rows: Rows) -> list[AnyChart]:
    """Specific power against size, a bubble a design, one chart a technology."""
    found: list[AnyChart] = []
    technologies = list(dict.fromkeys(str(row.get("technology", "")) for row in rows))
    for color, technology in enumerate(technologies):
        own = [row for row in rows if str(row.get("technology", "")) == technology]
        points = [
            (x, y, share or 0.0, _choices(row))
            for row, x, y, share in zip(
                own, column(own, _SIZE), column(own, _POWER), column(own, _SHARE), strict=True
            )
            if x is not None and y is not None
        ]
        if len(points) < 2:
            continue
        xs, ys, shares, texts = zip(*points, strict=True)
        series = Series(words(technology), ys, xs, "points", color % _PALETTE, texts, shares)
        found.append(
            Chart(
                slug(f"designs-{technology}"),
                f"Designs of {words(technology)}",
                Axis("aperture diameter", "m"),
                Axis("specific power", "W/kg"),
                [series],
                caption="Area of a dot: share of the technology's mass.",
                height=HALF,
            )
        )
    return found


def _choices(row: Mapping[str, Any]) -> str:
    parts = []
    for key, text in _CHOICES:
        value = row.get(key)
        if isinstance(value, int | float):
            parts.append(text.format(format_number(float(value), 3)))
    share = row.get(_SHARE)
    if isinstance(share, int | float):
        parts.append(f"{100 * share:.3g} % of the technology's mass")
    return ", ".join(parts)


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
               color=_mark_color(mark), texts=texts)
        for mark in sorted(set(colors), key=_mark_color)
    ]  # fmt: skip
    axis = Axis(f"change of {words(objective.name)}", unit)
    caption = (
        "Each parameter changed by one percent in the direction that helps, all else equal. "
        "Colour: how well the number is known."
    )
    title = improvement(objective.sense, unit)
    return Bars("drivers", title, axis, labels, series, "overlaid", caption)


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
