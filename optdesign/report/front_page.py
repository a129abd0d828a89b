"""Fronts of three objectives and more as one page: points in space, and parallel coordinates."""

from __future__ import annotations

import html
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optdesign.tradeoff.front import Front
from optdesign.units import format_number

_WORD = {"min": "less is better", "max": "more is better"}


def interactive_page(front: Front, shown: NDArray[np.float64], units: list[str]) -> str:
    """A page that needs no network.

    Parameters
    ----------
    front : of three objectives or more
    shown : its points, array (points, objectives), in the units given
    units : of the objectives
    """
    labels = [
        f"{o.name.replace('_', ' ')}{'' if unit == '1' else f' [{unit}]'}"
        for o, unit in zip(front.objectives, units, strict=True)
    ]
    drawn = [_space(front, shown, labels)] if len(labels) == 3 else []
    drawn.append(_parallel(front, shown, labels))
    title = html.escape(f"Front of {front.problem or 'the model'}")
    said = html.escape(f"{len(front.points)} points, {front.standing}")
    senses = html.escape("; ".join(f"{o.name}: {_WORD[o.sense]}" for o in front.objectives))
    notes = "".join(f"<p>{html.escape(note)}</p>" for note in front.notes)
    parts = [
        figure.to_html(include_plotlyjs=number == 0, full_html=False, default_height="520px")
        for number, figure in enumerate(drawn)
    ]
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width"></head>'
        f'<body style="font-family: sans-serif; max-width: 70em; margin: auto; padding: 1em">'
        f"<h1>{title}</h1><p>{said}. {senses}.</p>{''.join(parts)}{notes}</body></html>\n"
    )


def _space(front: Front, shown: NDArray[np.float64], labels: list[str]) -> Any:
    """The points in space; hovering tells the levers, the knee is ringed."""
    import plotly.graph_objects as go

    x, y, z = shown.T
    points = go.Scatter3d(
        x=x, y=y, z=z, mode="markers", name="nondominated", text=_hover(front),
        marker={"size": 5, "color": front.normalized.sum(axis=1), "colorscale": "Viridis"},
    )  # fmt: skip
    figure = go.Figure(points)
    if front.knee is not None:
        a, b, c = shown[[front.knee]].T
        ring = {"size": 11, "symbol": "circle-open", "color": "crimson"}
        figure.add_trace(go.Scatter3d(x=a, y=b, z=c, mode="markers", name="knee", marker=ring))
    axes = zip(("xaxis", "yaxis", "zaxis"), labels, strict=True)
    figure.update_layout(
        scene={axis: {"title": {"text": text}} for axis, text in axes},
        margin={"l": 0, "r": 0, "t": 10, "b": 0},
        legend={"x": 0.0, "y": 1.0},
    )
    return figure


def _hover(front: Front) -> list[str]:
    units = front.lever_units
    return [
        "<br>".join(
            f"{html.escape(key)} = "
            f"{html.escape(value) if isinstance(value, str) else format_number(value)} "
            f"{html.escape(units.get(key, ''))}"
            for key, value in list(point.levers.items())[:12]
        )
        for point in front.points
    ]


def _parallel(front: Front, shown: NDArray[np.float64], labels: list[str]) -> Any:
    """One axis an objective, the better end always above."""
    import plotly.graph_objects as go

    sides = []
    for text, column, objective in zip(labels, shown.T, front.objectives, strict=True):
        side: dict[str, Any] = {"label": text, "values": column}
        low, high = float(column.min()), float(column.max())
        if objective.sense == "min" and high > low:
            side["range"] = [high, low]
        sides.append(side)
    lines = {"color": front.normalized.sum(axis=1), "colorscale": "Viridis"}
    figure = go.Figure(go.Parcoords(dimensions=sides, line=lines))
    figure.update_layout(margin={"l": 80, "r": 80, "t": 60, "b": 30})
    return figure
