"""A study on the terminal: how it goes while it runs, what came of it at the end."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from optdesign.exploration.robust.comparison import chosen_trials
from optdesign.exploration.statistics import Estimate
from optdesign.exploration.trials.evaluation import Outcome, Trial
from optdesign.exploration.trials.result import StudyResult
from optdesign.exploration.trials.storage import storage_command
from optdesign.report.terminal.listing import plain_table
from optdesign.report.terminal.plans import chance, print_robust, print_search
from optdesign.report.terminal.sensitivity import plan_note, print_sensitivity
from optdesign.report.terminal.sweep import print_sweep, shown_unit
from optdesign.units import format_number, format_quantity

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from optdesign.exploration.study.model import Study

_SHOWN = 5
# Below this a parameter does not tell the groups apart in a sample of usual size.
_CLEAR = 0.2


class StudyProgress:
    """A bar with rate and time left on stderr if a terminal is there; notices as lines."""

    def __init__(self, name: str, bar: Progress | None, *, quiet: bool) -> None:
        self._name, self._bar, self._quiet = name, bar, quiet
        self._task: TaskID | None = None

    def begin(self, total: int, done: int, beyond: int = 0) -> None:
        """Show how much there is, how much of it was done before, and what is left out."""
        if self._bar is not None:
            self._task = self._bar.add_task(self._name, total=total - done, rate="")
        if done or beyond:
            text = f"{self._name}: {done} of {total} trials are stored, {total - done} to run"
            if beyond:
                text += f"; {beyond} more are stored, and left out of tables and pictures"
            self.notice(text)

    def advance(self, trial: Trial) -> None:
        """Count a trial."""
        if self._bar is not None and self._task is not None:
            self._bar.advance(self._task)
            speed = self._bar.tasks[self._task].speed
            rate = "" if not speed else f"{format_number(60 * speed, 3)} trials/min"
            self._bar.update(self._task, rate=rate)

    def notice(self, text: str) -> None:
        """Say something that a person should know."""
        if self._quiet:
            return
        if self._bar is not None:
            self._bar.console.print(text, markup=False, highlight=False)
        else:
            print(text, file=sys.stderr)


@contextmanager
def study_progress(name: str, *, quiet: bool) -> Iterator[StudyProgress]:
    """A progress bar on stderr while a terminal is watching."""
    if quiet or not sys.stderr.isatty():
        yield StudyProgress(name, None, quiet=quiet)
        return
    from rich import progress

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TextColumn("{task.fields[rate]}"),
        progress.TimeRemainingColumn(elapsed_when_finished=True),
    )
    with progress.Progress(*columns, console=Console(stderr=True)) as bar:
        yield StudyProgress(name, bar, quiet=quiet)


def study_line(study: Study) -> dict[str, Any]:
    """What the list of studies says of one."""
    keys = ("question", "trials", "sampler", "seed")
    return {
        "study": study.name,
        "problem": study.case.problem.name,
        **{key: getattr(study, key) for key in keys},
        "uncertain": [*study.uncertain],
    }


def print_studies(studies: list[Study], console: Console) -> None:
    """One line a study: name, problem, trials, uncertain parameters, question."""
    rows = [
        (s.name, s.case.problem.name, str(s.trials), str(len(s.uncertain)), s.question)
        for s in studies
    ]
    columns = ("study", "problem", "trials", "uncertain", "question")
    console.print(plain_table("Studies", columns, rows))


def print_study(result: StudyResult, console: Console) -> None:
    """Print counts, quantiles, probabilities, where trials fail, and how to look closer."""
    study = result.study
    if study.sweep is not None:
        print_sweep(result, console)
        return
    if study.search is not None:
        print_search(result, console)
        return
    _say(console, f"{study.name}: {study.question}", style="bold")
    counts = ", ".join(f"{result.count(status)} {status}" for status in _STATUSES)
    _say(
        console,
        f"{len(result.trials)} trials of {study.case.problem.name} ({study.sampler}, seed "
        f"{study.seed}): {counts}.",
    )
    if study.robust is not None:
        print_robust(result, console)
        result = chosen_trials(result)
        _say(console, "What the robust choice meets:", style="bold")
    if result.count("infeasible") or result.count("failed"):
        _say(console, f"Probability of a design at all: {chance(result.feasibility)}.")
        for ended, cause, count in result.causes[:_SHOWN]:
            _say(console, f"  {count} {ended}: {cause}")
    if plan_note(result):
        _say(console, plan_note(result))
    _print_quantiles(result, console)
    _print_probabilities(result, console)
    for status in _STATUSES[1:]:
        _print_separation(result, status, console)
    print_sensitivity(result, console)
    _say(console, f"Look closer: {storage_command(result.storage)}")


_STATUSES: tuple[Outcome, ...] = ("complete", "infeasible", "failed")


def _say(console: Console, text: str, style: str = "") -> None:
    console.print(Text(text, style=style))


def _print_quantiles(result: StudyResult, console: Console) -> None:
    rows = []
    for key, estimates in result.estimates.items():
        unit = result.study.case.problem.outcomes[key].unit
        rows.append((key, *(_written(part, unit) for part in estimates.values()), unit))
    if rows:
        columns = ("outcome", "mean", "p5", "p50", "p95", "unit")
        title = "Outcomes of complete trials, with 95 % intervals"
        console.print(plain_table(title, columns, rows))


def _print_probabilities(result: StudyResult, console: Console) -> None:
    rows = []
    for threshold in result.study.thresholds:
        unit = result.study.case.problem.outcomes[threshold.outcome].unit
        value = format_quantity(threshold.value, unit)
        event = f"{threshold.outcome} {threshold.sense} {value}"
        rows.append((event, chance(result.probability(threshold))))
    if rows:
        console.print(plain_table("Probability, with 95 % interval", ("event", ""), rows))


def _print_separation(result: StudyResult, status: Outcome, console: Console) -> None:
    clear = [part for part in result.separations(status) if abs(part.score) > _CLEAR][:_SHOWN]
    if not clear:
        return
    rows = []
    for part in clear:
        unit = shown_unit(result.study, part.parameter)
        medians = (format_quantity(value, unit) for value in (part.complete, part.other))
        rows.append((part.parameter, f"{part.score:+.2f}", *medians))
    columns = ("parameter", "score", "median complete", f"median {status}")
    console.print(
        plain_table(f"What tells {status} trials apart (0 nothing, 1 all)", columns, rows)
    )


def _written(estimate: Estimate, unit: str) -> str:
    low, high = (
        "?" if end is None else format_quantity(end, unit).removesuffix(f" {unit}")
        for end in (estimate.low, estimate.high)
    )
    value = format_quantity(estimate.value, unit).removesuffix(f" {unit}")
    return f"{value} ({low} to {high})"
