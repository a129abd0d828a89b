"""A search or a robust choice on the terminal."""

from __future__ import annotations

import math
from typing import Any

from rich.console import Console
from rich.text import Text

from optdesign.exploration.robust.comparison import Comparison, compare
from optdesign.exploration.robust.layout import planned
from optdesign.exploration.search.best import best_trial, front_trials, searched
from optdesign.exploration.search.document import ratio, search_document
from optdesign.exploration.statistics import Estimate
from optdesign.exploration.study.grid import Number
from optdesign.exploration.study.model import Study
from optdesign.exploration.trials.evaluation import Trial
from optdesign.exploration.trials.result import StudyResult
from optdesign.exploration.trials.storage import storage_command
from optdesign.report.terminal.listing import plain_table
from optdesign.report.terminal.sweep import shown_unit
from optdesign.units import UNKNOWN, format_number, format_quantity

_MOST_ROWS = 12


def print_search(result: StudyResult, console: Console) -> None:
    """Print the best points of a search and how they stand against the certified solve."""
    study, plan = result.study, searched(result.study)
    _say(console, f"{study.name}: {study.question}", style="bold")
    statuses = ("complete", "infeasible", "failed")
    counts = ", ".join(f"{result.count(status)} {status}" for status in statuses)  # type: ignore[arg-type]
    beaten = search_document(result)["beaten"]
    pruned = f" ({beaten} after a coarse solve)" if beaten else ""
    _say(
        console,
        f"{len(result.trials)} trials of {study.case.problem.name} ({plan.sampler}, seed "
        f"{study.seed}, batches of {plan.batch}): {counts}{pruned}.",
    )
    best = best_trial(study, result.trials)
    if best is None:
        for ended, cause, count in result.causes[:5]:
            _say(console, f"  {count} {ended}: {cause}")
    else:
        _print_points(result, best, console)
    _print_ratio(result, console)
    _say(console, f"Look closer: {storage_command(result.storage)}")


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(Text(text, style=style))


def _print_points(result: StudyResult, best: Trial, console: Console) -> None:
    study, plan = result.study, searched(result.study)
    single = len(plan.objectives) == 1
    shown = [best] if single else front_trials(study, result.trials)
    points = {task.index: task.sampled for task in result.tasks}
    keys = dict.fromkeys((*plan.objectives, *study.outcomes))
    rows = [
        (str(trial.index),
         *(_value(study, key, points[trial.index][key]) for key in study.uncertain),
         *(_value(study, key, trial.outcomes.get(key)) for key in keys))
        for trial in shown[:_MOST_ROWS]
    ]  # fmt: skip
    title = "Best trial" if single else "Trials that no other dominates"
    console.print(plain_table(title, ("trial", *study.uncertain, *keys), rows))
    if len(shown) > _MOST_ROWS:
        _say(console, f"and {len(shown) - _MOST_ROWS} more in best.csv")


def _print_ratio(result: StudyResult, console: Console) -> None:
    certified = None if result.nominal is None else result.nominal.trials[0]
    if certified is None:
        return
    value = _value(result.study, result.study.case.objective, certified.objective)
    found = ratio(result)
    if found is None:
        _say(console, f"The certified solve is {certified.status}: {certified.cause}")
        return
    _say(console, f"Certified solve: {value}; best found over certified: {found:.6f}.")


def _value(study: Study, key: str, value: Number | None) -> str:
    if value is None or isinstance(value, str):
        return value or "?"
    return format_quantity(value, shown_unit(study, key))


def print_robust(result: StudyResult, console: Console) -> None:
    """Print candidates, the robust choice, what it costs and what knowing is worth."""
    found = compare(result)
    if found is None:
        _say(console, "No scenario is solved for all candidates yet, so nothing is chosen.")
        return
    left = [f"{found.hopeless} without any design"] if found.hopeless else []
    left += [f"{found.failed} with a failed solve"] if found.failed else []
    note = f"; left out: {', '.join(left)}" if left else ""
    _say(console, f"{len(found.candidates)} candidates in {len(found.used)} scenarios{note}.")
    if found.aside:
        _say(console, f"Set aside, for failed solves: {', '.join(found.aside)}")
    _print_candidates(found, console)
    _print_choice(found, console)


def measure_name(study: Study) -> str:
    """The name of what a robust choice makes best."""
    plan = planned(study)
    percent = format_number(100.0 * plan.level)
    return f"p{percent}" if plan.measure == "quantile" else f"CVaR {percent} %"


def _print_candidates(found: Comparison, console: Console) -> None:
    study = found.study
    key = study.case.objective
    decisions = [decision.key for decision in planned(study).decisions]
    rows = []
    for place in found.order[:_MOST_ROWS]:
        row = found.rows[place]
        rows.append((
            row.candidate.name,
            *(_value(study, name, row.candidate.values[name]) for name in decisions),
            chance(row.feasible, 0),
            _interval(study, key, row.risk), _interval(study, key, row.mean),
            _value(study, key, row.regret.value), _value(study, key, row.nominal),
            f"{100.0 * row.chosen:.0f} %",
        ))  # fmt: skip
    columns = ("candidate", *decisions, "feasible", measure_name(study), "mean", "worst regret",
               "nominal", "best in")  # fmt: skip
    title = f"Candidates by {measure_name(study)} of {key}, with 95 % intervals"
    console.print(plain_table(title, columns, rows))
    if len(found.order) > _MOST_ROWS:
        _say(console, f"and {len(found.order) - _MOST_ROWS} more in candidates.csv")


def chance(estimate: Estimate, decimals: int = 1) -> str:
    """A probability and its interval in percent; a dash where no trial tells it."""
    low, high = (f"{100.0 * (end or 0.0):.{decimals}f}" for end in (estimate.low, estimate.high))
    known = not math.isnan(estimate.value)
    value = f"{100.0 * estimate.value:.{decimals}f} %" if known else UNKNOWN
    return f"{value} ({low} to {high} %)"


def _interval(study: Study, key: str, estimate: Estimate) -> str:
    unit = shown_unit(study, key)
    low, high = (_plain(end, unit) for end in (estimate.low, estimate.high))
    return f"{_plain(estimate.value, unit)} ({low} to {high}) {'' if unit == '1' else unit}".strip()


def _plain(value: float | None, unit: str) -> str:
    return "?" if value is None else format_quantity(value, unit).removesuffix(f" {unit}")


def _print_choice(found: Comparison, console: Console) -> None:
    study, names = found.study, [candidate.name for candidate in found.candidates]
    key = study.case.objective
    robust, regret, mean = (names[p] for p in (found.order[0], found.least_regret, found.best_mean))
    _say(
        console,
        f"Best {measure_name(study)}: {robust}. Least worst regret: {regret}. Best mean: {mean}.",
    )
    price = "none, as it has no design there" if found.price is None else None
    if price is None and found.price is not None:
        share = found.price / abs(found.nominal_best) if found.nominal_best else 0.0
        price = f"{_value(study, key, found.price)} ({100.0 * share:.2g} %) more"
        price = price if found.sign > 0 else price.replace("more", "less")
    _say(console, f"Price of robustness in the nominal case: {price}.")
    worths: dict[str, Any] = {
        "Value of perfect information": found.perfect_information,
        "Value of the stochastic solution": found.stochastic_solution,
    }
    for name, part in worths.items():
        without = "not finite, as a choice has no design in some scenario"
        _say(console, f"{name}: {without if part is None else _interval(study, key, part)}.")
