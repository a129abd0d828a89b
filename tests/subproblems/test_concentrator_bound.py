"""The bound of a concentrator where parts of its mass are nothing."""

from __future__ import annotations

import numpy as np

from optdesign.problem import load_problem, make_case
from optdesign.solvers.methods.concentrator import make_search
from optdesign.subproblems.concentrator import best_design
from optdesign.subproblems.concentrator_bound import proven_bound


def test_a_bad_design_is_not_proven_best_without_mounts_and_stiffness() -> None:
    parameters = {
        "solar-concentrator.fixed_mass": "0",
        "solar-concentrator.fixed_electronics": "0",
        "solar-concentrator.mirror.stiffness_share": "0",
    }
    search = make_search(make_case(load_problem("concentrator"), parameters=parameters))
    design = best_design(search, starts=2, points=5_000)
    assert design is not None
    best = float(search.cost({key: np.array([value]) for key, value in design.items()})[0])
    bound = proven_bound(search.unit, search.weights, search.ranges, 1.05 * best)
    assert 0.9 * best < bound <= best
