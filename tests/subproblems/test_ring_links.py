"""Links of a ring at the ends of what their laws hold for."""

from __future__ import annotations

import numpy as np
import pytest

from optdesign.problem import load_problem, make_case
from optdesign.subproblems.ring_case import read_ring
from optdesign.subproblems.ring_read import read_links


def test_a_cold_line_keeps_the_resistance_of_its_impurities() -> None:
    """The straight law reaches zero at 193 K here; the line is colder and still loses power."""
    parameters = {"conductor.material": "copper", "conductor.resistivity_slope": "0.01 1/K"}
    case = make_case(load_problem("orbital-ring"), parameters=parameters | {"ring.orbit": "free"})
    ring = read_ring(case)
    (link,) = read_links(case, ring, "conductor")
    values = {"voltage": np.array([1e5]), "cross_section": np.array([0.1])}
    state = link.state(ring, values, 1)
    assert state.temperature[0] < 193
    resistance = case["copper.residual_share"] * case["copper.resistivity"] * 2 * ring.length / 0.1
    delivered = ring.power / case["power-ring.converter_efficiency"]
    lost = float(state.sent[0]) - delivered
    assert lost == pytest.approx(float(state.current[0]) ** 2 * resistance, rel=1e-6)
    assert lost > 0
