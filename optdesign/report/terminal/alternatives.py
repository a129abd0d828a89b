"""Near-optimal alternatives on the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from optdesign.report.terminal.fronts import print_reasons
from optdesign.tradeoff.named.alternatives import NamedAlternatives
from optdesign.tradeoff.named.answers import Answer
from optdesign.tradeoff.named.export import stopped_note
from optdesign.units import format_number, from_si

_TEXTS = {
    "within": "within",
    "beyond": "proved worse",
    "undecided": "undecided",
    "impossible": "proved impossible",
    "unknown": "not known",
}


def print_alternatives(found: NamedAlternatives, console: Console) -> None:
    """A table of the alternatives with their mixes, and what is proved."""
    if found.best is not None and found.best.infeasible:
        print_reasons(found.best.infeasibility, console)
        return
    if found.best is None or not found.best.usable:
        ended = found.stopped if found.best is None else found.best.status
        console.print(f"There is no best design to start from: {ended}.", markup=False)
        return
    unit = _unit(found)
    shown = format_number(from_si(found.limit, unit), 5)
    console.print(
        f"{len(found.chosen)} alternatives within {100 * found.within:.3g} % of the best "
        f"{_words(found)}, that is up to {shown} {unit}; {found.solves} solves in "
        f"{found.seconds:.1f} s"
    )
    mix = [name for name in found.best.shares if _ever(found, name)]
    levers = list(found.ranges)
    table = Table(show_edge=False)
    table.add_column("")
    units = [f"{key} [{found.case.problem.levers[key].unit}]" for key in levers]
    for column in [f"{found.case.objective} [{unit}]", "proved", *mix, *units]:
        table.add_column(escape(column), justify="right", overflow="fold")
    table.add_column("verdict")
    table.add_row("best", *_cells(found, found.best, mix, levers), "")
    for variant in found.variants:
        cells = (
            _cells(found, variant.answer, mix, levers)
            if variant.answer is not None and variant.answer.usable
            else [""] * (2 + len(mix) + len(levers))
        )
        table.add_row(escape(variant.name), *cells, _TEXTS[variant.verdict])
    console.print(table)
    for sentence in _sentences(found):
        console.print(sentence, markup=False)


def _unit(found: NamedAlternatives) -> str:
    return found.case.problem.outcomes[found.case.objective].unit


def _words(found: NamedAlternatives) -> str:
    return found.case.objective.replace("_", " ")


def _ever(found: NamedAlternatives, name: str) -> bool:
    answers = [found.best, *(variant.answer for variant in found.variants)]
    return any(a is not None and a.shares.get(name, 0.0) > 1e-3 for a in answers)


def _cells(
    found: NamedAlternatives, answer: Answer, mix: list[str], levers: list[str]
) -> list[str]:
    unit = _unit(found)
    values = [
        "" if value is None else format_number(from_si(value, unit), 5)
        for value in (answer.objective, answer.bound)
    ]
    shares = [f"{answer.shares.get(name, 0.0):.0%}" for name in mix]
    known = found.case.problem.levers
    places = [
        format_number(from_si(answer.values[key], known[key].unit)) if key in answer.values else ""
        for key in levers
    ]
    return [*values, *shares, *places]


def _sentences(found: NamedAlternatives) -> list[str]:
    """What is proved of what nobody needs and nobody can do without."""
    out = [
        f"{variant.name}: {variant.answer.status}."
        for variant in found.variants
        if variant.verdict == "unknown" and variant.answer is not None
    ]
    for verdict, text in (
        ("within", "The best can be had within the limit"),
        ("beyond", "Proved to cost more than the limit"),
        ("impossible", "Proved to leave no design at all"),
    ):
        names = [v.name for v in found.variants if v.verdict == verdict and "without" in v.name]
        if names:
            out.append(f"{text}: {'; '.join(names)}.")
    for key, (low, high) in found.ranges.items():
        lever = found.case.problem.levers[key]
        unit = "" if lever.unit == "1" else f" {lever.unit}"
        ends = [format_number(from_si(end, lever.unit)) for end in (low, high)]
        if low == high:
            out.append(f"No {key} but {ends[0]}{unit} was found within the limit.")
        else:
            out.append(f"{key} can lie from {ends[0]} to {ends[1]}{unit} within the limit.")
    return [*out, stopped_note(found)] if found.stopped else out
