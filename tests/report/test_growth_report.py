"""Tables of a growth network from its stored tables alone."""

from __future__ import annotations

import io

from rich.console import Console

from optdesign.report.terminal.growth_tables import moments
from optdesign.report.terminal.summary import print_result
from optdesign.report.terminal.tables import WIDTH, excerpt, readable_table
from tests.report.growth_run import growth_result


def printed(result: object, *, width: int = 140) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    console.print(result)
    found = console.file.getvalue()  # type: ignore[attr-defined]
    assert isinstance(found, str)
    return found


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


def test_a_narrow_window_gets_blocks_and_no_number_is_cut() -> None:
    rows = [{f"column {n} [kg]": 1000.0 * n + k for n in range(9)} for k in range(1, 4)]
    text = printed(readable_table("Narrow", rows), width=40)
    assert "…" not in text
    assert all(len(line.rstrip()) <= 40 for line in text.splitlines())
    for row in rows:
        assert all(f"{value:,.0f}" in text for value in row.values())
    # Every block begins with the first column.
    blocks = text.count("column 0")
    assert blocks > 1
    assert text.count("Narrow") == 1
    assert printed(readable_table("Wide", rows)).count("column 0") == 1


def test_units_are_those_people_read() -> None:
    text = printed(readable_table("Times", [{"time [s]": 31_557_600.0 * 10, "slope [rad]": 1e-3}]))
    assert "year" in text
    assert "mrad" in text
    assert text.split()[-2:] == ["10", "1"]
    whole = printed(readable_table("Times", [{"time [s]": 31_557_600 * 10, "done": True}]))
    assert "year" in whole
    assert whole.split()[-2:] == ["10", "1"]
