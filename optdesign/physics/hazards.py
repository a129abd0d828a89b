"""Links cut by particles: how often, for how long, and how far apart their spares must be."""

from __future__ import annotations

from typing import Any

from optdesign.physics.maths import PI, Quantity


def cut_rate(
    length: Quantity,
    *,
    diameter: Quantity,
    particle_flux: Quantity,
    particle_diameter: Quantity,
    exponent: Quantity,
    severing_ratio: Quantity,
) -> Any:
    """Cuts of a line per time, F0 (s D / d0)^-n D L.

    Parameters
    ----------
    length : [m], L, of conductor there and back, >= 0
    diameter : [m], D, > 0
    particle_flux : [1/m2/s], F0, of particles larger than the reference, >= 0
    particle_diameter : [m], d0, the reference, > 0
    exponent : [1], n, of the fall of the flux with size, > 1
    severing_ratio : [1], s, diameter of a particle that cuts over that of the line, > 0

    Returns
    -------
    [1/s]; a thicker line is cut more seldom

    Source
    ------
    Area hit times a flux that falls as a power of size.
    """
    flux = particle_flux * (severing_ratio * diameter / particle_diameter) ** -exponent
    return flux * diameter * length


def outage_share(rate: Quantity, *, repair_time: Quantity) -> Any:
    """Share of the time that a link is out, r t / (1 + r t).

    Parameters
    ----------
    rate : [1/s], r, of failures, >= 0
    repair_time : [s], t, >= 0

    Returns
    -------
    [1], in [0, 1)

    Source
    ------
    Alternating renewal of work and repair.
    """
    return rate * repair_time / (1 + rate * repair_time)


def debris_spacing(diameter: Quantity, *, fragments: Quantity, probability: Quantity) -> Any:
    """Distance at which fragments of one line rarely cut its neighbour, N D / (2 pi p).

    Parameters
    ----------
    diameter : [m], D, of the neighbour, >= 0
    fragments : [1], N, that can cut, of one broken line, >= 0
    probability : [1], p, that one of them hits, in (0, 1]

    Returns
    -------
    [m]

    Source
    ------
    Fragments flying across the line evenly to all sides; the neighbour fills D / (2 pi s) of them.
    """
    return fragments * diameter / (2 * PI * probability)
