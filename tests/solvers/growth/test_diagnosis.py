"""Targets out of reach: recognised, explained, and mended by every change that is named."""

from __future__ import annotations

import numpy as np
import pytest

from optdesign.formulations.growth.arrays import network_arrays, year
from optdesign.formulations.growth.mission import Mission
from optdesign.network.model import HabitatDesign, Line, Network, PowerDesign
from optdesign.problem import Case, Settings, load_problem, make_case
from optdesign.result import execute
from optdesign.solution import Relaxation, Status
from optdesign.solvers.growth.diagnosis import no_growth
from optdesign.solvers.growth.necessary import least_amount, most_share, smallest_conflict
from optdesign.solvers.growth.reachable import is_reachable
from optdesign.solvers.growth.request import read_request

CASES = {
    "irreducible": {"growth-case.irreducible_share": "0.0001"},
    "nothing imported": {"growth-case.irreducible_share": "0.0001", "imports.rate": "0"},
    "energy": {"limit.total_energy": "1e19 J"},
    "plant": {"limit.plant_mass": "1e7 t"},
    "lifted": {"limit.lifted_mass": "1e10 t"},
    "lifting": {"limit.lifting_energy": "1e17 J"},
    "iron": {"limit.iron": "1e-9"},
    "nitrogen": {"limit.nitrogen": "1e-9"},
    "spin": {"limit.angular_momentum": "1e-7"},
    "target": {"target.population": "1e15"},
    "miner": {"miner.productivity": "0.1/year"},
}


def _case(parameters: dict[str, str]) -> Case:
    settings = Settings(periods=24, gap=0.1)
    return make_case(load_problem("ceres-bootstrap"), parameters=parameters, settings=settings)


def _apply(case: Case, mend: Relaxation) -> Case:
    """What the mend's text says, typed by hand: 'raise KEY to VALUE and KEY to VALUE, ..'."""
    text = mend.text.partition(" ")[2].removesuffix(", both together")
    parts = [part.partition(" to ") for part in text.split(" and ")]
    for key, _, value in parts:
        number = case.problem.parameters[key].read(value.replace(",", ""))
        case = case.with_value(key, number)
    return case


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_every_mend_mends(name: str) -> None:
    case = _case(CASES[name])
    found = no_growth(read_request(case))
    assert found is not None
    keys = {part.key for part in found.conflict}
    assert "target.population" in keys
    assert found.relaxation
    for key in CASES[name]:
        if not key.endswith("productivity"):
            assert key in keys, keys
    for mend in found.relaxation:
        assert is_reachable(read_request(_apply(case, mend))), mend.text


@pytest.mark.slow
@pytest.mark.parametrize("name", ["nitrogen"])
def test_the_cheapest_mend_is_solved(name: str) -> None:
    case = _case(CASES[name])
    result = execute(case)
    assert result.solution.status is Status.INFEASIBLE
    infeasibility = result.solution.infeasibility
    assert infeasibility is not None
    mended = execute(_apply(case, infeasibility.relaxation[0]))
    assert mended.solution.objective is not None
    assert mended.solution.outcomes["bootstrap_time"] < 300 * year()


def test_nothing_is_wrong_with_the_default() -> None:
    assert no_growth(read_request(_case({}))) is None


def _toy(*, bill: dict[str, float], productivity: float = 2.0) -> Network:
    """One line that makes metal from nothing, habitats of a ton of metal a person."""
    line = Line(
        "smelter",
        10 * year(),
        0.0,
        {"metal": productivity / year()},
        {},
        {"electricity": 1.0},
        bill,
    )
    power = PowerDesign("array", 10 * year(), 0.0, {"electricity": 1.0}, bill)
    return Network((line,), (power,), (HabitatDesign({"metal": 1000.0}, {}),))


def test_seed_alone_in_closed_form() -> None:
    """What cannot be copied serves for its life: half of the seed runs, 20 kg of metal a kg."""
    network = _toy(bill={"irreducible": 1.0})
    arrays, mission = network_arrays(network), Mission(target=1000.0, seed=1000.0)
    assert most_share(arrays, mission) == pytest.approx(500 * 20 / 1e6, rel=1e-6)
    assert smallest_conflict(arrays, mission)[:2] == ["target.population", "seed.mass"]
    least = least_amount(arrays, mission, "seed.mass")
    assert least == pytest.approx(1e5, rel=1e-6)


def test_imports_in_closed_form() -> None:
    """A tenth of every kilogram is imported: the total decides."""
    network = _toy(bill={"irreducible": 0.1, "metal": 0.9})
    arrays = network_arrays(network)
    mission = Mission(target=1000.0, seed=1.0, import_rate=1e6, import_total=100.0)
    # x kg of plant ordered, half of it lines, make 10 x and take 0.9 x; the seed makes 10 kg.
    share = (1000 * (10 - 0.9) + 10) / 1e6
    assert most_share(arrays, mission) == pytest.approx(share, rel=1e-6)
    conflict = smallest_conflict(arrays, mission)
    assert set(conflict) == {"target.population", "imports.total", "seed.mass", "irreducible"}
    least = least_amount(arrays, mission, "imports.total")
    assert least == pytest.approx((1e6 - 10) / 91, rel=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_more_is_never_worse(seed: int) -> None:
    random = np.random.default_rng(seed)
    arrays = network_arrays(_toy(bill={"irreducible": 0.1, "metal": 0.9}))
    total = float(random.uniform(1.0, 1e4))
    one, two = (
        most_share(arrays, Mission(1e3, 10.0, import_rate=1e6, import_total=total * factor))
        for factor in (1.0, 1.5)
    )
    assert two >= one
