"""Results: a case solved and verified (`execute`), as a document (`document`), stored (`store`)."""

from optdesign.result.execute import Result, execute
from optdesign.result.store import Run, check_folder, list_runs, load_run, store

__all__ = ["Result", "Run", "check_folder", "execute", "list_runs", "load_run", "store"]
