"""Tornados against closed forms, through nominal solves, prices and regression."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from optdesign.exploration.explore import explore_study
from optdesign.exploration.output.document import study_document
from optdesign.exploration.study.sampling import one_at_a_time_tasks
from optdesign.exploration.tornado.run import one_at_a_time
from optdesign.exploration.tornado.swings import nominal_objective, swings
from optdesign.exploration.trials.execution import Execution
from optdesign.exploration.trials.result import StudyResult
from tests.exploration.sensitivity import analytic
from tests.exploration.sensitivity.analytic import (
    ISHIGAMI,
    PLAIN,
    analytic_study,
    run_here,
)
from tests.exploration.stand_ins import small_study


def test_the_tornado_by_price_by_solving_and_by_slope(tmp_path: Path) -> None:
    ranges = {"x1": (1.0, 5.0), "x2": (-2.0, 4.0)}
    study = analytic_study(tmp_path, ranges, "trials = 64", '[sensitivity]\ntornado = "solves"\n')
    tasks = one_at_a_time_tasks(one_at_a_time(study))
    assert [task.sampled["x1"] for task in tasks] == pytest.approx([3, 1, 5, 3, 3], abs=1e-9)
    result = explore_study(
        study, Execution(results=tmp_path, workers=1, run=analytic.priced_square)
    )
    assert nominal_objective(result) == 26.0
    x1, x2 = swings(result)
    assert (x1.parameter, x1.low, x1.high) == ("x1", 1.0, 5.0)
    assert x1.priced == pytest.approx((-20.0, 20.0))  # slope 10 over 2 each way
    assert x1.solved == pytest.approx((-16.0, 24.0))  # 9 - 25 and 49 - 25
    assert x1.fitted == pytest.approx((-20.0, 20.0), rel=0.02)
    for pair in (x2.priced, x2.solved, x2.fitted):
        assert pair == pytest.approx((-3.0, 3.0), rel=0.05)
    again = explore_study(study, Execution(results=tmp_path, workers=1, run=analytic.constant))
    assert swings(again) == swings(result)  # stored, not solved again
    (row, _) = study_document(result)["tornado"]["swings"]
    assert (row["low"], row["nominal"], row["high"]) == pytest.approx((1.0, 3.0, 5.0))


def test_a_value_outside_its_range_is_replaced_by_the_mode(tmp_path: Path) -> None:
    """The elevator's own climb speed lies below the range that the small study gives."""
    study = small_study(tmp_path)
    assert study.case["climb.speed"] < 20.0
    assert one_at_a_time_tasks(study)[0].sampled["climb.speed"] == 30.0


def test_slopes_of_single_parameters_where_trials_are_few(tmp_path: Path) -> None:
    """32 trials cannot hold 40 slopes; each alone is right, and most of those of nothing absent."""
    ranges = {f"x{place}": (-1.0, 1.0) for place in range(1, 41)}
    study = analytic_study(tmp_path, ranges, 'sampler = "random"\ntrials = 32')
    swing = {part.parameter: part for part in swings(run_here(study, analytic.linear))}
    low, high = swing["x1"].fitted
    assert low is not None
    assert high is not None
    assert (low, high) == pytest.approx((-3.0, 3.0), rel=0.4)
    assert sum(part.fitted == (None, None) for part in swing.values()) > 30


def test_a_result_without_a_nominal_solve_has_swings_from_its_trials(tmp_path: Path) -> None:
    study = analytic_study(tmp_path, ISHIGAMI, PLAIN)
    result: StudyResult = run_here(study, analytic.linear)
    x1 = swings(result)[0]
    assert (x1.priced, x1.solved) == ((None, None), (None, None))
    assert x1.fitted[1] == pytest.approx(3.0 * np.pi)
