"""What a person, a kilogram and a watt of the settlement need, derived a second time.

Written out from the functions of `physics` in another order than the model's own derivation, with
the release point from another solver, so that a wrong coefficient there shows here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any

from optdesign.physics import elevator, haulage, propellant, transfer
from optdesign.physics.constants import ASTRONOMICAL_UNIT, STANDARD_GRAVITY
from optdesign.physics.sunlight import flux
from optdesign.problem import Case
from optdesign.subproblems.elevator_case import ElevatorBody, find_release_radius
from optdesign.subproblems.megasatellite import HabitatKind, read_numbers
from optdesign.verify.megasatellite.cylinders import Cylinder, cylinders


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
    disk_area: tuple[float, ...]
    travel_power: tuple[float, ...]
    penetration_rate: tuple[float, ...]
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
    sizes = [(kind.radius, _mirror(kind)) for kind in read_numbers(case).kinds]
    second = case["mix.second_share"] if len(sizes) == 2 else 0.0
    kinds = cylinders(case, sizes, (1.0 - second, second)[: len(sizes)])
    processed = case.choice("processing.power") != "none"
    by_kind: dict[str, Any] = {
        key: tuple(getattr(kind, key) for kind in kinds)
        for key in (field.name for field in fields(Cylinder))
        if key != "energy"
    }
    common: dict[str, Any] = (
        _lifting(case, body, release, full=full) | _spin(case, body, release) | _settlers(case)
    )
    return Needs(
        **by_kind,
        **common,
        energy=tuple(kind.energy if processed else 0.0 for kind in kinds),
        energy_all=tuple(kind.energy for kind in kinds),
        second_share=second,
        target=case["target.population"],
        power_energy=case["power.doubling_time"] / math.log(2),
        collector_mass=case["collector.mass"],
        collectors=case["collector.area_ratio"],
        surface_power=_surface_power(case),
        nitrogen_share=case["ceres.nitrogen_fraction"] * case["nitrogen.recovery"],
        iron_share=case["ceres.iron_fraction"] * case["iron.recovery"],
        minable=case["limit.mined_share"] * case["ceres.mass"],
    )


def _mirror(kind: HabitatKind) -> float:
    """Radius of the reflector, from its share of the disk: the only number taken over."""
    return math.sqrt(kind.disk_area * kind.people / (2 * math.sqrt(3)))


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
