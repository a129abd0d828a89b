"""Why a settlement cannot grow to its target, and the least changes after which it can."""

from __future__ import annotations

from collections.abc import Sequence

from optdesign.errors import ProblemError
from optdesign.physics.maths import PI
from optdesign.problem import Case
from optdesign.solution import Conflict, Infeasibility, Relaxation
from optdesign.subproblems.megasatellite import GrowthNumbers
from optdesign.subproblems.settlers import Settlers
from optdesign.units import format_number, format_quantity, round_outward

_ROUNDING, _DIGITS = 1e-9, 5
_TARGET = "target.population"


def explain_growth(
    case: Case, numbers: GrowthNumbers, settlers: Settlers | None
) -> Infeasibility | None:
    """All there is too little of for the target, None if there is enough of all."""
    checks = (_people, _material, _mass, _spin, _orbit, _disk, _travel)
    found = [
        Infeasibility(part.conflict, [mend for mend in part.relaxation if _allowed(case, mend)])
        for check in checks
        if (part := check(case, numbers, settlers)) is not None
    ]
    if not found:
        return None
    return found[0] if len(found) == 1 else _joined(found)


def _allowed(case: Case, mend: Relaxation) -> bool:
    """Whether a proposed number lies in the parameter's own range; options always do."""
    parameter = case.problem.parameters[mend.key]
    try:
        parameter.checked(mend.value)
    except ProblemError:
        return bool(parameter.options)
    return True


def _joined(found: Sequence[Infeasibility]) -> Infeasibility:
    """Several conflicts: what mends them all, one change if there is one or a change of each."""
    conflict = {part.key: part for each in reversed(found) for part in each.conflict}
    shared = set.intersection(*({mend.key for mend in each.relaxation} for each in found))
    mends = [
        min(
            (mend for each in found for mend in each.relaxation if mend.key == key),
            key=lambda mend: mend.value,
        )
        for key in sorted(shared & {_TARGET})
    ]
    others = [[mend for mend in each.relaxation if mend.key != _TARGET] for each in found]
    if all(others):
        first = [each[0] for each in others]
        keys, texts = (mend.key for mend in first), (mend.text for mend in first)
        mends.append(Relaxation(" and ".join(keys), first[0].value, " and ".join(texts)))
    return Infeasibility(list(conflict.values()), mends)


def mean_kind(numbers: GrowthNumbers, quantity: str) -> float:
    """A quantity per person over both kinds of cylinder at the end."""
    shares = (1.0 - numbers.second_share, numbers.second_share)
    values = [getattr(kind, quantity) for kind in numbers.kinds]
    return float(sum(share * value for share, value in zip(shares, values, strict=False)))


def mined_per_person(numbers: GrowthNumbers) -> float:
    """Mass to mine for a person [kg]: what is lifted, or what holds the nitrogen of the air."""
    body = numbers.body
    wanted = [mean_kind(numbers, "mass") / numbers.arriving]
    for quantity, share in (("nitrogen", body.nitrogen), ("steel", body.iron)):
        if share > 0:
            wanted.append(mean_kind(numbers, quantity) / share)
    return max(wanted)


def _people(case: Case, numbers: GrowthNumbers, settlers: Settlers | None) -> Infeasibility | None:
    if settlers is None or numbers.target <= numbers.housed:
        return None
    if settlers.birth_rate > 0 or settlers.migrant_rate > 0:
        return None
    return Infeasibility(
        [
            Conflict("settlers.birth_rate", "nobody is born in the settlement"),
            Conflict("settlers.migrant_rate", "nobody comes from Earth"),
            Conflict(_TARGET, f"{format_quantity(numbers.target, 'person')} are wanted"),
        ],
        [
            Relaxation("people.origin", 0.0, "set people.origin = ready"),
        ],
    )


def _material(case: Case, numbers: GrowthNumbers, _: Settlers | None) -> Infeasibility | None:
    for quantity, key in (
        ("nitrogen", "ceres.nitrogen_fraction"),
        ("steel", "ceres.iron_fraction"),
    ):
        share = numbers.body.nitrogen if quantity == "nitrogen" else numbers.body.iron
        if share <= 0 and mean_kind(numbers, quantity) > 0:
            wanted = format_quantity(mean_kind(numbers, quantity), "t")
            recovered = case[f"{'iron' if quantity == 'steel' else quantity}.recovery"]
            people = numbers.target - numbers.housed
            # Propellant that restores the spin takes room too.
            people *= 1.0 + numbers.body.restoring_mass
            least = mean_kind(numbers, quantity) * people / numbers.body.mass / recovered
            return Infeasibility(
                [
                    Conflict(key, "the body has none"),
                    Conflict(_TARGET, f"a person needs {wanted}"),
                ],
                [_moved(case, key, least, up=True)],
            )
    return None


