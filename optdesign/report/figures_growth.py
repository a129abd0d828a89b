"""Figures of the growth network: schedule, energy, designs and habitats, from its stored tables."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from optdesign.report.figures_designs import (
    COLOURS,
    SMALL_TEXT,
    designs_figure,
    habitats_figure,
    new_figure,
)
from optdesign.report.growth_tables import asset_columns
from optdesign.result import Result
from optdesign.units import format_number, from_si

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Rows = Sequence[Mapping[str, Any]]

_FAINT: Mapping[str, Any] = {"color": "0.6", "linewidth": 0.8, "linestyle": ":"}
_PLANT = 1e-3
"""Curves start at this share of the seed."""
_PHASES = (
    ("imports_end", "imports under a tenth of electronics so far"),
    ("habitats_start", "a hundredth of the target housed"),
    ("lines_end", "lines fully grown"),
)


def schedule_figure(result: Result) -> Figure | None:
    """Plant by asset over time on a log scale, with phases, people and imports.

    Parameters
    ----------
    result : of the formulation ``growth-network``

    Returns
    -------
    Figure or None
        None if there is no schedule
    """
    rows = result.solution.tables.get("schedule", ())
    if not rows:
        return None
    figure = new_figure(9.0, 8.0)
    ratios = [5.0, 1.3, 1.1]
    plant, people, imports = figure.subplots(3, 1, sharex=True, height_ratios=ratios)
    _plant(plant, result, rows)
    times = [0.0, *(row["end [year]"] for row in rows)]
    for panel, column, label in (
        (people, "people", "people\nhoused"),
        (imports, "imported so far [t]", "imports\nso far [t]"),
    ):
        values = [0.0, *(row[column] for row in rows)]
        panel.fill_between(times, values, color=COLOURS[0], alpha=0.25, linewidth=0.0)
        panel.plot(times, values, color=COLOURS[0])
        panel.set_ylabel(label)
        panel.yaxis.set_major_formatter(lambda value, _: format_number(value))
        panel.set_ylim(0.0, 1.05 * max(*values, 1e-9))
    _phases((plant, people, imports), result, times[-1])
    imports.set_xlabel("year")
    figure.suptitle(_title(result))
    return figure


def _title(result: Result) -> str:
    found, text = result.solution.outcomes, result.case.problem.name
    for key, words in (
        ("bootstrap_time_upper", ": {} years"),
        ("bootstrap_time_lower", ", proven not below {}"),
    ):
        if key in found:
            text += words.format(format_number(from_si(found[key], "year")))
    return text


def _plant(panel: Any, result: Result, rows: Rows) -> None:
    """Mass of every asset; lines solid, power plant dashed, names at the right end."""
    seed = {row["asset"]: row["mass [t]"] for row in result.solution.tables.get("seed", ())}
    bottom = 10 ** math.floor(math.log10(_PLANT * max(sum(seed.values()), 1e-9)))
    power = {row["technology"] for row in result.solution.tables.get("designs", ())}
    times = [0.0, *(row["end [year]"] for row in rows)]
    curves: dict[str, list[float]] = {}
    for column in asset_columns(rows):
        name = column.removesuffix(" [t]")
        values = [seed.get(name, 0.0), *(row[column] for row in rows)]
        if max(values) > bottom:
            curves[name] = values
    position = {True: 0, False: 0}
    ends = []
    for name, values in curves.items():
        own = name in power
        colour = COLOURS[position[own] % len(COLOURS)]
        position[own] += 1
        shown = [value if value > bottom else math.nan for value in values]
        panel.plot(times, shown, color=colour, linestyle="--" if own else "-", linewidth=1.6)
        if shown[-1] > bottom:
            ends.append((name, shown[-1], colour))
    panel.set_yscale("log")
    panel.set_ylim(bottom, 3 * max((max(v) for v in curves.values()), default=10 * bottom))
    panel.set_xlim(0.0, times[-1])
    panel.set_ylabel("plant ordered and alive [t]\nsolid: lines, dashed: power")
    panel.grid(alpha=0.25)
    _names(panel, ends)


def _names(panel: Any, ends: Sequence[tuple[str, float, str]], room: float = 0.038) -> None:
    """Names right of a log panel, each near its curve's end, none over another."""
    low, high = (math.log10(value) for value in panel.get_ylim())
    rows = sorted(ends, key=lambda row: row[1])
    wanted = [(math.log10(value) - low) / (high - low) for _, value, _ in rows]
    for value, place, (name, _, colour) in zip(wanted, spread(wanted, room), rows, strict=True):
        panel.plot([1.0, 1.025], [value, place], color=colour, linewidth=0.6, clip_on=False,
                   transform=panel.transAxes)  # fmt: skip
        panel.text(1.03, place, name.replace("_", " "), color=colour, fontsize=SMALL_TEXT,
                   va="center", transform=panel.transAxes)  # fmt: skip


