"""Running or resuming a plain study: which trials are missing, and what they start from."""

from __future__ import annotations

from optdesign.exploration.study.model import Study
from optdesign.exploration.study.sampling import study_tasks
from optdesign.exploration.trials.evaluation import Plan
from optdesign.exploration.trials.execution import Execution
from optdesign.exploration.trials.result import StudyResult
from optdesign.exploration.trials.session import open_session


def run_study(study: Study, execution: Execution) -> StudyResult:
    """Run what is missing of a study and return all of it.

    Without a number of trials there are as many as the study asks for, or as are stored if that
    is more.

    Raises
    ------
    StudyError
        if the storage belongs to another study or cannot be read, or workers do not start.
    """
    study = execution.seeded(study)
    # The nominal trial itself starts from nothing.
    nominal = 0 if study.sampler == "one-at-a-time" else None
    plan = Plan(study.case, study.digest, execution.run, prices=nominal)
    with open_session(plan, study, execution) as session:
        total = execution.trials or max(study.trials, session.store.reach)
        session.staff(session.gaps(total))
        tasks = study_tasks(study, total)
        missing = session.missing(tasks)
        session.begin(total)
        if any(task.index != nominal for task in missing):
            session.start_warm()
        session.solve(missing)
        return session.result(tasks)
