"""Names for the completion of the shell; what cannot be read completes to nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from optdesign.errors import OptdesignError

if TYPE_CHECKING:
    from collections.abc import Iterable

SOURCES = ("ceres-megasatellite", "power-scaling")


def problem_names(incomplete: str) -> list[str]:
    """Problems that start so."""
    from optdesign.problem.files import find_files

    return _starting(incomplete, find_files("problems"))


def study_names(incomplete: str) -> list[str]:
    """Studies that start so."""
    from optdesign.problem.files import find_files

    return _starting(incomplete, find_files("studies"))


def problem_or_study_names(incomplete: str) -> list[str]:
    """Problems and studies that start so."""
    return sorted({*problem_names(incomplete), *study_names(incomplete)})


def shown_names(incomplete: str) -> list[str]:
    """What ``show`` takes: problems, and items and kinds of the catalogue."""
    from optdesign.catalogue import load_catalogue

    try:
        catalogue = load_catalogue()
    except OptdesignError:
        return problem_names(incomplete)
    known = _starting(incomplete, {"catalogue", *catalogue.attributes, *catalogue.items})
    return sorted({*problem_names(incomplete), *known})


def source_names(incomplete: str) -> list[str]:
    """Published sources that start so."""
    return _starting(incomplete, SOURCES)


def run_names(ctx: Any, incomplete: str) -> list[str]:
    """Stored runs that start so, in the folder of results given before."""
    from optdesign.result.folders import run_folders

    results = ctx.params.get("results") or "results"
    try:
        return _starting(incomplete, run_folders(Path(str(results))))
    except OptdesignError:
        return []


def _starting(incomplete: str, names: Iterable[str]) -> list[str]:
    return sorted(name for name in names if name.startswith(incomplete))
