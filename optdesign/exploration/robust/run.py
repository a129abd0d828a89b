"""Running a robust choice: scenarios foreseen, then every candidate in every scenario."""

from __future__ import annotations

from optdesign.exploration.robust.layout import layout
from optdesign.exploration.study.model import Study
from optdesign.exploration.study.schema import MAX_TRIALS
from optdesign.exploration.trials.evaluation import Plan
from optdesign.exploration.trials.execution import Execution
from optdesign.exploration.trials.result import StudyResult
from optdesign.exploration.trials.session import open_session
from optdesign.exploration.trials.stages import Stages


def run_robust(study: Study, execution: Execution) -> StudyResult:
    """Run what is missing of a robust choice and return all of it.

    A number of trials ends it after so many solves; candidates are then compared in the scenarios
    solved.
    """
    study = execution.seeded(study)
    most = execution.trials or MAX_TRIALS
    with open_session(Plan(study.case, study.digest, execution.run), study, execution) as session:
        stages, stored = Stages(session, most), session.store.trials
        whole = layout(study, stored)
        if missing := session.missing(whole.tasks[:most]):
            session.staff(len(missing))
            session.start_warm()
        asked = 0
        while len(stages.tasks) < min(most, len(whole.tasks)):
            if len(whole.tasks) > asked:
                asked = len(whole.tasks)
                session.begin(min(most, asked))
            stages.run(whole.tasks[len(stages.tasks) :])
            whole = layout(study, stored)
        return session.result(stages.tasks)
