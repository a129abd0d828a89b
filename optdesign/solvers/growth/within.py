"""The extreme of something else for which the target is still reached in time.

Fewer imports, deeper soil, a larger radius or fewer designs never make a bootstrap shorter. So the
extreme that a time allows lies between a value for which a plan is executed in time and one for
which it is proven that no plan is. Each value tried is a whole search with its certificate.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter

from optdesign.problem import Case
from optdesign.progress import report
from optdesign.solution import Conflict, Infeasibility, Relaxation, Solution, Status
from optdesign.units import format_quantity

TIME, LIMIT = "bootstrap_time", "limit.bootstrap_time"
LIMITED = {
    "imported_mass": "imports.total",
    "soil_depth": "limit.soil_depth",
    "designs": "limit.designs",
}
"""Objective and the limit that holds it; the radius is held by pinning its lever."""
TRIALS = 8
WIDE = 0.03
"""Largest gap of an optimal answer: a small bracket on the time leaves a larger one on the rest."""
_SHARE = 0.15
_MOST_DESIGNS = 8.0
_DECADE = 0.01
Search = Callable[[Case, object], Solution]


@dataclass(frozen=True)
class Tried:
    """A value, the case that is held to it, and what its search ended with."""

    value: float
    case: Case
    solution: Solution

    def possible(self, time: float) -> bool:
        """Whether a plan is done in time."""
        found = self.solution.objective
        return found is not None and found <= time

    def impossible(self, time: float) -> bool:
        """Whether it is proven that none is."""
        if self.solution.status is Status.INFEASIBLE:
            return True
        return self.solution.bound is not None and self.solution.bound > time


@dataclass(frozen=True)
class Within:
    """What verification looks at: the plan in time, and the nearest value proven too hard."""

    time: float
    """[s]"""
    possible: Tried
    impossible: Tried | None


def solve_within(case: Case, warm: object, search: Search) -> Solution:
    """The extreme of the case's objective with which ``limit.bootstrap_time`` is kept.

    Parameters
    ----------
    case : its objective is imported_mass, soil_depth, radius or designs
    warm : where searches start; later ones start from the first
    search : the shortest time of a case
    """
    started, limit = perf_counter(), case.settings.time_limit
    time = case.optional(LIMIT) or math.inf
    easy, hard = _ends(case)

    def searched(held: Case) -> tuple[Case, Solution]:
        nonlocal warm
        settings = replace(case.settings, shadow_prices=False)
        if limit is not None:
            settings = replace(settings, time_limit=max(limit - perf_counter() + started, 1e-3))
        held = replace(held, settings=settings, objective=TIME)
        found = search(held.with_value(LIMIT, math.inf), warm)
        warm = warm or found.warm
        return held, found

    def tried(value: float) -> Tried:
        report(f"{case.objective} {value:.4g}")
        return Tried(value, *searched(_held(case, value)))

    last = tried(hard)
    if last.possible(time) or easy == hard:
        return _answer(case, time, last, None, hard) if last.possible(time) else _none(case, last)
    first = tried(easy)
    if first.solution.status is Status.INFEASIBLE and case.objective in case.problem.levers:
        # The end of a lever's range may break other limits: the soonest value does not.
        _, soonest = searched(case)
        first = tried(float(soonest.levers.get(case.objective, easy)))
    if not first.possible(time):
        return _none(case, first)
    good, bad, middle = first, last if last.impossible(time) else None, last
    for _ in range(TRIALS):
        if _closed(case, good, bad) or (limit is not None and perf_counter() - started > limit):
            break
        value = _next(case, time, good, bad, middle)
        middle = tried(value)
        if middle.possible(time):
            good = middle
        elif middle.impossible(time):
            bad = middle
        elif middle.solution.objective is None:
            break
    return _answer(case, time, good, bad, hard)


def _ends(case: Case) -> tuple[float, float]:
    """The values that make the bootstrap shortest and longest."""
    key = LIMITED.get(case.objective)
    if case.objective == "imported_mass":
        return case["imports.total"], 0.0
    if case.objective == "designs":
        most = min(case["limit.designs"], _MOST_DESIGNS)
        return most, 1.0
    low, high = case.lever_range(case.objective)
    return (low if key is None else max(low, case[key])), high


def _held(case: Case, value: float) -> Case:
    key = LIMITED.get(case.objective)
    if key is None:
        return replace(case, fixed={**case.fixed, case.objective: value})
    return case.with_value(key, value)


def _next(case: Case, time: float, good: Tried, bad: Tried | None, middle: Tried) -> float:
    """A value between: next to where the time seems to fit, once a chord can tell."""
    end = middle.value if bad is None else bad.value
    if case.objective == "designs":
        return float(round((good.value + end) / 2))
    low, high = good.solution.objective, (bad or middle).solution.objective
    share = 0.5
    if low is not None and high is not None and high > low:
        # First a plan in time, then a proof from the other side.
        share = min(max((time - low) / (high - low), _SHARE), 1 - _SHARE)
    if case.objective == "imported_mass":
        # Their effect is that of their logarithm.
        least = end if end > 0 else good.value * _DECADE
        return float(good.value * (least / good.value) ** (share if end > 0 else 0.5))
    return good.value + share * (end - good.value)


def _closed(case: Case, good: Tried, bad: Tried | None) -> bool:
    if bad is None:
        return False
    if case.objective == "designs":
        return abs(bad.value - good.value) <= 1
    return abs(bad.value - good.value) <= WIDE / 2 * max(abs(good.value), abs(bad.value))


def _answer(case: Case, time: float, good: Tried, bad: Tried | None, extreme: float) -> Solution:
    """The plan in time, with the bound on its objective."""
    value = good.solution.outcomes[case.objective]
    bound = extreme if bad is None else bad.value
    if case.objective == "designs" and bad is not None:
        bound = bad.value + 1
    gap = abs(value - bound) / max(abs(value), 1e-300) if value != bound else 0.0
    asked = max(case.settings.gap or 0.0, WIDE)
    if good.solution.status is Status.OPTIMAL and gap <= asked:
        status = Status.OPTIMAL
    else:
        status = Status.LIMIT
    shown = "any time" if math.isinf(time) else format_quantity(time, "year")
    notes = [f"The target is reached within {shown}; the bound is proven for that time."]
    return replace(
        good.solution,
        status=status,
        objective=value,
        bound=bound,
        notes=[*notes, *good.solution.notes],
        plan=Within(time, good, bad),
    )


def _none(case: Case, best: Tried) -> Solution:
    """Nothing is in time: proven, or merely not found."""
    time, found = case.optional(LIMIT) or math.inf, best.solution
    if not best.impossible(time) or found.status is Status.INFEASIBLE:
        return found if found.status is Status.INFEASIBLE else _without_answer(found)
    return too_late(case, found)


def _without_answer(found: Solution) -> Solution:
    note = "No answer: neither a plan in time nor a proof that there is none was found."
    return Solution(Status.LIMIT, notes=[note], solver=found.solver)


def too_late(case: Case, found: Solution) -> Solution:
    """A case whose shortest time is proven to be longer than allowed."""
    assert found.objective is not None
    assert found.bound is not None
    limit, least = (format_quantity(t, "year") for t in (case[LIMIT], found.bound))
    known = format_quantity(found.objective, "year")
    return Solution(
        Status.INFEASIBLE,
        infeasibility=Infeasibility(
            [
                Conflict(LIMIT, f"the target must be reached within {limit}"),
                Conflict("target.population", f"no plan reaches it in less than {least}"),
            ],
            [Relaxation(LIMIT, found.objective, f"raise {LIMIT} to {known}")],
        ),
        plan=Late(case[LIMIT], found),
        solver=found.solver,
        solver_version=found.solver_version,
    )


@dataclass(frozen=True)
class Late:
    """What verification looks at where the shortest time is too long."""

    time: float
    found: Solution
