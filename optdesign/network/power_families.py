"""The power technologies of a case: one family of designs for each that has the role ``power``."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from optdesign.errors import ProblemError, suggestion
from optdesign.network.concentrator import (
    COLLECTOR,
    RADIATOR,
    Collector,
    assess_collector,
    engine_designs,
    heat_designs,
    item_bill,
    read_collector,
    read_engine,
)
from optdesign.network.model import CARRIERS
from optdesign.network.photovoltaic import array_designs
from optdesign.network.power_design import Floats, PowerDesigns, PowerFamily
from optdesign.physics.constants import ASTRONOMICAL_UNIT
from optdesign.physics.photovoltaics import exponent_power
from optdesign.problem import Case

__all__ = ["PowerDesigns", "PowerFamily", "power_families", "power_items"]

Range = tuple[float, float]
LOGARITHMIC = frozenset({"aperture_diameter", "concentration", "slope_error"})
NEEDED = ("lifetime", "construction_lag", "effort")
# The part of the catalogue that heat of each grade comes from: its temperature.
HEATS = {"high_heat": "high-heat", "low_heat": "low-heat"}


def power_items(case: Case) -> list[str]:
    """Keys of the catalogue's items with role ``power`` among the parameters of a case."""
    items = case.problem.catalogue.items
    named = sorted({key.partition(".")[0] for key in case.values} & items.keys())
    return [name for name in named if items[name].labels.get("role") == "power"]


def power_families(case: Case, distance: float) -> list[PowerFamily]:
    """The families of power designs of a case.

    Besides the power technologies the case must have the items ``sun``, ``high-heat``,
    ``low-heat``, ``heat-pipe-radiator`` and ``power-conditioning`` as far as they are used.

    Parameters
    ----------
    case : its parameters, not the catalogue, supply every number
    distance : [m], from the Sun

    Raises
    ------
    ProblemError
        with a sentence for each technology without a model that is known here (``unit`` is left to
        others), without what every technology needs, or made of nothing.
    """
    labels = {item: case.problem.catalogue.items[item].labels for item in power_items(case)}
    models = {item: label.get("model", "") for item, label in labels.items()}
    built = {item: model for item, model in models.items() if model != "unit"}
    faults = [fault for item, model in built.items() for fault in _faults(case, item, model)]
    if faults:
        raise ProblemError("\n".join(faults))
    return [
        family for item, model in built.items() for family in _BUILDERS[model](case, item, distance)
    ]


def _faults(case: Case, item: str, model: str) -> list[str]:
    """What is wrong with the description of a power technology, a sentence each."""
    if model not in _BUILDERS:
        hint = suggestion(model, _BUILDERS)
        return [f"{item}.model | must be a model of power | {hint}"]
    needed = [*NEEDED, *(("specific_power",) if model == "constant" else ())]
    found = [
        f"{item}.{entry} | must be given for a power technology, got nothing | "
        f"add it to the catalogue's file {item}.toml"
        for entry in needed
        if f"{item}.{entry}" not in case.values
    ]
    if sum(case.group(f"{item}.bill").values()) <= 0:
        found.append(
            f"{item}.bill | a power technology must be made of something, got nothing | "
            "add bill.metal"
        )
    return found


def lasting(case: Case, item: str) -> float:
    """Mean life [s] of power that wears out at 1 / lifetime and fades by ``decline`` besides."""
    return 1 / (1 / case[f"{item}.lifetime"] + case.value_or(f"{item}.decline", 0.0))


def slope_range(case: Case) -> Range:
    """Slope errors a mirror may be built to [rad]: those of the catalogue."""
    key = f"{COLLECTOR}.mirror.slope_error"
    parameter, value = case.problem.parameters[key], case[key]
    low = value if parameter.low is None else min(parameter.low, value)
    return low, value if parameter.high is None else max(parameter.high, value)


