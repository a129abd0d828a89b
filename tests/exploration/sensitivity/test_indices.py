"""Sensitivities against closed forms, through plan, runner, storage, analysis and document."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from rich.console import Console

from optdesign.errors import StudyError
from optdesign.exploration.explore import explore_study
from optdesign.exploration.output.document import study_document
from optdesign.exploration.output.store import store_study
from optdesign.exploration.sensitivity.indices import Analysis, Sensitivity
from optdesign.exploration.sensitivity.surrogate import (
    candidate_terms,
    fit_surrogate,
    legendre_values,
    term_columns,
)
from optdesign.exploration.study.blocks import block_points, block_size
from optdesign.exploration.trials.execution import Execution
from optdesign.exploration.trials.run import run_study
from optdesign.report.pictures import draw_run
from optdesign.report.terminal.study import print_study
from tests.exploration.sensitivity import analytic
from tests.exploration.sensitivity.analytic import (
    ISHIGAMI,
    ISHIGAMI_FIRST,
    ISHIGAMI_TOTAL,
    PLAIN,
    SOBOL_G,
    analytic_study,
    run_here,
)
from tests.exploration.stand_ins import stable

SOBOL = 'sampler = "sobol-indices"\n'
MORRIS = 'sampler = "morris"\n'


def samples(count: int, more: str = "") -> str:
    return f"[sensitivity]\nsamples = {count}\n{more}\n"


def by_key(parts: tuple[Sensitivity, ...]) -> dict[str, Sensitivity]:
    return {part.parameter: part for part in parts}


def assert_within_intervals(
    found: Analysis, first: dict[str, float], total: dict[str, float], slack: float
) -> None:
    """Within the interval of 95 %, which a true value may miss by a little now and then."""
    for key, part in by_key(found.parameters).items():
        assert None not in (part.low, part.high, part.first_low, part.first_high)
        assert part.low - slack <= total[key] <= part.high + slack, key  # type: ignore[operator]
        assert part.first_low - slack <= first[key] <= part.first_high + slack, key  # type: ignore[operator]


def test_ishigami_through_workers_and_storage(tmp_path: Path) -> None:
    study = analytic_study(tmp_path, ISHIGAMI, SOBOL, samples(128))
    assert (block_size(study), study.trials) == (5, 640)
    early = run_study(
        study, Execution(results=tmp_path, workers=1, trials=203, run=analytic.ishigami)
    )
    assert early.analyses[0].used == 40  # blocks; the three trials beyond them wait for the next
    result = run_study(study, Execution(results=tmp_path, workers=2, run=analytic.ishigami))
    (found,) = result.analyses
    assert (found.method, found.used, found.dropped) == ("sobol", 128, 0)
    assert_within_intervals(found, ISHIGAMI_FIRST, ISHIGAMI_TOTAL, slack=0.02)
    here = run_here(study, analytic.ishigami)
    pd.testing.assert_frame_equal(stable(result), stable(here))
    assert here.analyses == result.analyses
    listed = study_document(result)["sensitivity"]
    assert {"parameter", "first_order", "total", "low", "high"} <= set(listed[0])
    assert [row["parameter"] for row in listed] == ["x1", "x2", "x3"]


def test_ishigami_and_sobol_g_within_narrow_intervals(tmp_path: Path) -> None:
    study = analytic_study(tmp_path, ISHIGAMI, SOBOL, samples(1024))
    (found,) = run_here(study, analytic.ishigami).analyses
    assert_within_intervals(found, ISHIGAMI_FIRST, ISHIGAMI_TOTAL, slack=0.005)
    for key, part in by_key(found.parameters).items():
        assert part.first_order == pytest.approx(ISHIGAMI_FIRST[key], abs=0.03)
        assert part.total == pytest.approx(ISHIGAMI_TOTAL[key], abs=0.03)
    study = analytic_study(tmp_path, SOBOL_G, SOBOL, samples(1024))
    (found,) = run_here(study, analytic.sobol_g).analyses
    first, total = analytic.sobol_g_indices()
    published = (0.7165, 0.1791, 0.0237, 0.0072, 0.0001, 0.0001)  # Saltelli and Sobol 1995
    assert list(first.values()) == pytest.approx(published, abs=3e-4)
    assert_within_intervals(found, first, total, slack=0.005)
    assert [part.parameter for part in found.parameters][:4] == ["x1", "x2", "x3", "x4"]


def test_groups_by_source_and_mark(tmp_path: Path) -> None:
    """{x1, x3} are read, x2 is judged: without interaction between them shares sum to one."""
    study = analytic_study(tmp_path, ISHIGAMI, SOBOL, samples(1024))
    (found,) = run_here(study, analytic.ishigami).analyses
    marks = by_key(found.groups["mark"])
    # Sums over a group bracket its own index, 0.5576: first orders from below, totals from above.
    assert marks["read"].first_order == pytest.approx(0.3139, abs=0.03)
    assert marks["read"].total == pytest.approx(0.5576 + 0.2437, abs=0.03)
    assert list(by_key(found.groups["source"])) == ["OWN"]
    grouped = analytic_study(tmp_path, ISHIGAMI, SOBOL, samples(1024, 'groups = "mark"'))
    assert block_size(grouped) == 4
    assert grouped.digest != study.digest
    (found,) = run_here(grouped, analytic.ishigami).analyses
    parts = by_key(found.parameters)
    assert set(parts) == {"read", "judgement"}
    for name, index in (("read", 0.5576), ("judgement", 0.4424)):
        assert parts[name].first_order == pytest.approx(index, abs=0.03)
        assert parts[name].total == pytest.approx(index, abs=0.03)


def test_blocks_with_a_trial_not_complete_are_left_out_and_counted(tmp_path: Path) -> None:
    study = analytic_study(tmp_path, ISHIGAMI, SOBOL, samples(512))
    result = run_here(study, analytic.patchy_ishigami)
    (found,) = result.analyses
    status = np.array([trial.status == "complete" for trial in result.trials]).reshape(-1, 5)
    assert found.used == status.all(axis=1).sum()
    assert found.dropped == 512 - found.used > 0
    assert by_key(found.parameters)["x1"].total == pytest.approx(0.5576, abs=0.12)
    assert study_document(result)["sensitivities"]["y"]["dropped"] == found.dropped


def test_cheap_shares_from_plain_trials(tmp_path: Path) -> None:
    study = analytic_study(tmp_path, ISHIGAMI, PLAIN)
    (found,) = run_here(study, analytic.ishigami).analyses
    assert (found.method, found.used) == ("fit", 256)
    assert found.explained is not None
    assert found.explained > 0.97
    assert_within_intervals(found, ISHIGAMI_FIRST, ISHIGAMI_TOTAL, slack=0.02)
    marks = by_key(found.groups["mark"])
    assert marks["read"].first_order == pytest.approx(0.5576, abs=0.03)
    assert marks["read"].total == pytest.approx(0.5576, abs=0.03)
    ranks = by_key(run_here(study, analytic.linear).analyses[0].parameters)
    assert ranks["x1"].rank is not None
    assert ranks["x2"].rank is not None
    assert ranks["x1"].rank > 0.5 > -0.3 > ranks["x2"].rank
    assert ranks["x1"].total == pytest.approx(9 / 13, abs=0.01)


def test_too_few_or_constant_trials_have_no_indices(tmp_path: Path) -> None:
    study = analytic_study(tmp_path, ISHIGAMI, "trials = 7")
    (found,) = run_here(study, analytic.ishigami).analyses
    assert found.parameters == ()
    assert "at least 8 complete trials, has 7" in found.note
    study = analytic_study(tmp_path, ISHIGAMI, PLAIN)
    result = run_here(study, analytic.constant)
    assert "does not vary" in result.analyses[0].note
    assert study_document(result)["sensitivity"] == []


def test_elementary_effects_of_a_linear_function_are_exact(tmp_path: Path) -> None:
    study = analytic_study(tmp_path, ISHIGAMI, MORRIS, samples(6))
    assert study.trials == 6 * 4
    (found,) = run_here(study, analytic.linear).analyses
    parts, span = by_key(found.parameters), ISHIGAMI["x1"][1] - ISHIGAMI["x1"][0]
    for key, slope in (("x1", 3.0), ("x2", -2.0), ("x3", 0.0)):
        assert parts[key].mu == pytest.approx(slope * span, rel=1e-4, abs=1e-6)
        assert parts[key].mu_star == pytest.approx(abs(slope) * span, rel=1e-4, abs=1e-6)
        assert parts[key].sigma == pytest.approx(0.0, abs=1e-3)
    assert [part.parameter for part in found.parameters] == ["x1", "x2", "x3"]
    (found,) = run_here(study, analytic.ishigami).analyses
    assert by_key(found.parameters)["x3"].sigma > 0.5  # type: ignore[operator]


@pytest.mark.parametrize("header", [SOBOL, MORRIS])
def test_a_plan_grows_without_changing_what_is_there(tmp_path: Path, header: str) -> None:
    study = analytic_study(tmp_path, ISHIGAMI, header, samples(9))
    whole = block_points(study, study.trials)
    for count in (1, 5, 17, 20):
        np.testing.assert_array_equal(block_points(study, count), whole[:count])
    assert whole.min() > 0 < 1 - whole.max()


@pytest.mark.parametrize(
    ("header", "sections", "part"),
    [
        ("", "", "trials | must be given"),
        (SOBOL + "trials = 9", samples(4), "samples | must stand instead of trials"),
        ("", samples(4), 'samples | must go with sampler = "sobol-indices" or "morris"'),
        (PLAIN, '[sensitivity]\ngroups = "mark"\n', "groups | must go with sampler"),
        (SOBOL, samples(4, 'groups = "source"'), "groups | must part the uncertain parameters"),
        (SOBOL, samples(900_000), "samples | must take at most 1000000 trials"),
        (SOBOL, samples(4, 'tornado = "all"'), "sensitivity.tornado"),
        (SOBOL, samples(4, "sample = 3"), "sensitivity.sample"),
    ],
)
def test_faults_of_a_plan_are_named(tmp_path: Path, header: str, sections: str, part: str) -> None:
    with pytest.raises(StudyError) as raised:
        analytic_study(tmp_path, ISHIGAMI, header, sections)
    assert part in str(raised.value)


@pytest.mark.parametrize(
    "header", [pytest.param(SOBOL, marks=pytest.mark.slow), MORRIS, "trials = 30"]
)
def test_files_figures_and_summary(
    tmp_path: Path, header: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sections = "" if "trials" in header else samples(6)
    study = analytic_study(tmp_path, {"x1": (1.0, 5.0), "x2": (-2.0, 4.0)}, header, sections)
    result = explore_study(
        study, Execution(results=tmp_path, workers=1, run=analytic.priced_square)
    )
    store_study(result)
    names = {path.name for path in draw_run(result.folder)}
    assert {"sensitivity-y.png", "parallel.png", "tornado.png"} <= names
    table = pd.read_csv(result.folder / "sensitivity.csv")
    assert set(table["key"]) >= {"x1", "x2"}
    assert list(pd.read_csv(result.folder / "tornado.csv")["parameter"]) == ["x1", "x2"]
    json.loads((result.folder / "study.json").read_text())
    print_study(result, Console(width=120))
    shown = capsys.readouterr().out
    assert "What drives the y" in shown
    assert "Tornado: change of y in m" in shown


def test_polynomials_are_orthonormal_and_found() -> None:
    grid = (np.arange(4000)[:, None] + 0.5) / 4000
    values = np.hstack(legendre_values(grid, 6))
    np.testing.assert_allclose(values.T @ values / 4000, np.eye(7), atol=1e-4)
    points = np.random.default_rng(3).random((80, 4))
    first, second = legendre_values(points, 2)[1:]
    exact = 2.0 + 3.0 * first[:, 0] + 1.0 * second[:, 1] + 2.0 * first[:, 2] * first[:, 0]
    found = fit_surrogate(points, exact)
    assert found.explained == pytest.approx(1.0, abs=1e-9)
    assert found.first_order([0]) == pytest.approx(9 / 14)
    assert found.total([0]) == pytest.approx(13 / 14)
    assert found.total([2]) == pytest.approx(4 / 14)
    assert found.first_order([0, 2]) == pytest.approx(13 / 14)
    assert found.total([3]) == pytest.approx(0.0, abs=1e-12)
    # Noise has no shape: what cannot be predicted is not explained.
    noise = fit_surrogate(points, np.random.default_rng(4).normal(size=80))
    assert noise.explained < 0.25
    assert len(candidate_terms(60, 64)) == 61


@pytest.mark.parametrize("seed", range(4))
def test_many_parameters_and_few_trials_are_not_overfitted(seed: int) -> None:
    """Of 200 columns some follow any values: what the fit claims must hold at fresh points."""
    random = np.random.default_rng(seed)
    points, fresh = random.random((64, 200)), random.random((2000, 200))
    weights = np.r_[4.0, 2.0, np.full(198, 0.2)]
    values, other = (2 * points - 1) @ weights, (2 * fresh - 1) @ weights
    found = fit_surrogate(points, values)
    predicted = term_columns(fresh, found.terms) @ found.coefficients
    true = 1 - np.mean((other - predicted) ** 2) / np.var(other)
    assert found.explained == pytest.approx(true, abs=0.3)
    assert found.first_order([0]) > found.first_order([1])
    noise = fit_surrogate(points, random.normal(size=64))
    assert noise.explained < 0.4
