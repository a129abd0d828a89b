"""The aperture of a self-replicating unit, in closed form: the time is monotone along the lever."""

from __future__ import annotations

import math
from dataclasses import replace
from time import perf_counter
from typing import Any

from optdesign.formulations.replication_unit import APERTURE, Unit, read_unit, unit_outcomes
from optdesign.physics.constants import ASTRONOMICAL_UNIT
from optdesign.physics.replication import replica_time
from optdesign.physics.sunlight import flux
from optdesign.problem import Case
from optdesign.solution import (
    Conflict,
    Infeasibility,
    Relaxation,
    ShadowPrice,
    Solution,
    Status,
)
from optdesign.solvers.designs.way_back import way_back
from optdesign.units import format_quantity, round_outward, to_si

_STEP = 1e-5
_SLACK = 1e-9
_DIGITS = 6
# Distances of the power document's table of sunlight.
_DISTANCES = (1.0, 1.5, 2.0, 2.5, 2.8, 3.5)
_POWER, _TIME = "limit.delivered_power", "limit.replica_time"


def solve(case: Case) -> Solution:
    """Solve the case in closed form; an infeasible one is explained."""
    started = perf_counter()
    unit = read_unit(case)
    span = scale_span(case, unit)
    solver: dict[str, Any] = {"solver": "closed form", "solver_version": "1"}
    if span is None:
        found = diagnose(case, unit)
        if not found.relaxation:
            found = replace(found, relaxation=way_back(case, _is_mended))
        return Solution(Status.INFEASIBLE, infeasibility=found, **solver)
    best = _best(case, unit, span)
    outcomes = unit_outcomes(unit, best)
    solved = perf_counter()
    return Solution(
        Status.OPTIMAL,
        objective=outcomes[case.objective],
        bound=outcomes[case.objective],
        levers={APERTURE: best},
        outcomes=outcomes,
        tables=_tables(case),
        shadow_prices=_prices(case),
        notes=_notes(case, unit, best),
        seconds={"solve": solved - started, "subproblems": perf_counter() - solved},
        **solver,
    )


def scale_span(case: Case, unit: Unit) -> tuple[float, float] | None:
    """Least and greatest aperture scale that keeps every limit; None if there is none."""
    low, high = case.lever_range(APERTURE)
    high = min(high, case[_POWER] / unit.delivered(1.0))
    in_time = scales_in_time(unit, case[_TIME])
    low, high = max(low, in_time[0]), min(high, in_time[1])
    if high < low * (1 - _SLACK):
        return None
    span = low, max(low, high)
    # Where aperture costs far more than the unit, rounding lets the linear form pass what fails.
    fastest = min(unit.replica(end) for end in span)
    return span if fastest <= case[_TIME] * (1 + 1e-6) else None


def scales_in_time(unit: Unit, time: float) -> tuple[float, float]:
    """Aperture scales with which a copy takes at most ``time``: E(a) <= (p a - B) t is linear."""
    area_energy = unit.aperture_energy * unit.area
    slope = unit.delivered(1.0) * time - area_energy
    right = unit.energy - area_energy + unit.baseline * time
    if slope == 0:
        return (-math.inf, math.inf) if right <= 0 else (math.inf, -math.inf)
    return (right / slope, math.inf) if slope > 0 else (-math.inf, right / slope)


def _best(case: Case, unit: Unit, span: tuple[float, float]) -> float:
    """The end of the span that is best: the derivative of the time has one sign everywhere."""
    area_energy = unit.aperture_energy * unit.area
    falls = unit.delivered(1.0) * (unit.energy - area_energy) + unit.baseline * area_energy >= 0
    return span[1] if case.objective != APERTURE and falls else span[0]


def _prices(case: Case) -> list[ShadowPrice]:
    """Change of the objective per +1 % of each parameter, by differences of closed forms."""

    def value(key: str, step: float) -> float | None:
        changed = case.with_value(key, case[key] * (1 + step))
        unit = read_unit(changed)
        span = scale_span(changed, unit)
        if span is None:
            return None
        best = _best(changed, unit, span)
        return best if case.objective == APERTURE else unit.replica(best)

    prices = []
    for key in case.values:
        if not case[key] or not math.isfinite(case[key]):
            continue
        found = [(step, value(key, step)) for step in (-_STEP, 0.0, _STEP)]
        known = [(step, number) for step, number in found if number is not None]
        (first, before), (last, after) = known[0], known[-1]
        if last > first and abs(after - before) > 1e-12 * abs(after):
            prices.append(ShadowPrice(key, 0.01 * (after - before) / (last - first)))
    return sorted(prices, key=lambda price: -abs(price.effect))


