"""Numbers of ``growth-network.md``: one run of the default case."""

from __future__ import annotations

from page_numbers import Fact
from runs import outcome, solved

NAME = "ceres-bootstrap"


def value(key: str, unit: str) -> float:
    """An outcome of the default case."""
    return outcome(NAME, key, unit)


def percent(key: str) -> float:
    """A share among the outcomes."""
    return 100 * value(key, "1")


def gap() -> float:
    """How far plan and bound are apart, in percent."""
    return 100 * (solved(NAME).gap or 0)


def seed(asset: str) -> float:
    """Tonnes of an asset in the seed."""
    found = solved(NAME).table("seed").set_index("asset")["mass [t]"]
    return float(found.get(asset, 0.0))


def imports_end() -> float:
    """Year until which electronics come from Earth alone."""
    made = solved(NAME).table("materials").query("commodity == 'electronics'")
    return float(made.loc[made["made [t]"] > made["imported [t]"], "start [year]"].min())


def grown(asset: str) -> float:
    """Year in which an asset has grown to its full mass."""
    found = solved(NAME).table("phases").set_index("phase")["year"]
    return float(found[f"{asset} has grown to its full mass"])


FACTS = [
    Fact(
        "- {:.2f} years, proven not below {:.2f}. Of the gap of {:.2f} % the grid in time makes "
        "{:.2f} %, designs outside the pool {:.2f} %.",
        lambda: (
            value("bootstrap_time", "year"),
            value("bootstrap_time_lower", "year"),
            gap(),
            percent("gap_grid"),
            percent("gap_designs"),
        ),
    ),
    Fact(
        "imports supply electronics until about year {:.1f}, and from year {:.1f} are less than "
        "a tenth of all electronics so far. In between and until year {:.0f} everything doubles "
        "every {:.0f} days.",
        lambda: (
            imports_end(),
            value("imports_end", "year"),
            grown("electronics-line"),
            value("doubling_time", "day"),
        ),
    ),
    Fact("The {:.0f} t of thin-film arrays in the seed", lambda: (seed("thin-film-pv"),)),
    Fact("The seed of 100 t is {:.0f} % assembly robots", lambda: (seed("assembly"),)),
    Fact("stop growing in year {:.0f}", lambda: (grown("electronics-line"),)),
    Fact(
        "of {:.1f} m radius, the smallest with {:.1f} g on its urban floor, and {:.1f} m of soil",
        lambda: (
            value("radius", "m"),
            value("urban_gravity", "1"),
            value("soil_depth", "m"),
        ),
    ),
]
