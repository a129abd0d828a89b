"""Listings for people: problems, what a problem holds, the catalogue, stored runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from optdesign.catalogue import Catalogue, Item
from optdesign.problem import Parameter, Problem
from optdesign.result import Run
from optdesign.units import format_number, format_quantity, from_si


def plain_table(title: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    """A table without lines; the first column is never wrapped, texts are never markup."""
    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for position, column in enumerate(columns):
        table.add_column(column, no_wrap=position == 0, overflow="fold")
    for row in rows:
        table.add_row(*[Text(cell) for cell in row])
    return table


def print_problems(problems: list[Problem], console: Console) -> None:
    """One line a problem: name, class, question, levers, objectives."""
    rows = [
        (p.name, p.header.problem_class, p.header.question, ", ".join(p.levers) or "schedule",
         ", ".join(f"{sense} {key}" for key, sense in p.objectives().items()))
        for p in problems
    ]  # fmt: skip
    columns = ("problem", "class", "question", "levers", "objectives")
    console.print(plain_table("Problems", columns, rows))


def problem_document(problem: Problem) -> dict[str, Any]:
    """Everything a problem holds, as plain data in bare units."""

    def written(value: float | str | None, unit: str) -> float | str | None:
        if not isinstance(value, float):
            return value
        converted = from_si(value, unit)
        return converted if abs(converted) != float("inf") else "inf"

    return {
        "problem": problem.name,
        "question": problem.header.question,
        "class": problem.header.problem_class,
        "formulation": problem.header.formulation,
        "objective": problem.header.objective,
        "parameters": [
            {
                "key": p.key,
                "value": written(p.value, p.bare),
                "unit": p.bare,
                "low": written(p.low, p.bare),
                "high": written(p.high, p.bare),
                "source": list(p.source),
                "mark": p.mark,
                "meaning": p.meaning,
                "options": list(p.options),
                "otherwise": p.otherwise,
            }
            for p in problem.parameters.values()
        ],
        "limits": [
            {"key": x.key, "outcome": x.outcome, "sense": x.sense} for x in problem.limits.values()
        ],
        "levers": [
            {
                "key": lever.key,
                "low": from_si(lever.low, lever.bare),
                "high": from_si(lever.high, lever.bare),
                "unit": lever.bare,
                "integer": lever.integer,
                "meaning": lever.meaning,
            }
            for lever in problem.levers.values()
        ],
        "outcomes": [
            {"key": o.key, "unit": o.bare, "sense": o.sense, "meaning": o.meaning}
            for o in problem.outcomes.values()
        ],
    }


def print_problem(problem: Problem, console: Console) -> None:
    """Question, parameters with range, source and mark, limits, levers and outcomes."""
    header = problem.header
    console.print(Text(header.question, style="bold"))
    if header.description:
        console.print(Text(header.description.strip()))
    console.print()
    titles = ("parameter", "value", "range", "source", "mark", "meaning")
    rows = [_parameter_row(p) for p in problem.parameters.values()]
    console.print(plain_table("Parameters (change with --set)", titles, rows))
    if problem.limits:
        limit_rows = [(x.key, f"{x.outcome} {x.sense} its value") for x in problem.limits.values()]
        console.print(plain_table("\nConstraints", ("limit", "meaning"), limit_rows))
    if problem.levers:
        lever_rows = [
            (x.key, f"{format_quantity(x.low, x.unit)} to {format_quantity(x.high, x.unit)}",
             x.meaning)
            for x in problem.levers.values()
        ]  # fmt: skip
        lever_titles = ("lever", "range", "meaning")
        console.print(plain_table("\nLevers (pin with --fix)", lever_titles, lever_rows))
    outcome_rows = [(o.key, o.unit, o.sense or "", o.meaning) for o in problem.outcomes.values()]
    outcome_titles = ("outcome", "unit", "objective", "meaning")
    console.print(plain_table("\nOutcomes", outcome_titles, outcome_rows))


def _parameter_row(p: Parameter) -> tuple[str, ...]:
    if p.options:
        return p.key, str(p.value), " | ".join(p.options), "", "", p.meaning
    value = p.otherwise if p.value is None else format_quantity(float(p.value), p.unit, 6)
    return p.key, value, _span(p.low, p.high, p.unit), ", ".join(p.source), p.mark, p.meaning


def _span(low: float | None, high: float | None, unit: str) -> str:
    if low is None and high is None:
        return ""
    ends = ["" if end is None else format_number(from_si(end, unit)) for end in (low, high)]
    return " to ".join(ends).strip()


def print_catalogue(catalogue: Catalogue, console: Console) -> None:
    """One line an item: key, kind, name, number of entries."""
    rows = [
        (item.key, item.kind, item.name, str(len(item.entries)))
        for _, item in sorted(catalogue.items.items(), key=lambda pair: (pair[1].kind, pair[0]))
    ]
    total = sum(len(item.entries) for item in catalogue.items.values())
    title = f"Catalogue: {len(rows)} items, {total} values (optdesign show ITEM)"
    console.print(plain_table(title, ("item", "kind", "name", "values"), rows))


def print_item(item: Item, catalogue: Catalogue, console: Console) -> None:
    """Every entry of a catalogue item with range, source and mark, and the sources in full."""
    console.print(Text(f"{item.name} ({item.kind})", style="bold"))
    rows = [
        (key, f"{format_number(e.value, 6)} {'' if e.unit == '1' else e.unit}",
         " to ".join("" if x is None else format_number(x) for x in (e.low, e.high))
         if e.uncertain else "", ", ".join(e.source), e.mark,
         e.note or catalogue.attribute(f"{item.key}.{key}").meaning)
        for key, e in item.entries.items()
    ]  # fmt: skip
    columns = ("entry", "value", "range", "source", "mark", "meaning or note")
    console.print(plain_table("", columns, rows))
    used = sorted({key for entry in item.entries.values() for key in entry.source})
    sources = [(key, catalogue.sources[key].title) for key in used]
    console.print(plain_table("\nSources", ("key", "title"), sources))


def print_runs(runs: list[Run], console: Console) -> None:
    """One line a stored run: name, status, objective, gap, checks."""
    rows = []
    for run in runs:
        found = run.document
        objective = found["objective"]
        value = objective.get("value")
        shown = "" if value is None else f"{format_number(value, 5)} {objective['unit']}"
        gap = "" if found.get("gap") is None else f"{100 * found['gap']:.2g} %"
        rows.append((run.name, str(found["status"]), f"{objective['name']} {shown}", gap))
    console.print(plain_table("Stored runs", ("run", "status", "objective", "gap"), rows))
