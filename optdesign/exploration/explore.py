"""A study as the commands run it: its trials, then the nominal case they are compared with."""

from __future__ import annotations

from dataclasses import replace

from optdesign.exploration.robust.run import run_robust
from optdesign.exploration.search.run import run_search
from optdesign.exploration.study.model import Study
from optdesign.exploration.sweep.run import run_sweep
from optdesign.exploration.tornado.run import run_with_nominal
from optdesign.exploration.trials.crew import open_crew
from optdesign.exploration.trials.execution import Execution
from optdesign.exploration.trials.result import StudyResult


def explore_study(study: Study, execution: Execution) -> StudyResult:
    """Run what is missing of a study and of its nominal case, all with the same workers."""
    with open_crew(study, execution) as crew:
        return _explored(study, replace(execution, crew=crew))


def _explored(study: Study, execution: Execution) -> StudyResult:
    if study.search is not None:
        return run_search(study, execution)
    if study.robust is not None:
        return run_robust(study, execution)
    if study.sweep is not None:
        return run_sweep(study, execution)
    return run_with_nominal(study, execution)
