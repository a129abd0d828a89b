"""Reports of stored runs."""

from __future__ import annotations

from pathlib import Path

from optdesign.answer import Answer, StudyAnswer
from optdesign.api.arguments import NAME, checked
from optdesign.errors import ProblemError
from optdesign.result import results_folder

Run = str | Path | Answer | StudyAnswer


@checked(to=NAME, results=NAME)
def write_report(*runs: Run, to: str | Path | None = None, results: str | Path = "results") -> Path:
    """Write the report of a stored run as one HTML file, or the comparison of several of a kind.

    Parameters
    ----------
    runs : stored answers, names of runs, the starts of such names, or folders; the newest run if
        left out, a comparison if more than one
    to : file to write; in the folder of the run, or of the results, if left out
    results : folder of stored runs

    Returns
    -------
    the file written

    Raises
    ------
    ProblemError
        for an answer that was not stored.
    ResultError
        for unknown runs, damaged ones, and comparisons of unlike kinds.

    Examples
    --------
    >>> import optdesign as od, tempfile
    >>> folder = tempfile.mkdtemp()
    >>> answer = od.solve("ceres-bootstrap-paper", results=folder)
    >>> od.write_report(answer).name
    'report.html'
    """
    from optdesign.report.page.report import REPORT_FILE, comparison_page, run_page, write_page
    from optdesign.report.runs.stored import find_run, read_stored

    place = results_folder(results)
    stored = [read_stored(find_run(_name(run), place)) for run in runs or (None,)]
    if len(stored) > 1:
        return write_page(comparison_page(stored), Path(to or place / "comparison.html"))
    return write_page(run_page(stored[0]), Path(to or stored[0].folder / REPORT_FILE))


def _name(run: Run | None) -> str | None:
    if not isinstance(run, Answer | StudyAnswer):
        return None if run is None else str(run)
    if run.folder is None:
        raise ProblemError(
            'write_report | needs a stored answer | give solve a folder: results="results"'
        )
    return str(run.folder)
