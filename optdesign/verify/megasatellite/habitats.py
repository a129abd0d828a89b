"""Whether the cylinders of a settlement can be lived in, recomputed from physics."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from optdesign.network.habitat_case import fit_range, read_assumptions
from optdesign.physics.habitat_assessment import assess
from optdesign.physics.structure import limit_radius
from optdesign.problem import Case
from optdesign.solution import Check
from optdesign.subproblems.megasatellite import HabitatKind

Floats = NDArray[np.float64]

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
        mirrors = radius * np.geomspace(low, high, _MIRRORS)
        lacks = np.max(list(_lacks(case, radius, mirrors).values()), axis=0)
        if not (lacks <= TOLERANCE).any():
            return False
    return True


def _lacks(case: Case, radius: float, mirror: Floats) -> dict[str, Floats]:
    """By how much each requirement is missed with each reflector; at most zero if it is kept."""
    given, every = read_assumptions(case), np.ones_like(mirror)
    found = assess(radius, case["habitat.soil_depth"], mirror, given)
    heavy = limit_radius(
        gravity=given.gravity, steel_density=given.steel_density, steel_stress=given.steel_stress
    )
    floors = given.rural_height + given.channel_width + given.urban_height
    lacks = {
        "light missing": 1.0 - found["light_ratio"],
        "heat that cannot be rejected": 1.0 - found["cooling_ratio"],
        "radius over what steel can hold": (radius / heavy - 1.0) * every,
        "height of the floors over the radius": (floors / radius - 1.0) * every,
    }
    for ratio in ("pitch_ratio", "aspect_ratio"):
        low, high = fit_range(case, ratio)
        value = found[ratio] * every
        outside = np.maximum(low / value - 1.0, value / high - 1.0)
        lacks[f"{ratio} outside the range of the cooling fit"] = outside
    return {key: np.where(np.isnan(values), np.inf, values) for key, values in lacks.items()}
