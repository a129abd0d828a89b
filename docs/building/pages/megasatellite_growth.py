"""Numbers of ``megasatellite-growth.md``: the default case, the paper's, and single changes."""

from __future__ import annotations

import math
from functools import cache, partial
from typing import Any

from charts import solve_chart
from page_numbers import Fact, Value, shown
from runs import outcome, solved

import optdesign as od
from optdesign.catalogue import load_catalogue
from optdesign.physics import elevator, impact, megasatellite
from optdesign.problem import Case, make_case
from optdesign.report.charts.data import AnyChart
from optdesign.subproblems.megasatellite import GrowthNumbers, read_numbers
from optdesign.subproblems.settlers import read_settlers
from optdesign.units import from_si

NAME, PAPER = "megasatellite-growth", "megasatellite-growth-paper"
CATALOGUE = load_catalogue()
VALUE = CATALOGUE.value
YEAR = 31_557_600.0
BRIEF = 0.03
"""What is waited for in a smaller share of the time is left out."""
SHIELDED = {"travel-network.tunnel_areal_density": "7600 kg/m2"}
BIRTHS = {"people.origin": "earth", "settlers.migrant_rate": "0 person/year"}
CHANGES = {
    "panels on two fifths of Ceres instead of one": {"ceres-lifting.surface_share": "0.4"},
    "collectors only on the disk so far (`collector.area_ratio=1`)": {"collector.area_ratio": "1"},
    "the same, 2.77 times as much (both faces of the disk)": {"collector.area_ratio": "2.77"},
    "what is dug lies at the elevator (`haul=none`)": {"haul": "none"},
    "trucks go 300 km instead of 50": {"truck.haul_distance": "300 km"},
    "0.6 % nitrogen in Ceres instead of 0.75 %": {"ceres.nitrogen_fraction": "0.006"},
    "0.9 % nitrogen": {"ceres.nitrogen_fraction": "0.009"},
    "1 % of the angular momentum instead of 10 % may go": {"limit.spin_share": "0.01"},
    "half the people in cylinders of 500 m radius": {"mix.second_share": "0.5"},
    "half the people in cylinders of 1.6 km": {
        "mix.second_share": "0.5",
        "mix.second_radius": "1.6 km",
    },
    "tunnels shielded as habitats are": SHIELDED,
    "shields passed once in a million years a habitat": {"limit.penetration_rate": "1e-6 1/year"},
    "settlers: births of 1 % a year and 80 million a year from Earth": {"people.origin": "earth"},
    "the same with one million a year from Earth": {
        "people.origin": "earth",
        "settlers.migrant_rate": "1e6 person/year",
    },
    "births of 1 % a year alone": BIRTHS,
}


def case(given: dict[str, str] | None = None) -> Case:
    """The problem with changes."""
    return make_case(od.load_problem(NAME), parameters=given or {})


@cache
def numbers() -> GrowthNumbers:
    """All coefficients of the default case."""
    return read_numbers(case())


def found(key: str, unit: str = "1", given: dict[str, str] | None = None) -> float:
    """An outcome of the default case, or of a change."""
    return outcome(NAME, key, unit, given)


def years(given: dict[str, str] | None = None) -> float:
    """Time to the target."""
    return found("bootstrap_time", "year", given)


def waits(given: dict[str, str]) -> str:
    """What the growth waits for, with the years that each takes, in the order in which it comes."""
    lasting: dict[str, float] = {}
    for _, row in solved(NAME, given).table("waiting").iterrows():
        reason = str(row["waits for"]).split(" for ")[0].split(" of what")[0]
        lasting[reason] = lasting.get(reason, 0.0) + row["end [year]"] - row["start [year]"]
    whole = sum(lasting.values())
    named = [(key, shown(time, ",.0f")) for key, time in lasting.items() if time > BRIEF * whole]
    return ", ".join(f"{key} {time}" for key, time in named)


def change(given: dict[str, str]) -> list[Value]:
    """The row of a change: years, what is waited for, mass a person."""
    return [years(given), waits(given), found("mass_per_person", "t", given)]


def counted() -> list[float]:
    """The steps from lifting alone to everything: millions of people a year and years."""
    table = solved(NAME).table("settling")
    people, times = table["settled [person/year]"] / 1e6, table["time for the target [year]"]
    return [value for row in zip(people, times, strict=True) for value in row]


