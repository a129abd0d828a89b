"""Process lines: rates by hand, whole kilograms, no matter from nothing, faults in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optdesign.errors import ProblemError
from optdesign.network.lines import process_lines
from optdesign.network.model import CARRIERS, COMMODITIES, Line
from optdesign.problem import Case
from optdesign.units import to_si
from tests.network.line_case import ELEVATOR, line_case

YEAR = to_si(1.0, "year")
NAMES = ["assembly", "electronics-line", "glass-line", "miner", "polymer-line", "silicon-line"]
PLAIN, LIFTED = line_case(), line_case(items=ELEVATOR)


def _lines(case: Case) -> dict[str, Line]:
    return {line.name: line for line in process_lines(case)}


def _materials(line: Line) -> float:
    return sum(amount for name, amount in line.bill.items() if name != "effort")


def _relabelled(**labels: str) -> Case:
    """A case whose smelter has other labels."""
    catalogue = PLAIN.problem.catalogue
    smelter = catalogue.items["smelter"]
    items = {
        **catalogue.items,
        "smelter": smelter.model_copy(update={"labels": {"role": "line", **labels}}),
    }
    problem = replace(PLAIN.problem, catalogue=replace(catalogue, items=items))
    return replace(PLAIN, problem=problem)


def test_every_item_with_the_role_is_a_line() -> None:
    assert sorted(_lines(PLAIN)) == [*NAMES, "smelter"]
    assert [line.name for line in process_lines(LIFTED)] == [*NAMES, "smelter", "elevator"]


def test_rates_by_hand() -> None:
    smelter = _lines(PLAIN)["smelter"]
    assert smelter.output == {"metal": pytest.approx(15 / YEAR)}
    assert smelter.input == {"feedstock": pytest.approx(15 * 6.7 / YEAR)}
    assert smelter.energy == {
        "electricity": pytest.approx(15 * 6e6 / YEAR),
        "high_heat": pytest.approx(15 * 14e6 / YEAR),
    }
    assert smelter.bill == {
        "metal": pytest.approx(0.48),
        "silicate": pytest.approx(0.5),
        "electronics": pytest.approx(0.02),
        "effort": 0.7,
    }
    assert (smelter.lifetime, smelter.lag) == (10 * YEAR, 0.25 * YEAR)


def test_a_parameter_of_the_case_changes_the_line() -> None:
    faster = _lines(line_case({"smelter.productivity": "20/year"}))["smelter"]
    assert faster.output["metal"] == pytest.approx(20 / YEAR)
    assert faster.energy["high_heat"] == pytest.approx(20 * 14e6 / YEAR)


def test_the_miner_frees_nitrogen_beside_its_feedstock() -> None:
    miner = _lines(PLAIN)["miner"]
    assert miner.output["feedstock"] == pytest.approx(400 / YEAR)
    assert miner.output["nitrogen"] == pytest.approx(0.006 * 400 / YEAR)
    assert miner.energy["low_heat"] == pytest.approx(0.2e6 * 400 / YEAR)
    body = PLAIN.problem.catalogue["ceres.nitrogen_fraction"].si
    assert miner.output["nitrogen"] <= body * sum(miner.output.values())


@pytest.mark.parametrize("case", [PLAIN, LIFTED], ids=["plain", "lifted"])
def test_nothing_comes_from_nothing(case: Case) -> None:
    """A line puts out no more than it takes in; only miners dig, and assembly is no matter."""
    for line in process_lines(case):
        assert set(line.output) | set(line.input) | set(line.bill) <= set(COMMODITIES)
        assert set(line.energy) <= set(CARRIERS)
        assert _materials(line) == pytest.approx(1.0, rel=1e-12)
        assert min([*line.bill.values(), *line.output.values(), line.lifetime]) > 0
        made = sum(rate for name, rate in line.output.items() if name != "effort")
        if line.name != "miner":
            assert made <= sum(line.input.values()) * (1 + 1e-12)


@settings(max_examples=40, deadline=None)
@given(own=st.floats(0, 1), common=st.floats(0, 0.5), metal=st.floats(0.01, 1))
def test_the_irreducible_share_leaves_whole_kilograms(
    own: float, common: float, metal: float
) -> None:
    values = {
        **PLAIN.values,
        "smelter.irreducible_share": own,
        "growth-case.irreducible_share": common,
        "smelter.bill.metal": metal,
    }
    lines = _lines(replace(PLAIN, values=values))
    for line in lines.values():
        assert _materials(line) == pytest.approx(1.0, rel=1e-12)
    smelter, glass = lines["smelter"], lines["glass-line"]
    assert smelter.bill.get("irreducible", 0.0) == pytest.approx(min(own + common, 1.0))
    assert glass.bill.get("irreducible", 0.0) == pytest.approx(common)
    assert smelter.bill["metal"] * 0.5 == pytest.approx(smelter.bill["silicate"] * metal)


def test_only_with_an_elevator_is_ore_lifted() -> None:
    assert "ore" not in {name for line in process_lines(PLAIN) for name in line.output}
    lines = _lines(LIFTED)
    assert "feedstock" not in lines["miner"].output
    assert lines["miner"].output["ore"] == _lines(PLAIN)["miner"].output["feedstock"]
    assert lines["miner"].output["nitrogen"] > 0
    assert lines["smelter"] == _lines(PLAIN)["smelter"]


def test_faults_are_told_with_a_hint() -> None:
    with pytest.raises(ProblemError, match=r"smelter\.product \| .* got none"):
        process_lines(_relabelled())
    with pytest.raises(ProblemError, match=r"got metl \| did you mean metal\?"):
        process_lines(_relabelled(product="metl"))
    odd = {**PLAIN.values, "miner.input.silcon": 1.0, "miner.bill.effort": 0.5}
    with pytest.raises(ProblemError, match="did you mean silicon") as caught:
        process_lines(replace(PLAIN, values=odd))
    assert "miner.bill.effort" in str(caught.value)
    bare = {k: v for k, v in PLAIN.values.items() if not k.startswith("miner.bill.")}
    with pytest.raises(ProblemError, match="made of something"):
        process_lines(replace(PLAIN, values=bare))
    slow = {k: v for k, v in PLAIN.values.items() if k != "miner.productivity"}
    with pytest.raises(ProblemError, match=r"needs productivity of miner"):
        process_lines(replace(PLAIN, values=slow))
