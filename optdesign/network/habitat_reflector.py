"""The least reflector that lights a habitat and leaves its walls enough sky to cool."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from optdesign.physics.habitat_assessment import HabitatAssumptions, assess

Floats = NDArray[np.float64]
_SCAN = 96
_HALVINGS = 60


def least_reflector(
    radius: Floats,
    soil_depth: Floats,
    given: HabitatAssumptions,
    *,
    pitch: tuple[float, float],
    bounds: tuple[float, float],
) -> Floats:
    """Smallest reflector radius with light and cooling, for many habitats at once.

    More mirror gives more sky but also more panels, whose power must be rejected too, so the room
    for heat need not grow evenly: the first crossing is taken on a scan and then halved.

    Parameters
    ----------
    radius, soil_depth : (n,) [m]
    given : all else
    pitch : [1], range of reflector radius over radius
    bounds : [m], range of the reflector radius itself; equal ends pin it

    Returns
    -------
    (n,) [m]; the largest one allowed where none will do
    """
    highest = np.minimum(pitch[1] * radius, bounds[1])
    if bounds[0] == bounds[1]:
        return np.full_like(radius, bounds[0])
    light = assess(radius, soil_depth, highest, given)["light_radius"]
    lowest = np.minimum(
        np.maximum.reduce([pitch[0] * radius, light, 0 * light + bounds[0]]), highest
    )
    shares = np.linspace(0.0, 1.0, _SCAN)
    scan = lowest[:, None] * (highest / lowest)[:, None] ** shares
    scan[:, 0], scan[:, -1] = lowest, highest
    cooled = _cooled(radius[:, None], soil_depth[:, None], scan, given)
    first = np.argmax(cooled, axis=1)
    rows = np.arange(len(radius))
    high = np.where(cooled.any(axis=1), scan[rows, first], highest)
    low = np.where(first > 0, scan[rows, np.maximum(first - 1, 0)], high)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        enough = _cooled(radius, soil_depth, middle, given)
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return high


def _cooled(
    radius: Floats, soil_depth: Floats, reflector_radius: Floats, given: HabitatAssumptions
) -> NDArray[np.bool_]:
    found = assess(radius, soil_depth, reflector_radius, given)["cooling_ratio"]
    return np.asarray(found >= 1.0)
