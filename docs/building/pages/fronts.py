"""Numbers of ``fronts.md``: fronts and alternatives of the bootstrap, a band of habitats."""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from page_numbers import Fact, Value
from runs import told

YEAR, TERA = 365.25 * 86_400, 1e12
COARSE = ("--periods", "40", "--gap", "0.02")


@cache
def imports() -> list[dict[str, Any]]:
    """Points of time against imports, most imports first."""
    front = told("pareto", "ceres-bootstrap", "--objectives", "bootstrap_time,imported_mass")
    return sorted(front["points"], key=lambda point: -point["outcomes"]["imported_mass"])


def row(place: int) -> list[Value]:
    """Imports, time, what is proved, and what a tonne more saves."""
    point = imports()[place]
    rate = point["rates"].get("d bootstrap_time / d imported_mass")
    return [
        point["outcomes"]["imported_mass"] / 1e3,
        point["outcomes"]["bootstrap_time"] / YEAR,
        point["bound"] / YEAR,
        "-" if rate is None else f"{-rate * 1e3 / 86_400:.2g}",
    ]


def time(*options: str) -> float:
    """Years of one bootstrap, as coarse as the points of a front."""
    found: float = told("solve", "ceres-bootstrap", *COARSE, *options)["objective"]["value"]
    return found / YEAR


def later(*options: str) -> float:
    """Years that a change costs."""
    return time(*options) - time()


def power_mix() -> list[Value]:
    """Points and solves of a front of the power mix."""
    front = told("pareto", "power-mix", "--objectives", "mass,imported_mass")
    return [len(front["points"]), front["solves"]]


@cache
def alternatives() -> dict[str, dict[str, Any]]:
    """Variants of the bootstrap within a tenth, by name."""
    found = told("alternatives", "ceres-bootstrap", "--within", "0.1")
    return {variant["name"]: variant for variant in found["alternatives"]}


def alternative(name: str) -> list[Value]:
    """Time, what is proved, and the verdict."""
    found = alternatives()[name]
    return [found["value"] / YEAR, found["bound"] / YEAR, found["verdict"]]


def band(place: int) -> list[Value]:
    """Nominal value, what shares of the scenarios attain, and where the levers are possible."""
    given = ("--objectives", "energy_per_person,soil_depth", "--points", "3", "--scenarios", "6")
    front = told("pareto", "habitat", *given)
    level = front["band"]["levels"][place]
    return [
        front["points"][place]["outcomes"]["energy_per_person"] / TERA,
        *(level[share] / TERA for share in ("p5", "p50", "p95")),
        100 * level["pinned_feasible"],
    ]


VARIANTS = {
    "without Stirling engines": "without stirling",
    "4 m of soil": "soil_depth 4 m",
    "radius 2000 m": "radius 2,000 m",
    "without Stirling and Brayton engines": "without brayton, stirling",
}


def best() -> list[Value]:
    """Time of the best plan, and what is proved of it."""
    found = told("alternatives", "ceres-bootstrap", "--within", "0.1")["best"]
    return [found["value"] / YEAR, found["bound"] / YEAR]


def without(name: str) -> float:
    """Years that an alternative takes longer."""
    return float(alternatives()[name]["value"]) / YEAR - float(best()[0])


FACTS = [
    Fact(
        "Mass against mass from Earth has {:.0f} points, found in {:.0f} solves within",
        power_mix,
        slow=True,
    ),
    Fact(
        "| 1 t more saves [days] |\n|---|---|---|---|"
        + "\n| {:.0f} | {:.3f} | {:.3f} | {:s} |" * 9,
        lambda: [cell for place in range(9) for cell in row(place)],
        slow=True,
    ),
    Fact(
        "without any the bootstrap takes {:.2f} years longer. Soil of 4 m instead of 1.5 m costs "
        "{:.2f} years, a radius of 2000 m instead of 932.5 m costs {:.2f} years. One design of "
        "each kind instead of as many as pay costs {:.3f} years",
        lambda: (
            float(row(8)[1]) - float(row(0)[1]),
            later("--fix", "soil_depth=4 m"),
            later("--fix", "radius=2000 m"),
            later("--set", "limit.designs=1"),
        ),
        slow=True,
    ),
    Fact("| best | {:.3f} | {:.3f} | Stirling | |", best, slow=True),
    *(
        Fact(
            f"| {says} | {{:.3f}} | {{:.3f}} | {power} | {{:s}} |",
            partial(alternative, name),
            slow=True,
        )
        for (says, name), power in zip(
            VARIANTS.items(), ("Brayton", "Stirling", "Stirling", "thin-film arrays"), strict=True
        )
    ),
    Fact(
        "without Stirling engines the plan takes {:.2f} years longer, on thin-film arrays alone "
        "{:.2f} years",
        lambda: (without("without stirling"), without("without brayton, stirling")),
        slow=True,
    ),
    *(
        Fact(
            f"| {soil} | {{:.2f}} | {{:.2f}} | {{:.2f}} | {{:.2f}} | {{:.0f}} % |",
            partial(band, place),
        )
        for place, soil in enumerate(("1.5", "2.75", "4"))
    ),
]
