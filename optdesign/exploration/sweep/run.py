"""Running a sweep: the points of its grid, then those that bisection asks for."""

from __future__ import annotations

from optdesign.exploration.study.model import Study
from optdesign.exploration.study.schema import MAX_TRIALS
from optdesign.exploration.sweep.bisection import replay, swept
from optdesign.exploration.trials.evaluation import Plan
from optdesign.exploration.trials.execution import Execution
from optdesign.exploration.trials.result import StudyResult
from optdesign.exploration.trials.session import open_session


def run_sweep(study: Study, execution: Execution) -> StudyResult:
    """Run what is missing of a sweep and return all of it.

    A number of trials ends the sweep after so many points; switches not located by then stay wide.
    """
    study = execution.seeded(study)
    most = execution.trials or MAX_TRIALS
    plan = Plan(study.case, study.digest, execution.run, swept(study).rules)
    with open_session(plan, study, execution) as session:
        stored = session.store.trials
        found = replay(study, stored, most)
        session.begin(len(found.tasks))
        if found.missing:
            session.staff(len(found.missing))
            session.start_warm()
        while found.missing:
            session.solve(found.missing)
            found = replay(study, stored, most)
        return session.result(found.tasks)
