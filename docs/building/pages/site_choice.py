"""Numbers of ``site-choice.md``: the ranking of the catalogue's bodies."""

from __future__ import annotations

from functools import cache

from page_numbers import Fact

from optdesign.catalogue import load_catalogue
from optdesign.report.charts.data import AnyChart
from optdesign.report.charts.sites import site_charts
from optdesign.subproblems.site_choice import Site, rank_sites
from optdesign.units import from_si
from pages.megasatellite_growth import years

VALUE = load_catalogue().value
PEOPLE = 1e9
NEAR_EARTH = ("eros", "ryugu", "bennu", "itokawa")


@cache
def ranked(people: float = PEOPLE) -> list[Site]:
    """The bodies, the best first."""
    return rank_sites(load_catalogue(), people)


def body(key: str) -> Site:
    """One of them."""
    return next(site for site in ranked() if site.key == key)


def lifting(key: str, nitrogen: bool = True) -> float:
    """Years of lifting; without regard to nitrogen as if the body had what a settlement needs."""
    time = from_si(PEOPLE / body(key).lifting_rate, "year")
    return time if nitrogen else time * min(1.0, (body(key).nitrogen or 1.0) / needed())


def needed() -> float:
    """Share of nitrogen in what a settlement is made of."""
    return VALUE("ceres.nitrogen_fraction")


def leads_from() -> float:
    """Most people for whom another body is the best, of those that one body can house."""
    largest = [site.capacity for site in ranked()]
    return max(people for people in largest if ranked(people)[0].key != "ceres")


def near_earth() -> list[float]:
    """Least and most delta-v in km/s and light over that at Ceres, of bodies near Earth."""
    bodies = [body(key) for key in NEAR_EARTH]
    speeds = [site.delta_v / 1000 for site in bodies]
    light = [site.aphelion_flux / body("ceres").aphelion_flux for site in bodies]
    return [min(speeds), max(speeds), body("ceres").delta_v / 1000, min(light), max(light)]


def without_nitrogen() -> list[float | str]:
    """Bodies whose nitrogen is not known, and the least and most years of lifting."""
    sites = [site for site in ranked() if site.nitrogen is None]
    names = [site.name for site in sites]
    times = [lifting(site.key) for site in sites]
    return [f"{', '.join(names[:-1])} and {names[-1]}", min(times), max(times)]


def limits() -> list[str]:
    """What limits the bodies."""
    return [" or ".join(sorted({site.limit for site in ranked()}))]


def longer() -> float:
    """Percent by which growth takes longer with less nitrogen in Ceres."""
    return 100 * (years({"ceres.nitrogen_fraction": "0.006"}) / years() - 1)


def capacity_chart() -> AnyChart:
    """What limits each body."""
    return site_charts(ranked(), PEOPLE)[0]


FACTS = [
    Fact(
        "its mass ({:.0f} % may be mined), nitrogen (where known), angular momentum ({:.0f} % may "
        "go) and orbit (a disk of {:.2f} of the highest stable orbit) allow, at the paper's "
        "{:,.0f} t a person",
        lambda: (
            100 * VALUE("settlement-growth.accessible_share"),
            100 * VALUE("settlement-growth.spin_share"),
            VALUE("megasatellite.disk_radius") / VALUE("megasatellite.orbit_radius"),
            VALUE("bootstrap-paper.mass_area") * VALUE("twin-cylinder.persons_area") / 1000,
        ),
    ),
    Fact("panels on {:.0f} % of its ground", lambda: (100 * VALUE("ceres-lifting.surface_share"),)),
    Fact(
        "It leads for any number of people between {:.0f} and {:.1e}",
        lambda: (leads_from(), body("ceres").capacity),
    ),
    Fact("But its {:.2f} % is what the settlement needs", lambda: (100 * needed(),)),
    Fact(
        "with 0.6 % the growth to {:.0e} people takes {:.0f} % longer",
        lambda: (VALUE("megasatellite.population"), longer()),
        slow=True,
    ),
    Fact(
        "{:.0f} against {:.0f} kJ/kg, under {:.0f} % more light.",
        lambda: (
            body("vesta").lift_energy / 1000,
            body("ceres").lift_energy / 1000,
            100 * (body("vesta").aphelion_flux / body("ceres").aphelion_flux - 1),
        ),
    ),
    Fact(
        "Vesta would lift for a billion people in {:.1f} years, Ceres in {:.1f}. With the {:.0f} "
        "millionths that are taken for its own rock, and so much more to lift, it takes {:.0f} "
        "years, and its spin is enough for {:.1e} people.",
        lambda: (
            lifting("vesta", nitrogen=False),
            lifting("ceres"),
            1e6 * (body("vesta").nitrogen or 0.0),
            lifting("vesta"),
            body("vesta").capacity,
        ),
    ),
    Fact(
        "({:.1f} to {:.1f} km/s against {:.0f}) and have {:.1f} to {:.1f} times the light",
        near_earth,
    ),
    Fact(
        "Eros houses {:3r} people, Ryugu {:.0f}, Bennu {:.0f}, Itokawa {:.0f}",
        lambda: [body(key).capacity for key in NEAR_EARTH],
    ),
    Fact(
        "{:s} follow, with {:.0f} to {:.0f} years for a billion people if they have the nitrogen",
        without_nitrogen,
    ),
    Fact("What limits them is {:s}.", limits),
]

PICTURES = {"site-capacity.png": capacity_chart}
