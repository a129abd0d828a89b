"""How far heat pipes carry heat, and so how much one converter can give off."""

from __future__ import annotations

from typing import Any

from optdesign.physics.maths import Quantity, sqrt


def pipe_reach(flux: Quantity, *, transport_capacity: Quantity, spacing: Quantity) -> Any:
    """Longest panel that its heat pipes can feed, sqrt(2 C / (q s)).

    Parameters
    ----------
    flux : [W/m2], q, given off per area of panel, > 0
    transport_capacity : [W*m], C, power times effective length that one pipe carries, > 0
    spacing : [m], s, from pipe to pipe, > 0

    Returns
    -------
    [m]

    Source
    ------
    Capillary limit: a pipe that gives off q s evenly over its length l carries q s l over l/2.
    """
    return sqrt(2 * transport_capacity / (flux * spacing))


def module_heat(flux: Quantity, *, reach: Quantity, width: Quantity) -> Any:
    """Heat that one module sheds by panels on two sides, 2 q l w.

    Parameters
    ----------
    flux : [W/m2], q, given off per area of panel, >= 0
    reach : [m], l, of the heat pipes, >= 0
    width : [m], w, of the module along which the pipes start, > 0

    Returns
    -------
    [W]

    Source
    ------
    Geometry.
    """
    return 2 * flux * reach * width
