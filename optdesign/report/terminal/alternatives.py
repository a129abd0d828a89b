"""Near-optimal alternatives on the screen, as documents, tables and folders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from optdesign.report.pictures import draw_run
from optdesign.result.context import write_context
from optdesign.result.document import bare_unit, number
from optdesign.result.folders import ALTERNATIVES_FILE, dated, new_folder
from optdesign.tradeoff.named.alternatives import NamedAlternatives
from optdesign.tradeoff.named.answers import Answer
from optdesign.units import format_number, from_si

_TEXTS = {
    "within": "within",
    "beyond": "proved worse",
    "undecided": "undecided",
    "impossible": "proved impossible",
    "unknown": "not known",
}


def alternatives_document(found: NamedAlternatives) -> dict[str, Any]:
    """The alternatives as plain data, in bare units."""
    case, unit = found.case, bare_unit(found.case, found.case.objective)
    levers = case.problem.levers
    return {
        "problem": case.problem.name,
        "objective": {"name": case.objective, "unit": unit, "sense": case.sense},
        "within": found.within,
        "limit": number(found.limit, unit),
        "best": None if found.best is None else _answer(found.best, unit),
        "alternatives": [
            {
                "name": variant.name,
                "verdict": variant.verdict,
                **({} if variant.answer is None else _answer(variant.answer, unit)),
            }
            for variant in found.variants
        ],
        "ranges": {
            key: [from_si(end, levers[key].bare) for end in ends]
            for key, ends in found.ranges.items()
        },
        "complete": found.complete,
        "solves": found.solves,
        "seconds": round(found.seconds, 6),
        "notes": [_stopped(found)] if found.stopped else [],
    }


def _answer(answer: Answer, unit: str) -> dict[str, Any]:
    return {
        "status": answer.status,
        "value": number(answer.objective, unit),
        "bound": number(answer.bound, unit),
        "mix": dict(answer.shares),
        "levers": dict(answer.levers),
        "outcomes": dict(answer.outcomes),
    }


def _stopped(found: NamedAlternatives) -> str:
    return f"Stopped early, {found.stopped}; the same call with the same results continues."


def store_alternatives(found: NamedAlternatives, results: Path) -> Path:
    """A new folder with the document, the table and the picture."""

    def write(folder: Path) -> None:
        import pandas as pd

        document = alternatives_document(found)
        text = json.dumps(document, indent=1, allow_nan=False)
        (folder / ALTERNATIVES_FILE).write_text(f"{text}\n", encoding="utf-8")
        frame = pd.DataFrame([_row(document, row) for row in _rows(document)])
        frame.to_csv(folder / "alternatives.csv", index=False)
        frame.to_parquet(folder / "alternatives.parquet", index=False)
        write_context(found.case, folder)

    name = dated(f"{found.case.problem.name}-alternatives")
    folder = new_folder(results, name, write)
    draw_run(folder)
    return folder


def _rows(document: dict[str, Any]) -> list[dict[str, Any]]:
    best = document["best"]
    first = [] if best is None else [{"name": "best", "verdict": "within", **best}]
    return [*first, *document["alternatives"]]


def _row(document: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    objective = document["objective"]
    title = f"{objective['name']} [{objective['unit']}]"
    found = {"name": row["name"], "verdict": row["verdict"], title: row.get("value")}
    found[f"bound [{objective['unit']}]"] = row.get("bound")
    found |= {f"share {key}": share for key, share in row.get("mix", {}).items()}
    for key, part in row.get("levers", {}).items():
        found[f"{key} [{part['unit']}]"] = part["value"]
    return found


def print_alternatives(found: NamedAlternatives, console: Console) -> None:
    """A table of the alternatives with their mixes, and what is proved."""
    if found.best is None or not found.best.usable:
        console.print("There is no best design to depart from; see optdesign solve.")
        return
    unit = _unit(found)
    shown = format_number(from_si(found.limit, unit), 5)
    console.print(
        f"{len(found.chosen)} alternatives within {100 * found.within:.3g} % of the best "
        f"{_words(found)}, that is up to {shown} {unit}; {found.solves} solves in "
        f"{found.seconds:.1f} s"
    )
    mix = [name for name in found.best.shares if _ever(found, name)]
    levers = list(found.ranges)
    table = Table(show_edge=False)
    table.add_column("")
    units = [f"{key} [{found.case.problem.levers[key].unit}]" for key in levers]
    for column in [f"{found.case.objective} [{unit}]", "proved", *mix, *units]:
        table.add_column(escape(column), justify="right", overflow="fold")
    table.add_column("verdict")
    table.add_row("best", *_cells(found, found.best, mix, levers), "")
    for variant in found.variants:
        cells = (
            _cells(found, variant.answer, mix, levers)
            if variant.answer is not None and variant.answer.usable
            else [""] * (2 + len(mix) + len(levers))
        )
        table.add_row(escape(variant.name), *cells, _TEXTS[variant.verdict])
    console.print(table)
    for sentence in _sentences(found):
        console.print(sentence, markup=False)


def _unit(found: NamedAlternatives) -> str:
    return found.case.problem.outcomes[found.case.objective].unit


def _words(found: NamedAlternatives) -> str:
    return found.case.objective.replace("_", " ")


def _ever(found: NamedAlternatives, name: str) -> bool:
    answers = [found.best, *(variant.answer for variant in found.variants)]
    return any(a is not None and a.shares.get(name, 0.0) > 1e-3 for a in answers)


def _cells(
    found: NamedAlternatives, answer: Answer, mix: list[str], levers: list[str]
) -> list[str]:
    unit = _unit(found)
    values = [
        "" if value is None else format_number(from_si(value, unit), 5)
        for value in (answer.objective, answer.bound)
    ]
    shares = [f"{answer.shares.get(name, 0.0):.0%}" for name in mix]
    known = found.case.problem.levers
    places = [
        format_number(from_si(answer.values[key], known[key].unit)) if key in answer.values else ""
        for key in levers
    ]
    return [*values, *shares, *places]


def _sentences(found: NamedAlternatives) -> list[str]:
    """What is proved of what nobody needs and nobody can do without."""
    out = [
        f"{variant.name}: {variant.answer.status}."
        for variant in found.variants
        if variant.verdict == "unknown" and variant.answer is not None
    ]
    for verdict, text in (
        ("within", "The best can be had within the limit"),
        ("beyond", "Proved to cost more than the limit"),
        ("impossible", "Proved to leave no design at all"),
    ):
        names = [v.name for v in found.variants if v.verdict == verdict and "without" in v.name]
        if names:
            out.append(f"{text}: {'; '.join(names)}.")
    for key, (low, high) in found.ranges.items():
        lever = found.case.problem.levers[key]
        unit = "" if lever.unit == "1" else f" {lever.unit}"
        ends = [format_number(from_si(end, lever.unit)) for end in (low, high)]
        if low == high:
            out.append(f"No {key} but {ends[0]}{unit} was found within the limit.")
        else:
            out.append(f"{key} can lie from {ends[0]} to {ends[1]}{unit} within the limit.")
    return [*out, _stopped(found)] if found.stopped else out
