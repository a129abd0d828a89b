"""Blocks of studies that choose: searches for the best point, and robust choices."""

from __future__ import annotations

import math
from pathlib import Path

from optdesign.errors import ResultError
from optdesign.exploration.output.store import STUDY_FILE
from optdesign.report.charts.data import AnyChart, Axis, Bars, Chart, Mark, Series
from optdesign.report.page.blocks import Block, Facts, Picture, Table, Text
from optdesign.report.page.common import pictures, values_text
from optdesign.report.runs.documents import Estimated, Part
from optdesign.report.runs.meaning import Meaning, words
from optdesign.report.runs.plan_documents import Candidate, Robust, Search, SearchPoint
from optdesign.report.runs.stored import read_document

_TRIALS = "trials.parquet"
_SHOWN = 16


class Plan(Part):
    """The sections of a study that chooses; none of them in other studies."""

    search: Search | None = None
    robust: Robust | None = None

    @property
    def title(self) -> str:
        """What the first tab is called."""
        return "Search" if self.search else "Choice" if self.robust else "Outcomes"


def read_plan(folder: Path) -> Plan:
    """The sections ``search`` and ``robust`` of a stored study."""
    return read_document(folder / STUDY_FILE, Plan)


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
    blocks: list[Block] = []
    if len(search.objectives) == 1:
        chart = _best_so_far(folder, search, meaning)
        blocks += [] if chart is None else [Picture(chart)]
    elif len(search.objectives) > 1:
        blocks += pictures(_trade(search, meaning))
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


def _best_so_far(folder: Path, search: Search, meaning: Meaning) -> Chart | None:
    """Every trial and the best up to it, with the certified optimum."""
    objective = search.objectives[0]
    name, bare = objective.name, objective.unit
    values = read_trials(folder, f"{name} [{bare}]")
    known = [value for value in values if value is not None]
    if not known:
        return None
    unit = meaning.unit(name, bare, max(map(abs, known)))
    shown = [None if v is None else meaning.number(v, bare, unit) for v in values]
    better = min if objective.sense == "min" else max
    best: list[float | None] = []
    for value in shown:
        last = best[-1] if best else None
        both = [part for part in (last, value) if part is not None]
        best.append(better(both) if both else None)
    numbers = [float(n) for n in range(1, len(shown) + 1)]
    series = [Series("trials", shown, numbers, "points", 7),
              Series("best so far", best, numbers, "step", 0)]  # fmt: skip
    certified = search.certified
    if certified is not None and isinstance(certified.value, float):
        level = meaning.number(certified.value, certified.unit, unit)
        ends = [numbers[0], numbers[-1]]
        series.append(Series("certified optimum", [level] * 2, ends, "dash", 2))
    axis = Axis(words(name), "" if unit == "1" else unit)
    marks: list[Mark] = []
    return Chart("best", "Best so far", Axis("trial"), axis, series, marks)


def read_trials(folder: Path, column: str) -> list[float | None]:
    """One column of the trials of a study; nothing if there is no such table or column.

    Raises
    ------
    ResultError
        if there is a table that cannot be read.
    """
    path = folder / _TRIALS
    if not path.is_file():
        return []
    from pyarrow import ArrowException, parquet

    try:
        if column not in parquet.read_schema(path).names:
            return []
        found = parquet.read_table(path, columns=[column]).column(0).to_pylist()
    except (OSError, ValueError, ArrowException) as error:
        raise ResultError(f"{path} | must be the trials of a study | {error!s:.100}") from error
    return [float(v) if isinstance(v, float | int) and math.isfinite(v) else None for v in found]


def _trade(search: Search, meaning: Meaning) -> list[AnyChart]:
    one, other = search.objectives[:2]
    points = []
    units = []
    for objective in (one, other):
        raw = [
            part.value if (part := p.outcomes.get(objective.name)) is not None
            and isinstance(part.value, float) else None
            for p in search.front
        ]  # fmt: skip
        size = max((abs(v) for v in raw if v is not None), default=0.0)
        unit = meaning.unit(objective.name, objective.unit, size)
        units.append(unit)
        points.append([None if v is None else meaning.number(v, objective.unit, unit)
                       for v in raw])  # fmt: skip
    texts = [values_text(p.point, meaning) for p in search.front]
    rows = [(x, y, t) for x, y, t in zip(*points, texts, strict=True) if x is not None]
    if not rows:
        return []
    xs, ys, shown = zip(*sorted(rows, key=lambda row: row[0]), strict=True)
    axes = [Axis(words(o.name), "" if u == "1" else u)
            for o, u in zip((one, other), units, strict=True)]  # fmt: skip
    title = f"{words(other.name).capitalize()} against {words(one.name)}"
    series = [Series("best points", ys, xs, "points", 0, shown)]
    return [Chart("best", title, axes[0], axes[1], series, height=400.0)]


def robust_blocks(robust: Robust, meaning: Meaning) -> list[Block]:
    """Candidates by measure and mean, what is chosen by each rule, what knowing would be worth."""
    blocks: list[Block] = []
    shown = robust.candidates[:_SHOWN]
    if shown:
        blocks.append(Picture(_candidate_chart(robust, shown, meaning)))
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


def _candidate_chart(robust: Robust, shown: list[Candidate], meaning: Meaning) -> Bars:
    unit = meaning.unit(robust.objective, robust.unit, shown[0].mean.value)
    series = []
    for color, name in enumerate(("mean", "risk")):
        parts = [getattr(candidate, name) for candidate in shown]
        values, errors = [], []
        for part in parts:
            numbers = [None if v is None else meaning.number(v, robust.unit, unit)
                       for v in (part.value, part.low, part.high)]  # fmt: skip
            values.append(numbers[0])
            whole = numbers[1] is not None and numbers[2] is not None
            errors.append((numbers[1] or 0.0, numbers[2] or 0.0) if whole else None)
        label = "mean" if name == "mean" else words(robust.measure)
        series.append(Series(label, values, color=color, errors=errors))
    labels = [c.name for c in shown]
    axis = Axis(words(robust.objective), "" if unit == "1" else unit)
    caption = "Over the scenarios that have a design; lines are 95 % intervals."
    return Bars("candidates", "Candidates, the best first", axis, labels, series,
                caption=caption)  # fmt: skip


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
