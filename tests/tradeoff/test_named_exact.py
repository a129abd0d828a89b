"""All points of the fronts of the power mix: enumeration, verification, stops and going on."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optdesign.formulations.power_choice import Choice
from optdesign.formulations.power_units import read_demand
from optdesign.problem import Case, Settings, load_problem, make_case
from optdesign.solution import Status
from optdesign.solvers.methods import power_mix
from optdesign.tradeoff.export import front_document
from optdesign.tradeoff.front import Front, Objective
from optdesign.tradeoff.methods import case_front
from optdesign.tradeoff.models.certificate import check_coverage
from optdesign.tradeoff.models.exact import compile_model, exact_front
from optdesign.tradeoff.models.recheck import check_certificate
from optdesign.tradeoff.named.asking import Diligence
from tests.solvers.test_power_mix import BATTERY, LARGE, PANEL, REACTOR, SMALL, UNITS, _holds

LOAD, SURPLUS = 5e3, 12e3
SMALL_BASE = {
    "demand.electric": "2 kW", "demand.heat": "0", "demand.peak": "0", "demand.shadow": "3 hour",
    "site.distance": "2",
}  # fmt: skip


def _case(**values: str) -> Case:
    return make_case(load_problem("power-mix"), parameters=SMALL_BASE | values)


def _offered(
    monkeypatch: pytest.MonkeyPatch, names: list[str], choice: Choice
) -> tuple[Any, list[Objective]]:
    monkeypatch.setattr(power_mix, "read_choice", lambda *_: choice)
    offered = power_mix.front_model(make_case(load_problem("power-mix")), names)
    return offered, [Objective(key, expression=offered.expressions[key]) for key in names]


def _certified(offered: Any, objectives: list[Objective]) -> Front:
    front = exact_front(offered.model, objectives)
    assert front.complete
    assert front.certificate is not None
    form = compile_model(offered.model, objectives)
    verdict = check_certificate(front.certificate, [list(row) for row in front.matrix], form)
    assert verdict.passed, verdict.faults
    return front


def _kept(found: list[tuple[float, ...]]) -> Any:
    every = np.unique(np.array(found).round(9), axis=0)
    better = [((every <= p).all(axis=1) & (every < p).any(axis=1)).any() for p in every]
    return every[~np.array(better)]


@pytest.mark.parametrize(
    "names",
    [
        ["mass", "imported_mass"],
        ["mass", "embodied_energy"],
        ["mass", "imported_mass", "embodied_energy"],
    ],
)
def test_every_mix_by_enumeration(monkeypatch: pytest.MonkeyPatch, names: list[str]) -> None:
    demand = dataclasses.replace(
        read_demand(make_case(load_problem("power-mix"))), electric=LOAD, heat=0.0, peak=4e3,
        shadow=3 * 3600.0, sunlit=6 * 3600.0, spare_units=1,
    )  # fmt: skip
    ceilings = (4, 6, 6, 4, 12)
    # An array that is heavier and made here beside one that is light and comes from Earth.
    units = [dataclasses.replace(unit) for unit in UNITS]
    units[2] = dataclasses.replace(LARGE, mass=290.0, imported_mass=11.0, embodied_energy=2e9)
    offered, objectives = _offered(monkeypatch, names, Choice(demand, units, ceilings))
    front = _certified(offered, objectives)
    worth = np.array([offered.worth[key] for key in names])
    found = [
        tuple(
            sum(count * getattr(unit, key) for count, unit in zip(counts, units, strict=True))
            / offered.worth[key]
            for key in names
        )
        for counts in itertools.product(*(range(most + 1) for most in ceilings))
        if _holds(counts, demand)
    ]
    expected = _kept(found)
    assert len(expected) > 1
    assert front.matrix * worth == pytest.approx(expected * worth, rel=1e-7)


def test_every_payback_time_by_enumeration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without nights the surplus is what arrays and radiators leave, a closed form."""
    demand = dataclasses.replace(
        read_demand(make_case(load_problem("power-mix"))), electric=LOAD, heat=0.0, peak=0.0,
        shadow=0.0, sunlit=float("inf"), spare_units=1, surplus=SURPLUS,
    )  # fmt: skip
    units, ceilings = (PANEL, SMALL, LARGE, REACTOR, BATTERY), (4, 6, 6, 4, 1)
    names = ["mass", "payback_time"]
    offered, objectives = _offered(monkeypatch, names, Choice(demand, units, ceilings))
    front = _certified(offered, objectives)

    def left(*counts: tuple[Any, int]) -> float:
        largest = max((unit.capacity for unit, count in counts if count), default=0.0)
        return sum(unit.capacity * count for unit, count in counts) - largest

    found = []
    for panels, small, large, reactors in itertools.product(*map(range, (5, 7, 7, 5))):
        cooled, *electric = (PANEL, panels), (SMALL, small), (LARGE, large), (REACTOR, reactors)
        spare = min(left(cooled), left(*electric)) - LOAD
        if spare < 0:
            continue
        energy = sum(unit.embodied_energy * count for unit, count in [cooled, *electric])
        mass = sum(unit.mass * count for unit, count in [cooled, *electric])
        payback = energy / (LOAD + min(spare, SURPLUS))
        found.append((mass / 1e3, payback / offered.worth["payback_time"]))
    expected = _kept(found)
    assert len(expected) > 1
    assert front.matrix == pytest.approx(expected, rel=1e-7)


def test_all_points_are_verified_certified_and_in_bare_units(tmp_path: Path) -> None:
    names, path = ["mass", "embodied_energy"], tmp_path / "answers.jsonl"
    front = case_front(_case(), names, points=2, diligence=Diligence(path=path))
    assert front.complete
    assert front.method == "exact"
    assert len(front.points) > 2
    for point in front.points:
        assert point.objectives[0] == pytest.approx(point.outcomes["mass"])
        assert point.outcomes["units"] >= sum(v for v in point.levers.values() if v != "") - 1e-9
    assert front.certificate is not None
    values = [list(row) for row in front.matrix]
    assert check_coverage(front.certificate, values).passed
    assert not check_coverage(front.certificate, values[:-1]).passed
    document = front_document(front)
    assert document["certificate"]["boxes"]
    assert document["objectives"][0]["unit"] == "kg"
    again = case_front(_case(), names, diligence=Diligence(path=path))
    assert again.solves == front.solves
    assert again.points == front.points


def test_a_stopped_search_goes_on(tmp_path: Path) -> None:
    names, path = ["mass", "imported_mass"], tmp_path / "answers.jsonl"
    part = case_front(_case(), names, diligence=Diligence(seconds=1e-6, path=path))
    assert not part.complete
    assert part.method == "exact"
    assert any("continues" in note for note in part.notes)
    whole = case_front(_case(), names, diligence=Diligence(path=path))
    assert whole.complete


def test_a_front_of_nothing_says_why() -> None:
    case = _case(**{"limit.mass": "1 kg"})
    front = case_front(case, ["mass", "imported_mass"])
    assert not front.feasible
    assert front.infeasibility is not None
    assert front.infeasibility["conflict"]


def test_without_processor_time_nothing_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(power_mix, "_SECONDS", 0.0)
    case = make_case(load_problem("power-mix"))
    assert power_mix.solve(case).status is Status.LIMIT
    monkeypatch.undo()
    timed = dataclasses.replace(case, settings=Settings(time_limit=60.0))
    assert power_mix.solve(timed).status is Status.OPTIMAL
