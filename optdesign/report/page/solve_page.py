"""The page of a solved problem: answer, certificate, plan, drivers, assumptions, provenance."""

from __future__ import annotations

from collections.abc import Sequence

from optdesign.report.charts.solves import (
    charts,
    driver_chart,
    drivers,
    gap_chart,
    improvement,
)
from optdesign.report.page.blocks import Block, Facts, Page, Picture, Tab, Table, Text, Tone
from optdesign.report.page.common import (
    assumption_blocks,
    cells_table,
    doubt_block,
    pictures,
    provenance_tab,
    reason_blocks,
)
from optdesign.report.runs.documents.solve import Solved
from optdesign.report.runs.meaning import Meaning, named, words
from optdesign.report.runs.stored import Stored
from optdesign.units import format_number

_BADGES: dict[str, tuple[str, Tone]] = {
    "optimal": ("solved and verified", "good"),
    "infeasible": ("infeasible", "bad"),
    "limit": ("stopped at a limit; best verified answer so far", "fair"),
    "unverified": ("not verified: do not use this answer", "bad"),
}
_PRICES_SHOWN = 40
# Rounding, not a gap.
_NO_GAP = 1e-9
_LEVERS_SHOWN = 6
_SOURCES_OF = 12


def solve_page(stored: Stored) -> Page:
    """What a reader sees of a solved problem."""
    found = stored.document
    assert isinstance(found, Solved)
    meaning = Meaning(stored.context)
    badge, tone = _BADGES[found.status]
    answered = found.objective.value is not None
    if found.status == "limit" and not answered:
        badge = "stopped without an answer"
    objective = found.objective
    answer = meaning.value(objective.name, objective.value, objective.unit) if answered else ""
    tabs = [_plan(stored, found, meaning)]
    if answered:
        tabs.append(_certificate(found, meaning))
    if found.shadow_prices:
        tabs.append(_drivers(found, meaning))
    tabs += [
        Tab("assumptions", "Assumptions", assumption_blocks(meaning, _effects(found))),
        provenance_tab(stored, _settings(found, meaning)),
    ]
    return Page(
        title=f"{found.problem}: {answer or badge}",
        kicker=found.problem,
        question=stored.context.question or found.problem,
        answer=answer or "no answer",
        answer_label=words(objective.name),
        badge=badge,
        tone=tone,
        sentences=_sentences(found, meaning),
        highlights=_highlights(found, meaning),
        tabs=[tab for tab in tabs if tab.blocks],
        footer=stored.name,
    )


def _sentences(found: Solved, meaning: Meaning) -> list[str]:
    sentences = []
    if found.objective.value is not None and found.bound is not None:
        bound = meaning.value(found.objective.name, found.bound, found.objective.unit)
        side = "below" if found.objective.sense == "min" else "above"
        gap = f", a gap of {100 * found.gap:.2g} %" if found.gap and found.gap > _NO_GAP else ""
        sentences.append(f"Proven: no answer is {side} {bound}{gap}.")
    checks = found.verification.checks
    if checks and found.objective.value is not None:
        passed = sum(check.passed for check in checks)
        sentences.append(
            f"Recomputed on an independent path: {passed} of {len(checks)} checks passed."
        )
    return [*sentences, *found.notes[:3]]


def _highlights(found: Solved, meaning: Meaning) -> list[tuple[str, str, str]]:
    """The levers, and what was changed for this run."""
    rows = []
    limits = {lever.key: lever for lever in meaning.context.levers}
    used = sorted(found.levers.items(), key=lambda pair: not pair[1].value)
    for key, part in used[:_LEVERS_SHOWN]:
        lever, remark = limits.get(key), ""
        if lever is not None and isinstance(lever.low, float) and isinstance(lever.high, float):
            low, high = (format_number(end) for end in (lever.low, lever.high))
            remark = "pinned" if lever.pinned else f"from {low} to {high}"
        rows.append((words(key), meaning.value(key, part.value, part.unit), remark))
    return rows


def _plan(stored: Stored, found: Solved, meaning: Meaning) -> Tab:
    blocks: list[Block] = []
    if stored.doubt:
        blocks.append(doubt_block(stored))
    if found.infeasibility is not None:
        blocks += reason_blocks(found.infeasibility)
    drawn = charts(found, meaning)
    blocks += pictures(drawn)
    if found.objective.value is not None:
        rows = [
            (words(key), meaning.value(key, part.value, part.unit), meaning.sentences.get(key, ""))
            for key, part in found.outcomes.items()
        ]
        blocks.append(Facts("Outcomes", rows))
    tables = sorted(found.tables.items(), key=lambda pair: len(pair[1]) > _PRICES_SHOWN)
    blocks += [cells_table(name, rows) for name, rows in tables if rows]
    title = "Plan and designs" if drawn else "Answer"
    return Tab("answer", title, blocks)


