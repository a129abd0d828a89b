"""Whether the cylinders of a settlement can be lived in, recomputed from physics."""

from __future__ import annotations

import math

import numpy as np

from optdesign.network.habitat_case import fit_range, read_assumptions
from optdesign.problem import Case
from optdesign.solution import Check
from optdesign.subproblems.megasatellite import HabitatKind
from optdesign.verify.growth.habitability import Floats, lacks

TOLERANCE = 1e-6
_MIRRORS = 4001


def habitat_checks(case: Case, kinds: tuple[HabitatKind, ...]) -> list[Check]:
    """What each size of cylinder lacks with the reflector that its share of the disk has."""
    worst: dict[str, float] = {}
    for kind in kinds:
        mirror = math.sqrt(kind.disk_area * kind.people / (2 * math.sqrt(3)))
        for name, values in _lacks(case, kind.radius, np.array([mirror])).items():
            worst[name] = max(worst.get(name, -1.0), float(values[0]))
    return [Check(name, value, TOLERANCE) for name, value in worst.items()]


def habitable(case: Case) -> bool:
    """Whether any reflector does for every size of cylinder, tried one by one."""
    radii = [case["habitat.radius"], case["mix.second_radius"]]
    for radius in radii if case["mix.second_share"] > 0 else radii[:1]:
        low, high = fit_range(case, "pitch_ratio")
        missed = _lacks(case, radius, radius * np.geomspace(low, high, _MIRRORS))
        if not (np.max(list(missed.values()), axis=0) <= TOLERANCE).any():
            return False
    return True


def _lacks(case: Case, radius: float, mirror: Floats) -> dict[str, Floats]:
    size, depth = np.full_like(mirror, radius), np.full_like(mirror, case["habitat.soil_depth"])
    return lacks(case, read_assumptions(case), size, depth, mirror)
