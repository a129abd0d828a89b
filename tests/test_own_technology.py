"""A technology enters with one file: it is shown, set, and taken up where it is good."""

from __future__ import annotations

from pathlib import Path

import pytest

from optdesign.errors import OptdesignError
from optdesign.network.power_families import power_families
from optdesign.problem import Settings, load_problem, make_case
from optdesign.result import Result, execute
from tests.catalogue.own_technology import TECHNOLOGY, put
from tests.commands import Command, command

NAME = "thermophotovoltaic"
FILE = f"catalogue/technologies/{NAME}.toml"


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    monkeypatch.chdir(tmp_path)
    put(tmp_path, FILE, TECHNOLOGY)
    return command(monkeypatch, capsys)


def executed(folder: Path, name: str, settings: Settings) -> Result:
    put(folder, FILE, TECHNOLOGY)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return execute(make_case(load_problem(name), settings=settings))


@pytest.fixture(scope="module")
def bootstrap(tmp_path_factory: pytest.TempPathFactory) -> Result:
    settings = Settings(periods=16, gap=0.2)
    return executed(tmp_path_factory.mktemp("own"), "ceres-bootstrap", settings)


def test_its_numbers_are_shown_and_are_parameters(run: Command) -> None:
    assert "role = power, model = constant" in run("show", NAME).out
    problem = run("show", "ceres-bootstrap", "--json").document()
    found = {part["key"]: part for part in problem["parameters"]}
    assert found[f"{NAME}.specific_power"]["value"] == 400
    assert f"{NAME}  technology  power" in run("show", "replication").out
    bad = run("solve", "ceres-bootstrap", "--set", f"{NAME}.specific_power=0 W/kg")
    assert (bad.code, len(bad.err.splitlines())) == (2, 1)


def test_replication_takes_it_up_where_it_is_good(run: Command) -> None:
    """By definition of the choice: never slower than without it, and without it when it is poor."""
    good = run("solve", "replication", "--json").document()
    poor = run(
        "solve", "replication", "--json", "--set", f"{NAME}.specific_power=1 W/kg"
    ).document()
    assert good["objective"]["value"] < poor["objective"]["value"]
    assert NAME in str(good["tables"]["designs"])
    assert NAME not in str(poor["tables"]["designs"])
    assert good["verification"]["passed"]
    assert poor["objective"]["value"] == pytest.approx(308.947 * 86_400, rel=1e-3)


def test_the_bootstrap_builds_it(bootstrap: Result) -> None:
    rows = bootstrap.solution.tables["designs"]
    (row,) = (row for row in rows if row["technology"] == NAME)
    assert row["carrier"] == "electricity"
    assert row["specific power [W/kg]"] == pytest.approx(400 / 2.986**2, rel=1e-9)
    assert row["mass built [t]"] > 1000
    assert f"{NAME} [t]" in bootstrap.solution.tables["schedule"][0]


def test_the_run_says_which_catalogue_it_used(bootstrap: Result) -> None:
    from optdesign.catalogue import shipped_catalogue

    assert bootstrap.provenance.catalogue_hash != shipped_catalogue().digest


def without(entry: str) -> str:
    return "".join(x for x in TECHNOLOGY.splitlines(True) if not x.startswith(entry))


INCOMPLETE = {
    "no lifetime": (without("lifetime"), f"{NAME}.lifetime | must be given"),
    "no lag": (without("construction_lag"), f"{NAME}.construction_lag | must be given"),
    "no effort": (without("effort"), f"{NAME}.effort | must be given"),
    "no power": (without("specific_power"), f"{NAME}.specific_power | must be given"),
    "made of nothing": (without("bill"), f"{NAME}.bill | a power technology must be made of"),
    "no model": (without("model"), f"{NAME}.model | must be a model of power"),
    "unknown model": (TECHNOLOGY.replace("constant", "const"), "did you mean constant?"),
    "unknown carrier": (
        TECHNOLOGY.replace("role =", 'product = "steam"\nrole ='),
        f"{NAME}.product | of a power technology must be a carrier",
    ),
    "no numbers": ('name = "A"\nrole = "power"\n', f"{NAME} has no numbers"),
    "a model without its numbers": (
        TECHNOLOGY.replace("constant", "photovoltaic"),
        f"of {NAME} | add it to the catalogue's file {NAME}.toml",
    ),
}


@pytest.mark.parametrize("case", INCOMPLETE)
def test_incomplete_technologies_are_one_line(run: Command, tmp_path: Path, case: str) -> None:
    text, expectation = INCOMPLETE[case]
    put(tmp_path, FILE, text)
    for problem in ("replication", "ceres-bootstrap"):
        ran = run("solve", problem, "--json")
        assert (ran.code, ran.out) == (2, "")
        assert len(ran.err.splitlines()) == 1
        assert expectation in ran.err


@pytest.mark.parametrize("name", ["problems", "show replication", "solve habitat"])
def test_a_wrong_file_stops_every_command_with_its_name(
    run: Command, tmp_path: Path, name: str
) -> None:
    put(tmp_path, FILE, "name = ")
    ran = run(*name.split())
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"{FILE} | must be a TOML file")
    assert len(ran.err.splitlines()) == 1


def test_all_faults_of_a_technology_come_at_once(run: Command, tmp_path: Path) -> None:
    put(tmp_path, FILE, "".join(TECHNOLOGY.splitlines(True)[:7]))
    case = make_case(load_problem("replication"))
    with pytest.raises(OptdesignError) as caught:
        power_families(case, case["site.distance"])
    assert len(str(caught.value).splitlines()) == 4


def test_settings_beyond_floats_are_one_line(run: Command) -> None:
    ran = run("solve", "replication", "--set", "high-heat.temperature=1e300", "--json")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("--set high-heat.temperature | must leave numbers that can be")
    assert len(ran.err.splitlines()) == 1
