"""Figure of a settlement's growth: people and power over time, coloured by what they wait for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from optdesign.report.figures_designs import COLOURS, SMALL_TEXT, new_figure
from optdesign.result import Result
from optdesign.subproblems.megasatellite_reasons import REASONS
from optdesign.units import format_number, from_si

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_START = 0.02
"""Years from which the early panel shows, as a share of its length."""
_COLOUR = dict(zip(REASONS.values(), [*COLOURS, "#999933", "#882255", "#44AA99", "#AA4499", "0.5"],
                   strict=True))  # fmt: skip


def growth_figure(result: Result) -> Figure | None:
    """People (log scale) by what the growth waits for; beside it the first years with the powers.

    Parameters
    ----------
    result : of the formulation ``megasatellite-growth``

    Returns
    -------
    Figure or None
        None if there is no schedule
    """
    rows = result.solution.tables.get("schedule", ())
    if len(rows) < 2:
        return None
    waiting = result.solution.tables["waiting"]
    years = np.array([row["time [year]"] for row in rows])
    early = _early(waiting, float(years[-1]))
    figure = new_figure(10.0, 5.6)
    whole, first = figure.subplots(1, 2, width_ratios=[1.25, 1.0])
    _people(whole, rows, years)
    whole.set_title("people housed", fontsize=10)
    whole.set_xlim(0.0, years[-1])
    _powers(first, rows, years)
    first.set_xlim(0.0, early)
    first.set_title(f"power, the first {format_number(early, 3)} years", fontsize=10)
    for panel in (whole, first):
        panel.set_yscale("log")
        panel.set_xlabel("year")
        panel.grid(alpha=0.25)
        for row in waiting:
            ends = [row[key] for key in ("start [year]", "end [year]")]
            panel.axvspan(*ends, color=_COLOUR[row["waits for"]], alpha=0.12, linewidth=0.0)
    _legend(whole, waiting, float(years[-1]))
    time = format_number(from_si(result.solution.outcomes["bootstrap_time"], "year"))
    figure.suptitle(f"{result.case.problem.name}: {time} years; colour: what the growth waits for")
    return figure


def _early(waiting: Any, end: float) -> float:
    """Years worth a panel of their own: until shortly after the last change, but no long time."""
    changes = [row["start [year]"] for row in waiting]
    last = [change for change in changes if change < 0.2 * end]
    return min(max(1.5 * last[-1], 0.01 * end), end) if last and last[-1] > 0 else end


def _people(panel: Any, rows: Any, years: Any) -> None:
    """The curve of people, in the colour of what it waits for."""
    people = [row["people housed [person]"] for row in rows]
    for n in range(1, len(rows)):
        colour = _COLOUR[rows[n]["waits for"]]
        panel.plot(years[n - 1 : n + 1], people[n - 1 : n + 1], color=colour, linewidth=2.4)
    other = "people there are [person]"
    if other in rows[0]:
        panel.plot(years, [row[other] for row in rows], color="black", linewidth=1.0,
                   linestyle=":", label="people there are")  # fmt: skip
    panel.set_ylabel("person")


def _powers(panel: Any, rows: Any, years: Any) -> None:
    for column, label, style in (
        ("lifting power [W]", "on the ground", "-"),
        ("power in orbit [W]", "in orbit", "--"),
    ):
        if column in rows[0]:
            values = [max(from_si(row[column], "GW"), 1e-12) for row in rows]
            panel.plot(years, values, color="black", linestyle=style, label=label)
    panel.set_ylabel("GW")
    panel.legend(fontsize=SMALL_TEXT, loc="lower right")


def _legend(panel: Any, waiting: Any, end: float) -> None:
    """Colours of the reasons that last long enough to be seen."""
    from matplotlib.patches import Patch

    lasting: Mapping[str, float] = {
        reason: sum(
            row["end [year]"] - row["start [year]"] for row in waiting if row["waits for"] == reason
        )
        for reason in dict.fromkeys(row["waits for"] for row in waiting)
    }
    handles = [
        Patch(color=_COLOUR[reason], label=f"{reason}: {format_number(years, 3)} years")
        for reason, years in lasting.items()
        if years > 0.001 * end
    ]
    panel.legend(handles=handles, fontsize=SMALL_TEXT, loc="lower right")


FIGURES: Mapping[str, Any] = {"growth": growth_figure}
"""Name of the figure, what draws it."""
