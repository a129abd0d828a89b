"""What a person, a kilogram and a watt of the settlement need, derived a second time.

Written out from the functions of `physics` in another order than the model's own derivation, with
the release point from another solver, so that a wrong coefficient there shows here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from optdesign.network.habitat_case import read_assumptions
from optdesign.physics import elevator, haulage, propellant, transfer, travel
from optdesign.physics.constants import ASTRONOMICAL_UNIT, STANDARD_GRAVITY
from optdesign.physics.habitat_assessment import assess
from optdesign.physics.sunlight import flux
from optdesign.problem import Case
from optdesign.subproblems.elevator_case import ElevatorBody, find_release_radius
from optdesign.subproblems.megasatellite import HabitatKind, read_numbers


@dataclass(frozen=True, kw_only=True)
class Needs:
    """All in SI, tuples by kind of habitat."""

    people: tuple[float, ...]
    mass: tuple[float, ...]
    energy: tuple[float, ...]
    energy_all: tuple[float, ...]
    nitrogen: tuple[float, ...]
    steel: tuple[float, ...]
    own_power: tuple[float, ...]
    second_share: float
    target: float
    ground_energy: float
    orbit_energy: float
    arriving: float
    power_energy: float
    collector_mass: float
    collectors: float
    surface_power: float
    nitrogen_share: float
    iron_share: float
    minable: float
    spin: float
    spin_allowed: float
    lost_spin: float
    restoring_mass: float
    restoring_energy: float
    birth_rate: float
    migrant_rate: float
    cycle: float
    seat_mass: float
    seat_energy: float
    voyage_mass: float
    voyage_energy: float

    def mean(self, values: tuple[float, ...]) -> float:
        """Over both kinds at the end."""
        shares = (1.0 - self.second_share, self.second_share)
        return sum(share * value for share, value in zip(shares, values, strict=False))


def read_needs(case: Case) -> Needs:
    """Derive everything from the case."""
    full = case.choice("lifting.energy") == "full"
    body = ElevatorBody(
        gravitational_parameter=float(elevator.gravitational_parameter(case["ceres.mass"])),
        radius=case["ceres.radius"],
        rotation_rate=case["ceres.rotation_rate"],
    )
    release = find_release_radius(body, case["orbit.radius"])
    read = read_numbers(case).kinds
    held = _bearing_share(case, read)
    kinds = tuple(_kind(case, kind, held) for kind in read)
    processed = case.choice("processing.power") != "none"
    share = case["mix.second_share"] if len(kinds) == 2 else 0.0
    by_kind: dict[str, Any] = {
        key: tuple(kind[key] for kind in kinds)
        for key in ("people", "mass", "nitrogen", "steel", "own_power")
    }
    common: dict[str, Any] = (
        _lifting(case, body, release, full=full) | _spin(case, body, release) | _settlers(case)
    )
    return Needs(
        **by_kind,
        **common,
        energy=tuple(kind["energy"] if processed else 0.0 for kind in kinds),
        energy_all=tuple(kind["energy"] for kind in kinds),
        second_share=share,
        target=case["target.population"],
        power_energy=case["power.doubling_time"] / math.log(2),
        collector_mass=case["collector.mass"],
        collectors=case["collector.area_ratio"],
        surface_power=_surface_power(case),
        nitrogen_share=case["ceres.nitrogen_fraction"] * case["nitrogen.recovery"],
        iron_share=case["ceres.iron_fraction"] * case["iron.recovery"],
        minable=case["limit.mined_share"] * case["ceres.mass"],
    )


def _surface_power(case: Case) -> float:
    light = flux(case["ceres-lifting.site_distance"], solar_constant=case["sun.solar_constant"])
    ground = 4 * math.pi * case["ceres.radius"] ** 2 * case["ceres-lifting.surface_share"]
    # Night and slant leave a quarter of the light in the mean.
    return float(ground / 4 * light * case["ceres-lifting.panel_efficiency"])


def _lifting(case: Case, body: ElevatorBody, release: float, *, full: bool) -> dict[str, float]:
    """Energy on the ground and in orbit, and what arrives, per mass lifted."""
    lift = body.height_energy(release)
    if not full:
        return {"ground_energy": lift, "orbit_energy": 0.0, "arriving": 1.0}
    burn = elevator.circularisation_delta_v(
        release,
        case["orbit.radius"],
        gravitational_parameter=body.gravitational_parameter,
        rotation_rate=body.rotation_rate,
    )
    exhaust = case["steam-rocket.specific_impulse"] * STANDARD_GRAVITY
    spent = float(propellant.propellant_fraction(burn, exhaust_speed=exhaust))
    ground = lift * (1 + case["elevator.climber_mass"]) / case["elevator.efficiency"]
    ground += case["miner.input.electricity"]
    if case.choice("haul") == "trucks":
        ground += haulage.haul_energy(
            case["truck.haul_distance"],
            gravity=body.gravity(body.radius),
            **{key: case[f"truck.{key}"]
               for key in ("rolling_resistance", "payload_ratio", "efficiency")},
        )  # fmt: skip
    steam = spent * case["ceres-elevator.propellant_heat"]
    return {
        "ground_energy": float(ground),
        "orbit_energy": steam + case["miner.input.low_heat"],
        "arriving": 1.0 - spent,
    }


def _spin(case: Case, body: ElevatorBody, release: float) -> dict[str, float]:
    """Angular momentum there is, taken, and given back by a thruster on the extended tether."""
    rate, radius = body.rotation_rate, body.radius
    tip = case["spin-restoration.extension_ratio"] * release
    jet = case["spin-restoration.exhaust_speed_ratio"] * tip * rate
    lost = rate * (release**2 - radius**2)
    # A kilogram of propellant takes its own momentum up the tether and gives tip x jet.
    ratio = lost / (tip * jet - rate * (tip**2 - radius**2))
    whole = 0.4 * case["ceres.mass"] * radius**2 * rate
    return {
        "spin": whole,
        "spin_allowed": whole * case["limit.spin_share"],
        "lost_spin": lost,
        "restoring_mass": ratio,
        "restoring_energy": ratio * jet**2 / 2 / case["spin-restoration.thruster_efficiency"],
    }


def _kind(case: Case, kind: HabitatKind, held: float) -> dict[str, float]:
    """A habitat per person; only the size of its reflector is taken over.

    ``held`` is the share of bearings in what spins in them.
    """
    mirror = math.sqrt(kind.disk_area * kind.people / (2 * math.sqrt(3)))
    found = assess(kind.radius, case["habitat.soil_depth"], mirror, read_assumptions(case))
    people = float(found["population"])
    own = float(found["electric_power_per_person"]) / case["panel.share"]
    ore = case["ceres.nitrogen_fraction"] * case["nitrogen.recovery"]
    if case.choice("habitat.mass_model") == "paper":
        mass = case["bootstrap-paper.mass_area"] * case["habitat.living_area"]
        return {
            "people": people,
            "mass": mass,
            "energy": mass * case["bootstrap-paper.material_energy"],
            "nitrogen": mass * ore,
            "steel": mass * case["bootstrap-paper.steel_fraction"],
            "own_power": own,
        }
    metal = _tunnels(case, mirror) / people + kind.seats * case["travel-network.vehicle_mass"]
    metal += kind.frame
    design = float(found["total_per_person"])
    metal += held * (design + _extra(case, kind, design) - kind.spare)
    mass = design + metal + _extra(case, kind, design)
    return {
        "people": people,
        "mass": mass,
        "energy": float(found["energy_per_person"]) + metal * case["steel.energy"],
        "nitrogen": float(found["air_per_person"]) * case["air.nitrogen_fraction"],
        "steel": float(found["steel_per_person"]) + metal,
        "own_power": own,
    }


def _extra(case: Case, kind: HabitatKind, design: float) -> float:
    """Shield beyond that of the design, for repair and against a limit of penetrations."""
    if not math.isfinite(case["limit.penetration_rate"]):
        return kind.spare
    return kind.mass - kind.frame - kind.bearings - kind.travel - design


def _bearing_share(case: Case, kinds: tuple[HabitatKind, ...]) -> float:
    """Weight of a kilogram at the rim of the disk, over what a kilogram of bearing holds."""
    second = case["mix.second_share"]
    shares = (1 - second, second) if len(kinds) == 2 else (1.0,)
    area = sum(share * kind.disk_area for share, kind in zip(shares, kinds, strict=True))
    rim = math.sqrt(case["target.population"] * area / math.pi)
    pull = float(elevator.gravitational_parameter(case["ceres.mass"]))
    orbit = case["orbit.radius"]
    # Stretched by the gradient of the body's pull, d(G M / r^2) / dr.
    weight = abs(-2 * pull / orbit**3) * rim
    return weight / STANDARD_GRAVITY / case["bearing.lift_ratio"]


def _tunnels(case: Case, mirror: float) -> float:
    """Half of six tunnels of twice the mirror's radius, in every layer."""
    item = "travel-network"
    length = 6 / 2 * 2 * mirror * case[f"{item}.tunnel_layers"]
    return float(
        travel.tunnel_mass(
            length,
            diameter=case[f"{item}.tunnel_diameter"],
            areal_density=case[f"{item}.tunnel_areal_density"],
        )
    )


