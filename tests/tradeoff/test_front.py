"""Continuous, sampled, named and evolved fronts, and what a front says of itself."""

from __future__ import annotations

import itertools
import math
from pathlib import Path
from time import perf_counter
from typing import Any

import moocore
import numpy as np
import pandas as pd
import pyomo.environ as pyo
import pytest

import optdesign as od
from optdesign.errors import ProblemError
from optdesign.report.pictures import draw_run
from optdesign.tradeoff.evolution import evolved_model_front
from optdesign.tradeoff.export import front_document, store_front
from optdesign.tradeoff.front import Front, Objective, Point
from optdesign.tradeoff.methods import model_front
from optdesign.tradeoff.models.continuous import continuous_front
from optdesign.tradeoff.models.exact import exact_front
from optdesign.tradeoff.sampling import Sample, sample_front
from tests.commands import Command, command

run = pytest.fixture(command)


def disk(sides: int, dimension: int = 2) -> tuple[Any, list[Objective]]:
    """The unit ball from outside, by tangents: its front lies where all outcomes are negative."""
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(dimension), bounds=(-1, 0))
    model.rows = pyo.ConstraintList()
    rng = np.random.default_rng(1)
    angles = np.linspace(0, math.pi / 2, sides)
    normals: Any = np.column_stack([np.cos(angles), np.sin(angles)])
    if dimension > 2:
        normals = np.abs(rng.normal(size=(sides, dimension)))
        normals /= np.linalg.norm(normals, axis=1)[:, None]
    for normal in normals:
        model.rows.add(sum(float(n) * model.x[k] for k, n in enumerate(normal)) >= -1)
    return model, [Objective(f"f{k}", expression=model.x[k]) for k in range(dimension)]


def test_extreme_points_of_a_polygon() -> None:
    model, objectives = disk(7)
    front = continuous_front(model, objectives)
    step = math.pi / 12
    middle = (np.arange(6) + 0.5) * step
    corners = -np.column_stack([np.cos(middle), np.sin(middle)]) / math.cos(step / 2)
    # The bounds at -1 are the first and last tangents themselves.
    assert front.matrix == pytest.approx(corners[np.argsort(corners[:, 0])], abs=1e-7)
    assert front.complete
    assert front.solves <= 4 + 2 * len(corners) - 1


def test_points_asked_for_lie_evenly_on_the_front() -> None:
    model, objectives = disk(40)
    front = continuous_front(model, objectives, points=9)
    assert len({point.objectives for point in front.points}) == 9
    assert np.linalg.norm(front.matrix, axis=1) == pytest.approx(1.0, abs=1e-3)
    gaps = np.linalg.norm(np.diff(front.matrix, axis=0), axis=1)
    assert gaps == pytest.approx(np.full(8, gaps.mean()), rel=0.02)
    # On the circle x dx + y dy = 0.
    x, y = front.matrix[4]
    rate = np.mean(list(front.points[4].rates.values()))
    assert rate == pytest.approx(-y / x, rel=0.1)


def test_sandwich_of_three_objectives_keeps_its_error() -> None:
    model, objectives = disk(60, 3)
    coarse = continuous_front(model, objectives, error=0.1)
    fine = continuous_front(model, objectives, error=0.03)
    assert coarse.bound_error is not None
    assert fine.bound_error is not None
    assert fine.bound_error <= 0.03 < coarse.bound_error <= 0.1
    assert len(fine.points) > len(coarse.points)
    # No weighted sum of the finer front beats the coarser by more than the error it stated.
    for weights in np.random.default_rng(0).dirichlet(np.ones(3), 20):
        scaled = weights / np.abs(coarse.nadir - coarse.ideal)
        excess = (coarse.matrix @ scaled).min() - (fine.matrix @ scaled).min()
        assert excess <= coarse.bound_error * np.linalg.norm(weights) + 1e-9


def test_no_point_of_three_objectives_is_dominated() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(3), bounds=(0, 1))
    model.row = pyo.Constraint(expr=model.x[0] + model.x[1] >= 1)
    senses = ("min", "min", "max")  # of the third there is always as much as can be
    objectives = [
        Objective(f"f{k}", sense, expression=model.x[k]) for k, sense in enumerate(senses)
    ]
    front = continuous_front(model, objectives)
    assert front.matrix == pytest.approx(np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 1.0]]), abs=1e-8)
    assert front.complete
    assert front.bound_error == pytest.approx(0.0, abs=1e-8)


def test_values_large_beside_their_range_end() -> None:
    model, _ = disk(15)
    far, base = pyo.ConcreteModel(), 1e6
    far.x = pyo.Var(range(2), bounds=(base - 1, base))
    far.rows = pyo.ConstraintList()
    for angle in np.linspace(0, math.pi / 2, 15):
        normal = (float(np.cos(angle)), float(np.sin(angle)))
        far.rows.add(sum(n * (far.x[k] - base) for k, n in enumerate(normal)) >= -1)
    front = continuous_front(far, [Objective(f"f{k}", expression=far.x[k]) for k in range(2)])
    near = continuous_front(model, [Objective(f"f{k}", expression=model.x[k]) for k in range(2)])
    assert front.complete
    assert front.bound_error is not None
    assert front.bound_error < 1e-6
    for point in near.matrix + base:
        assert np.abs(front.matrix - point).max(axis=1).min() < 1e-4


