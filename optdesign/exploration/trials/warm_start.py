"""Where the trials of a study start from: the end of the solve of the case itself.

The case is solved once, before the trials begin, and every trial starts from that end, never from
another trial: so the answers do not depend on who ran what before.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from importlib.util import find_spec
from inspect import signature
from pathlib import Path
from typing import TYPE_CHECKING

from optdesign.errors import OptdesignError
from optdesign.exploration.study.model import Study
from optdesign.exploration.trials.evaluation import evaluate
from optdesign.formulations.names import formulation_module
from optdesign.result import execute

if TYPE_CHECKING:
    from optdesign.exploration.trials.execution import Execution


def takes_warm(formulation: str) -> bool:
    """Whether the method of a formulation can start from another solve.

    Read from the source where there is one, so as not to load solvers where workers use them.
    """
    package = "optdesign.solvers.methods"
    found = find_spec(f"{package}.{formulation.replace('-', '_')}")
    if found is None or found.origin is None or not found.origin.endswith(".py"):
        return "warm" in signature(formulation_module(package, formulation).solve).parameters
    tree = ast.parse(Path(found.origin).read_text(encoding="utf-8"))
    solve = next(part for part in tree.body if getattr(part, "name", None) == "solve")
    assert isinstance(solve, ast.FunctionDef)
    return any(part.arg == "warm" for part in (*solve.args.args, *solve.args.kwonlyargs))


def warm_start(study: Study, execution: Execution) -> object | None:
    """The end of the solve of the study's case; None where nothing can be made of it."""
    formulation = study.case.problem.header.formulation
    if execution.run is not evaluate or not study.warm or not takes_warm(formulation):
        return None
    execution.watcher.notice(f"{study.name}: solving the nominal case, from which all trials start")
    case = replace(study.case, settings=replace(study.case.settings, shadow_prices=False))
    try:
        return execute(case).warm
    except (OptdesignError, ArithmeticError):
        return None  # the trials will say what is wrong
