"""Listings for people: problems, what a problem holds, the catalogue, stored runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from optdesign.catalogue import Catalogue, Item
from optdesign.errors import ProblemError, suggestion
from optdesign.problem import Parameter, Problem
from optdesign.units import format_number, format_quantity, from_si

if TYPE_CHECKING:
    from optdesign.report.runs.overview import Overview
    from optdesign.result import Run


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


def parameter_document(p: Parameter) -> dict[str, Any]:
    """A parameter as plain data, in the unit of bare numbers."""

    def written(value: float | str | None) -> float | str | None:
        if not isinstance(value, float):
            return value
        converted = from_si(value, p.bare)
        return converted if abs(converted) != float("inf") else "inf"

    return {
        "key": p.key,
        "value": written(p.value),
        "unit": p.bare,
        "low": written(p.low),
        "high": written(p.high),
        "source": list(p.source),
        "mark": p.mark,
        "meaning": p.meaning,
        "options": list(p.options),
        "otherwise": p.otherwise,
    }


def problem_document(problem: Problem) -> dict[str, Any]:
    """Everything a problem holds, as plain data in bare units."""
    return {
        "problem": problem.name,
        "question": problem.header.question,
        "class": problem.header.problem_class,
        "formulation": problem.header.formulation,
        "objective": problem.header.objective,
        "parameters": [parameter_document(p) for p in problem.parameters.values()],
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


PARAMETER_TITLES = ("parameter", "value", "range", "source", "mark", "meaning")


def print_problem(problem: Problem, console: Console, *, everything: bool = False) -> None:
    """Question, parameters with range, source and mark, limits, levers and outcomes.

    Parameters taken over with whole items of the catalogue are one line an item, unless
    ``everything`` is asked for.
    """
    header = problem.header
    console.print(Text(header.question, style="bold"))
    if header.description:
        console.print(Text(header.description.strip()))
    console.print()
    of_items = problem.item_parameters()
    own = [p for key, p in problem.parameters.items() if key not in of_items]
    title = "Parameters (change with --set)"
    console.print(plain_table(title, PARAMETER_TITLES, map(_parameter_row, own)))
    items = list(dict.fromkeys(of_items.values()))
    if everything:
        for item in items:
            console.print()
            print_part(problem, item, console)
    elif items:
        rows = [_item_row(problem, item) for item in items]
        count = sum(int(row[3]) for row in rows)
        title = f"\nItems of the catalogue, {count} more parameters (add ITEM or --all)"
        titles = ("item", "kind", "part", "values", "uncertain", "what it is")
        console.print(plain_table(title, titles, rows))
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


def print_part(problem: Problem, item: str, console: Console) -> None:
    """The parameters that a problem takes over from one item of the catalogue."""
    known = problem.catalogue.items[item]
    rows = [_parameter_row(p) for p in part_of(problem, item)]
    title = Text(f"{item}: {known.name} ({known.kind})", style="bold")
    console.print(title)
    _print_labels(known, console)
    console.print(plain_table("", PARAMETER_TITLES, rows))


def part_of(problem: Problem, item: str) -> list[Parameter]:
    """The parameters of a problem that come with an item of the catalogue.

    Raises
    ------
    ProblemError
        if the problem takes over no such item.
    """
    of_items = problem.item_parameters()
    if item not in of_items.values():
        valid = set(of_items.values())
        hint = suggestion(item[:60], valid) if valid else "it takes over no whole items"
        raise ProblemError(f"{item[:60]!r} | must be an item of {problem.name} | {hint}")
    return [problem.parameters[key] for key, name in of_items.items() if name == item]


def _item_row(problem: Problem, item: str) -> tuple[str, ...]:
    known, parts = problem.catalogue.items[item], part_of(problem, item)
    uncertain = sum(p.low is not None or p.high is not None for p in parts)
    part = known.labels.get("role", "")
    return item, known.kind, part, str(len(parts)), str(uncertain), known.name


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
    _print_labels(item, console)
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


def _print_labels(item: Item, console: Console) -> None:
    if item.labels:
        console.print(Text(", ".join(f"{key} = {label}" for key, label in item.labels.items())))


def kind_document(kind: str, catalogue: Catalogue) -> list[dict[str, str]]:
    """What a file of a kind may say: each key with its form, unit, valid range and meaning."""
    return [
        {"key": key, "form": a.form, "unit": a.unit, "valid": str(a.valid), "meaning": a.meaning}
        for key, a in catalogue.attributes[kind].items()
    ]


def print_kind(kind: str, catalogue: Catalogue, console: Console) -> None:
    """What a file of a kind may say, one line a key."""
    rows = [
        (a["key"], *((a["unit"], a["valid"]) if a["form"] == "number" else ("text", "")),
         a["meaning"])
        for a in kind_document(kind, catalogue)
    ]  # fmt: skip
    title = f"What a {kind} may have"
    console.print(plain_table(title, ("key", "unit", "valid", "meaning"), rows))


def print_overview(found: Overview, console: Console) -> None:
    """One line a stored run, a table a kind; of solves the gap too."""
    solves = [_solve_line(run) for run in found.solves]
    console.print(plain_table("Stored runs", ("run", "status", "objective", "gap"), solves))
    fronts = [(f.name, f.status, ", ".join(f.objectives), str(f.points)) for f in found.fronts]
    studies = [
        (name, study.status, study.problem,
         ", ".join(f"{count} {status}" for status, count in study.trials.items() if count))
        for name, study in found.studies.items()
    ]  # fmt: skip
    alternatives = [
        (name, part.status, part.objective.name, str(len(part.designs)))
        for name, part in found.alternatives.items()
    ]
    for title, columns, rows in (
        ("Stored fronts", ("front", "status", "objectives", "points"), fronts),
        ("Stored studies", ("study", "status", "problem", "trials"), studies),
        ("Stored alternatives", ("alternatives", "status", "objective", "designs"), alternatives),
    ):
        if rows:
            console.print(plain_table(title, columns, rows))


def _solve_line(run: Run) -> tuple[str, ...]:
    found = run.document
    objective = found["objective"]
    value = objective.get("value")
    shown = "" if value is None else f"{format_number(value, 5)} {objective['unit']}"
    gap = "" if found.get("gap") is None else f"{100 * found['gap']:.2g} %"
    return run.name, str(found["status"]), f"{objective['name']} {shown}", gap
