"""Fronts under uncertainty on the screen, as documents, tables and figures."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from optdesign.exploration.front_band import Band
from optdesign.tradeoff.front import Front
from optdesign.units import format_number, from_si

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def band_document(band: Band) -> dict[str, Any]:
    """The band as plain data, in the units of the objectives; null for what is not attained."""
    main, other = band.main, band.other
    rows = []
    for position, level in enumerate(band.levels):
        regret = band.regrets[position]
        rows.append(
            {
                other.name: from_si(other.sign * float(level), other.unit),
                **{
                    f"p{share}": _plain(main.sign * surface[position], main.unit)
                    for share, surface in band.surfaces.items()
                },
                "feasible": float(band.feasible[position]),
                "pinned_feasible": None if math.isnan(regret.feasible) else regret.feasible,
                "regret_mean": _plain(regret.mean, main.unit),
                "regret_p95": _plain(regret.high, main.unit),
                "regret_most": _plain(regret.most, main.unit),
            }
        )
    return {
        "scenarios": len(band.values),
        "seed": band.seed,
        "uncertain": band.uncertain,
        "unknown": band.unknown,
        "main": main.name,
        "unit": main.unit,
        "levels": rows,
    }


def _plain(value: float | None, unit: str) -> float | None:
    return None if value is None or not math.isfinite(value) else from_si(float(value), unit)


def print_band(band: Band, console: Console) -> None:
    """What the scenarios attain at each level, and what the nominal points regret there."""
    main, other = band.main, band.other
    unit, other_unit = main.shown or main.unit, other.shown or other.unit
    console.print(
        f"Over {len(band.values)} scenarios of {band.uncertain} uncertain parameters "
        f"(seed {band.seed}): what shares of them attain, and what the levers of the nominal "
        "point lose against the best of each scenario"
    )
    table = Table(show_edge=False)
    shares = [f"{share} % attain [{unit}]" for share in band.surfaces]
    titles = [f"{other.name} [{other_unit}]", *shares, "have a design", "levers possible"]
    for column in [*titles, f"mean regret [{unit}]", f"95 % regret [{unit}]"]:
        table.add_column(escape(column), justify="right", overflow="fold")
    for position, level in enumerate(band.levels):
        regret = band.regrets[position]
        table.add_row(
            format_number(from_si(other.sign * float(level), other_unit)),
            *(_cell(main.sign * surface[position], unit) for surface in band.surfaces.values()),
            f"{band.feasible[position]:.0%}",
            "" if math.isnan(regret.feasible) else f"{regret.feasible:.0%}",
            _cell(regret.mean, unit),
            _cell(regret.high, unit),
        )
    console.print(table)
    if band.unknown:
        console.print(f"{band.unknown} solves gave no proved answer; their scenarios are left out")


def _cell(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return format_number(from_si(float(value), unit)) if math.isfinite(value) else "none"


def band_figure(front: Front, band: Band) -> Figure:
    """The nominal front within what 5 to 95 % of the scenarios attain."""
    from matplotlib.figure import Figure

    main, other = band.main, band.other
    unit, other_unit = main.shown or main.unit, other.shown or other.unit
    figure = Figure(figsize=(7.5, 5.2), layout="constrained")
    panel = figure.subplots()
    x = np.array([from_si(other.sign * float(level), other_unit) for level in band.levels])
    lines = {
        share: np.array([_number(main.sign * value, unit) for value in surface])
        for share, surface in band.surfaces.items()
    }
    panel.fill_between(x, lines[5], lines[95], color="C0", alpha=0.2, label="5 to 95 % attain")
    panel.plot(x, lines[50], color="C0", label="half of the scenarios attain")
    names = front.names
    nominal = [
        [from_si(_si(point.objectives[names.index(o.name)], o.unit), u) for point in front.points]
        for o, u in ((other, other_unit), (main, unit))
    ]
    across, up = nominal
    panel.scatter(across, up, color="C3", zorder=3, s=22, label="nominal values")
    panel.set_xlabel(f"{other.name.replace('_', ' ')} [{other_unit}]")
    panel.set_ylabel(f"{main.name.replace('_', ' ')} [{unit}]")
    panel.set_title(f"Front of {front.problem} over {len(band.values)} scenarios")
    panel.grid(alpha=0.3)
    panel.legend()
    return figure


def _si(value: float, unit: str) -> float:
    from optdesign.units import to_si

    return to_si(value, unit)


def _number(value: float, unit: str) -> float:
    return from_si(float(value), unit) if math.isfinite(value) else math.nan


def write_band(front: Front, band: Band, folder: Path) -> None:
    """``band.csv``, ``band.parquet`` and ``band.png`` beside the front."""
    import pandas as pd

    frame = pd.DataFrame(band_document(band)["levels"])
    frame.to_csv(folder / "band.csv", index=False)
    frame.to_parquet(folder / "band.parquet", index=False)
    band_figure(front, band).savefig(folder / "band.png", format="png", dpi=150)
