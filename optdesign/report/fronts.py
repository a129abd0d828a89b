"""Fronts on the screen and as figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from optdesign.errors import ResultError
from optdesign.tradeoff.front import Front
from optdesign.units import format_number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SHOWN = 40


def print_front(front: Front, console: Console) -> None:
    """A table of the points and what is known of the front as a whole."""
    if not front.feasible:
        console.print("No design satisfies the requirements.")
        for group in ("conflict", "relaxation"):
            for part in (front.infeasibility or {}).get(group, ()):
                console.print(f"  {group}: {part['text']}", markup=False)
        return
    console.print(
        f"{len(front.points)} points, {front.standing}; "
        f"{front.solves} solves in {front.seconds:.1f} s"
    )
    table = Table(show_edge=False)
    columns = [f"{o.name} [{o.unit}] ({o.sense})" for o in front.objectives]
    rates = sorted({key for point in front.points for key in point.rates})
    for column in ["", *columns, *rates]:
        table.add_column(escape(column), justify="right", overflow="fold")
    for position, point in enumerate(front.points[:_SHOWN]):
        mark = "knee" if position == front.knee else str(position + 1)
        traded = [format_number(point.rates[k]) if k in point.rates else "" for k in rates]
        table.add_row(mark, *(format_number(v, 6) for v in point.objectives), *traded)
    console.print(table)
    if len(front.points) > _SHOWN:
        console.print(f"... and {len(front.points) - _SHOWN} more in the stored table")
    if front.points:
        reference = ", ".join(format_number(float(v)) for v in front.reference_point)
        console.print(f"Hypervolume {format_number(front.hypervolume, 6)} up to ({reference})")
    for note in front.notes:
        console.print(note, markup=False)


def write_front_figures(front: Front, folder: Path) -> list[Path]:
    """``front.png`` for two objectives; ``front.html`` (plotly) for more.

    Raises
    ------
    ResultError
        if the folder cannot be written.
    """
    if not front.points:
        return []
    try:
        if len(front.objectives) == 2:
            path = folder / "front.png"
            front_figure(front).savefig(path, format="png", dpi=150)
        else:
            path = folder / "front.html"
            path.write_text(_interactive(front), encoding="utf-8")
    except OSError as error:
        reason = str(error.strerror or error).lower()
        raise ResultError(f"{folder} | must be a folder that can be written | {reason}") from error
    return [path]


def front_figure(front: Front) -> Figure:
    """Two objectives against each other, the knee and the ends marked."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.5, 5.2), layout="constrained")
    panel = figure.subplots()
    x, y = front.matrix.T
    order = np.argsort(x)
    joined = "-" if front.method == "continuous" else ":"
    panel.plot(x[order], y[order], joined, color="0.6", linewidth=1.0, zorder=1)
    panel.scatter(x, y, s=22, color="C0", zorder=2, label="nondominated")
    if front.knee is not None:
        knee = front.matrix[front.knee]
        panel.scatter(
            [knee[0]], [knee[1]], s=90, facecolors="none", edgecolors="C3", zorder=3, label="knee"
        )
        text = ", ".join(format_number(float(value)) for value in knee)
        panel.annotate(f"({text})", knee, xytext=(8, 8), textcoords="offset points", fontsize=9)
    labels = [
        f"{o.name.replace('_', ' ')}{'' if o.unit == '1' else f' [{o.unit}]'} "
        f"({'less' if o.sense == 'min' else 'more'} is better)"
        for o in front.objectives
    ]
    panel.set_xlabel(labels[0])
    panel.set_ylabel(labels[1])
    panel.set_title(f"Front of {front.problem or 'the model'}: {len(x)} points, {front.standing}")
    panel.grid(alpha=0.3)
    panel.legend()
    return figure


def _interactive(front: Front) -> str:
    """A self-contained page: three objectives in space, more as parallel coordinates."""
    import plotly.graph_objects as go

    labels = [f"{o.name} [{o.unit}], {o.sense}" for o in front.objectives]
    columns = front.matrix.T
    marks: Any = front.normalized.sum(axis=1)
    if len(labels) == 3:
        scatter = go.Scatter3d(
            x=columns[0], y=columns[1], z=columns[2], mode="markers",
            marker={"size": 4, "color": marks, "colorscale": "Viridis"},
        )  # fmt: skip
        figure = go.Figure(scatter)
        axes = zip(("xaxis", "yaxis", "zaxis"), labels, strict=True)
        figure.update_layout(scene={axis: {"title": {"text": text}} for axis, text in axes})
    else:
        sides = [
            {"label": text, "values": column} for text, column in zip(labels, columns, strict=True)
        ]
        figure = go.Figure(go.Parcoords(dimensions=sides, line={"color": marks}))
    figure.update_layout(title=f"Front of {front.problem or 'the model'}")
    return str(figure.to_html(include_plotlyjs=True, full_html=True))
