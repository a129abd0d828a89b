"""What people want to see of a growth network: certificate, schedule, designs, seed and phases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from optdesign.report.runs.schedule import IMPORTED, SMALL, TIME, asset_columns
from optdesign.result import Result
from optdesign.units import format_number, from_si

Rows = list[dict[str, Any]]

WIDTH = 100
_CELL = 9
_TRACE = 1e-6
_LARGE = 99_999.5


def certificate(result: Result) -> Rows:
    """The executable time, what is proven, and where the gap between them comes from."""
    found, solution = result.solution.outcomes, result.solution
    if solution.gap is None or "gap_grid" not in found:
        return []

    def years(key: str) -> float:
        return from_si(found[key], "year")

    return [
        {
            "executable plan [year]": format_number(years("bootstrap_time_upper"), 5),
            "proven: not below [year]": format_number(years("bootstrap_time_lower"), 5),
            "best estimate [year]": format_number(years("bootstrap_time_estimate"), 5),
            "gap [%]": f"{100 * solution.gap:.2f}",
            "of it: time grid [%]": f"{100 * found['gap_grid']:.2f}",
            "other designs [%]": f"{100 * found['gap_designs']:.2f}",
            "limit on designs [%]": f"{100 * found['gap_integers']:.2f}",
        }
    ]


def moments(rows: Sequence[Mapping[str, Any]], count: int) -> list[int]:
    """Rows at which the schedule is shown: evenly spread over time and over periods alike."""
    last = rows[-1][TIME]
    place = [(n / len(rows) + row[TIME] / last) / 2 for n, row in enumerate(rows, 1)]
    wanted = [(part + 0.5) / count for part in range(count - 1)]
    near = [min(range(len(rows)), key=lambda n: abs(place[n] - share)) for share in wanted]
    return sorted({*near, len(rows) - 1})


def schedule(result: Result) -> Rows:
    """One row an asset, one column a moment; then energy, people and imports."""
    rows = result.solution.tables.get("schedule", ())
    energy = result.solution.tables.get("energy", ())
    if not rows:
        return []
    widest = max(len(name) for name in (*asset_columns(rows), IMPORTED)) - len(" [t]")
    at = moments(rows, max((WIDTH - widest) // _CELL, 2))
    heads = [f"{format_number(rows[n][TIME], 3)} [year]" for n in at]
    peak = max(row[name] for row in rows for name in asset_columns(rows))
    seeded = {row["asset"] for row in result.solution.tables.get("seed", ())}
    found: Rows = []

    def add(label: str, values: Sequence[float]) -> None:
        cells = [_three(value) for value in values]
        found.append({"": label, **dict(zip(heads, cells, strict=True))})

    for name in asset_columns(rows):
        if max(row[name] for row in rows) > _TRACE * peak or name.removesuffix(" [t]") in seeded:
            add(name.removesuffix(" [t]"), [rows[n][name] for n in at])
    for name in energy[0] if energy else ():
        if "in service" in name:
            add(name.replace("_", " ").replace(" in service", ""), [energy[n][name] for n in at])
    add("people housed", [rows[n]["people"] for n in at])
    add(IMPORTED, [rows[n][IMPORTED] for n in at])
    return found


def _three(value: float) -> str:
    """Three figures in six characters; what is nothing but rounding is shown as nothing."""
    if value < _TRACE:
        return "-"
    return (
        format_number(value, 3)
        if value < _LARGE
        else f"{value:.2e}".replace("e+", "e").replace("e0", "e")
    )


def designs(result: Result) -> Rows:
    """Power designs by technology, the most built first, few built ones counted."""
    rows = sorted(
        result.solution.tables.get("designs", ()),
        key=lambda row: (row["technology"], -row["mass built [t]"]),
    )
    names = {
        "technology": "technology",
        "aperture_diameter [m]": "aperture [m]",
        "concentration": "concen- tration",
        "slope_error [mrad]": "slope [mrad]",
        "hot_temperature [K]": "hot [K]",
        "cold_temperature [K]": "cold [K]",
        "specific power [W/kg]": "power [W/kg]",
        "units built": "units",
        "share of technology": "share of mass",
    }
    found: Rows = []
    for technology in dict.fromkeys(row["technology"] for row in rows):
        own = [row for row in rows if row["technology"] == technology]
        large = [row for row in own if row["share of technology"] >= SMALL]
        found += [{name: row[key] for key, name in names.items()} for row in large]
        if len(own) > len(large):
            found.append({"technology": f"  and {len(own) - len(large)} in small numbers"})
    return found


def habitats(result: Result) -> Rows:
    """Every habitat that is built."""
    return [dict(row) for row in result.solution.tables.get("habitats", ())]


def seed(result: Result) -> Rows:
    """What is delivered at the start, and its share."""
    rows = result.solution.tables.get("seed", ())
    total = sum(row["mass [t]"] for row in rows)
    return [{**row, "share": f"{100 * row['mass [t]'] / total:.1f} %"} for row in rows]


def phases(result: Result) -> Rows:
    """When things start and end."""
    return [
        {"year": format_number(row["year"], 4), "phase": row["phase"]}
        for row in result.solution.tables.get("phases", ())
    ]


VIEWS: Sequence[tuple[str, Callable[[Result], Rows], tuple[str, ...]]] = (
    ("Certificate", certificate, ()),
    ("Schedule: plant [t], power in service [W]", schedule, ("schedule",)),
    ("Power designs built", designs, ("designs",)),
    ("Habitats built", habitats, ("habitats",)),
    ("Seed", seed, ("seed",)),
    ("Phases", phases, ("phases",)),
)
"""Title, rows, and the stored tables they stand for."""
