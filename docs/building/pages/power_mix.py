"""Numbers of ``power-mix.md``: mixes over distance and night, the front, single changes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache, partial
from typing import Any

import numpy as np
from charts import sweep_chart
from page_numbers import Fact, Value, shown
from runs import outcome, solved, studied, told

import optdesign as od
from optdesign.catalogue import load_catalogue
from optdesign.formulations.power_units import power_units
from optdesign.network.power_units import PowerUnit
from optdesign.problem import Case, make_case
from optdesign.report.charts.data import AnyChart
from optdesign.units import from_si

NAME = "power-mix"
VALUE = load_catalogue().value
FAR, STEP = 8.0, 0.1
"""Farthest distance tried [au], and how closely the first with reactors is sought."""
NIGHTS = (0, 3, 6, 9, 12, 16, 20, 24)
ENGINES = ("stirling", "brayton", "thermoelectric")
IMPORTED = {"thin-film-pv": "0"} | dict.fromkeys(ENGINES, "0")
CHANGES: Mapping[str, dict[str, str]] = {
    "no process heat": {"demand.heat": "0 kW"},
    "no night": {"demand.shadow": "0 hour"},
    "no unit may be lost": {"reliability.spare_units": "0"},
    "two units of each group may be lost": {"reliability.spare_units": "2"},
    "loads a tenth as large": {
        "demand.electric": "1 kW",
        "demand.heat": "1 kW",
        "demand.peak": "2 kW",
    },
    "loads three times as large": {
        "demand.electric": "30 kW",
        "demand.heat": "30 kW",
        "demand.peak": "60 kW",
    },
    "batteries of 250 Wh/kg instead of 150": {"lithium-ion.energy_density": "250 Wh/kg"},
    "batteries of 100 Wh/kg": {"lithium-ion.energy_density": "100 Wh/kg"},
    "structure of arrays twice as heavy": {"thin-film-pv.structure_areal_density": "1 kg/m2"},
    "only arrays from Earth, no engines": IMPORTED,
    "only arrays from Earth, no engines, nights of 9 h": IMPORTED | {"demand.shadow": "9 hour"},
}


def case(given: dict[str, str] | None = None) -> Case:
    """The problem with changes."""
    return make_case(od.load_problem(NAME), parameters=given or {})


def found(key: str, unit: str = "1", given: dict[str, str] | None = None) -> float:
    """An outcome."""
    return outcome(NAME, key, unit, given)


@cache
def units(distance: str) -> tuple[PowerUnit, ...]:
    """All units at a distance."""
    return tuple(power_units(case({"site.distance": distance}), ("mass",)))


def specific(technology: str, distance: str = "2.986") -> float:
    """Power over mass of a technology in its best size [W/kg]."""
    return max(u.capacity / u.mass for u in units(distance) if u.technology == technology)


def lighter_from() -> float:
    """Smallest size [kW] from which on a Stirling unit is lighter than an array."""
    mass = {(unit.technology, round(unit.size, 3)): unit.mass for unit in units("2.986")}
    sizes = sorted(size for name, size in mass if name == "stirling")
    lighter = [s for s in sizes if mass["stirling", s] < mass.get(("thin-film-pv", s), math.inf)]
    if sizes[sizes.index(lighter[0]) :] != lighter:
        raise RuntimeError(f"{NAME} | must stay lighter once it is | lighter at {lighter} W")
    return lighter[0] / 1e3


def battery() -> float:
    """Mass of battery [kg] that gives a kilowatt through a night."""
    sizes = [unit for unit in units("2.986") if unit.name == "lithium-ion 10 kWh"]
    return sizes[0].mass / sizes[0].capacity * 1e3 * case()["demand.shadow"]


def generators() -> list[float]:
    """W/kg of a radioisotope generator at the end of the mission, how many the stock gives."""
    unit = next(unit for unit in units("2.986") if unit.technology == "mmrtg")
    stock = VALUE("plutonium-supply.stock")
    count = stock // unit.fuel
    years = from_si(VALUE("base-power.mission_life"), "year")
    return [unit.capacity / unit.mass, years, stock, count, count * unit.capacity / 1e3]


def best_unit(objective: str) -> list[str]:
    """The unit that gives most of the electricity where an objective is least."""
    table = solved(NAME, None, objective).table("mix")
    return [str(table.loc[table["mean electricity [W]"].idxmax(), "unit"])]


def sizes() -> list[float]:
    """Smallest and largest sizes of units as the page's table lists them."""
    base = {key: VALUE(f"base-power.{key}") for key in (
        "smallest_unit", "largest_unit", "smallest_store", "largest_store", "base_temperature",
        "smallest_panel", "largest_panel",
    )}  # fmt: skip
    reactors = [unit.size / 1e3 for unit in units("2.986") if unit.reactor]
    return [
        base["smallest_unit"], base["largest_unit"] / 1e6, min(reactors), max(reactors),
        VALUE("mmrtg.power"), base["smallest_store"] / 3.6e6, base["largest_store"] / 3.6e9,
        base["base_temperature"], base["smallest_panel"], base["largest_panel"],
    ]  # fmt: skip


