"""Beams as designs: the apertures that a captured share asks for."""

from __future__ import annotations

from typing import Any

from optdesign.physics.maths import Quantity, log, sqrt


def aperture_product(distance: Quantity, *, capture: Quantity, wavelength: Quantity) -> Any:
    """Product of both apertures that catches a share of the beam, -ln(1 - f) (lambda r)^2.

    Parameters
    ----------
    distance : [m], r, > 0
    capture : [1], f, share of the beam caught, in [0, 1)
    wavelength : [m], lambda, > 0

    Returns
    -------
    [m**4]

    Source
    ------
    Goubau's relation solved for the areas; W. C. Brown, history of power transmission by radio
    waves (1984).
    """
    return -log(1 - capture) * (wavelength * distance) ** 2


def balanced_transmitter(
    product: Quantity, *, transmitter_density: Quantity, receiver_density: Quantity
) -> Any:
    """Transmitter area of the lightest pair of apertures, sqrt(K mr / mt).

    Parameters
    ----------
    product : [m**4], K, of both areas, >= 0
    transmitter_density : [kg/m2], mt, > 0
    receiver_density : [kg/m2], mr, >= 0

    Returns
    -------
    [m2]; both apertures then weigh the same, sqrt(K mt mr)

    Source
    ------
    Least mt At + mr Ar with At Ar = K.
    """
    return sqrt(product * receiver_density / transmitter_density)
