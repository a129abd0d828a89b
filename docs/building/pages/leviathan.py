"""Numbers of ``leviathan.md``: ways between sites, the default, scarce energy, another target."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from charts import solve_chart
from page_numbers import Fact, Value
from runs import outcome, solved

import optdesign as od
from optdesign.catalogue import load_catalogue
from optdesign.network.freight import Route, routes
from optdesign.problem import Case, make_case
from optdesign.report.charts.data import AnyChart
from optdesign.units import from_si

NAME = "leviathan"
VALUE = load_catalogue().value
YEAR = 31_557_600.0
TIMES = 10
"""How many times the energy a product takes where energy is scarce."""
CARRIERS = (".input.electricity", ".input.high_heat", ".input.low_heat")
COARSE = od.Settings(periods=32)
SOON = od.Settings(periods=32, time_limit=60.0)
VESTA = {"target.site": "vesta"}
SHIPS = {
    "ion": "ion-freighter",
    "hydrogen and oxygen": "cryogenic-freighter",
    "steam": "steam-freighter",
}


@cache
def case() -> Case:
    """The default case."""
    return make_case(od.load_problem(NAME))


@cache
def route(origin: str, ship: str) -> Route:
    """The way of a ship to Ceres."""
    return next(way for way in routes(case(), origin, "ceres") if way.ship == SHIPS[ship])


def way(origin: str, ship: str) -> list[Value]:
    """Row of a way: delta-v, years under way and between windows, propellant."""
    found = route(origin, ship)
    propellant = f"{found.propellant:.2g}" if found.possible else "no payload"
    return [found.delta_v / 1e3, found.time / YEAR, found.window / YEAR, propellant]


def default(key: str, unit: str = "year") -> float:
    """An outcome of the default case."""
    return outcome(NAME, key, unit)


def at(site: str, column: str) -> float:
    """A number of the table of sites of the default case."""
    return float(solved(NAME).table("sites").set_index("site").loc[site, column])


def doubling(site: str) -> float:
    """Days in which plant doubles at a site alone."""
    return at(site, "doubling time alone [day]")


def faster() -> float:
    """Percent by which everything doubles faster at Bennu."""
    return 100 * (1 - doubling("bennu") / doubling("ceres"))


def useless() -> list[float]:
    """Worth of seed at Bennu, Eros and Vesta, all proven useless."""
    table = solved(NAME).table("sites")
    if set(table.loc[table["site"] != "ceres", "verdict"]) != {"proven useless"}:
        raise RuntimeError(f"{NAME} | other sites must be proven useless | {table}")
    return [at(site, "worth of a kilogram of seed") for site in ("bennu", "eros", "vesta")]


def light(near: str, far: str) -> float:
    """Sunlight at a site over that at another."""
    return (case()[f"{far}.distance"] / case()[f"{near}.distance"]) ** 2


def bennu_share() -> float:
    """Percent of the plant and the habitats that half of Bennu makes."""
    whole = default("plant_mass", "kg") + default("habitat_mass", "kg")
    return 100 * case()["site.mined_share"] * VALUE("bennu.mass") / whole


@cache
def scarce() -> od.Answer:
    """The case with more energy for every product."""
    more = {key: repr(TIMES * case()[key]) for key in case().values if key.endswith(CARRIERS)}
    return solved(NAME, more, settings=COARSE)


def found(answer: od.Answer, key: str, unit: str = "year") -> float:
    """An outcome of another run."""
    return from_si(answer.result.solution.outcomes[key], unit)


def sites(answer: od.Answer) -> Any:
    """Table of the sites of a run."""
    return answer.table("sites").set_index("site")


def staying_and_moving() -> list[float]:
    """Doubling times, the time of staying, seed at Bennu, seed in all, time of the plan."""
    table = sites(scarce())
    return [
        float(table.loc["ceres", "doubling time alone [day]"]),
        float(table.loc["bennu", "doubling time alone [day]"]),
        found(scarce(), "single_site_time"),
        float(table.loc["bennu", "seed [t]"]),
        float(table["seed [t]"].sum()),
        found(scarce(), "bootstrap_time"),
    ]


def shipment() -> list[float]:
    """Silicon sent, when it is ordered, plant of Bennu and of Ceres in millions of tonnes."""
    rows = scarce().table("shipments")
    if len(rows) != 1 or (rows["what"][0], rows["from"][0]) != ("silicon", "bennu"):
        raise RuntimeError(f"{NAME} | must send silicon from Bennu alone | {rows}")
    row, plant = rows.iloc[0], sites(scarce())["plant ordered [t]"] / 1e6
    return [
        float(row["mass arriving [t]"]),
        float(row["first hundredth ordered [year]"]),
        float(row["last hundredth ordered [year]"]),
        float(plant["bennu"]),
        float(plant["ceres"]),
    ]


def open_gap() -> list[float]:
    """The bound of the time, and how much remains open."""
    bound = found(scarce(), "bootstrap_time_lower")
    return [bound, found(scarce(), "bootstrap_time") - bound]


@cache
def vesta() -> od.Answer:
    """The case with the settlement at Vesta."""
    return solved(NAME, VESTA, settings=SOON)


def vesta_alone() -> list[float]:
    """Time of Vesta alone, over that of Ceres."""
    time = found(vesta(), "single_site_time")
    return [time, time / default("single_site_time")]


def plant() -> AnyChart:
    """Plant at each site."""
    return solve_chart(solved(NAME), "stocks")


def growth_and_worth() -> AnyChart:
    """Growth of each site alone, and worth of a seed."""
    return solve_chart(solved(NAME), "sites")


def shipping() -> AnyChart:
    """Plant at each site where energy is scarce."""
    return solve_chart(scarce(), "stocks")


def propellants() -> list[float]:
    """Delta-v from Bennu without spirals, and what ion drives need from Bennu and from Eros."""
    if any(route("bennu", ship).possible for ship in ("steam", "hydrogen and oxygen")):
        raise RuntimeError(f"{NAME} | burns must carry no payload from Bennu | see the page")
    ions = [route(origin, "ion").propellant for origin in ("bennu", "eros")]
    return [route("bennu", "steam").delta_v / 1e3, *ions]


ROW = " | {:.1f} | {:.2f} | {:.2f} | {:s} |"
WAYS = (
    ("Bennu to Ceres | ion", "bennu", "ion"),
    ("Bennu to Ceres | hydrogen and oxygen", "bennu", "hydrogen and oxygen"),
    ("Bennu to Ceres | steam", "bennu", "steam"),
    ("Eros to Ceres | ion", "eros", "ion"),
    ("Vesta to Ceres | ion", "vesta", "ion"),
    ("Vesta to Ceres | steam", "vesta", "steam"),
)
FACTS = [
    *(Fact(f"| {words}{ROW}", partial(way, origin, ship)) for words, origin, ship in WAYS),
    Fact("comes once in {:.0f} years.", lambda: (route("vesta", "ion").window / YEAR,)),
    Fact(
        "At Bennu everything doubles {:.1f} % faster than at Ceres. Over the {:.1f} years of the "
        "whole that is {:.1f} years, and way and wait take {:.1f}.",
        lambda: (
            faster(),
            default("single_site_time"),
            faster() / 100 * default("single_site_time"),
            (route("bennu", "ion").time + route("bennu", "ion").window) / YEAR,
        ),
        slow=True,
    ),
    Fact(
        "**Stay at Ceres**: {:.2f} years, and proven that no use of Bennu, Eros and Vesta needs "
        "less than {:.2f}. So the other sites together save at most {:.0f} days.",
        lambda: (
            default("bootstrap_time"),
            default("bootstrap_time_lower"),
            default("largest_saving", "day"),
        ),
        slow=True,
    ),
    Fact(
        "A kilogram of seed at Bennu is worth {:.2f} of one at Ceres at most, at Eros {:.2f} and "
        "at Vesta {:.2f}.",
        useless,
        slow=True,
    ),
    Fact(
        "must be wrung from {:.0f} times as much rock: Vesta's plant doubles in {:.0f} days, "
        "although it has {:.2f} times the sunlight of Ceres.",
        lambda: (
            VALUE("ceres.carbon_fraction") / VALUE("vesta.carbon_fraction"),
            doubling("vesta"),
            light("vesta", "ceres"),
        ),
        slow=True,
    ),
    Fact(
        "half its mass is {:.1f} % of what plant and habitats need in the end.",
        lambda: (bennu_share(),),
        slow=True,
    ),
    Fact(
        "plant doubles in {:.0f} days at Ceres and {:.0f} at Bennu. Staying takes {:.1f} years. A "
        "plan that starts with {:.0f} of the {:.0f} tonnes of the seed at Bennu takes **{:.1f} "
        "years**",
        staying_and_moving,
        slow=True,
    ),
    Fact(
        "{:3r} tonnes of silicon, the product dearest in energy, go to Ceres in ion freighters, "
        "ordered between the years {:.0f} and {:.0f}. Bennu needs {:.1f} million tonnes of plant "
        "for it, Ceres {:.0f} million in all.",
        shipment,
        slow=True,
    ),
    Fact(
        "The bound, with ideal freight, is {:.1f} years. So up to {:.1f} more years remain open",
        open_gap,
        slow=True,
    ),
    Fact(
        "takes **{:.1f} years** (on 32 periods) alone, {:.1f} times as long as at Ceres",
        vesta_alone,
        slow=True,
    ),
    Fact(
        "nitrogen is taken for {:.0f} millionths of its rock, {:.0f} times less than at Ceres, and "
        "carbon for {:.1f} %.",
        lambda: (
            1e6 * VALUE("vesta.nitrogen_fraction"),
            VALUE("ceres.nitrogen_fraction") / VALUE("vesta.nitrogen_fraction"),
            100 * VALUE("vesta.carbon_fraction"),
        ),
    ),
    Fact(
        "a seed at Bennu is worth {:.2f} of one at Ceres at most, at Eros {:.2f}, at Vesta {:.2f}. "
        "It may pay a little where energy limits industry: with ten times the energy for every "
        "product, {:.0f} % of the seed at Bennu save {:.1f} of {:.1f} years,",
        lambda: (
            *useless(),
            100 * staying_and_moving()[3] / staying_and_moving()[4],
            found(scarce(), "saving"),
            found(scarce(), "single_site_time"),
        ),
        slow=True,
    ),
    Fact(
        "From Bennu's aphelion to that of Ceres it falls to {:.0f} %, and the growth rate by "
        "{:.0f} %.",
        lambda: (100 * light("ceres", "bennu"), faster()),
        slow=True,
    ),
    Fact(
        "the same settlement takes {:.0f} years at Vesta",
        lambda: vesta_alone()[:1],
        slow=True,
    ),
    Fact(
        "from near-Earth orbits to Ceres ({:.1f} km/s from Bennu) and the ship back, nor do "
        "hydrogen and oxygen; ion drives need {:.1f} to {:.1f} kg for a kilogram.",
        propellants,
    ),
]
PICTURES = {
    "leviathan-stocks.png": plant,
    "leviathan-sites.png": growth_and_worth,
    "leviathan-shipping.png": shipping,
}
