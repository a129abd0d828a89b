"""Trucks on the ground of a small body: they run by day on their own panels and stop at night."""

from __future__ import annotations

from typing import Any

from optdesign.physics.maths import Quantity


def haul_energy(
    distance: Quantity,
    *,
    gravity: Quantity,
    rolling_resistance: Quantity,
    payload_ratio: Quantity,
    efficiency: Quantity,
) -> Any:
    """Energy per kilogram moved, there full and back empty, c g l (p + 2) / (p eta).

    Parameters
    ----------
    distance : [m], one way
    gravity : [m/s2], on the ground
    rolling_resistance : [1], force over weight
    payload_ratio : [1], load over the truck's own mass
    efficiency : [1], of the drive, in (0, 1]

    Returns
    -------
    [J/kg]

    Source
    ------
    Energy balance.
    """
    loads = (payload_ratio + 2) / payload_ratio
    return rolling_resistance * gravity * distance * loads / efficiency


def haul_productivity(
    distance: Quantity, *, speed: Quantity, payload_ratio: Quantity, duty: Quantity
) -> Any:
    """Mass moved per time and mass of truck, p d v / (2 l).

    Parameters
    ----------
    distance : [m], one way
    speed : [m/s]
    payload_ratio : [1], load over the truck's own mass
    duty : [1], share of the time under way; at most a half where trucks stop at night

    Returns
    -------
    [1/s]

    Source
    ------
    Round trips per time.
    """
    return payload_ratio * duty * speed / (2 * distance)
