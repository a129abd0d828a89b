"""Errors a user can cause, and the wording they share.

Every message is one line of three parts: ``where | what must hold, what came | what to do``.
Programming errors are ordinary exceptions and do not belong here.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class OptdesignError(Exception):
    """Base of all errors the user can mend; the command line prints it and exits 2."""


class UnitError(OptdesignError):
    """A unit or quantity that cannot be read, or has the wrong dimension."""


class CatalogueError(OptdesignError):
    """A catalogue file that must not be loaded."""


class ProblemError(OptdesignError):
    """A problem file or a setting of a problem that must not be used."""


class ResultError(OptdesignError):
    """A stored run that is missing, damaged or cannot be written."""


class StudyError(OptdesignError):
    """A study file, or the storage or workers of a study, that must not be used."""


class SolveError(OptdesignError):
    """A solver that is missing or refused an option; never an infeasible problem."""


def nearest(name: str, valid: Iterable[str]) -> str | None:
    """Return the valid name most like ``name``, or None if none is near."""
    candidates = sorted(set(valid))
    lowered = {candidate.lower(): candidate for candidate in candidates}
    matches = difflib.get_close_matches(name.lower(), lowered, n=1, cutoff=0.5)
    if matches:
        return lowered[matches[0]]
    return next((candidate for candidate in candidates if name and name in candidate), None)


def suggestion(name: str, valid: Iterable[str]) -> str:
    """Return ``did you mean X?``, or a list of what is valid when nothing is near."""
    candidates = sorted(set(valid))
    match = nearest(name, candidates)
    if match is not None:
        return f"did you mean {match}?"
    shown = ", ".join(candidates[:8]) + (", ..." if len(candidates) > 8 else "")
    return f"valid: {shown}" if shown else "nothing is valid here"


class TimeLimitError(SolveError):
    """The seconds allowed are over before there was an answer."""
