"""Pyomo, without the libraries that it would load beside others.

Pyomo watches what is imported: with scipy comes all of scipy.stats, with matplotlib all of pyplot,
about a second in all. What is put off here still comes when Pyomo itself asks for it. It helps only
where this is imported before scipy.
"""

from __future__ import annotations

import pyomo.common.dependencies as dependencies
import pyomo.environ as pyo

__all__ = ["pyo"]

# Private to Pyomo: where another version has no such thing, only time is lost.
_watcher = getattr(dependencies, "DeferredImportCallbackFinder", None)
_watched = getattr(_watcher, "_callbacks", {})
for _name in ("scipy", "matplotlib"):
    _watched.pop(_name, None)
