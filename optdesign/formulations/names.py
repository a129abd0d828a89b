"""Formulations by the name problem files use: by file name here, by entry point elsewhere."""

from __future__ import annotations

import importlib
import pkgutil
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import cast

from optdesign.errors import ProblemError, suggestion

GROUP = "optdesign.formulations"


def formulation_module(package: str, formulation: str) -> ModuleType:
    """Import the module of a formulation inside ``package``, e.g. ``optdesign.solvers.methods``.

    Other installed packages add formulations by entry points of the group `GROUP`: one module that
    has both ``solve`` and ``checks``.

    Raises
    ------
    ProblemError
        if neither the package nor an entry point has it.
    """
    folder = importlib.import_module(package)
    known = {info.name.replace("_", "-") for info in pkgutil.iter_modules(folder.__path__)}
    if formulation in known:
        return importlib.import_module(f"{package}.{formulation.replace('-', '_')}")
    added = {entry.name: entry for entry in entry_points(group=GROUP)}
    if formulation not in added:
        hint = suggestion(formulation, known | set(added))
        raise ProblemError(f"formulation | must be one that is known, got {formulation} | {hint}")
    return _added(added[formulation])


def _added(entry: EntryPoint) -> ModuleType:
    """The module of an entry point; whatever is wrong with it is told in a line."""
    try:
        module = entry.load()
    except Exception as error:
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        raise ProblemError(f"formulation {entry.name} | {entry.value} | {reason}") from error
    for name in ("solve", "checks"):
        if not callable(getattr(module, name, None)):
            raise ProblemError(
                f"formulation {entry.name} | {entry.value} must have a function {name} | add it"
            )
    return cast(ModuleType, module)
