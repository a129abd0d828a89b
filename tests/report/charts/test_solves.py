"""Charts of solved problems: each formulation's own, from hand-written tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from optdesign.problem import find_problems, load_problem, make_case
from optdesign.report.charts.data import AnyChart, Bars, Chart, Panels
from optdesign.report.charts.solves import FORMULATIONS, charts, own_charts
from optdesign.report.pictures import draw_run
from optdesign.report.runs.documents.context import Context
from optdesign.report.runs.documents.solve import Solved
from optdesign.report.runs.meaning import Meaning
from optdesign.result import store
from optdesign.result.context import context_document
from optdesign.units import from_si
from tests.report.growth_run import growth_result, schedule

GROWTH = ("schedule", "energy", "designs", "habitats")


def made(problem: str, tables: dict[str, Any], **outcomes: float) -> dict[str, AnyChart]:
    """The charts of a problem's run with these tables, by name."""
    found = Solved.model_validate({
        "problem": problem, "status": "optimal", "objective": {"name": "mass"}, "tables": tables,
        "outcomes": {key: {"value": value, "unit": "s"} for key, value in outcomes.items()},
    })  # fmt: skip
    context = Context.model_validate(context_document(make_case(load_problem(problem))))
    return {chart.name: chart for chart in own_charts(found, Meaning(context))}


def panels(chart: AnyChart) -> list[Chart]:
    assert isinstance(chart, Panels)
    return [part for part in chart.parts if isinstance(part, Chart)]


def test_every_formulation_with_charts_is_one_of_the_problems() -> None:
    used = {load_problem(name).header.formulation for name in find_problems()}
    assert set(FORMULATIONS) <= used


def test_a_growth_network_is_drawn_into_its_folder(tmp_path: Path) -> None:
    folder = store(growth_result(), tmp_path)
    before = set(folder.iterdir())
    written = draw_run(folder)
    assert [path.name for path in written] == [f"{name}.png" for name in GROWTH]
    assert set(folder.iterdir()) - before == set(written)
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in written)


@pytest.mark.parametrize("name", FORMULATIONS)
def test_no_chart_without_a_table(name: str) -> None:
    context = Context(formulation=name)
    empty = Solved.model_validate({"problem": "x", "status": "optimal", "objective": {"name": "y"}})
    assert charts(empty, Meaning(context)) == []


def test_the_schedule_names_what_grows_and_its_phases() -> None:
    year = 31_557_600.0
    found = made("ceres-bootstrap", dict(growth_result().solution.tables), imports_end=year,
                 lines_end=2 * year, bootstrap_time_upper=3 * year)  # fmt: skip
    plant, people, imports = panels(found["schedule"])
    assert [part.name for part in plant.series] == ["smelter", "stirling"]
    assert [mark.at for mark in plant.marks] == pytest.approx([1.0, 2.0])
    assert "year 1" in plant.marks[0].text
    assert all(not mark.text for part in (people, imports) for mark in part.marks)
    assert found["schedule"].caption.startswith("3 years.")
    share = panels(found["energy"])[1].series[0]
    # 40 % of what is in service at the end of a period is used in it, less than of the mean.
    assert all(value is not None and value > 40.0 for value in share.y[1:])


def test_a_plan_of_nothing_but_its_seed_can_be_drawn(tmp_path: Path) -> None:
    rows = [{**row, "smelter [t]": 0.0, "stirling [t]": 0.0} for row in schedule()]
    assert draw_run(store(growth_result(schedule=rows, seed=[]), tmp_path))


def test_stocks_leave_out_idle_sites_and_show_rates_of_shipment() -> None:
    rows = [
        {"start [year]": 2.0 * n, "end [year]": 2.0 * n + 2.0, "plant at ceres [t]": 10.0**n,
         "plant at eros [t]": 0.0, "ordered for eros>ceres [t]": 6.0 * n, "people": 0.0}
        for n in range(3)
    ]  # fmt: skip
    sites = [
        {"site": "ceres", "distance [au]": 2.8, "doubling time alone [day]": 500.0,
         "worth of a kilogram of seed": 1.0, "verdict": "target"},
        {"site": "eros", "distance [au]": 1.5, "doubling time alone [day]": None,
         "worth of a kilogram of seed": 0.1, "verdict": "proven useless"},
    ]  # fmt: skip
    found = made("leviathan", {"stocks": rows, "sites": sites})
    plant, sent, _ = panels(found["stocks"])
    assert [part.name for part in plant.series] == ["ceres"]
    assert "No plant at eros." in found["stocks"].caption
    assert list(sent.series[0].x) == [0.0, 2.0, 4.0, 6.0]
    assert list(sent.series[0].y) == [0.0, 3.0, 6.0, 6.0]
    assert [part.name for part in panels(found["sites"])[0].series] == ["ceres"]
    whole = found["sites"]
    assert isinstance(whole, Panels)
    assert list(whole.parts[1].series[0].labels) == ["target", "proven useless"]