def unit_kinds(case: Case) -> list[tuple[str, float, float]]:
    """The units of the table: name, power [W], energy [J], from the ends of the sourced ranges."""
    parameters = case.problem.parameters

    def ends(key: str) -> tuple[float, float]:
        known, now = parameters[key], case[key]
        return (now if known.low is None else known.low), (
            now if known.high is None else known.high
        )

    (weak, strong), (cheap, dear) = ends("unit.power"), ends("unit.energy")
    half, full = ends("unit.mature_power")
    pairs = [
        (strong, cheap),
        (math.sqrt(weak * strong), math.sqrt(cheap * dear)),
        (weak, dear),
        (full, cheap),
        (half, dear),
    ]
    return [
        (f"{format_quantity(p, 'W', 3)}, {format_quantity(e, 'MWh', 3)}", p, e) for p, e in pairs
    ]


def _tables(case: Case) -> dict[str, list[dict[str, Any]]]:
    """Days a copy takes with the document's aperture: without baseline, and less the baseline."""
    constant, day = case["sun.solar_constant"], to_si(1.0, "day")
    kinds = unit_kinds(case)

    def days(power: float, energy: float, distance: float, baseline: float) -> float:
        light = flux(distance * ASTRONOMICAL_UNIT, solar_constant=constant) / constant
        return float(replica_time(energy, power * light, baseline_power=baseline)) / day

    rows = [
        {"distance [au]": distance, **{name: days(p, e, distance, 0.0) for name, p, e in kinds}}
        for distance in _DISTANCES
    ]
    known = case.problem.parameters["baseline.power"]
    loads = sorted({known.low or 0.0, case["baseline.power"], known.high or 0.0})
    loaded = [
        {"baseline [W]": load, "distance [au]": distance,
         **{name: days(p, e, distance, load) for name, p, e in kinds}}
        for load in loads for distance in _DISTANCES
    ]  # fmt: skip
    return {"days_per_replica": rows, "days_with_baseline": loaded}


def _notes(case: Case, unit: Unit, scale: float) -> list[str]:
    plain = unit.replica(1.0)
    if math.isfinite(plain):
        first = f"With the document's aperture a copy takes {format_quantity(plain, 'day')}."
    else:
        power, load = (format_quantity(x, "W") for x in (unit.delivered(1.0), unit.baseline))
        first = (
            f"With the document's aperture a copy is never made: the unit delivers {power} "
            f"and consumes {load}."
        )
    if case.objective == APERTURE or case.fixed:
        return [first]
    if scale < case.lever_range(APERTURE)[1] and unit.delivered(scale) < case[_POWER] * (1 - 1e-6):
        return [first, "The energy of a larger aperture would take longer to earn."]
    if unit.delivered(scale) >= case[_POWER] * (1 - 1e-6):
        return [first, f"The power a unit can use, {_POWER}, ends the growth of the aperture."]
    return [first, "The range of the aperture binds: a larger one would copy sooner."]


def diagnose(case: Case, unit: Unit) -> Infeasibility:
    """Why no copy is made in time, and each change that would mend it alone."""
    low, high = case.lever_range(APERTURE)
    pinned = APERTURE in case.fixed
    if unit.delivered(low) > case[_POWER] * (1 + _SLACK):
        parts = [_aperture(case, low, pinned), _limit(case, _POWER, "delivered_power")]
        return Infeasibility(parts, _less_power(case, unit, low))
    most = case[_POWER] / unit.delivered(1.0)
    scale = _best(replace(case, objective="replica_time"), unit, (low, min(high, most)))
    capped = scale == most < high
    power, load = unit.delivered(scale), unit.baseline
    shown = [format_quantity(x, "W") for x in (power, load)]
    cost = format_quantity(unit.cost(scale), "MWh")
    parts = [
        _limit(case, _POWER, "delivered_power") if capped else _aperture(case, scale, pinned),
    ]
    if not capped:
        parts.append(Conflict("unit.power", f"so it delivers {shown[0]} at this distance"))
    if power > load:
        parts.append(Conflict("unit.energy", f"a copy takes {cost}"))
        parts.append(_limit(case, _TIME, "replica_time"))
    if unit.cost(scale) <= power * case[_TIME]:
        parts.append(Conflict("baseline.power", f"the unit consumes {shown[1]} all the time"))
    return Infeasibility(parts, _mends(case, unit, scale, capped=capped))


