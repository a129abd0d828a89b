"""Fronts over scenarios: attainment against counting, regret against a formula."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from optdesign.commands.terminal import console
from optdesign.errors import ProblemError
from optdesign.exploration.front_band import Band, Regret, attained, front_band
from optdesign.exploration.study.faults import Faults
from optdesign.exploration.study.schema import SelectionTable
from optdesign.exploration.study.uncertainties import Uncertainties
from optdesign.problem import Case, load_problem
from optdesign.report.pictures import draw_run
from optdesign.report.terminal.front_band import band_document, print_band, write_band
from optdesign.tradeoff.export import store_front
from optdesign.tradeoff.front import Objective
from optdesign.tradeoff.named import asking
from tests.tradeoff.stand_in import habitat_case, stand_in

FILES = sorted((Path(__file__).parents[2] / "problems").glob("*.toml"))
PAIR = ["energy_per_person", "soil_depth"]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("share", [5, 50, 95])
def test_attainment_is_what_counting_says(seed: int, share: int) -> None:
    rng = np.random.default_rng(seed)
    levels = np.array([4.0, 3.0, 2.0, 1.0])
    values = np.cumsum(rng.uniform(0, 1, (11, 4)), axis=1)
    values[rng.uniform(size=(11, 4)).cumsum(axis=1) > 3.2] = math.inf
    found = attained(values, levels, share)
    needed = math.ceil(share / 100 * 11 - 1e-9)
    for place in range(4):
        # A scenario attains at a level what it attains at any stricter one.
        best = np.sort(values[:, place:].min(axis=1))
        assert found[place] == pytest.approx(best[max(needed, 1) - 1])


def test_scenarios_without_an_answer_count_neither_way() -> None:
    values = np.array([[1.0, 1.0], [1.0, math.nan], [1.5, math.inf], [1.2, 1.2]])
    two = [Objective("a"), Objective("b")]
    band = Band(two[0], two[1], 1, 0, np.array([2.0, 1.0]), values, {}, [], 1)
    assert band.feasible == pytest.approx([1.0, 2 / 3])
    none = replace(
        band, values=np.full((2, 2), math.nan), regrets=[Regret(math.nan, None, None, None)] * 2
    )
    assert [row["feasible"] for row in band_document(none)["levels"]] == [None, None]
    print_band(none, console())


def test_scenarios_of_a_formula(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    calls: list[Case] = []
    monkeypatch.setattr(asking, "execute", stand_in(calls))
    front, band = front_band(habitat_case(), PAIR, scenarios=8, points=3)
    assert band is not None
    assert front.complete
    assert band.values.shape == (8, 3)
    nominal = np.array([point.objectives[0] for point in front.points])
    # All energies scale with what steel takes in the scenario, so no choice is regretted.
    scale = band.values / nominal
    assert scale == pytest.approx(np.tile(scale[:, :1], 3))
    assert np.ptp(scale[:, 0]) > 0.01
    assert band.surfaces[5][0] <= band.surfaces[50][0] <= band.surfaces[95][0]
    assert (band.feasible == 1).all()
    assert [regret.most for regret in band.regrets] == [0.0] * 3
    again = front_band(habitat_case(), PAIR, scenarios=16, points=3)[1]
    assert again is not None
    assert again.values[:8] == pytest.approx(band.values)
    write_band(band, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"band.csv", "band.parquet"}
    assert (tmp_path / "band.csv").read_text().splitlines()[0] == (
        "soil_depth [m],p5 [J],p50 [J],p95 [J],feasible [1],pinned_feasible [1],"
        "regret_mean [J],regret_p95 [J],regret_most [J]"
    )
    assert band_document(band)["levels"][0]["regret_most"] == 0.0
    folder = store_front(front, tmp_path, {"band": band_document(band)})
    assert [path.name for path in draw_run(folder)] == ["front.png", "band.png"]
    print_band(band, console())


def test_band_needs_two_objectives() -> None:
    with pytest.raises(ProblemError, match="two objectives"):
        front_band(habitat_case(), [*PAIR, "radius"], scenarios=4)


def test_a_range_that_cannot_be_is_refused() -> None:
    case = habitat_case()
    parameters = dict(case.problem.parameters)
    parameters["soil.density"] = replace(parameters["soil.density"], low=-100.0)
    case = replace(case, problem=replace(case.problem, parameters=parameters))
    with pytest.raises(ProblemError, match=r"habitat \| soil.density"):
        front_band(case, PAIR, scenarios=4)


@pytest.mark.parametrize("name", [path.stem for path in FILES])
def test_every_range_of_the_named_problems_can_be_drawn_from(name: str) -> None:
    problem, faults = load_problem(name), Faults()
    Uncertainties(problem, frozenset(), faults).select(SelectionTable())
    assert not faults.lines
