"""Stored runs of every kind: finding them by name, reading them strictly."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from optdesign.errors import OptdesignError, ResultError, suggestion
from optdesign.problem import load_problem, make_case
from optdesign.report.runs.documents.alternatives import AlternativesFound
from optdesign.report.runs.documents.context import Context
from optdesign.report.runs.documents.front import FrontFound
from optdesign.report.runs.documents.solve import Solved
from optdesign.report.runs.documents.study import Studied
from optdesign.result.context import CONTEXT_FILE, context_document
from optdesign.result.folders import (
    ALTERNATIVES_FILE,
    FRONT_FILE,
    RESULT_FILE,
    STUDY_FILE,
    documents,
    run_folders,
)
from optdesign.result.reading import read_document
from optdesign.textfile import brief

Kind = Literal["solve", "front", "study", "alternatives"]
Document = Solved | FrontFound | Studied | AlternativesFound

FILES: Mapping[str, tuple[Kind, type[Document]]] = {
    RESULT_FILE: ("solve", Solved),
    FRONT_FILE: ("front", FrontFound),
    STUDY_FILE: ("study", Studied),
    ALTERNATIVES_FILE: ("alternatives", AlternativesFound),
}
"""The file that makes a folder a run, the kind of run, and what the file must hold."""


@dataclass(frozen=True)
class Stored:
    """A stored run with what is known of the meaning of its numbers.

    ``doubt`` says why the context may not be that of the run; empty if it was stored with it.
    """

    name: str
    folder: Path
    kind: Kind
    document: Document
    context: Context
    doubt: str = ""


def find_run(text: str | None, results: Path) -> Path:
    """The folder of a run: its path, its name, a prefix of one name; the newest if None.

    Raises
    ------
    ResultError
        if there is none, or the prefix fits several.
    """
    if text is not None and any(mark in text for mark in "/\\"):
        folder = Path(text)
        if _is_run(folder):
            return folder
        raise ResultError(f"{text[:200]} | must be the folder of a run | optdesign runs lists them")
    folders = run_folders(results)
    if not folders:
        raise ResultError(f"{results!s:.200} | has no stored runs | try optdesign solve habitat")
    if text is None or text == "latest":
        return folders[next(reversed(folders))]
    if text in folders:
        return folders[text]
    fitting = [name for name in folders if name.startswith(text)] if text else []
    if len(fitting) == 1:
        return folders[fitting[0]]
    if fitting:
        shown = ", ".join(fitting[-4:])
        raise ResultError(
            f"{text[:60]!r} | must be the start of one run, fits {len(fitting)} | "
            f"the newest: {shown}"
        )
    hint = suggestion(text[:60], folders)
    raise ResultError(f"{results!s:.200} | has no run {text[:60]!r} | {hint}")


def _is_run(folder: Path) -> bool:
    try:
        return bool(documents(folder))
    except (OSError, ValueError):
        return False


def read_stored(folder: Path) -> Stored:
    """Read a stored run.

    Raises
    ------
    ResultError
        if a document is damaged, in one line.
    """
    files = documents(folder)
    if not files:
        raise ResultError(f"{folder!s:.200} | must be the folder of a run | it has no result.json")
    kind, model = FILES[files[0].name]
    found = read_document(files[0], model)
    context, doubt = _context(folder, found)
    return Stored(folder.resolve().name, folder, kind, found, context, doubt)


def _context(folder: Path, found: Document) -> tuple[Context, str]:
    """The context stored with the run, or that of the problem as it is now."""
    if (folder / CONTEXT_FILE).is_file():
        return read_document(folder / CONTEXT_FILE, Context), ""
    if not found.problem:
        return Context(), "The run is of a model of its own: meanings and sources are not known."
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            context = context_document(make_case(load_problem(found.problem)))
        known = Context.model_validate(context)
    except (OptdesignError, ValidationError):
        text = f"Meanings and sources are missing: there is no problem {brief(found.problem)} now."
        return Context(problem=found.problem), text
    hashes = [_hash(found, name) for name in ("problem_hash", "catalogue_hash")]
    if hashes == [known.problem_hash, known.catalogue_hash]:
        return known, ""
    return known, (
        "Meanings, sources and values of parameters are those of the problem and the catalogue as "
        "they are now; the run may have used others."
    )


def _hash(found: Document, name: str) -> str:
    part: Any = found.provenance if isinstance(found, Solved) else found
    return str(getattr(part, name, ""))
