"""Power mixes: enumeration, closed forms, monotony in sunlight, seeded faults, conflicts."""

from __future__ import annotations

import dataclasses
import itertools
import math
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

from optdesign.errors import ProblemError
from optdesign.formulations.power_choice import Choice, read_choice
from optdesign.formulations.power_mix import power_mix_model
from optdesign.formulations.power_spares import most_counted, spare_steps
from optdesign.formulations.power_units import Demand, read_demand
from optdesign.network.power_units import PowerUnit
from optdesign.problem import Case, load_problem, make_case
from optdesign.result import Result, execute
from optdesign.solution import Solution, Status
from optdesign.solvers.designs.power_mix_conflict import diagnose
from optdesign.solvers.linear import LinearStatus
from optdesign.solvers.mixed import PersistentMixed, compile_objectives
from optdesign.verify import verify_solution

PROBLEM = load_problem("power-mix")
PANEL = PowerUnit("heat-pipe-radiator", 1.0, "panels", 6e3, 50.0, 5.0, 1e9, 1.0)
SMALL = PowerUnit("array", 1.0, "sunlit", 3e3, 90.0, 9.0, 3e9, 1.0)
LARGE = PowerUnit("array", 2.0, "sunlit", 8e3, 200.0, 20.0, 6e9, 1.0)
REACTOR = PowerUnit("fission", 3.0, "steady", 5e3, 1000.0, 950.0, 5e11, 1.0, reactor=True)
BATTERY = PowerUnit("lithium-ion", 4.0, "batteries", 36e6, 120.0, 110.0, 2e10, 1.0)
UNITS = (PANEL, SMALL, LARGE, REACTOR, BATTERY)


def _case(objective: str | None = None, levers: dict[str, str] | None = None, **set_: str) -> Case:
    values = {key.replace("__", "."): text for key, text in set_.items()}
    return make_case(PROBLEM, parameters=values, levers=levers, objective=objective)


def _solved(case: Case) -> Result:
    result = execute(case)
    assert result.status is Status.OPTIMAL, [check for check in result.checks if not check.passed]
    return result


@cache
def _nightly() -> Result:
    return _solved(_case())


def _demand(case: Case, **changes: Any) -> Demand:
    return dataclasses.replace(read_demand(case), **changes)


def _holds(counts: tuple[int, ...], demand: Demand) -> bool:
    """The requirements for given numbers of `UNITS`, without heat, all units always available."""
    panels, small, large, reactors, batteries = counts
    spare = demand.spare_units

    def left(*pairs: tuple[int, PowerUnit]) -> float:
        total = sum(count * unit.capacity for count, unit in pairs)
        largest = max((unit.capacity for count, unit in pairs if count), default=0.0)
        return total - spare * largest

    steady = left((reactors, REACTOR))
    electric = left((small, SMALL), (large, LARGE), (reactors, REACTOR))
    bank, cooled = left((batteries, BATTERY)), left((panels, PANEL))
    if min(steady, electric, bank, cooled) < 0 or cooled < demand.mean_electric:
        return False
    night, day = demand.shadow, demand.sunlit
    load, busy = demand.electric, demand.electric + demand.peak
    dark, dark_peak = max(load - steady, 0.0), max(busy - steady, 0.0)
    short = max(busy - electric, 0.0)
    power = bank * demand.battery_rate
    charge, busy_charge = min(electric - load, power), min(max(electric - busy, 0.0), power)
    if charge < 0 or max(dark, dark_peak, short) > power * (1 + 1e-9):
        return False
    within, sunny = demand.peak_time(night), demand.peak_time(day)
    drawn = dark * (night - within) + dark_peak * within
    if bank * (1 + 1e-9) < drawn + 2 * short * demand.sunlit_peak:
        return False
    stored = demand.battery_efficiency * (charge * (day - sunny) + busy_charge * sunny)
    between = demand.battery_efficiency * charge * (demand.peak_interval - demand.peak_duration)
    return (
        stored * (1 + 1e-9) >= drawn + short * sunny
        and between * (1 + 1e-9) >= short * demand.sunlit_peak
    )


