"""What each part of the fleet's physics changes: the table of the documentation, measured again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path

import pytest

from optdesign.problem import Case, Settings, load_problem, make_case
from optdesign.solvers.methods import megasatellite_growth, power_mix
from optdesign.subproblems.ring_case import read_ring
from optdesign.subproblems.ring_option import make_options
from optdesign.subproblems.ring_outcomes import read_design, ring_outcomes
from optdesign.subproblems.ring_read import read_links
from optdesign.subproblems.ring_search import best_found
from optdesign.units import from_si

PAGE = Path(__file__).parents[1] / "docs" / "fleet-physics.md"
BASE = {"demand.electric": "1 kW", "demand.heat": "1 kW", "demand.peak": "2 kW"}
MADE = dict.fromkeys(("thin-film-pv", "stirling", "brayton", "thermoelectric"), "0")
LONG = {"ring.length": "1e5 km", "ring.power": "10 MW"}
CUT = {"power-ring.repair_time": "1000 day", "link.technology": "superconductor"}


def _case(name: str, given: dict[str, str], fixed: dict[str, str], objective: str | None) -> Case:
    brief = Settings(shadow_prices=False, periods=48)
    return make_case(
        load_problem(name), parameters=given, levers=fixed, objective=objective, settings=brief
    )


def _ring(key: str, given: dict[str, str], fixed: dict[str, str] | None = None) -> float:
    case = _case("orbital-ring", given, fixed or {}, None)
    ring = read_ring(case)
    found = best_found(
        make_options(case, ring, read_links(case, ring)), points=21, polished=3, smallest=1e-5
    )
    assert found is not None
    return ring_outcomes(found, read_design(found), 1.0)[key]


def _power(
    key: str,
    given: dict[str, str],
    fixed: dict[str, str] | None = None,
    objective: str | None = None,
) -> float:
    case = _case("power-mix", given, fixed or {}, objective)
    return power_mix.solve(case).outcomes[key]


def _growth(key: str, given: dict[str, str]) -> float:
    return _grown(tuple(given.items()))[key]


@cache
def _grown(given: tuple[tuple[str, str], ...]) -> Mapping[str, float]:
    case = _case("megasatellite-growth", dict(given), {}, None)
    return megasatellite_growth.solve(case).outcomes


ringed = partial(_ring, "mass")
grown = partial(_growth, "bootstrap_time")
EARTH = {"people.origin": "earth"}

EFFECTS: dict[str, tuple[str, Callable[[], float], Callable[[], float]]] = {
    "conductors": ("t", lambda: ringed({"link.technology": "conductor"}),
                   lambda: ringed({"link.technology": "conductor",
                                   "conductor.material": "copper"})),
    "superconductors": ("t", lambda: ringed({"link.technology": "conductor"}), lambda: ringed({})),
    "cryocoolers": ("t", lambda: ringed({"site.distance": "1"}),
                    lambda: ringed({"site.distance": "1"}, {"shade_layers": "0"})),
    "passive cooling": ("t", lambda: ringed({}),
                        lambda: ringed({"sunshade.stray_share": "0.3"})),
    "beams": ("t", lambda: ringed({**LONG, "link.technology": "superconductor"}),
              lambda: ringed(LONG)),
    "heat pipes": ("t", lambda: ringed({}),
                   lambda: ringed({"heat-pipe-radiator.transport_capacity": "20 W*m"})),
    "spares": ("t", lambda: ringed({}),
               lambda: ringed({"power-ring.repair_time": "200 day"})),
    "debris spacing": ("t", lambda: ringed(CUT, {"links": "2"}),
                       lambda: ringed({**CUT, "power-ring.fragments": "1e5"}, {"links": "2"})),
    "equatorial orbits": ("t", lambda: ringed({}), lambda: ringed({"ring.orbit": "equatorial"})),
    "polar orbits": ("1", lambda: _ring("mean_shadow_share", {"ring.orbit": "equatorial"}),
                     lambda: _ring("mean_shadow_share", {"ring.orbit": "polar"})),
    "rotary joints": ("t", lambda: ringed({}),
                      lambda: ringed({"power-ring.contact_drop": "1 kV"})),
    "batteries": ("kg", lambda: _power("mass", BASE),
                  lambda: _power("mass", {**BASE, "lithium-ion.energy_density": "250 Wh/kg"})),
    "heat stores": ("kg", lambda: _power("imported_mass", BASE, {"heat-store": "0"},
                                         "imported_mass"),
                    lambda: _power("imported_mass", BASE, None, "imported_mass")),
    "imported arrays": ("kg", lambda: _power("mass", BASE, {**MADE, "gallium-arsenide-array": "0"}),
                        lambda: _power("mass", BASE, MADE)),
    "transfers": ("1", lambda: _growth("seats", EARTH),
                  lambda: _growth("seats", {**EARTH, "settlers.voyage_ratio": "1"})),
    "propulsion": ("year", lambda: grown({}),
                   lambda: grown({"steam-rocket.specific_impulse": "50 s"})),
    "restored spin": ("1", lambda: _growth("restored_share", {}),
                      lambda: _growth("restored_share", {"limit.spin_share": "0.01"})),
    "magnetic bearings": ("1", lambda: _growth("bearing_share", {}),
                          lambda: _growth("bearing_share", {"bearing.lift_ratio": "3"})),
    "mixed radii": ("year", lambda: grown({}),
                    lambda: grown({"mix.second_share": "0.5", "mix.second_radius": "500 m"})),
}  # fmt: skip

SLOW = {"batteries", "heat stores", "imported arrays", "transfers", "propulsion", "restored spin"}


def _rows() -> dict[str, list[str]]:
    """Cells of the table by the name of the part."""
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("| **")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0].strip("*"): row for row in cells}


def _number(text: str) -> float:
    """The first number of a cell: ``63 116 t`` is 63116."""
    found = re.match(r"[\d ]*\d(\.\d+)?(e-?\d+)?", text)
    assert found, text
    return float(found[0].replace(" ", ""))


def test_every_part_has_a_row() -> None:
    assert set(_rows()) == set(EFFECTS)


@pytest.mark.parametrize(
    "part",
    [pytest.param(part, marks=pytest.mark.slow) if part in SLOW else part for part in EFFECTS],
)
def test_the_table_tells_what_is_measured(part: str) -> None:
    unit, before, after = EFFECTS[part]
    values = [from_si(measure(), unit) for measure in (before, after)]
    told = [_number(cell) for cell in _rows()[part][-2:]]
    assert values == pytest.approx(told, rel=5e-3)
    assert values[0] != pytest.approx(values[1], rel=1e-7)
