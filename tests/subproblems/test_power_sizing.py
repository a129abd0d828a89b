"""Solar units of a rated power: no random design beats them, and sunlight never hurts."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from optdesign.network.power_families import PowerFamily, power_families
from optdesign.problem import load_problem, make_case
from optdesign.subproblems.power_sizing import Sizing

PROBLEM = load_problem("power-mix")
TECHNOLOGIES = ("stirling", "thermoelectric", "thin-film-pv", "solar-concentrator-high_heat")


def _family(technology: str, distance: str) -> PowerFamily:
    case = make_case(PROBLEM, parameters={"site.distance": distance})
    families = power_families(case, case["site.distance"])
    return next(family for family in families if family.technology == technology)


@pytest.mark.parametrize("technology", TECHNOLOGIES)
def test_no_random_design_of_the_same_power_is_lighter(technology: str) -> None:
    family, rated = _family(technology, "2.5"), 2e3
    best = Sizing(family, lambda designs: designs.mass).best(rated)
    assert best is not None
    assert best.power == pytest.approx(rated, rel=1e-9)
    generator = np.random.default_rng(0)
    designs = {
        key: np.exp(generator.uniform(np.log(low), np.log(high), 60_000))
        for key, (low, high) in family.bounds.items()
    }
    found = family.evaluate(designs)
    enough = found.power >= rated
    assert enough.any()
    assert best.mass <= found.mass[enough].min() * (1 + 1e-6)


@pytest.mark.parametrize("technology", TECHNOLOGIES)
def test_the_same_power_never_weighs_more_nearer_the_sun(technology: str) -> None:
    masses = []
    for distance in ("0.95", "1.4", "2.2", "3.3"):
        best = Sizing(_family(technology, distance), lambda designs: designs.mass).best(1.5e3)
        assert best is not None
        masses.append(best.mass)
    assert all(a <= b * (1 + 1e-6) for a, b in itertools.pairwise(masses))


def test_a_power_beyond_the_largest_diameter_has_no_unit() -> None:
    sizing = Sizing(_family("thin-film-pv", "3"), lambda designs: designs.mass)
    assert sizing.best(1e9) is None
    assert sizing.best(1e3) is not None
