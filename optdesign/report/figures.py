"""Figures of results, for formulations that have any; drawn with matplotlib, written as PNG."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optdesign.errors import ResultError
from optdesign.report import (
    figures_fleet,
    figures_growth,
    figures_megasatellite,
    figures_power,
    figures_ring,
)
from optdesign.result import Result
from optdesign.units import from_si

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DOTS_PER_INCH = 150
_HEADROOM = 1.04
_DASHED: Mapping[str, Any] = {"color": "0.6", "linestyle": "--", "linewidth": 1.0}


def write_figures(result: Result, folder: Path) -> list[Path]:
    """Draw the figures of a result into the folder of its run; returns their paths.

    Raises
    ------
    ResultError
        if the folder cannot be written.
    """
    written = []
    for name, draw in FIGURES.get(result.case.problem.header.formulation, {}).items():
        figure = draw(result)
        if figure is None:
            continue
        path = folder / f"{name}.png"
        partial = folder / f".{name}.png"
        try:
            figure.savefig(partial, format="png", dpi=_DOTS_PER_INCH)
            os.replace(partial, path)
        except OSError as error:
            reason = str(error.strerror or error).lower()
            raise ResultError(f"{folder} | must be a folder that can be written | {reason}") from (
                error
            )
        written.append(path)
    return written


def distance_figure(result: Result) -> Figure | None:
    """The best concentrator against distance: payback, size, temperatures, optics.

    Parameters
    ----------
    result : of the formulation ``concentrator``

    Returns
    -------
    Figure or None
        None if the result has no table ``distance`` with at least two designs
    """
    rows = [
        row
        for row in result.solution.tables.get("distance", ())
        if math.isfinite(row["payback_time [day]"])
    ]
    if len(rows) < 2:
        return None
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.0, 6.6), layout="constrained")
    panels = figure.subplots(2, 2, sharex=True).flat
    case = result.case
    title = f"Best concentrator for {case.choice('mode')} against distance from the Sun"
    figure.suptitle(f"{title}, by {case.objective.replace('_', ' ')}")
    groups: Sequence[tuple[dict[str, str], bool]] = (
        ({"payback_time [day]": "payback [day]", "specific_power [W/kg]": "power [W/kg]"}, True),
        ({"aperture_diameter [m]": "aperture [m]", "mass [kg]": "mass [kg]"}, True),
        (
            {
                "stagnation_temperature [K]": "stagnation [K]",
                "hot_temperature [K]": "hot [K]",
                "cold_temperature [K]": "cold [K]",
            },
            False,
        ),
        ({"concentration [1]": "concentration", "slope_error [mrad]": "slope [mrad]"}, True),
    )
    for panel, (columns, two_axes) in zip(panels, groups, strict=True):
        _draw(panel, rows, columns, two_axes=two_axes)
    for panel in figure.axes[:4]:
        panel.axvline(from_si(case["site.distance"], "au"), **_DASHED)
    for panel in figure.axes[2:4]:
        panel.set_xlabel("distance [au]")
    return figure


def _draw(
    panel: Any,
    rows: Sequence[Mapping[str, float]],
    columns: Mapping[str, str],
    *,
    two_axes: bool,
) -> None:
    """Lines of some columns, each on an axis of its own where there are two."""
    lines = []
    for position, (column, label) in enumerate(columns.items()):
        if column not in rows[0]:
            continue
        axis = panel.twinx() if two_axes and position else panel
        x = [row["distance [au]"] for row in rows]
        y = [row[column] for row in rows]
        lines += axis.plot(x, y, marker="o", markersize=3, color=f"C{position}", label=label)
        axis.set_ylim(0.0, _HEADROOM * max(axis.get_ylim()[1], *y))
        if two_axes:
            axis.set_ylabel(label, color=f"C{position}")
    if not two_axes:
        panel.set_ylabel("temperature [K]")
        panel.legend(handles=lines)
    panel.grid(alpha=0.3)


FIGURES: Mapping[str, Mapping[str, Callable[[Result], Any]]] = {
    "concentrator": {"distance": distance_figure},
    "fleet-network": figures_fleet.FIGURES,
    "growth-network": figures_growth.FIGURES,
    "megasatellite-growth": figures_megasatellite.FIGURES,
    "orbital-ring": figures_ring.FIGURES,
    "power-mix": figures_power.FIGURES,
}
"""Formulation: name of a figure, what draws it."""
