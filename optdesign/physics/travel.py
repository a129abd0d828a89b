"""Travel inside a megasatellite: tunnels between habitats, vehicles and their energy."""

from __future__ import annotations

from typing import Any

from optdesign.physics.maths import PI, Quantity


def mean_distance(disk_radius: Quantity) -> Any:
    """Mean distance of two points of a disk, 128 R / (45 pi).

    Parameters
    ----------
    disk_radius : [m]

    Returns
    -------
    [m]

    Source
    ------
    Disk line picking.
    """
    return 128 * disk_radius / (45 * PI)


def tunnel_length(reflector_radius: Quantity, *, layers: Quantity) -> Any:
    """Tunnel per habitat of a hexagonal array, 6 R_p for each layer.

    Parameters
    ----------
    reflector_radius : [m], half the distance of neighbours
    layers : [1], parallel networks, as one at either end of the cylinders

    Returns
    -------
    [m]; every habitat has six neighbours and shares each tunnel with one of them

    Source
    ------
    Geometry.
    """
    return 6 * reflector_radius * layers


def tunnel_mass(length: Quantity, *, diameter: Quantity, areal_density: Quantity) -> Any:
    """Mass of tunnels, pi d l sigma.

    Parameters
    ----------
    length : [m]
    diameter : [m]
    areal_density : [kg/m2], of the wall, shielding included

    Returns
    -------
    [kg]

    Source
    ------
    Geometry; Janhunen, section 4.6, puts shielded tunnels at 2-3 % of all mass.
    """
    return PI * diameter * length * areal_density


def journey_energy(
    speed: Quantity,
    distance: Quantity,
    *,
    recovery: Quantity,
    drag: Quantity,
    efficiency: Quantity,
) -> Any:
    """Energy of a journey per mass of vehicle, [v^2 (1 - rho) / 2 + a l] / eta.

    Parameters
    ----------
    speed : [m/s]
    distance : [m]
    recovery : [1], share of the kinetic energy that braking returns
    drag : [m/s2], deceleration when coasting
    efficiency : [1], of the drive, in (0, 1]

    Returns
    -------
    [J/kg]

    Source
    ------
    Energy balance.
    """
    return (speed**2 * (1 - recovery) / 2 + drag * distance) / efficiency


def seats_in_use(
    journey_rate: Quantity, distance: Quantity, *, speed: Quantity, dwell_time: Quantity
) -> Any:
    """Seats under way or waiting per person, nu (l / v + t).

    Parameters
    ----------
    journey_rate : [1/s], journeys of one person
    distance : [m]
    speed : [m/s]
    dwell_time : [s], between two journeys of a vehicle

    Returns
    -------
    [1]

    Source
    ------
    Little's law.
    """
    return journey_rate * (distance / speed + dwell_time)
