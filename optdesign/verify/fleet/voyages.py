"""The ships of a plan flown burn by burn: nothing of the freight model but the way itself is used.

From the matrices come what a kilogram of ship carries and burns in a year; Kepler's law says how
often it can go, so both give the masses of one voyage. These must end with the empty ship at home,
after both burns of the rocket equation, and its own mass must hold the tanks and the drive of the
burn on the way out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from optdesign.network.freight import TRANSPORT, Route
from optdesign.physics.constants import (
    ASTRONOMICAL_UNIT,
    GRAVITATIONAL_CONSTANT,
    STANDARD_GRAVITY,
)
from optdesign.problem import Case
from optdesign.solution import Check
from optdesign.units import to_si

AGREEMENT = 1e-9


def voyage_checks(
    case: Case, target: str, arrays: Any, ways: Mapping[str, Route], wait: float
) -> list[Check]:
    """Ships that burn less than their way takes, or are lighter than their tanks and drive.

    Parameters
    ----------
    case : its parameters supply orbits, drives and tanks
    target : where all ships go
    arrays : of the plan
    ways : route of each origin
    wait : share of the time between windows that ships lose
    """
    found = []
    for column, name in enumerate(arrays.lines):
        origin, _, bare = name.partition(":")
        if ">" in origin or not bare.startswith(f"{target}-"):
            continue
        ship, way = bare.removeprefix(f"{target}-"), ways[origin]
        rates = dict(zip(arrays.commodities, arrays.run[:, column], strict=True))
        carried = rates[f"{origin}>{target}:{TRANSPORT}"]
        if carried <= 0:
            continue
        propellant = -rates[f"{origin}:feedstock"] / carried
        # A kilogram of ship carries so many kilograms on a voyage.
        load = carried / to_si(1.0, "year") * _cycle(case, (origin, target), ship, wait)
        if wait > 0:
            load /= math.exp(-wait * _window(case, origin, target) / case[f"{ship}.lifetime"])
        found += _flown(case, way, ship, 1.0 / load, propellant)
    return found


def _flown(case: Case, way: Route, ship: str, empty: float, propellant: float) -> list[Check]:
    """One voyage with a kilogram of payload: what is left at home, and what the ship must be."""
    labels = case.problem.catalogue.items[ship].labels
    rocket = labels["rocket"]
    exhaust = case[f"{rocket}.specific_impulse"] * STANDARD_GRAVITY
    left = math.exp(-way.delta_v / exhaust)
    departing = 1.0 + empty + propellant
    arriving = departing * left
    home = (arriving - 1.0) * left
    burnt = departing - arriving
    needed = case[f"{ship}.tank_ratio"] * burnt
    if labels["model"] == "electric":
        jet = burnt * exhaust**2 / 2 / case[f"{rocket}.efficiency"]
        power = jet / _journey(case, (way.origin, way.destination), ship)
        axes = (case[f"{site}.semi_major_axis"] for site in (way.origin, way.destination))
        faint = (max(axes) / ASTRONOMICAL_UNIT) ** case["photovoltaic-distance.distance_exponent"]
        needed += power * (case[f"{rocket}.specific_mass"] + case[f"{ship}.supply_mass"] * faint)
    of = f"ships from {way.origin}"
    return [
        Check(f"{of}: mass at home against the empty ship", abs(home / empty - 1), AGREEMENT),
        Check(f"{of}: own mass short of tanks and drive", 1 - empty / needed, AGREEMENT),
    ]


def _period(case: Case, axis: float) -> float:
    """Kepler's third law [s]."""
    return math.tau * math.sqrt(axis**3 / (GRAVITATIONAL_CONSTANT * case["sun.mass"]))


def _journey(case: Case, places: tuple[str, str], ship: str) -> float:
    """One way [s]: half of the ellipse that touches both orbits, longer with less thrust."""
    axes = [case[f"{site}.semi_major_axis"] for site in places]
    half = _period(case, sum(axes) / 2) / 2
    return half * case.value_or(f"{ship}.thrust_ratio", 1.0)


def _window(case: Case, origin: str, target: str) -> float:
    """From one meeting of both bodies to the next [s]."""
    rates = [1 / _period(case, case[f"{site}.semi_major_axis"]) for site in (origin, target)]
    apart = abs(rates[0] - rates[1])
    return 1 / apart if apart > 0 else math.inf


def _cycle(case: Case, places: tuple[str, str], ship: str, wait: float) -> float:
    """From one departure to the next [s]; with waits, a share of the way to whole windows."""
    both, window = 2 * _journey(case, places, ship), _window(case, *places)
    if wait <= 0 or not math.isfinite(window):
        return both
    return (1 - wait) * both + wait * (math.ceil(both / window) + 1) * window
