"""Trials of a study from the nominal solve against trials from nothing: seconds and answers.

    python benchmarks/study_trials.py [STUDY] [TRIALS]

Each trial is solved twice in this process, one after the other: from the end of the nominal solve
of the study, and from nothing. Writes ``benchmarks/study_trials.md``.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

# One thread a solve, as in the workers of a study.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from optdesign.exploration.study.model import Study
from optdesign.exploration.study.read import load_study
from optdesign.exploration.study.sampling import study_tasks
from optdesign.exploration.trials.evaluation import Plan, Trial, evaluate
from optdesign.exploration.trials.execution import Execution
from optdesign.exploration.trials.warm_start import warm_start
from optdesign.units import from_si

PAGE = Path(__file__).with_suffix(".md")


def timed(plan: Plan, index: int, study: Study) -> tuple[Trial, float]:
    """A trial and the processor seconds that it took."""
    task = study_tasks(study, index + 1)[index]
    started = time.process_time()
    trial = evaluate(plan, task)
    return trial, time.process_time() - started


def row(study: Study, index: int, warm: Plan, cold: Plan) -> tuple[str, float, float]:
    """A line of the table, and the seconds of both ways."""
    unit = study.case.problem.outcomes[study.case.objective].unit
    answers = []
    seconds = []
    for plan in (warm, cold):
        trial, taken = timed(plan, index, study)
        value = "" if trial.objective is None else f" {from_si(trial.objective, unit):.4g} {unit}"
        answers.append(f"{trial.status}{value}")
        seconds.append(taken)
    line = f"| {index} | {answers[0]} | {seconds[0]:.1f} | {answers[1]} | {seconds[1]:.1f} |"
    print(line, flush=True)
    return line, seconds[0], seconds[1]


def main() -> None:
    """Run the trials and write the page."""
    name = sys.argv[1] if len(sys.argv) > 1 else "ceres-uncertainty"
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 8
    study = load_study(name)
    started = time.process_time()
    start = warm_start(study, Execution(Path()))
    nominal = time.process_time() - started
    cold = Plan(study.case, study.digest, evaluate)
    rows = [row(study, index, replace(cold, warm=start), cold) for index in range(count)]
    warm_seconds = sum(seconds for _, seconds, _ in rows)
    cold_seconds = sum(seconds for _, _, seconds in rows)
    intro = (
        f"First {count} trials of `{name}`, processor seconds of one core each, verification "
        f"included. The nominal solve took {nominal:.1f} s, once a study."
    )
    end = (
        f"In all {warm_seconds:.0f} s against {cold_seconds:.0f} s: "
        f"{cold_seconds / warm_seconds:.2f} times as fast from the nominal solve."
    )
    table = ["| trial | from the nominal solve | s | from nothing | s |", "|-|-|-|-|-|"]
    lines = ["# Trials from the nominal solve, and from nothing", "", intro, ""]
    lines += [*table, *(line for line, _, _ in rows), "", end]
    PAGE.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
