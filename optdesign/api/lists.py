"""What there is: problems, stored runs, and what a published source claims."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from optdesign.api.arguments import NAME, TEXT, checked
from optdesign.problem import find_problems, load_problem
from optdesign.result import results_folder

if TYPE_CHECKING:
    import pandas as pd

    from optdesign.reproduction.scorecard import Scorecard


def problems() -> pd.DataFrame:
    """All named problems: class, question, levers, objectives; indexed by name.

    >>> from optdesign.api import problems
    >>> "ceres-bootstrap-paper" in problems().index
    True
    """
    import pandas as pd

    rows = []
    for name in find_problems():
        found = load_problem(name)
        rows.append(
            {
                "problem": name,
                "class": found.header.problem_class,
                "question": found.header.question,
                "levers": ", ".join(found.levers),
                "objectives": ", ".join(found.objectives()),
            }
        )
    return pd.DataFrame(rows).set_index("problem")


@checked(source=TEXT)
def reproduce(source: str) -> Scorecard:
    """The scorecard of a source: every claim, printed and computed, with a verdict."""
    from optdesign.reproduction.reproduce import reproduce as scorecard

    return scorecard(source)


@checked(results=NAME)
def runs(results: str | Path = "results") -> pd.DataFrame:
    """What is stored: solves, then fronts, studies and alternatives, each oldest first.

    A folder that cannot be read is left out, with a warning that says why.

    Parameters
    ----------
    results : folder of stored runs

    Returns
    -------
    one row a run, indexed by its name: problem, kind, status, objective, value, unit

    Examples
    --------
    >>> from optdesign.api import runs
    >>> runs("no-such-folder").empty
    True
    """
    import pandas as pd

    from optdesign.report.runs.overview import stored_overview

    stored = stored_overview(results_folder(results))
    for fault in stored.faults:
        # The caller of the caller: between lies the check of the arguments.
        warnings.warn(fault, stacklevel=3)
    rows = [
        {
            "run": found["run"],
            "problem": found["problem"],
            "kind": found.get("kind", "solve"),
            "status": found["status"],
            "objective": found["objective"]["name"],
            "value": found["objective"]["value"],
            "unit": found["objective"]["unit"],
        }
        for found in stored.documents()
    ]
    columns = ["run", "problem", "kind", "status", "objective", "value", "unit"]
    return pd.DataFrame(rows, columns=columns).set_index("run")
