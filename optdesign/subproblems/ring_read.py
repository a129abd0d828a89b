"""The links a case allows, from its parameters."""

from __future__ import annotations

from optdesign.errors import ProblemError
from optdesign.physics import transmission
from optdesign.physics.concentrator import aperture_area
from optdesign.physics.maths import PI
from optdesign.problem import Case
from optdesign.subproblems.ring_case import (
    ANY,
    CONDITIONING,
    CONDUCTOR,
    LASER,
    MATERIALS,
    MICROWAVE,
    RADIATOR,
    SUPERCONDUCTOR,
    TECHNOLOGIES,
    Ring,
    heat_mass,
    panel_flux,
)
from optdesign.subproblems.ring_links import (
    Beam,
    Conductor,
    Hazard,
    Insulation,
    Link,
    Station,
    Superconductor,
)

CORE_PRESSURE = "core-pressure"
_CABLE, _COOLER, _SHADE = "superconducting-cable", "cryocooler", "sunshade"
_PLASTIC = "polyethylene-insulation"
_OF_LINES = ("voltage", "cross_section", "shade_layers")


def read_links(case: Case, ring: Ring, technology: str | None = None) -> list[Link]:
    """All links of one technology, or of those that the case and its pins allow."""
    chosen = case.choice("link.technology") if technology is None else technology
    names = TECHNOLOGIES if chosen == ANY else (chosen,)
    found: list[Link] = []
    if CONDUCTOR in names and not case.fixed.get("shade_layers"):
        found += _conductors(case)
    if SUPERCONDUCTOR in names:
        low, high = (int(end) for end in case.lever_range("shade_layers"))
        found += [_superconductor(case, ring, layers) for layers in range(low, high + 1)]
    if not any(key in case.fixed for key in _OF_LINES):
        found += [_beam(case, name) for name in (MICROWAVE, LASER) if name in names]
    return found


def _conductors(case: Case) -> list[Link]:
    chosen = case.choice("conductor.material")
    station, insulation, hazard = _station(case), _insulation(case), _hazard(case)

    def number(item: str, entry: str) -> float:
        given = case.optional(f"conductor.{entry}")
        return case[f"{item}.{entry}"] if given is None else given

    return [
        Conductor(
            name=item,
            resistivity=number(item, "resistivity"),
            reference_temperature=case["conductor.reference_temperature"],
            slope=number(item, "resistivity_slope"),
            residual=case[f"{item}.residual_share"],
            density=number(item, "density"),
            energy=number(item, "embodied_energy"),
            insulation=insulation,
            station=station,
            hazard=hazard,
        )
        for item in (MATERIALS if chosen == ANY else (chosen,))
    ]


def _superconductor(case: Case, ring: Ring, layers: int) -> Superconductor:
    """The cable behind some layers of shade; each lets through its share of the heat."""
    insulation = _insulation(case)
    pressed = case.choice("superconductor.made") == CORE_PRESSURE
    material = "core-pressure-superconductor" if pressed else _CABLE
    reference, reject = case[f"{_CABLE}.temperature"], case[f"{_COOLER}.reject_temperature"]
    section = float(aperture_area(case[f"{_CABLE}.diameter"]))
    # What the catalogue's cooler takes at the cable's temperature says how far below Carnot it is.
    ideal = transmission.cooling_specific_power(reference, reject, carnot_fraction=1.0)
    temperature = case[f"{material}.temperature"]
    warmer = case[f"{_CABLE}.ambient_temperature"] - reference
    if warmer <= 0:
        raise ProblemError(
            f"{_CABLE}.temperature | must be below {_CABLE}.ambient_temperature, to which the heat "
            f"leak belongs, got {reference:g} K | lower it"
        )
    gradient = warmer * case[f"{_CABLE}.diameter"]
    ambient = transmission.shade_temperature(
        ring.heat_flux,
        stray_fraction=case[f"{_SHADE}.stray_share"] ** layers / PI,
        absorptivity=insulation.absorptivity,
        emissivity=insulation.emissivity,
        internal_flux=0.0,
    )
    return Superconductor(
        layers=layers,
        temperature=temperature,
        ambient=float(ambient),
        current_density=case[f"{_CABLE}.current"] / section,
        linear_density=case[f"{_CABLE}.linear_density"],
        jacket_share=case[f"{_CABLE}.jacket_share"],
        reference_section=section,
        energy=case[f"{material}.embodied_energy"],
        conductance=case[f"{_CABLE}.heat_leak"] / gradient,
        specific_power=float(
            transmission.cooling_specific_power(
                temperature,
                reject,
                carnot_fraction=ideal / case[f"{_COOLER}.input_ratio"] if ideal else 1.0,
            )
        ),
        cooler_mass=case[f"{_COOLER}.specific_mass"],
        reject_mass=case[f"{RADIATOR}.areal_density"] / panel_flux(case, reject),
        shade_density=layers * case[f"{_SHADE}.areal_density"] * case[f"{_SHADE}.width_ratio"],
        insulation=insulation,
        station=_station(case),
        hazard=_hazard(case),
    )


def _beam(case: Case, name: str) -> Beam:
    item = f"{name}-link"
    given = case.optional("beam.efficiency")
    return Beam(
        name=name,
        efficiency=case[f"{item}.efficiency"] if given is None else given,
        wavelength=case[f"{item}.wavelength"],
        transmitter_density=case[f"{item}.transmitter.areal_density"],
        receiver_density=case[f"{item}.receiver.areal_density"],
        intensity=case[f"{item}.intensity_limit"],
        electronics_mass=case[f"{item}.specific_mass"],
        fixed_mass=case[f"{item}.fixed_mass"],
        heat_mass=heat_mass(case, case[f"{item}.temperature"]),
        energy=case[f"{item}.embodied_energy"],
        outage=case["power-ring.beam_outage"],
    )


def _station(case: Case) -> Station:
    return Station(
        efficiency=case["power-ring.converter_efficiency"],
        converter_mass=case[f"{CONDITIONING}.specific_mass"],
        electronics_mass=case[f"{CONDITIONING}.electronics_specific_mass"],
        heat_mass=heat_mass(case, case["power-ring.converter_temperature"]),
    )


def _insulation(case: Case) -> Insulation:
    return Insulation(
        density=case[f"{_PLASTIC}.density"],
        field=case[f"{_PLASTIC}.working_field"],
        absorptivity=case[f"{_PLASTIC}.absorptance"],
        emissivity=case[f"{_PLASTIC}.emissivity"],
        hottest=case[f"{_PLASTIC}.temperature_limit"],
    )


def _hazard(case: Case) -> Hazard:
    return Hazard(
        particle_flux=case["meteoroids.particle_flux"],
        particle_diameter=case["meteoroids.particle_diameter"],
        exponent=case["meteoroids.size_exponent"],
        severing_ratio=case["power-ring.severing_ratio"],
        repair_time=case["power-ring.repair_time"],
        fragments=case["power-ring.fragments"],
        hit_probability=case["power-ring.hit_probability"],
    )
