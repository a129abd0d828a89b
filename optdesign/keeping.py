"""Storing what was found, with its pictures: one way for the commands and the Python interface."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optdesign.exploration.front_band import Band
    from optdesign.exploration.trials.result import StudyResult
    from optdesign.problem import Case
    from optdesign.result import Result
    from optdesign.tradeoff.front import Front
    from optdesign.tradeoff.named.alternatives import NamedAlternatives


def keep_result(result: Result, results: Path) -> Path:
    """Store a solve and draw it; returns its folder."""
    from optdesign.report.pictures import draw_run
    from optdesign.result import store

    folder = store(result, results)
    draw_run(folder)
    return folder


def keep_front(
    front: Front, results: Path, case: Case | None = None, band: Band | None = None
) -> Path:
    """Store a front and draw it; returns its folder.

    Parameters
    ----------
    front : what was found
    results : folder of stored runs
    case : of a named problem, whose meanings and sources are kept beside it
    band : of the front over scenarios
    """
    from optdesign.report.pictures import draw_run
    from optdesign.tradeoff.export import store_front

    folder = store_front(front, results, band_part(band), case)
    draw_run(folder)
    if band is not None:
        from optdesign.report.terminal.front_band import write_band

        write_band(band, folder)
    return folder


def keep_alternatives(found: NamedAlternatives, results: Path) -> Path:
    """Store near-optimal alternatives and draw them; returns their folder."""
    from optdesign.report.pictures import draw_run
    from optdesign.tradeoff.named.export import store_alternatives

    folder = store_alternatives(found, results)
    draw_run(folder)
    return folder


def band_part(band: Band | None) -> dict[str, Any]:
    """What a band adds to the document of its front."""
    if band is None:
        return {}
    from optdesign.report.terminal.front_band import band_document

    return {"band": band_document(band)}


def keep_study(result: StudyResult) -> None:
    """Write the files of a study into its folder and draw them."""
    from optdesign.exploration.output.store import store_study
    from optdesign.report.pictures import draw_run

    store_study(result)
    draw_run(result.folder)
