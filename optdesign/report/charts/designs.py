"""Charts of what a growth network is built of: its power designs and its habitats."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from optdesign.report.charts.data import HALF, AnyChart, Axis, Chart, Panels, Series
from optdesign.report.charts.tables import column, slug
from optdesign.report.runs.meaning import words
from optdesign.report.runs.schedule import SMALL
from optdesign.units import KILO, format_number

Rows = Sequence[Mapping[str, Any]]

_SIZE, _POWER, _SHARE = "aperture_diameter [m]", "specific power [W/kg]", "share of technology"
_CHOICES = (
    ("concentration", "concentration {}"),
    ("slope_error [mrad]", "slope {} mrad"),
    ("hot_temperature [K]", "hot {} K"),
    ("cold_temperature [K]", "cold {} K"),
)
_HABITATS = 6
_CORNERS = 72


def design_charts(rows: Rows) -> list[AnyChart]:
    """Specific power against size, a bubble a design, one panel a technology."""
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        if all(isinstance(row.get(key), int | float) for key in (_SIZE, _POWER, _SHARE)):
            groups.setdefault(str(row.get("technology", "")), []).append(row)
    parts = [_technology(name, own) for name, own in groups.items()]
    if not parts:
        return []
    caption = (
        "Area of a dot: share of the technology's mass; circles: less than "
        f"{100 * SMALL:g} %; in words: the design most built."
    )
    return [Panels("designs", "Power designs built", parts, min(len(parts), 2), caption)]


def _technology(name: str, rows: Rows) -> Chart:
    rows = sorted(rows, key=lambda row: row[_SIZE])
    xs, ys = ([value or 0.0 for value in column(rows, key)] for key in (_SIZE, _POWER))
    shares = [value or 0.0 for value in column(rows, _SHARE)]
    series = []
    for title, pale in (("designs", False), ("in small numbers", True)):
        own = [n for n, share in enumerate(shares) if (share < SMALL) == pale]
        if own:
            series.append(
                Series(title, [ys[n] for n in own], [xs[n] for n in own], "points", int(pale),
                       [_choices(rows[n]) for n in own],
                       [] if pale else [min(shares[n], 1.0) for n in own], pale=pale)
            )  # fmt: skip
    most = max(rows, key=lambda row: row[_SHARE])
    carrier = words(str(most.get("carrier", "")))
    y = Axis(f"specific power{f' of {carrier}' if carrier else ''}", "W/kg")
    return Chart(
        slug(f"designs-{name}"), words(name), Axis("aperture diameter", "m"), y, series,
        caption=f"{100 * most[_SHARE]:.0f} % at {format_number(most[_SIZE], 3)} m"
        + "".join(f", {text}" for text in _settings(most)),
        height=HALF - 60.0, legend="none",
    )  # fmt: skip


def _settings(row: Mapping[str, Any]) -> list[str]:
    """The choices of a design besides its size."""
    return [
        text.format(format_number(float(value), 3))
        for key, text in _CHOICES
        if isinstance(value := row.get(key), int | float)
    ]


def _choices(row: Mapping[str, Any]) -> str:
    built = row.get("units built")
    parts = _settings(row)
    if isinstance(built, int | float):
        parts.append(f"{format_number(float(built), 3)} built")
    return ", ".join([*parts, f"{100 * row[_SHARE]:.3g} % of the technology's mass"])


def habitat_charts(rows: Rows) -> list[AnyChart]:
    """Cross-sections of the habitats that house most, to scale: rural floor in its reflector."""
    keys = ("radius [m]", "reflector_radius [m]", "people")
    known = [row for row in rows if all(isinstance(row.get(k), int | float) for k in keys)]
    shown = sorted(known, key=lambda row: -row["people"])[:_HABITATS]
    if not shown:
        return []
    reach = 1.05 * max(row["reflector_radius [m]"] for row in shown) / KILO
    parts = [_cross_section(number, row, reach) for number, row in enumerate(shown)]
    return [Panels("habitats", "Habitats in cross-section", parts, min(len(parts), 3))]


def _cross_section(number: int, row: Mapping[str, Any], reach: float) -> Chart:
    radii = {name: row[key] / KILO for name, key in (
        ("reflector", "reflector_radius [m]"), ("rural floor", "radius [m]"))}  # fmt: skip
    series = [
        Series(name, *_circle(radius), "shape", color)
        for (name, radius), color in zip(radii.items(), (4, 2), strict=True)
    ]
    measures = [f"{name} {format_number(radius)} km" for name, radius in radii.items()]
    for key, text in (
        ("soil_depth [m]", "soil {} m"),
        ("steel [t/person]", "steel {} t a person"),
        ("mass [t/person]", "in all {} t a person"),
    ):
        if isinstance(value := row.get(key), int | float):
            measures.append(text.format(format_number(float(value), 3)))
    share = row.get("share")
    part = f" ({100 * share:.0f} %)" if isinstance(share, int | float) else ""
    title = f"{format_number(row['people'], 3)} people{part}"
    x, y = (Axis(name, "km", low=-reach, high=reach) for name in ("across", "up"))
    return Chart(f"habitat-{number + 1}", title, x, y, series, caption=", ".join(measures),
                 equal=True, legend="keys")  # fmt: skip


def _circle(radius: float) -> tuple[list[float], list[float]]:
    """Heights and places across of the corners of a circle."""
    angles = [2 * math.pi * n / _CORNERS for n in range(_CORNERS + 1)]
    return [radius * math.sin(a) for a in angles], [radius * math.cos(a) for a in angles]
