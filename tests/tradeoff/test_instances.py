"""Fronts that others published, point for point."""

from __future__ import annotations

import numpy as np
import pytest

from optdesign.tradeoff.models.certificate import check_coverage
from optdesign.tradeoff.models.continuous import continuous_front
from optdesign.tradeoff.models.exact import exact_front
from tests.tradeoff.instances import instance, published

QUICK = ["ukp_vopt20", "ukp_2KP50-92", "moa_kp3_10", "moa_ap3_5", "uflp_didactic1", "spa_nw41",
         "ukp_2KP50-11", "momkp_2kp50", "spa_nw10"]  # fmt: skip
SLOW = ["spp_2spp100_300A", "spp_2mis100_300A", "ukp_2KP100-50", "momkp_2kp100", "momkp_3kp40"]


def check(name: str) -> None:
    model, objectives = instance(name)
    front = exact_front(model, objectives)
    assert {point.objectives for point in front.points} == published(name)
    assert front.complete
    assert front.bound_error == 0.0
    assert front.certificate is not None
    minimized = front.matrix * front.signs
    assert check_coverage(front.certificate, minimized).passed
    for missing in np.linspace(0, len(minimized) - 1, 5, dtype=int):
        fewer = np.delete(minimized, missing, axis=0)
        assert not check_coverage(front.certificate, fewer).passed
    if len(objectives) == 2:
        # One solve a point, or two where the weights would be too large for the solver.
        assert front.solves <= 2 * len(front.points) + 2
        if name not in ("spa_nw10", "spa_nw41"):
            assert front.solves <= len(front.points) + 3


@pytest.mark.parametrize("name", QUICK)
def test_every_published_point_and_no_other(name: str) -> None:
    check(name)


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW)
def test_every_published_point_of_larger_ones(name: str) -> None:
    check(name)


@pytest.mark.slow
def test_published_count_of_a_knapsack_of_200() -> None:
    model, objectives = instance("mokp_tamby_p2_n200_1")
    front = exact_front(model, objectives)
    assert front.complete
    assert len(front.points) == 317


@pytest.mark.parametrize("name", ["molp_moi_bolp1", "molp_transport_nise"])
def test_extreme_points_of_linear_programs(name: str) -> None:
    model, objectives = instance(name)
    front = continuous_front(model, objectives)
    assert front.matrix == pytest.approx(np.array(sorted(published(name))))
    assert front.bound_error == pytest.approx(0.0, abs=1e-9)
