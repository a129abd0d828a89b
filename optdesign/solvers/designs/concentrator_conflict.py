"""Why a concentrator cannot work: the requirements in conflict and the least changes to them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from optdesign.formulations.concentrator import (
    Bound,
    has_engine,
    hottest_stagnation,
    is_possible,
    read_requirements,
)
from optdesign.network.concentrator import COLLECTOR
from optdesign.network.concentrator_unit import read_unit
from optdesign.problem import Case
from optdesign.solution import Conflict, Infeasibility, Relaxation
from optdesign.solvers.designs.way_back import way_back
from optdesign.units import format_quantity, from_si, round_outward

_DIGITS = 5
_MOST_CHANGES = 3
_MARGIN = 0.02  # a unit at the very edge gives no power to speak of
# Logarithms of the changes tried, outwards: far ones only of what was set or pinned.
_NEAR = [0.02 * step for step in range(300)]
_FAR = [_NEAR[-1] + 0.5 * step for step in range(1, 120)]
_LIGHT = (
    "sun.solar_constant",
    "sun.radius",
    *(f"{COLLECTOR}.{entry}" for entry in ("optical_efficiency", "receiver.absorptance")),
    f"{COLLECTOR}.receiver.emissivity",
    *(f"{COLLECTOR}.intercept.{entry}" for entry in (
        "concentration_factor", "slope_factor", "exponent")),
)  # fmt: skip
"""What else decides how hot a receiver gets."""


def diagnose(case: Case) -> Infeasibility:
    """A smallest set of requirements that cannot hold together, and what mends the case."""
    parts = _conflict(case)
    single = [change for part in parts if (change := _change(case, part.key, parts)) is not None]
    mends = [change for change in single if _works(_apply(case, change))]
    if mends:
        return Infeasibility(parts, sorted(mends, key=lambda change: _cost(case, change)))
    joint = _joint(case, _MOST_CHANGES)
    if not joint:
        return Infeasibility(parts, way_back(case, _works))
    text = " and ".join(change.text for change in joint)
    return Infeasibility(parts, [replace(joint[0], text=text)])


def _conflict(case: Case) -> list[Conflict]:
    """The first smallest conflict of a case; empty if it is possible."""
    if _works(case):
        return []
    needed, engine = read_requirements(case), has_engine(case)
    hot_low, hot_high = _tightest(needed.hot_low, needed.hot_high)
    if hot_low.value > hot_high.value:
        return _told(hot_low, hot_high)
    coolest = hot_low
    if engine:
        cold_low, cold_high = _tightest(needed.cold_low, needed.cold_high)
        if cold_low.value > cold_high.value:
            return _told(cold_low, cold_high)
        if cold_low.value * (1 + _MARGIN) >= hot_high.value:
            text = "an engine needs its hot side hotter than its cold one"
            return [*_told(cold_low, hot_high), Conflict("mode", text)]
        coolest = max(hot_low, cold_low, key=lambda part: part.value)
    return [*_told(coolest), *_too_dim(case)]


def _tightest(low: list[Bound], high: list[Bound]) -> tuple[Bound, Bound]:
    return max(low, key=lambda part: part.value), min(high, key=lambda part: part.value)


def _told(*parts: Bound) -> list[Conflict]:
    return [Conflict(part.key, part.text) for part in parts]


def _too_dim(case: Case) -> list[Conflict]:
    """What keeps every receiver colder than needed: distance, and what else matters to it."""
    reached = hottest_stagnation(case, read_unit(case))
    distance = format_quantity(case["site.distance"], "au")
    found = [
        Conflict(
            "site.distance",
            f"at {distance} no receiver gets hotter than {format_quantity(reached, 'K')}",
        )
    ]
    if "concentration" in case.fixed:
        fixed = {key: value for key, value in case.fixed.items() if key != "concentration"}
        if _works(replace(case, fixed=fixed)):
            shown = f"{case.fixed['concentration']:.6g}"
            found.append(Conflict("concentration", f"concentration is pinned at {shown}"))
    slope = case.optional("mirror.slope_error")
    if slope is not None and _works(case.with_value("mirror.slope_error", None)):
        shown = format_quantity(slope, "mrad")
        found.append(Conflict("mirror.slope_error", f"the mirror's slope error is {shown}"))
    for key in _LIGHT:
        usual = case.problem.parameters[key].value
        if key in case.changed and _works(case.with_value(key, usual)):
            shown, other = (format_quantity(float(v), _unit(case, key))
                            for v in (case[key], usual or 0.0))  # fmt: skip
            found.append(Conflict(key, f"it is {shown}, the problem's own value {other}"))
    return found


def _works(case: Case) -> bool:
    return is_possible(case, margin=_MARGIN)


def _change(case: Case, key: str, parts: list[Conflict]) -> Relaxation | None:
    """The nearest value of a parameter or pin that mends the case, or else ends this conflict."""
    old = case.fixed.get(key)
    if old is None:
        parameter = case.values.get(key)
        old = parameter if isinstance(parameter, float) else None
    if old is None or not 0 < old < math.inf:
        return None

    def moved(changed: Case) -> bool:
        return {p.key for p in _conflict(changed)} != {p.key for p in parts}

    for wanted in (_works, moved):
        found = [_nearest(case, key, old, wanted, sign) for sign in (1, -1)]
        changes = [change for change in found if change is not None]
        if changes:
            return min(changes, key=lambda change: _cost(case, change))
    return None


def _nearest(
    case: Case, key: str, old: float, wanted: Callable[[Case], bool], sign: int
) -> Relaxation | None:
    """Scan outwards, then halve; the value is rounded to the side that works."""
    unit = _unit(case, key)

    def holds(logarithm: float) -> bool:
        change = Relaxation(key, old * math.exp(sign * logarithm), "")
        return _valid(case, change) and wanted(_apply(case, change))

    steps = [*_NEAR, *(_FAR if key in case.changed or key in case.fixed else ())]
    place = next((place for place in range(1, len(steps)) if holds(steps[place])), None)
    if place is None:
        return None
    low, high = steps[place - 1], steps[place]
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    value = round_outward(old * math.exp(sign * high), unit, _DIGITS, up=sign > 0)
    word = "raise" if sign > 0 else "lower"
    text = f"{word} {key} to {format_quantity(value, unit, _DIGITS)}"
    return Relaxation(key, value, text)


def _joint(case: Case, most: int) -> list[Relaxation]:
    """Changes that mend the case together, made one after the other; none if there are none."""
    parts = _conflict(case)
    for part in parts if most else ():
        change = _change(case, part.key, parts)
        if change is None:
            continue
        changed = _apply(case, change)
        rest = [] if _works(changed) else _joint(changed, most - 1)
        if rest or _works(changed):
            return [change, *rest]
    return []


def _apply(case: Case, change: Relaxation) -> Case:
    if change.key in case.fixed:
        return replace(case, fixed={**case.fixed, change.key: change.value})
    return case.with_value(change.key, change.value)


def _valid(case: Case, change: Relaxation) -> bool:
    if change.key in case.fixed:
        lever = case.problem.levers[change.key]
        return lever.low <= change.value <= lever.high
    parameter = case.problem.parameters[change.key]
    return from_si(change.value, parameter.unit) in parameter.valid


def _unit(case: Case, key: str) -> str:
    group = case.problem.levers if key in case.fixed else case.problem.parameters
    return str(group[key].unit)


def _cost(case: Case, change: Relaxation) -> float:
    """Size of a change: the logarithm of new over old."""
    old = case.fixed.get(change.key) or case.values.get(change.key)
    if not isinstance(old, float) or not 0 < old < math.inf:
        return math.inf
    return abs(math.log(change.value / old))
