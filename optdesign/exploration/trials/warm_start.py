"""Where the trials of a study start from: the end of the solve of the case itself.

The case is solved once, before the workers start, and every trial starts from that end, never from
another trial: so the answers do not depend on who ran what before.
"""

from __future__ import annotations

from dataclasses import replace
from inspect import signature
from typing import TYPE_CHECKING

from optdesign.errors import OptdesignError
from optdesign.exploration.study.model import Study
from optdesign.exploration.trials.evaluation import evaluate
from optdesign.formulations.names import formulation_module
from optdesign.result import execute

if TYPE_CHECKING:
    from optdesign.exploration.trials.execution import Execution


def takes_warm(study: Study) -> bool:
    """Whether the method of the study's problem can start from another solve."""
    formulation = study.case.problem.header.formulation
    method = formulation_module("optdesign.solvers.methods", formulation)
    return "warm" in signature(method.solve).parameters


def warm_start(study: Study, execution: Execution) -> object | None:
    """The end of the solve of the study's case; None where nothing can be made of it."""
    if execution.run is not evaluate or not study.warm or not takes_warm(study):
        return None
    execution.watcher.notice(f"{study.name}: solving the nominal case, from which all trials start")
    case = replace(study.case, settings=replace(study.case.settings, shadow_prices=False))
    try:
        return execute(case).warm
    except (OptdesignError, ArithmeticError):
        return None  # the trials will say what is wrong
