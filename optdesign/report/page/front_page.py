"""The page of a front: its points, what is known of it as a whole, designs, rates of exchange."""

from __future__ import annotations

from collections.abc import Sequence

from optdesign.report.charts.fronts import SENSES, front_charts
from optdesign.report.page.blocks import Block, Facts, Page, Tab, Table, Text, Tone
from optdesign.report.page.common import (
    assumption_blocks,
    doubt_block,
    pictures,
    provenance_tab,
    reason_blocks,
)
from optdesign.report.runs.documents.front import FrontFound
from optdesign.report.runs.documents.parts import Objective
from optdesign.report.runs.meaning import Meaning, amount, words
from optdesign.report.runs.stored import Stored
from optdesign.units import format_number

_ROUNDING = 1e-9
"""Gaps below are rounding, and told as none."""


def front_page(stored: Stored) -> Page:
    """What a reader sees of a front."""
    found = stored.document
    assert isinstance(found, FrontFound)
    meaning = Meaning(stored.context)
    names = " against ".join(words(o.name) for o in found.objectives)
    points = "point" if len(found.points) == 1 else "points"
    badge, tone = _standing(found, stored.context.problem_class)
    blocks: list[Block] = []
    if stored.doubt:
        blocks.append(doubt_block(stored))
    if found.infeasibility is not None:
        blocks += reason_blocks(found.infeasibility)
    blocks += pictures(front_charts(found, meaning))
    if found.points:
        blocks.append(_table(found, meaning))
    blocks += [Text(note) for note in found.notes]
    tabs = [
        Tab("front", "Front", blocks),
        Tab("certificate", "Certificate", _certificate(found, meaning)),
        Tab("assumptions", "Assumptions", assumption_blocks(meaning, {})),
        provenance_tab(stored),
    ]
    return Page(
        title=f"{found.problem or 'model'}: {names}",
        kicker=f"{found.problem or 'a model'}: Pareto front",
        question=f"How do {_listed([words(o.name) for o in found.objectives])} trade?",
        answer=f"{len(found.points)} {points}",
        answer_label="Pareto front",
        badge=badge,
        tone=tone,
        sentences=_sentences(found, meaning),
        highlights=_knee(found, meaning),
        tabs=[tab for tab in tabs if tab.blocks],
        footer=stored.name,
    )


def _listed(names: Sequence[str]) -> str:
    """Names as a sentence has them.

    >>> _listed(["time", "mass", "size"])
    'time, mass and size'
    """
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _standing(found: FrontFound, problem_class: str) -> tuple[str, Tone]:
    """How far to trust a front; what lies between its points depends on whole numbers."""
    if not found.points:
        return _nothing(found), "bad"
    if found.complete and found.method in ("exact", "continuous"):
        return "complete: every nondominated point is here", "good"
    if found.complete and all(point.bound is None for point in found.points):
        return "every point is verified, none proved the best", "fair"
    if found.complete and (found.every or len(found.points) == 1):
        none = "no other lies between them" if found.every else "there is no other"
        return f"every point is proved; {none}", "good"
    if found.complete:
        whole = problem_class in ("MILP", "MINLP")
        others = "others may lie between them" if whole else "others lie between them"
        return f"every point is proved; {others}", "good"
    if found.method == "epsilon-constraint":
        return "a part of what was asked for", "fair"
    known = "a part" if found.method in ("exact", "continuous") else "a sample"
    return f"{known} of the front", "fair"


def _nothing(found: FrontFound) -> str:
    """Why there is no point: only a complete search or a conflict says that there is no design."""
    if found.method == "nsga2":
        return "no trial has a design"
    told = found.infeasibility is not None and (
        found.infeasibility.conflict or found.infeasibility.relaxation
    )
    if found.status == "unverified":
        return "every answer failed its checks"
    if told or found.complete or found.status == "infeasible":
        return "no design satisfies the requirements"
    return "stopped before any point"


