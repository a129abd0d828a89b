"""Figures of what drives a study: tornado, bars of indices, parallel coordinates."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from optdesign.exploration.sensitivity.indices import Analysis, Sensitivity
from optdesign.exploration.statistics import CONFIDENCE
from optdesign.exploration.study.blocks import block_size
from optdesign.exploration.tornado.swings import Swing, nominal_objective, notable_swings
from optdesign.exploration.trials.result import StudyResult, outcome_values
from optdesign.units import format_number, from_si

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_SHOWN = 12
_AXES_SHOWN = 7
_LEAST_TRIALS = 3
_LINES_SHOWN = 400
_METHODS = {"solved": "solved again", "priced": "shadow price", "fitted": "slope of trials"}


def tornado_figure(result: StudyResult) -> Figure | None:
    """Change of the objective at the ends of each range, by each method that has an answer.

    Returns
    -------
    Figure or None
        None if nothing moves the objective or there is no nominal answer
    """
    found = notable_swings(result)[:_SHOWN]
    nominal = nominal_objective(result)
    if not found or nominal is None:
        return None
    from matplotlib.figure import Figure

    methods = [name for name in _METHODS if any(getattr(s, name) != (None, None) for s in found)]
    case = result.study.case
    unit = case.problem.outcomes[case.objective].unit
    figure = Figure(figsize=(8.5, 1.6 + 0.45 * len(found)), layout="constrained")
    panel = figure.subplots()
    height = 0.8 / len(methods)
    for position, name in enumerate(methods):
        for place, swing in enumerate(found):
            _bars(panel, swing, name, unit, (place + (position + 0.5) * height - 0.4, height),
                  f"C{position}")  # fmt: skip
    for position, name in enumerate(methods):
        panel.barh([0], [0], color=f"C{position}", label=_METHODS[name])
    panel.axvline(0.0, color="0.3", linewidth=0.8)
    panel.set_yticks(range(len(found)), [_range_label(result, swing) for swing in found])
    panel.set_ylim(len(found) - 0.4, -0.6)
    panel.set_xlabel(f"change of {_words(case.objective)} [{unit}]; pale at low, full at high")
    value = f"{format_number(from_si(nominal, unit))} {unit}"
    panel.set_title(f"{_words(case.objective)} in {result.study.name}, nominal {value}")
    panel.legend(frameon=False, loc="lower right")
    panel.grid(axis="x", alpha=0.3)
    return figure


def _bars(
    panel: Any, swing: Swing, name: str, unit: str, place: tuple[float, float], color: str
) -> None:
    for end, pale in zip(getattr(swing, name), (0.45, 1.0), strict=True):
        if end is not None:
            panel.barh(place[0], from_si(end, unit), height=place[1], color=color, alpha=pale)


def _range_label(result: StudyResult, swing: Swing) -> str:
    parameter = result.study.case.problem.parameters[swing.parameter]
    ends = (
        end if isinstance(end, str) else format_number(from_si(end, parameter.unit), 3)
        for end in (swing.low, swing.high)
    )
    unit = "" if parameter.unit == "1" else f" {parameter.unit}"
    return f"{swing.parameter}\n{' to '.join(ends)}{unit}"


def indices_figure(result: StudyResult, analysis: Analysis) -> Figure | None:
    """First-order and total indices with intervals, or elementary effects of a screening.

    Returns
    -------
    Figure or None
        None if there are no indices
    """
    if not analysis.parameters:
        return None
    from matplotlib.figure import Figure

    parts = analysis.parameters[:_SHOWN]
    figure = Figure(figsize=(8.5, 2.0 + 0.42 * len(parts)), layout="constrained")
    panel = figure.subplots()
    if analysis.method == "morris":
        _effects(panel, result, analysis)
    else:
        _shares(panel, parts)
    panel.set_title(f"What drives {_words(analysis.outcome)} in {result.study.name}\n"
                    f"{_made_from(result, analysis)}", fontsize=10)  # fmt: skip
    return figure


def _made_from(result: StudyResult, found: Analysis) -> str:
    left = f", {found.dropped} left out" if found.dropped else ""
    if found.method == "fit":
        share = f"{100.0 * (found.explained or 0.0):.0f} %"
        return f"fit to {found.used} trials{left}, predicts {share} of the variance"
    return f"{found.used} blocks of {block_size(result.study)} trials{left}"


def _shares(panel: Any, parts: Sequence[Sensitivity]) -> None:
    places = range(len(parts))
    for shift, name, low, high in (
        (-0.2, "first_order", "first_low", "first_high"),
        (0.2, "total", "low", "high"),
    ):
        values = [getattr(part, name) or 0.0 for part in parts]
        ends = [
            (max(v - (getattr(p, low) or 0.0), 0.0), max((getattr(p, high) or 0.0) - v, 0.0))
            for p, v in zip(parts, values, strict=True)
        ]
        panel.barh(
            [place + shift for place in places], values, height=0.38,
            xerr=list(zip(*ends, strict=True)), color="C0" if name == "total" else "0.7",
            error_kw={"elinewidth": 1.0, "ecolor": "0.25", "capsize": 2},
            label=name.replace("_", " "),
        )  # fmt: skip
    panel.set_yticks(places, [part.parameter for part in parts])
    panel.invert_yaxis()
    panel.set_xlim(min(0.0, *(part.first_order or 0.0 for part in parts)), 1.05)
    panel.set_xlabel(f"share of the variance, {CONFIDENCE:.0%} interval")
    panel.legend(frameon=False, loc="lower right")
    panel.grid(axis="x", alpha=0.3)


def _effects(panel: Any, result: StudyResult, analysis: Analysis) -> None:
    """Mean size against spread: to the right matters, above the line acts with others or bends."""
    unit = result.study.case.problem.outcomes[analysis.outcome].unit
    for position, part in enumerate(analysis.parameters[:_SHOWN]):
        x, y, margin = (
            from_si(value or 0.0, unit) for value in (part.mu_star, part.sigma, part.mu_star_margin)
        )
        panel.errorbar(x, y, xerr=margin, fmt="o", capsize=2, color=f"C{position}",
                       label=part.parameter)  # fmt: skip
    edge = panel.get_xlim()[1]
    panel.plot([0.0, edge], [0.0, edge], color="0.6", linestyle="--", linewidth=1.0)
    panel.set_xlim(0.0, edge)
    panel.set_ylim(bottom=0.0)
    panel.set_xlabel(f"mean size of the elementary effect [{unit}]")
    panel.set_ylabel(f"its spread [{unit}]")
    panel.legend(frameon=False, fontsize=8, loc="center left", bbox_to_anchor=(1.0, 0.5))
    panel.grid(alpha=0.3)


def parallel_figure(result: StudyResult, analysis: Analysis) -> Figure | None:
    """Every complete trial as a line over the parameters that matter most, to the outcome.

    Returns
    -------
    Figure or None
        None if too few trials are complete or there are no indices to choose parameters by
    """
    numbers = {k for k, found in result.study.uncertain.items()
               if not any(isinstance(value, str) for value in found.values)}  # fmt: skip
    keys = [p.parameter for p in analysis.parameters if p.parameter in numbers][:_AXES_SHOWN]
    values = outcome_values(result, analysis.outcome)
    complete = [place for place, value in enumerate(values) if math.isfinite(value)][:_LINES_SHOWN]
    if not keys or len(complete) < _LEAST_TRIALS:
        return None
    from matplotlib import colormaps
    from matplotlib.figure import Figure

    problem = result.study.case.problem
    units = [problem.parameters[key].unit for key in keys] + [
        problem.outcomes[analysis.outcome].unit
    ]
    columns = [[float(result.tasks[place].sampled[key]) for place in complete] for key in keys]
    columns.append([float(values[place]) for place in complete])
    shown = [[from_si(v, unit) for v in c] for c, unit in zip(columns, units, strict=True)]
    heights = [_heights(column) for column in shown]
    figure = Figure(figsize=(1.8 + 1.5 * len(shown), 4.8), layout="constrained")
    panel = figure.subplots()
    # Colours go by rank: one far trial would leave a single colour to all others.
    for rank, line in enumerate(sorted(range(len(complete)), key=lambda line: heights[-1][line])):
        color = colormaps["viridis"](rank / len(complete))
        panel.plot([height[line] for height in heights], color=color, alpha=0.5, linewidth=0.9)
    for place, column in enumerate(shown):
        panel.axvline(place, color="0.3", linewidth=0.8)
        for value, at, side in ((min(column), -0.02, "top"), (max(column), 1.02, "bottom")):
            panel.text(place, at, format_number(value, 3), ha="center", va=side, fontsize=8)
    names = [*keys, analysis.outcome]
    panel.set_xticks(
        range(len(names)), [_axis_label(n, u) for n, u in zip(names, units, strict=True)],
        fontsize=8,
    )  # fmt: skip
    panel.tick_params(axis="x", length=0, pad=16)
    panel.set_yticks([])
    panel.set_ylim(0.0, 1.0)
    for side in ("top", "right", "left", "bottom"):
        panel.spines[side].set_visible(False)
    panel.set_title(f"{len(complete)} complete trials of {result.study.name}", pad=18, fontsize=10)
    return figure


def _heights(column: Sequence[float]) -> list[float]:
    low, span = min(column), (max(column) - min(column)) or 1.0
    return [(value - low) / span for value in column]


def _axis_label(key: str, unit: str) -> str:
    """The key on two lines, its unit on a third."""
    head, _, tail = _words(key).partition(".")
    lines = [head, tail] if tail else [head]
    return "\n".join([*lines, f"[{unit}]"] if unit != "1" else lines)


def _words(key: str) -> str:
    return key.replace("_", " ")
