"""Whether habitats can be lived in: what each lacks by physics, and designs drawn at random."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from optdesign.network.habitat_case import fit_range
from optdesign.network.habitats import LIMITED, lever_range, read_habitat
from optdesign.physics.habitat_assessment import HabitatAssumptions, assess
from optdesign.physics.structure import limit_radius
from optdesign.problem import Case

Floats = NDArray[np.float64]

_DRAWN = 40_000
_ENDS = 0.1
"""Share of the designs drawn at either end of a range."""


def lacks(
    case: Case, given: HabitatAssumptions, radius: Floats, depth: Floats, mirror: Floats
) -> dict[str, Floats]:
    """By how much each requirement is missed by designs [1]; at most zero where it is kept.

    Parameters
    ----------
    case : for the limits of its problem and the range of the cooling fit
    given : all else
    radius, depth, mirror : [m], of habitat, soil and reflector, arrays of one length
    """
    found = assess(radius, depth, mirror, given)
    heavy = limit_radius(
        gravity=given.gravity, steel_density=given.steel_density, steel_stress=given.steel_stress
    )
    floors = given.rural_height + given.channel_width + given.urban_height
    short = {
        "light missing": 1.0 - found["light_ratio"],
        "heat that cannot be rejected": 1.0 - found["cooling_ratio"],
        "radius over what steel can hold": radius / heavy - 1.0,
        "height of the floors over the radius": floors / radius - 1.0,
    }
    for ratio in ("pitch_ratio", "aspect_ratio"):
        low, high = fit_range(case, ratio)
        outside = np.maximum(low / found[ratio] - 1.0, found[ratio] / high - 1.0)
        short[f"{ratio} outside the range of the cooling fit"] = outside
    short |= _beyond_limits(case, dict(found) | {"soil_depth": depth})
    return {
        key: np.nan_to_num(values * np.ones_like(radius), nan=math.inf)
        for key, values in short.items()
    }


def _beyond_limits(case: Case, found: Mapping[str, Floats]) -> dict[str, Floats]:
    """How far the limits that refuse single designs are passed."""
    limits = {
        key: limit
        for key, limit in case.problem.limits.items()
        if limit.outcome in LIMITED and math.isfinite(case[key])
    }
    return {
        key: (found[limit.outcome] - case[key])
        * (1.0 if limit.sense == "<=" else -1.0)
        / max(abs(case[key]), 1e-300)
        for key, limit in limits.items()
    }


def habitats_drawn(case: Case, distance: float, tolerance: float) -> int:
    """How many of many designs drawn at random, ends of ranges included, keep everything.

    Parameters
    ----------
    case : with the levers radius and soil_depth
    distance : [m], from the Sun
    tolerance : by which a requirement may be missed
    """
    given, _ = read_habitat(case, distance)
    random = np.random.default_rng(case.settings.seed)

    def drawn(low: float, high: float) -> Floats:
        shares = random.uniform(-_ENDS, 1 + _ENDS, _DRAWN).clip(0.0, 1.0)
        return np.asarray(low + (high - low) * shares)

    radius = drawn(*case.lever_range("radius"))
    depth = drawn(*case.lever_range("soil_depth"))
    low, high = fit_range(case, "pitch_ratio")
    least, most = lever_range(case, "reflector_radius")
    mirror = np.clip(radius * np.exp(drawn(math.log(low), math.log(high))), least, most)
    worst = np.max(list(lacks(case, given, radius, depth, mirror).values()), axis=0)
    return int((worst <= tolerance).sum())
