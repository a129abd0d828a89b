"""The cylinder a settlement is made of: the least reflector for its radius, and what it lacks."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from optdesign.network.habitat_case import (
    fit_range,
    largest_radius,
    read_assumptions,
    smallest_radius,
)
from optdesign.network.habitat_reflector import least_reflector
from optdesign.physics.cooling import shield_radius
from optdesign.physics.habitat import floor_area
from optdesign.physics.habitat_assessment import assess
from optdesign.problem import Case

_TOLERANCE = 1e-9
"""Relative; a habitat on a requirement keeps it."""


def chosen_radii(case: Case) -> list[tuple[str, float]]:
    """Key of the radius and share of the people at the end, of each size of cylinder."""
    second = case["mix.second_share"]
    shares = (("habitat.radius", 1.0 - second), ("mix.second_radius", second))
    return [(key, share) for key, share in shares if share > 0]


def habitat_design(case: Case, radius: float) -> dict[str, float]:
    """The habitat of a radius with the least reflector, as `physics.habitat_assessment` has it."""
    given = read_assumptions(case)
    depth = np.array([case["habitat.soil_depth"]])
    mirror = least_reflector(
        np.array([radius]), depth, given, pitch=fit_range(case, "pitch_ratio"), bounds=(0.0, np.inf)
    )
    found = assess(radius, float(depth[0]), float(mirror[0]), given)
    outer = shield_radius(radius, soil_depth=float(depth[0]), shield_gap=given.shield_gap)
    side = floor_area(outer, given.length)
    outside = float(side + 2 * math.pi * outer**2)
    return {key: float(value) for key, value in found.items()} | {
        "radius": radius,
        "reflector_radius": float(mirror[0]),
        "outside": outside,
    }


def lacking(case: Case, design: Mapping[str, float]) -> list[str]:
    """Requirements of `network.habitat_case.REQUIREMENTS` that a design does not keep."""
    given = read_assumptions(case)
    spans = {
        "light": (design["light_ratio"], 1.0, math.inf),
        "cooling": (design["cooling_ratio"], 1.0, math.inf),
        "steel.stress": (design["radius"], smallest_radius(given), largest_radius(given)),
    }
    for ratio in ("pitch_ratio", "aspect_ratio"):
        spans[f"sky-factor.{ratio}"] = (design[ratio], *fit_range(case, ratio))
    return [
        key
        for key, (value, low, high) in spans.items()
        # What is no number keeps nothing.
        if not low * (1 - _TOLERANCE) <= value <= high * (1 + _TOLERANCE)
        or (key == "steel.stress" and not design["steel_per_person"] > 0)
    ]
