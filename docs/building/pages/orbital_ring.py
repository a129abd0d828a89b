"""Numbers of ``orbital-ring.md``: the default link, its rivals, orbits, and where links change."""

from __future__ import annotations

import math
from functools import cache, partial
from itertools import pairwise
from typing import Any

import numpy as np
from charts import solve_chart
from page_numbers import Fact, Value, shown
from runs import outcome, solved
from scipy.constants import speed_of_light

import optdesign as od
from optdesign.catalogue import load_catalogue
from optdesign.physics import ring_orbit
from optdesign.physics.constants import GRAVITATIONAL_CONSTANT
from optdesign.problem import Case, make_case
from optdesign.report.charts.data import AnyChart
from optdesign.solvers.designs.ring_tables import best_by_technology
from optdesign.subproblems.ring_case import Orbit, read_orbit
from optdesign.units import from_si, to_si

NAME = "orbital-ring"
VALUE = load_catalogue().value
LENGTHS = tuple(float(length) for length in np.geomspace(1e3, 1e9, 19))
POWERS = ("0.1 MW", "1 MW", "10 MW", "100 MW", "1 GW", "10 GW")
NEAR = {"site.distance": "1"}
ORDER = ("superconductor", "conductor", "microwave", "laser")


def case(given: dict[str, str] | None = None) -> Case:
    """The problem with changes."""
    return make_case(od.load_problem(NAME), parameters=given or {})


def value(key: str, unit: str, given: dict[str, str] | None = None) -> float:
    """An outcome."""
    return outcome(NAME, key, unit, given)


def masses(table: str, column: str, at: float) -> Any:
    """Row of a table of the default run: mass by technology."""
    rows = solved(NAME).table(table)
    return rows[rows[column] == at].iloc[0]


def rivals() -> list[Value]:
    """Tonnes of each technology for the default link, and of its farm."""
    row = masses("by_length", "length [km]", case()["ring.length"] / 1000)
    lightest = [
        row[f"{name} [t]"] for name in ("superconductor", "conductor", "microwave", "laser")
    ]
    if row["best"] != "superconductor" or lightest != sorted(lightest):
        raise RuntimeError(f"{NAME} | must be in this order of mass | {row.to_dict()}")
    return [*lightest, value("farm_mass", "t")]


def gain() -> float:
    """Percent by which a conductor is heavier at 100 km."""
    row = masses("by_length", "length [km]", 100)
    return float(100 * (row["conductor [t]"] / row["superconductor [t]"] - 1))


def shades(given: dict[str, str]) -> float:
    """Layers of shade of the best link, that must be a superconductor without coolers."""
    found = solved(NAME, given)
    if value("cooling_power", "W", given) > 0:
        raise RuntimeError(f"{NAME} {given} | must need no cooler | {found.outcomes}")
    return float(found.levers["shade_layers"])


def orbit(altitude: float, body: str = "ceres", kind: str = "sun-synchronous") -> Orbit:
    """A ring around a body."""
    given = {"ring.altitude": f"{altitude!r} m", "ring.body": body, "ring.orbit": kind}
    return read_orbit(case(given | (NEAR if body == "earth" else {})))


def sunny_altitude() -> float:
    """Altitude [km] up to which a sun-synchronous ring at Ceres is never in shadow."""
    low, high = case()["ring.altitude"], 1e7
    while high - low > 100.0:
        middle = (low + high) / 2
        found = orbit(middle)
        sunny = found.possible and found.shadow <= 0
        low, high = (middle, high) if sunny else (low, middle)
    return low / 1000


def dark_at_earth() -> float:
    """Percent of the year that the same ring is in shadow at Earth."""
    found = orbit(case()["ring.altitude"], "earth")
    return 100 * found.mean_shadow


def farms() -> list[float]:
    """Farm of a microwave and of a laser link over that of the best link."""
    known = value("farm_mass", "t")
    return [value("farm_mass", "t", {"link.technology": name}) / known
            for name in ("microwave", "laser")]  # fmt: skip


def pressures() -> list[float]:
    """Pressure in the core [GPa], that needed, and how many times more that is."""
    core = ring_orbit.core_pressure(
        VALUE("ceres.mass"),
        radius=VALUE("ceres.radius"),
        gravitational_constant=GRAVITATIONAL_CONSTANT,
    )
    needed = VALUE("core-pressure-superconductor.needed_pressure")
    return [float(core), needed, needed / float(core)]


def saved_by_pressing() -> float:
    """Percent of the mass that a material made under pressure would save."""
    made = value("mass", "t", {"superconductor.made": "core-pressure"})
    return 100 * (1 - made / value("mass", "t"))


@cache
def winner(power: float, length: float) -> str:
    """The lightest kind of link, for a power [W] and a length [m]."""
    here = case().with_value("ring.power", power).with_value("ring.length", length)
    found = best_by_technology(here)
    return min(found, key=lambda name: found[name])


