"""The readable summary of a result: the answer first, then how sure it is and why."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from optdesign.problem import Case
from optdesign.report.terminal.tables import shown_tables
from optdesign.result import Result
from optdesign.solution import NO_MEND, Status
from optdesign.units import format_number, format_quantity, from_si

_HEADLINES = {
    Status.OPTIMAL: ("solved and verified", "green"),
    Status.INFEASIBLE: ("infeasible", "red"),
    Status.LIMIT: ("stopped at a limit; the best verified answer so far", "yellow"),
    Status.UNVERIFIED: ("NOT VERIFIED: do not use this answer", "bold red"),
}
_MOST_PRICES = 12


def print_result(result: Result, console: Console) -> None:
    """Print question, answer, certificate, levers, outcomes, tables, shadow prices and checks."""
    case = result.case
    headline, style = _HEADLINES[result.status]
    if result.status is Status.LIMIT and result.solution.objective is None:
        headline = "stopped without an answer"
    console.print(Text(case.problem.header.question, style="bold"))
    console.print(Text(f"{case.problem.name}: {headline}", style=style))
    for part in _parts(result):
        console.print(part)


def _parts(result: Result) -> list[RenderableType]:
    parts: list[RenderableType] = [""]
    if result.solution.infeasibility is not None:
        return [*parts, *_infeasibility(result), _verification(result)]
    if result.solution.objective is None:
        return [*parts, *[Text(note) for note in result.solution.notes]]
    parts += [_answer(result), *[Text(note) for note in result.solution.notes], ""]
    if result.solution.levers:
        parts.append(_levers(result))
    parts += [_outcomes(result), *shown_tables(result), ""]
    if result.solution.shadow_prices:
        parts.append(_shadow_prices(result))
    return [*parts, _verification(result)]


def display_unit(case: Case, key: str) -> str:
    """The unit in which people read an outcome, lever or parameter."""
    problem = case.problem
    for group in (problem.outcomes, problem.levers, problem.parameters):
        if key in group:
            return str(group[key].unit)
    return "1"


def _answer(result: Result) -> Text:
    case, solution = result.case, result.solution
    unit = display_unit(case, case.objective)
    assert solution.objective is not None
    text = Text(f"{case.objective} = {format_quantity(solution.objective, unit, 5)}", style="bold")
    if solution.bound is not None and solution.gap is not None:
        side = "below" if case.sense == "min" else "above"
        bound = format_quantity(solution.bound, unit, 5)
        known = "proven" if solution.bound_proven else "searched"
        text.append(f"  ({known}: not {side} {bound}; gap {100 * solution.gap:.2g} %)", "not bold")
    return text


def _levers(result: Result) -> Table:
    table = _table("Levers", "lever", "value", "unit", "range")
    for key, value in result.solution.levers.items():
        if isinstance(value, str):
            table.add_row(key, value, "", "")
            continue
        unit = display_unit(result.case, key)
        span = "derived"
        if key in result.case.problem.levers:
            low, high = result.case.lever_range(key)
            ends = f"{_in(low, unit)} to {_in(high, unit)}"
            span = "pinned" if key in result.case.fixed else ends
        table.add_row(key, _in(value, unit), _shown(unit), span)
    return table


def _outcomes(result: Result) -> Table:
    table = _table("Outcomes", "outcome", "value", "unit", "meaning")
    for key, outcome in result.case.problem.outcomes.items():
        if key in result.solution.outcomes:
            value = _in(result.solution.outcomes[key], outcome.unit)
            table.add_row(key, value, _shown(outcome.unit), outcome.meaning)
    return table


def _shadow_prices(result: Result) -> Table:
    case = result.case
    unit = display_unit(case, case.objective)
    fine = "day" if unit in ("year", "month") else unit
    table = _table(
        f"Shadow prices: change of {case.objective} per +1 % of a parameter",
        "parameter", "now", "effect", "unit",
    )  # fmt: skip
    for price in result.solution.shadow_prices[:_MOST_PRICES]:
        now = case.optional(price.key)
        shown = format_quantity(now or 0.0, display_unit(case, price.key))
        table.add_row(price.key, shown, f"{from_si(price.effect, fine):+.3g}", _shown(fine))
    return table


def _infeasibility(result: Result) -> list[RenderableType]:
    found = result.solution.infeasibility
    assert found is not None
    lines: list[RenderableType] = [Text("These cannot all hold:", style="bold")]
    lines += [Text(f"  {part.key}: {part.text}") for part in found.conflict]
    if found.relaxation:
        lines += ["", Text("The least change that gives an answer, any one of:", style="bold")]
        lines += [Text(f"  {part.text}") for part in found.relaxation]
    else:
        lines += ["", Text(NO_MEND)]
    return [*lines, ""]


_SPENT = {"verify": "of verification", "total": "in all"}


def _verification(result: Result) -> RenderableType:
    failed = [check for check in result.checks if not check.passed]
    count = len(result.checks)
    if not failed and count:
        spent = result.provenance.seconds
        parts = [f"{spent[part]:.2f} s {of}" for part, of in _SPENT.items() if part in spent]
        passed = f"Verified independently: {count} of {count} checks passed"
        return Text(f"{passed}; {', '.join(parts)}.", style="green")
    lines = [Text(f"{len(failed)} of {count} checks failed:", style="bold red")]
    lines += [
        Text(f"  {check.name}: {format_number(check.value)}, limit {format_number(check.limit)}")
        for check in failed
    ]
    return Group(*lines)


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for position, column in enumerate(columns):
        numeric = column in ("value", "effect", "now", "low", "high")
        table.add_column(
            column,
            justify="right" if numeric else "left",
            no_wrap=position == 0 or numeric,
            overflow="fold",
        )
    return table


def _in(value: float, unit: str) -> str:
    return format_number(from_si(value, unit), 5)


def _shown(unit: str) -> str:
    return "" if unit == "1" else unit
