"""A sweep on the terminal: its points, and where answers switch."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from optdesign.exploration.study.grid import Number
from optdesign.exploration.study.model import Study
from optdesign.exploration.sweep.bisection import Crossing, crossings, label
from optdesign.exploration.trials.evaluation import Trial
from optdesign.exploration.trials.result import StudyResult
from optdesign.exploration.trials.storage import storage_command
from optdesign.report.terminal.listing import plain_table
from optdesign.units import format_number, format_quantity, from_si

_MOST_ROWS = 40
_CAUSE = 60


def print_sweep(result: StudyResult, console: Console) -> None:
    """Print the points of a sweep and its switches, both sides of each."""
    study = result.study
    _say(console, f"{study.name}: {study.question}", style="bold")
    complete, failed, infeasible = (
        result.count(status) for status in ("complete", "failed", "infeasible")
    )
    _say(
        console,
        f"{len(result.trials)} points of {study.case.problem.name}, {study.trials} on the grid: "
        f"{complete} complete, {infeasible} infeasible, {failed} failed.",
    )
    _print_points(result, console)
    found = crossings(result)
    if found:
        rows = [_crossing(study, part) for part in found]
        columns = ("switch", "where", "below", "above")
        console.print(plain_table("Switches, located by bisection", columns, rows))
    elif study.sweep is not None and study.sweep.switches:
        _say(console, "No answer switches between neighbours on the grid.")
    _say(console, f"Look closer: {storage_command(result.storage)}")


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(Text(text, style=style))


def shown_unit(study: Study, key: str) -> str:
    """The unit in which people read a parameter, lever or outcome."""
    problem = study.case.problem
    for group in (problem.parameters, problem.levers, problem.outcomes):
        if key in group:
            return str(group[key].unit)
    return "1"


def _print_points(result: StudyResult, console: Console) -> None:
    study = result.study
    if study.sweep is None:
        return
    keys = [axis.key for axis in study.sweep.axes]
    points = list(zip(result.tasks, result.trials, strict=True))[: study.trials]
    points.sort(key=lambda pair: pair[0].index)
    rows = [
        (
            *(_value(study, key, task.sampled[key]) for key in keys),
            *(_outcome(study, trial, key) for key in study.outcomes),
            *(str(label(switch, trial)) for switch in study.sweep.switches),
        )
        for task, trial in points[:_MOST_ROWS]
    ]
    switches = (switch.name for switch in study.sweep.switches)
    columns = (*keys, *study.outcomes, *switches)
    console.print(plain_table("Points", columns, rows))
    if len(points) > _MOST_ROWS:
        _say(console, f"and {len(points) - _MOST_ROWS} more in points.csv")


def _value(study: Study, key: str, value: Number) -> str:
    return value if isinstance(value, str) else format_quantity(value, shown_unit(study, key))


def _outcome(study: Study, trial: Trial, key: str) -> str:
    if trial.status == "infeasible":
        return trial.status
    if trial.status == "failed":
        return f"failed: {trial.cause}"[:_CAUSE]
    found = trial.outcomes.get(key)
    return "?" if found is None else format_quantity(found, shown_unit(study, key))


def _crossing(study: Study, found: Crossing) -> tuple[str, str, str, str]:
    key = found.switch.along
    unit = shown_unit(study, key)
    # Six digits: the two sides lie close together.
    low, high = (format_number(from_si(side.value, unit), 6) for side in (found.below, found.above))
    others = "".join(f", {name} {_value(study, name, value)}" for name, value in found.at.items())
    note = "" if found.resolved else f" ({found.note})"
    where = f"{key} {low} to {high}{'' if unit == '1' else f' {unit}'}{others}{note}"
    return found.switch.name, where, str(found.below.label), str(found.above.label)
