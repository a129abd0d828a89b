"""The Python interface: the same calls as the command line, pandas out.

>>> import optdesign as od
>>> answer = od.solve("ceres-bootstrap-paper", {"collector.area_ratio": 2.77})
>>> answer.status
'optimal'
>>> float(round(answer.outcomes["bootstrap_time"] / 31_557_600, 2))
14.86
>>> answer.shadow_prices.index[0]
'power.doubling_time'
"""

from optdesign.answer import AlternativesAnswer, Answer, StudyAnswer
from optdesign.api.fronts import alternatives, check_front, model_alternatives, pareto
from optdesign.api.lists import problems, reproduce, runs
from optdesign.api.reports import write_report
from optdesign.api.solves import solve, study
from optdesign.problem import Settings, load_problem
from optdesign.tradeoff.front import Objective

__all__ = [
    "AlternativesAnswer",
    "Answer",
    "Objective",
    "Settings",
    "StudyAnswer",
    "alternatives",
    "check_front",
    "load_problem",
    "model_alternatives",
    "pareto",
    "problems",
    "reproduce",
    "runs",
    "solve",
    "study",
    "write_report",
]
