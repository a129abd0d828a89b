"""Results: a case solved and verified (`execute`), as a document (`document`), stored (`store`).

`folders` holds what the stored runs of all kinds share, `context` what their readers need besides.
"""

from optdesign.result.execute import Result, execute
from optdesign.result.folders import check_folder, checked_folder, results_folder
from optdesign.result.store import Run, list_runs, store

__all__ = [
    "Result",
    "Run",
    "check_folder",
    "checked_folder",
    "execute",
    "list_runs",
    "results_folder",
    "store",
]
