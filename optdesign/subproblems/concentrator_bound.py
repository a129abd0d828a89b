"""A proven lower bound on weight per watt, by interval subdivision.

Weight per watt below z means N - (z - K) eta q < 0 somewhere, with N the weight of mirror, receiver
and mounts per aperture, q the heat per aperture, eta the engine's efficiency and K the weight of
engine, conditioning and radiator per watt. For given temperatures and slope error this expression
is minimized over diameter and concentration in closed form; over a box of the other three it is
bounded by its monotone parts. Where the bound is not negative on any box, no design is below z.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from optdesign.network.concentrator_unit import Unit
from optdesign.network.power_design import Floats
from optdesign.physics.concentrator import aperture_area, image_concentration, mirror_density
from optdesign.physics.radiator import radiated_flux

Range = tuple[float, float]
AXES = ("slope_error", "hot_temperature", "cold_temperature")
MOST_BOXES = 8_000_000
CHUNK = 50_000
TARGETS = (0.1, 1e-2, 1e-3, 5e-4, 1e-4, 1e-5, 1e-6)
_SAFETY = 1e-12


@dataclass(frozen=True)
class _Bounding:
    """What the bound of a box takes as given."""

    unit: Unit
    weights: Mapping[str, float]
    ranges: Mapping[str, Range]

    def lowest(self, cost: float, low: Floats, high: Floats) -> Floats:
        """Lower bound over boxes of N - (cost - K) eta q, relative to N; columns as `AXES`."""
        given = self.unit.collector
        share = self._most_converted(cost, low, high)
        light = np.maximum(share, 0.0) * given.flux * given.optical_efficiency
        fixed = self._mirror_weight(high[:, 0])
        steepness = given.capture_exponent * image_concentration(
            given.sun_half_angle,
            low[:, 0],
            concentration_factor=given.concentration_factor,
            error_widths=given.error_widths,
        )
        emitted = radiated_flux(low[:, 1], emissivity=given.emissivity, faces=1.0)
        per_receiver = self.weights["structure"] * given.receiver_density
        slope = per_receiver + np.maximum(share, 0.0) * emitted
        # In p = 1/C the rest is slope p - light (1 - exp(-steepness p)), which is convex.
        least, most = (1 / end for end in reversed(self.ranges["concentration"]))
        with np.errstate(divide="ignore"):
            best = np.log(light * steepness / slope) / steepness
        inverse = np.clip(best, least, most)
        rest = slope * inverse + light * np.expm1(-steepness * inverse)
        return np.asarray((fixed + rest) / fixed, dtype=np.float64)

    def _most_converted(self, cost: float, low: Floats, high: Floats) -> Floats:
        """Greatest (cost - K) eta in each box: weight that a watt of heat may carry."""
        engine = self.unit.engine
        if engine is None:
            return np.full(len(low), cost)
        conversion = engine.conversion(high[:, 1], low[:, 2])
        proportional = (
            self.weights["engine"] * engine.specific_mass
            + self.weights["conditioning"] * engine.conditioning_mass
            + self.weights["electronics"] * engine.conditioning_electronics
        )
        rejecting = radiated_flux(high[:, 2], emissivity=engine.emissivity, faces=engine.faces)
        radiator = self.weights["radiator"] * engine.radiator_density / rejecting
        return np.asarray((cost - proportional) * conversion - radiator * (1 - conversion))

    def _mirror_weight(self, slope: Floats) -> Floats:
        """Least weight of mirror and mounts per aperture over the diameter, at a slope error."""
        given, law = self.unit.collector, self.unit.collector.mirror
        mounts = self.weights["structure"] * (given.fixed_mass - given.fixed_electronics)
        mounts += self.weights["electronics"] * given.fixed_electronics
        accurate = mirror_density(slope, law["reference_diameter"], **law)
        exponent, growing = law["diameter_exponent"], 1 - law["flat_share"]
        # A mirror that does not grow heavier is best at the largest diameter, or any.
        steep = np.maximum(self.weights["structure"] * accurate * growing * exponent, 1e-300)
        low, high = self.ranges["aperture_diameter"]
        with np.errstate(over="ignore"):
            power = 8 * mounts / math.pi * law["reference_diameter"] ** exponent / steep
            diameter = np.clip(power ** (1 / (exponent + 2)), low, high)
        density = mirror_density(slope, diameter, **law)
        return np.asarray(self.weights["structure"] * density + mounts / aperture_area(diameter))


def proven_bound(
    unit: Unit, weights: Mapping[str, float], ranges: Mapping[str, Range], best: float
) -> float:
    """The largest of some fractions of ``best`` below which no design can be.

    Parameters
    ----------
    unit : the unit
    weights : of a kilogram of each part
    ranges : of all variables, SI; equal ends pin one
    best : weight per watt of the best design known

    Returns
    -------
    float
        a proven lower bound of weight per watt, 0 if nothing was proven
    """
    bounding, proven = _Bounding(unit, weights, ranges), 0.0
    for target in TARGETS:
        if not _excluded(bounding, best * (1 - target)):
            break
        proven = best * (1 - target)
    return proven


def _excluded(bounding: _Bounding, cost: float) -> bool:
    """Whether boxes that cover all designs prove that none has a lower cost."""
    span = [bounding.ranges.get(axis, (1.0, 1.0)) for axis in AXES]
    low = np.array([[start for start, _ in span]])
    high = np.array([[end for _, end in span]])
    # Depth first in chunks: the front of millions of boxes would not fit the memory.
    waiting, seen = [(low, high)], 0
    while waiting:
        low, high = waiting.pop()
        seen += len(low)
        if seen > MOST_BOXES:
            return False
        left = ~(bounding.lowest(cost, low, high) >= _SAFETY)  # what is no number proves nothing
        if left.any():
            low, high = _split(bounding, cost, low[left], high[left])
            pieces = math.ceil(len(low) / CHUNK)
            waiting += zip(np.array_split(low, pieces), np.array_split(high, pieces), strict=True)
    return True


def _split(bounding: _Bounding, cost: float, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Halve each box across the axis whose width costs the bound most."""
    middle, gains = (low + high) / 2, []
    for axis in range(len(AXES)):
        inner_low, inner_high = low.copy(), high.copy()
        inner_low[:, axis] = inner_high[:, axis] = middle[:, axis]
        gain = bounding.lowest(cost, inner_low, inner_high)
        gains.append(np.where(high[:, axis] > low[:, axis], gain, -np.inf))
    axis = np.argmax(np.array(gains), axis=0)
    rows = np.arange(len(low))
    lower_high, upper_low = high.copy(), low.copy()
    lower_high[rows, axis] = upper_low[rows, axis] = middle[rows, axis]
    return np.concatenate([low, upper_low]), np.concatenate([lower_high, high])