def spread(wanted: Sequence[float], room: float) -> list[float]:
    """Rising places near the wanted ones, at least ``room`` apart: groups move as one.

    >>> spread([0.0, 0.5, 0.5], 0.1)
    [0.0, 0.45, 0.55]
    """
    groups: list[tuple[float, int]] = []
    for place in wanted:
        centre, count = place, 1
        while groups and groups[-1][0] + (groups[-1][1] + count) * room / 2 > centre:
            other, many = groups.pop()
            centre = (centre * count + other * many) / (count + many)
            count += many
        groups.append((centre, count))
    return [
        centre + (part - (count - 1) / 2) * room
        for centre, count in groups
        for part in range(count)
    ]


def _phases(panels: Sequence[Any], result: Result, last: float) -> None:
    """Phases as lines through all panels, named above the first."""
    found = result.solution.outcomes
    marks = [(from_si(found[key], "year"), text) for key, text in _PHASES if key in found]
    marks = sorted((time, text) for time, text in marks if 0.0 < time <= last)
    # From bottom to top, so that no line crosses a name: late ones rising, early ones falling.
    late = [mark for mark in marks if mark[0] > last / 2]
    early = [mark for mark in marks if mark[0] <= last / 2]
    for row, (time, text) in enumerate([*late, *reversed(early)]):
        for panel in panels:
            panel.axvline(time, **_FAINT)
        height = 1.03 + 0.04 * row
        across = panels[0].get_xaxis_transform()
        panels[0].plot([time, time], [1.0, height], transform=across, clip_on=False, **_FAINT)
        panels[0].annotate(
            f"{text}, year {format_number(time, 3)}",
            xy=(time, height),
            xytext=(-3 if time > last / 2 else 3, 0),
            xycoords=across,
            textcoords="offset points",
            ha="right" if time > last / 2 else "left",
            va="center",
            fontsize=SMALL_TEXT,
        )


def energy_figure(result: Result) -> Figure | None:
    """Power in service and used by carrier over time, and the share of all power that is used."""
    rows = result.solution.tables.get("energy", ())
    carriers = [name.removesuffix(" used [W]") for name in (rows[0] if rows else ())
                if name.endswith(" used [W]")]  # fmt: skip
    if not carriers:
        return None
    figure = new_figure(9.0, 6.0)
    power, share = figure.subplots(2, 1, sharex=True, height_ratios=[3.2, 1.0])
    ends = [row["end [year]"] for row in rows]
    middles = [(row["start [year]"] + row["end [year]"]) / 2 for row in rows]
    labels = []
    for colour, carrier in zip(COLOURS, carriers, strict=False):
        service = [row[f"{carrier} in service [W]"] for row in rows]
        used = [row[f"{carrier} used [W]"] for row in rows]
        power.plot(ends, _positive(service), color=colour, linewidth=1.8)
        power.plot(middles, _positive(used), color=colour, linestyle="--", linewidth=1.2)
        if service[-1] > 0:
            labels.append((carrier, service[-1], colour))
    power.set_yscale("log")
    power.set_xlim(0.0, ends[-1])
    power.set_ylabel("power [W]\nsolid: in service, dashed: used")
    power.grid(alpha=0.25)
    _names(power, labels, room=0.06)
    whole = [sum(row[f"{c} in service [W]"] for c in carriers) for row in rows]
    before = [whole[0], *whole[:-1]]
    used = [sum(row[f"{c} used [W]"] for c in carriers) for row in rows]
    # Over a period use is a mean: so must be what it is compared with.
    means = [_log_mean(one, other) for one, other in zip(before, whole, strict=True)]
    shares = [100 * u / max(m, 1e-300) for u, m in zip(used, means, strict=True)]
    share.plot(middles, shares, color=COLOURS[6])
    share.set_ylim(0.0, max(105.0, max(shares)))
    share.set_ylabel("share of all\npower used [%]")
    share.set_xlabel("year; electricity may serve as heat, high heat as low heat")
    share.grid(alpha=0.25)
    figure.suptitle(f"{result.case.problem.name}: energy by carrier")
    return figure


def _positive(values: Sequence[float]) -> list[float]:
    return [value if value > 0 else math.nan for value in values]


def _log_mean(one: float, other: float) -> float:
    """Mean of what grows exponentially from one to the other."""
    if min(one, other) <= 0 or abs(one - other) < 1e-9 * max(one, other):
        return (one + other) / 2
    return (other - one) / math.log(other / one)


FIGURES = {
    "schedule": schedule_figure,
    "energy": energy_figure,
    "designs": designs_figure,
    "habitats": habitats_figure,
}
