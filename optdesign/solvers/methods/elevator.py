"""The lightest balanced space elevator; one lever decides, and the masses are monotone in it."""

from __future__ import annotations

import math
import warnings
from dataclasses import replace
from importlib.metadata import version
from time import perf_counter

from scipy.integrate import IntegrationWarning

from optdesign.errors import ProblemError
from optdesign.problem import Case
from optdesign.solution import ShadowPrice, Solution, Status
from optdesign.solvers.designs.elevator_conflict import diagnose
from optdesign.solvers.designs.elevator_span import (
    Span,
    find_span,
    radius_for_counterweight,
    read_elevator,
)
from optdesign.subproblems.elevator import (
    ElevatorCase,
    counterweight_logarithm,
    design_elevator,
    elevator_outcomes,
    lightest_elevator,
    system_logarithm,
)
from optdesign.units import format_quantity

_STEP = 0.01
# Parameters whose shadow price is reported; the limit of length counts in the form it is given.
_PRICED = (
    "body.mass",
    "body.radius",
    "body.rotation_rate",
    "target.apoapsis",
    "tether.density",
    "tether.stress",
    "payload.mass",
    "climb.speed",
)


def solve(case: Case) -> Solution:
    """Solve the case to proven optimality.

    The masses of system and counterweight fall with the length, the length itself does not, so the
    best end is one of the two the requirements leave. Where the tether tapers away before
    its limit, the shortest within a relative 1e-9 of the proven least mass is given.
    """
    with warnings.catch_warnings():
        # Hard integrands are no secret of the integrator's: every mass is verified.
        warnings.simplefilter("ignore", IntegrationWarning)
        return _solve(case)


def _solve(case: Case) -> Solution:
    started = perf_counter()
    elevator = read_elevator(case)
    span = find_span(case, elevator)
    infeasibility = diagnose(case, elevator, span)
    if infeasibility is not None:
        return replace(_empty(), status=Status.INFEASIBLE, infeasibility=infeasibility)
    end = _best_end(case, elevator, span)
    outcomes = elevator_outcomes(elevator, design_elevator(elevator, end))
    objective = outcomes[case.objective]
    least = best_value(case)
    solved = perf_counter()
    prices = shadow_prices(case)
    return replace(
        _empty(),
        objective=objective,
        bound=objective if least is None else min(least, objective),
        levers={key: outcomes[key] for key in ("tether_length", "counterweight_mass")},
        outcomes=outcomes,
        shadow_prices=prices,
        notes=_notes(case, outcomes, span, elevator),
        seconds={"solve": solved - started, "subproblems": perf_counter() - solved},
    )


def _empty() -> Solution:
    return Solution(Status.OPTIMAL, solver="SciPy", solver_version=version("scipy"))


def _best_end(case: Case, elevator: ElevatorCase, span: Span) -> float:
    """Radius of the best end [m]."""
    low, high = span.low, max(span.low, span.high)
    if "tether_length" in case.fixed:
        return elevator.body.radius + case.fixed["tether_length"]
    if "counterweight_mass" in case.fixed:
        exact = radius_for_counterweight(elevator, case.fixed["counterweight_mass"])
        return min(max(exact, low), high)
    if case.objective == "tether_length":
        return low
    if case.objective == "counterweight_mass":
        return high
    best = lightest_elevator(replace(elevator, limit_radius=high))
    return min(max(best.end_radius, low), high)


def best_value(case: Case) -> float | None:
    """The proven least value of the objective [SI]; None if the case is infeasible."""
    elevator = read_elevator(case)
    span = find_span(case, elevator)
    if span.empty:
        return None
    end = max(span.low, span.high)
    if case.fixed or case.objective == "tether_length":
        end = _best_end(case, elevator, span)
    elif case.objective == "system_mass":
        # Beyond `longest` the tether has tapered away, and the mass no longer changes.
        end = max(span.low, min(end, elevator.longest))
    if case.objective == "tether_length":
        return end - elevator.body.radius
    counterweight = case.objective == "counterweight_mass"
    logarithm = counterweight_logarithm if counterweight else system_logarithm
    return elevator.payload_mass * math.exp(logarithm(elevator, end))


def shadow_prices(case: Case) -> list[ShadowPrice]:
    """Change of the objective per +1 % of each parameter, by differences of solved cases."""
    limit = case.optional("limit.tether_length")
    length = "tether.length_ratio" if limit is None else "limit.tether_length"
    prices = []
    for key in (*_PRICED, length):
        if not math.isfinite(case[key]):
            continue
        values = [_shifted(case, key, step) for step in (-_STEP, 0.0, _STEP)]
        known = [(position, value) for position, value in enumerate(values) if value is not None]
        # Next to where no elevator is possible, the difference is one-sided.
        (first, before), (last, after) = known[0], known[-1]
        if last > first:
            prices.append(ShadowPrice(key, (after - before) / (last - first)))
    return sorted(prices, key=lambda price: -abs(price.effect))


def _shifted(case: Case, key: str, step: float) -> float | None:
    try:
        return best_value(case.with_value(key, case[key] * (1 + step)))
    except ProblemError:
        return None


def _notes(case: Case, outcomes: dict[str, float], span: Span, elevator: ElevatorCase) -> list[str]:
    payload, ground = case["payload.mass"], elevator.body.radius
    ratio = outcomes["system_mass"] / payload
    notes = [f"The elevator weighs {ratio:.3g} times its payload."]
    if case.fixed or case.objective != "system_mass":
        return notes
    high = format_quantity(span.high - ground, "km")
    if outcomes["tether_length"] >= (span.high - ground) * (1 - 1e-6):
        notes.append(f"The limit of length, {high}, binds: a longer one would be lighter.")
    else:
        notes.append(
            "The tether tapers away before the limit of length: a longer one gains nothing."
        )
    return notes