def test_growth_is_coloured_by_what_it_waits_for() -> None:
    waits = ["power", "power", "power", "ground", "ground"]
    rows = [{"time [year]": float(n), "people housed [person]": 10.0**n, "waits for": text,
             "lifting power [W]": 1e9} for n, text in enumerate(waits)]  # fmt: skip
    waiting = [{"waits for": "power", "start [year]": 0.0, "end [year]": 2.0},
               {"waits for": "ground", "start [year]": 2.0, "end [year]": 4.0}]  # fmt: skip
    people, powers = panels(made("megasatellite-growth", {"schedule": rows, "waiting": waiting})[
        "growth"])  # fmt: skip
    assert [part.name for part in people.series] == ["power: 2 years", "ground: 2 years"]
    assert list(people.series[0].y) == [1.0, 10.0, 100.0, None, None]
    assert list(people.series[1].y) == [None, None, 100.0, 1e3, 1e4]
    assert [(mark.at, mark.high, mark.color) for mark in people.marks] == [
        (0.0, 2.0, 0), (2.0, 4.0, 1)
    ]  # fmt: skip
    assert powers.series[0].y[0] == pytest.approx(1.0)


def test_links_are_dotted_where_they_are_best() -> None:
    def rows(key: str) -> list[dict[str, Any]]:
        return [{key: 10.0**n, "conductor [day]": 1.0 + n, "laser [day]": 2.5,
                 "best": "conductor" if n < 2 else "laser"} for n in range(3)]  # fmt: skip

    tables = {"by_length": rows("length [km]"), "by_power": rows("power [MW]"),
              "by_distance": rows("distance [au]"),
              "parts": [{"part": "farm, of mirrors", "mass [t]": 2.0}]}  # fmt: skip
    chart = made("orbital-ring", tables)["trade"]
    length = panels(chart)[0]
    dots = [part for part in length.series if part.style == "points"]
    assert [(part.name, list(part.x)) for part in dots] == [
        ("conductor", [1.0, 10.0]), ("laser", [100.0])
    ]  # fmt: skip
    case = make_case(load_problem("orbital-ring"))
    assert length.marks[0].at == pytest.approx(case["ring.length"] / 1e3)
    assert isinstance(chart, Panels)
    assert isinstance(chart.parts[3], Bars)
    assert chart.parts[3].labels == ["Farm"]


def test_three_days_keep_the_energy_in_the_batteries() -> None:
    case = make_case(load_problem("power-mix"))
    constant, full = case["demand.electric"], 1e9
    plan = {"relied on, batteries": full, "relied on, steady": 0.0,
            "relied on, electric": constant, "dark heating": 0.0, "sun heating": 0.0}  # fmt: skip
    mix = [{"unit": "pv", "kind": "sunlit", "count [1]": 3, "counted on [1]": 2, "mass [kg]": 5.0,
            "imported mass [kg]": 1.0}]  # fmt: skip
    rows = [{"quantity": key, "value": value} for key, value in plan.items()]
    found = made("power-mix", {"plan": rows, "mix": mix})
    power, stored = panels(found["day"])
    made_power, used = power.series
    assert max(value or 0.0 for value in made_power.y) == pytest.approx(constant / 1e3)
    left = [value or 0.0 for value in stored.series[0].y]
    hours = list(stored.series[0].x)
    step = hours[1] - hours[0]
    for n in range(len(hours) - 1):
        net = (made_power.y[n] or 0.0) - (used.y[n] or 0.0)
        if net < 0:
            assert left[n + 1] - left[n] == pytest.approx(net * step, abs=1e-6)
    bars = found["mix"]
    assert isinstance(bars, Bars)
    assert bars.labels == ["3 x pv"]
    assert bars.series[0].labels == ["5 kg, 1 of 3 spare"]
    assert bars.series[1].slim


def test_concentrators_over_distance_mark_this_case() -> None:
    rows = [
        {"distance [au]": 1.0 + n, "payback_time [day]": 20.0 + n if n else None,
         "mass [kg]": 100.0, "hot_temperature [K]": 900.0, "cold_temperature [K]": 400.0}
        for n in range(6)
    ]  # fmt: skip
    chart = made("concentrator", {"distance": rows})["distance"]
    parts = panels(chart)
    assert [part.y.label for part in parts] == ["payback time", "mass", "temperature"]
    assert list(parts[0].series[0].x) == [2.0, 3.0, 4.0, 5.0, 6.0]
    case = make_case(load_problem("concentrator"))
    here = from_si(case["site.distance"], "au")
    assert [part.marks[0].at for part in parts] == pytest.approx([here] * 3)