def collector_bounds(case: Case) -> dict[str, Range]:
    """Bounds of a concentrator's variables, SI."""
    return {
        "aperture_diameter": _range(case, COLLECTOR, "diameter"),
        "concentration": _range(case, COLLECTOR, "concentration"),
        "slope_error": slope_range(case),
    }


def engine_bounds(case: Case, item: str, given: Collector) -> dict[str, Range]:
    """Bounds of the temperatures of an engine [K].

    No receiver is hotter than with the truest mirror and the largest concentration: far from the
    Sun a wider range would hold next to no design that works.
    """
    coldest, hottest = (case[f"{RADIATOR}.{end}_temperature"] for end in ("coldest", "hottest"))
    limits = (f"{item}.hot_temperature_limit", f"{COLLECTOR}.receiver.temperature_limit")
    bounds = collector_bounds(case)
    truest = {
        "aperture_diameter": bounds["aperture_diameter"][1],
        "concentration": bounds["concentration"][1],
        "slope_error": bounds["slope_error"][0],
    }
    stagnation = float(assess_collector(truest, coldest, given)["stagnation_temperature"])
    highest = max(min(stagnation, *(case[key] for key in limits)), coldest)
    return {
        "hot_temperature": (coldest, highest),
        "cold_temperature": (coldest, max(min(hottest, highest), coldest)),
    }


def _range(case: Case, item: str, quantity: str) -> Range:
    low = case[f"{item}.smallest_{quantity}"]
    return low, max(case[f"{item}.largest_{quantity}"], low)


def _family(
    case: Case,
    item: str,
    carrier: str,
    bounds: Mapping[str, Range],
    evaluate: Callable[[Mapping[str, Floats]], PowerDesigns],
    name: str = "",
) -> PowerFamily:
    return PowerFamily(
        technology=name or item,
        carrier=carrier,
        lifetime=lasting(case, item),
        lag=case[f"{item}.construction_lag"],
        bounds=bounds,
        evaluate=evaluate,
        logarithmic=LOGARITHMIC & bounds.keys(),
    )


def _photovoltaic(case: Case, item: str, distance: float) -> list[PowerFamily]:
    bounds = {"aperture_diameter": _range(case, item, "diameter")}
    return [_family(case, item, "electricity", bounds, array_designs(case, item, distance))]


def _heat(case: Case, item: str, distance: float) -> list[PowerFamily]:
    given, bounds = read_collector(case, distance), collector_bounds(case)
    return [
        _family(
            case,
            item,
            carrier,
            bounds,
            heat_designs(case, given, case[f"{process}.temperature"]),
            f"{item}-{carrier}",
        )
        for carrier, process in HEATS.items()
    ]


def _engine(case: Case, item: str, distance: float) -> list[PowerFamily]:
    collector = read_collector(case, distance)
    bounds = collector_bounds(case) | engine_bounds(case, item, collector)
    evaluate = engine_designs(case, item, collector, read_engine(case, item))
    return [_family(case, item, "electricity", bounds, evaluate)]


def _constant(case: Case, item: str, distance: float) -> list[PowerFamily]:
    """A technology known by its specific power only; ``product`` names another carrier."""
    carrier = case.problem.catalogue.items[item].labels.get("product", CARRIERS[0])
    if carrier not in CARRIERS:
        hint = suggestion(carrier, CARRIERS)
        raise ProblemError(f"{item}.product | of a power technology must be a carrier | {hint}")
    exponent = f"{item}.distance_exponent"
    power = exponent_power(
        distance,
        reference_power=case[f"{item}.specific_power"],
        reference_distance=ASTRONOMICAL_UNIT,
        exponent=case.value_or(exponent, 0.0),
    )
    bill = {name: np.array([amount]) for name, amount in item_bill(case, item).items()}
    one = PowerDesigns({}, np.array([max(float(power), 0.0)]), np.ones(1), bill)
    return [_family(case, item, carrier, {}, lambda variables: one)]


_BUILDERS = {
    "photovoltaic": _photovoltaic,
    "heat": _heat,
    "heat-engine": _engine,
    "thermoelectric": _engine,
    "constant": _constant,
}
