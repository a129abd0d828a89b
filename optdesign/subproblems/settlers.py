"""People for the habitats: births, and ships from Earth through the windows of its orbit."""

from __future__ import annotations

import math
from dataclasses import dataclass

from optdesign.physics import elevator, transfer
from optdesign.physics.constants import ASTRONOMICAL_UNIT, STANDARD_GRAVITY
from optdesign.physics.maths import exp
from optdesign.problem import Case


@dataclass(frozen=True, kw_only=True)
class Settlers:
    """What bringing people takes, in SI; a ship makes one voyage each way a cycle."""

    birth_rate: float
    """[1/s]"""
    migrant_rate: float
    """[1/s], people, at most"""
    cycle: float
    """[s] from one departure of a ship to its next, whole launch windows"""
    window: float
    """[s] from one launch window to the next"""
    voyage: float
    """[s] under way"""
    delta_v: float
    """[m/s] one way"""
    seat_mass: float
    """[kg] of ship per seat"""
    seat_energy: float
    """[J] to build it"""
    voyage_mass: float
    """[kg] of propellant for both ways"""
    voyage_energy: float
    """[J] of the drive for both ways"""


def read_settlers(case: Case) -> Settlers | None:
    """Ships and births of a case; None where people are there as soon as habitats are.

    Ships leave the settlement empty with the propellant for both ways and come back full. They are
    counted as a stream: the windows only set how often a ship can go.
    """
    if case.choice("people.origin") == "ready":
        return None
    sun = float(elevator.gravitational_parameter(case["sun.mass"]))
    here, earth = case["ceres.semi_major_axis"], ASTRONOMICAL_UNIT
    window = float(
        transfer.synodic_period(
            transfer.orbital_period(earth, gravitational_parameter=sun),
            transfer.orbital_period(here, gravitational_parameter=sun),
        )
    )
    voyage = case["settlers.voyage_ratio"] * float(
        transfer.hohmann_time(earth, here, gravitational_parameter=sun)
    )
    both = 2 * (voyage + case["settlers.turnaround"])
    delta_v = float(
        transfer.spiral_delta_v(
            earth, here, angle_between=case["ceres.inclination"], gravitational_parameter=sun
        )
    )
    exhaust = case["ion-thruster.specific_impulse"] * STANDARD_GRAVITY
    ratio = float(exp(delta_v / exhaust))
    one_way = float(
        transfer.drive_energy(
            delta_v, exhaust_speed=exhaust, efficiency=case["ion-thruster.efficiency"]
        )
    )
    seat = case["settlers.seat_mass"]
    return Settlers(
        birth_rate=case["settlers.birth_rate"],
        migrant_rate=case["settlers.migrant_rate"],
        cycle=math.ceil(both / window) * window,
        window=window,
        voyage=voyage,
        delta_v=delta_v,
        seat_mass=seat,
        seat_energy=seat * case["settlers.seat_energy"],
        voyage_mass=seat * (ratio**2 - 1),
        voyage_energy=seat * one_way * (1 + ratio),
    )
