"""What holds a settlement together, takes its people about and shields it, per person.

Frame and bearings, tunnels and vehicles, and the meteoroids that shields meet.
"""

from __future__ import annotations

import math

from optdesign.physics import elevator, impact, megasatellite, travel
from optdesign.physics.constants import STANDARD_GRAVITY
from optdesign.problem import Case


def impacts(case: Case, design: dict[str, float]) -> dict[str, float]:
    """Bodies that pass the shield of a twin cylinder, the shield against them, and spare mass."""
    item, area = "belt-meteoroids", design["outside"]
    law = {
        "flux": case[f"{item}.meteoroid_flux"] * case[f"{item}.belt_factor"],
        "reference_diameter": case[f"{item}.reference_size"],
        "exponent": case[f"{item}.flux_exponent"],
    }
    crater = {
        "column_ratio": case[f"{item}.column_ratio"],
        "meteoroid_density": case[f"{item}.meteoroid_density"],
    }
    missed = 1.0 - case[f"{item}.intercepted_share"]
    allowed, shield = case["limit.penetration_rate"], case["shield.areal_density"]
    if missed > 0 and math.isfinite(allowed):
        wanted = impact.required_areal_density(allowed / missed, area, **law, **crater)
        shield = max(shield, float(wanted))
    diameter = impact.penetration_diameter(shield, **crater)
    dug = impact.excavation_rate(
        diameter,
        **law,
        meteoroid_density=crater["meteoroid_density"],
        crater_yield=case[f"{item}.crater_yield"],
    )
    passing = missed * impact.penetration_rate(area, diameter, **law)
    people, years = design["population"], case[f"{item}.spare_time"]
    return {
        "penetration_rate": float(passing),
        "extra": float((shield - case["shield.areal_density"]) * area / people),
        "spare": float(dug * area * years / people),
    }


def _journey(case: Case, disk_radius: float) -> float:
    return float(travel.mean_distance(disk_radius) * case["travel-network.journey_share"])


def seats(case: Case, disk_radius: float) -> float:
    """Seats under way, a person's."""
    return float(
        travel.seats_in_use(
            case["travel-network.journeys"],
            _journey(case, disk_radius),
            speed=case["travel-network.cruise_speed"],
            dwell_time=case["travel-network.dwell_time"],
        )
    )


def travel_mass(case: Case, design: dict[str, float], disk_radius: float) -> tuple[float, float]:
    """Tunnels and vehicles per person."""
    item = "travel-network"
    length = travel.tunnel_length(design["reflector_radius"], layers=case[f"{item}.tunnel_layers"])
    tunnels = travel.tunnel_mass(
        length,
        diameter=case[f"{item}.tunnel_diameter"],
        areal_density=case[f"{item}.tunnel_areal_density"],
    )
    vehicles = case[f"{item}.vehicle_mass"] * seats(case, disk_radius)
    return float(tunnels / design["population"]), float(vehicles)


def travel_power(case: Case, disk_radius: float) -> float:
    """Power of a person's journeys [W]."""
    item = "travel-network"
    energy = travel.journey_energy(
        case[f"{item}.cruise_speed"],
        _journey(case, disk_radius),
        recovery=case[f"{item}.recovery"],
        drag=case[f"{item}.drag"],
        efficiency=case[f"{item}.drive_efficiency"],
    )
    return float(energy * case[f"{item}.vehicle_mass"] * case[f"{item}.journeys"])


def frame_share(case: Case, disk_radius: float) -> float:
    """Frame against tides over the mass it holds."""
    return float(
        megasatellite.frame_share(
            disk_radius,
            case["orbit.radius"],
            gravitational_parameter=elevator.gravitational_parameter(case["ceres.mass"]),
            density=case["steel.density"],
            stress=case["steel.stress"],
        )
    )


def bearing_share(case: Case, disk_radius: float) -> float:
    """Magnetic bearings over the mass they hold, where tides are strongest."""
    return float(
        megasatellite.bearing_share(
            disk_radius,
            case["orbit.radius"],
            gravitational_parameter=elevator.gravitational_parameter(case["ceres.mass"]),
            gravity=STANDARD_GRAVITY,
            lift_ratio=case["bearing.lift_ratio"],
        )
    )
