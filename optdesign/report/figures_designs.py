"""Figures of what a growth network is built of: its power designs and its habitats."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from optdesign.report.growth_tables import SMALL
from optdesign.result import Result
from optdesign.units import format_number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Rows = Sequence[Mapping[str, Any]]

# Okabe and Ito's colours, which the colour-blind can tell apart, dark enough for thin lines.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#B8860B", "#56B4E9", "#000000", "#7F7F7F")
SMALL_TEXT = 8


def new_figure(width: float, height: float) -> Figure:
    """An empty figure that is drawn without any window."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def designs_figure(result: Result) -> Figure | None:
    """Size and specific power of the power designs built, one panel a technology."""
    rows = [
        row
        for row in result.solution.tables.get("designs", ())
        if row.get("aperture_diameter [m]") is not None
    ]
    if not rows:
        return None
    technologies = list(dict.fromkeys(row["technology"] for row in rows))
    across = min(len(technologies), 2)
    down = -(-len(technologies) // across)
    figure = new_figure(9.0, 0.6 + 3.1 * down)
    panels = list(figure.subplots(down, across, squeeze=False).flat)
    for panel, technology in zip(panels, technologies, strict=False):
        _designs(panel, [row for row in rows if row["technology"] == technology])
    for panel in panels[len(technologies) :]:
        panel.set_axis_off()
    figure.suptitle(
        f"{result.case.problem.name}: power designs built\n"
        "area of a dot: share of the technology's mass; circles: less than "
        f"{100 * SMALL:g} %; in words: the design most built",
        fontsize=10,
    )
    return figure


def _designs(panel: Any, rows: Rows) -> None:
    """Dots of one technology, and the choices of its most built design in words."""
    rows = sorted(rows, key=lambda row: row["aperture_diameter [m]"])
    x = [row["aperture_diameter [m]"] for row in rows]
    y = [row["specific power [W/kg]"] for row in rows]
    share = [row["share of technology"] for row in rows]
    panel.plot(x, y, color="0.8", linewidth=1.0, zorder=1)
    large = [n for n in range(len(rows)) if share[n] >= SMALL]
    small = [n for n in range(len(rows)) if share[n] < SMALL]
    panel.scatter([x[n] for n in large], [y[n] for n in large], s=[500 * share[n] for n in large],
                  color=COLOURS[0], alpha=0.6, linewidth=0.0, zorder=2)  # fmt: skip
    panel.scatter([x[n] for n in small], [y[n] for n in small], s=18, facecolor="white",
                  edgecolor=COLOURS[1], zorder=3)  # fmt: skip
    most = max(rows, key=lambda row: row["share of technology"])
    panel.set_title(f"{most['technology'].replace('_', ' ')}\n{_choices(most)}", fontsize=8)
    panel.margins(0.15)
    panel.set_xlabel("aperture diameter [m]")
    panel.set_ylabel(f"specific power [W/kg]\nof {most['carrier'].replace('_', ' ')}")
    panel.grid(alpha=0.25)


def _choices(row: Mapping[str, Any]) -> str:
    """The choices of a design that are not on the axes."""
    parts = []
    size = row["aperture_diameter [m]"]
    for key, text in (
        ("concentration", "concentration {}"),
        ("slope_error [mrad]", "slope {} mrad"),
        ("hot_temperature [K]", "{} K"),
        ("cold_temperature [K]", "to {} K"),
    ):
        if row.get(key) is not None:
            parts.append(text.format(format_number(row[key], 3)))
    words = ", ".join(parts).replace(" K, to", " to")
    share = 100 * row["share of technology"]
    return f"{share:.0f} % at {format_number(size, 3)} m\n{words}"


def habitats_figure(result: Result) -> Figure | None:
    """Cross-sections of the habitats built, to scale: rural floor in its reflector."""
    rows = sorted(result.solution.tables.get("habitats", ()), key=lambda row: -row["people"])[:6]
    if not rows:
        return None
    from matplotlib.patches import Circle

    figure = new_figure(3.4 * max(len(rows), 1.6), 4.4)
    widest = max(row["reflector_radius [m]"] for row in rows) / 1000
    for panel, row in zip(figure.subplots(1, len(rows), squeeze=False).flat, rows, strict=True):
        radius, reflector = row["radius [m]"] / 1000, row["reflector_radius [m]"] / 1000
        panel.add_patch(Circle((0, 0), reflector, facecolor="#F5E9C8", edgecolor=COLOURS[4]))
        panel.add_patch(Circle((0, 0), radius, facecolor="#CFE8DC", edgecolor=COLOURS[2], lw=2))
        for text, size, height in (
            ("rural floor", radius, -radius - 0.06 * widest),
            ("reflector", reflector, (radius + reflector) / 2),
        ):
            words = f"{text}, radius {format_number(size)} km"
            panel.text(0.0, height, words, ha="center", va="center", fontsize=SMALL_TEXT)
        panel.set_xlim(-1.05 * widest, 1.05 * widest)
        panel.set_ylim(-1.05 * widest, 1.05 * widest)
        panel.set_aspect("equal")
        panel.set_xlabel("km")
        people = format_number(row["people"], 3)
        panel.set_title(
            f"{people} people ({100 * row['share']:.0f} %)\nsoil "
            f"{format_number(row['soil_depth [m]'], 3)} m, steel "
            f"{format_number(row['steel [t/person]'], 3)} t and mass "
            f"{format_number(row['mass [t/person]'], 3)} t a person",
            fontsize=9,
        )
    figure.suptitle(f"{result.case.problem.name}: habitats, cross-section")
    return figure
