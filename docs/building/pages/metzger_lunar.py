"""Numbers of ``metzger-lunar.md``: a linear program in some readings and cases."""

from __future__ import annotations

from page_numbers import Fact
from runs import outcome

NAME = "metzger-lunar"
MAKER_RATE = "lunar-electronics-maker.electronics_rate"
ONE_SET = {"seed_sets": "1"}
SLOW = {"lunar-industry.utilization": "0.5", "limit.final_mass": "156 t"}
READINGS = ("product", "maker")


def read(key: str, unit: str, given: dict[str, str], objective: str | None = None) -> list[float]:
    """An outcome under both readings of the closure of electronics."""
    return [
        outcome(NAME, key, unit, {**given, "electronics.timing": reading}, objective)
        for reading in READINGS
    ]


def reached(landed: str, **more: str) -> dict[str, str]:
    """One set first, a mass landed in all, and no demand of the mass at the end."""
    return {**ONE_SET, "limit.landed_mass": landed, "limit.final_mass": "0", **more}


def most(given: dict[str, str]) -> list[float]:
    """The most that can be reached, in tonnes, under both readings."""
    return read("final_mass", "t", given, "final_mass")


def over_rates() -> list[float]:
    """The same at the ends of the range of the makers' rate, under the first reading."""
    return [
        outcome(NAME, "final_mass", "t", reached("41 t", **{MAKER_RATE: rate}), "final_mass")
        for rate in ("0.1 kg/hour", "0.4 kg/hour")
    ]


def sets() -> float:
    """Sets landed if their number is free."""
    return outcome(NAME, "seed_mass", "t") / outcome(NAME, "set_mass", "t")


FACTS = [
    Fact(
        "published 21 assets, {:.1f} t and {:.0f} kW, which tests check",
        lambda: (outcome(NAME, "set_mass", "t"), outcome(NAME, "set_power", "kW")),
    ),
    Fact(
        "| final mass, 41 t landed, one set first | 40 000 t | {:,.0f} t "
        "({:2r} to {:2r} at 0.1 to 0.4 kg/h) | {:,.0f} t |",
        lambda: [(found := most(reached("41 t")))[0], *over_rates(), found[1]],
    ),
    Fact(
        "| landed for 40 000 t, one set first | 41 t | {:.1f} t | {:.1f} t |",
        lambda: read("landed_mass", "t", ONE_SET),
    ),
    Fact(
        "| landed for 40 000 t, number of sets free | | {:.1f} t with {:.1f} sets | {:.1f} t |",
        lambda: [(found := read("landed_mass", "t", {}))[0], sets(), found[1]],
    ),
    Fact(
        "| robonauts at the end, for 40 000 t | up to 100 000 | {:,.0f} | {:,.0f} |",
        lambda: read("final_robonauts", "1", {}),
    ),
    Fact(
        "| landed for 156 t, half speed | 12 t | {:.1f} t | {:.1f} t |",
        lambda: read("landed_mass", "t", SLOW),
    ),
    Fact(
        "| final mass, 12 t landed, one set, half speed | 156 t | {:.0f} t | {:.0f} t |",
        lambda: most(reached("12 t", **{"lunar-industry.utilization": "0.5"})),
    ),
    Fact(
        "| robonauts at the end, for 156 t | 60 | {:.0f} | {:.0f} |",
        lambda: read("final_robonauts", "1", SLOW),
    ),
    Fact(
        "| from the seed to the last generation | about 20 years | {:.0f} years | {:.0f} years |",
        lambda: read("duration", "year", {}),
    ),
]
