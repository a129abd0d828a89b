"""Write the reference pages of the site from the package itself, when the site is built."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import mkdocs_gen_files

from optdesign.catalogue import shipped_catalogue
from optdesign.exploration.study.read import find_studies, load_study
from optdesign.problem import Parameter, Problem, find_problems, load_problem
from optdesign.units import format_number, format_quantity

MARKS = {
    "read": "read in the source",
    "derived": "computed from what was read",
    "recalled": "known, not looked up",
    "judgement": "the authors' judgement: the first to doubt",
}


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; pipes in cells are escaped."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|").replace("<", "&lt;") for cell in line) + " |"
        for line in lines
    )


def write(path: str, *parts: str) -> None:
    """One generated page."""
    with mkdocs_gen_files.open(path, "w") as page:
        page.write("\n\n".join(part for part in parts if part) + "\n")


def between(low: float | None, high: float | None, unit: str) -> str:
    """A range, or what is known of it."""
    return " to ".join(format_quantity(x, unit) for x in (low, high) if x is not None)


def span(parameter: Parameter) -> str:
    """The range of a parameter in its unit."""
    return between(parameter.low, parameter.high, parameter.unit)


def shown(parameter: Parameter) -> str:
    """The value of a parameter as `show` prints it."""
    value = parameter.value
    if value is None:
        return parameter.otherwise
    return value if isinstance(value, str) else format_quantity(value, parameter.unit)


def problem_section(problem: Problem) -> str:
    """Question, levers, limits, outcomes and own parameters; those of whole items by count."""
    items = {key.partition(".")[0] for key in problem.parameters} & set(problem.catalogue.items)
    own = [p for p in problem.parameters.values() if p.key.partition(".")[0] not in items]
    taken = len(problem.parameters) - len(own)
    header = problem.header
    parts = [
        f"## {problem.name}",
        f"*{header.question}*",
        header.description,
        f"Formulation `{header.formulation}`; objective `{header.objective}`.",
        f"Class {header.problem_class}.",
        table(
            ("lever", "range", "meaning"),
            [(f"`{x.key}`", between(x.low, x.high, x.unit), x.meaning)
             for x in problem.levers.values()],
        ) if problem.levers else "",
        table(
            ("parameter", "value", "range", "source", "mark", "meaning"),
            [(f"`{p.key}`", shown(p), span(p), ", ".join(p.source), p.mark, p.meaning)
             for p in own],
        ),
        f"And {taken} numbers of catalogue items, under their own keys." if taken else "",
        table(
            ("outcome", "unit", "objective", "meaning"),
            [(f"`{x.key}`", x.unit, x.sense or "", x.meaning) for x in problem.outcomes.values()],
        ),
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part)


def problems_page() -> None:
    """All named problems."""
    found = [load_problem(name) for name in find_problems()]
    write("reference/problems.md", "# Named problems", *map(problem_section, found))


def studies_page() -> None:
    """All shipped studies."""
    rows = []
    for name in find_studies():
        study = load_study(name)
        rows.append((f"`{name}`", f"`{study.case.problem.name}`", study.question))
    write("reference/studies.md", "# Named studies", table(("study", "problem", "question"), rows))


def catalogue_page() -> None:
    """Every engineering number, by item."""
    catalogue = shipped_catalogue()
    parts = [
        "# Catalogue",
        "Every number with unit, range, source and mark. The marks: "
        + "; ".join(f"*{mark}*, {meaning}" for mark, meaning in MARKS.items())
        + ".",
    ]
    for item in sorted(catalogue.items.values(), key=lambda item: (item.kind, item.key)):
        rows = [
            (f"`{key}`", f"{format_number(e.value)} {e.unit}",
             " to ".join("" if x is None else format_number(x) for x in (e.low, e.high))
             if (e.low, e.high) != (None, None) else "",
             ", ".join(e.source), e.mark, e.note)
            for key, e in item.entries.items()
        ]  # fmt: skip
        parts += [f"## {item.key}", f"{item.name} ({item.kind}). {item.description}"]
        parts.append(table(("entry", "value", "range", "source", "mark", "note"), rows))
    write("reference/catalogue.md", *parts)


def sources_page() -> None:
    """Every source."""
    rows = [
        (key, f"[{s.title}]({s.url})" if s.url else s.title, s.kind, str(s.year or ""), s.note)
        for key, s in sorted(shipped_catalogue().sources.items())
    ]
    write("reference/sources.md", "# Sources",
          table(("key", "title", "kind", "year", "note"), rows))  # fmt: skip


def commands_page() -> None:
    """The help of every command, from the command line itself."""
    import click
    from typer.main import get_command

    from optdesign.cli import app

    group = get_command(app)
    context = click.Context(group, info_name="optdesign")
    parts = ["# Commands"]
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        inner = click.Context(command, info_name=name, parent=context)
        text = click.Command.get_help(command, inner)
        parts += [f"## {name}", f"```text\n{text}\n```"]
    write("reference/commands.md", *parts)


def python_page() -> None:
    """The Python interface, from its docstrings."""
    from optdesign import api

    names = "\n\n".join(f"::: optdesign.api.{name}" for name in sorted(api.__all__))
    write("reference/python.md", "# Python",
          "The same calls as the command line, with pandas out; three lines to a front:",
          "```python\nimport optdesign as od\n\n"
          'front = od.pareto("habitat", ["energy_per_person", "soil_depth"], points=5)\n'
          "front.frame\n```", names)  # fmt: skip


def changes_page() -> None:
    """The changelog."""
    from pathlib import Path

    write("changes.md", (Path(__file__).parents[2] / "CHANGELOG.md").read_text())


def measured_pages() -> None:
    """What the benchmarks measured, as it was written."""
    from pathlib import Path

    for found in (Path(__file__).parents[2] / "benchmarks").glob("*.md"):
        write(f"measured/{found.name}", found.read_text())


for make in (problems_page, studies_page, catalogue_page, sources_page, commands_page, python_page,
             changes_page, measured_pages):  # fmt: skip
    make()
