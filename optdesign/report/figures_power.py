"""Figures of a base's power: what its units weigh and give, and a day with its stores."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from optdesign.report.figures_designs import COLOURS, SMALL_TEXT, new_figure
from optdesign.result import Result
from optdesign.units import format_number, format_quantity

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DAYS = 3
_STEPS = 400


def mix_figure(result: Result) -> Figure | None:
    """Mass of every unit of a mix as bars, with number, size and what may be spared.

    Parameters
    ----------
    result : of the formulation ``power-mix``

    Returns
    -------
    Figure or None
        None if there are no units
    """
    rows = result.solution.tables.get("mix", ())
    if not rows:
        return None
    figure = new_figure(9.0, 1.6 + 0.42 * len(rows))
    panel = figure.subplots()
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    places = range(len(rows))
    bars = panel.barh(
        places,
        [row["mass [kg]"] for row in rows],
        color=[COLOURS[kinds.index(row["kind"])] for row in rows],
    )
    panel.barh(
        places, [row["imported mass [kg]"] for row in rows], height=0.25, color="black", alpha=0.6
    )
    for bar, row in zip(bars, rows, strict=True):
        spare = row["count [1]"] - row["counted on [1]"]
        words = f"{format_number(row['mass [kg]'], 3)} kg, {spare} of {row['count [1]']} spare"
        panel.annotate(
            words, (bar.get_width(), bar.get_y() + bar.get_height() / 2), xytext=(4, 0),
            textcoords="offset points", va="center", fontsize=SMALL_TEXT,
        )  # fmt: skip
    panel.set_yticks(places, [f"{row['count [1]']} x {row['unit']}" for row in rows])
    panel.invert_yaxis()
    panel.set_xlim(0, 1.3 * max(row["mass [kg]"] for row in rows))
    panel.set_xlabel("mass [kg]; black: the part from Earth")
    _kind_legend(panel, kinds)
    distance = format_quantity(result.case["site.distance"], "au", 4)
    mass = format_quantity(result.solution.outcomes["mass"], "t", 4)
    words = result.case.objective.replace("_", " ")
    figure.suptitle(f"Power units at {distance}, {mass}: least {words}")
    return figure


def _kind_legend(panel: Any, kinds: Sequence[str]) -> None:
    from matplotlib.patches import Patch

    names = {
        "steady": "electricity at all times",
        "sunlit": "electricity in sunlight",
        "heat": "process heat in sunlight",
        "batteries": "batteries",
        "stores": "heat stores",
        "panels": "radiators of the base",
    }
    handles = [Patch(color=COLOURS[n], label=names[kind]) for n, kind in enumerate(kinds)]
    panel.legend(handles=handles, fontsize=SMALL_TEXT, loc="lower right")


def day_figure(result: Result) -> Figure | None:
    """Electricity made and used and what is left in the batteries, over three days.

    The largest units of each group are out of order; peaks start with the shadow, the hardest time
    of those that the interval allows.
    """
    table = {row["quantity"]: row["value"] for row in result.solution.tables.get("plan", ())}
    case = result.case
    if not table or case["demand.shadow"] <= 0:
        return None
    hours, made, used, left = _run(case, table)
    figure = new_figure(9.0, 5.4)
    power, energy = figure.subplots(2, 1, sharex=True, height_ratios=[2, 1])
    power.step(hours, [p / 1e3 for p in made], where="post", color=COLOURS[0], label="made")
    power.step(hours, [p / 1e3 for p in used], where="post", color=COLOURS[1],
               label="used, heating included")  # fmt: skip
    energy.plot(hours, [e / 1e3 for e in left], color=COLOURS[2])
    energy.axhline(table["relied on, batteries"] / 1e3, color="0.6", linestyle="--", linewidth=1)
    day = _day(case) / 3600
    for panel in (power, energy):
        for number in range(_DAYS):
            panel.axvspan(number * day, number * day + case["demand.shadow"] / 3600,
                          color="0.85", zorder=0)  # fmt: skip
        panel.grid(alpha=0.3)
        panel.set_ylim(bottom=0)
    power.set_ylabel("electricity [kW]")
    power.legend(fontsize=SMALL_TEXT)
    energy.set_ylabel("in batteries [kWh]\n(dashed: usable)")
    energy.set_xlabel("time [hour]; grey: shadow")
    spare = round(case["reliability.spare_units"])
    lost = {0: "nothing", 1: "the largest unit of each group"}
    words = lost.get(spare, f"the {spare} largest units of each group")
    figure.suptitle(f"Three days with {words} out of order")
    return figure


def _day(case: Any) -> float:
    given = case.optional("demand.day")
    return float(2 * case["demand.shadow"] if given is None else given)


def _run(case: Any, table: Mapping[str, float]) -> tuple[list[float], ...]:
    """Hours, power made and used [W] and energy in the batteries [Wh], step by step."""
    day, shadow = _day(case), case["demand.shadow"]
    full = table["relied on, batteries"]
    step = _DAYS * day / _STEPS
    hours: list[float] = []
    made: list[float] = []
    used: list[float] = []
    left: list[float] = []
    energy = full
    for number in range(_STEPS):
        time = (number + 0.5) * step
        dark = time % day < shadow
        busy = time % case["demand.peak_interval"] < case["demand.peak_duration"]
        power = table[f"relied on, {'steady' if dark else 'electric'}"]
        load = (
            max(case["demand.peak"], case["demand.electric"]) if busy else case["demand.electric"]
        )
        load += table[f"{'dark' if dark else 'sun'} heating"]
        hours.append(number * step / 3600)
        made.append(power)
        used.append(load)
        left.append(energy)
        net = (power - load) * step / 3600
        net *= case["lithium-ion.round_trip_efficiency"] if net > 0 else 1.0
        energy = min(max(energy + net, 0.0), full)
    return hours, made, used, left


FIGURES: Mapping[str, Callable[[Result], Figure | None]] = {"mix": mix_figure, "day": day_figure}
"""Name of a figure, what draws it."""
