"""Numbers of ``replication-unit.md``: closed forms, so all of them at every build."""

from __future__ import annotations

from functools import partial
from math import isfinite

from page_numbers import Fact, Value
from runs import outcome, solved

import optdesign as od

NAME = "replication-unit"
COLUMNS = ("500 W, 1 MWh", "224 W, 3.16 MWh", "100 W, 10 MWh", "5,000 W, 1 MWh", "1,000 W, 10 MWh")
DISTANCES = ("1", "1.5", "2.8", "3.5")
NO_BASELINE = {"baseline.power": "0", "aperture_scale": "1"}


def days(distance: str) -> list[Value]:
    """Days to a copy with the document's aperture, without baseline."""
    table = solved(NAME).table("days_per_replica").set_index("distance [au]")
    return [float(table.loc[float(distance), column]) for column in COLUMNS]


def soonest_with_baseline() -> float:
    """Days to a copy of the quickest small unit, the least baseline taken off."""
    table = solved(NAME).table("days_with_baseline")
    found = table[list(COLUMNS[:3])].astype(float).min().min()
    assert isfinite(found)
    return float(found)


def needed_power(energy: str) -> float:
    """Watts that earn a copy in the paper's four months."""
    return outcome(NAME, "required_power", "W", {**NO_BASELINE, "unit.energy": energy})


def least_aperture() -> float:
    """Aperture, over the document's, from which the nominal unit copies itself at all."""
    changes = od.solve(NAME, aperture_scale=1).document["infeasibility"]["relaxation"]
    return next(float(part["value"]) for part in changes if part["key"] == "aperture_scale")


FACTS = [
    *(
        Fact(
            "  | " + distance + " | {:.0f} | {:.0f} | {:.0f} | {:.0f} | {:.0f} |",
            partial(days, distance),
        )
        for distance in DISTANCES
    ),
    Fact(
        "a unit of 100 to 500 W takes from {:.0f} days to never", lambda: (soonest_with_baseline(),)
    ),
    Fact(
        "with {:.2f} times it just does, with ten times in {:.0f} days",
        lambda: (least_aperture(), outcome(NAME, "replica_time", "day", {"aperture_scale": "10"})),
    ),
    Fact(
        "The paper's four months need {:.0f} W delivered for 1 MWh and {:.2f} kW for 10 MWh",
        lambda: (needed_power("1 MWh"), needed_power("10 MWh") / 1e3),
    ),
]