def segments() -> list[Value]:
    """Rows over distance: between two switches the ends, the unit, heat from electricity, imports.

    The points next to a switch are its own, the outer ends are those of the grid.
    """
    study = studied("power-mix-distance")
    grid = [point for point in study["sweep"]["points"] if point["on_grid"]]
    ends = [_end(p["values"]["site.distance"], p, p["answers"]) for p in (grid[0], grid[-1])]
    switches = sorted(study["switches"], key=lambda switch: float(switch["value"]))
    starts, stops = [ends[0]], []
    for switch in switches:
        stops.append(_end(switch["value"], switch["below"], {}))
        starts.append(_end(switch["value"], switch["above"], {}))
    stops.append(ends[1])
    unit, rows = ends[0]["unit"], []
    for start, stop, switch in zip(starts, stops, [None, *switches], strict=True):
        if switch is not None and switch["switch"] == "electricity":
            unit = str(switch["above"]["answer"])
        pairs = [(start[key], stop[key]) for key in ("at", "mass", "heat", "earth")]
        rows += [*pairs[0], *pairs[1], unit, *pairs[2], *pairs[3]]
    return rows


def _end(at: float, side: Mapping[str, Any], answers: Mapping[str, str]) -> dict[str, Any]:
    outcomes = side["outcomes"]
    return {
        "at": float(at),
        "mass": outcomes["mass"] / 1e3,
        "unit": answers.get("electricity", ""),
        "heat": 100 * outcomes["electric_heat_share"],
        "earth": 100 * outcomes["imported_mass"] / outcomes["mass"],
    }


def nuclear_from() -> dict[float, float]:
    """Night in hours: distance [au] from which reactors give most of the electricity."""
    return {
        round(switch["at"]["demand.shadow"] / 3600): float(switch["value"])
        for switch in studied("power-mix-night")["switches"]
    }


def night(hours: int) -> list[str]:
    """From where on reactors give most of the electricity with nights so long."""
    known = nuclear_from()
    if hours in known:
        return [f"from {shown(known[hours], '.3f')} au"]
    points = studied("power-mix-night")["sweep"]["points"]
    answers = {
        point["answers"]["nuclear"]
        for point in points
        if round(point["values"]["demand.shadow"] / 3600) == hours
    }
    return [{"below": "not within 4 au", "above": "everywhere from 1 au"}[answers.pop()]]


def agreeing() -> list[float]:
    """Nights for which reactors take over where the document has them, from 3.5 and 2.8 au."""
    known = sorted(nuclear_from().items())
    at, hours = [au for _, au in known][::-1], [hour for hour, _ in known][::-1]
    return [float(np.interp(distance, at, hours)) for distance in (3.5, 2.8)]


