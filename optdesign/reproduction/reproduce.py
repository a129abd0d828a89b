"""Reproducing a source: its claims on file brought together with what computes them."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from pathlib import Path

from optdesign.catalogue import shipped_catalogue
from optdesign.errors import ProblemError, suggestion
from optdesign.reproduction import arithmetic
from optdesign.reproduction.claims import load_claims, sources
from optdesign.reproduction.page import markdown
from optdesign.reproduction.scorecard import Computation, Scorecard, evaluate
from optdesign.textfile import write_whole


def reproduce(source: str) -> Scorecard:
    """Compute every claim of a source and compare it with what the source prints.

    Raises
    ------
    ProblemError
        if no claims of that name are on file.
    """
    if source not in sources():
        hint = suggestion(source, sources())
        raise ProblemError(f"{source[:60]} | must be a source with claims on file | {hint}")
    return evaluate(load_claims(source), computations(source), shipped_catalogue())


def computations(source: str) -> Mapping[str, Computation]:
    """The computations that the claims of a source may name."""
    module = importlib.import_module(f"optdesign.reproduction.{source.replace('-', '_')}")
    return {**arithmetic.COMPUTATIONS, **module.COMPUTATIONS}


def write_pages(folder: Path) -> list[Path]:
    """Write one Markdown page for each source; returns the files."""
    pages = []
    for source in sources():
        path = folder / f"reproduction-{source}.md"
        write_whole(path, markdown(reproduce(source)))
        pages.append(path)
    return pages