@pytest.mark.parametrize(
    ("spare", "shadow", "peak"),
    [(0, 3.0, 4e3), (1, 3.0, 0.0), (1, 5.0, 4e3), (2, 4.0, 2e3), (1, 14.0, 1e3)],
)
def test_the_mix_is_the_lightest_of_all_by_enumeration(
    spare: int, shadow: float, peak: float
) -> None:
    case = _case()
    demand = _demand(
        case, electric=5e3, heat=0.0, peak=peak, shadow=shadow * 3600, sunlit=6 * 3600.0,
        spare_units=spare,
    )  # fmt: skip
    ceilings = (4, 6, 6, 4, 12)
    model = power_mix_model(case, Choice(demand, UNITS, ceilings))
    form = compile_objectives(model, [model.mass])
    answer = PersistentMixed(form).minimize(form.objectives[0])
    assert answer.status is LinearStatus.OPTIMAL
    best = min(
        sum(count * unit.mass for count, unit in zip(counts, UNITS, strict=True))
        for counts in itertools.product(*(range(most + 1) for most in ceilings))
        if _holds(counts, demand)
    )
    assert 1e3 * float(form.objectives[0] @ answer.values) == pytest.approx(best, rel=1e-9)


def test_far_from_the_sun_the_least_reactors_by_enumeration() -> None:
    """All else pinned away, numbers of reactors and panels have a closed form each."""
    none = ("mmrtg", "gallium-arsenide-array", "thin-film-pv", "stirling", "brayton",
            "thermoelectric", "solar-concentrator", "lithium-ion", "heat-store")  # fmt: skip
    result = _solved(
        _case(
            levers=dict.fromkeys(none, "0"), demand__heat="0", demand__peak="0",
            demand__electric="21 kW", reliability__availability="0", site__distance="30",
        )
    )  # fmt: skip
    sizes = {1: 400, 3: 751, 5: 1011, 7: 1246, 8: 1150, 10: 1544, 40: 6000}
    best = min(
        sum(count * sizes[size] for count, size in zip(counts, sizes, strict=True))
        for counts in itertools.product(
            range(5), range(4), range(4), range(4), range(5), range(4), range(3)
        )
        if sum(count * size for count, size in zip(counts, sizes, strict=True))
        - max((size for count, size in zip(counts, sizes, strict=True) if count), default=0)
        >= 21
    )
    panel = 2 * 0.85 * 5.670374419e-8 * 300.0**4
    needed = [
        (fours * (3 + 50) + ones * 8, 10 * fours + ones)
        for fours, ones in itertools.product(range(8), range(40))
        if panel * (10 * fours + ones - (10 if fours else 1)) >= 21e3
    ]
    assert result.solution.outcomes["mass"] == pytest.approx(best + min(needed)[0], rel=1e-9)


def test_nearer_the_sun_is_never_heavier() -> None:
    masses = [
        _solved(_case(site__distance=text, demand__heat="3 kW", demand__shadow=night))
        .solution.outcomes["mass"]
        for night in ("0", "6 hour")
        for text in ("0.9", "1.7", "3.1")
    ]  # fmt: skip
    for near, far in itertools.pairwise(masses[:3]):
        assert near <= far * (1 + 1e-6)
    for near, far in itertools.pairwise(masses[3:]):
        assert near <= far * (1 + 1e-6)
    assert all(day <= night for day, night in zip(masses[:3], masses[3:], strict=True))


def test_every_objective_is_best_in_its_own_solve() -> None:
    objectives = ("mass", "imported_mass", "embodied_energy", "payback_time")
    found = {
        key: _solved(_case(objective=key, demand__heat="0", demand__peak="0")).solution
        for key in objectives
    }
    for key, solution in found.items():
        assert solution.bound == pytest.approx(solution.objective, rel=1e-6)
        for other in found.values():
            assert solution.outcomes[key] <= other.outcomes[key] * (1 + 1e-6)


def test_a_pin_and_fewer_spares_and_no_more_options_never_help_the_wrong_way() -> None:
    least = _nightly().solution.outcomes["mass"]
    without = _solved(_case(levers={"thin-film-pv": "0"})).solution.outcomes["mass"]
    spared = _solved(_case(reliability__spare_units="0")).solution.outcomes["mass"]
    assert spared <= least <= without


def test_the_worst_failure_empties_the_batteries_and_no_more() -> None:
    result = _nightly()
    checks = {check.name: check for check in result.checks}
    assert checks["electricity missing, largest units lost, any"].value == 0
    plan = result.solution.plan
    rows = [row for row in zip(plan.units, plan.counts, strict=True) if row[1]]
    assert {unit.kind for unit, _ in rows} >= {"sunlit", "batteries", "panels"}


