"""Fronts of named problems: one objective at a time, the others held by limits or pinned levers.

Every point is a full solve of the problem, verified as any other. All objectives but one must be
levers, or outcomes with a limit of their own or a parameter that bounds them.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter

from optdesign.formulations.names import formulation_module
from optdesign.problem import Case
from optdesign.result.document import bare_unit
from optdesign.solution import Status
from optdesign.tradeoff.front import Front, Objective
from optdesign.tradeoff.named.answers import Answer
from optdesign.tradeoff.named.asking import Asker, Diligence
from optdesign.tradeoff.named.axis import Runs, axis
from optdesign.tradeoff.named.holding import (
    hold,
    main_objective,
    named_objectives,
)
from optdesign.tradeoff.named.points import (
    error_share,
    nondominated,
    point_of,
    reasons,
    trade_sentences,
    with_slopes,
)

DEFAULT_POINTS = 9
DEFAULT_GRID = 16
# Of whole numbers every one is asked up to so many, however few points are wanted.
EVERY = 100


def named_front(
    case: Case,
    names: Sequence[str],
    *,
    points: int | None = None,
    diligence: Diligence | None = None,
) -> Front:
    """The front of a named problem, point by point.

    Parameters
    ----------
    case : the problem with its settings
    names : two objectives or more; all but one must be a lever or an outcome that can be held
    points : how many to look for
    diligence : processes, seconds in all, and a file of answers from which a later call continues

    Raises
    ------
    ProblemError
        for unknown objectives, or two that cannot be held.
    """
    started = perf_counter()
    objectives = named_objectives(case, names)
    main = main_objective(case, objectives)
    case = replace(with_front_settings(case), objective=main.name)
    runs = Runs(objectives, Asker(diligence or Diligence()), main.name)
    count, note = points or (DEFAULT_POINTS if len(names) == 2 else DEFAULT_GRID), None
    try:
        if len(objectives) == 2:
            other = next(objective for objective in objectives if objective != main)
            samples, gap = axis(case, runs, main, other, count, every=EVERY)
            answers = [sample.content for sample in samples]
            if runs.every:
                note = f"Every whole value of {other.name} was asked."
            elif len(answers) > 1:
                note = f"The widest gap left between two points is {gap:.3f} of the ranges."
        else:
            answers = _many(case, runs, main, count)
    finally:
        runs.asker.close()
    front = front_of_answers(case, runs, answers, note)
    return replace(front, seconds=perf_counter() - started)


def with_front_settings(case: Case) -> Case:
    """The settings of a point where the user gave none: coarser than those of a single solve."""
    method = formulation_module("optdesign.solvers.methods", case.problem.header.formulation)
    usual = {**getattr(method, "FRONT_SETTINGS", {})}
    given = {key for key in usual if getattr(case.settings, key) is not None}
    usual = {key: value for key, value in usual.items() if key not in given}
    return replace(case, settings=replace(case.settings, **usual))


def front_of_answers(
    case: Case, runs: Runs, answers: Sequence[Answer], note: str | None = None
) -> Front:
    """The nondominated of some verified answers as a front."""
    kept = nondominated(answers, runs.objectives)
    points = [point_of(case, answer, runs.objectives, runs.main) for answer in kept]
    points.sort(key=lambda point: point.objectives)
    notes = [
        f"{runs.failures.count(status)} x a point was not reached: {status}"
        for status in sorted(set(runs.failures))
    ]
    stopped = runs.asker.stopped
    notes += [*runs.missing, *runs.notes]
    loose = sum(not answer.proved for answer in kept)
    if loose and runs.main:
        notes.append(f"{loose} of the points reached a limit before the gap asked for.")
    if stopped:
        notes.append(f"Stopped early, {stopped}; the same call with the same results continues.")
    front = Front(
        runs.objectives,
        points,
        complete=bool(kept)
        and all(answer.proved for answer in kept)
        and not (runs.failures or runs.missing or stopped),
        method="epsilon-constraint",
        bound_error=error_share(kept, runs.objectives, runs.main) if runs.main else None,
        solves=runs.asker.solves,
        lever_units={key: bare_unit(case, key) for key in case.problem.levers},
        outcome_units={key: bare_unit(case, key) for key in case.problem.outcomes},
        problem=case.problem.name,
        feasible=bool(kept) or runs.infeasible is None,
        infeasibility=None if kept else reasons(runs.infeasible),
        main=runs.main,
        stopped=bool(stopped),
        unverified=not kept and set(runs.failures) == {Status.UNVERIFIED.value},
        every=runs.every,
    )
    if front.complete and len(points) == 1 and runs.main:
        notes.append("The objectives do not conflict: one design is best in all of them.")
    elif case.problem.header.problem_class in ("MILP", "MINLP") and not front.every:
        notes.append("Of a problem with whole numbers there may be points between; ask for more.")
    front = with_slopes(front)
    return replace(front, notes=[*notes, *([note] if note else []), *trade_sentences(front)])


def _many(case: Case, runs: Runs, main: Objective, count: int) -> list[Answer]:
    """A grid of bounds; along each axis they lie where the front of two objectives has points."""
    others = [objective for objective in runs.objectives if objective != main]
    side = max(2, round(count ** (1 / len(others))))
    grids: list[list[float | None]] = []
    for other in others:
        samples, _ = axis(case, runs, main, other, side)
        # The loosest is no bound at all.
        grids.append([None, *(sample.second for sample in samples[1:])])
    places = sorted(itertools.product(*(range(len(grid)) for grid in grids)), key=sum)
    hopeless: list[tuple[int, ...]] = []
    for _, level in itertools.groupby(places, key=sum):
        if runs.asker.stopped:
            break
        # What holds one objective alone is known from its axis.
        asked = [place for place in level if sum(map(bool, place)) > 1]
        asked = [place for place in asked if not any(_inside(place, none) for none in hopeless)]
        cases = [_held(case, others, grids, place) for place in asked]
        for place, answer in zip(asked, runs.several(cases, maybe=True), strict=True):
            if answer is None and not runs.asker.stopped:
                hopeless.append(place)
    for other in others:
        # Where objectives move together the grid repeats itself, and an axis is the front.
        if 2 * len(nondominated(runs.asked, runs.objectives)) >= count or runs.asker.stopped:
            break
        axis(case, runs, main, other, count)
    runs.every = False
    return list(runs.asked)


def _inside(place: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(mine >= theirs for mine, theirs in zip(place, other, strict=True))


def _held(
    case: Case,
    others: Sequence[Objective],
    grids: Sequence[Sequence[float | None]],
    place: tuple[int, ...],
) -> Case:
    for objective, grid, position in zip(others, grids, place, strict=True):
        bound = grid[position]
        if bound is not None:
            held = hold(case, objective)
            assert held is not None
            case = held(bound)
    return case
