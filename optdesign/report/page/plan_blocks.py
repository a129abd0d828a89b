"""Blocks of studies that choose: searches for the best point, and robust choices."""

from __future__ import annotations

from pathlib import Path

from optdesign.report.charts.choices import choice_charts
from optdesign.report.charts.searches import search_charts
from optdesign.report.page.blocks import Block, Facts, Table, Text
from optdesign.report.page.common import pictures
from optdesign.report.runs.documents.parts import Estimated
from optdesign.report.runs.documents.plan import (
    Candidate,
    Plan,
    Robust,
    Search,
    SearchPoint,
    values_text,
)
from optdesign.report.runs.meaning import Meaning, words

_SHOWN = 16


def plan_answer(plan: Plan, meaning: Meaning) -> tuple[str, str] | None:
    """Label and answer of a search or choice that has one."""
    if plan.search is not None and plan.search.best is not None and plan.search.objectives:
        objective = plan.search.objectives[0]
        part = plan.search.best.outcomes.get(objective.name)
        if part is not None:
            text = meaning.value(objective.name, part.value, part.unit)
            return f"best {words(objective.name)} found", text
    if plan.robust is not None and plan.robust.choice is not None:
        name = plan.robust.choice.robust
        chosen = next((c for c in plan.robust.candidates if c.name == name), None)
        text = values_text(chosen.values, meaning) if chosen else name
        return f"robust choice by {words(plan.robust.measure)}", text or name
    return None


def plan_sentences(plan: Plan, meaning: Meaning) -> list[str]:
    """What to know of a search or choice at once."""
    sentences = []
    search, robust = plan.search, plan.robust
    if search is not None:
        if search.ratio is not None and search.certified is not None and search.objectives:
            name = search.objectives[0].name
            value = meaning.value(name, search.certified.value, search.certified.unit)
            sentences.append(f"The certified solve gives {value}; the search found "
                             f"{search.ratio:.4g} times that.")  # fmt: skip
        if search.best is not None:
            sentences.append(f"At {values_text(search.best.point, meaning)}.")
    if robust is not None and robust.choice is not None:
        used = robust.scenarios.used
        sentences.append(f"{len(robust.candidates)} candidates compared on {used} scenarios.")
        if robust.price_of_robustness is not None:
            price = meaning.value(robust.objective, robust.price_of_robustness, robust.unit, 4)
            sentences.append(f"Price of robustness, at the nominal numbers: {price}.")
        if robust.rule:
            sentences.append(robust.rule)
    return sentences


def search_blocks(folder: Path, search: Search, meaning: Meaning) -> list[Block]:
    """Best so far, the trade-off of several objectives, and the best points."""
    blocks = pictures(search_charts(folder, search, meaning))
    points = search.front or ([search.best] if search.best else [])
    keys = list(dict.fromkeys(key for p in points for key in (*p.outcomes, *p.point, *p.levers)))
    rows = [(str(p.trial), *(_cell(p, key, meaning) for key in keys)) for p in points]
    if rows:
        columns = ("trial", *map(words, keys))
        numeric = frozenset(range(1, len(columns)))
        blocks.append(Table("Best points", columns, rows, numeric, filtered=len(rows) > _SHOWN))
    if search.beaten:
        blocks.append(Text(f"{search.beaten} trials ended early, proven worse than the best."))
    return blocks


def _cell(point: SearchPoint, key: str, meaning: Meaning) -> str:
    part = point.outcomes.get(key) or point.point.get(key) or point.levers.get(key)
    return "" if part is None else meaning.value(key, part.value, part.unit)


def robust_blocks(folder: Path, robust: Robust, meaning: Meaning) -> list[Block]:
    """Candidates over the scenarios, what is chosen by each rule, what knowing would be worth."""
    senses = {outcome.key: outcome.sense for outcome in meaning.context.outcomes}
    sense = senses.get(robust.objective) or "min"
    blocks = pictures(choice_charts(folder, robust, meaning, sense))
    if robust.choice is not None:
        rows = [("best " + words(robust.measure), robust.choice.robust, "the robust choice"),
                ("least worst regret", robust.choice.least_regret, ""),
                ("best mean", robust.choice.best_mean, "")]  # fmt: skip
        for label, part in (
            ("perfect information", robust.perfect_information),
            ("stochastic solution", robust.stochastic_solution),
        ):
            if part is not None and part.value is not None:
                value = meaning.value(robust.objective, part.value, robust.unit, 4)
                rows.append((f"value of the {label}".replace("the perfect", "perfect"), value,
                             _interval(part, robust, meaning)))  # fmt: skip
        blocks.append(Facts("Choice", rows))
    rows_table = [_candidate_row(c, robust, meaning) for c in robust.candidates]
    if rows_table:
        columns = ("candidate", "decisions", "has a design", "mean", words(robust.measure),
                   "worst regret", "at nominal numbers")  # fmt: skip
        blocks.append(Table("Candidates", columns, rows_table, frozenset(range(2, 7))))
    return blocks


def _interval(part: Estimated, robust: Robust, meaning: Meaning) -> str:
    if part.low is None or part.high is None:
        return ""
    ends = (meaning.value(robust.objective, end, robust.unit, 3) for end in (part.low, part.high))
    return f"95 % interval {' to '.join(ends)}"


def _candidate_row(found: Candidate, robust: Robust, meaning: Meaning) -> tuple[str, ...]:
    def value(number: float | None) -> str:
        return "none" if number is None else meaning.value(robust.objective, number, robust.unit, 4)

    share = found.feasible.value
    return (
        found.name, values_text(found.values, meaning),
        "" if share is None else f"{100 * share:.3g} %",
        value(found.mean.value), value(found.risk.value), value(found.worst_regret),
        value(found.nominal),
    )  # fmt: skip
