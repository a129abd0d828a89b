"""What a case of the megasatellite's growth comes to, per person, kilogram and watt, in SI.

The frame and the vehicles are those the finished disk needs, and each person brings a share of
them, so that they are never too few before the end.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from optdesign.errors import ProblemError
from optdesign.network.elevator import ElevatorSystem, elevator_system
from optdesign.physics import (
    angular_momentum,
    elevator,
    haulage,
    megasatellite,
    propellant,
    sunlight,
)
from optdesign.problem import Case
from optdesign.subproblems.megasatellite_habitat import chosen_radii, habitat_design
from optdesign.subproblems.megasatellite_parts import (
    bearing_share,
    frame_share,
    impacts,
    seats,
    travel_mass,
    travel_power,
)


@dataclass(frozen=True, kw_only=True)
class HabitatKind:
    """One size of cylinder, per person it houses; masses in kg."""

    radius: float
    people: float
    """in one twin cylinder"""
    mass: float
    """in orbit, with its parts of frame, bearings, tunnels, vehicles and spare shield"""
    energy: float
    """[J] to make it"""
    nitrogen: float
    steel: float
    frame: float
    bearings: float
    travel: float
    spare: float
    disk_area: float
    """[m2]"""
    own_power: float
    """[W] of the panels between the mirrors, those of the settlement as a whole included"""
    reserve: float
    """[W] of these that the settlement as a whole has"""
    travel_power: float
    """[W]"""
    seats: float
    penetration_rate: float
    """[1/s] of one twin cylinder"""


@dataclass(frozen=True, kw_only=True)
class BodyNumbers:
    """What the body gives and takes, in SI."""

    mass: float
    """[kg] that may be mined"""
    whole: float
    """[kg] of the body"""
    nitrogen: float
    """[1] set free per mass mined"""
    iron: float
    spin: float
    """[kg m2/s] of the body"""
    spin_allowed: float
    lost_spin: float
    """[m2/s] per mass lifted"""
    restoring_mass: float
    """[1] lifted besides, per mass lifted whose loss is made good"""
    restoring_energy: float
    """[J/kg] likewise"""
    surface_power: float
    """[W], most power on the ground"""
    hill_radius: float
    stable_radius: float
    orbit_radius: float


@dataclass(frozen=True, kw_only=True)
class GrowthNumbers:
    """All coefficients of the growth, in SI."""

    kinds: tuple[HabitatKind, ...]
    second_share: float
    body: BodyNumbers
    lift_power_energy: float
    """[J/kg] on the ground per mass lifted: digging, hauling, lifting"""
    orbit_energy: float
    """[J/kg] in orbit per mass lifted: propellant, setting free nitrogen"""
    arriving: float
    """[1], mass in orbit per mass lifted"""
    power_energy: float
    """[J/W] to build power"""
    collector_mass: float
    """[kg/W]"""
    collectors: float
    """[1], power in orbit allowed over the disk's own; infinite if built ahead of habitats"""
    target: float
    housed: float
    """people at the start"""
    lifting_power: float
    orbit_power: float
    """[W] at the start"""


def read_numbers(case: Case) -> GrowthNumbers:
    """Derive all coefficients from the parameters of a case.

    Raises
    ------
    ProblemError
        if no elevator is possible at the site.
    """
    full = case.choice("lifting.energy") == "full"
    system = _elevator(case)
    chosen = chosen_radii(case)
    designs = [habitat_design(case, case[key]) for key, _ in chosen]
    area = sum(
        share * design["disk_area_per_person"]
        for design, (_, share) in zip(designs, chosen, strict=True)
    )
    disk = math.sqrt(case["target.population"] * area / math.pi)
    kinds = tuple(_kind(case, design, disk) for design in designs)
    ground, orbit = _energies(case, system, full=full)
    housed = case["initial.habitats"] * kinds[0].people
    processing = case.choice("processing.power")
    own = housed * kinds[0].own_power if processing == "both" else 0.0
    body = _body(case, system, full=full)
    return GrowthNumbers(
        kinds=kinds,
        second_share=case["mix.second_share"] if len(kinds) == 2 else 0.0,
        body=body,
        lift_power_energy=ground,
        orbit_energy=orbit,
        arriving=1.0 - system.propellant if full else 1.0,
        power_energy=case["power.doubling_time"] / math.log(2),
        collector_mass=case["collector.mass"],
        collectors=case["collector.area_ratio"],
        target=case["target.population"],
        housed=min(housed, case["target.population"]),
        lifting_power=min(case["initial.lifting_power"], body.surface_power),
        orbit_power=own,
    )


def _elevator(case: Case) -> ElevatorSystem:
    try:
        system = elevator_system(
            case.with_value("ceres-elevator.target_apoapsis", case["orbit.radius"])
        )
    except ProblemError as error:
        # The orbit is what the user gives.
        raise ProblemError(str(error).replace("target_apoapsis", "orbit.radius")) from None
    assert system is not None
    return system


