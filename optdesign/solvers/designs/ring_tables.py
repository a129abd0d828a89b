"""The lightest link of each technology over length, power and distance."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from optdesign.errors import ProblemError
from optdesign.physics.constants import ASTRONOMICAL_UNIT
from optdesign.problem import Case
from optdesign.subproblems.ring_case import TECHNOLOGIES, read_ring
from optdesign.subproblems.ring_option import make_options
from optdesign.subproblems.ring_read import read_links
from optdesign.subproblems.ring_search import COARSE, best_found
from optdesign.units import DAY, KILO, MEGA, TONNE

LENGTHS = tuple(float(x) for x in np.geomspace(1e3, 1e9, 7))
POWERS = tuple(float(x) for x in np.geomspace(1e5, 1e11, 7))
DISTANCES = (0.7, 1.0, 1.5, 2.0, 2.77, 4.0)
# Table: parameter, its values in SI, column, SI over the column's unit.
AXES = {
    "by_length": ("ring.length", LENGTHS, "length [km]", KILO),
    "by_power": ("ring.power", POWERS, "power [MW]", MEGA),
    "by_distance": (
        "site.distance",
        tuple(x * ASTRONOMICAL_UNIT for x in DISTANCES),
        "distance [au]",
        ASTRONOMICAL_UNIT,
    ),
}
UNIT = {"mass": ("t", TONNE), "payback_time": ("day", DAY)}


def trade_tables(case: Case) -> dict[str, list[dict[str, Any]]]:
    """Tables of the objective by technology, pins dropped."""
    free = Case(case.problem, case.values, {}, case.objective, case.settings)
    unit, scale = UNIT[case.objective]
    tables = {}
    for name, (key, values, column, by) in AXES.items():
        rows = []
        for value in values:
            found = best_by_technology(free.with_value(key, value))
            row: dict[str, Any] = {column: value / by}
            row |= {f"{technology} [{unit}]": x / scale for technology, x in found.items()}
            finite = {k: x for k, x in found.items() if math.isfinite(x)}
            row["best"] = min(finite, key=lambda k: finite[k]) if finite else "none"
            rows.append(row)
        tables[name] = rows
    return tables


def best_by_technology(case: Case) -> dict[str, float]:
    """The objective of each technology, to a tenth of a percent; infinite where it cannot be."""
    try:
        ring = read_ring(case)
    except ProblemError:
        return dict.fromkeys(TECHNOLOGIES, math.inf)
    scale = ring.power if case.objective == "payback_time" else 1.0
    weights = {}
    for technology in TECHNOLOGIES:
        options = make_options(case, ring, read_links(case, ring, technology))
        found = best_found(options, points=COARSE, polished=3, smallest=1e-4)
        weights[technology] = math.inf if found is None else found.weight / scale
    return weights