def _settlers(case: Case) -> dict[str, float]:
    names = ("birth_rate", "migrant_rate", "cycle", "seat_mass", "seat_energy", "voyage_mass")
    if case.choice("people.origin") == "ready":
        return dict.fromkeys((*names, "voyage_energy"), 0.0)
    sun = float(elevator.gravitational_parameter(case["sun.mass"]))
    here = case["ceres.semi_major_axis"]
    year, period = (2 * math.pi * math.sqrt(a**3 / sun) for a in (ASTRONOMICAL_UNIT, here))
    window = 1 / abs(1 / year - 1 / period)
    half = math.pi * math.sqrt((ASTRONOMICAL_UNIT + here) ** 3 / (8 * sun))
    voyage = case["settlers.voyage_ratio"] * half
    one_way = transfer.spiral_delta_v(
        ASTRONOMICAL_UNIT, here,
        angle_between=case["ceres.inclination"], gravitational_parameter=sun,
    )  # fmt: skip
    exhaust = case["ion-thruster.specific_impulse"] * STANDARD_GRAVITY
    seat, whole = case["settlers.seat_mass"], math.exp(2 * one_way / exhaust)
    spent = seat * (whole - 1)
    return {
        "birth_rate": case["settlers.birth_rate"],
        "migrant_rate": case["settlers.migrant_rate"],
        "cycle": math.ceil(2 * (voyage + case["settlers.turnaround"]) / window) * window,
        "seat_mass": seat,
        "seat_energy": seat * case["settlers.seat_energy"],
        "voyage_mass": spent,
        "voyage_energy": spent * exhaust**2 / 2 / case["ion-thruster.efficiency"],
    }