def _certificate(found: Solved, meaning: Meaning) -> Tab:
    blocks: list[Block] = []
    objective = found.objective
    rows = [("answer", meaning.value(objective.name, objective.value, objective.unit, 6),
             "executable and recomputed independently")]  # fmt: skip
    if found.bound is not None:
        bound = meaning.value(objective.name, found.bound, objective.unit, 6)
        rows.append(
            ("proven bound", bound, "no feasible answer lies beyond it")
            if found.bound_proven
            else ("bound", bound, "a search found no answer beyond it")
        )
    if found.gap is not None:
        rows.append(("gap", f"{100 * found.gap:.3g} %", "of the answer"))
    blocks.append(Facts("Certificate", rows))
    gap = gap_chart(found, meaning)
    if gap is not None:
        blocks.append(Picture(gap))
    checks = found.verification.checks
    failed = sum(not check.passed for check in checks)
    lines = [
        (
            "passed" if check.passed else "FAILED",
            check.name,
            "" if check.value is None else format_number(check.value or 0.0, 3),
            "" if check.limit is None else format_number(check.limit, 3),
            "" if check.unit == "1" else check.unit,
        )
        for check in sorted(checks, key=lambda check: check.passed)
    ]
    columns = ("result", "check", "value", "at most", "unit")
    note = f"{len(checks) - failed} of {len(checks)} passed"
    blocks.append(Table("Verification", columns, lines, frozenset({2, 3}), note, filtered=True))
    return Tab("certificate", "Certificate", blocks)


def _drivers(found: Solved, meaning: Meaning) -> Tab:
    blocks: list[Block] = []
    chart = driver_chart(found, meaning)
    if chart is not None:
        blocks.append(Picture(chart))
    prices = drivers(found)
    weights: dict[str, float] = {}
    for price in prices:
        known = meaning.parameters.get(price.key)
        mark = "unknown" if known is None else known.mark
        weights[mark] = weights.get(mark, 0.0) + abs(price.effect or 0.0)
    total = sum(weights.values())
    if total and set(weights) != {"unknown"}:
        shares = ", ".join(
            f"{100 * weight / total:.0f} % {mark}"
            for mark, weight in sorted(weights.items(), key=lambda pair: -pair[1])
        )
        blocks.append(Text(f"Of all that one percent of the parameters does, by mark: {shares}."))
    blocks.append(_price_table(found, meaning))
    blocks += _source_blocks(found, meaning)
    unit = meaning.change(found.objective.name, 1.0, found.objective.unit)[1]
    return Tab("drivers", improvement(found.objective.sense, unit), blocks)


def _price_table(found: Solved, meaning: Meaning) -> Table:
    rows = []
    unit = ""
    for price in drivers(found):
        value, unit = meaning.change(found.objective.name, price.effect or 0.0, price.unit)
        known = meaning.parameters.get(price.key)
        now = span = mark = source = ""
        if known is not None:
            now = meaning.value(price.key, known.value, known.unit, 4)
            ends = [format_number(e, 3) if isinstance(e, float) else "" for e in
                    (known.low, known.high)]  # fmt: skip
            span = " to ".join(ends) if any(ends) else ""
            mark, source = known.mark, ", ".join(known.source)
        rows.append((named(price.key), f"{value:+.3g}", now, span, mark, source))
    effect = f"per +1 % [{unit}]"
    return Table(
        "Shadow prices", ("parameter", effect, "now", "range", "mark", "source"), rows,
        frozenset({1}), filtered=True, group=4,
    )  # fmt: skip


def _source_blocks(found: Solved, meaning: Meaning) -> Sequence[Block]:
    """The sources behind the strongest drivers, in full."""
    keys: dict[str, list[str]] = {}
    for price in drivers(found)[:_SOURCES_OF]:
        known = meaning.parameters.get(price.key)
        for key in known.source if known else ():
            keys.setdefault(key, []).append(named(price.key))
    rows = []
    for key, uses in keys.items():
        source = meaning.context.sources.get(key)
        title = meaning.source([key])
        rows.append((key, title, "" if source is None else source.url, "; ".join(uses)))
    if not rows:
        return []
    columns = ("source", "title", "address", "behind")
    return [Table(f"Sources behind the {_SOURCES_OF} strongest drivers", columns, rows)]


def _effects(found: Solved) -> dict[str, float]:
    return {price.key: price.effect or 0.0 for price in found.shadow_prices}


def _settings(found: Solved, meaning: Meaning) -> list[tuple[str, str, str]]:
    rows = []
    for group, changed in (("set", found.settings.set), ("pinned", found.settings.fix)):
        for key, value in changed.items():
            known = meaning.parameters.get(key)
            text = str(value)
            if isinstance(value, int | float) and not isinstance(value, bool):
                bare = known.bare if known else _bare_lever(meaning, key)
                text = meaning.value(key, float(value), bare) if bare else text
            rows.append((named(key), text, group))
    return rows


def _bare_lever(meaning: Meaning, key: str) -> str:
    return next((lever.bare for lever in meaning.context.levers if lever.key == key), "")
