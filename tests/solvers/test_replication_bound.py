"""What the bound of a doubling time is called."""

from __future__ import annotations

from io import StringIO

from rich.console import Console

from optdesign.problem import Settings, load_problem, make_case
from optdesign.report.terminal.summary import print_result
from optdesign.result import execute
from optdesign.result.document import document
from optdesign.solution import Status


def test_a_bound_between_the_points_of_a_grid_is_searched_not_proven() -> None:
    case = make_case(load_problem("replication"), settings=Settings(shadow_prices=False))
    result = execute(case)
    assert result.status is Status.OPTIMAL
    assert document(result)["bound_proven"] is False
    printed = StringIO()
    print_result(result, Console(file=printed, width=200))
    assert "(searched: not below" in printed.getvalue()
