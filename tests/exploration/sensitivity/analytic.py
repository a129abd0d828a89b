"""Functions whose sensitivities are known in closed form, as studies whose trials evaluate them."""

from __future__ import annotations

import math
from pathlib import Path

from optdesign.exploration.study.model import Study
from optdesign.exploration.study.read import load_study
from optdesign.exploration.study.sampling import Task, study_tasks
from optdesign.exploration.trials.evaluation import Plan, Trial, failed
from optdesign.exploration.trials.execution import Run
from optdesign.exploration.trials.result import StudyResult

# Any formulation does, since these trials never reach a solver.
_PROBLEM = """
question = "?"
formulation = "elevator"
class = "NLP"
objective = "y"
[parameters]
{parameters}
[outcomes]
y = {{ unit = "m", sense = "min" }}
"""
_PARAMETER = (
    '{key} = {{ value = {value}, unit = "1", low = {low}, high = {high}, source = "OWN", '
    'mark = "{mark}", valid = "[-10, 10]" }}'
)
ISHIGAMI = {"x1": (-math.pi, math.pi), "x2": (-math.pi, math.pi), "x3": (-math.pi, math.pi)}
WEIGHTS = (0.0, 1.0, 4.5, 9.0, 99.0, 99.0)
SOBOL_G = {f"x{place}": (0.0, 1.0) for place in range(1, 7)}
PLAIN = "trials = 256\n"
MARKS = {"x1": "read", "x2": "judgement", "x3": "read"}
ISHIGAMI_FIRST = {"x1": 0.3139, "x2": 0.4424, "x3": 0.0}
ISHIGAMI_TOTAL = {"x1": 0.5576, "x2": 0.4424, "x3": 0.2437}


def analytic_study(
    folder: Path, ranges: dict[str, tuple[float, float]], header: str, sections: str = ""
) -> Study:
    """A study of uniform parameters; the header holds sampler and number of trials."""
    parameters = "\n".join(
        _PARAMETER.format(
            key=key, value=(low + high) / 2, low=low, high=high, mark=MARKS.get(key, "read")
        )
        for key, (low, high) in ranges.items()
    )
    (folder / "function.toml").write_text(_PROBLEM.format(parameters=parameters))
    uncertain = "\n".join(f'{key} = {{ distribution = "uniform" }}' for key in ranges)
    text = (
        f'question = "?"\nproblem = "function.toml"\n{header}\n{sections}\n[uncertain]\n{uncertain}'
    )
    path = folder / "analytic.toml"
    path.write_text(text)
    return load_study(path)


def run_here(study: Study, run: Run) -> StudyResult:
    """All trials of a study in this process, without storage."""
    plan = Plan(study.case, study.digest, run)
    tasks = study_tasks(study, study.trials)
    return StudyResult(study, tuple(tasks), tuple(run(plan, task) for task in tasks), Path(), "")


def complete(task: Task, value: float) -> Trial:
    return Trial(task.index, task.identity, "complete", "optimal", objective=value,
                 outcomes={"y": value})  # fmt: skip


def ishigami(plan: Plan, task: Task) -> Trial:
    """sin x1 + 7 sin^2 x2 + 0.1 x3^4 sin x1 (Ishigami and Homma 1990)."""
    x1, x2, x3 = (float(task.sampled[key]) for key in ISHIGAMI)
    return complete(task, math.sin(x1) + 7.0 * math.sin(x2) ** 2 + 0.1 * x3**4 * math.sin(x1))


def patchy_ishigami(plan: Plan, task: Task) -> Trial:
    """Ishigami's function; some trials fail, and one corner is infeasible."""
    if task.index % 41 == 3:
        return failed(task, "error", "ValueError: by number")
    if float(task.sampled["x2"]) > 3.0:
        return Trial(task.index, task.identity, "infeasible", "infeasible", "corner", ("corner",))
    return ishigami(plan, task)


def sobol_g(plan: Plan, task: Task) -> Trial:
    """Product of (|4 x - 2| + a) / (1 + a) (Sobol 1993)."""
    values = (
        (abs(4.0 * float(task.sampled[key]) - 2.0) + weight) / (1.0 + weight)
        for key, weight in zip(SOBOL_G, WEIGHTS, strict=True)
    )
    return complete(task, math.prod(values))


def sobol_g_indices() -> tuple[dict[str, float], dict[str, float]]:
    """First-order and total indices; each factor has the variance 1 / (3 (1 + a)^2)."""
    parts = [1.0 / (3.0 * (1.0 + weight) ** 2) for weight in WEIGHTS]
    whole = math.prod(1.0 + part for part in parts)
    variance = whole - 1.0
    first = {key: part / variance for key, part in zip(SOBOL_G, parts, strict=True)}
    total = {
        key: part * whole / (1.0 + part) / variance
        for key, part in zip(SOBOL_G, parts, strict=True)
    }
    return first, total


def linear(plan: Plan, task: Task) -> Trial:
    """3 x1 - 2 x2: every elementary effect is the slope times the range."""
    return complete(task, 3.0 * float(task.sampled["x1"]) - 2.0 * float(task.sampled["x2"]))


def priced_square(plan: Plan, task: Task) -> Trial:
    """(x1 + 2)^2 + x2 with its exact prices per +1 %."""
    x1, x2 = float(task.sampled["x1"]), float(task.sampled["x2"])
    prices = {"x1": 0.01 * x1 * 2.0 * (x1 + 2.0), "x2": 0.01 * x2}
    value = (x1 + 2.0) ** 2 + x2
    return Trial(task.index, task.identity, "complete", "optimal", objective=value,
                 outcomes={"y": value}, prices=prices)  # fmt: skip


def constant(plan: Plan, task: Task) -> Trial:
    return complete(task, 5.0)
