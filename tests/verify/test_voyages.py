"""Ships flown burn by burn: every real one comes home; less propellant or ship is noticed."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from optdesign.formulations.fleet.arrays import fleet_arrays
from optdesign.problem import Case, load_problem, make_case
from optdesign.solution import Check
from optdesign.solvers.fleet.request import FleetRequest, Pool, read_fleet
from optdesign.verify.fleet.voyages import voyage_checks

SITES = ("bennu", "vesta")


@cache
def fleet(wait: str) -> tuple[Case, FleetRequest, Any]:
    """A fleet of all sites with the ships it would take, and its matrices."""
    problem = load_problem("leviathan")
    header = problem.header.model_copy(update={"sites": (*SITES, "ceres")})
    case = make_case(replace(problem, header=header), parameters={"transfer.wait": wait})
    request = read_fleet(case)
    return case, request, fleet_arrays(request.part(Pool({}, ()), request.names, ideal=False))


def flown(wait: str, **changes: Any) -> list[Check]:
    case, request, arrays = fleet(wait)
    ways = {route.origin: route for route in request.routes}
    return voyage_checks(case, "ceres", replace(arrays, **changes), ways, case["transfer.wait"])


@pytest.mark.parametrize("wait", ["0", "0.5", "1"])
def test_every_ship_comes_home(wait: str) -> None:
    found = flown(wait)
    assert len(found) == 2 * len(SITES)
    assert all(check.passed for check in found), [(c.name, c.value) for c in found]


def spoilt(commodity: str, factor: float) -> np.ndarray[Any, Any]:
    _, _, arrays = fleet("1")
    run = arrays.run.copy()
    ships = [n for n, name in enumerate(arrays.lines) if ":ceres-" in name]
    rows = [n for n, name in enumerate(arrays.commodities) if name.endswith(commodity)]
    run[np.ix_(rows, ships)] *= factor
    return np.asarray(run)


@pytest.mark.parametrize(
    ("commodity", "factor", "noticed"),
    [
        (":feedstock", 0.999, "mass at home"),
        (":feedstock", 1.001, "mass at home"),
        (":transport", 1.001, "own mass short"),
        (":transport", 0.999, "mass at home"),
    ],
)
def test_less_propellant_and_lighter_ships_are_noticed(
    commodity: str, factor: float, noticed: str
) -> None:
    failed = [check.name for check in flown("1", run=spoilt(commodity, factor)) if not check.passed]
    assert sum(noticed in name for name in failed) == len(SITES)
