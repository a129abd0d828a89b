"""What a person's share of a cylinder is made of, derived a second time.

Only the radius and the size of the reflector are taken over; shield, frame, bearings, tunnels and
vehicles are written out again from the laws behind them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.optimize import brentq

from optdesign.network.habitat_case import read_assumptions
from optdesign.physics.constants import GRAVITATIONAL_CONSTANT, STANDARD_GRAVITY
from optdesign.physics.habitat_assessment import assess
from optdesign.problem import Case


@dataclass(frozen=True, kw_only=True)
class Cylinder:
    """All in SI and per person, but people and penetration_rate, which are those of a twin."""

    people: float
    mass: float
    energy: float
    nitrogen: float
    steel: float
    own_power: float
    disk_area: float
    travel_power: float
    penetration_rate: float


def cylinders(
    case: Case, sizes: Sequence[tuple[float, float]], shares: Sequence[float]
) -> list[Cylinder]:
    """Every kind of cylinder.

    Parameters
    ----------
    case : the case
    sizes : radius and reflector radius [m] of each
    shares : of the people at the end in each
    """
    areas = []
    for radius, mirror in sizes:
        people = float(_assessed(case, radius, mirror)["population"])
        # Hexagons of a honeycomb around circles of the mirrors' radius.
        areas.append(2 * math.sqrt(3) * mirror**2 / people)
    mean = sum(share * area for share, area in zip(shares, areas, strict=True))
    rim = math.sqrt(case["target.population"] * mean / math.pi)
    return [
        _cylinder(case, radius, mirror, area, rim)
        for (radius, mirror), area in zip(sizes, areas, strict=True)
    ]


def _assessed(case: Case, radius: float, mirror: float) -> dict[str, float]:
    return assess(radius, case["habitat.soil_depth"], mirror, read_assumptions(case))


def _cylinder(case: Case, radius: float, mirror: float, area: float, rim: float) -> Cylinder:
    found = _assessed(case, radius, mirror)
    people, own = float(found["population"]), float(found["electric_power_per_person"])
    extra, spare, passing = _shield(case, radius, people)
    common = {
        "people": people,
        "own_power": own / case["panel.share"],
        "disk_area": area,
        "travel_power": _travel_power(case, rim),
        "penetration_rate": passing,
    }
    if case.choice("habitat.mass_model") == "paper":
        mass = case["bootstrap-paper.mass_area"] * case["habitat.living_area"]
        return Cylinder(
            mass=mass,
            energy=mass * case["bootstrap-paper.material_energy"],
            nitrogen=mass * case["ceres.nitrogen_fraction"] * case["nitrogen.recovery"],
            steel=mass * case["bootstrap-paper.steel_fraction"],
            **common,
        )
    design = float(found["total_per_person"]) + extra
    held = _bearings(case, rim) * design
    travel = _tunnels(case, mirror) / people + _vehicles(case, rim)
    metal = held + travel + _frame(case, rim) * (design + held + travel + spare)
    return Cylinder(
        mass=design + metal + spare,
        energy=float(found["energy_per_person"]) + metal * case["steel.energy"],
        nitrogen=float(found["air_per_person"]) * case["air.nitrogen_fraction"],
        steel=float(found["steel_per_person"]) + metal,
        **common,
    )


def _shield(case: Case, radius: float, people: float) -> tuple[float, float, float]:
    """Shield beyond the design's and for repair [kg/person], and bodies that pass it [1/s]."""
    item, length = "belt-meteoroids", case["habitat.length"]
    outer = radius + case["habitat.soil_depth"] + case["shield.gap"]
    area = 2 * math.pi * outer * (length + outer)
    density, slope = case[f"{item}.meteoroid_density"], case[f"{item}.flux_exponent"]
    # Bodies above a metre that reach the shield, per area and time.
    hits = case[f"{item}.meteoroid_flux"] * case[f"{item}.belt_factor"]
    hits *= case[f"{item}.reference_size"] ** slope
    missed = 1 - case[f"{item}.intercepted_share"]
    allowed, given = case["limit.penetration_rate"], case["shield.areal_density"]

    def size(shield: float) -> float:
        return shield / case[f"{item}.column_ratio"] / density

    def passing(shield: float) -> float:
        return float(area * missed * hits / size(shield) ** slope)

    shield = given
    if passing(given) > allowed:
        more = brentq(lambda x: math.log(passing(given * math.exp(x)) / allowed), 0.0, 100.0)
        shield = given * math.exp(more)
    # Bodies of each size, times their mass: the integral of -dN/dx over sizes that are stopped.
    stopped = math.pi / 6 * density * hits * slope * size(shield) ** (3 - slope) / (3 - slope)
    dug = stopped * case[f"{item}.crater_yield"] * area * case[f"{item}.spare_time"]
    return (shield - given) * area / people, dug / people, passing(shield)


def _pull(case: Case) -> float:
    """Gradient of the body's pull where the settlement is, G M / r^3 [1/s2]."""
    return float(GRAVITATIONAL_CONSTANT) * case["ceres.mass"] / case["orbit.radius"] ** 3


def _frame(case: Case, rim: float) -> float:
    """Frame over what it holds: a quarter of the rim's pull across, twice that along the line."""
    across = _pull(case) * rim**2 / 4
    return (across + 2 * across) * case["steel.density"] / case["steel.stress"]


def _bearings(case: Case, rim: float) -> float:
    """Weight of a kilogram at the rim of the disk, over what a kilogram of bearing holds."""
    return 2 * _pull(case) * rim / float(STANDARD_GRAVITY) / case["bearing.lift_ratio"]


def _tunnels(case: Case, mirror: float) -> float:
    """Half of six tunnels of twice the mirror's radius, in every layer."""
    item = "travel-network"
    wall = math.pi * case[f"{item}.tunnel_diameter"] * case[f"{item}.tunnel_areal_density"]
    return 6 / 2 * 2 * mirror * case[f"{item}.tunnel_layers"] * wall


def _journey(case: Case, rim: float) -> float:
    """Mean length of a journey; two points of a disk of radius 1 are 128/45/pi apart."""
    return 128 / 45 / math.pi * rim * case["travel-network.journey_share"]


def _vehicles(case: Case, rim: float) -> float:
    """Mass of the seats under way or waiting."""
    item = "travel-network"
    taken = _journey(case, rim) / case[f"{item}.cruise_speed"] + case[f"{item}.dwell_time"]
    return case[f"{item}.vehicle_mass"] * case[f"{item}.journeys"] * taken


def _travel_power(case: Case, rim: float) -> float:
    """Kinetic energy that braking does not return, and drag all the way."""
    item = "travel-network"
    lost = case[f"{item}.cruise_speed"] ** 2 / 2 * (1 - case[f"{item}.recovery"])
    force = lost + case[f"{item}.drag"] * _journey(case, rim)
    energy = case[f"{item}.vehicle_mass"] * force / case[f"{item}.drive_efficiency"]
    return energy * case[f"{item}.journeys"]
