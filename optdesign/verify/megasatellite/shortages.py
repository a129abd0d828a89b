"""What there is too little of for a settlement's target, whichever way it grows."""

from __future__ import annotations

import math

from optdesign.problem import Case
from optdesign.verify.megasatellite.needs import Needs

_ROUNDING = 1e-6


def shortages(case: Case, needs: Needs) -> set[str]:
    """Keys of all that no schedule has enough of; empty if none is known to be short."""
    found = {
        "limit.mined_share": _mined(case, needs) / needs.minable,
        "limit.spin_share": _spin(case, needs) / needs.spin_allowed,
        "limit.orbit_share": _orbit(case),
        "limit.disk_share": _disk(needs) / case["orbit.radius"] / case["limit.disk_share"],
        "limit.travel_share": _travel(case, needs) / case["limit.travel_share"],
        "settlers.birth_rate": _nobody(case, needs),
        "ceres.nitrogen_fraction": math.inf if _wanting(needs, "nitrogen") else 0.0,
        "ceres.iron_fraction": math.inf if _wanting(needs, "steel") else 0.0,
    }
    return {key for key, used in found.items() if used > 1 - _ROUNDING}


def _newcomers(case: Case, needs: Needs) -> float:
    return needs.target - min(case["initial.habitats"] * needs.people[0], needs.target)


def _dug(needs: Needs) -> float:
    """Mass of the ground for one person [kg]: for all of it, for its air or for its steel."""
    used = [needs.mean(needs.mass) / needs.arriving]
    for amount, share in (
        (needs.nitrogen, needs.nitrogen_share),
        (needs.steel, needs.iron_share),
    ):
        used += [needs.mean(amount) / share] if share > 0 else []
    return max(used)


def _mined(case: Case, needs: Needs) -> float:
    mass = _dug(needs) * _newcomers(case, needs)
    if case.choice("spin.restoration") == "none":
        return mass
    owed = max(mass - needs.spin_allowed / needs.lost_spin, 0.0)
    return mass + needs.restoring_mass * owed


def _spin(case: Case, needs: Needs) -> float:
    restored = case.choice("spin.restoration") == "allowed"
    return 0.0 if restored else needs.lost_spin * _dug(needs) * _newcomers(case, needs)


def _orbit(case: Case) -> float:
    """Radius of the orbit over the largest allowed."""
    allowed = case.optional("limit.orbit_share")
    if allowed is None:
        if case.choice("lifting.energy") == "paper":
            return 0.0
        allowed = case[f"orbit.stable_{case.choice('orbit.direction')}"]
    nearest = case["ceres.semi_major_axis"] * (1 - case["ceres.eccentricity"])
    hill = nearest * math.cbrt(case["ceres.mass"] / case["sun.mass"] / 3)
    return case["orbit.radius"] / hill / allowed


def _disk(needs: Needs) -> float:
    return math.sqrt(needs.target * needs.mean(needs.disk_area) / math.pi)


def _travel(case: Case, needs: Needs) -> float:
    """Power of travel over what the panels have beyond what habitats may use."""
    spare = (1 - case["panel.share"]) * needs.mean(needs.own_power)
    power = needs.mean(needs.travel_power)
    return power / spare if spare > 0 else math.inf


def _nobody(case: Case, needs: Needs) -> float:
    ready = case.choice("people.origin") == "ready"
    return 0.0 if ready or needs.birth_rate + needs.migrant_rate > 0 else math.inf


def _wanting(needs: Needs, element: str) -> bool:
    share = needs.nitrogen_share if element == "nitrogen" else needs.iron_share
    return share <= 0 < needs.mean(getattr(needs, element))