def test_what_is_for_named_problems_is_refused_of_a_model() -> None:
    model, objectives = disk(5)
    with pytest.raises(ProblemError, match="time_limit is for named problems"):
        od.pareto(model, objectives, time_limit=1)


def test_a_limit_of_time_stops_every_kind_of_front() -> None:
    model, objectives = disk(400, 3)
    start = perf_counter()
    part = model_front(model, objectives, time_limit=0.5)
    assert perf_counter() - start < 5
    assert not part.complete
    assert part.points
    assert part.notes == ["Stopped early, out of time."]
    model.whole = pyo.Var(domain=pyo.Binary)
    model.rows.add(model.x[0] + model.whole <= 0.5)
    part = model_front(model, objectives[:2], points=10_000, time_limit=0.2)
    assert part.method == "sampled"
    assert len(part.points) < 10_000
    assert part.notes[0] == "Stopped early, out of time."


@pytest.mark.parametrize("sense", ["min", "max"])
def test_rates_are_slopes_to_the_neighbours(sense: Any) -> None:
    model = pyo.ConcreteModel()
    model.x, model.y = pyo.Var(bounds=(0, 2)), pyo.Var()
    model.row = pyo.Constraint(expr=model.y >= 1 - model.x)
    model.low = pyo.Constraint(expr=model.y >= (1 - model.x) / 3)
    sign = 1 if sense == "min" else -1  # a chain of slopes -1 and -3 at (1, 0) in y, x
    front = continuous_front(
        model,
        [Objective("a", sense, expression=sign * model.y), Objective("b", expression=model.x)],
    )
    assert len(front.points) == 3
    values = front.matrix
    for place, point in enumerate(front.points):
        for side, other in (("before", place - 1), ("after", place + 1)):
            if 0 <= other < 3:
                run, rise = values[other][::-1] - values[place][::-1]
                assert point.rates[f"d a / d b, {side}"] == pytest.approx(rise / run)


def test_continuous_front_of_one_point_and_of_none() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, 1))
    same = [Objective("a", expression=model.x), Objective("b", expression=2 * model.x + 1)]
    assert continuous_front(model, same).matrix.tolist() == [[0.0, 1.0]]
    model.never = pyo.Constraint(expr=model.x >= 2)
    front = continuous_front(model, same)
    assert not front.feasible
    assert not front.points


def test_unbounded_linear_program() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(bounds=(0, None))
    with pytest.raises(ProblemError, match="objective b"):
        continuous_front(
            model, [Objective("a", expression=model.x), Objective("b", "max", expression=model.x)]
        )


def test_mixed_model_with_two_continuous_objectives() -> None:
    model = pyo.ConcreteModel()
    model.x, model.y = pyo.Var(bounds=(0, 1)), pyo.Var(domain=pyo.Binary)
    model.row = pyo.Constraint(expr=model.x >= 0.5 * model.y)
    objectives = [
        Objective("a", expression=model.x + 0.0 * model.y),
        Objective("b", expression=1 - model.x - model.y),
    ]
    front = od.pareto(model, objectives, points=8)
    # Below x = 1/2 only y = 0 is allowed, b = 1 - x; from there on y = 1 gives b = -x.
    for first, second in front.matrix:
        expected = 1 - first if first < 0.5 - 1e-6 else -first
        assert second == pytest.approx(expected, abs=2e-6)
    assert (front.matrix[:, 0] < 0.4).any()
    assert (front.matrix[:, 0] > 0.6).any()
    assert len(front.points) == 8
    assert not front.complete


def test_samples_go_where_the_gap_is_widest() -> None:
    asked = []

    def ask(bound: float) -> Sample:
        asked.append(bound)
        return Sample(1 - math.sqrt(bound), bound)

    points, gap = sample_front(ask, Sample(0, 1), Sample(1, 0), 20)
    assert len(points) == 20 == len(asked) + 2
    steps = [
        math.dist((one.first, one.second), (other.first, other.second))
        for one, other in itertools.pairwise(points)
    ]
    assert max(steps) == pytest.approx(gap)
    assert max(steps) < 4 * min(steps)


def by_hand(*points: tuple[float, float]) -> Front:
    objectives = (Objective("a", "min", "s"), Objective("b", "max", "kg"))
    return Front(objectives, [Point(p, {"x": 1.0}) for p in points], True, "exact")