def first_nuclear(given: dict[str, str]) -> list[str]:
    """The first distance, to a tenth of an astronomical unit, with more than half from reactors."""

    def nuclear(place: int) -> bool:
        at = {"site.distance": shown(1 + STEP * place, ".1f")}
        return found("nuclear_share", "1", given | at) > 0.5

    low, high = 0, round((FAR - 1) / STEP)
    if not nuclear(high):
        return [f"not within {FAR:.0f} au"]
    if nuclear(low):
        return ["from 1 au"]
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if nuclear(middle) else (middle, high)
    return [f"from {shown(1 + STEP * high, '.1f')} au"]


def never_nuclear(objective: str) -> list[str]:
    """That reactors never give most of the electricity for an objective."""
    far = outcome(NAME, "nuclear_share", "1", {"site.distance": shown(FAR, ".1f")}, objective)
    if far > 0.5:
        raise RuntimeError(f"{NAME} | must not be nuclear for {objective} | {far}")
    return [f"not within {FAR:.0f} au"]


def front() -> list[dict[str, float]]:
    """All points of the front of mass against mass from Earth; the knee is marked."""
    points = told("pareto", NAME, "--objectives", "mass,imported_mass")["points"]
    return [point["outcomes"] | {"knee": point["knee"]} for point in points]


def knee() -> dict[str, float]:
    """The knee of the front."""
    return next(point for point in front() if point["knee"])


def front_rows() -> list[float]:
    """How many points there are; both masses [t], batteries, heat stores [kWh] of three."""
    rows = [
        [point["mass"] / 1e3, point["imported_mass"] / 1e3,
         point["battery_energy"] / 3.6e6, point["heat_store_energy"] / 3.6e6]
        for point in (front()[0], knee(), front()[-1])
    ]  # fmt: skip
    return [value for row in rows for value in row]


def knee_gain() -> list[float]:
    """What the knee weighs more than the lightest mix, and what it saves."""
    first, best = front()[0], knee()
    more = best["mass"] - first["mass"]
    return [
        more,
        100 * more / first["mass"],
        100 * (1 - best["imported_mass"] / first["imported_mass"]),
    ]


