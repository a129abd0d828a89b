"""Lunar industry again without Pyomo: the plan executed row by row, and a rival linear program.

The rows are written here from the parameters, not taken from the formulation. The last generation
is executed too: a complete set must copy itself with the labour, electronics and printers it has.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from optdesign.problem import Case
from optdesign.solution import Check, Solution, Status, relative_difference
from optdesign.units import TONNE

Floats = NDArray[np.float64]
TOLERANCE = 1e-7
AGREEMENT = 1e-6
_NAMES = ("2", "2-5", "3", "4", "5", "6")
_GROUPS = ("sets", "built", "makers", "made", "imported", "landed_robonauts")


@dataclass(frozen=True)
class _Numbers:
    """Printed mass, electronics [kg] and assets of set, robonaut and maker; rates a generation."""

    printed: Floats
    electronics: Floats
    assets: Floats
    crew: float
    printing: float
    making: float
    running: float


def checks(case: Case, solution: Solution) -> list[Check]:
    """Every requirement of the plan, the masses, the last generation and the rival optimum."""
    numbers = _numbers(case)
    if solution.status is Status.INFEASIBLE:
        rival = _rival(case, numbers, _complete(case, numbers))
        return [Check("plans found by the rival program", float(rival is not None), 0.0)]
    if solution.objective is None:
        return []
    plan, outcomes = solution.plan, solution.outcomes
    per_set, copied = _last(case, numbers, outcomes)
    matrix, right, equal = _rows(case, numbers, per_set)
    point = np.array([plan["seed"], *[x for name in _GROUPS for x in plan[name]]])
    sizes = np.maximum(np.abs(matrix) @ np.abs(point) + np.abs(right), 1e-9)
    excess = (matrix @ point - right) / sizes
    broken = np.where(equal, np.abs(excess), excess)
    landed, final = (float(side @ point) for side in _sides(numbers, case, per_set))
    whole = solution.objective
    sign = 1.0 if case.sense == "min" else -1.0
    rival = _rival(case, numbers, _complete(case, numbers))
    found = [
        Check("worst requirement of any generation broken by", float(broken.max()), TOLERANCE),
        Check.agreement(
            "landed mass executed against reported", landed, outcomes["landed_mass"], 1e-9
        ),
        Check.agreement(
            "final mass executed against reported", final, outcomes["final_mass"], 1e-9
        ),
        Check("copies of a complete set against reported", copied, AGREEMENT),
        Check("rival program without an optimum", float(rival is None), 0.0),
    ]
    if rival is not None:
        found.append(Check.agreement("objective against the rival's", whole, rival, AGREEMENT))
    if solution.bound is not None:
        beyond = sign * (solution.bound - whole) / max(abs(whole), 1e-300)
        found.append(Check("bound beyond the answer", beyond, AGREEMENT))
        found.append(Check("answer beyond the bound", -beyond, AGREEMENT))
    return found


def _numbers(case: Case) -> _Numbers:
    """The machines of the problem: whatever has a count belongs to the set."""
    values = case.values
    members = [key.removesuffix(".count") for key in values if key.endswith(".count")]

    def entry(member: str, name: str) -> float:
        return case.value_or(f"{member}.{name}", 0.0)

    totals = {"mass": 0.0, "electronics_mass": 0.0, "count": 0.0, "printing_rate": 0.0}
    for member in members:
        if member != "lunar-robonaut":
            for name in totals:
                each = 1.0 if name == "count" else entry(member, name)
                totals[name] += entry(member, "count") * each
    machines = ("lunar-robonaut", "lunar-electronics-maker")
    electronics = [totals["electronics_mass"], *(entry(x, "electronics_mass") for x in machines)]
    masses = [totals["mass"], *(entry(x, "mass") for x in machines)]
    running = case["lunar-industry.duty"] * case["lunar-industry.generation_time"]
    return _Numbers(
        printed=np.array(masses) - np.array(electronics),
        electronics=np.array(electronics),
        assets=np.array([totals["count"], 1.0, 1.0]),
        crew=entry("lunar-robonaut", "count"),
        printing=totals["printing_rate"] * running * case["lunar-industry.utilization"],
        making=entry("lunar-electronics-maker", "electronics_rate") * running,
        running=running,
    )


def _step(case: Case, position: int, name: str) -> float:
    """A number of the generation at a position; zero for the landed one."""
    key = f"lunar-generation-{_NAMES[position]}.{name}" if position >= 0 else ""
    return case.value_or(key, 0.0)


def _copy(case: Case, numbers: _Numbers, fleet: Floats) -> tuple[float, Floats]:
    """Copies a generation the printers of one set allow, and the use of labour and makers."""
    crude = _step(case, 5, "crudeness")
    copies = numbers.printing / float((crude * numbers.printed + numbers.electronics) @ fleet)
    labour = copies * (numbers.assets @ fleet) * _step(case, 5, "assembly_labour")
    electronics = copies * (numbers.electronics @ fleet)
    crew, makers = np.maximum(fleet[1:], 1e-12)
    uses = [labour / (numbers.running * crew), electronics / (numbers.making * makers)]
    return copies, np.array(uses)


def _complete(case: Case, numbers: _Numbers) -> Floats:
    """Set, robonauts and makers that copy themselves in balance, by repeating the needs."""
    fleet = np.array([1.0, 1.0, 1.0])
    for _ in range(2000):
        _, uses = _copy(case, numbers, fleet)
        fleet = fleet * np.array([1.0, math.sqrt(uses[0]), math.sqrt(uses[1])])
        fleet[1:] = np.maximum(fleet[1:], 1e-12)
    return fleet


def _last(case: Case, numbers: _Numbers, outcomes: Mapping[str, float]) -> tuple[Floats, float]:
    """The complete set as reported, and how far its execution is from the reported copies."""
    robonauts = outcomes["final_robonauts"] / outcomes["final_sets"]
    weights = _step(case, 5, "crudeness") * numbers.printed + numbers.electronics
    rest = outcomes["final_mass"] / outcomes["final_sets"] - weights[0] - robonauts * weights[1]
    fleet = np.array([1.0, robonauts, rest / weights[2]])
    copies, uses = _copy(case, numbers, fleet)
    idle = [abs(use - 1.0) for use, have in zip(uses, fleet[1:], strict=True) if have > 1e-9]
    return fleet, float(max([relative_difference(copies, outcomes["copies"]), *idle]))


def _columns(group: str, position: int) -> int:
    return 1 + len(_NAMES) * _GROUPS.index(group) + position


def _rows(case: Case, numbers: _Numbers, complete: Floats) -> tuple[Floats, Floats, Any]:
    """matrix @ x <= right, equations where ``equal``; x is the seed and the groups one by one."""
    rows: list[tuple[dict[int, float], float, bool]] = []
    built = ("sets", "built", "makers")
    late = case.choice("electronics.timing") == "maker"
    for at in range(len(_NAMES)):
        sets_before = _columns("sets", at - 1) if at else 0
        made, columns = _columns("made", at), [_columns(name, at) for name in built]
        closure = _step(case, at - 1 if late else at, "electronics_closure")
        crude, labour = _step(case, at, "crudeness"), _step(case, at, "assembly_labour")
        printing = dict(zip(columns, crude * numbers.printed, strict=True))
        printing |= {made: TONNE, sets_before: -numbers.printing}
        rows.append((printing, -_step(case, at - 1, "set_aside"), False))
        assembly = dict(zip(columns, numbers.assets * labour / numbers.running, strict=True))
        rows.append((assembly | _crew(numbers, at, -1.0), 0.0, False))
        needs = dict(zip(columns, -numbers.electronics, strict=True))
        rows.append((needs | {made: TONNE, _columns("imported", at): TONNE}, 0.0, True))
        shares = dict(zip(columns, -closure * numbers.electronics, strict=True))
        rows.append((shares | {made: TONNE}, 0.0, False))
        makers = {_columns("makers", at - 1): -numbers.making} if at else {}
        rows.append((makers | {made: TONNE}, 0.0, False))
        if closure > 0:
            rows.append(({_columns("landed_robonauts", at): 1.0}, 0.0, False))
    last = _columns("sets", len(_NAMES) - 1)
    rows.append(({last: complete[1]} | _crew(numbers, len(_NAMES), -1.0), 0.0, False))
    rows.append(({last: complete[2], _columns("makers", len(_NAMES) - 1): -1.0}, 0.0, False))
    landed, final = _sides(numbers, case, complete)
    for side, bound, sign in (
        (landed, case["limit.landed_mass"], 1.0), (final, case["limit.final_mass"], -1.0)
    ):  # fmt: skip
        if math.isfinite(bound):
            rows.append((dict(enumerate(sign * side)), sign * bound, False))
    matrix = np.zeros((len(rows), len(landed)))
    for number, (row, _, _) in enumerate(rows):
        for column, value in row.items():
            matrix[number, column] = value
    return matrix, np.array([row[1] for row in rows]), np.array([row[2] for row in rows])


def _crew(numbers: _Numbers, count: int, factor: float) -> dict[int, float]:
    """Robonauts there after ``count`` generations were made, times ``factor``."""
    found = {0: factor * numbers.crew}
    for at in range(count):
        found |= {_columns("built", at): factor, _columns("landed_robonauts", at): factor}
    return found


def _sides(numbers: _Numbers, case: Case, complete: Floats) -> tuple[Floats, Floats]:
    """Landed and final mass [kg] as linear forms."""
    landed = np.zeros(1 + len(_GROUPS) * len(_NAMES))
    final = landed.copy()
    weights = numbers.printed + numbers.electronics
    landed[0] = weights[0] + numbers.crew * weights[1]
    for at in range(len(_NAMES)):
        landed[_columns("imported", at)] = TONNE
        landed[_columns("landed_robonauts", at)] = weights[1]
    crude = _step(case, 5, "crudeness")
    heavy = crude * numbers.printed + numbers.electronics
    final[_columns("sets", len(_NAMES) - 1)] = heavy @ complete
    return landed, final


def _rival(case: Case, numbers: _Numbers, complete: Floats) -> float | None:
    """Optimum of the rows above by scipy [kg]; None if they cannot all hold."""
    matrix, right, equal = _rows(case, numbers, complete)
    landed, final = _sides(numbers, case, complete)
    cost = landed if case.objective == "landed_mass" else -final
    bounds = [case.lever_range("seed_sets"), *[(0.0, None)] * (len(cost) - 1)]
    scale = np.abs(matrix).max(axis=1)
    matrix, right = matrix / scale[:, None], right / scale
    run = linprog(
        cost / TONNE, matrix[~equal], right[~equal], matrix[equal], right[equal], bounds,
        method="highs-ds",
    )  # fmt: skip
    if run.status != 0:
        return None
    return abs(float(run.fun or 0.0)) * TONNE