def test_measures_of_a_front() -> None:
    front = by_hand((0, 0), (1, 8), (10, 10))
    assert front.knee == 1
    assert front.payoff.tolist() == [[0, 0], [10, 10]]
    assert (front.ideal.tolist(), front.nadir.tolist()) == ([0, 10], [10, 0])
    assert front.reference_point.tolist() == pytest.approx([11, -1])
    assert front.hypervolume == pytest.approx(11 * 1 + 10 * 8 + 1 * 2)
    assert by_hand((0, 0), (5, 5), (10, 10)).knee is None
    assert by_hand((3, 3)).hypervolume > 0
    assert list(front.frame.columns) == ["a [s]", "b [kg]", "x [1]", "knee"]


def test_stored_front_comes_back(tmp_path: Path) -> None:
    front = by_hand((0, 0), (1, 8), (10, 10))
    folder = store_front(front, tmp_path)
    pd.testing.assert_frame_equal(pd.read_parquet(folder / "front.parquet"), front.frame)
    assert list(pd.read_csv(folder / "front.csv")["a [s]"]) == [0, 1, 10]
    assert [path.name for path in draw_run(folder)] == ["front.png"]
    assert store_front(front, tmp_path) != folder
    assert front_document(front)["points"][1]["knee"]


def test_evolution_never_beats_the_exact_front() -> None:
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(8), domain=pyo.Binary)
    weights, gains = [3, 5, 4, 6, 3, 9, 2, 7], [5, 3, 8, 1, 7, 9, 4, 2]
    model.row = pyo.Constraint(expr=sum(w * model.x[k] for k, w in enumerate(weights)) <= 20)
    objectives = [
        Objective("gain", "max", expression=sum(g * model.x[k] for k, g in enumerate(gains))),
        Objective("weight", expression=sum(w * model.x[k] for k, w in enumerate(weights))),
    ]
    exact = exact_front(model, objectives)
    evolved = evolved_model_front(model, objectives, trials=200, seed=1)
    reference = exact.reference_point
    assert 0.5 < evolved.hypervolume_to(reference) / exact.hypervolume <= 1 + 1e-12
    behind = [moocore.epsilon_additive(a.matrix * a.signs, ref=b.matrix * b.signs)
              for a, b in ((exact, evolved), (evolved, exact))]  # fmt: skip
    assert behind[0] <= 0 <= behind[1]
    assert not evolved.complete


def test_named_front_with_a_lever_held_by_a_limit(run: Command, tmp_path: Path) -> None:
    ran = run("pareto", "elevator", "--objectives", "system_mass,tether_length", "--points", "6",
              "--results", str(tmp_path), "--json")  # fmt: skip
    found = ran.document()
    assert ran.code == 0
    values = [[p["outcomes"][k] for k in ("system_mass", "tether_length")] for p in found["points"]]
    assert len(values) == 6
    array = np.array(values)
    assert (np.diff(array[:, 0]) > 0).all()
    assert (np.diff(array[:, 1]) < 0).all()
    assert array[0] == pytest.approx([7936.12, 11448190], rel=1e-5)
    assert sum(point["knee"] for point in found["points"]) == 1
    assert {path.name for path in next(tmp_path.glob("elevator*")).iterdir()} == {
        "front.json", "front.csv", "front.parquet", "front.png", "context.json",
    }  # fmt: skip


def test_front_of_a_linear_program_by_name() -> None:
    front = od.pareto("metzger-lunar", ["landed_mass", "final_mass"], points=5)
    assert front.complete
    assert len(front.points) == 5
    assert front.matrix[0] == pytest.approx([27345.3, 4e7], rel=1e-4)
    assert (np.diff(front.matrix[:, 1]) > 0).all()


@pytest.mark.parametrize(
    ("objectives", "message"),
    [
        ("system_mass", "at least two"),
        ("", "at least two"),
        ("system_mass,system_mass", "must differ"),
        ("system_mass,tether_lenght", "did you mean tether_length"),
        ("system_mass,lift_energy", "no objective"),
    ],
)
def test_wrong_objectives_are_one_line(
    run: Command, tmp_path: Path, objectives: str, message: str
) -> None:
    ran = run("pareto", "elevator", "--objectives", objectives, "--results", str(tmp_path))
    assert ran.code == 2
    assert message in ran.err
    assert ran.err.count("\n") == 1
    assert not ran.out


def test_objectives_that_cannot_be_held(run: Command, tmp_path: Path) -> None:
    ran = run("pareto", "habitat", "--objectives", "population,energy_per_person",
              "--results", str(tmp_path))  # fmt: skip
    assert ran.code == 2
    assert "all but one" in ran.err


def test_infeasible_problem(run: Command, tmp_path: Path) -> None:
    ran = run("pareto", "habitat", "--objectives", "energy_per_person,soil_depth", "--set",
              "limit.urban_gravity=0.95", "--results", str(tmp_path), "--json")  # fmt: skip
    found = ran.document()
    assert ran.code == 3
    assert found["points"] == []
    assert found["infeasibility"]["conflict"]
