"""What a case asks: its network, families, mission and limits, ready for the search."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from optdesign.errors import ProblemError
from optdesign.formulations.growth.arrays import year
from optdesign.formulations.growth.mission import Mission, TotalLimit
from optdesign.network.habitats import habitat_family
from optdesign.network.imported_units import unit_designs, useful_units
from optdesign.network.lines import process_lines
from optdesign.network.measures import measures
from optdesign.network.model import HabitatDesign, Network
from optdesign.network.power_families import PowerFamily, power_families
from optdesign.problem import Case
from optdesign.solvers.balanced.growth import BalancedGrowth, balanced_growth
from optdesign.solvers.growth.pricing import DenseFamily, DenseHabitats, first_designs
from optdesign.solvers.growth.search import Market

_FIRST_TOLERANCE = 0.01


@dataclass(frozen=True)
class Request:
    """A case as the search needs it."""

    case: Case
    market: Market
    mission: Mission
    balanced: BalancedGrowth

    @property
    def families(self) -> Sequence[PowerFamily]:
        """The power families of the case."""
        return [dense.family for dense in self.market.families]

    @property
    def growth(self) -> float:
        """[1/year], of the network without imports."""
        return self.balanced.rate * year()


def read_request(case: Case) -> Request:
    """Build network, families and mission.

    Raises
    ------
    ProblemError
        if the network has no lines, or no habitat is allowed.
    """
    distance = case["site.distance"]
    lines = process_lines(case)
    if not lines:
        raise ProblemError(f"{case.problem.path.name} | items must name lines | add role:line")
    families = [DenseFamily(family) for family in power_families(case, distance)]
    habitats = DenseHabitats(habitat_family(case, distance))
    balanced = balanced_growth(
        Network(lines, ()), [dense.family for dense in families], tolerance=_FIRST_TOLERANCE
    )
    pool = first_designs(families)
    pool += [design for design in balanced.designs if design not in pool]
    pool += useful_units(unit_designs(case), pool)
    network = Network(lines, tuple(pool), first_habitats(habitats))
    market = Market(network, families, habitats)
    return Request(case, market, read_mission(case, network), balanced)


def first_habitats(dense: DenseHabitats) -> tuple[HabitatDesign, ...]:
    """The allowed habitats of least steel and of least mass."""
    if not len(dense.allowed):
        return ()
    outcomes = dense.designs.outcomes
    rows = {
        int(np.asarray(outcomes[key])[dense.allowed].argmin())
        for key in ("steel_per_person", "total_per_person")
    }
    return tuple(dense.design(row) for row in sorted(rows))


def read_mission(case: Case, network: Network) -> Mission:
    """Target, seed, imports and the finite limits over the whole bootstrap."""
    limits = []
    for key, limit in total_limits(case, network).items():
        if math.isfinite(case[key]):
            limits.append(replace(limit, bound=case[key]))
    return Mission(
        target=case["target.population"],
        seed=case["seed.mass"],
        import_rate=case["imports.rate"] * year(),
        import_total=case["imports.total"],
        limits=tuple(limits),
    )


def total_limits(case: Case, network: Network) -> dict[str, TotalLimit]:
    """Every sum over the bootstrap that the problem may limit, by the limit's key, unbounded."""
    found = {}
    for name, measure in measures(case, network).items():
        key = f"limit.{name}"
        if key not in case.values:
            continue
        lines = [measure.build.get(line.name, 0.0) for line in network.lines]
        plant = max((measure.build.get(p.technology, 0.0) for p in network.power), default=0.0)
        run = [measure.run.get(line.name, 0.0) * year() for line in network.lines]
        # The seed is plant too.
        seed = 1.0 if measure.build else 0.0
        found[key] = TotalLimit(key, math.inf, np.array(lines), plant, np.array(run), seed)
    return found
