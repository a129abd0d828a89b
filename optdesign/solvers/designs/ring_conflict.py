"""Why no link can do what is asked: requirements in conflict, and what mends each."""

from __future__ import annotations

from dataclasses import replace

from optdesign.physics.constants import GRAVITATIONAL_CONSTANT
from optdesign.physics.ring_orbit import sun_synchronous_cosine
from optdesign.physics.transfer import orbital_period
from optdesign.problem import Case
from optdesign.solution import Conflict, Infeasibility, Relaxation
from optdesign.subproblems.ring_case import read_ring
from optdesign.subproblems.ring_option import SENT, make_options
from optdesign.subproblems.ring_outcomes import availability, read_design, ring_levers
from optdesign.subproblems.ring_read import read_links
from optdesign.subproblems.ring_search import COARSE, Found, best_found
from optdesign.units import format_quantity, from_si, round_outward, to_si

FRACTION, AVAILABILITY = "limit.delivered_fraction", "reliability.availability"
HOTTEST = "polyethylene-insulation.temperature_limit"
_STEPS_OUT, _DIGITS = 12, 5
_SAFE = 1e-3  # a proposed value keeps this distance from the edge


def impossible_orbit(case: Case) -> Infeasibility:
    """No plane at this height turns fast enough to follow the Sun."""
    body, altitude = case.choice("ring.body"), case["ring.altitude"]
    radius = case[f"{body}.radius"]
    sun = GRAVITATIONAL_CONSTANT * case["sun.mass"]
    year = orbital_period(case[f"{body}.semi_major_axis"], gravitational_parameter=sun)
    cosine = sun_synchronous_cosine(
        radius + altitude,
        year=year,
        body_radius=radius,
        gravitational_parameter=GRAVITATIONAL_CONSTANT * case[f"{body}.mass"],
        oblateness=case[f"{body}.oblateness"],
    )
    # The precession falls with the power 7/2 of the radius.
    highest = (radius + altitude) * float(-cosine) ** (-2 / 7) - radius
    conflict = [
        Conflict("ring.orbit", "the plane of a sun-synchronous ring turns once a year"),
        Conflict(
            "ring.altitude",
            f"at {format_quantity(altitude, 'km')} around {body} no plane turns so fast",
        ),
    ]
    if highest <= 0:
        return Infeasibility(conflict, [])
    value = to_si(float(f"{from_si(highest * (1 - _SAFE), 'km'):.4g}"), "km")
    text = f"lower ring.altitude to {format_quantity(value, 'km')}, or choose another ring.orbit"
    return Infeasibility(conflict, [Relaxation("ring.altitude", value, text)])


def diagnose(case: Case) -> Infeasibility:
    """A smallest set of requirements that no link meets together, and what mends each alone."""
    kept = _requirements(case)
    for key in list(kept):
        without = [other for other in kept if other != key]
        if best(_relaxed(case, [k for k in _requirements(case) if k not in without])) is None:
            kept = without
    conflict = [Conflict(key, _text(case, key)) for key in kept]
    conflict.append(
        Conflict("ring.power", f"{format_quantity(case['ring.power'], 'MW')} over "
                 f"{format_quantity(case['ring.length'], 'km')} must arrive")
    )  # fmt: skip
    changes = [change for key in kept if (change := _change(case, key)) is not None]
    if not kept:
        limit = format_quantity(case[HOTTEST], "K")
        conflict.insert(0, Conflict(HOTTEST, f"the insulation of a line must stay below {limit}"))
        changes = _cooler_site(case)
    return Infeasibility(conflict, changes)


def _cooler_site(case: Case) -> list[Relaxation]:
    """The first of some distances, each a fifth farther out, at which a line stays cool enough."""
    distance = case["site.distance"]
    for _ in range(_STEPS_OUT):
        distance *= 1.2
        if best(case.with_value("site.distance", distance)) is not None:
            value = to_si(float(f"{from_si(distance, 'au') * (1 + _SAFE):.3g}"), "au")
            text = f"move site.distance to {format_quantity(value, 'au')}, or choose another link"
            return [Relaxation("site.distance", value, text)]
    return []


def _requirements(case: Case) -> list[str]:
    limits = [FRACTION] if case[FRACTION] > 0 else []
    return [*limits, AVAILABILITY, *case.fixed]


def _relaxed(case: Case, keys: list[str]) -> Case:
    """The case without some of its requirements."""
    fixed = {key: value for key, value in case.fixed.items() if key not in keys}
    values = {**case.values, **{key: 0.0 for key in keys if key in (FRACTION, AVAILABILITY)}}
    return replace(case, fixed=fixed, values=values)


def best(case: Case, aim: str | None = None) -> Found | None:
    """A good design of a case, or None."""
    ring = read_ring(case)
    return best_found(
        make_options(case, ring, read_links(case, ring), aim), points=COARSE, polished=3
    )


def _change(case: Case, key: str) -> Relaxation | None:
    """The value of one requirement with which all others can be met; None if there is none."""
    freed = _relaxed(case, [key])
    if key == AVAILABILITY and "links" not in freed.fixed:
        freed = replace(freed, fixed={**freed.fixed, "links": freed.lever_range("links")[1]})
    found = best(freed, SENT if key in (FRACTION, "farm_power") else None)
    if found is None:
        return None
    design = read_design(found)
    unit = _unit(case, key)
    if key == FRACTION:
        least = found.option.ring.power / float(design.sent_power[0])
        value, verb = float(f"{least * (1 - _SAFE):.4g}"), "lower"
    elif key == AVAILABILITY:
        reached_share = availability(found.option, design) * (1 - 1e-9)
        value, verb = round_outward(reached_share, unit, _DIGITS, up=False), "lower"
    else:
        reached = ring_levers(found.option, design).get(key)
        if reached is None or isinstance(reached, str):
            return None
        value, verb = reached, "change"
        if key == "farm_power":
            rounded = float(f"{from_si(reached * (1 + _SAFE), unit):.5g}")
            value, verb = to_si(rounded, unit), "raise"
    return Relaxation(key, value, f"{verb} {key} to {format_quantity(value, unit, _DIGITS)}")


def _unit(case: Case, key: str) -> str:
    levers = case.problem.levers
    return levers[key].unit if key in levers else case.problem.parameters[key].unit


def _text(case: Case, key: str) -> str:
    value = case.fixed[key] if key in case.fixed else case[key]
    shown = format_quantity(value, _unit(case, key))
    if key == FRACTION:
        return f"at least {shown} of the power sent must arrive"
    if key == AVAILABILITY:
        return f"enough links must work {shown} of the time"
    return f"pinned at {shown}"
