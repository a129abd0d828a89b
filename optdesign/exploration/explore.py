"""A study as the commands run it: its trials, then the nominal case they are compared with."""

from __future__ import annotations

from pathlib import Path

from optdesign.exploration.evaluation import evaluate
from optdesign.exploration.model import Study
from optdesign.exploration.result import StudyResult
from optdesign.exploration.robust import run_robust
from optdesign.exploration.run import Run, Watcher, run_study
from optdesign.exploration.search import run_search
from optdesign.exploration.sweep import run_sweep
from optdesign.exploration.tornado import with_nominal


def explore_study(
    study: Study,
    *,
    results: Path,
    trials: int | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    seed: int | None = None,
    storage: str | None = None,
    watcher: Watcher | None = None,
    run: Run = evaluate,
) -> StudyResult:
    """Run what is missing of a study and of its nominal case; arguments as of `run_study`."""
    own = run_search if study.search else run_robust if study.robust else None
    if study.sweep is not None or own is not None:
        return (own or run_sweep)(
            study, results=results, trials=trials, workers=workers, cluster=cluster, seed=seed,
            storage=storage, watcher=watcher, run=run,
        )  # fmt: skip
    result = run_study(
        study, results=results, trials=trials, workers=workers, cluster=cluster, seed=seed,
        storage=storage, watcher=watcher, run=run,
    )  # fmt: skip
    return with_nominal(result, workers=workers, cluster=cluster, watcher=watcher, run=run)
