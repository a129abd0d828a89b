"""Pictures and tables of a growth network from its stored tables alone."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import pytest
from rich.console import Console

from optdesign.report.figures import write_figures
from optdesign.report.figures_growth import FIGURES, schedule_figure, spread
from optdesign.report.growth_tables import moments
from optdesign.report.summary import print_result
from optdesign.report.tables import WIDTH, excerpt, readable_table
from tests.report.growth_run import growth_result, schedule


def printed(result: object, *, width: int = 140) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    console.print(result)
    found = console.file.getvalue()  # type: ignore[attr-defined]
    assert isinstance(found, str)
    return found


def test_every_figure_is_written_and_nothing_else(tmp_path: Path) -> None:
    written = write_figures(growth_result(), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"{n}.png" for n in FIGURES)
    assert all(path.read_bytes()[:4] == b"\x89PNG" for path in written)


@pytest.mark.parametrize("name", FIGURES)
def test_no_figure_without_a_table(name: str) -> None:
    empty = growth_result(schedule=[], energy=[], designs=[], habitats=[], seed=[])
    assert FIGURES[name](empty) is None


def test_the_schedule_shows_what_grows_and_names_it_once() -> None:
    figure = schedule_figure(growth_result())
    assert figure is not None
    names = [text.get_text() for text in figure.axes[0].texts]
    assert names.count("smelter") == names.count("stirling") == 1
    assert "idle-line" not in names
    assert sum("year" in name for name in names) == 3
    figure.canvas.draw()


def test_a_plan_of_nothing_but_its_seed_can_be_drawn(tmp_path: Path) -> None:
    rows = [{**row, "smelter [t]": 0.0, "stirling [t]": 0.0} for row in schedule()]
    assert write_figures(growth_result(schedule=rows, seed=[]), tmp_path)


def test_names_keep_apart_and_near_their_curves() -> None:
    wanted = [0.1, 0.11, 0.12, 0.5, 0.9, 0.9]
    found = spread(wanted, 0.05)
    assert all(b - a >= 0.05 - 1e-12 for a, b in pairwise(found))
    assert found[3] == 0.5
    assert sum(found[:3]) == pytest.approx(sum(wanted[:3]))


def test_the_summary_has_certificate_schedule_designs_seed_and_phases() -> None:
    console = Console(file=io.StringIO(), width=140, highlight=False)
    print_result(growth_result(), console)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    for part in ("Certificate", "Schedule", "Power designs", "Habitats", "Seed", "Phases"):
        assert f"\n{part}" in text
    certificate = text.split("Certificate")[1].split("Schedule")[0]
    assert certificate.split()[-7:] == ["3", "2.97", "2.99", "1.00", "0.60", "0.40", "0.00"]
    assert "and 1 in small numbers" in text
    assert "plant [t]" in text
    assert "orders (7 rows)" in text
    assert "66.7 %" in text
    schedule_part = text.split("\nSchedule")[1].split("\nPower designs")[0]
    assert "idle-line" not in schedule_part
    assert all(len(line.rstrip()) <= WIDTH for line in schedule_part.splitlines())


def test_moments_spread_over_long_and_over_short_periods() -> None:
    even = moments([{"end [year]": float(n)} for n in range(1, 21)], 5)
    assert even == [1, 5, 9, 13, 19]
    # Ten years in ten periods, then one year in a hundred.
    uneven = [*(float(n) for n in range(1, 11)), *(10.0 + n / 100 for n in range(1, 101))]
    found = moments([{"end [year]": end} for end in uneven], 8)
    assert found[-1] == len(uneven) - 1
    assert 2 <= sum(n < 10 for n in found) <= 6


def test_an_excerpt_keeps_both_ends() -> None:
    rows = [{"n": float(n)} for n in range(121)]
    few = excerpt(rows)
    assert (few[0], few[-1], len(few)) == (rows[0], rows[-1], 12)


def test_a_wide_table_is_cut_to_the_width_and_says_so() -> None:
    rows = [{f"quite a wide column {n} [kg/m3]": 1.0 for n in range(30)}]
    text = printed(readable_table("Wide", rows))
    assert "of 30 columns" in text
    assert all(len(line.rstrip()) <= WIDTH for line in text.splitlines())


def test_units_are_those_people_read() -> None:
    text = printed(readable_table("Times", [{"time [s]": 31_557_600.0 * 10, "slope [rad]": 1e-3}]))
    assert "year" in text
    assert "mrad" in text
    assert text.split()[-2:] == ["10", "1"]
