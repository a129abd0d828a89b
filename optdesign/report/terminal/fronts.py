"""Fronts on the screen."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from optdesign.solution import NO_MEND
from optdesign.tradeoff.front import Front, Objective
from optdesign.units import format_number, from_si, to_si

_SHOWN = 40


def print_front(front: Front, console: Console) -> None:
    """A table of the points and what is known of the front as a whole."""
    if not front.feasible:
        print_reasons(front.infeasibility, console)
        return
    console.print(
        f"{len(front.points)} point{'' if len(front.points) == 1 else 's'}, {front.standing}; "
        f"{front.solves} solves in {front.seconds:.1f} s"
    )
    table = Table(show_edge=False)
    columns = [f"{o.name} [{shown_unit(o)}] ({o.sense})" for o in front.objectives]
    proved = any(point.bound is not None for point in front.points)
    rates = sorted({key for point in front.points for key in point.rates})
    titles = [_rate_title(front, key) for key in rates]
    for column in ["", *columns, *([f"{front.main}, proved"] if proved else []), *titles]:
        table.add_column(escape(column), justify="right", overflow="fold")
    shown = shown_matrix(front)
    bounds = shown_bounds(front)
    for position, point in enumerate(front.points[:_SHOWN]):
        mark = "knee" if position == front.knee else str(position + 1)
        traded = [_rate(front, key, point.rates.get(key)) for key in rates]
        bound = [format_number(float(bounds[position]), 6)] if proved else []
        table.add_row(mark, *(format_number(float(v), 6) for v in shown[position]), *bound, *traded)
    console.print(table)
    if len(front.points) > _SHOWN:
        console.print(f"... and {len(front.points) - _SHOWN} more in the stored table")
    if front.points:
        console.print(_hypervolume(front))
    for note in front.notes:
        console.print(note, markup=False)


def print_reasons(infeasibility: Mapping[str, Any] | None, console: Console) -> None:
    """Why there is no design, and the least changes that give one."""
    console.print("No design satisfies the requirements.")
    for group in ("conflict", "relaxation"):
        for part in (infeasibility or {}).get(group, ()):
            console.print(f"  {group}: {part['text']}", markup=False)
    if infeasibility and infeasibility.get("conflict") and not infeasibility.get("relaxation"):
        console.print(f"  {NO_MEND}")


def shown_unit(objective: Objective) -> str:
    """The unit people read an objective in."""
    return objective.shown or objective.unit


def shown_matrix(front: Front) -> NDArray[np.float64]:
    """The objectives of all points in the units people read, array (points, objectives)."""
    return np.asarray(front.matrix * _factors(front))


def shown_bounds(front: Front) -> NDArray[np.float64]:
    """What is proved of the main objective at each point, in that unit; NaN where nothing is."""
    bounds = [math.nan if point.bound is None else point.bound for point in front.points]
    return np.array(bounds) * (_factors(front)[_main_place(front)] if front.main else 1.0)


def _main_place(front: Front) -> int:
    return front.names.index(front.main)


def _factors(front: Front) -> NDArray[np.float64]:
    return np.array([from_si(to_si(1.0, o.unit), shown_unit(o)) for o in front.objectives])


def _hypervolume(front: Front) -> str:
    """Absolute, and as a share of the box from the ideal to the reference point."""
    reference = front.reference_point * _factors(front)
    volume = front.hypervolume * float(np.prod(_factors(front)))
    text = ", ".join(
        f"{format_number(float(v))}{'' if shown_unit(o) == '1' else f' {shown_unit(o)}'}"
        for v, o in zip(reference, front.objectives, strict=True)
    )
    return f"Hypervolume {format_number(volume, 6)} up to the reference point ({text})"


def _rate_scale(front: Front, key: str) -> tuple[float, str]:
    """From the units of a rate, named ``d main / d other``, to those people read."""
    named = {o.name: (factor, shown_unit(o)) for o, factor in
             zip(front.objectives, _factors(front), strict=True)}  # fmt: skip
    parts = [part.removeprefix("d ").partition(",")[0] for part in key.split(" / ")]
    if len(parts) != 2 or not all(part in named for part in parts):
        return 1.0, ""
    (above, one), (below, other) = (named[part] for part in parts)
    return above / below, f"{one}/{other}"


def _rate_title(front: Front, key: str) -> str:
    unit = _rate_scale(front, key)[1].removesuffix("/1")
    return f"{key} [{unit}]" if unit and unit != "1" else key


def _rate(front: Front, key: str, rate: float | None) -> str:
    return "" if rate is None else format_number(rate * _rate_scale(front, key)[0])
