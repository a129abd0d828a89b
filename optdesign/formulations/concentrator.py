"""One concentrator unit: its requirements and the Pyomo model for the global solver.

Payback and specific power are both the least weight per watt, the weight being energy or mass. The
model puts every product into a variable of its own, which branch and bound relaxes best.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from optdesign.modelling import pyo
from optdesign.network.concentrator import COLLECTOR, RADIATOR
from optdesign.network.concentrator_unit import HEAT, Unit, read_unit
from optdesign.physics.concentrator import (
    aperture_area,
    image_concentration,
    intercept_factor,
    mirror_density,
    receiver_efficiency,
    stagnation_temperature,
)
from optdesign.physics.maths import exp
from optdesign.physics.radiator import radiated_flux
from optdesign.problem import Case
from optdesign.units import format_quantity

LEVERS = ("aperture_diameter", "concentration", "hot_temperature", "cold_temperature")
Range = tuple[float, float]
_COSTLIEST = 10.0  # times the best known; a model without a ceiling is relaxed to nothing
_LEAST_SHARE = 1e-4  # of the light or heat that is useful
_HOTTER = 1e-9


@dataclass(frozen=True)
class Bound:
    """One requirement on a temperature: its key, its value [K] and what it says."""

    key: str
    value: float
    text: str


@dataclass(frozen=True)
class Requirements:
    """What the temperatures must satisfy; the colder one matters to engines only."""

    hot_low: list[Bound]
    hot_high: list[Bound]
    cold_low: list[Bound]
    cold_high: list[Bound]

    @property
    def hot(self) -> Range:
        """Range left to the hot temperature; empty if the ends are crossed."""
        return _inner(self.hot_low, self.hot_high)

    @property
    def cold(self) -> Range:
        """Range left to the cold temperature."""
        return _inner(self.cold_low, self.cold_high)


def has_engine(case: Case) -> bool:
    """Whether the unit makes electricity."""
    return case.choice("mode") != HEAT


def read_requirements(case: Case) -> Requirements:
    """The requirements on the temperatures of a case."""
    engine = has_engine(case)
    found = Requirements(*(_lever_bounds(case, lever, end)
                           for lever in LEVERS[2:] for end in ("low", "high")))  # fmt: skip
    key = f"{COLLECTOR}.receiver.temperature_limit"
    found.hot_high.append(_bound(case, key, "the receiver survives at most"))
    if not engine:
        key = "process.temperature"
        found.hot_low.append(_bound(case, key, "the process needs heat at"))
        return found
    key = f"{case.choice('mode')}.hot_temperature_limit"
    found.hot_high.append(_bound(case, key, "the engine survives at most"))
    key = f"{RADIATOR}.coldest_temperature"
    found.cold_low.append(_bound(case, key, "the radiator works from"))
    key = f"{RADIATOR}.hottest_temperature"
    found.cold_high.append(_bound(case, key, "the radiator works up to"))
    return found


def _bound(case: Case, key: str, text: str) -> Bound:
    return Bound(key, case[key], f"{text} {format_quantity(case[key], 'K')}")


def _lever_bounds(case: Case, lever: str, end: str) -> list[Bound]:
    low, high = case.lever_range(lever)
    value = low if end == "low" else high
    shown = format_quantity(value, "K")
    if lever in case.fixed:
        return [Bound(lever, value, f"{lever} is pinned at {shown}")]
    word = "at least" if end == "low" else "at most"
    return [Bound(lever, value, f"{lever} as a lever is {word} {shown}")]


def _inner(low: list[Bound], high: list[Bound]) -> Range:
    return max(part.value for part in low), min(part.value for part in high)


def hottest_stagnation(case: Case, unit: Unit) -> float:
    """The highest temperature any mirror of the case reaches [K].

    Stagnation rises with concentration, C (1 - exp(-k/C)) growing towards k, and with accuracy.
    """
    concentration, given = case.lever_range("concentration")[1], unit.collector
    limit = image_concentration(
        given.sun_half_angle,
        unit.slope[0],
        concentration_factor=given.concentration_factor,
        error_widths=given.error_widths,
    )
    intercept = intercept_factor(
        concentration, concentration_limit=limit, capture_exponent=given.capture_exponent
    )
    found = stagnation_temperature(
        concentration,
        given.flux,
        intercept=intercept,
        optical_efficiency=given.optical_efficiency,
        emissivity=given.emissivity,
    )
    return float(found)


def is_possible(case: Case, *, margin: float = _HOTTER) -> bool:
    """Whether some design delivers power: a closed question, without any search.

    Parameters
    ----------
    case : the case
    margin : [1], by which stagnation must exceed the hot side, and the hot side the cold one
    """
    needed = read_requirements(case)
    (hot_low, hot_high), (cold_low, cold_high) = needed.hot, needed.cold
    least = hot_low
    if has_engine(case):
        if cold_low > cold_high:
            return False
        least = max(hot_low, cold_low * (1 + margin))
    return least <= hot_high and least * (1 + margin) < hottest_stagnation(case, read_unit(case))


def read_ranges(case: Case, unit: Unit) -> dict[str, Range]:
    """Ranges of all variables of a possible case, SI."""
    needed = read_requirements(case)
    found = {
        "aperture_diameter": case.lever_range("aperture_diameter"),
        "concentration": case.lever_range("concentration"),
        "slope_error": unit.slope,
        "hot_temperature": (needed.hot[0], needed.hot[1]),
    }
    if has_engine(case):
        found["cold_temperature"] = needed.cold
    return found


def concentrator_model(
    unit: Unit, weights: Mapping[str, float], ranges: Mapping[str, Range], *, scale: float
) -> Any:
    """Build the model; its ``cost`` is to be minimized.

    Parameters
    ----------
    unit : the unit
    weights : of a kilogram of each part
    ranges : of the variables, SI
    scale : a usual weight per watt, by which ``cost`` is divided

    Returns
    -------
    a ConcreteModel with ``cost``, ``diameter`` [10 m], ``steepness`` (log of concentration),
    ``slope`` [mrad], ``hot`` and ``cold`` [kK]
    """
    given, model = unit.collector, pyo.ConcreteModel()
    model.diameter = pyo.Var(bounds=_scaled(ranges["aperture_diameter"], 10.0))
    model.steepness = pyo.Var(bounds=tuple(math.log(end) for end in ranges["concentration"]))
    model.slope = pyo.Var(bounds=_scaled(ranges["slope_error"], 1e-3))
    model.hot = pyo.Var(bounds=_scaled(ranges["hot_temperature"], 1e3))
    model.cost = pyo.Var(bounds=(0, _COSTLIEST))
    model.mirror_cost = pyo.Var(bounds=(0, _COSTLIEST))
    model.useful = pyo.Var(bounds=(_LEAST_SHARE, 1))
    _add_receiver(model, unit)
    per_receiver = weights["structure"] * given.receiver_density
    mounts = weights["structure"] * (given.fixed_mass - given.fixed_electronics)
    mounts += weights["electronics"] * given.fixed_electronics
    size = scale * given.flux
    weight = (
        weights["structure"] / size
        * mirror_density(1e-3 * model.slope, 10.0 * model.diameter, **given.mirror)
        + per_receiver / size * exp(-model.steepness)
        + mounts / size / aperture_area(10.0 * model.diameter)
    )  # fmt: skip
    model.mirror_rule = pyo.Constraint(expr=model.mirror_cost * model.useful >= weight)
    if unit.engine is None:
        model.cost_rule = pyo.Constraint(expr=model.cost >= model.mirror_cost)
    else:
        _add_engine(model, unit, weights, ranges["cold_temperature"], scale)
    return model


def _add_receiver(model: Any, unit: Unit) -> None:
    """The share of the light that becomes heat; the spill's exponent has a variable of its own."""
    given = unit.collector
    sharpness = image_concentration(
        given.sun_half_angle,
        1e-3 * model.slope,
        concentration_factor=given.concentration_factor,
        error_widths=given.error_widths,
    )
    most = given.capture_exponent * image_concentration(
        given.sun_half_angle,
        unit.slope[0],
        concentration_factor=given.concentration_factor,
        error_widths=given.error_widths,
    )
    model.spill = pyo.Var(bounds=(0, most * math.exp(-model.steepness.lb)))
    model.spill_rule = pyo.Constraint(
        expr=model.spill == given.capture_exponent * sharpness * exp(-model.steepness)
    )
    efficiency = receiver_efficiency(
        1e3 * model.hot,
        exp(model.steepness),
        given.flux,
        intercept=1 - exp(-model.spill),
        optical_efficiency=given.optical_efficiency,
        emissivity=given.emissivity,
    )
    model.useful_rule = pyo.Constraint(expr=model.useful <= efficiency)


def _add_engine(
    model: Any, unit: Unit, weights: Mapping[str, float], cold: Range, scale: float
) -> None:
    """Weight per watt of electricity: (cost - machines) eta = mirror's + radiator's."""
    engine = unit.engine
    assert engine is not None
    model.cold = pyo.Var(bounds=_scaled(cold, 1e3))
    model.conversion = pyo.Var(bounds=(_LEAST_SHARE, 1))
    model.conversion_rule = pyo.Constraint(
        expr=model.conversion <= engine.conversion(1e3 * model.hot, 1e3 * model.cold)
    )
    machines = (
        weights["engine"] * engine.specific_mass
        + weights["conditioning"] * engine.conditioning_mass
        + weights["electronics"] * engine.conditioning_electronics
    ) / scale
    per_flux = weights["radiator"] * engine.radiator_density / scale
    reference = radiated_flux(1e3, emissivity=engine.emissivity, faces=engine.faces)
    radiator = per_flux / reference * (1 - model.conversion) * model.cold**-4
    model.cost_rule = pyo.Constraint(
        expr=(model.cost - machines) * model.conversion >= model.mirror_cost + radiator
    )


def _scaled(ends: Range, unit: float) -> Range:
    return ends[0] / unit, ends[1] / unit