@pytest.mark.parametrize("kind", ["sunlit", "batteries", "heat", "panels"])
def test_a_missing_unit_is_noticed(kind: str) -> None:
    solution = _nightly().solution
    plan = solution.plan
    place = next(n for n, unit in enumerate(plan.units) if unit.kind == kind and plan.counts[n] > 1)
    fewer = tuple(count - (n == place) for n, count in enumerate(plan.counts))
    assert not _passes(solution, counts=fewer), kind


@pytest.mark.parametrize("key", ["mass", "imported_mass", "embodied_energy", "units"])
def test_a_wrong_sum_is_noticed(key: str) -> None:
    solution = _nightly().solution
    wrong = dict(solution.outcomes) | {key: solution.outcomes[key] * 0.999}
    checks = verify_solution(_case(), dataclasses.replace(solution, outcomes=wrong))
    assert not all(check.passed for check in checks)


def test_a_unit_that_flatters_itself_is_noticed() -> None:
    solution = _nightly().solution
    units = tuple(
        dataclasses.replace(unit, capacity=unit.capacity * 1.01) if unit.variables else unit
        for unit in solution.plan.units
    )
    assert not _passes(solution, units=units)


def test_counting_on_every_unit_is_noticed() -> None:
    solution = _nightly().solution
    assert not _passes(solution, counted=tuple(float(n) for n in solution.plan.counts))


def _passes(solution: Solution, **changes: Any) -> bool:
    plan = dataclasses.replace(solution.plan, **changes)
    return all(c.passed for c in verify_solution(_case(), dataclasses.replace(solution, plan=plan)))


def test_a_conflict_is_minimal_in_words_and_its_relaxation_mends() -> None:
    case = _case(limit__reactors="1", limit__mass="2 t", demand__shadow="14 day")
    result = execute(case)
    assert result.status is Status.INFEASIBLE
    assert all(check.passed for check in result.checks)
    found = result.solution.infeasibility
    assert found is not None
    keys = {part.key for part in found.conflict}
    assert "limit.mass" in keys
    assert found.relaxation
    mend = next(part for part in found.relaxation if part.key == "limit.mass")
    mended = execute(case.with_value(mend.key, mend.value))
    assert mended.status is Status.OPTIMAL
    least = mended.solution.outcomes["mass"]
    assert least <= mend.value < least * (1 + 1.1e-4)  # five digits, rounded up


def test_a_diagnosis_without_time_proposes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    case = _case(limit__mass="2 t")
    late = SimpleNamespace(status=LinearStatus.LIMIT)
    monkeypatch.setattr(PersistentMixed, "minimize", lambda *_, **__: late)
    found = diagnose(case, read_choice(case))
    assert "limit.mass" in {part.key for part in found.conflict}
    assert not found.relaxation


def test_faulty_times_are_one_line() -> None:
    faulty: tuple[dict[str, Any], ...] = (
        {"demand__peak_duration": "13 hour"},
        {"demand__day": "4 hour"},
        {"reliability__spare_units": "1.5"},
    )
    for changes in faulty:
        with pytest.raises(ProblemError, match=r"^[a-z_.]+ \| [^|\n]+ \| [^|\n]+$"):
            execute(_case(**changes))
    with pytest.raises(ProblemError, match="payback"):
        execute(_case("payback_time", demand__heat="0", demand__electric="0", demand__peak="0"))


@pytest.mark.parametrize(("availability", "target"), [(0.9, 0.99), (0.97, 0.99), (0.6, 0.9999)])
def test_spares_against_the_sum_of_the_binomial_distribution(
    availability: float, target: float
) -> None:
    def surely(count: int, counted: int) -> float:
        return math.fsum(
            math.comb(count, n) * availability**n * (1 - availability) ** (count - n)
            for n in range(counted, count + 1)
        )

    for spares in range(8):
        most = most_counted(spares, availability, target, 60)
        assert most == 0 or surely(most + spares, most) >= target
        assert most == 60 or surely(most + 1 + spares, most + 1) < target
    steps = spare_steps(availability, target, 200)
    assert steps[-1][1] >= 200
    assert all(a < c and b < d for (a, b), (c, d) in itertools.pairwise(steps))
