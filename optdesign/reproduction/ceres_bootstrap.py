"""Computations on the paper's bootstrap: doublings, phases and the best order of the two."""

from __future__ import annotations

import math

from optdesign.catalogue import Catalogue
from optdesign.physics import bootstrap, replication, sunlight
from optdesign.reproduction.ceres_habitat import aphelion


def doubling_count(catalogue: Catalogue, *, initial: float, final: float) -> float:
    """Doublings between two powers."""
    return float(replication.doubling_count(initial, final))


def doubling_time(catalogue: Catalogue, *, payback: float) -> float:
    """Doubling time of continuous reinvestment."""
    return float(replication.doubling_time(payback, 1.0))


def power_phase(catalogue: Catalogue, *, doubling_time: float) -> float:
    """Time from the initial to the final power."""
    initial, final = _powers(catalogue)
    rate = bootstrap.growth_rate(doubling_time)
    return float(bootstrap.growth_time(initial, final, growth_rate=rate))


def _powers(catalogue: Catalogue) -> tuple[float, float]:
    value = catalogue.value
    return value("bootstrap-paper.initial_power"), value("bootstrap-paper.final_power")


def distance_penalty(catalogue: Catalogue) -> float:
    """Sunlight near Earth over sunlight at the mean distance of Ceres."""
    solar_constant = catalogue.value("sun.solar_constant")
    distance = catalogue.value("ceres-paper.semi_major_axis")
    return solar_constant / float(sunlight.flux(distance, solar_constant=solar_constant))


def insolation_per_living_area(
    catalogue: Catalogue, *, insolation: float, urban_share: float
) -> float:
    """Sunlight on the rural floor per living area."""
    return insolation * (1 - urban_share)


def habitat_phase(catalogue: Catalogue, *, energy_per_area: float, power_per_area: float) -> float:
    """Time to make habitats with the power of their own area."""
    return float(bootstrap.habitat_time(1.0, power_per_area, energy_per_area=energy_per_area))


def _disk_power(
    catalogue: Catalogue,
    *,
    disk_area_per_person: float,
    living_area_per_person: float,
    efficiency: float,
) -> float:
    """Power per living area of panels on both faces of the disk at aphelion."""
    flux = sunlight.flux(aphelion(catalogue), solar_constant=catalogue.value("sun.solar_constant"))
    return float(2 * efficiency * flux * disk_area_per_person / living_area_per_person)


def habitat_phase_disk(catalogue: Catalogue, *, energy_per_area: float, **disk: float) -> float:
    """Time to make habitats with the power of both faces of the disk."""
    power = _disk_power(catalogue, **disk)
    return habitat_phase(catalogue, energy_per_area=energy_per_area, power_per_area=power)


def sequential_time(
    catalogue: Catalogue, *, doubling_time: float, energy_per_area: float, power_per_area: float
) -> float:
    """Time of both phases, one after the other."""
    initial, final = _powers(catalogue)
    return float(
        bootstrap.sequential_time(
            initial,
            final,
            final / power_per_area,
            energy_per_area=energy_per_area,
            growth_rate=bootstrap.growth_rate(doubling_time),
        )
    )


def optimal_time(
    catalogue: Catalogue,
    *,
    doubling_time: float,
    energy_per_area: float,
    power_per_area: float,
    cap_per_area: float = math.inf,
) -> float:
    """Shortest time to the same habitats, with collectors limited per living area or not."""
    initial, final = _powers(catalogue)
    area = final / power_per_area
    return float(
        bootstrap.optimal_time(
            initial,
            area,
            energy_per_area=energy_per_area,
            growth_rate=bootstrap.growth_rate(doubling_time),
            power_cap=cap_per_area * area,
        )
    )


def optimal_time_disk(
    catalogue: Catalogue,
    *,
    doubling_time: float,
    energy_per_area: float,
    power_per_area: float,
    **disk: float,
) -> float:
    """Shortest time with collectors on both faces of the disk."""
    return optimal_time(
        catalogue,
        doubling_time=doubling_time,
        energy_per_area=energy_per_area,
        power_per_area=power_per_area,
        cap_per_area=_disk_power(catalogue, **disk),
    )
