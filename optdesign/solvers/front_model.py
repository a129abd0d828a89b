"""What a formulation offers where all points of its fronts can be found in one linear model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from optdesign.formulations.names import formulation_module
from optdesign.problem import Case
from optdesign.solution import Solution


@dataclass(frozen=True)
class FrontModel:
    """A case as one Pyomo model whose objectives take finitely many values on all axes but one.

    ``expressions`` are the objectives, linear or a `Ratio`, in units that make their numbers small;
    ``worth`` is one of these units in SI. ``solution`` makes of the variables of a point, by name,
    what a solve of ``case`` would have returned; None if they are no solution after all.
    """

    case: Case
    model: Any
    expressions: Mapping[str, Any]
    worth: Mapping[str, float]
    solution: Callable[[Mapping[str, float]], Solution | None]


def front_model(case: Case, objectives: Sequence[str]) -> FrontModel | None:
    """The model for the fronts of some objectives; None where the formulation offers none."""
    method = formulation_module("optdesign.solvers.methods", case.problem.header.formulation)
    offered = getattr(method, "front_model", None)
    return None if offered is None else cast(FrontModel | None, offered(case, objectives))
