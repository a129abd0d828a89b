"""Pictures of stored runs: the charts of their reports, drawn into files."""

from __future__ import annotations

from pathlib import Path

from optdesign.report.charts.data import AnyChart
from optdesign.report.charts.drawing import write_pictures
from optdesign.report.charts.solves import own_charts
from optdesign.report.runs.documents.solve import Solved
from optdesign.report.runs.meaning import Meaning
from optdesign.report.runs.stored import Stored, read_stored


def run_charts(stored: Stored) -> list[AnyChart]:
    """Every chart of a run's report."""
    from optdesign.report.page.report import run_page

    return run_page(stored).charts()


def draw_run(folder: Path) -> list[Path]:
    """Draw a stored run into its folder: of a solve its plan, of others every chart.

    Raises
    ------
    ResultError
        if the run cannot be read or its folder not be written.
    """
    stored = read_stored(folder)
    if isinstance(stored.document, Solved):
        charts = own_charts(stored.document, Meaning(stored.context))
    else:
        charts = run_charts(stored)
    return write_pictures(charts, folder, "png") if charts else []
