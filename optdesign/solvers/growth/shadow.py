"""Shadow prices of the growth network: what +1 % of every parameter does to the time.

With plan x and prices y of one centred program kept, the share reached changes by that of

    R = reached(x) + y (A x - b)

and so the time by -dR / R'(T) (envelope theorem). Designs keep their own variables, except those on
a bound, which move with it. A rebuilt network is priced without any program; a parameter that
nothing reads has no price, nor has a limit that with a percent more leaves the range of its lever.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from optdesign.errors import OptdesignError, SolveError
from optdesign.formulations.growth.arrays import year
from optdesign.formulations.growth.mission import Mission
from optdesign.network.habitats import habitat_family
from optdesign.network.imported_units import unit_designs
from optdesign.network.lines import process_lines
from optdesign.network.model import HabitatDesign, Network, PowerDesign
from optdesign.network.power_families import PowerFamily, power_families
from optdesign.problem import Case
from optdesign.problem.model import Value
from optdesign.solution import PER_CENT, ShadowPrice
from optdesign.solvers.growth.grids import following
from optdesign.solvers.growth.request import read_mission
from optdesign.solvers.growth.search import State
from optdesign.solvers.growth.worths import Worths, make_worths

ENOUGH = 48
"""Periods above which every second node is left out: effects need no more."""
_STEP = 1e-4
_FEW = 1e-9
_ON_BOUND = 1e-6
Range = tuple[float, float]


def shadow_prices(case: Case, state: State) -> list[ShadowPrice]:
    """Change of the bootstrap time [s] per +1 % of every parameter that has a say, largest first.

    Parameters
    ----------
    case : the case that was solved
    state : the end of its search, with an executable plan

    Returns
    -------
    list
        empty where the program of the plan and its prices has no usable answer
    """
    assert state.execution is not None
    plan = state.execution.plan
    grid = plan.grid
    if grid.periods > ENOUGH:
        grid = following(plan, np.append(grid.times[:-1:2], grid.times[-1]))
    grid = grid.rescaled(min(state.estimate, state.upper))
    try:
        worths = make_worths(state.market.network, state.mission, grid)
    except SolveError:
        # The plan is found and proven without them.
        return []
    return time_changes(case, worths) if worths.growth > 0 else []


def time_changes(case: Case, worths: Worths) -> list[ShadowPrice]:
    """The same from plan and prices at hand."""
    rebuild = Rebuild(case, worths.network, worths.mission)
    found = []
    for key, now in case.values.items():
        if not isinstance(now, float) or not math.isfinite(now) or now == 0:
            continue
        if case.leaves_lever(key, now * (1 + PER_CENT)):
            continue
        rise = rebuild.slope(key, now, worths.reached)
        effect = -PER_CENT * rise / worths.growth * year()
        if abs(effect) > _FEW * worths.grid.horizon * year():
            found.append(ShadowPrice(key, effect))
    return sorted(found, key=lambda price: -abs(price.effect))


class _Noted(dict[str, Value]):
    """Values that note which of them are read."""

    def __init__(self, values: Mapping[str, Value]) -> None:
        super().__init__(values)
        self.read: set[str] = set()

    def __getitem__(self, key: str) -> Value:
        self.read.add(key)
        return super().__getitem__(key)


class Rebuild:
    """The network of a case with one parameter changed; parts that do not read it are kept."""

    def __init__(self, case: Case, network: Network, mission: Mission) -> None:
        self.case, self.network, self.mission = case, network, mission
        self._families = _families(case)
        self._bounds = habitat_family(case, case["site.distance"]).bounds
        builders: tuple[Callable[[Case], object], ...] = (
            process_lines,
            self.designs,
            self.habitats,
            lambda noted: read_mission(noted, network),
        )
        self.read = tuple(self._keys_read(builder) for builder in builders)

    def _keys_read(self, builder: Callable[[Case], object]) -> set[str]:
        noted = _Noted(self.case.values)
        builder(replace(self.case, values=noted))
        return noted.read

    def designs(self, case: Case) -> tuple[PowerDesign, ...]:
        """The power designs at their variables, each as the case has it."""
        families, found = _families(case), []
        units = {unit.technology: unit for unit in unit_designs(case)}
        for design in self.network.power:
            if design.seed_only:
                found.append(units[design.technology])
                continue
            old, new = (held[design.technology] for held in (self._families, families))
            found.append(new.design(_followed(design.variables, old.bounds, new.bounds)))
        return tuple(found)

    def habitats(self, case: Case) -> tuple[HabitatDesign, ...]:
        """The habitats at their radius and depth, each as the case has it."""
        family = habitat_family(case, case["site.distance"])
        chosen = [
            _followed(h.variables, self._bounds, family.bounds) for h in self.network.habitats
        ]
        designs = family.evaluate(
            {key: np.array([variables[key] for variables in chosen]) for key in family.bounds}
        )
        return tuple(designs.design(row) for row in range(len(chosen)))

    def changed(self, key: str, value: float) -> tuple[Network, Mission]:
        """Network and mission with one parameter changed."""
        case = self.case.with_value(key, value)
        lines, power, habitats, mission = (key in read for read in self.read)
        network = Network(
            process_lines(case) if lines else self.network.lines,
            self.designs(case) if power else self.network.power,
            self.habitats(case) if habitats else self.network.habitats,
        )
        if mission or (lines and self.mission.limits):
            return network, read_mission(case, network)
        return network, self.mission

    def slope(self, key: str, now: float, reached: Callable[[Network, Mission], float]) -> float:
        """Change of the share reached per relative change of a parameter.

        Upwards, as a percent more is meant; downwards where nothing is possible above.
        """
        if not any(key in read for read in self.read):
            return 0.0
        base = reached(self.network, self.mission)
        for step in (_STEP, -_STEP):
            try:
                network, mission = self.changed(key, now * (1 + step))
            except (OptdesignError, ArithmeticError, ValueError):
                continue
            rise = (reached(network, mission) - base) / step
            if math.isfinite(rise) and _works(network):
                return rise
        return 0.0


def _families(case: Case) -> dict[str, PowerFamily]:
    return {family.technology: family for family in power_families(case, case["site.distance"])}


def _works(network: Network) -> bool:
    return all(max(design.power.values(), default=0.0) > 0 for design in network.power)


def _followed(
    variables: Mapping[str, float], old: Mapping[str, Range], new: Mapping[str, Range]
) -> dict[str, float]:
    """Variables inside new bounds; what was on a bound stays on it."""
    found = {}
    for key, (low, high) in new.items():
        value = variables[key]
        if _same(value, old[key][0]):
            value = low
        elif _same(value, old[key][1]):
            value = high
        found[key] = min(max(value, low), high)
    return found


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= _ON_BOUND * max(abs(one), abs(other))
