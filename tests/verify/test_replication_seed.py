"""Random designs of verification come from the seed of the run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from optdesign.formulations.replication import industry_families, industry_lines
from optdesign.problem import Settings, load_problem, make_case
from optdesign.verify.replication import _least_shortage


def test_every_draw_has_the_seed_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    seeds: list[int] = []
    generator = np.random.default_rng

    def noted(seed: int) -> Any:
        seeds.append(seed)
        return generator(seed)

    monkeypatch.setattr(np.random, "default_rng", noted)
    case = make_case(load_problem("replication"), settings=Settings(seed=7))
    assert _least_shortage(case, industry_lines(case), industry_families(case)) < 1e-9
    assert set(seeds) == {7}
