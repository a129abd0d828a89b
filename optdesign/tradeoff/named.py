"""Fronts of named problems: one objective at a time, the others held by limits or pinned levers.

Every point is a full solve of the problem, verified as any other. A second objective must be an
outcome with a limit of its own or a lever, so that it can be held.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any

import numpy as np

from optdesign.errors import ProblemError, suggestion
from optdesign.problem import Case
from optdesign.progress import report
from optdesign.result import Result, execute
from optdesign.result.document import bare_unit, document
from optdesign.solution import Status
from optdesign.tradeoff.exact import check_objectives
from optdesign.tradeoff.front import Front, Objective, Point
from optdesign.tradeoff.sampling import Sample, sample_front
from optdesign.units import from_si

DEFAULT_POINTS = 9
_SLACK = 1e-9
_INWARD = 1e-7


@dataclass
class Runs:
    """Solves of one front: how many, the failures in words, whether all were proved."""

    objectives: tuple[Objective, ...]
    solves: int = 0
    failures: list[str] = field(default_factory=list)
    proved: bool = True
    error: float = 0.0
    infeasible: Result | None = None

    def solve(self, case: Case) -> Result | None:
        """A verified answer, or None with the reason noted."""
        self.solves += 1
        report(f"point {self.solves}")
        result = execute(case)
        status = result.status
        if status is Status.INFEASIBLE and self.infeasible is None:
            self.infeasible = result
        answered = status is Status.LIMIT and result.solution.objective is not None
        if status is not Status.OPTIMAL and not (answered and result.verified):
            self.failures.append(f"a point was not reached: {status.value}")
            return None
        self.proved &= status is Status.OPTIMAL
        if result.solution.gap is not None and math.isfinite(result.solution.gap):
            self.error = max(self.error, result.solution.gap)
        return result

    def minimized(self, result: Result) -> tuple[float, ...]:
        """SI values of the objectives, all minimized."""
        return tuple(o.sign * value_of(result, o.name) for o in self.objectives)


def value_of(result: Result, key: str) -> float:
    """SI value of an outcome, or of a lever that is none."""
    outcomes, levers = result.solution.outcomes, result.solution.levers
    return float(outcomes[key] if key in outcomes else levers[key])


def named_objectives(case: Case, names: Sequence[str]) -> tuple[Objective, ...]:
    """The objectives of a problem by name, with sense and unit as the problem file declares them.

    Raises
    ------
    ProblemError
        for fewer than two, doubles or unknown names.
    """
    known = case.problem.objectives()
    for name in names:
        if name not in known:
            raise ProblemError(
                f"--objectives {name[:60]} | is no objective of {case.problem.name} | "
                f"{suggestion(name, known)}"
            )
    found = tuple(Objective(name, known[name], bare_unit(case, name)) for name in names)
    check_objectives(found)
    return found


def hold(case: Case, objective: Objective) -> Callable[[float], Case] | None:
    """How to keep an objective at least as good as a (minimized, SI) value; None if it cannot be.

    A limit on the outcome of the right sense is used first, else a lever of that name is pinned.
    """
    name = objective.name
    wanted = "<=" if objective.sense == "min" else ">="
    for key, limit in case.problem.limits.items():
        if limit.outcome == name and limit.sense == wanted:
            return lambda value, key=key: case.with_value(key, objective.sign * value)  # type: ignore[misc]
    if name in case.problem.levers and name not in case.fixed:
        lever = case.problem.levers[name]

        def pinned(value: float) -> Case:
            inside = min(max(objective.sign * value, lever.low), lever.high)
            if lever.integer:
                inside = float(math.floor(inside) if objective.sign > 0 else math.ceil(inside))
            return replace(case, fixed={**case.fixed, name: inside})

        return pinned
    return None


def named_front(case: Case, names: Sequence[str], *, points: int | None = None) -> Front:
    """The front of a named problem, point by point.

    Parameters
    ----------
    case : the problem with its settings
    names : two objectives or more; all but one must be a lever or an outcome with a limit
    points : how many to look for

    Raises
    ------
    ProblemError
        for unknown objectives, or two that cannot be held.
    """
    started = perf_counter()
    objectives = named_objectives(case, names)
    main = _main_objective(case, objectives)
    runs = Runs(objectives)
    count = points or DEFAULT_POINTS
    if len(objectives) == 2:
        results, gap = _two(case, runs, main, count)
    else:
        results, gap = _many(case, runs, main, count), None
    note = None
    if gap is not None and len(results) > 1:
        note = f"The widest gap left between two points is {gap:.3f} of the ranges."
    front = front_of_results(case, runs, results, note)
    return replace(front, seconds=perf_counter() - started)


def front_of_results(
    case: Case, runs: Runs, results: Sequence[Result], note: str | None = None
) -> Front:
    """The nondominated of some verified results as a front."""
    found = _nondominated(results, runs)
    found.sort(key=lambda point: point.objectives)
    notes = sorted({f"{runs.failures.count(text)} x {text}" for text in runs.failures})
    return Front(
        runs.objectives,
        found,
        complete=runs.proved and not runs.failures and bool(found),
        method="epsilon-constraint",
        bound_error=runs.error if found else None,
        solves=runs.solves,
        lever_units={key: bare_unit(case, key) for key in case.problem.levers},
        outcome_units={key: bare_unit(case, key) for key in case.problem.outcomes},
        notes=notes if note is None else [*notes, note],
        problem=case.problem.name,
        feasible=bool(found) or runs.infeasible is None,
        infeasibility=_reasons(found, runs),
    )


def _reasons(found: Sequence[Point], runs: Runs) -> dict[str, Any] | None:
    if found or runs.infeasible is None:
        return None
    reasons: dict[str, Any] = document(runs.infeasible)["infeasibility"]
    return reasons


def _main_objective(case: Case, objectives: Sequence[Objective]) -> Objective:
    """The one objective that is optimized; all others can be held."""
    free = [objective for objective in objectives if hold(case, objective) is None]
    if len(free) > 1:
        text = " and ".join(objective.name for objective in free)
        raise ProblemError(
            f"--objectives {text} | must be levers or have a limit in {case.problem.name}, "
            f"all but one | choose other objectives, or add [limits] on them to the problem file"
        )
    return free[0] if free else objectives[0]


def _two(case: Case, runs: Runs, main: Objective, count: int) -> tuple[list[Result], float | None]:
    """Ends first, then bounds on the other objective where the gap is widest."""
    other = next(objective for objective in runs.objectives if objective != main)
    places = runs.objectives.index(main), runs.objectives.index(other)

    def sample(result: Result | None) -> Sample | None:
        if result is None:
            return None
        values = runs.minimized(result)
        return Sample(values[places[0]], values[places[1]], result)

    left = sample(runs.solve(replace(case, objective=main.name)))
    if runs.infeasible is not None:
        return [], None
    best = sample(runs.solve(replace(case, objective=other.name)))
    held = hold(replace(case, objective=main.name), other)
    assert held is not None

    def ask(bound: float) -> Sample | None:
        return sample(runs.solve(held(bound)))

    ends = [end for end in (left, best) if end is not None]
    if left is None or best is None:
        return [end.content for end in ends], None
    # A hair inside: the end itself may be out of reach by rounding.
    inward = _INWARD * max(left.second - best.second, _SLACK * abs(best.second))
    right = ask(best.second + inward) or best
    if left.second < right.second:
        left, right = right, left
    # Where the first end is not the best at its own value of the other, ask again there.
    again = ask(left.second) if left.second > right.second else None
    if again is not None and again.first <= left.first * (1 + 1e-6 * math.copysign(1, left.first)):
        left = again
    if left.first > right.first:
        return [left.content, right.content], 0.0
    samples, gap = sample_front(ask, left, right, count)
    return [found.content for found in samples], gap


def _many(case: Case, runs: Runs, main: Objective, count: int) -> list[Result]:
    """A grid of bounds between the best and worst values met in the payoff table."""
    others = [objective for objective in runs.objectives if objective != main]
    ends = [runs.solve(replace(case, objective=o.name)) for o in runs.objectives]
    results = [end for end in ends if end is not None]
    if len(results) < len(runs.objectives):
        return results
    table = np.array([runs.minimized(result) for result in results])
    side = max(2, round(count ** (1 / len(others))))
    grids = []
    for objective in others:
        column = table[:, runs.objectives.index(objective)]
        low, high = float(column.min()), float(column.max())
        grids.append(np.linspace(low + _INWARD * (high - low), high, side))
    for bounds in itertools.product(*grids):
        bounded = replace(case, objective=main.name)
        for objective, bound in zip(others, bounds, strict=True):
            held = hold(bounded, objective)
            assert held is not None
            bounded = held(float(bound))
        found = runs.solve(bounded)
        if found is not None:
            results.append(found)
    runs.failures = [text for text in runs.failures if "infeasible" not in text]
    return results


def _nondominated(results: Sequence[Result], runs: Runs) -> list[Point]:
    """Points none of which is worse than another, or nearly the same, in every objective."""
    if not results:
        return []
    values = np.array([runs.minimized(result) for result in results])
    span = np.maximum(np.ptp(values, axis=0), 1e-9 * np.maximum(np.abs(values).max(axis=0), 1e-300))
    kept: list[int] = []
    for position in np.lexsort(values.T[::-1]):
        worse = [(values[k] <= values[position] + 1e-6 * span).all() for k in kept]
        if not any(worse):
            kept.append(int(position))
    return [_point(results[position], runs.objectives) for position in kept]


def _point(result: Result, objectives: Sequence[Objective]) -> Point:
    found, case = document(result), result.case
    rates = {}
    for price in found["shadow_prices"]:
        limit = case.problem.limits.get(price["key"])
        held = limit is not None and limit.outcome in {o.name for o in objectives}
        if limit is not None and held and price["effect"] is not None and case[limit.key]:
            # A shadow price is the effect of one per cent of the limit.
            bound = from_si(case[limit.key], bare_unit(case, limit.outcome))
            rates[f"d {case.objective} / d {limit.outcome}"] = price["effect"] / (0.01 * bound)
    numbers = {**found["levers"], **found["outcomes"]}
    return Point(
        tuple(float(numbers[objective.name]["value"]) for objective in objectives),
        {key: part["value"] for key, part in found["levers"].items()},
        {
            key: part["value"]
            for key, part in found["outcomes"].items()
            if part["value"] is not None
        },
        rates,
    )
