"""Sensitivities of a study on the terminal: indices, sources and marks, tornado."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from optdesign.exploration.sensitivity.indices import GROUPINGS, Analysis, Sensitivity
from optdesign.exploration.study.blocks import block_size, is_sample
from optdesign.exploration.tornado.swings import nominal_objective, notable_swings
from optdesign.exploration.trials.result import StudyResult
from optdesign.report.terminal.listing import plain_table
from optdesign.units import format_number, format_quantity, from_si

_SHOWN = 8
_GROUPS_SHOWN = 5
# Below this a fit predicts too little for its shares to rank anything.
_POOR_FIT = 0.5


def print_sensitivity(result: StudyResult, console: Console) -> None:
    """Print what drives the first outcome, by parameter, source and mark, and the tornado."""
    if not is_sample(result.study):
        return
    found = result.analyses[0]
    words = found.outcome.replace("_", " ")
    if found.note:
        console.print(Text(f"What drives the {words}: {found.note}."))
    else:
        console.print(
            _table(result, found, f"What drives the {words}: {_made_from(result, found)}")
        )
        for kind in GROUPINGS:
            if kind in found.groups:
                console.print(_group_table(kind, found.groups[kind]))
    _print_tornado(result, console)


def plan_note(result: StudyResult) -> str:
    """What the trials of a plan do not tell; empty for plain trials."""
    return {
        "morris": "The trials are a screening plan: quantiles and probabilities describe the "
        "plan, not the uncertainty.",
        "sobol-indices": "Trials of a block share values: intervals of quantiles and "
        "probabilities are too narrow.",
    }.get(result.study.sampler, "")


def _made_from(result: StudyResult, found: Analysis) -> str:
    size = block_size(result.study)
    dropped = f", {found.dropped} left out with a trial not complete" if found.dropped else ""
    if found.method == "fit":
        share = f"{100.0 * (found.explained or 0.0):.0f} %"
        poor = "" if (found.explained or 0.0) > _POOR_FIT else ", too little to rank by"
        return f"fit to {found.used} trials{dropped}, predicts {share} of the variance{poor}"
    name = "Sobol indices" if found.method == "sobol" else "elementary effects"
    return f"{name} of {found.used} blocks of {size} trials{dropped}"


def _table(result: StudyResult, found: Analysis, title: str) -> object:
    parts = found.parameters[:_SHOWN]
    if found.method == "morris":
        unit = result.study.case.problem.outcomes[found.outcome].unit
        names = ("mu_star", "mu_star_margin", "mu", "sigma")
        rows = [(p.parameter, *(_effect(getattr(p, name), unit) for name in names)) for p in parts]
        title = f"{title}, in {unit} over the whole range"
        return plain_table(title, ("parameter", "mean size", "+-", "mean", "spread"), rows)
    ranked = any(part.rank is not None for part in parts)
    columns = ("parameter", "first order", "total, 95 % interval") + ("rank corr.",) * ranked
    return plain_table(title, columns, [_row(part, ranked) for part in parts])


def _row(part: Sensitivity, ranked: bool) -> tuple[str, ...]:
    total = f"{_share(part.total)} ({_share(part.low)} to {_share(part.high)})"
    rank = ("" if part.rank is None else f"{part.rank:+.2f}",) * ranked
    return (part.parameter, _share(part.first_order), total, *rank)


def _group_table(kind: str, parts: Sequence[Sensitivity]) -> object:
    rows = [_row(part, False) for part in parts[:_GROUPS_SHOWN]]
    return plain_table(f"By {kind}", (kind, "first order", "total, 95 % interval"), rows)


def _share(value: float | None) -> str:
    return "?" if value is None else f"{value:.2f}"


def _effect(value: float | None, unit: str) -> str:
    return "?" if value is None else format_number(from_si(value, unit), 3)


def _print_tornado(result: StudyResult, console: Console) -> None:
    found = notable_swings(result)[:_SHOWN]
    if not found or result.nominal is None:
        return
    case = result.study.case
    unit = case.problem.outcomes[case.objective].unit
    rows = []
    for swing in found:
        parameter = case.problem.parameters[swing.parameter]
        span = " to ".join(
            end if isinstance(end, str) else format_quantity(end, parameter.unit)
            for end in (swing.low, swing.high)
        )
        pairs = (_pair(pair, unit) for pair in (swing.priced, swing.solved, swing.fitted))
        rows.append((swing.parameter, span, *pairs))
    nominal = nominal_objective(result)
    value = "no answer" if nominal is None else format_quantity(nominal, unit)
    title = f"Tornado: change of {case.objective} in {unit} at low | high, nominal {value}"
    columns = ("parameter", "range", "shadow price", "solved again", "slope of trials")
    console.print(plain_table(title, columns, rows))


def _pair(pair: tuple[float | None, float | None], unit: str) -> str:
    if pair == (None, None):
        return "-"
    ends = ("?" if end is None else f"{from_si(end, unit):+.3g}" for end in pair)
    return " | ".join(ends)