def processing() -> list[float]:
    """Power [TW] that makes habitats as fast as they are settled, over what the disk's panels give.

    The power in orbit itself may be more in one best plan than in another.
    """
    power = found("peak_settling_rate", "1/s") * found("energy_per_person", "J")
    return [power / 1e12, 100 * power / (numbers().kinds[0].own_power * numbers().target)]


def paper_frame() -> float:
    """Percent of its mass that the frame of the paper's disk takes."""
    share = megasatellite.frame_share(
        VALUE("megasatellite.disk_radius"),
        VALUE("megasatellite.orbit_radius"),
        gravitational_parameter=elevator.gravitational_parameter(VALUE("ceres.mass")),
        density=VALUE("steel-wire.density"),
        stress=VALUE("steel-wire.working_stress"),
    )
    return 100 * float(share)


def passing_size() -> float:
    """Size [m] of the smallest body that passes the shield."""
    return float(
        impact.penetration_diameter(
            VALUE("twin-cylinder.shield_areal_density"),
            column_ratio=VALUE("belt-meteoroids.column_ratio"),
            meteoroid_density=VALUE("belt-meteoroids.meteoroid_density"),
        )
    )


def tunnels_shielded() -> float:
    """Percent of all mass that shielded tunnels and vehicles take."""
    kind = read_numbers(case(SHIELDED)).kinds[0]
    return 100 * kind.travel / kind.mass


def cycle() -> list[float]:
    """Launch windows from one voyage of a ship to its next, and years."""
    settlers = read_settlers(case({"people.origin": "earth"}))
    if settlers is None:
        raise RuntimeError(f"{NAME} | must have settlers from Earth | none")
    return [settlers.cycle / settlers.window, settlers.cycle / YEAR]


def moved() -> float:
    """Percent by which a tenth less spin moves the release radius, like the stationary one."""
    body: dict[str, Any] = {"gravitational_parameter": 1.0}
    radii = [elevator.stationary_radius(rotation_rate=rate, **body) for rate in (0.9, 1.0)]
    return 100 * float(radii[0] / radii[1] - 1)


def chart() -> AnyChart:
    """People over time."""
    return solve_chart(solved(NAME), "growth")


