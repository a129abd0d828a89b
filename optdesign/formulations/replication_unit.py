"""One self-replicating unit: what it delivers at its distance, and how soon it earns its copies.

Everything is a function of the one lever, the aperture over that of the unit as the source has it.
The unit's energy grows only with what is added to the aperture, so the time for a copy is monotone
along the lever, and falls unless aperture is as dear as the whole unit.
"""

from __future__ import annotations

from dataclasses import dataclass

from optdesign.physics.replication import (
    cumulative_energy,
    cumulative_time,
    doubling_time,
    replica_time,
    required_power,
    unit_energy,
)
from optdesign.physics.sunlight import flux
from optdesign.problem import Case

APERTURE = "aperture_scale"


@dataclass(frozen=True)
class Unit:
    """A unit at its distance: power and area of the plain aperture, energies, learning (all SI)."""

    power: float
    dimming: float
    area: float
    energy: float
    aperture_energy: float
    baseline: float
    rate: float
    floor: float
    doublings: float
    target_time: float

    def delivered(self, scale: float) -> float:
        """Power of an aperture ``scale`` times as large [W]."""
        return self.power * self.dimming * scale

    def cost(self, scale: float) -> float:
        """Energy to make the first copy [J]."""
        return self.energy + self.aperture_energy * self.area * (scale - 1)

    def replica(self, scale: float) -> float:
        """Time to earn the first copy [s], infinite if nothing is left over."""
        return float(
            replica_time(self.cost(scale), self.delivered(scale), baseline_power=self.baseline)
        )


def read_unit(case: Case) -> Unit:
    """Collect the numbers of the unit from the parameters of a case."""
    constant = case["sun.solar_constant"]
    light = flux(case["site.distance"], solar_constant=constant)
    return Unit(
        power=case["unit.power"],
        dimming=float(light / constant),
        area=case["unit.power"] / (case["aperture.efficiency"] * constant),
        energy=case["unit.energy"],
        aperture_energy=case["aperture.energy"],
        baseline=case["baseline.power"],
        rate=case["learning.rate"],
        floor=case["learning.floor"],
        doublings=case["doublings"],
        target_time=case["target.replica_time"],
    )


def unit_outcomes(unit: Unit, scale: float) -> dict[str, float]:
    """Every outcome of the unit with an aperture ``scale`` times as large."""
    first, power = unit.cost(scale), unit.delivered(scale)
    surplus = max(power - unit.baseline, 0.0)
    # The energy of a doubling over the last is twice that of a unit over the last.
    learning = {
        "first_energy": first,
        "energy_ratio": 2 * unit.rate,
        "floor_energy": unit.floor * first,
    }
    needed = required_power(first, unit.target_time, baseline_power=unit.baseline)
    return {
        "replica_time": unit.replica(scale),
        "doubling_time": float(doubling_time(first, surplus)),
        "total_time": float(cumulative_time(unit.doublings, unit_power=surplus, **learning)),
        "total_energy": float(cumulative_energy(unit.doublings, first_units=1.0, **learning)),
        "last_unit_energy": float(unit_energy(max(unit.doublings - 1, 0.0), **learning)),
        "first_unit_energy": first,
        "delivered_power": power,
        "surplus_power": surplus,
        "required_power": float(needed),
        "required_aperture_scale": float(needed) / (unit.power * unit.dimming),
        "aperture_area": unit.area * scale,
        APERTURE: scale,
    }
