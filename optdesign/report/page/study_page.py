"""The page of a study or sweep: how sure the answer is, what drives it, where it fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from optdesign.report.charts.sensitivity import driver_charts
from optdesign.report.charts.studies import distribution_charts
from optdesign.report.charts.sweeps import sweep_charts
from optdesign.report.page.blocks import Block, Facts, Page, Tab, Table, Text, Tone
from optdesign.report.page.common import (
    assumption_blocks,
    cell,
    doubt_block,
    pictures,
    provenance_tab,
    reason_blocks,
)
from optdesign.report.page.plan_blocks import (
    plan_answer,
    plan_sentences,
    robust_blocks,
    search_blocks,
)
from optdesign.report.runs.documents.plan import read_plan
from optdesign.report.runs.documents.study import Crossing, Studied
from optdesign.report.runs.meaning import Meaning, named, words
from optdesign.report.runs.stored import Stored
from optdesign.report.runs.trials import read_distributions
from optdesign.units import format_number

_POINTS_SHOWN = 300


def study_page(stored: Stored) -> Page:
    """What a reader sees of a study."""
    found = stored.document
    assert isinstance(found, Studied)
    meaning = Meaning(stored.context)
    first: list[Block] = [doubt_block(stored)] if stored.doubt else []
    plan = read_plan(stored.folder)
    if found.infeasibility is not None:
        first += reason_blocks(found.infeasibility)
    drivers: list[Block] = []
    if plan.search is not None:
        first += search_blocks(stored.folder, plan.search, meaning)
    elif found.sweep is None:
        if plan.robust is not None:
            first += robust_blocks(stored.folder, plan.robust, meaning)
        samples = read_distributions(stored.folder)
        scenarios = plan.robust.scenarios.tried if plan.robust else None
        charts = distribution_charts(found, samples, meaning, scenarios)
        first += [_quantiles(found, meaning), *_probabilities(found, meaning), *pictures(charts)]
        drivers = [*pictures(driver_charts(found, meaning, stored.folder)), *_notes(found)]
    else:
        first += [*pictures(sweep_charts(found, meaning)), *_switches(found, meaning)]
        first.append(_points(found, meaning))
    tabs = [
        Tab("answer", "Sweep" if found.sweep else plan.title, first),
        Tab("drivers", "What drives it", drivers),
        Tab("trials", "Where it fails", _failures(found, meaning)),
        Tab("uncertain", "Uncertain parameters", _uncertain(found, meaning)),
        Tab("assumptions", "Assumptions", assumption_blocks(meaning, {})),
        provenance_tab(stored),
    ]
    label, answer = plan_answer(plan, meaning) or _answer(found, meaning)
    badge, tone = _badge(found)
    return Page(
        title=f"{found.study}: {answer}",
        kicker=f"{found.study}: study of {found.problem}",
        question=found.question or found.study,
        answer=answer,
        answer_label=label,
        badge=badge,
        tone=tone,
        sentences=plan_sentences(plan, meaning) or _sentences(found, meaning),
        tabs=[tab for tab in tabs if tab.blocks],
        footer=stored.name,
    )


def _answer(found: Studied, meaning: Meaning) -> tuple[str, str]:
    if found.sweep is not None:
        count = sum(point.on_grid for point in found.sweep.points)
        keys = " and ".join(words(axis.parameter) for axis in found.sweep.parameters)
        return f"over {keys}", f"{count} points"
    for key, spread in found.outcomes.items():
        if spread.p50 is not None:
            return f"{words(key)}, median", meaning.value(key, spread.p50, spread.unit, 4)
    return "complete trials", str(found.trials.get("complete", 0))


def _badge(found: Studied) -> tuple[str, Tone]:
    complete, total = found.trials.get("complete", 0), sum(found.trials.values())
    text = f"{complete} of {total} trials complete"
    if not complete:
        return text, "bad"
    return text, "good" if not found.trials.get("failed", 0) else "fair"


def _sentences(found: Studied, meaning: Meaning) -> list[str]:
    sentences = []
    for key, spread in list(found.outcomes.items())[:3]:
        if found.sweep is None and spread.p5 is not None and spread.p95 is not None:
            low, high = (
                meaning.value(key, value, spread.unit, 4) for value in (spread.p5, spread.p95)
            )
            sentences.append(f"{words(key).capitalize()}: nine in ten trials from {low} to {high}.")
    feasible = found.feasibility
    if feasible.value is not None and feasible.value < 1:
        sentences.append(
            f"A design exists in {100 * feasible.value:.3g} % of the trials "
            f"(95 % interval {_interval_text(feasible.low, feasible.high)})."
        )
    for part in [part for part in found.switches if part.resolved][:3]:
        at = meaning.value(part.parameter, part.value, part.unit)
        where = "".join(f", {text}" for text in _at(found, part, meaning))
        sentences.append(
            f"{part.below.answer} gives way to {part.above.answer} at "
            f"{words(part.parameter)} {at}{where}."
        )
    return sentences


def _at(found: Studied, part: Crossing, meaning: Meaning) -> list[str]:
    """The values of the other swept parameters at a switch."""
    units = {axis.parameter: axis.unit for axis in found.sweep.parameters} if found.sweep else {}
    return [
        f"{words(key)} {meaning.value(key, value, units.get(key, '1'))}"
        for key, value in part.at.items()
    ]


def _quantiles(found: Studied, meaning: Meaning) -> Table:
    rows = []
    for key, spread in found.outcomes.items():
        cells = []
        for name in ("mean", "p5", "p50", "p95"):
            value = getattr(spread, name)
            text = meaning.value(key, value, spread.unit, 4)
            ends = spread.intervals.get(name, [])
            if value is not None and len(ends) == 2 and None not in ends:
                low, high = (
                    meaning.value(key, end, spread.unit, 4).rpartition(" ")[0]
                    or meaning.value(key, end, spread.unit, 4)
                    for end in ends
                )
                text = f"{text} ({low} to {high})"
            cells.append(text)
        rows.append((words(key), *cells))
    columns = ("outcome", "mean", "5 %", "median", "95 %")
    note = "with 95 % intervals"
    return Table("Outcomes of complete trials", columns, rows, frozenset({1, 2, 3, 4}), note)


def _probabilities(found: Studied, meaning: Meaning) -> Sequence[Block]:
    rows = []
    for part in found.thresholds:
        chance = part.probability
        if chance.value is None:
            continue
        value = meaning.value(part.outcome, part.value, part.unit)
        word = "at most" if part.sense == "<=" else "at least"
        rows.append((f"{words(part.outcome)} {word} {value}", f"{100 * chance.value:.1f} %",
                     f"95 % interval {_interval_text(chance.low, chance.high)}"))  # fmt: skip
    return [Facts("How likely", rows)] if rows else []


def _notes(found: Studied) -> list[Block]:
    return [
        Text(f"{words(key).capitalize()}: {analysis.note}.")
        for key, analysis in found.sensitivities.items()
        if analysis.note
    ]


def _switches(found: Studied, meaning: Meaning) -> list[Block]:
    rows = []
    for part in found.switches:
        sides = [
            part_value if isinstance(part_value, str)
            else meaning.value(part.parameter, part_value, part.unit, 6)
            for part_value in (part.below.value, part.above.value)
        ]  # fmt: skip
        others = ", ".join(_at(found, part, meaning))
        note = "" if part.resolved else part.note
        rows.append((part.switch, words(part.parameter), " to ".join(sides),
                     cell(part.below.answer), cell(part.above.answer), others, note))  # fmt: skip
    if not rows:
        return []
    columns = ("switch", "parameter", "between", "answer below", "answer above", "at", "remark")
    return [Table("Where the answer switches, located by bisection", columns, rows)]


def _points(found: Studied, meaning: Meaning) -> Table:
    assert found.sweep is not None
    axes = found.sweep.parameters
    points = [point for point in found.sweep.points if point.on_grid]
    answers = list(dict.fromkeys(key for point in points for key in point.answers))
    rows = []
    for point in points[:_POINTS_SHOWN]:
        row = [meaning.value(a.parameter, point.values.get(a.parameter), a.unit) for a in axes]
        for key, spread in found.outcomes.items():
            value = point.outcomes.get(key)
            text = point.status if value is None else meaning.value(key, value, spread.unit)
            row.append(text if point.status != "failed" else f"failed: {point.cause}")
        row += [cell(point.answers.get(key)) for key in answers]
        rows.append(tuple(row))
    columns = [words(axis.parameter) for axis in axes] + [words(key) for key in found.outcomes]
    numeric = frozenset(range(len(columns)))
    total = len(points) if len(points) > len(rows) else None
    return Table("Points", [*columns, *answers], rows, numeric, total=total, filtered=True)


def _failures(found: Studied, meaning: Meaning) -> list[Block]:
    blocks: list[Block] = []
    if found.causes:
        rows = [(part.status, part.cause, str(part.trials)) for part in found.causes]
        columns = ("status", "cause", "trials")
        blocks.append(Table("Why trials ended without an answer", columns, rows, frozenset({2})))
    if found.separation:
        apart = [
            (
                cell(row.get("status")),
                named(str(row.get("parameter", ""))),
                cell(row.get("score")),
                *(_median(row, name, meaning) for name in ("complete", "other")),
            )
            for row in found.separation
        ]
        heads = ("status", "parameter", "score", "median complete", "median of those")
        note = "score: 0 tells nothing, 1 tells the groups apart"
        blocks.append(Table("What tells such trials apart", heads, apart,
                            frozenset({2, 3, 4}), note))  # fmt: skip
    return blocks


def _median(row: Mapping[str, object], name: str, meaning: Meaning) -> str:
    """A median of a parameter in the unit people read it in."""
    value = row.get(name)
    if not isinstance(value, int | float):
        return cell(value)
    key, unit = str(row.get("parameter", "")), str(row.get("unit", "1"))
    return meaning.value(key, float(value), unit, 4)


def _uncertain(found: Studied, meaning: Meaning) -> list[Block]:
    rows = []
    for part in found.uncertain:
        key = str(part.get("parameter", ""))
        unit = str(part.get("unit", "1"))
        known = meaning.parameters.get(key)
        cells = [named(key), str(part.get("distribution", ""))]
        for name in ("low", "mode", "high"):
            value = part.get(name)
            plain = isinstance(value, int | float) and not isinstance(value, bool)
            cells.append(meaning.value(key, float(value), unit, 4) if plain else "")  # type: ignore[arg-type]
        options = part.get("values")
        if isinstance(options, list):
            cells[2] = ", ".join(cell(value) for value in options)
        cells += [known.mark if known else "", ", ".join(known.source) if known else ""]
        rows.append(tuple(cells))
    if not rows:
        return []
    columns = ("parameter", "distribution", "low", "mode", "high", "mark", "source")
    return [Table("Uncertain parameters", columns, rows, frozenset({2, 3, 4}), filtered=True,
                  group=5)]  # fmt: skip


def _interval_text(low: float | None, high: float | None) -> str:
    """An interval of shares in percent."""
    ends = ("?" if end is None else format_number(100 * end, 3) for end in (low, high))
    return " to ".join(ends) + " %"