def _mass(case: Case, numbers: GrowthNumbers, _: Settlers | None) -> Infeasibility | None:
    body, people = numbers.body, numbers.target - numbers.housed
    needed = mined_per_person(numbers) * people
    if case.choice("spin.restoration") == "allowed":
        free = body.spin_allowed / body.lost_spin
        needed += body.restoring_mass * max(needed - free, 0.0)
    if needed <= body.mass * (1 - _ROUNDING):
        return None
    share, most = needed / body.whole, numbers.housed + people * body.mass / needed
    conflict = [
        Conflict("limit.mined_share", f"{format_quantity(body.mass, 'kg')} may be mined"),
        Conflict(_TARGET, f"{format_quantity(needed, 'kg')} must be mined"),
    ]
    lifted = mean_kind(numbers, "mass") / numbers.arriving
    if mined_per_person(numbers) > lifted * (1 + _ROUNDING):
        scarce = mean_kind(numbers, "nitrogen") / body.nitrogen > lifted if body.nitrogen else False
        key = "ceres.nitrogen_fraction" if scarce else "ceres.iron_fraction"
        conflict.append(Conflict(key, "more is dug than lifted, for there is so little of it"))
    mends = [_moved(case, _TARGET, most, up=False)]
    if share <= 1.0:
        mends.insert(0, _moved(case, "limit.mined_share", share, up=True))
    return Infeasibility(conflict, mends)


def _spin(case: Case, numbers: GrowthNumbers, _: Settlers | None) -> Infeasibility | None:
    if case.choice("spin.restoration") == "allowed":
        return None
    body = numbers.body
    each = body.lost_spin * mined_per_person(numbers)
    share = each * (numbers.target - numbers.housed) / body.spin
    if share <= case["limit.spin_share"] * (1 - _ROUNDING):
        return None
    mends = [Relaxation("spin.restoration", 1.0, "set spin.restoration = allowed")]
    if share <= 1.0:
        mends.append(_moved(case, "limit.spin_share", share, up=True))
    mends.append(_moved(case, _TARGET, numbers.housed + body.spin_allowed / each, up=False))
    allowed = format_number(case["limit.spin_share"])
    return Infeasibility(
        [
            Conflict("limit.spin_share", f"lifting may take {allowed} of the angular momentum"),
            Conflict(_TARGET, f"lifting for so many takes {format_number(share)} of it"),
        ],
        mends,
    )


def stable_share(case: Case, numbers: GrowthNumbers) -> float:
    """The highest orbit over the Hill radius: the limit given, or what is stable."""
    given = case.optional("limit.orbit_share")
    return numbers.body.stable_radius / numbers.body.hill_radius if given is None else given


def _orbit(case: Case, numbers: GrowthNumbers, _: Settlers | None) -> Infeasibility | None:
    body, direction = numbers.body, case.choice("orbit.direction")
    most = stable_share(case, numbers) * body.hill_radius
    if body.orbit_radius <= most * (1 + _ROUNDING):
        return None
    highest, share = format_quantity(most, "km"), body.orbit_radius / body.hill_radius
    mends = [_moved(case, "orbit.radius", most, up=False)]
    retrograde = case["orbit.stable_retrograde"] * body.hill_radius
    if direction == "prograde" and body.orbit_radius <= retrograde:
        mends.append(Relaxation("orbit.direction", 1.0, "set orbit.direction = retrograde"))
    mends.append(_moved(case, "limit.orbit_share", share, up=True))
    wanted = format_quantity(body.orbit_radius, "km")
    return Infeasibility(
        [
            Conflict("limit.orbit_share", f"{direction} orbits are stable up to {highest}"),
            Conflict("orbit.radius", f"the settlement's orbit is to be {wanted}"),
        ],
        mends,
    )


def _disk(case: Case, numbers: GrowthNumbers, _: Settlers | None) -> Infeasibility | None:
    share = disk_radius(numbers) / numbers.body.orbit_radius
    allowed = case["limit.disk_share"]
    if share <= allowed * (1 + _ROUNDING):
        return None
    most = numbers.target * (allowed / share) ** 2
    radius = format_quantity(disk_radius(numbers), "km")
    return Infeasibility(
        [
            Conflict(
                "limit.disk_share", f"the disk may reach {format_number(allowed)} of its orbit"
            ),
            Conflict(_TARGET, f"so many need a disk of radius {radius}"),
        ],
        [
            _moved(case, "limit.disk_share", share, up=True),
            _moved(case, _TARGET, most, up=False),
        ],
    )


def disk_radius(numbers: GrowthNumbers) -> float:
    """Radius of the finished disk [m]."""
    return float((numbers.target * mean_kind(numbers, "disk_area") / PI) ** 0.5)


def _travel(case: Case, numbers: GrowthNumbers, _: Settlers | None) -> Infeasibility | None:
    share = mean_kind(numbers, "travel_power") / mean_kind(numbers, "reserve")
    allowed = case["limit.travel_share"]
    if share <= allowed * (1 + _ROUNDING):
        return None
    power = format_quantity(mean_kind(numbers, "travel_power"), "W")
    reserve = format_quantity(mean_kind(numbers, "reserve") * allowed, "W")
    mass = case["travel-network.vehicle_mass"] * allowed / share
    return Infeasibility(
        [
            Conflict("limit.travel_share", f"travel may take {reserve} a person"),
            Conflict("travel-network.cruise_speed", f"travel takes {power} a person"),
        ],
        [
            _moved(case, "travel-network.vehicle_mass", mass, up=False),
            _moved(case, "limit.travel_share", share, up=True),
        ],
    )


def _moved(case: Case, key: str, value: float, *, up: bool) -> Relaxation:
    """A parameter raised or lowered, to the digits shown on the side that mends."""
    unit = case.problem.parameters[key].unit
    value = round_outward(value, unit, _DIGITS, up=up)
    shown = format_quantity(value, unit, _DIGITS)
    return Relaxation(key, value, f"{'raise' if up else 'lower'} {key} to {shown}")
