"""Figures of several sites: plant at each over time with what is sent, and what each is worth."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from optdesign.report.figures_designs import COLOURS, SMALL_TEXT, new_figure
from optdesign.result import Result
from optdesign.units import format_number, from_si

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LEAST = 1e-6
"""Curves start at this share of the largest mass of plant."""


def stocks_figure(result: Result) -> Figure | None:
    """Plant at every site over time, what is ordered for other sites, and people housed.

    Parameters
    ----------
    result : of the formulation ``fleet-network``

    Returns
    -------
    Figure or None
        None if there is no plan
    """
    rows = result.solution.tables.get("stocks", ())
    if not rows:
        return None
    figure = new_figure(9.0, 7.5)
    plant, sent, people = figure.subplots(3, 1, sharex=True, height_ratios=[4.0, 1.6, 1.4])
    times = [row["end [year]"] for row in rows]
    _plant(plant, rows, times)
    _sent(sent, rows)
    people.fill_between(times, [row["people"] for row in rows], color=COLOURS[0], alpha=0.3)
    people.set_ylabel("people\nhoused")
    people.yaxis.set_major_formatter(lambda value, _: format_number(value))
    people.set_ylim(bottom=0.0)
    people.set_xlabel("year")
    people.set_xlim(0.0, times[-1])
    figure.suptitle(_title(result))
    return figure


def _plant(panel: Any, rows: Sequence[Mapping[str, float]], times: Sequence[float]) -> None:
    columns = [key for key in rows[0] if key.startswith("plant at ")]
    peak = max(row[key] for row in rows for key in columns)
    idle = []
    for position, key in enumerate(columns):
        site = key.removeprefix("plant at ").removesuffix(" [t]")
        values = [row[key] if row[key] > _LEAST**2 * peak else math.nan for row in rows]
        if all(math.isnan(value) for value in values):
            idle.append(site)
            continue
        panel.plot(times, values, color=COLOURS[position % len(COLOURS)], linewidth=2, label=site)
    panel.set_yscale("log")
    panel.set_ylabel("plant ordered and alive [t]")
    panel.grid(alpha=0.25)
    title = f"no plant at {', '.join(idle)}" if idle else None
    panel.legend(loc="upper left", title=title, title_fontsize=SMALL_TEXT)


def _sent(panel: Any, rows: Sequence[Mapping[str, float]]) -> None:
    columns = [key for key in rows[0] if key.startswith("ordered for ")]
    used = [key for key in columns if max(row[key] for row in rows) > 0]
    edges = [rows[0]["start [year]"], *(row["end [year]"] for row in rows)]
    for position, key in enumerate(used):
        rates = [row[key] / max(row["end [year]"] - row["start [year]"], 1e-300) for row in rows]
        label = key.removeprefix("ordered for ").removesuffix(" [t]").replace(">", " to ")
        panel.stairs(rates, edges, color=COLOURS[position % len(COLOURS)], label=label, fill=False)
    if used:
        panel.legend(loc="upper left")
        panel.set_ylim(bottom=0.0)
    else:
        panel.text(
            0.5,
            0.5,
            "nothing is sent",
            ha="center",
            va="center",
            transform=panel.transAxes,
            color="0.4",
        )
        panel.set_yticks([])
    panel.set_ylabel("ordered for\nshipment [t/year]")


def _title(result: Result) -> str:
    found, text = result.solution.outcomes, result.case.problem.name
    for key, words in (
        ("bootstrap_time_upper", ": {} years"),
        ("bootstrap_time_lower", ", proven not below {}"),
        ("single_site_time", "; the target alone {}"),
    ):
        if key in found:
            text += words.format(format_number(from_si(found[key], "year")))
    return text


def sites_figure(result: Result) -> Figure | None:
    """Doubling time of every site alone against its distance, and what a seed is worth there."""
    rows = result.solution.tables.get("sites", ())
    if not rows:
        return None
    figure = new_figure(9.0, 4.2)
    growth, worth = figure.subplots(1, 2)
    ends = [row["doubling time alone [day]"] for row in rows]
    for position, row in enumerate(rows):
        colour = COLOURS[position % len(COLOURS)]
        growth.plot(row["distance [au]"], row["doubling time alone [day]"], "o", color=colour)
        growth.annotate(
            row["site"],
            (row["distance [au]"], row["doubling time alone [day]"]),
            xytext=(6, 4),
            textcoords="offset points",
        )
        worth.barh(row["site"], row["worth of a kilogram of seed"], color=colour)
        worth.annotate(
            row["verdict"],
            (row["worth of a kilogram of seed"], position),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
        )
    growth.set_xlabel("distance from the Sun [au]")
    growth.set_ylabel("doubling time alone [day]")
    growth.set_ylim(0.0, 1.15 * max(value for value in ends if math.isfinite(value)))
    growth.set_xlim(0.0, 1.2 * max(row["distance [au]"] for row in rows))
    growth.grid(alpha=0.25)
    worth.axvline(1.0, color="0.5", linestyle=":", linewidth=1.0)
    worth.set_xlim(0.0, 1.5 * max(1.0, *(row["worth of a kilogram of seed"] for row in rows)))
    worth.set_xlabel("worth of a kilogram of seed, target = 1")
    worth.invert_yaxis()
    return figure


FIGURES = {"stocks": stocks_figure, "sites": sites_figure}
"""Name of a figure and what draws it."""
