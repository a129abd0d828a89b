"""Source bodies side by side, best first: for people and as JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from optdesign.report.terminal.listing import plain_table
from optdesign.subproblems.site_choice import Site
from optdesign.units import KILO, format_number, format_quantity, from_si


def site_document(sites: Sequence[Site], people: float) -> list[dict[str, Any]]:
    """One object a body, SI; null where it is not known or has no end."""
    found = []
    for rank, site in enumerate(sites, start=1):
        time = site.time(people)
        found.append({
            "rank": rank,
            "site": site.key,
            "class": site.spectral_class,
            "verdict": site.verdict(people),
            "time": time if math.isfinite(time) else None,
            "capacity": site.capacity,
            "limit": site.limit,
            "capacities": site.capacities,
            "aphelion_flux": site.aphelion_flux,
            "mean_flux": site.mean_flux,
            "nitrogen_fraction": site.nitrogen,
            "escape_speed": site.escape_speed,
            "rotation_period": site.rotation_period,
            "stationary_altitude": site.stationary_altitude,
            "elevator_length": site.release_altitude,
            "tether_ratio": site.tether_ratio,
            "lift_energy": site.lift_energy,
            "stable_radius": site.stable_radius,
            "delta_v": site.delta_v,
        })  # fmt: skip
    return found


def print_sites(sites: Sequence[Site], people: float, console: Console) -> None:
    """Two tables: the ranking with what decides it, and the bodies' own numbers."""
    wanted = format_quantity(people, "person", 3)
    rows = [
        (
            str(rank),
            site.name,
            site.verdict(people),
            _years(site.time(people)),
            format_number(site.capacity, 3),
            site.limit,
        )
        for rank, site in enumerate(sites, start=1)
    ]
    headings = ("", "body", f"for {wanted}", "years to lift", "people at most", "limit")
    console.print(plain_table("Source bodies, the best first", headings, rows))
    numbers = ("body", "class", "light W/m2", "nitrogen %", "escape m/s", "day h",
               "elevator km", "tether", "lift kJ/kg", "delta-v km/s")  # fmt: skip
    console.print(plain_table("\nWhat the ranking rests on", numbers, map(_numbers, sites)))
    console.print(
        Text(
            "light: at aphelion; elevator: from the ground to where a load escapes; tether: over "
            "its payload, of dyneema;\ndelta-v: two burns from the orbit of Earth. "
            "Where nitrogen is blank the catalogue does not know it."
        )
    )


def _years(time: float) -> str:
    return format_number(from_si(time, "year"), 3) if math.isfinite(time) else ""


def _numbers(site: Site) -> tuple[str, ...]:
    nitrogen = "" if site.nitrogen is None else format_number(100 * site.nitrogen, 3)
    return (
        site.name,
        site.spectral_class,
        format_number(site.aphelion_flux, 3),
        nitrogen,
        format_number(site.escape_speed, 3),
        format_number(from_si(site.rotation_period, "hour"), 3),
        format_number(from_si(site.release_altitude, "km"), 3),
        format_number(site.tether_ratio, 3),
        format_number(site.lift_energy / KILO, 3),
        format_number(site.delta_v / KILO, 3),
    )
