"""Charts of a ranking of source bodies: what each can house, and how long the lifting takes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from optdesign.report.charts.data import Axis, Chart, Series, fitting_scale
from optdesign.subproblems.site_choice import Site
from optdesign.units import format_number, from_si

LIMITS = ("mass", "nitrogen", "angular momentum", "orbit")
VERDICTS = ("houses them", "houses them if it has the nitrogen")
_ENDS = (0.5, 0.5)


def site_charts(sites: Sequence[Site], people: float) -> list[Chart]:
    """People that every body can house by what limits them, and years of lifting; best first.

    Parameters
    ----------
    sites : ranked, the best first
    people : to house
    """
    if not sites:
        return []
    wanted = f"{format_number(people, 3)} people"
    low, high = 1 - _ENDS[0], len(sites) + _ENDS[1]
    names = [f"{rank} {site.name}" for rank, site in enumerate(sites, start=1)]
    bodies = Axis("body, the best first", low=low, high=high, names=names)
    found = [
        Chart(
            "site-capacity",
            f"What limits a settlement at each body; {wanted} wanted",
            bodies,
            Axis("people at most", "person", "log"),
            [
                Series("wanted", [people, people], [low, high], "dash", color=7),
                *(_capacity(sites, limit, color) for color, limit in enumerate(LIMITS)),
            ],
            caption="The lowest point of a body counts. Without a point for nitrogen the catalogue "
            "does not know it.",
        )
    ]
    times = [_times(sites, people, verdict, color) for color, verdict in enumerate(VERDICTS)]
    times = [part for part in times if part.y]
    if times:
        scale = fitting_scale([value for part in times for value in part.y])
        found.append(
            Chart(
                "site-time",
                f"Years in which each body's elevators lift the material for {wanted}",
                bodies,
                Axis("time to lift", "year", scale, low=None if scale == "log" else 0.0),
                times,
                caption="Bodies without a point are too small.",
            )
        )
    return found


def _capacity(sites: Sequence[Site], limit: str, color: int) -> Series:
    """What one limit allows, at the ranks of the bodies for which it is known."""
    places = [
        (rank, site.capacities[limit])
        for rank, site in enumerate(sites, start=1)
        if site.capacities.get(limit, 0.0) > 0
    ]
    return _points(limit, places, color)


def _times(sites: Sequence[Site], people: float, verdict: str, color: int) -> Series:
    places = [
        (rank, from_si(site.time(people), "year"))
        for rank, site in enumerate(sites, start=1)
        if site.verdict(people) == verdict and 0 < site.time(people) < math.inf
    ]
    return _points(verdict, places, color)


def _points(name: str, places: Sequence[tuple[int, float]], color: int) -> Series:
    ranks, values = [float(rank) for rank, _ in places], [value for _, value in places]
    return Series(name, values, ranks, "points", color)
