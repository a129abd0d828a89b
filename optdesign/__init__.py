"""Optimization and design-space exploration of self-replicating space industry.

The interface is in `api`; it is imported on first use, so that ``import optdesign`` is quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optdesign.api import (
        AlternativesAnswer,
        Answer,
        StudyAnswer,
        alternatives,
        check_front,
        load_problem,
        model_alternatives,
        pareto,
        problems,
        reproduce,
        runs,
        solve,
        study,
        write_report,
    )
    from optdesign.problem import Settings
    from optdesign.tradeoff.front import Objective

__version__ = "0.1.0"
__all__ = [
    "AlternativesAnswer",
    "Answer",
    "Objective",
    "Settings",
    "StudyAnswer",
    "alternatives",
    "check_front",
    "load_problem",
    "model_alternatives",
    "pareto",
    "problems",
    "reproduce",
    "runs",
    "solve",
    "study",
    "write_report",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'optdesign' has no attribute {name!r}")
    from optdesign import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
