"""Why an elevator is impossible: the two requirements in conflict and the least changes to them."""

from __future__ import annotations

import math
from dataclasses import replace

from scipy.optimize import brentq

from optdesign.errors import ProblemError
from optdesign.physics.elevator import release_apoapsis
from optdesign.problem import Case
from optdesign.solution import Conflict, Infeasibility, Relaxation
from optdesign.solvers.designs.elevator_span import Requirement, Span, find_span, read_elevator
from optdesign.subproblems.elevator import ElevatorCase, counterweight_logarithm, system_logarithm
from optdesign.units import format_quantity, from_si, round_outward

_DIGITS = 5
_MOST_CHANGES = 3
_STRONGEST = 1e15  # times the stress given; nothing beyond is proposed
_HEAVIEST = 200.0  # logarithm of a mass over the payload beyond which none is proposed


def diagnose(case: Case, elevator: ElevatorCase, span: Span) -> Infeasibility | None:
    """The pair of requirements in conflict and what to change, or None if an end is allowed."""
    if not span.empty:
        return None
    upper = min(span.upper, key=lambda part: part.radius)
    lower = next(part for part in span.lower if part.radius > upper.radius * (1 + 1e-12))
    parts = [lower] if math.isinf(lower.radius) and lower.key == "tether.stress" else [lower, upper]
    return Infeasibility(
        [Conflict(part.key, part.text) for part in parts], _relaxations(case, elevator, span)
    )


def _relaxations(case: Case, elevator: ElevatorCase, span: Span) -> list[Relaxation]:
    """Single changes that mend the case, each tried; failing that, one of several together."""
    single = {}
    for part in (*span.upper, *span.lower):
        for change in _changes(case, elevator, part, span):
            if _mended(_apply(case, change)):
                single[change.key] = change
    if single:
        return sorted(single.values(), key=lambda change: _cost(case, change))
    joint: dict[str, Relaxation] = {}
    for change in _joint(case, _MOST_CHANGES):
        text = change.text
        if change.key in joint:  # changed twice, so "raise" or "lower" may be wrong
            text = f"set {text.partition(' ')[2]}"
        joint[change.key] = replace(change, text=text)
    changes = list(joint.values())
    text = " and ".join(change.text for change in changes)
    return [replace(changes[0], text=text)] if changes else []


def _joint(case: Case, most: int) -> list[Relaxation]:
    """Changes that mend the case together, made one after the other; none if there are none."""
    if most == 0:
        return []
    try:
        elevator = read_elevator(case)
    except ProblemError:
        return []
    span = find_span(case, elevator)
    for part in (*span.upper, *span.lower):
        for change in _changes(case, elevator, part, span):
            changed = _apply(case, change)
            if _mended(changed):
                return [change]
            rest = _joint(changed, most - 1)
            if rest:
                return [change, *rest]
    return []


def _changes(case: Case, elevator: ElevatorCase, part: Requirement, span: Span) -> list[Relaxation]:
    """What moves a requirement's bound just far enough, and lies in the valid range."""
    longer = part.side == "upper"
    if part.key == "tether.stress":
        found = [_stronger(case), _smaller(case, elevator)] if part.radius > span.high else []
    elif longer:
        wanted = max(other.radius for other in span.lower if math.isfinite(other.radius))
        found = [_changed(case, elevator, part, wanted)] if part.radius < wanted else []
    else:
        found = [_changed(case, elevator, part, span.high)] if part.radius > span.high else []
    return [change for change in found if change is not None and _valid(case, change)]


def _changed(
    case: Case, elevator: ElevatorCase, part: Requirement, radius: float
) -> Relaxation | None:
    """The change that moves a requirement's bound to ``radius``, if there is one."""
    ground, longer = elevator.body.radius, part.side == "upper"
    # Two pins must match each other exactly; all else is rounded to the safe side.
    exact = len(case.fixed) == 2
    if part.key in ("limit.tether_length", "tether_length"):
        if part.key == "tether_length" and part.key not in case.fixed:
            return None
        wanted = radius - ground
        value = wanted if exact else round_outward(wanted, "km", _DIGITS, up=longer)
        return _relaxation(part.key, value, "km", "raise" if longer else "shorten")
    if radius <= elevator.body.stationary_radius:
        return None
    if part.key == "counterweight_mass":
        logarithm = counterweight_logarithm(elevator, radius)
        if logarithm > _HEAVIEST:
            return None
        mass = elevator.payload_mass * math.exp(logarithm)
        value = mass if exact else round_outward(mass, "t", _DIGITS, up=not longer)
        return _relaxation(part.key, value, "t", "lower" if longer else "raise")
    if part.key == "target.apoapsis":
        apoapsis = release_apoapsis(
            radius,
            gravitational_parameter=elevator.body.gravitational_parameter,
            rotation_rate=elevator.body.rotation_rate,
        )
        value = round_outward(float(apoapsis), "km", _DIGITS, up=False)
        return _relaxation(part.key, value, "km", "lower")
    return None


def _relaxation(key: str, value: float, unit: str, verb: str) -> Relaxation:
    return Relaxation(key, value, f"{verb} {key} to {format_quantity(value, unit, _DIGITS)}")


def _stronger(case: Case) -> Relaxation | None:
    """The least stress at which the system is light enough, pins and limits aside if need be."""
    stress, highest = case["tether.stress"], math.log(_STRONGEST)
    free = replace(case.with_value("limit.tether_length", math.inf), fixed={})
    for tried in (case, free):

        def mended(logarithm: float, tried: Case = tried) -> float:
            changed = tried.with_value("tether.stress", stress * math.exp(logarithm))
            return 1.0 if _mended(changed) else -1.0

        if mended(0.0) < 0 < mended(highest):
            logarithm = float(brentq(mended, 0.0, highest, xtol=1e-9))
            least = stress * math.exp(logarithm + 1e-8)
            value = round_outward(least, "MPa", _DIGITS, up=True)
            return _relaxation("tether.stress", value, "MPa", "raise")
    return None


def _smaller(case: Case, elevator: ElevatorCase) -> Relaxation | None:
    """The largest payload for which the system is light enough."""
    if elevator.taper(elevator.body.stationary_radius) > _HEAVIEST:
        return None
    upper = [part.radius for part in find_span(case, elevator).upper]
    end = max(min(*upper, elevator.longest), 1.26 * elevator.body.stationary_radius)
    largest = case["body.mass"] * math.exp(-system_logarithm(elevator, end))
    value = round_outward(largest, "kg", _DIGITS, up=False)
    return _relaxation("payload.mass", value, "kg", "lower")


def _apply(case: Case, change: Relaxation) -> Case:
    if change.key in case.problem.parameters:
        return case.with_value(change.key, change.value)
    return replace(case, fixed={**case.fixed, change.key: change.value})


def _mended(case: Case) -> bool:
    """Whether a changed case has a design; a change may also ask for what no tether can do."""
    try:
        return not find_span(case, read_elevator(case)).empty
    except ProblemError:
        return False


def _valid(case: Case, change: Relaxation) -> bool:
    parameter, lever = (
        case.problem.parameters.get(change.key),
        case.problem.levers.get(change.key),
    )
    if parameter is not None:
        return from_si(change.value, parameter.unit) in parameter.valid
    return lever is not None and lever.low <= change.value <= lever.high


def _cost(case: Case, change: Relaxation) -> float:
    """Size of a change: the logarithm of new over old; what had no number comes last."""
    old = case.fixed.get(change.key) or case.values.get(change.key)
    if not isinstance(old, float) or not 0 < old < math.inf or not change.value > 0:
        return math.inf
    return abs(math.log(change.value / old))
