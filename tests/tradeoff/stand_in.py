"""A habitat whose numbers are a formula, so that fronts of named problems cost nothing.

``energy_per_person`` is ``1e12 (1 + soil^2) (1 + (radius - 1000)^2 / 1e6)`` joules with the soil at
least what the limit says; more than 3.5 m of soil is impossible.
"""

from __future__ import annotations

from collections.abc import Callable

from optdesign.errors import ProblemError
from optdesign.problem import Case, load_problem, make_case
from optdesign.result import Result
from optdesign.result.execute import Provenance
from optdesign.solution import Check, Infeasibility, ShadowPrice, Solution, Status

DEEPEST = 3.5
BOUND = 0.99


def energy(soil: float, radius: float, dearer: float) -> float:
    """The formula, times how much dearer steel is than in the problem file."""
    return 1e12 * (1 + soil**2) * (1 + (radius - 1000) ** 2 / 1e6) * dearer


def habitat_case(**parameters: str) -> Case:
    """The case of the named problem habitat."""
    return make_case(load_problem("habitat"), parameters=parameters)


def stand_in(calls: list[Case] | None = None) -> Callable[..., Result]:
    """A function in place of `execute`, which notes the cases it is asked."""
    usual = habitat_case()["steel.energy"]

    def execute(case: Case, warm: object | None = None) -> Result:
        if calls is not None:
            calls.append(case)
        radius = case.fixed.get("radius", 1900.0 if case.objective == "radius" else 1000.0)
        if radius > 1990:
            raise ProblemError("radius | is refused here")
        soil = case.fixed.get("soil_depth", case["limit.soil_depth"])
        if case.objective == "soil_depth":
            soil = DEEPEST
        provenance = Provenance("0", None, "", "", "none", "0", 0, "2026", {"total": 0.0})
        if soil > DEEPEST or soil < case["limit.soil_depth"]:
            nothing = Solution(Status.INFEASIBLE, infeasibility=Infeasibility((), ()))
            return Result(case, nothing, [Check("none", 0.0, 0.0)], provenance)
        value = energy(soil, radius, case["steel.energy"] / usual)
        best = {"soil_depth": soil, "radius": radius}.get(case.objective, value)
        bound = BOUND * best if case.sense == "min" else best / BOUND
        slope = 0.01 * value * 2 * soil**2 / (1 + soil**2)
        solution = Solution(
            Status.OPTIMAL,
            best,
            bound,
            {"radius": radius, "soil_depth": soil, "reflector_radius": 4000.0},
            {"energy_per_person": value, "soil_depth": soil, "radius": radius},
            shadow_prices=[ShadowPrice("limit.soil_depth", slope)],
        )
        return Result(case, solution, [Check("all", 0.0, 1.0)], provenance)

    return execute
