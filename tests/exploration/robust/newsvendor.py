"""The newsvendor's problem as a study: what is ordered before demand is known, in closed form.

Costs are c q - p min(q, d) for an order q and a demand d with a triangular distribution. The best
mean is at the quantile (p - c) / p of demand; a cost falls with demand, so that its 90th percentile
is that at the 10th percentile of demand, best if just that is ordered; the worst regret
max(c (q - low), (p - c) (high - q)) is least at low + (p - c) / p (high - low).
"""

from __future__ import annotations

import math
from pathlib import Path

from optdesign.exploration.robust.layout import layout
from optdesign.exploration.study.distribution import Distribution
from optdesign.exploration.study.model import Study
from optdesign.exploration.study.read import load_study
from optdesign.exploration.study.sampling import Task
from optdesign.exploration.trials.evaluation import Plan, Trial, failed
from optdesign.exploration.trials.execution import Run
from optdesign.exploration.trials.result import StudyResult

COST, PRICE = 3.0, 10.0
LOW, MODE, HIGH = 20.0, 30.0, 100.0
DEMAND = Distribution("triangular", LOW, HIGH, MODE)
_PROBLEM = """
question = "How many?"
formulation = "elevator"
class = "NLP"
objective = "cost"
[parameters]
demand = { value = 30, unit = "1", low = 20, high = 100, source = "OWN", valid = "[0, 1000]" }
stalls = { value = 1, unit = "1", source = "OWN", valid = "[0, inf]" }
[levers]
order = { low = 0, high = 120, unit = "1" }
[outcomes]
cost = { unit = "1", sense = "min" }
"""


def best_mean() -> float:
    return float(DEMAND.quantile((PRICE - COST) / PRICE))


def best_tail() -> float:
    return float(DEMAND.quantile(0.1))


def best_regret() -> float:
    return LOW + (PRICE - COST) / PRICE * (HIGH - LOW)


def expected_sales(order: float) -> float:
    """E min(q, d) = q - integral of the cumulative function from low to q, for q above the mode."""
    span = (HIGH - LOW) * (HIGH - MODE)
    rising = (MODE - LOW) ** 2 / (3.0 * (HIGH - LOW))
    falling = (order - MODE) - ((HIGH - MODE) ** 3 - (HIGH - order) ** 3) / (3.0 * span)
    return order - rising - falling


def mean_cost(order: float) -> float:
    """Expected cost of an order at or above the mode of demand."""
    return COST * order - PRICE * expected_sales(order)


def information() -> float:
    """Value of perfect information: best mean less (c - p) E d."""
    return mean_cost(best_mean()) - (COST - PRICE) * (LOW + MODE + HIGH) / 3.0


def newsvendor_study(folder: Path, scenarios: int = 256) -> Study:
    """The study; candidates include the three optima in closed form."""
    (folder / "newsvendor.toml").write_text(_PROBLEM)
    values = [best_tail(), best_regret(), best_mean(), 25.0, 90.0]
    text = f"""
question = "How many?"
problem = "newsvendor.toml"
seed = 5
[uncertain]
demand = {{ distribution = "triangular" }}
[robust]
scenarios = {scenarios}
clusters = 2
[robust.decisions]
order = {{ values = {values} }}
"""
    path = folder / "vendor.toml"
    path.write_text(text)
    return load_study(path)


def run_here(study: Study, run: Run) -> StudyResult:
    """All solves in this process, without storage."""
    plan, trials = Plan(study.case, study.digest, run), dict[int, Trial]()
    while len(trials) < len(tasks := layout(study, trials).tasks):
        trials |= {task.index: run(plan, task) for task in tasks[len(trials) :]}
    return StudyResult(study, tasks, tuple(trials[task.index] for task in tasks), Path(), "")


def sell(plan: Plan, task: Task) -> Trial:
    """The cost of an order; with demand foreseen just so much is ordered."""
    demand = float(task.sampled["demand"])
    order = float(task.sampled.get("order", demand))
    cost = COST * order - PRICE * min(order, demand)
    return Trial(task.index, task.identity, "complete", "optimal", objective=cost,
                 outcomes={"cost": cost}, levers={"order": order})  # fmt: skip


def sell_or_close(plan: Plan, task: Task) -> Trial:
    """Large orders cannot be paid where demand is small; nobody buys above 97; one solve fails."""
    demand, order = float(task.sampled["demand"]), float(task.sampled.get("order", math.nan))
    if demand > 97.0 or order > 3.0 * demand:
        return Trial(task.index, task.identity, "infeasible", "infeasible", "closed", ("cash",))
    if 40.0 < demand < 40.5 and order == 25.0:
        return failed(task, "error", "ValueError: no luck")
    return sell(plan, task)
