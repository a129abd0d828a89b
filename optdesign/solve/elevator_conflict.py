"""Why an elevator is impossible: the two requirements in conflict and the least changes to them."""

from __future__ import annotations

import math
from dataclasses import replace

from scipy.optimize import brentq

from optdesign.physics.elevator import release_apoapsis
from optdesign.problem import Case
from optdesign.solution import Conflict, Infeasibility, Relaxation
from optdesign.solve.elevator_span import Requirement, Span, find_span, read_elevator
from optdesign.subproblems.elevator import ElevatorCase, counterweight_logarithm
from optdesign.units import format_quantity, from_si, to_si

_DIGITS = 5
_STRONGEST = 1e6  # times the stress given; nothing beyond is proposed


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
    upper = [part for part in span.upper if part.radius < span.low]
    lower = [part for part in span.lower if part.radius > span.high]
    high = [_changed(case, elevator, part, span.low) for part in upper]
    low = [_changed(case, elevator, part, span.high) for part in lower]
    single = {part.key: part for part in high + low if part and _mends(case, [part])}
    if single:
        return sorted(single.values(), key=lambda part: _cost(case, part))
    for changes in (high, low):
        joint = {part.key: part for part in changes if part}
        if joint and _mends(case, list(joint.values())):
            first = next(iter(joint.values()))
            return [replace(first, text=" and ".join(part.text for part in joint.values()))]
    return []


def _changed(
    case: Case, elevator: ElevatorCase, part: Requirement, radius: float
) -> Relaxation | None:
    """The change that moves a requirement's bound to ``radius``, if there is one."""
    ground, longer = elevator.body.radius, part.side == "upper"
    if part.key == "tether.stress":
        return _stronger(case)
    if not math.isfinite(radius):
        return None
    # Two pins must match each other exactly; all else is rounded to the safe side.
    exact = len(case.fixed) == 2
    if part.key in ("limit.tether_length", "tether_length"):
        if part.key == "tether_length" and part.key not in case.fixed:
            return None
        value = _rounded(radius - ground, "km", up=longer, exact=exact)
        return _relaxation(part.key, value, "km", "raise" if longer else "shorten")
    if radius <= elevator.body.stationary_radius:
        return None
    if part.key == "counterweight_mass":
        mass = elevator.payload_mass * math.exp(counterweight_logarithm(elevator, radius))
        value = _rounded(mass, "t", up=not longer, exact=exact)
        return _relaxation(part.key, value, "t", "lower" if longer else "raise")
    if part.key == "target.apoapsis":
        apoapsis = release_apoapsis(
            radius,
            gravitational_parameter=elevator.body.gravitational_parameter,
            rotation_rate=elevator.body.rotation_rate,
        )
        value = _rounded(float(apoapsis), "km", up=False)
        return _relaxation(part.key, value, "km", "lower")
    return None


def _relaxation(key: str, value: float, unit: str, verb: str) -> Relaxation:
    return Relaxation(key, value, f"{verb} {key} to {format_quantity(value, unit, _DIGITS)}")


def _stronger(case: Case) -> Relaxation | None:
    """The least stress that mends the case, all else equal."""
    stress = case["tether.stress"]

    def mended(logarithm: float) -> float:
        changed = case.with_value("tether.stress", stress * math.exp(logarithm))
        return -1.0 if find_span(changed, read_elevator(changed)).empty else 1.0

    highest = math.log(_STRONGEST)
    if mended(highest) < 0:
        return None
    logarithm = float(brentq(mended, 0.0, highest, xtol=1e-9))
    value = _rounded(stress * math.exp(logarithm + 1e-8), "MPa", up=True)
    return _relaxation("tether.stress", value, "MPa", "raise")


def _mends(case: Case, changes: list[Relaxation]) -> bool:
    for change in changes:
        if change.key in case.problem.parameters:
            case = case.with_value(change.key, change.value)
        else:
            case = replace(case, fixed={**case.fixed, change.key: change.value})
    return not find_span(case, read_elevator(case)).empty


def _cost(case: Case, change: Relaxation) -> float:
    """Size of a change: the logarithm of new over old; what had no number comes last."""
    old = case.fixed.get(change.key) or case.values.get(change.key)
    if not isinstance(old, float) or not 0 < old < math.inf or not change.value > 0:
        return math.inf
    return abs(math.log(change.value / old))


def _rounded(value: float, unit: str, *, up: bool, exact: bool = False) -> float:
    """Round to as many digits as are shown, to the given side, so that the text can be typed in."""
    shown = from_si(value, unit)
    if exact or not 0 < shown < math.inf:
        return value
    step = 10.0 ** (math.floor(math.log10(shown)) - _DIGITS + 1)
    return to_si((math.ceil if up else math.floor)(shown / step) * step, unit)
