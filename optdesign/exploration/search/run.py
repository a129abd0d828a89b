"""Search by proposals: optuna proposes batches of points, workers solve them, the best is kept.

Nothing is proved by a search; what it finds is set against the certified solve where there is one.
A batch is proposed from the answers of all batches before it and told in order, so the trials
are the same on any number of workers and after a resume.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from optdesign.exploration.search.best import best_trial, searched
from optdesign.exploration.search.proposer import Proposer, require
from optdesign.exploration.study.model import Study
from optdesign.exploration.study.sampling import named_task
from optdesign.exploration.trials.evaluation import Plan, Trial
from optdesign.exploration.trials.execution import Execution
from optdesign.exploration.trials.result import StudyResult
from optdesign.exploration.trials.session import open_session
from optdesign.exploration.trials.stages import Stages

_CERTIFIED = "certified"


def run_search(study: Study, execution: Execution) -> StudyResult:
    """Run what is missing of a search and return all of it.

    Raises
    ------
    StudyError
        if the sampler needs a package that is not there.
    """
    plan = searched(study)
    require(plan)
    study = execution.seeded(study)
    common = Plan(study.case, study.digest, execution.run, coarse_periods=plan.coarse_periods)
    with open_session(common, study, execution) as session:
        stored = session.store.trials
        stages = Stages(session, execution.trials or max(study.trials, session.store.reach))
        session.begin(stages.most)
        if len(stored) < stages.most:
            session.staff(stages.most - len(stored))
            session.start_warm()
        proposer = Proposer(study)
        answers: list[Trial] = []
        while stages.room > 0:
            found = stages.run(proposer.ask(len(stages.tasks), _cutoff(study, answers)))
            proposer.tell(found)
            answers += found
        result = session.result(stages.tasks)
    return _with_certified(result, execution)


def _cutoff(study: Study, answers: Sequence[Trial]) -> float | None:
    """The value that further trials must be able to beat, if coarse ones are tried first."""
    plan = searched(study)
    best = best_trial(study, answers)
    if plan.coarse_periods is None or best is None:
        return None
    return best.objective


def _with_certified(result: StudyResult, execution: Execution) -> StudyResult:
    """Solve the case itself where the best trial is, all levers free; kept as ``nominal``."""
    study = result.study
    best = best_trial(study, result.trials)
    plan = searched(study)
    if not plan.compare or len(plan.objectives) > 1 or best is None:
        return result
    task = next(task for task in result.tasks if task.index == best.index)
    levers = study.case.problem.levers
    values = {key: value for key, value in task.sampled.items() if key not in levers}
    outer = replace(study, name=_CERTIFIED)
    inner = execution.inside(result.folder)
    with open_session(Plan(study.case, study.digest, execution.run), outer, inner) as session:
        known = {trial.identity: trial.index for trial in session.store.trials.values()}
        wanted = named_task(outer, 0, values)
        wanted = replace(wanted, index=known.get(wanted.identity, len(known)))
        session.solve(session.missing([wanted]))
        return replace(result, nominal=session.result([wanted]))
