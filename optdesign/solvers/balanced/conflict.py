"""Why an industry cannot grow, and the least change that lets it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from optdesign.errors import SolveError
from optdesign.formulations.replication import (
    ASSEMBLY,
    DISTANCE,
    FABRICATION,
    imports_are_free,
    industry_families,
    industry_lines,
    learning_factor,
    learnt,
)
from optdesign.network.concentrator import irreducible_owner
from optdesign.network.model import IMPORTABLE, Network
from optdesign.problem import Case
from optdesign.solution import Conflict, Infeasibility, Relaxation
from optdesign.solvers.balanced.growth import BalancedGrowth, priced_growth
from optdesign.subproblems.power_pricing import PricedFamily
from optdesign.units import format_quantity

_POINTS = 6
_MOST_FACTOR = 1e12
_CLOSE = 1e-3
_SLACK = 1e-4


def diagnose(case: Case, found: BalancedGrowth, priced: Sequence[PricedFamily]) -> Infeasibility:
    """Requirements that together forbid growth, and what mends them, the least change first."""
    if set(found.missing) & IMPORTABLE and not imports_are_free(case):
        closure = _closure(case, found)
        if closure.relaxation:
            return closure
    mends = _mends(case, priced)
    conflict = [Conflict(key, text) for key, text in _reasons(case, found, mends)]
    return Infeasibility(conflict, [mend for _, mend in mends])


def _closure(case: Case, found: BalancedGrowth) -> Infeasibility:
    """Something that only Earth makes is needed, and nothing is imported."""
    keys = [k for k in case.values if k.endswith("irreducible_share") and case[k] > 0]
    kept = list(keys)
    for key in keys:  # the smallest set: leave out what does not matter
        fewer = [other for other in kept if other != key]
        if not _grows(_without_irreducible(case, [k for k in keys if k not in fewer])):
            kept = fewer
    conflict = [Conflict("imports.policy", "nothing is imported")]
    conflict += [
        Conflict(
            key,
            f"{format_quantity(case[key], 'percent')} of the mass of {irreducible_owner(key)} "
            "is only made on Earth",
        )
        for key in kept
    ]
    if "electronics" in found.missing:
        conflict.append(Conflict("electronics", "no line makes electronics"))
    mends = [
        Relaxation(key, 0.0, f"lower {key} to 0")
        for key in kept
        if _grows(_without_irreducible(case, [key]))
    ]
    if not mends and keys and _grows(_without_irreducible(case, keys)):
        mends = [Relaxation(keys[0], 0.0, f"lower all of {', '.join(keys)} to 0")]
    if _grows(case.with_value("imports.policy", "free")):
        mends.append(Relaxation("imports.policy", math.nan, "set imports.policy to free"))
    return Infeasibility(conflict, mends)


def _without_irreducible(case: Case, keys: Sequence[str]) -> Case:
    for key in keys:
        case = case.with_value(key, 0.0)
    return case


def _grows(case: Case, priced: Sequence[PricedFamily] | None = None) -> bool:
    if priced is None:
        priced = [PricedFamily(family, points=_POINTS) for family in industry_families(case)]
    network = Network(learnt(industry_lines(case), learning_factor(case, 0)), ())
    imports = imports_are_free(case)
    try:
        return priced_growth(network, priced, imports=imports, sign_only=True).rate > 0
    except SolveError:  # numbers too extreme to be of use to anyone
        return False


def _mends(case: Case, priced: Sequence[PricedFamily]) -> list[tuple[float, Relaxation]]:
    """Least factors on single parameters with which there is growth, the smallest first."""
    found = []
    for key in _candidates(case):
        closer = key == DISTANCE
        factor = _least_factor(case, key, None if closer else priced)
        if factor is not None:
            now = case[key] if case.optional(key) is not None else case[ASSEMBLY]
            best = now / factor if closer else now * factor
            unit = case.problem.parameters[key].unit
            word = "lower" if closer else "raise"
            text = f"{word} {key} to {format_quantity(best, unit, 4)}"
            found.append((factor, Relaxation(key, best, text)))
    return sorted(found, key=lambda mend: mend[0])


def _candidates(case: Case) -> list[str]:
    speeds = [key for key in case.values if key.endswith(".productivity")]
    if case.optional(FABRICATION) is not None:
        speeds = [FABRICATION if key == ASSEMBLY else key for key in speeds]
    return [*speeds, DISTANCE]


def _least_factor(case: Case, key: str, priced: Sequence[PricedFamily] | None) -> float | None:
    """Least factor by which a parameter must be better, None if no factor helps."""

    def enough(factor: float) -> bool:
        better = case[key] / factor if key == DISTANCE else case[key] * factor
        return _grows(case.with_value(key, better), priced)

    limit = 100.0 if key == DISTANCE else _MOST_FACTOR
    if not enough(limit):
        return None
    low, high = 0.0, math.log(limit)
    while high - low > _CLOSE:
        middle = (low + high) / 2
        low, high = (low, middle) if enough(math.exp(middle)) else (middle, high)
    return math.exp(high) * (1 + _SLACK)


def _reasons(
    case: Case, found: BalancedGrowth, mends: Sequence[tuple[float, Relaxation]]
) -> list[tuple[str, str]]:
    """What stands against growth, a sentence for each parameter that could mend it."""
    if found.missing:
        lacking = " and ".join(found.missing)
        start = f"nothing delivers {lacking} at this distance from the Sun"
        return [(DISTANCE, start)]
    rate = format_quantity(-found.rate, "1/year", 3)
    reasons = [("growth_rate", f"the best mix only shrinks, by {rate}")]
    for _, mend in mends:
        unit = case.problem.parameters[mend.key].unit
        verb = "is too far" if mend.key == DISTANCE else "is too slow"
        shown = format_quantity(case[mend.key], unit, 4)
        reasons.append((mend.key, f"{mend.key} of {shown} {verb}"))
    return reasons
