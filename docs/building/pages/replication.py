"""Numbers of ``replication.md``: the default case over distance."""

from __future__ import annotations

from page_numbers import Fact
from runs import outcome, solved

NAME = "replication"
DISTANCES = ("0.9", "1", "1.5", "2", "2.5", "2.986", "3.5", "4")
ROW = " | {:.1f}" * len(DISTANCES) + " |"


def over_distance(key: str, unit: str, times: float = 1) -> list[float]:
    """An outcome at each distance of the table."""
    return [times * outcome(NAME, key, unit, {"site.distance": x}) for x in DISTANCES]


def value_added() -> float:
    """Percent of all value that the two slowest lines add."""
    table = solved(NAME).table("binding").set_index("capacity")["share of value added"]
    return 100 * float(table["electronics-line"] + table["assembly"])


def least_effect() -> float:
    """Days that a percent of the productivity of either line is worth, the lesser of the two."""
    effects = solved(NAME).shadow_prices["effect"]
    found = [abs(effects[f"{line}.productivity"]) for line in ("electronics-line", "assembly")]
    return float(min(found)) / 86_400


FACTS = [
    Fact("| doubling, days" + ROW, lambda: over_distance("doubling_time", "day")),
    Fact("| power plant, % of mass" + ROW, lambda: over_distance("power_share", "1", 100)),
    Fact(
        "together they add {:.0f} % of all value, and a percent on either is worth {:.1f} days or "
        "more",
        lambda: (value_added(), least_effect()),
    ),
]
