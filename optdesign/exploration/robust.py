"""Running a robust choice: scenarios foreseen, then every candidate in every scenario."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from optdesign.exploration.evaluation import Plan, Trial, evaluate
from optdesign.exploration.model import Study
from optdesign.exploration.result import StudyResult
from optdesign.exploration.robust_layout import layout
from optdesign.exploration.run import Run, Silent, Watcher, whole_number
from optdesign.exploration.schema import MAX_TRIALS
from optdesign.exploration.staged import staged
from optdesign.exploration.warmth import warm_start


def run_robust(
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
    """Run what is missing of a robust choice and return all of it; arguments as of `run_study`.

    ``trials`` ends it after so many solves; candidates are then compared in the scenarios solved.
    """
    if seed is not None:
        study = replace(study, seed=whole_number("--seed", seed, 0, 2**32 - 1))
    most = MAX_TRIALS if trials is None else whole_number("--trials", trials, 1, MAX_TRIALS)
    watching = watcher or Silent()
    with staged(
        Plan(study.case, study.digest, run), study, results=results, most=most, watcher=watching,
        workers=workers, cluster=cluster, storage=storage,
    ) as stages:  # fmt: skip
        stored = stages.store.trials
        whole = layout(study, stored)
        total = min(most, len(whole.tasks))
        if any(task.index not in stored for task in whole.tasks[:total]):
            stages.plan = replace(stages.plan, warm=warm_start(study, run, watching))
        watching.begin(total, sum(task.index in stored for task in whole.tasks[:total]))
        answers: list[Trial] = []
        while len(answers) < min(most, len(whole.tasks)):
            answers += stages.run(whole.tasks[len(answers) :])
            known, whole = len(whole.tasks), layout(study, stored)
            if known < min(most, len(whole.tasks)) and stages.room:
                ready = sum(task.index in stored for task in whole.tasks[:most])
                watching.begin(min(most, len(whole.tasks)), ready)
        tasks = tuple(whole.tasks[: len(answers)])
        folder = results / f"study-{study.name}"
        return StudyResult(study, tasks, tuple(answers), folder, stages.store.place)
