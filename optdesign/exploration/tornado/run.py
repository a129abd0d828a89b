"""Solving the nominal case of a study, and the ends of its ranges one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from optdesign.exploration.study.blocks import is_sample
from optdesign.exploration.study.model import Study
from optdesign.exploration.study.sampling import one_at_a_time_tasks, study_tasks
from optdesign.exploration.trials.execution import Execution, Silent
from optdesign.exploration.trials.result import StudyResult
from optdesign.exploration.trials.run import plain_plan, run_study
from optdesign.exploration.trials.session import Job, Session, open_session


def run_with_nominal(study: Study, execution: Execution) -> StudyResult:
    """Run what is missing of a study, of its nominal case, and of the ends of its ranges.

    The ends are solved if the study asks for them. Their trials and that of the nominal case are
    stored in a folder inside that of the study and are never run twice. None are run if no trial of
    the study is complete.
    """
    if study.sensitivity.tornado == "none" or not is_sample(study):
        return run_study(study, execution)
    result = run_study(study, execution, _nominal_beside)
    if not result.count("complete"):
        return result
    plan = one_at_a_time(study)
    inner = execution.inside(result.folder, trials=1)
    if study.sensitivity.tornado == "solves":
        inner = replace(inner, trials=plan.trials, watcher=execution.watcher)
    return replace(result, nominal=run_study(plan, inner))


@contextmanager
def _nominal_beside(outer: Session) -> Iterator[Sequence[Job]]:
    """The nominal case, unless it is stored: with its prices it takes longest, and comes early."""
    study = one_at_a_time(outer.study)
    inner = replace(outer.execution.inside(outer.folder), watcher=Silent())
    with open_session(plain_plan(study, inner), study, inner) as session:
        yield [(session, task) for task in session.missing(study_tasks(study, 1))]


def one_at_a_time(study: Study) -> Study:
    """The study of the nominal case and the ends of every range; named by what it depends on."""
    plan = replace(study, sampler="one-at-a-time", seed=0)
    tasks = one_at_a_time_tasks(plan)
    return replace(plan, name=f"one-at-a-time-{plan.digest[:8]}", trials=len(tasks))
