"""Running or resuming a plain study: which trials are missing, and what they start from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext

from optdesign.exploration.study.model import Study
from optdesign.exploration.study.sampling import study_tasks
from optdesign.exploration.trials.evaluation import Plan
from optdesign.exploration.trials.execution import Execution
from optdesign.exploration.trials.result import StudyResult
from optdesign.exploration.trials.session import Job, Session, open_session

Beside = Callable[[Session], AbstractContextManager[Sequence[Job]]]


def run_study(
    study: Study, execution: Execution, beside: Beside = lambda _: nullcontext(())
) -> StudyResult:
    """Run what is missing of a study and return all of it.

    Parameters
    ----------
    study : what is to be tried
    execution : how; without a number of trials there are as many as the study asks for, or as are
        stored if that is more
    beside : opens what is run too once a trial is complete, if any trial is missing

    Raises
    ------
    StudyError
        if the storage belongs to another study or cannot be read, or workers do not start.
    """
    study = execution.seeded(study)
    plan = plain_plan(study, execution)
    with open_session(plan, study, execution) as session:
        total = execution.trials or max(study.trials, session.store.reach)
        session.staff(session.gaps(total))
        tasks = study_tasks(study, total)
        missing = session.missing(tasks)
        session.begin(total)
        if any(task.index != plan.prices for task in missing):
            session.start_warm()
        if missing:
            with beside(session) as more:
                session.solve(missing, more)
        return session.result(tasks)


def plain_plan(study: Study, execution: Execution) -> Plan:
    """What the trials of a plain study have in common; its nominal trial starts from nothing."""
    nominal = 0 if study.sampler == "one-at-a-time" else None
    return Plan(study.case, study.digest, execution.run, prices=nominal)
