"""Named problems: data files that bind a question to a formulation, parameters, limits, levers.

`Problem` is what a file says (`model`, read by `read`, its keys in `schema`); `Case` is a problem
with the settings of one run (`case`). `files` finds files of studies too. Solving is not done here.
"""

from optdesign.problem.case import Case, Settings, case_digest, make_case
from optdesign.problem.files import shipped_folder
from optdesign.problem.model import Lever, Limit, Outcome, Parameter, Problem
from optdesign.problem.read import find_problems, load_problem

__all__ = [
    "Case",
    "Lever",
    "Limit",
    "Outcome",
    "Parameter",
    "Problem",
    "Settings",
    "case_digest",
    "find_problems",
    "load_problem",
    "make_case",
    "shipped_folder",
]
