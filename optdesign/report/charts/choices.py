"""Chart of a robust choice: each candidate over the scenarios, and its regrets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from optdesign.report.charts.data import AnyChart, Axis, Bars, Panels, Series
from optdesign.report.runs.documents.plan import Candidate, Robust, values_text
from optdesign.report.runs.meaning import Meaning, words
from optdesign.report.runs.trials import Column, read_trials

_SHOWN = 12
_FREE = ""

Values = Mapping[str, Mapping[int, float]]
"""Candidate (none: the best of each scenario): values by scenario."""


def choice_charts(folder: Path, robust: Robust, meaning: Meaning, sense: str) -> list[AnyChart]:
    """Each candidate's objective over the scenarios, with its measure, and its regrets."""
    shown = robust.candidates[:_SHOWN]
    if not shown:
        return []
    known = [c.risk.value or c.mean.value or c.risk.low or 0.0 for c in shown]
    unit = meaning.unit(robust.objective, robust.unit, max(map(abs, known)))

    def number(value: float) -> float:
        return meaning.number(value, robust.unit, unit)

    names = [candidate.name for candidate in shown]
    values = _values(folder, robust, names)
    regrets = _regrets(values, sense)
    labels = [_described(candidate, meaning) for candidate in shown]
    series = [*_strip("a scenario", values, names, number), *_levels(robust, shown, number)]
    axis = Axis(words(robust.objective), "" if unit == "1" else unit)
    parts = [Bars("values", words(robust.objective).capitalize(), axis, labels, series)]
    worst = [None if c.worst_regret is None else number(c.worst_regret) for c in shown]
    losses = _strip("a scenario", regrets, names, number)
    if any(value is not None for value in worst):
        losses.append(Series("worst", worst, style="points", color=1, lane=0))
    if losses:
        regret = Axis("regret against the best of each scenario", axis.unit)
        parts.append(Bars("regrets", "Regret", regret, labels, losses))
    title = f"{len(robust.candidates)} candidates in {robust.scenarios.used} scenarios"
    if len(shown) < len(robust.candidates):
        title += f", the best {len(shown)}"
    return [Panels("candidates", title, parts, caption="The most robust first.", columns=1)]


def _values(folder: Path, robust: Robust, names: Sequence[str]) -> Values:
    """The objective of candidates and of free designs in scenarios in which no solve failed."""
    found = read_trials(folder, ["candidate", "scenario", "status", robust.objective])
    if len(found) < 4:
        return {}
    empty: Sequence[float | str | None] = ()
    columns = [found.get(key, Column("1", empty)).values
               for key in ("candidate", "scenario", "status", robust.objective)]  # fmt: skip
    rows = [
        (str(name or _FREE), int(scenario), status, value)
        for name, scenario, status, value in zip(*columns, strict=True)
        if isinstance(scenario, float) and scenario > 0
    ]
    wanted = {*names, _FREE}
    failed = {scenario for name, scenario, status, _ in rows
              if name in wanted and status == "failed"}  # fmt: skip
    values: dict[str, dict[int, float]] = {}
    for name, scenario, status, value in rows:
        usable = status == "complete" and isinstance(value, float) and scenario not in failed
        if usable and name in wanted:
            values.setdefault(name, {})[scenario] = float(value or 0.0)
    return values


def _regrets(values: Values, sense: str) -> Values:
    """What each candidate loses in a scenario against the best that was possible there."""
    sign = 1.0 if sense == "min" else -1.0
    best: dict[int, float] = {}
    for part in values.values():
        for scenario, value in part.items():
            best[scenario] = min(best.get(scenario, sign * value), sign * value)
    return {
        name: {scenario: sign * value - best[scenario] for scenario, value in part.items()}
        for name, part in values.items()
    }


def _strip(name: str, values: Values, names: Sequence[str], number: object) -> list[Series]:
    assert callable(number)
    pairs = [
        (float(row), number(value))
        for row, candidate in enumerate(names)
        for value in values.get(candidate, {}).values()
    ]
    if not pairs:
        return []
    rows, shown = zip(*pairs, strict=True)
    return [Series(name, shown, rows, "points", 0, pale=True, lane=0)]


def _levels(robust: Robust, shown: Sequence[Candidate], number: object) -> list[Series]:
    """The measure of each candidate with its interval, and its value in the nominal case."""
    assert callable(number)
    found = []
    risks = [None if c.risk.value is None else number(c.risk.value) for c in shown]
    ends = [
        None if None in (c.risk.value, c.risk.low, c.risk.high)
        else (number(c.risk.low), number(c.risk.high)) for c in shown
    ]  # fmt: skip
    level = "" if robust.level is None else f" {100 * robust.level:g} %"
    if any(value is not None for value in risks):
        name = f"{words(robust.measure)}{level}, with 95 % interval"
        found.append(Series(name, risks, style="points", color=1, errors=ends, lane=0))
    nominal = [None if c.nominal is None else number(c.nominal) for c in shown]
    if any(value is not None for value in nominal):
        found.append(Series("nominal case", nominal, style="ticks", color=7, lane=0))
    return found


def _described(candidate: Candidate, meaning: Meaning) -> str:
    """Name and decisions, and how often there is a design."""
    share = candidate.feasible.value
    feasible = "" if share is None or share == 1.0 else f"; {100 * share:.0f} % feasible"
    return f"{candidate.name}: {values_text(candidate.values, meaning)}{feasible}"
