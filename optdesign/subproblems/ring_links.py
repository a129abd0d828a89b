"""The kinds of links: what one of them takes in and weighs, and a bound on both over boxes.

Losses fall and masses rise in every variable of a link. So over a box, the losses of its upper
corner with the masses of its lower corner are never beaten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from optdesign.network.power_design import Floats
from optdesign.physics import beam, hazards, line, transmission
from optdesign.subproblems.ring_case import Ring

Values = Mapping[str, Floats]
_HALVINGS = 46


@dataclass(frozen=True)
class State:
    """What working links take in, arrays: power [W] each, in, and at the sending end of the line.

    ``works`` is false where a link cannot do it; ``temperature`` [K] is that of a conductor.
    """

    taken: Floats
    sent: Floats
    works: Any
    temperature: Floats
    current: Floats


@dataclass(frozen=True)
class Hardware:
    """Masses of one link [kg] by part, stations excluded, and what keeps it cold [W]."""

    parts: Mapping[str, Floats]
    cooling: Floats
    diameter: Floats


@dataclass(frozen=True, kw_only=True)
class Hazard:
    """What cuts lines, in SI."""

    particle_flux: float
    particle_diameter: float
    exponent: float
    severing_ratio: float
    repair_time: float
    fragments: float
    hit_probability: float

    def outage(self, length: float, diameter: Floats) -> Floats:
        """Share of the time that a line is out."""
        rate = hazards.cut_rate(
            length,
            diameter=diameter,
            particle_flux=self.particle_flux,
            particle_diameter=self.particle_diameter,
            exponent=self.exponent,
            severing_ratio=self.severing_ratio,
        )
        return np.asarray(hazards.outage_share(rate, repair_time=self.repair_time))

    def spacing(self, diameter: Floats) -> Floats:
        """Distance between lines [m]."""
        return np.asarray(
            hazards.debris_spacing(
                diameter, fragments=self.fragments, probability=self.hit_probability
            )
        )


@dataclass(frozen=True, kw_only=True)
class Station:
    """Both ends of a line."""

    efficiency: float
    converter_mass: float
    """[kg/W] of power through it"""
    electronics_mass: float
    """[kg/W]"""
    heat_mass: float
    """[kg/W] of heat"""


@dataclass(frozen=True, kw_only=True)
class Insulation:
    """Insulation and surface of a line."""

    density: float
    field: float
    absorptivity: float
    emissivity: float
    hottest: float

    def thickness(self, voltage: Floats) -> Floats:
        """[m]"""
        return np.asarray(line.insulation_thickness(voltage, field=self.field))

    def diameter(self, values: Values) -> Floats:
        """[m], of the insulated line."""
        thickness = self.thickness(values["voltage"])
        return np.asarray(line.line_diameter(values["cross_section"], thickness=thickness))

    def mass(self, length: float, values: Values) -> Floats:
        """[kg]"""
        return np.asarray(
            line.insulation_mass(
                length,
                cross_section=values["cross_section"],
                thickness=self.thickness(values["voltage"]),
                density=self.density,
            )
        )


@dataclass(frozen=True, kw_only=True)
class Conductor:
    """A pair of warm metal lines."""

    name: str
    resistivity: float
    reference_temperature: float
    slope: float
    residual: float
    """[1], least share of ``resistivity``"""
    density: float
    energy: float
    insulation: Insulation
    station: Station
    hazard: Hazard

    def state(self, ring: Ring, values: Values, working: int) -> State:
        """Currents and temperatures; these rise together, so they are found by bisection.

        A line that would warm further once at the limit of its insulation is refused, even if it
        had a colder balance: it could run away.
        """
        voltage, section = values["voltage"], values["cross_section"]
        delivered = ring.power / working / self.station.efficiency
        diameter = self.insulation.diameter(values)

        def carry(temperature: Floats) -> tuple[Floats, Floats]:
            resistance = self._resistance(ring, temperature, section)
            with np.errstate(invalid="ignore"):
                current = line.sent_current(delivered, voltage=voltage, resistance=resistance)
            # The lost power spreads over the surface of both lines.
            heat = current**2 * resistance
            return current, self._temperature(ring, heat / (2 * ring.length), diameter)

        low = self._temperature(ring, 0.0, diameter)
        high = np.full_like(low, self.insulation.hottest)
        stays = carry(high)[1] <= high
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            hotter = carry(middle)[1] > middle
            low, high = np.where(hotter, middle, low), np.where(hotter, high, middle)
        current = np.where(stays, carry(high)[0], 1.0)
        sent = delivered + current**2 * self._resistance(ring, high, section)
        share = line.contact_share(voltage, drop=ring.drop)
        taken = sent / self.station.efficiency / np.where(share < 1, 1 - share, 1.0)
        return State(taken, sent, stays & (share < 1), high, current)

    def _temperature(self, ring: Ring, heat: Any, diameter: Floats) -> Floats:
        return np.asarray(
            transmission.shade_temperature(
                ring.heat_flux,
                stray_fraction=1 / np.pi,  # a round line is hit on its diameter
                absorptivity=self.insulation.absorptivity,
                emissivity=self.insulation.emissivity,
                internal_flux=heat / (np.pi * diameter),
            )
        )

    def _resistance(self, ring: Ring, temperature: Floats, section: Floats) -> Floats:
        resistivity = line.resistivity(
            temperature,
            reference_resistivity=self.resistivity,
            reference_temperature=self.reference_temperature,
            coefficient=self.slope,
        )
        left = np.maximum(resistivity, self.residual * self.resistivity)
        return np.asarray(left * 2 * ring.length / section)

    def hardware(self, ring: Ring, values: Values) -> Hardware:
        """Metal and insulation."""
        length = 2 * ring.length
        metal = transmission.conductor_mass(
            length, cross_section=values["cross_section"], density=self.density
        )
        parts = {"line": metal, "insulation": self.insulation.mass(length, values)}
        return Hardware(parts, 0 * metal, self.insulation.diameter(values))


@dataclass(frozen=True, kw_only=True)
class Superconductor:
    """A pair of cold lines with shades and coolers."""

    layers: int
    temperature: float
    ambient: float
    """[K], under the shades"""
    current_density: float
    linear_density: float
    jacket_share: float
    reference_section: float
    energy: float
    conductance: float
    """[W/m/K] per metre of diameter"""
    specific_power: float
    cooler_mass: float
    """[kg/W] of heat lifted"""
    reject_mass: float
    """[kg/W] of heat rejected"""
    shade_density: float
    """[kg/m] per metre of diameter, all layers"""
    insulation: Insulation
    station: Station
    hazard: Hazard

    def fitted(self, ring: Ring, values: Values, working: int) -> dict[str, Floats]:
        """The same lines with no less cross-section than their current asks for."""
        current = ring.power / working / self.station.efficiency / values["voltage"]
        section = np.maximum(values["cross_section"], current / self.current_density)
        return {**values, "cross_section": section}

    def state(self, ring: Ring, values: Values, working: int) -> State:
        """No loss along the line."""
        voltage, section = values["voltage"], values["cross_section"]
        sent = ring.power / working / self.station.efficiency + 0 * voltage
        current = np.asarray(transmission.line_current(sent, voltage=voltage))
        share = line.contact_share(voltage, drop=ring.drop)
        works = (current <= self.current_density * section * (1 + 1e-9)) & (share < 1)
        taken = sent / self.station.efficiency / np.where(share < 1, 1 - share, 1.0)
        return State(taken, sent, works, self.temperature + 0 * voltage, current)

    def hardware(self, ring: Ring, values: Values) -> Hardware:
        """Cable, insulation, shades, coolers and their radiators."""
        length, diameter = 2 * ring.length, self.insulation.diameter(values)
        share = values["cross_section"] / self.reference_section
        scale = self.jacket_share + (1 - self.jacket_share) * share
        leak = transmission.heat_leak(
            self.ambient, self.temperature, conductance=self.conductance * diameter
        )
        power = transmission.cooling_power(
            length, heat_leak=leak, specific_power=self.specific_power
        )
        coolers = transmission.superconductor_mass(
            length, linear_density=0.0, heat_leak=leak, specific_mass=self.cooler_mass
        )
        parts = {
            "line": self.linear_density * scale * length,
            "insulation": self.insulation.mass(length, values),
            "shade": self.shade_density * diameter * length,
            "cooler": coolers,
            "radiator": (power + leak * length) * self.reject_mass,
        }
        return Hardware(parts, np.asarray(power), diameter)


@dataclass(frozen=True, kw_only=True)
class Beam:
    """A transmitter and a receiver."""

    name: str
    efficiency: float
    """direct current to direct current, were all of the beam caught"""
    wavelength: float
    transmitter_density: float
    receiver_density: float
    intensity: float
    electronics_mass: float
    """[kg/W] of power taken in"""
    fixed_mass: float
    heat_mass: float
    energy: float
    outage: float

    def state(self, ring: Ring, values: Values, working: int) -> State:
        """Half of the loss, on a logarithmic scale, is at either end."""
        captured = 1 - values["spill"]
        taken = ring.power / working / (self.efficiency * captured)
        sent = taken * self.efficiency**0.5
        none = np.zeros_like(taken)
        return State(taken, sent, np.ones_like(taken, dtype=bool), none, none)

    def hardware(self, ring: Ring, values: Values, state: State, working: int) -> Hardware:
        """Apertures, electronics and radiators of both ends, for the power of a state."""
        product = beam.aperture_product(
            ring.length, capture=1 - values["spill"], wavelength=self.wavelength
        )
        transmitter, receiver = self.apertures(product, state.sent)
        far = ring.power / working / self.efficiency**0.5
        heat = state.taken - state.sent + far - ring.power / working
        parts = {
            "aperture": self.transmitter_density * transmitter + self.receiver_density * receiver,
            "line": self.electronics_mass * state.taken + self.fixed_mass,
            "radiator": self.heat_mass * heat,
        }
        return Hardware(parts, 0 * transmitter, np.zeros_like(transmitter))

    def apertures(self, product: Floats, sent: Floats) -> tuple[Floats, Floats]:
        """Areas [m2] of the lightest pair that catches enough and bears the intensity."""
        least = sent / self.intensity
        transmitter = np.maximum(
            beam.balanced_transmitter(
                product,
                transmitter_density=self.transmitter_density,
                receiver_density=self.receiver_density,
            ),
            least,
        )
        receiver = np.maximum(product / transmitter, least)
        transmitter = np.maximum(np.minimum(transmitter, product / receiver), least)
        return transmitter, receiver


Link = Conductor | Superconductor | Beam