def _energies(case: Case, system: ElevatorSystem, *, full: bool) -> tuple[float, float]:
    """Per mass lifted, on the ground and in orbit."""
    if not full:
        return system.lift_energy, 0.0
    haul = 0.0
    if case.choice("haul") == "trucks":
        haul = haulage.haul_energy(
            case["truck.haul_distance"],
            gravity=_surface_gravity(case),
            rolling_resistance=case["truck.rolling_resistance"],
            payload_ratio=case["truck.payload_ratio"],
            efficiency=case["truck.efficiency"],
        )
    digging = case["miner.input.electricity"] + haul
    loaded = 1.0 + case["elevator.climber_mass"]
    ground = digging + system.lift_energy * loaded / case["elevator.efficiency"]
    freeing = case["miner.input.low_heat"]
    steam = propellant.propellant_energy(
        system.propellant, energy_per_propellant=case["ceres-elevator.propellant_heat"]
    )
    return ground, freeing + float(steam)


def _surface_gravity(case: Case) -> float:
    return float(
        elevator.effective_gravity(
            case["ceres.radius"],
            gravitational_parameter=elevator.gravitational_parameter(case["ceres.mass"]),
            rotation_rate=case["ceres.rotation_rate"],
        )
    )


def _body(case: Case, system: ElevatorSystem, *, full: bool) -> BodyNumbers:
    mass, radius, rate = (case[f"ceres.{key}"] for key in ("mass", "radius", "rotation_rate"))
    spin = float(angular_momentum.spin_angular_momentum(mass, radius, rotation_rate=rate))
    thrust_radius = system.release_radius * case["spin-restoration.extension_ratio"]
    factor = case["spin-restoration.exhaust_speed_ratio"]
    ratio = float(
        angular_momentum.restoring_mass_ratio(
            system.release_radius, thrust_radius, radius, speed_factor=factor
        )
    )
    speed = angular_momentum.restoring_exhaust_speed(
        thrust_radius, rotation_rate=rate, speed_factor=factor
    )
    energy = angular_momentum.restoring_energy(
        ratio, speed, thrust_efficiency=case["spin-restoration.thruster_efficiency"]
    )
    hill = float(
        megasatellite.hill_radius(
            case["ceres.semi_major_axis"],
            eccentricity=case["ceres.eccentricity"],
            body_mass=mass,
            solar_mass=case["sun.mass"],
        )
    )
    light = sunlight.flux(
        case["ceres-lifting.site_distance"], solar_constant=case["sun.solar_constant"]
    )
    stable = case[f"orbit.stable_{case.choice('orbit.direction')}"]
    return BodyNumbers(
        mass=mass * case["limit.mined_share"],
        whole=mass,
        nitrogen=case["ceres.nitrogen_fraction"] * case["nitrogen.recovery"],
        iron=case["ceres.iron_fraction"] * case["iron.recovery"],
        spin=spin,
        spin_allowed=spin * case["limit.spin_share"],
        lost_spin=float(
            angular_momentum.lost_angular_momentum(
                system.release_radius, radius, rotation_rate=rate
            )
        ),
        restoring_mass=ratio,
        restoring_energy=float(energy),
        surface_power=float(
            megasatellite.surface_power(
                radius,
                flux=light,
                covered_share=case["ceres-lifting.surface_share"],
                panel_efficiency=case["ceres-lifting.panel_efficiency"],
            )
        ),
        hill_radius=hill,
        stable_radius=hill * stable if full else math.inf,
        orbit_radius=case["orbit.radius"],
    )


def _kind(case: Case, design: dict[str, float], disk_radius: float) -> HabitatKind:
    paper = case.choice("habitat.mass_model") == "paper"
    people = design["population"]
    needs = {"penetration_rate": 0.0, "spare": 0.0, "extra": 0.0}
    needs |= impacts(case, design)
    if paper:
        mass = case["bootstrap-paper.mass_area"] * case["habitat.living_area"]
        steel = mass * case["bootstrap-paper.steel_fraction"]
        energy = mass * case["bootstrap-paper.material_energy"]
        tunnels = vehicles = spare = bearings = 0.0
        share = 0.0
        # The paper takes the ore to hold just what the air needs.
        nitrogen = mass * case["ceres.nitrogen_fraction"] * case["nitrogen.recovery"]
    else:
        mass, steel = design["total_per_person"] + needs["extra"], design["steel_per_person"]
        energy, spare = design["energy_per_person"], needs["spare"]
        tunnels, vehicles = travel_mass(case, design, disk_radius)
        share = frame_share(case, disk_radius)
        bearings = bearing_share(case, disk_radius) * mass
        nitrogen = case["air.nitrogen_fraction"] * design["air_per_person"]
    frame = share * (mass + tunnels + vehicles + spare + bearings)
    metal = frame + tunnels + vehicles + bearings
    return HabitatKind(
        radius=design["radius"],
        people=people,
        mass=mass + metal + spare,
        energy=energy + metal * case["steel.energy"] if not paper else energy,
        nitrogen=nitrogen,
        steel=steel + metal,
        frame=frame,
        bearings=bearings,
        travel=tunnels + vehicles,
        spare=spare,
        disk_area=design["disk_area_per_person"],
        own_power=design["electric_power_per_person"] / case["panel.share"],
        reserve=design["electric_power_per_person"] * (1 / case["panel.share"] - 1),
        travel_power=travel_power(case, disk_radius),
        seats=seats(case, disk_radius),
        penetration_rate=needs["penetration_rate"],
    )