def _less_power(case: Case, unit: Unit, low: float) -> list[Relaxation]:
    """What mends a case in which even the least aperture delivers more than is allowed.

    The limit must leave power for the baseline and the copy too, and so must a weaker or dimmer
    unit.
    """
    share = case[_POWER] / unit.delivered(low)
    values = [
        (_POWER, unit.delivered(max(low, scales_in_time(unit, case[_TIME])[0]))),
        ("unit.power", case["unit.power"] * share),
        ("site.distance", case["site.distance"] / math.sqrt(share)),
    ]
    return _checked(case, values, [(APERTURE, low * share)])


def _limit(case: Case, key: str, outcome: str) -> Conflict:
    bound = format_quantity(case[key], case.problem.parameters[key].unit)
    return Conflict(key, f"{outcome} must be at most {bound}")


def _aperture(case: Case, scale: float, pinned: bool) -> Conflict:
    word = "is pinned at" if pinned else "is limited to"
    return Conflict(APERTURE, f"the aperture {word} {scale:.4g} times the document's")


def _mends(case: Case, unit: Unit, scale: float, *, capped: bool) -> list[Relaxation]:
    """Values with which a copy takes just the time allowed, each found in closed form."""
    time, energy, power = case[_TIME], unit.cost(scale), unit.delivered(scale)
    needed = unit.baseline + energy / time
    surplus = (power - unit.baseline) * time
    values = [
        ("baseline.power", power - energy / time),
        ("unit.energy", surplus - (energy - unit.energy)),
    ]
    pins: list[tuple[str, float]] = []
    if capped:
        # The aperture grows with the limit, and with it the energy of a unit.
        least = scales_in_time(unit, time)[0]
        values += [(_POWER, unit.delivered(least))] if 0 < least < math.inf else []
    else:
        extra = unit.aperture_energy * (unit.area / unit.power) * (scale - 1) / time
        gain = unit.dimming * scale - extra
        values += [] if gain <= 0 else [("unit.power", (unit.baseline + unit.energy / time) / gain)]
        values.append(("site.distance", case["site.distance"] * math.sqrt(power / needed)))
        pins += [(APERTURE, end) for end in scales_in_time(unit, time) if 0 < end < math.inf]
    if power > unit.baseline:
        values.append((_TIME, energy / (power - unit.baseline)))
    return _checked(case, values, pins)


def _checked(
    case: Case, values: list[tuple[str, float]], pins: list[tuple[str, float]]
) -> list[Relaxation]:
    """Those changes that do mend the case as they are shown, the smallest relative change first."""
    found = []
    for key, value in values:
        if not (0 < value < math.inf and case[key] > 0):
            continue
        unit, rising = case.problem.parameters[key].unit, value > case[key]
        for slack in (1.0, 1 + 1e-7, 1 - 1e-7):
            shown = round_outward(value * slack, unit, _DIGITS, up=rising)
            changed = case.with_value(key, shown)
            if _is_mended(changed):
                word, amount = "raise" if rising else "lower", format_quantity(shown, unit, _DIGITS)
                change = abs(math.log(value / case[key]))
                found.append((change, Relaxation(key, shown, f"{word} {key} to {amount}")))
                break
    lever = case.problem.levers[APERTURE]
    for key, value in pins:
        if key in case.fixed and lever.low <= value <= lever.high:
            shown = round_outward(value, lever.unit, _DIGITS, up=value > case.fixed[key])
            if _is_mended(replace(case, fixed={**case.fixed, key: shown})):
                text = f"pin {key} at {shown:.6g}, or leave it free"
                change = abs(math.log(value / case.fixed[key]))
                found.append((change, Relaxation(key, shown, text)))
    return [relaxation for _, relaxation in sorted(found, key=lambda pair: pair[0])]


def _is_mended(case: Case) -> bool:
    return scale_span(case, read_unit(case)) is not None
