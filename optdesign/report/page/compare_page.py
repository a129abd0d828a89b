"""The page that compares runs of one kind: answers side by side, what differs, charts overlaid."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from optdesign.errors import ResultError
from optdesign.report.charts.data import AnyChart, Axis, Bars, Chart, Series, fitting_scale
from optdesign.report.charts.solves import drivers
from optdesign.report.charts.tables import column, slug, split_name
from optdesign.report.page.blocks import Block, Facts, Page, Tab, Table
from optdesign.report.page.common import cell, pictures
from optdesign.report.runs.documents.front import FrontFound
from optdesign.report.runs.documents.solve import Solved
from optdesign.report.runs.documents.study import Studied
from optdesign.report.runs.meaning import Meaning, named, words
from optdesign.report.runs.stored import Stored
from optdesign.report.runs.trials import read_distributions
from optdesign.units import format_number

MOST_RUNS = 8
_DRIVERS = 12
_TIME = "end [year]"


def compare_page(runs: Sequence[Stored]) -> Page:
    """Runs of one kind side by side, the first being what the others are compared with.

    Raises
    ------
    ResultError
        if the runs are too few, too many or of different kinds.
    """
    if not 2 <= len(runs) <= MOST_RUNS:
        raise ResultError(f"compare | takes 2 to {MOST_RUNS} runs, got {len(runs)} | name others")
    kinds = list(dict.fromkeys(run.kind for run in runs))
    if len(kinds) > 1:
        raise ResultError(
            f"compare | takes runs of one kind, got {', '.join(kinds)} | compare those alone"
        )
    if kinds == ["alternatives"]:
        raise ResultError(
            "compare | takes solves, fronts or studies, not alternatives | name others"
        )
    labels = _labels(runs)
    compare: dict[str, Callable[[Sequence[Stored], list[str]], list[Tab]]] = {
        "solve": _solved,
        "front": _fronts,
        "study": _studies,
    }
    problems = list(dict.fromkeys(str(run.document.problem) for run in runs))
    facts = Facts("Runs", [(label, run.name, _when(run)) for label, run in
                           zip(labels, runs, strict=True)])  # fmt: skip
    tabs = [*compare[kinds[0]](runs, labels), Tab("runs", "Runs", [facts])]
    return Page(
        title=f"Comparison: {', '.join(problems)}",
        kicker="comparison",
        question=(len(problems) == 1 and runs[0].context.question) or " and ".join(problems),
        answer=f"{len(runs)} runs",
        answer_label=", ".join(problems),
        badge=f"compared with {labels[0]}",
        tone="plain",
        sentences=_sentences(runs, labels),
        tabs=[tab for tab in tabs if tab.blocks],
    )


def _when(run: Stored) -> str:
    return run.document.provenance.started[:19] if isinstance(run.document, Solved) else ""


def _labels(runs: Sequence[Stored]) -> list[str]:
    """Short names: what a run changed, or its own name where that does not tell runs apart."""
    labels = []
    for run in runs:
        found = run.document
        changed = []
        if isinstance(found, Solved):
            meaning = Meaning(run.context)
            for key, value in (*found.settings.set.items(), *found.settings.fix.items()):
                known = meaning.parameters.get(key)
                text = cell(value)
                if known is not None and isinstance(value, float | int):
                    text = meaning.value(key, float(value), known.bare, 4)
                changed.append(f"{named(key)} {text}")
            changed = [f"{found.problem}, {', '.join(changed)}" if changed else found.problem]
        labels.append(", ".join(changed)[:60] or run.name)
    if len(set(labels)) < len(labels):
        return [run.name.removeprefix(f"{run.document.problem}-") for run in runs]
    return labels


def _sentences(runs: Sequence[Stored], labels: Sequence[str]) -> list[str]:
    sentences = []
    for run, label in zip(runs, labels, strict=True):
        found = run.document
        if isinstance(found, Solved):
            meaning, o = Meaning(run.context), found.objective
            value = "no answer" if o.value is None else meaning.value(o.name, o.value, o.unit)
            gap = "" if found.gap is None else f", gap {100 * found.gap:.2g} %"
            sentences.append(f"{label}: {words(o.name)} {value}{gap} ({found.status}).")
    return sentences


def _solved(runs: Sequence[Stored], labels: list[str]) -> list[Tab]:
    answers: list[Block] = [_outcomes(runs, labels), *pictures(_overlaid(runs, labels))]
    return [
        Tab("answer", "Answers", answers),
        Tab("drivers", "What drives them", pictures(_prices(runs, labels))),
        Tab("differences", "Assumptions that differ", _differences(runs, labels)),
    ]


def _outcomes(runs: Sequence[Stored], labels: list[str]) -> Table:
    documents = [run.document for run in runs if isinstance(run.document, Solved)]
    meaning = Meaning(runs[0].context)
    keys = list(dict.fromkeys(key for found in documents for key in found.outcomes))
    rows = []
    for key in keys:
        parts = [found.outcomes.get(key) for found in documents]
        first = next((part for part in parts if part is not None), None)
        if first is None:
            continue
        row = [words(key)]
        for part in parts:
            text = "" if part is None else meaning.value(key, part.value, part.unit)
            if part is not None and part is not parts[0]:
                text += _change(parts[0].value if parts[0] else None, part.value)
            row.append(text)
        rows.append(tuple(row))
    columns = ("outcome", *labels)
    note = "in brackets the change against the first run"
    return Table("Outcomes", columns, rows, frozenset(range(1, len(columns))), note)


def _change(one: float | str | None, other: float | str | None) -> str:
    if isinstance(one, str) or isinstance(other, str) or one is None or other is None or not one:
        return ""
    share = 100 * (other - one) / abs(one)
    return "" if abs(share) < 1e-6 else f" ({share:+.3g} %)"


def _overlaid(runs: Sequence[Stored], labels: list[str]) -> list[AnyChart]:
    """Objectives as bars if they share a unit, and total plant and people over time."""
    charts: list[AnyChart] = []
    documents = [run.document for run in runs if isinstance(run.document, Solved)]
    meaning = Meaning(runs[0].context)
    names = {(found.objective.name, found.objective.unit) for found in documents}
    if len(names) == 1:
        o = documents[0].objective
        size = max((abs(f.objective.value or 0.0) for f in documents), default=0.0)
        unit = meaning.unit(o.name, o.unit, size)
        values = [
            None if f.objective.value is None else meaning.number(f.objective.value, o.unit, unit)
            for f in documents
        ]
        axis = Axis(words(o.name), "" if unit == "1" else unit)
        series = [Series(words(o.name), values)]
        charts.append(Bars("objective", words(o.name).capitalize(), axis, labels, series))
    for key, title, total in (("people", "People housed", False), ("", "All plant", True)):
        lines = []
        for color, (found, label) in enumerate(zip(documents, labels, strict=True)):
            rows = found.tables.get("schedule", [])
            if not rows or _TIME not in rows[0]:
                continue
            plant = [name for name in rows[0] if split_name(name)[1] == "t" and "imported" not in
                     name] if total else [key]  # fmt: skip
            columns = [column(rows, name) for name in plant if name in rows[0]]
            if columns:
                sums = [sum(v or 0.0 for v in part) for part in zip(*columns, strict=True)]
                ends = [end or 0.0 for end in column(rows, _TIME)]
                lines.append(Series(label, sums, ends, "line", color))
        if lines:
            every = [value for line in lines for value in line.y]
            up = Axis(title.lower(), "t" if total else "",
                      fitting_scale(every) if total else "linear")  # fmt: skip
            charts.append(Chart(slug(title.lower()), title, Axis("year", low=0.0), up, lines))
    return charts


def _prices(runs: Sequence[Stored], labels: list[str]) -> list[AnyChart]:
    """The strongest drivers of any of the runs, side by side."""
    documents = [run.document for run in runs if isinstance(run.document, Solved)]
    tables = [{price.key: price.effect or 0.0 for price in drivers(found)} for found in documents]
    same = len({found.objective.name for found in documents}) == 1
    keys = {key for table in tables for key in table}
    order = sorted(keys, key=lambda key: -max(abs(table.get(key, 0.0)) for table in tables))
    if not same or not order:
        return []
    meaning, o = Meaning(runs[0].context), documents[0].objective
    series, unit = [], ""
    for color, (table, label) in enumerate(zip(tables, labels, strict=True)):
        pairs = [meaning.change(o.name, table.get(key, 0.0), o.unit) for key in order[:_DRIVERS]]
        unit = pairs[0][1]
        series.append(Series(label, [value for value, _ in pairs], color=color))
    axis = Axis(f"change of {words(o.name)} per +1 %", unit)
    names = [named(key) for key in order[:_DRIVERS]]
    return [Bars("drivers", "Shadow prices", axis, names, series)]


def _differences(runs: Sequence[Stored], labels: list[str]) -> list[Block]:
    tables = [Meaning(run.context).parameters for run in runs]
    keys = list(dict.fromkeys(key for table in tables for key in table))
    rows = []
    for key in keys:
        values = [table[key].value if key in table else None for table in tables]
        if any(value != values[0] for value in values[1:]):
            units = [table[key].unit if key in table else "" for table in tables]
            shown = [
                "" if key not in table else cell(value) + (f" {unit}" if unit not in ("1", "") else
                "")
                for table, value, unit in zip(tables, values, units, strict=True)
            ]  # fmt: skip
            rows.append((named(key), *shown))
    if not rows:
        return []
    columns = ("parameter", *labels)
    return [Table("Parameters that differ", columns, rows, frozenset(range(1, len(columns))))]


def _fronts(runs: Sequence[Stored], labels: list[str]) -> list[Tab]:
    documents = [run.document for run in runs if isinstance(run.document, FrontFound)]
    first = documents[0].objectives
    names = [o.name for o in first]
    same = all([o.name for o in found.objectives] == names for found in documents)
    if not same or len({tuple(o.unit for o in f.objectives) for f in documents}) > 1:
        raise ResultError(
            "compare | takes fronts of the same objectives, got others | name fronts of "
            f"{', '.join(names)}"
        )
    meaning = Meaning(runs[0].context)
    units = [meaning.unit(o.name, o.unit) for o in first[:2]]
    series = []
    for color, (found, label) in enumerate(zip(documents, labels, strict=True)):
        points = sorted(
            (meaning.number(x, first[0].unit, units[0]), meaning.number(y, first[1].unit, units[1]))
            for p in found.points
            if (x := p.outcomes.get(names[0])) is not None
            and (y := p.outcomes.get(names[1])) is not None
        )
        if points:
            xs, ys = zip(*points, strict=True)
            series.append(Series(label, ys, xs, "points", color))
    axes = [Axis(words(o.name), "" if u == "1" else u) for o, u in zip(first, units, strict=False)]
    title = f"{words(names[1]).capitalize()} against {words(names[0])}"
    rows = [
        (label, str(len(f.points)), "yes" if f.complete else "no",
         "" if f.hypervolume is None else format_number(f.hypervolume), f.method)
        for f, label in zip(documents, labels, strict=True)
    ]  # fmt: skip
    table = Table("Fronts", ("front", "points", "complete", "hypervolume", "method"), rows)
    chart = Chart("front", title, axes[0], axes[1], series, height=420.0)
    return [Tab("front", "Fronts", [*pictures([chart] if series else []), table])]


def _studies(runs: Sequence[Stored], labels: list[str]) -> list[Tab]:
    documents = [run.document for run in runs if isinstance(run.document, Studied)]
    sweeps = [found.study for found in documents if found.sweep is not None]
    if sweeps:
        raise ResultError(
            f"compare | takes studies of uncertain parameters, {sweeps[0]} is a sweep | "
            "make its own report"
        )
    meaning = Meaning(runs[0].context)
    samples = [read_distributions(run.folder) for run in runs]
    charts: list[AnyChart] = []
    rows = []
    for key, spread in documents[0].outcomes.items():
        unit = meaning.unit(key, spread.unit, spread.p95 or spread.p50)
        lines = []
        for color, (found, label) in enumerate(zip(documents, labels, strict=True)):
            other = found.outcomes.get(key)
            if other is None or other.unit != spread.unit:
                continue
            ends = [meaning.value(key, v, other.unit) for v in (other.p5, other.p50, other.p95)]
            rows.append((words(key), label, *ends))
            values = [meaning.number(v, other.unit, unit) for v in samples[color].get(key, ())]
            shares = [100 * (n + 1) / len(values) for n in range(len(values))]
            if len(values) > 1:
                lines.append(Series(label, shares, values, "step", color))
        if len(lines) > 1:
            axis = Axis(words(key), "" if unit == "1" else unit)
            share = Axis("trials up to", "%", low=0.0, high=100.0)
            charts.append(Chart(slug(key), words(key).capitalize(), axis, share, lines))
    columns = ("outcome", "study", "5 %", "median", "95 %")
    table = Table("Outcomes", columns, rows, frozenset({2, 3, 4}))
    return [Tab("answer", "Outcomes", [table, *pictures(charts)])]
