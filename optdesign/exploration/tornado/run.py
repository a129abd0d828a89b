"""Solving the nominal case of a study, and the ends of its ranges one at a time."""

from __future__ import annotations

from dataclasses import replace

from optdesign.exploration.study.blocks import is_sample
from optdesign.exploration.study.model import Study
from optdesign.exploration.study.sampling import one_at_a_time_tasks
from optdesign.exploration.trials.execution import Execution
from optdesign.exploration.trials.result import StudyResult
from optdesign.exploration.trials.run import run_study


def with_nominal(result: StudyResult, execution: Execution) -> StudyResult:
    """Solve the nominal case of a study, and the ends of its ranges if it asks for them.

    The trials are stored in a folder inside that of the study and are never run twice. Nothing is
    done if no trial of the study is complete.
    """
    wanted = result.study.sensitivity.tornado
    if wanted == "none" or not is_sample(result.study) or not result.count("complete"):
        return result
    plan = one_at_a_time(result.study)
    inner = execution.inside(result.folder, trials=1)
    if wanted == "solves":
        inner = replace(inner, trials=plan.trials, watcher=execution.watcher)
    return replace(result, nominal=run_study(plan, inner))


def one_at_a_time(study: Study) -> Study:
    """The study of the nominal case and the ends of every range; named by what it depends on."""
    plan = replace(study, sampler="one-at-a-time", seed=0)
    tasks = one_at_a_time_tasks(plan)
    return replace(plan, name=f"one-at-a-time-{plan.digest[:8]}", trials=len(tasks))
