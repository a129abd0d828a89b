"""Robust choice: the newsvendor in closed form through the same code as any problem."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from optdesign.errors import StudyError
from optdesign.exploration.explore import explore_study
from optdesign.exploration.output.document import study_document
from optdesign.exploration.output.store import store_study
from optdesign.exploration.output.table import trial_table
from optdesign.exploration.robust.comparison import (
    Comparison,
    chosen_trials,
    compare,
    tail_risk,
)
from optdesign.exploration.trials.execution import Execution
from optdesign.report.charts.data import Panels
from optdesign.report.pictures import draw_run, run_charts
from optdesign.report.runs.stored import read_stored
from tests.exploration.robust import newsvendor
from tests.exploration.robust.newsvendor import newsvendor_study, run_here, sell, sell_or_close
from tests.exploration.stand_ins import Listener, stable


def order_of(found: Comparison, place: int) -> float:
    return float(found.candidates[place].values["order"])  # noqa: PD011


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = tmp_path_factory.mktemp("sold")
    result = run_here(newsvendor_study(folder), sell)
    found = compare(result)
    assert found is not None
    return found


def test_the_three_best_orders_are_those_of_the_closed_form(sold: Comparison) -> None:
    assert order_of(sold, sold.order[0]) == pytest.approx(newsvendor.best_tail())
    assert order_of(sold, sold.least_regret) == pytest.approx(newsvendor.best_regret())
    assert order_of(sold, sold.best_mean) == pytest.approx(newsvendor.best_mean())


def test_what_knowing_is_worth_agrees_with_the_closed_form(sold: Comparison) -> None:
    information, solution = sold.perfect_information, sold.stochastic_solution
    assert information is not None
    assert solution is not None
    assert information.value == pytest.approx(newsvendor.information(), rel=2e-3)
    assert information.low is not None
    assert information.high is not None
    assert information.low < newsvendor.information() < information.high
    # The nominal order is the mode of demand.
    lost = newsvendor.mean_cost(30.0) - newsvendor.mean_cost(newsvendor.best_mean())
    assert solution.value == pytest.approx(lost, rel=2e-3)
    margin = newsvendor.PRICE - newsvendor.COST
    assert sold.price == pytest.approx(margin * (30.0 - newsvendor.best_tail()))
    for row in sold.rows:
        order = float(row.candidate.values["order"])  # noqa: PD011
        if order >= newsvendor.MODE:
            assert row.mean.value == pytest.approx(newsvendor.mean_cost(order), rel=5e-3)


def test_regret_is_never_negative_and_every_best_is_a_best(sold: Comparison) -> None:
    assert (sold.regrets >= 0).all()
    assert sold.risks[sold.order[0]] == sold.risks.min()
    assert sum(row.chosen for row in sold.rows) == pytest.approx(1.0)


def test_scenarios_without_a_design_are_data(tmp_path: Path) -> None:
    study = newsvendor_study(tmp_path)
    result = run_here(study, sell_or_close)
    found = compare(result)
    assert found is not None
    demand = [float(task.sampled["demand"]) for task in result.tasks[1:257]]
    assert found.hopeless == sum(value > 97.0 for value in demand)
    assert found.failed == sum(40.0 < value < 40.5 for value in demand) > 0
    assert len(found.used) == 256 - found.hopeless - found.failed
    kept = [v for v in demand if v <= 97.0 and not 40.0 < v < 40.5]
    for row in found.rows:
        order = float(row.candidate.values["order"])  # noqa: PD011
        share = sum(order <= 3.0 * value for value in kept) / len(kept)
        assert row.feasible.value == pytest.approx(share)
        assert math.isinf(row.regret.value) == (share < 1.0)
    # An order of 90 is infeasible more often than one time in ten.
    assert order_of(found, found.order[-1]) == 90.0
    assert order_of(found, found.least_regret) == pytest.approx(64.0, abs=3.0)
    met = chosen_trials(result)
    assert len(met.trials) == 256
    assert met.count("infeasible") == found.hopeless
    document = study_document(result)["robust"]
    assert document["scenarios"]["hopeless"] == found.hopeless
    assert document["candidates"][-1]["mean"]["value"] is None


def test_the_table_is_the_same_however_it_was_run(tmp_path: Path) -> None:
    study = newsvendor_study(tmp_path, 16)
    whole = explore_study(study, Execution(results=tmp_path / "whole", workers=2, run=sell))
    for most in (10, 17, 60):
        part = explore_study(
            study, Execution(results=tmp_path / "parts", trials=most, workers=1, run=sell)
        )
        assert len(part.trials) == most
        found = compare(part)
        # 8 candidates: the nominal case and the first scenarios are complete.
        assert (0 if found is None else len(found.used)) == max(0, (most - 17) // 8 - 1)
    listener = Listener()
    again = explore_study(
        study, Execution(results=tmp_path / "parts", workers=1, run=sell, watcher=listener)
    )
    assert min(listener.trials) == 60
    pd.testing.assert_frame_equal(stable(again), stable(whole), check_exact=True)
    assert set(trial_table(again)["candidate"]) >= {"", "nominal", "grid 1"}
    assert store_study(again)
    assert [path.name for path in draw_run(again.folder)] == ["candidates.png", "cost.png"]
    chart = run_charts(read_stored(again.folder))[0]
    assert isinstance(chart, Panels)
    strip, worst = chart.parts[1].series
    for row, most in enumerate(worst.y):
        regrets = [v or 0.0 for v, at in zip(strip.y, strip.x, strict=True) if at == row]
        assert max(regrets) == pytest.approx(most)
    table = pd.read_csv(again.folder / "candidates.csv")
    assert len(table) == 8


def test_mean_of_the_worst_part() -> None:
    costs = np.array([[1.0, 2.0, 3.0, 4.0, 5.0], [1.0, 1.0, 1.0, 1.0, math.inf]])
    # Of five values the worst 30 % are the last and half of the one before.
    assert tail_risk(costs, "cvar", 0.7) == pytest.approx([7.0 / 1.5, math.inf])
    assert tail_risk(costs, "quantile", 0.8) == pytest.approx([4.0, 1.0])
    assert tail_risk(costs, "quantile", 0.81) == pytest.approx([5.0, math.inf])
    assert tail_risk(costs[:1], "cvar", 0.9) == pytest.approx([5.0])


@pytest.mark.parametrize(
    ("robust", "part"),
    [
        ("scenarios = 1", "robust.scenarios"),
        ("level = 1.0", "robust.level"),
        ('measure = "mean"', "robust.measure"),
        ("decisions.demand = {}", "must not also stand in"),
        ("decisions.ordr = {}", "did you mean order?"),
        ("decisions.stalls = {}", "needs either values, or low, high and count"),
        ("decisions.order = { values = [130] }", "must lie between"),
    ],
)
def test_bad_robust_sections_are_clear_lines(tmp_path: Path, robust: str, part: str) -> None:
    newsvendor_study(tmp_path)
    path = tmp_path / "vendor.toml"
    text = path.read_text()
    if robust.startswith("decisions"):
        text = text[: text.index("[robust.decisions]")] + robust
    else:
        key = robust.partition(" ")[0]
        lines = [line for line in text.splitlines() if not line.startswith(key)]
        text = "\n".join(lines).replace("[robust]", f"[robust]\n{robust}")
    path.write_text(text)
    from optdesign.exploration.study.read import load_study

    with pytest.raises(StudyError) as raised:
        load_study(path)
    assert part in str(raised.value)


def test_parameters_can_be_decided_too(tmp_path: Path) -> None:
    newsvendor_study(tmp_path, 16)
    path = tmp_path / "vendor.toml"
    path.write_text(path.read_text() + 'stalls = { values = [1, "inf"] }\n')
    from optdesign.exploration.study.read import load_study

    study = load_study(path)
    result = run_here(study, sell)
    found = compare(result)
    assert found is not None
    values = {candidate.values["stalls"] for candidate in found.candidates}  # noqa: PD011
    assert values == {1.0, math.inf}
    assert study_document(result)["robust"]["candidates"][0]["values"]["stalls"]["value"] in (
        1,
        "inf",
    )
