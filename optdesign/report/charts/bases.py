"""Charts of a base's power: what its units weigh and give, and days with its stores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from optdesign.report.charts.data import AnyChart, Axis, Bars, Chart, Mark, Panels, Series
from optdesign.report.charts.tables import column
from optdesign.report.runs.documents.solve import Solved
from optdesign.report.runs.meaning import Meaning, amount, words
from optdesign.units import HOUR, KILO, format_number, from_si

Rows = Sequence[Mapping[str, Any]]

_DAYS = 3
_STEPS = 400
_KINDS = {
    "steady": "electricity at all times",
    "sunlit": "electricity in sunlight",
    "heat": "process heat in sunlight",
    "batteries": "batteries",
    "stores": "heat stores",
    "panels": "radiators of the base",
}
_LOST = {0: "nothing", 1: "the largest unit of each group"}


def base_charts(found: Solved, meaning: Meaning) -> list[AnyChart]:
    """The mix of units, and three days with the largest ones out of order."""
    return [*_mix(found, meaning), *_days(found, meaning)]


def _mix(found: Solved, meaning: Meaning) -> list[AnyChart]:
    """Mass of every unit as bars, with number, size and what may be spared."""
    rows = found.tables.get("mix", [])
    if not rows or not {"unit", "kind", "count [1]", "mass [kg]"} <= rows[0].keys():
        return []
    masses, counts = column(rows, "mass [kg]"), column(rows, "count [1]")
    needed = column(rows, "counted on [1]")
    spares = [(count or 0) - (used or 0) for count, used in zip(counts, needed, strict=True)]
    texts = [
        f"{format_number(mass or 0.0, 3)} kg, {spare:g} of {count or 0:g} spare"
        for mass, count, spare in zip(masses, counts, spares, strict=True)
    ]
    series = [
        Series(_KINDS.get(str(kind), words(str(kind))),
               [mass if row.get("kind") == kind else None
                for row, mass in zip(rows, masses, strict=True)],
               color=color, labels=texts, lane=0)
        for color, kind in enumerate(dict.fromkeys(row.get("kind") for row in rows))
    ]  # fmt: skip
    imported = [mass or None for mass in column(rows, "imported mass [kg]")]
    if any(imported):
        series.append(Series("of it from Earth", imported, color=7, lane=0, slim=True))
    labels = [
        f"{count or 0:g} x {row.get('unit')}" for row, count in zip(rows, counts, strict=True)
    ]
    place = meaning.parameter("site.distance", "au")
    where = "" if place is None else f" at {amount(place, 'au')}"
    total = sum(mass or 0.0 for mass in masses)
    title = f"Power units{where}, {amount(from_si(total, 't'), 't')}: "
    return [Bars("mix", f"{title}{_aim(found)}", Axis("mass", "kg", low=0.0), labels, series)]


def _aim(found: Solved) -> str:
    objective = found.objective
    return f"{'least' if objective.sense == 'min' else 'most'} {words(objective.name)}"


def _days(found: Solved, meaning: Meaning) -> list[AnyChart]:
    """Electricity made and used and what is left in the batteries, over three days.

    The largest units of each group are out of order; peaks start with the shadow, the hardest time
    of those that the interval allows.
    """
    table = {
        str(row.get("quantity")): value
        for row in found.tables.get("plan", [])
        if isinstance(value := row.get("value"), int | float)
    }
    shadow = meaning.parameter("demand.shadow")
    if not table or not shadow:
        return []
    given = meaning.parameter("demand.day")
    day = 2 * shadow if given is None else given
    hours, made, used, left = _run(meaning, table, day, shadow)
    axis = Axis("time", "hour", low=0.0, high=hours[-1])
    spans = [Mark(n * day / HOUR, "", (n * day + shadow) / HOUR, 7) for n in range(_DAYS)]
    power = [Series("made", made, hours, "step", 0),
             Series("used, heating included", used, hours, "step", 1)]  # fmt: skip
    usable = table.get("relied on, batteries", 0.0) / KILO
    stored = [Series("in the batteries", left, hours, "line", 2),
              Series("usable", [usable] * 2, [hours[0], hours[-1]], "dash", 7)]  # fmt: skip
    spare = round(meaning.parameter("reliability.spare_units") or 0)
    lost = _LOST.get(spare, f"the {spare} largest units of each group")
    parts = [
        Chart("power", "", axis, Axis("electricity", "kW", low=0.0), power, spans, height=240.0,
              legend="keys"),
        Chart("stored", "", axis, Axis("in batteries", "kWh", low=0.0), stored, spans,
              height=180.0, legend="keys"),
    ]  # fmt: skip
    return [Panels("day", f"Three days with {lost} out of order", parts, caption="Grey: shadow.")]


def _run(
    meaning: Meaning, table: Mapping[str, float], day: float, shadow: float
) -> tuple[list[float], ...]:
    """Hours, power made and used [kW] and energy in the batteries [kWh], step by step."""
    constant = meaning.parameter("demand.electric") or 0.0
    peak = max(meaning.parameter("demand.peak") or 0.0, constant)
    interval = meaning.parameter("demand.peak_interval") or day
    duration = meaning.parameter("demand.peak_duration") or 0.0
    efficiency = meaning.parameter("lithium-ion.round_trip_efficiency") or 1.0
    full = table.get("relied on, batteries", 0.0)
    step = _DAYS * day / _STEPS
    found: tuple[list[float], ...] = ([], [], [], [])
    energy = full
    for number in range(_STEPS + 1):
        time = (number + 0.5) * step
        dark = time % day < shadow
        power = table.get(f"relied on, {'steady' if dark else 'electric'}", 0.0)
        load = peak if time % interval < duration else constant
        load += table.get(f"{'dark' if dark else 'sun'} heating", 0.0)
        values = (number * step / HOUR, power / KILO, load / KILO, energy / KILO)
        for column_found, value in zip(found, values, strict=True):
            column_found.append(value)
        net = (power - load) * step / HOUR
        net *= efficiency if net > 0 else 1.0
        energy = min(max(energy + net, 0.0), full)
    return found