def changes(power: float, low: float, high: float) -> list[float]:
    """Lengths between two at which the lightest link changes, to a thousandth."""
    if winner(power, low) == winner(power, high):
        return []
    if high / low < 1.001:
        return [low]
    middle = math.sqrt(low * high)
    return [*changes(power, low, middle), *changes(power, middle, high)]


def lightest(power: str) -> list[Value]:
    """Which link is the lightest, from short to long, with the lengths where it changes."""
    number, unit = power.split()
    watts = to_si(float(number), unit)
    parts = []
    for low, high in pairwise(LENGTHS):
        parts += [
            f"{winner(watts, length)} to {shown(length / 1000, '3r')}"
            for length in changes(watts, low, high)
        ]
    return [", ".join([*parts, f"{winner(watts, LENGTHS[-1])} beyond"])]


def hot_line() -> list[float]:
    """Tonnes of a conductor near the Sun and at 1 au."""
    return [float(masses("by_distance", "distance [au]", au)["conductor [t]"]) for au in (0.7, 1)]


def copies() -> float:
    """Copies of the unit that take as much energy as its share of the ring."""
    return value("swarm_share", "J") / VALUE("replication-unit.energy.total")


def chart() -> AnyChart:
    """All links, and the parts of the default."""
    return solve_chart(solved(NAME), "trade")


FACTS = [
    Fact(
        "tested cable ({:,.0f} A through {:.0f} mm), without loss, under {:.0f} to {:.0f} layers "
        "of shade. Where the shade is not colder than {:.0f} K",
        lambda: (
            VALUE("superconducting-cable.current"),
            1000 * VALUE("superconducting-cable.diameter"),
            *case().lever_range("shade_layers"),
            VALUE("superconducting-cable.temperature"),
        ),
    ),
    Fact(
        "Microwaves at {:.1f} GHz",
        lambda: (speed_of_light / VALUE("microwave-link.wavelength") / 1e9,),
    ),
    Fact("Meteoroids {:.2f} times as thick", lambda: (VALUE("power-ring.severing_ratio"),)),
    Fact(
        "over a year it is dark for {:.1f} % of the time at Ceres, the other for {:.1f} %",
        lambda: (
            100 * orbit(case()["ring.altitude"], kind="polar").mean_shadow,
            100 * orbit(case()["ring.altitude"], kind="equatorial").mean_shadow,
        ),
    ),
    Fact(
        "The core of Ceres has about {:.2f} GPa, the materials that superconduct at {:.0f} K need "
        "some {:.0f} GPa.",
        lambda: (
            pressures()[0] / 1e9,
            VALUE("core-pressure-superconductor.temperature"),
            pressures()[1] / 1e9,
        ),
    ),
    Fact(
        "For {:.0f} GW over {:,.0f} km they are lightest: {:3r} t in all, a conductor {:3r} t, "
        "microwaves {:3r} t, a laser {:3r} t. But {:3r} t of it is the farm. At 100 km the "
        "gain over aluminium is {:.0f} %.",
        lambda: (case()["ring.power"] / 1e9, case()["ring.length"] / 1e3, *rivals(), gain()),
    ),
    Fact(
        "With {:.0f} % stray heat a layer, {:.0f} layers give {:.0f} K at {:.2f} au and {:.0f} "
        "suffice at 1 au",
        lambda: (
            100 * VALUE("sunshade.stray_share"),
            shades({}),
            value("shade_temperature", "K"),
            from_si(case()["site.distance"], "au"),
            shades(NEAR),
        ),
        slow=True,
    ),
    Fact(
        "At Ceres, yes: {:.1f} degrees at {:.0f} km, no shadow in any season, up to {:3r} km "
        "altitude. At Earth not at {:.0f} km: the tilt of the axis puts it in shadow for {:.1f} % "
        "of the year.",
        lambda: (
            value("inclination", "deg"),
            case()["ring.altitude"] / 1e3,
            sunny_altitude(),
            case()["ring.altitude"] / 1e3,
            dark_at_earth(),
        ),
    ),
    Fact("Their losses make the farm {:.1f} and {:.1f} times as heavy.", farms, slow=True),
    Fact(
        "The pressure is {:2r} times too low. If it existed it would save the shades, {:.1f} % of "
        "the mass.",
        lambda: (pressures()[2], saved_by_pressing()),
        slow=True,
    ),
    Fact(
        "Lightest link at {:.2f} au;",
        lambda: (from_si(case()["site.distance"], "au"),),
    ),
    *(Fact(f"| {power} | {{:s}} |", partial(lightest, power), slow=True) for power in POWERS),
    Fact(
        "A conductor alone can be: at 0.7 au it is so hot that it takes {:3r} t, at 1 au {:3r} t.",
        hot_line,
    ),
    Fact(
        "The default ring takes {:.0f} PJ, or {:.0f} MWh for each {:.0f} kW unit of the swarm that "
        "feeds it (`swarm_share`), as much as {:.1f} copies of the unit.",
        lambda: (
            value("deployment_energy", "PJ"),
            value("swarm_share", "MWh"),
            VALUE("power-ring.swarm_unit_power") / 1e3,
            copies(),
        ),
    ),
]
PICTURES = {"orbital-ring.png": chart}
