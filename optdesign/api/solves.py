"""Solving a problem once, and in a study."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from optdesign.answer import Answer, StudyAnswer
from optdesign.api.arguments import NAME, SETTINGS, TEXT, VALUES, WHOLE, checked
from optdesign.api.asking import Setting, asked_case
from optdesign.keeping import keep_result, keep_study
from optdesign.problem import Settings
from optdesign.result import checked_folder, execute


@checked(name=NAME, parameters=VALUES, objective=TEXT, settings=SETTINGS, results=NAME)
def solve(
    name: str | Path,
    parameters: Mapping[str, Setting] | None = None,
    *,
    objective: str | None = None,
    settings: Settings | None = None,
    results: str | Path | None = None,
    **levers: Setting,
) -> Answer:
    """Solve and verify a named problem, or one from a file.

    Parameters
    ----------
    name : name of a problem, or path of a problem file
    parameters : changed parameters and limits by key; bare numbers or texts with a unit
    objective : an outcome or lever that declares a sense; the problem's own if left out
    settings : periods, time limit, gap and seed
    results : folder to store the run in; not stored if left out
    levers : levers to pin, e.g. ``radius="1.2 km"``

    Returns
    -------
    Answer; look at ``status`` and ``verified``

    Raises
    ------
    ProblemError
        for unknown names and values of the wrong dimension or outside their range.

    Examples
    --------
    >>> from optdesign.api import solve
    >>> solve("ceres-bootstrap-paper", {"policy": "sequential"}).verified
    True
    """
    case = asked_case(name, parameters, levers, objective=objective, settings=settings)
    place = None if results is None else checked_folder(results)
    result = execute(case)
    return Answer(result, None if place is None else keep_result(result, place))


@checked(
    name=NAME, trials=WHOLE, workers=WHOLE, cluster=TEXT, seed=WHOLE, storage=TEXT, results=NAME
)
def study(
    name: str | Path,
    *,
    trials: int | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    seed: int | None = None,
    storage: str | None = None,
    results: str | Path = "results",
) -> StudyAnswer:
    """Run a study, or resume it: the same name and storage go on where they stopped.

    Parameters
    ----------
    name : name of a study, or path of a study file
    trials : total number of trials, stored ones included
    workers : processes on this machine; as many as it has cores if left out
    cluster : address of a Dask scheduler to use instead
    seed : instead of the study's own
    storage : optuna storage URL, or path of a journal file
    results : folder of stored runs; the study gets a folder of its own in it

    Returns
    -------
    StudyAnswer

    Raises
    ------
    StudyError
        for faults of the study file, or a storage of another study or seed.
    """
    from optdesign.exploration.explore import explore_study
    from optdesign.exploration.study.read import load_study
    from optdesign.exploration.trials.execution import Execution

    execution = Execution(
        checked_folder(results),
        trials=trials,
        workers=workers,
        cluster=cluster,
        seed=seed,
        storage=storage,
    )
    result = explore_study(load_study(name), execution)
    keep_study(result)
    return StudyAnswer(result)
