"""Formulations by the name problem files use; found by file name, not registered."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType

from optdesign.errors import ProblemError, suggestion


def formulation_module(package: str, formulation: str) -> ModuleType:
    """Import the module of a formulation inside ``package``, e.g. ``optdesign.solvers.methods``.

    Raises
    ------
    ProblemError
        if the package has no such module.
    """
    folder = importlib.import_module(package)
    known = {info.name.replace("_", "-") for info in pkgutil.iter_modules(folder.__path__)}
    if formulation not in known:
        hint = suggestion(formulation, known)
        raise ProblemError(
            f"formulation | must be one of the package's, got {formulation} | {hint}"
        )
    return importlib.import_module(f"{package}.{formulation.replace('-', '_')}")
