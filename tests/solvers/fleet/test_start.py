"""What a search over several sites starts from, and what is left where it cannot go on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from optdesign.errors import ProblemError, TimeLimitError
from optdesign.network.model import HabitatDesign
from optdesign.problem import Case, Settings, load_problem, make_case
from optdesign.solution import Status
from optdesign.solvers.fleet import search
from optdesign.solvers.fleet.extension import Extension, Known, unproven
from optdesign.solvers.fleet.request import read_fleet
from optdesign.solvers.fleet.screen import Screening
from optdesign.solvers.fleet.start import check_target
from optdesign.solvers.methods.fleet_network import solve
from optdesign.verify.fleet_network import checks

NEEDS = (HabitatDesign({"metal": 1.0, "nitrogen": 0.01, "electronics": 1e-3}, {}),)


def vesta(**given: str) -> Case:
    problem = load_problem("leviathan")
    header = problem.header.model_copy(update={"sites": ("vesta", "ceres")})
    values = {key.replace("__", "."): value for key, value in given.items()}
    return make_case(
        replace(problem, header=header),
        parameters={"target.site": "vesta", **values},
        settings=Settings(periods=24, gap=0.05),
    )


def test_a_target_without_nitrogen_is_refused_with_those_that_have_it() -> None:
    check_target(read_fleet(vesta()), NEEDS)
    with pytest.raises(ProblemError) as found:
        check_target(read_fleet(vesta(vesta__nitrogen_fraction="0")), NEEDS)
    text = str(found.value)
    assert text.startswith("target.site | must give all that habitats need, vesta gives no nitro")
    assert "choose ceres, or raise vesta.nitrogen_fraction" in text
    assert "\n" not in text


def test_electronics_may_come_from_earth() -> None:
    imported = (HabitatDesign({"electronics": 1.0, "irreducible": 1.0}, {}),)
    check_target(read_fleet(vesta()), imported)


def test_sites_without_prices_count_as_those_that_pay_most() -> None:
    nothing = Known({}, {}, {})
    found = {
        "useless": Extension("useless", nothing, 0.3, 0.0),
        "good": Extension("good", nothing, 5.0, 1.0),
        "unknown": unproven("unknown"),
        "better": Extension("better", nothing, 7.0, 2.0),
    }
    screening = Screening({}, found)
    assert screening.paying == ["unknown", "better", "good"]
    assert [site for site, one in found.items() if not one.proven] == ["unknown"]


@pytest.mark.slow
def test_the_target_alone_is_the_answer_where_time_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*_: object, **__: object) -> None:
        raise TimeLimitError("--time-limit | is over | allow more time")

    monkeypatch.setattr(search, "screen", late)
    case = vesta()
    found = solve(case)
    assert found.status is Status.LIMIT
    assert found.bound is None
    assert found.outcomes["sites_used"] == 1
    assert found.outcomes["bootstrap_time"] == found.outcomes["single_site_time"]
    assert found.objective == found.outcomes["bootstrap_time"]
    assert any("not settled: time was over" in note for note in found.notes)
    assert [check.name for check in checks(case, found) if not check.passed] == []


@pytest.mark.slow
def test_what_the_target_alone_cannot_meet_is_told_with_what_mends_it() -> None:
    found = solve(vesta(limit__total_energy="1 J"))
    assert found.status is Status.LIMIT
    assert found.objective is None
    first, conflict, mend = found.notes
    assert "1e6 people at vesta alone" in first
    assert "total_energy must be at most 1 J" in conflict
    assert "raise limit.total_energy to" in mend
