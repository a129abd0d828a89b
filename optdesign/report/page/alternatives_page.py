"""The page of near-optimal alternatives: designs, what each costs, what can be done without."""

from __future__ import annotations

from optdesign.report.charts.alternatives import alternatives_charts
from optdesign.report.page.blocks import Block, Facts, Page, Tab, Table, Text
from optdesign.report.page.common import (
    assumption_blocks,
    doubt_block,
    pictures,
    provenance_tab,
    reason_blocks,
)
from optdesign.report.runs.documents.alternatives import AlternativesFound, Design
from optdesign.report.runs.documents.plan import values_text
from optdesign.report.runs.meaning import Meaning, words
from optdesign.report.runs.stored import Stored

_TEXTS = {
    "within": "within",
    "beyond": "proved worse",
    "undecided": "undecided",
    "impossible": "proved impossible",
    "unknown": "not known",
}
_TRACE = 1e-3


def alternatives_page(stored: Stored) -> Page:
    """What a reader sees of near-optimal alternatives."""
    found = stored.document
    assert isinstance(found, AlternativesFound)
    meaning = Meaning(stored.context)
    within = f"{100 * found.within:.3g} %"
    chosen = [part for part in found.alternatives if part.verdict == "within"]
    blocks: list[Block] = [doubt_block(stored)] if stored.doubt else []
    if found.infeasibility is not None:
        blocks += reason_blocks(found.infeasibility)
    blocks += pictures(alternatives_charts(found, meaning))
    if found.best is not None and found.best.value is not None:
        rows = [_row(part, found, meaning) for part in (found.best, *found.alternatives)]
        name = words(found.objective.name)
        columns = ("design", name, "proven", "power technologies", "levers", "verdict")
        blocks.append(Table("Designs", columns, rows, frozenset({1, 2})))
    ranges = [
        (words(key), " to ".join(_lever(meaning, key, end) for end in ends), f"within {within}")
        for key, ends in found.ranges.items()
    ]
    if ranges:
        blocks.append(Facts("How far the levers can go", ranges))
    blocks += [Text(note) for note in found.notes]
    none = found.best is None or found.best.value is None
    return Page(
        title=f"{found.problem}: alternatives within {within}",
        kicker=f"{found.problem}: alternatives",
        question=stored.context.question or found.problem,
        answer="no answer" if none else f"{len(chosen)} alternative{'s' * (len(chosen) != 1)}",
        answer_label=f"within {within} of the best {words(found.objective.name)}",
        badge=_badge(found),
        tone="bad" if none else "good" if found.complete else "fair",
        sentences=_sentences(found, meaning),
        tabs=[tab for tab in (
            Tab("answer", "Alternatives", blocks),
            Tab("assumptions", "Assumptions", assumption_blocks(meaning, {})),
            provenance_tab(stored),
        ) if tab.blocks],
        footer=stored.name,
    )  # fmt: skip


def _badge(found: AlternativesFound) -> str:
    if found.complete:
        return "complete"
    ended = "" if found.best is None else found.best.status
    if ended == "infeasible":
        return "no design satisfies the requirements"
    if ended == "unverified":
        return "the best design failed its checks"
    return "not all were tried"


def _lever(meaning: Meaning, key: str, value: float | None) -> str:
    bare = next((lever.bare for lever in meaning.context.levers if lever.key == key), "1")
    return meaning.value(key, value, bare)


def _row(part: Design, found: AlternativesFound, meaning: Meaning) -> tuple[str, ...]:
    o = found.objective
    value, bound = ("" if v is None else meaning.value(o.name, v, o.unit)
                    for v in (part.value, part.bound))  # fmt: skip
    large = sorted(part.mix.items(), key=lambda pair: -pair[1])
    mix = ", ".join(f"{words(n)} {100 * share:.0f} %" for n, share in large if share > _TRACE)
    verdict = "" if part is found.best else _TEXTS[part.verdict]
    return part.name, value, bound, mix, values_text(part.levers, meaning), verdict


def _sentences(found: AlternativesFound, meaning: Meaning) -> list[str]:
    o, sentences = found.objective, []
    if found.best is not None and found.best.value is not None and found.limit is not None:
        best, limit = (meaning.value(o.name, v, o.unit) for v in (found.best.value, found.limit))
        sentences.append(f"The best is {best}; the limit {limit}.")
    for verdict, text in (
        ("within", "The best can be had within the limit"),
        ("beyond", "Proved to cost more than the limit"),
        ("impossible", "Proved to leave no design at all"),
    ):
        names = [part.name for part in found.alternatives
                 if part.verdict == verdict and "without" in part.name]  # fmt: skip
        if names:
            sentences.append(f"{text}: {'; '.join(names)}.")
    return sentences
