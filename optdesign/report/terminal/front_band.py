"""Fronts under uncertainty on the screen, as documents and tables."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from optdesign.exploration.front_band import Band
from optdesign.units import UNKNOWN, format_number, from_si


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
                "feasible": _share(band.feasible[position]),
                "pinned_feasible": _share(regret.feasible),
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


def _share(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _percent(value: float) -> str:
    return UNKNOWN if math.isnan(value) else f"{value:.0%}"


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
            _percent(band.feasible[position]),
            _percent(regret.feasible),
            _cell(regret.mean, unit),
            _cell(regret.high, unit),
        )
    console.print(table)
    if band.unknown:
        console.print(f"{band.unknown} solves gave no proved answer; their scenarios are left out")


def _cell(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    return "none" if math.isinf(value) else format_number(from_si(float(value), unit))


def write_band(band: Band, folder: Path) -> None:
    """``band.csv`` and ``band.parquet`` beside the front, columns ``name [unit]``."""
    import pandas as pd

    units = {band.other.name: band.other.unit, "feasible": "1", "pinned_feasible": "1"}
    rows = band_document(band)["levels"]
    heads = {key: f"{key} [{units.get(key, band.main.unit)}]" for key in rows[0]}
    frame = pd.DataFrame(rows).rename(columns=heads)
    frame.to_csv(folder / "band.csv", index=False)
    frame.to_parquet(folder / "band.parquet", index=False)
