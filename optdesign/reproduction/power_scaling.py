"""Every computation that the claims of the power document may name."""

from __future__ import annotations

import math
import sys

from optdesign.catalogue import Catalogue
from optdesign.physics import nuclear, replication, sunlight
from optdesign.physics.constants import ASTRONOMICAL_UNIT
from optdesign.reproduction.scorecard import Computation, public_functions
from optdesign.units import to_si


def flux(catalogue: Catalogue, *, distance: float, solar_constant: float) -> float:
    """Sunlight at a distance."""
    return float(sunlight.flux(distance, solar_constant=solar_constant))


def flux_share(catalogue: Catalogue, *, distance: float) -> float:
    """Sunlight at a distance over that at 1 au."""
    return flux(catalogue, distance=distance, solar_constant=1.0)


def oversize(catalogue: Catalogue, *, distance: float) -> float:
    """Area that collects at a distance what unit area collects at 1 au."""
    return 1 / flux_share(catalogue, distance=distance)


def distance_of_flux(catalogue: Catalogue, *, flux: float, solar_constant: float) -> float:
    """Distance at which sunlight has a given strength."""
    return ASTRONOMICAL_UNIT * math.sqrt(solar_constant / flux)


def replica_time(
    catalogue: Catalogue, *, energy: float, power: float, baseline_power: float = 0.0
) -> float:
    """Time for a unit to earn the energy of its copy."""
    return float(replication.replica_time(energy, power, baseline_power=baseline_power))


def replica_time_at(catalogue: Catalogue, *, energy: float, power: float, distance: float) -> float:
    """The same for a unit with that power at 1 au, moved to a distance."""
    share = flux_share(catalogue, distance=distance)
    return replica_time(catalogue, energy=energy, power=power * share)


def cycle_energy(
    catalogue: Catalogue, *, collection: float, processing: float, computing: float
) -> float:
    """Energy of a replication cycle without propulsion."""
    return float(
        replication.cycle_energy(
            collection=collection, processing=processing, computing=computing, propulsion=0.0
        )
    )


def learnt_energy(catalogue: Catalogue, *, doublings: float, energy_ratio: float) -> float:
    """Energy of a unit after some doublings over the first, learning without a floor."""
    return float(
        replication.unit_energy(
            doublings, first_energy=1.0, energy_ratio=energy_ratio, floor_energy=0.0
        )
    )


def thermoelectric_low(catalogue: Catalogue) -> float:
    """Lowest efficiency of thermoelectric systems."""
    return _bound(catalogue, "thermoelectric.efficiency", "low")


def thermoelectric_high(catalogue: Catalogue) -> float:
    """Highest efficiency of thermoelectric systems."""
    return _bound(catalogue, "thermoelectric.efficiency", "high")


def cell_efficiency(catalogue: Catalogue) -> float:
    """Efficiency of triple-junction cells."""
    return catalogue.value("triple-junction-cell.efficiency")


def cell_efficiency_high(catalogue: Catalogue) -> float:
    """Highest efficiency of triple-junction cells."""
    return _bound(catalogue, "triple-junction-cell.efficiency", "high")


def _bound(catalogue: Catalogue, key: str, end: str) -> float:
    entry = catalogue[key]
    return to_si(getattr(entry, end), entry.unit)


def radioisotope_power(catalogue: Catalogue, *, age: float = 0.0) -> float:
    """Power of one radioisotope generator."""
    return float(
        nuclear.radioisotope_power(
            1.0,
            age,
            unit_power=catalogue.value("mmrtg.power"),
            decline_rate=catalogue.value("mmrtg.decline"),
        )
    )


COMPUTATIONS: dict[str, Computation] = public_functions(sys.modules[__name__])