RATE = from_si(VALUE("settlers.birth_rate"), "1/year")
FACTS = [
    Fact(
        "`megasatellite-growth-paper` returns {:.0f} million and {:.1f} years",
        lambda: (
            outcome(PAPER, "peak_settling_rate", "person/year") / 1e6,
            outcome(PAPER, "bootstrap_time", "year"),
        ),
    ),
    Fact(
        "({:.0e} people at the paper's rounded rate are {:.0f})",
        lambda: (
            VALUE("megasatellite.population"),
            VALUE("megasatellite.population") / 280e6,
        ),
    ),
    Fact(
        "| lifting alone, {:.1f} kJ/kg |",
        lambda: (outcome(PAPER, "lift_energy", "kJ/kg"),),
    ),
    Fact(
        "kJ/kg | {:3r} | {:,.0f} |\n"
        "| the same power also processes, 1 MJ/kg | {:3r} | {:,.0f} |\n"
        "| masses and energy of the habitat itself | {:3r} | {:,.0f} |\n"
        "| digging, trucks, drives, climbers, propellant, setting nitrogen free | {:3r} | {:,.0f} "
        "|\n| the same, with processing by power in orbit | {:3r} | {:,.0f} |",
        counted,
    ),
    Fact(
        "it takes {:.0f} TW, {:.0f} % of what the finished disk's own panels give.",
        processing,
    ),
    Fact(
        "and {:.1f} % more ore than is otherwise needed dug for its nitrogen, the whole takes "
        "**{:.1f} years (proven: not below {:.1f})**.",
        lambda: (
            100 * found("surplus_share"),
            years(),
            found("bootstrap_time_lower", "year"),
        ),
    ),
    *(
        Fact(f"| {words} | {{:,.0f}} | {{:s}} | {{:,.0f}} |", partial(change, given), slow=True)
        for words, given in CHANGES.items()
    ),
    Fact(
        "Without any change a person takes {:,.0f} t, and a shield is passed once in {:2r} years.",
        lambda: (
            found("mass_per_person", "t"),
            1 / found("penetration_rate", "1/year"),
        ),
    ),
    Fact(
        "With 0.6 % nitrogen {:.0f} % more is dug and lifted for it. With 1 % of the angular "
        "momentum propulsion restores what {:.0f} % of the mass takes.",
        lambda: (
            100 * found("surplus_share", "1", {"ceres.nitrogen_fraction": "0.006"}),
            100 * found("restored_share", "1", {"limit.spin_share": "0.01"}),
        ),
        slow=True,
    ),
    Fact(
        "ln({:.0e} / {:,.0f}) / {:.2f} = {:,.0f} years",
        lambda: (
            numbers().target,
            numbers().housed,
            RATE,
            math.log(numbers().target / numbers().housed) / RATE,
        ),
    ),
    Fact(
        "the air needs {:.2f} % of a habitat's mass, and of the {:.2f} % taken for Ceres {:.0f} % "
        "are assumed to be recovered.",
        lambda: (
            100 * numbers().kinds[0].nitrogen / numbers().kinds[0].mass,
            100 * VALUE("ceres.nitrogen_fraction"),
            100 * VALUE("settlement-growth.nitrogen_recovery"),
        ),
    ),
    Fact(
        "hold only for a first percent: with {:.1f} % more of it, lifting alone binds.",
        lambda: (100 * found("surplus_share"),),
    ),
    Fact(
        "do not bind: {:.2f} %, {:.0f} % of the iron dug, {:.1f} % of the spin.",
        lambda: (
            100 * found("mined_share"),
            100 * found("iron_share"),
            100 * found("spin_share"),
        ),
    ),
    Fact(
        "**The frame** takes {:.1e} of the mass; that of the paper's disk of {:,.0f} km radius "
        "takes {:.2f} %, where the paper has {:.1f} %.",
        lambda: (
            found("frame_share"),
            VALUE("megasatellite.disk_radius") / 1000,
            paper_frame(),
            100 * VALUE("megasatellite.frame_fraction"),
        ),
    ),
    Fact(
        "the frame take {:.1e} of the mass, {:.2f} kg a person, if their magnets hold {:.0f} times",
        lambda: (
            found("bearing_share"),
            found("bearing_share") * found("mass_per_person", "kg"),
            VALUE("settlement-growth.bearing_lift"),
        ),
    ),
    Fact(
        "({:.0f} a day, {:.0f} % of the mean distance on the disk, {:.0f} m/s) {:.0f} W and {:.1f} "
        "t a person. Power is {:.1f} % of what the panels have beyond the habitats' needs. "
        "Shielded tunnels of {:.0f} m take {:.1f} % of all mass",
        lambda: (
            from_si(VALUE("travel-network.journeys"), "1/day"),
            100 * VALUE("travel-network.journey_share"),
            VALUE("travel-network.cruise_speed"),
            found("travel_power", "W"),
            found("travel_mass", "t"),
            100 * found("travel_share"),
            VALUE("travel-network.tunnel_diameter"),
            tunnels_shielded(),
        ),
    ),
    Fact(
        'bodies above {:.2f} m pass the shield, which agrees with the paper\'s "sub-meter". With '
        "the flux at Earth times {:.0f}, a habitat is passed once in {:2r} years, but {:.2f} "
        "million habitats are passed **{:.0f} times a year**.",
        lambda: (
            passing_size(),
            VALUE("belt-meteoroids.belt_factor"),
            1 / found("penetration_rate", "1/year"),
            found("habitats") / 1e6,
            found("penetrations", "1/year"),
        ),
    ),
    Fact("Mass for repair is {:.2f} kg a person.", lambda: (found("spare_mass", "kg"),)),
    Fact(
        "The default here is {:,.0f} km",
        lambda: (VALUE("settlement-growth.working_orbit") / 1000,),
    ),
    Fact("Ships go once in {:.0f} launch windows ({:.1f} years)", cycle),
    Fact(
        "a tenth less spin moves it by {:.0f} %",
        lambda: (moved(),),
    ),
]
PICTURES = {"megasatellite-growth.png": chart}