ROW = "| {:.3f} to {:.3f} | {:.2f} to {:.2f} t | {:s} | {:.0f} to {:.0f} % | {:.0f} to {:.0f} % |"
FRONT_ROW = "| {:.3f} t | {:.3f} t | {:.0f} kWh | {:.0f} kWh |"
FACTS = [
    Fact(
        "| {:.0f} W to {:.0f} MW, two a decade |\n| heat in sunlight | concentrators | the same |\n"
        "| electricity at all times | reactors of {:.0f} to {:.0f} kWe, radioisotope generators of "
        "{:.0f} W | as published |\n| stores | batteries, heat stores | {:.0f} kWh to {:.0f} MWh, "
        "one a decade |\n| cooling of the base | radiators at {:.0f} K; those of engines and "
        "reactors come with them | {:.0f} to {:.0f} m2 |",
        sizes,
    ),
    Fact(
        "(at `high-heat.temperature`, {:.0f} K)",
        lambda: (VALUE("high-heat.temperature"),),
    ),
    Fact(
        "a replication cycle ({:.2f} MWh)",
        lambda: (from_si(VALUE("replication-unit.energy.total"), "MWh"),),
    ),
    Fact(
        "({:.0f} kW of electricity, {:.0f} kW of heat, peaks to {:.0f} kW; {:.0f} unit of each "
        "group lost)",
        lambda: (
            case()["demand.electric"] / 1e3,
            case()["demand.heat"] / 1e3,
            case()["demand.peak"] / 1e3,
            case()["reliability.spare_units"],
        ),
    ),
    Fact(
        "with nights as at Ceres ({:.2f} h), least mass",
        lambda: (case()["demand.shadow"] / 3600,),
    ),
    Fact("\n".join([ROW] * 5), segments, slow=True),
    Fact(
        "a heat store of {:.0f} Wh/kg does not pay",
        lambda: (from_si(VALUE("heat-store.energy_density"), "Wh/kg"),),
    ),
    Fact(
        "arrays of {:.0f} % made on site, in their best size, weigh less per watt than Stirling "
        "units of any size ({:.0f} against {:.0f} W/kg at Ceres) and fail less often; in units of "
        "{:.0f} kW and more the Stirling unit is the lighter one. Where energy counts instead of "
        "mass, units of another kind take over ({:s}),",
        lambda: (
            100 * VALUE("thin-film-pv.efficiency"),
            specific("thin-film-pv"),
            specific("stirling"),
            lighter_from(),
            *best_unit("embodied_energy"),
        ),
    ),
    Fact("(all {:.0f} points there are; three of them)", lambda: (len(front()),), slow=True),
    Fact("\n".join([FRONT_ROW] * 3), front_rows, slow=True),
    Fact("{:.0f} kg more, {:.1f} %, save {:.0f} % of what comes from Earth", knee_gain, slow=True),
    *(Fact(f"| {hours} h | {{:s}} |", partial(night, hours), slow=True) for hours in NIGHTS),
    Fact("for nights of about {:.0f} to {:.0f} hours**", agreeing, slow=True),
    Fact(
        "a solar mix weighs {:.2f} t even at 4 au, the reactors that nights call for there {:.2f} "
        "t: an array gives {:.0f} W/kg, a reactor {:.0f} W/kg, and one reactor of {:.0f} is there "
        "only to be spare.",
        lambda: (
            found("mass", "t", {"site.distance": "4", "demand.shadow": "0 hour"}),
            found("mass", "t", {"site.distance": "4"}),
            specific("thin-film-pv", "4"),
            specific("fission", "4"),
            found("reactors", "1", {"site.distance": "4"}),
        ),
    ),
    Fact(
        "({:.0f} kg per kW and night of {:.1f} h)",
        lambda: (battery(), case()["demand.shadow"] / 3600),
    ),
    Fact(
        "Radioisotope generators ({:.1f} W/kg at the end of {:.0f} years) are never chosen for "
        "mass where reactors can be had; {:.0f} kg of plutonium give {:.0f} of them, {:.2f} kW in "
        "all.",
        generators,
    ),
    Fact(
        "(least mass, to {:.1f} au; {:.2f} au with nothing changed)",
        lambda: (STEP, max(s["value"] for s in studied("power-mix-distance")["switches"])),
        slow=True,
    ),
    *(
        Fact(f"| {words} | {{:s}} |", partial(first_nuclear, given), slow=True)
        for words, given in CHANGES.items()
    ),
    Fact("| least mass from Earth | {:s} |", partial(never_nuclear, "imported_mass"), slow=True),
    Fact("| least embodied energy | {:s} |", partial(never_nuclear, "embodied_energy"), slow=True),
    Fact(
        "{:.0f} % of an array are made on site (a judgement), of a reactor {:.0f} %.",
        lambda: (100 * VALUE("thin-film-pv.closure"), 100 * VALUE("fission.closure")),
    ),
    Fact(
        "the structure of arrays ({:.1f} kg/m2, a judgement) and with it their {:.0f} W/kg at "
        "Ceres and {:.0f} W/kg at 4 au",
        lambda: (
            VALUE("thin-film-pv.structure_areal_density"),
            specific("thin-film-pv"),
            specific("thin-film-pv", "4"),
        ),
    ),
]


def shares() -> AnyChart:
    """Mass by technology over distance."""
    return sweep_chart(studied("power-mix-distance"), "shares-mass")


def nights() -> AnyChart:
    """Mass over distance and night."""
    return sweep_chart(studied("power-mix-night"), "mass")


PICTURES = {"power-mix-shares.png": shares, "power-mix-night.png": nights}