def _sentences(found: FrontFound, meaning: Meaning) -> list[str]:
    sentences = []
    for position, objective in enumerate(found.objectives):
        values = [v for p in found.points if (v := p.outcomes.get(objective.name)) is not None]
        if values:
            ends = (_shown(meaning, objective, value) for value in (min(values), max(values)))
            sentences.append(f"{words(objective.name).capitalize()} from {' to '.join(ends)}"
                             f" ({SENSES[objective.sense]}).")  # fmt: skip
        if position == 3:
            break
    if found.bound_error is not None:
        sentences.append(
            f"No point is further than {100 * found.bound_error:.2g} % of the ranges from a "
            "proven one."
            if found.bound_error > _ROUNDING
            else "Every point is proven."
        )
    return sentences


def _shown(meaning: Meaning, objective: Objective, value: float | None) -> str:
    return meaning.value(objective.name, value, objective.unit)


def _knee(found: FrontFound, meaning: Meaning) -> list[tuple[str, str, str]]:
    knee = next((point for point in found.points if point.knee), None)
    if knee is None:
        return []
    return [
        (words(o.name), _shown(meaning, o, knee.outcomes.get(o.name)), "at the knee")
        for o in found.objectives
    ]


def _table(found: FrontFound, meaning: Meaning) -> Table:
    levers = list(dict.fromkeys(key for point in found.points for key in point.levers))
    rates = list(dict.fromkeys(key for point in found.points for key in point.rates))
    objectives = {o.name: o for o in found.objectives}
    bare = {lever.key: lever.bare for lever in meaning.context.levers}
    levers = [key for key in levers if key not in objectives]
    gaps = any(point.gap is not None for point in found.points)
    columns = ["", *map(words, objectives), *["gap"] * gaps, *map(words, levers), *rates]
    rows = []
    for place, point in enumerate(found.points, start=1):
        row = ["knee" if point.knee else str(place)]
        row += [_shown(meaning, o, point.outcomes.get(key)) for key, o in objectives.items()]
        if gaps:
            gap = 0.0 if point.gap is not None and point.gap < _ROUNDING else point.gap
            row.append("" if gap is None else f"{100 * gap:.2g} %")
        row += [meaning.value(key, point.levers.get(key), bare.get(key, "1")) for key in levers]
        row += ["" if (v := point.rates.get(key)) is None else format_number(v) for key in rates]
        rows.append(tuple(row))
    numeric = frozenset(range(1, len(columns)))
    note = f"Rates ({', '.join(rates)}) are in the units of the stored front." if rates else ""
    return Table("Points", columns, rows, numeric, note, filtered=len(rows) > 20)


def _certificate(found: FrontFound, meaning: Meaning) -> Sequence[Block]:
    facts: list[tuple[str, str, str]] = [
        ("method", found.method, ""),
        ("complete", "yes" if found.complete else "no",
         "" if found.complete else "points between those shown may exist"),
        ("solves", str(found.solves), ""),
    ]  # fmt: skip
    if found.bound_error is not None:
        facts.append(("error of the bound", f"{100 * found.bound_error:.3g} %", "of the ranges"))
    if found.hypervolume is not None:
        facts.append(("hypervolume", format_number(found.hypervolume, 6),
                      "up to the reference point, in the units of the stored front"))  # fmt: skip
    blocks: list[Block] = [Facts("What is known of the front", facts)]
    rows = []
    for label, values in (
        *((f"best {words(o.name)}", row) for o, row in
          zip(found.objectives, found.payoff, strict=False)),
        ("nadir", found.nadir or []),
        ("reference point", found.reference_point or []),
    ):  # fmt: skip
        cells = [_shown(meaning, o, v) for o, v in zip(found.objectives, values, strict=False)]
        if cells:
            rows.append((label, *cells, *[""] * (len(found.objectives) - len(cells))))
    if rows:
        columns = ("", *(words(o.name) for o in found.objectives))
        numeric = frozenset(range(1, len(columns)))
        blocks.append(Table("Payoff", columns, rows, numeric))
    if found.certificate:
        rows_found = [
            (words(key), amount(float(value), "1") if isinstance(value, int | float) and not
             isinstance(value, bool) else str(value), "")
            for key, value in found.certificate.items() if isinstance(value, str | int | float)
        ]  # fmt: skip
        if rows_found:
            blocks.append(Facts("Certificate of the search", rows_found))
    return blocks
