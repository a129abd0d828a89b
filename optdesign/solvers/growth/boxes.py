"""Boxes of slope error and hot temperature that may hold a concentrator worth more than its cost.

In each box every term of worth less cost, as `continuum` has it, is taken where it is best; boxes
that fail are halved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optdesign.network.concentrator import Collector
from optdesign.physics import concentrator
from optdesign.physics.constants import STEFAN_BOLTZMANN

Floats = NDArray[np.float64]

DEPTH = 9
"""Boxes are halved so often: the ranges of slope error and hot temperature in 512 parts each."""
COARSE = 4


@dataclass(frozen=True)
class Costs:
    """What the parts of a unit cost, each (moments,), and what a watt is worth."""

    watt: Floats
    structure: Floats
    electronics: Floats
    engine: Floats
    conditioning: Floats
    radiator: Floats

    def at(self, moments: NDArray[np.intp]) -> Costs:
        """Some of the moments."""
        parts = (self.watt, self.structure, self.electronics)
        rest = (self.engine, self.conditioning, self.radiator)
        return Costs(*(part[moments] for part in (*parts, *rest)))


Gain = Callable[[Costs, Floats, Floats], Floats]
"""Upper bound of g for hot temperatures up to each edge, (moments, edges)."""


class Boxes:
    """Boxes of slope error and hot temperature on a dyadic grid, with tables by edge."""

    def __init__(
        self,
        costs: Costs,
        rho: Floats,
        given: Collector,
        slopes: tuple[float, float],
        hot: tuple[float, float],
        diameters: tuple[float, float],
        gain: Gain,
    ) -> None:
        self.depth = (DEPTH if slopes[1] > slopes[0] else 0, DEPTH if hot[1] > hot[0] else 0)
        slope = np.geomspace(*slopes, 2 ** self.depth[0] + 1)
        self.hot = np.linspace(*hot, 2 ** self.depth[1] + 1)
        self.given, self.costs, self.rho = given, costs, rho
        limit = concentrator.image_concentration(
            given.sun_half_angle,
            slope,
            concentration_factor=given.concentration_factor,
            error_widths=given.error_widths,
        )
        self.capture = given.capture_exponent * limit
        self.mirror = _least_mirror(costs, given, slope, diameters)
        self.gain = gain(costs, rho, self.hot)

    def may_pay(self) -> NDArray[np.bool_]:
        """Moments at which some box is not proven to hold nothing that pays."""
        count = len(self.rho)
        size = [2 ** max(depth - COARSE, 0) for depth in self.depth]
        axes = [
            np.arange(2**depth // step) * step for depth, step in zip(self.depth, size, strict=True)
        ]
        moment, s, t = (
            part.ravel() for part in np.meshgrid(np.arange(count), *axes, indexing="ij")
        )
        while True:
            keep = self._surplus(moment, s, t, size) > 0
            moment, s, t = moment[keep], s[keep], t[keep]
            if not moment.size or max(size) == 1:
                break
            for axis in (0, 1):
                if size[axis] > 1:
                    size[axis] //= 2
                    moment, s, t = (np.concatenate([part, part]) for part in (moment, s, t))
                    shifted = (s, t)[axis]
                    shifted[len(shifted) // 2 :] += size[axis]
        found = np.zeros(count, dtype=bool)
        found[moment] = True
        return found

    def _surplus(
        self, moment: NDArray[np.intp], s: NDArray[np.intp], t: NDArray[np.intp], size: list[int]
    ) -> Floats:
        """Upper bound of worth less rho times cost, per area of aperture, in each box."""
        given, rho = self.given, self.rho[moment]
        far_s = np.minimum(s + size[0], len(self.capture) - 1)
        far_t = np.minimum(t + size[1], len(self.hot) - 1)
        capture, g = self.capture[s], self.gain[moment, far_t]
        loss = g * (given.emissivity * STEFAN_BOLTZMANN) * self.hot[t] ** 4
        loss = loss + rho * self.costs.structure[moment] * given.receiver_density
        light = given.flux * g * given.optical_efficiency
        openness = np.log(np.maximum(light * capture / loss, 1.0)) / capture
        collected = light * -np.expm1(-capture * openness) - loss * openness
        return np.asarray(collected - rho * self.mirror[moment, far_s])


def _least_mirror(
    costs: Costs, given: Collector, slope: Floats, diameters: tuple[float, float]
) -> Floats:
    """Least cost of mirror and fixed parts per area of aperture, (moments, slopes)."""
    structure = costs.structure[:, None]
    fixed = (given.fixed_mass - given.fixed_electronics) * structure
    fixed = fixed + given.fixed_electronics * costs.electronics[:, None]
    law = given.mirror
    exponent, width = law["diameter_exponent"], law["reference_diameter"]
    stiff = concentrator.mirror_density(slope, width, **law) * (1 - law["flat_share"])
    # Zero of the derivative of m(s, D) c + 4 f / (pi D^2), which has one minimum.
    steep = np.maximum(stiff * structure * exponent, 1e-300)
    best = (8 * fixed * width**exponent / (np.pi * steep)) ** (1 / (exponent + 2))
    best = np.clip(best, *diameters)
    density = concentrator.mirror_density(slope, best, **law)
    return np.asarray(structure * density + fixed / concentrator.aperture_area(best))
