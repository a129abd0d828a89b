"""Minimum time with several sites: the target alone, screening, and what may pay together."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from time import perf_counter

import numpy as np

from optdesign.errors import SolveError, TimeLimitError
from optdesign.formulations.fleet.arrays import fleet_arrays
from optdesign.formulations.growth.grid import Grid
from optdesign.formulations.growth.primal import storable
from optdesign.network.fleet import bare
from optdesign.network.model import PowerDesign
from optdesign.solvers.balanced.growth import BalancedGrowth
from optdesign.solvers.fleet.extension import Known, assemble, known_of, single_known
from optdesign.solvers.fleet.joint import Joint, joint_search
from optdesign.solvers.fleet.outside import SAVED, outside
from optdesign.solvers.fleet.request import FleetRequest, Pool, fleet_mission, follow
from optdesign.solvers.fleet.screen import Screening, screen, site_growth
from optdesign.solvers.growth.pricing import DenseHabitats, first_designs
from optdesign.solvers.growth.programs import Plan, Prices, solve_prices
from optdesign.solvers.growth.slow_down import Execution, slow_down
from optdesign.solvers.growth.speed_up import Bound, speed_up
from optdesign.solvers.growth.state import Options, State

SHARED = frozenset(
    {"limit.total_energy", "limit.plant_mass", "limit.lifted_mass", "limit.lifting_energy"}
)
ATTEMPTS = 4
PARTNERS = 1
"""Sites that join the target in one program at most: with three and more it takes hours."""
PATIENCE = 600.0
"""[s] for all that concerns other sites, where no limit of time is given"""
FAR = 0.3
"""Logarithm of the value by which a bound is taken to miss at most."""
_USED = 1e-9


@dataclass
class FleetState:
    """What a search over several sites ends with."""

    request: FleetRequest
    single: State
    screening: Screening
    pool: Pool
    execution: Execution
    """the better of the plans: the target alone, or several sites"""
    bound: Bound | None = None
    prices: Prices | None = None
    joint: Joint | None = None
    programs: int = 0
    active: tuple[str, ...] = field(default=())
    """sites of the plan"""
    unsettled: str = ""
    """why not all is known of the other sites, if so"""

    @property
    def considered(self) -> tuple[str, ...]:
        """Sites of the joint program, the target among them."""
        return () if self.joint is None else self.joint.sites

    @property
    def upper(self) -> float:
        """Executable time [year]."""
        finish = self.execution.finish
        return math.inf if finish is None else finish

    @property
    def lower(self) -> float:
        """Proven time [year]."""
        return 0.0 if self.bound is None else self.bound.horizon


def fleet_search(
    request: FleetRequest,
    single: State,
    *,
    habitats: DenseHabitats,
    options: Options,
    easing: float,
) -> FleetState:
    """The shortest time with all sites, from the end of a search with the target alone.

    Parameters
    ----------
    request : sites, routes and families
    single : the end of a search with the target alone, with plan and bound
    habitats : the allowed habitats of the target
    options : how exact and for how long
    easing : how much better than the pool designs outside it may be

    Returns
    -------
    The best plan found, that of the target alone at least, with the reason where time or the
    solver did not allow more.
    """
    assert single.execution is not None
    growth = site_growth(request)
    pool = first_pool(request, single, growth)
    execution = embedded(request, pool, single.execution)
    state = FleetState(
        request, single, Screening(growth), pool, execution, active=(request.target,)
    )
    state.programs = single.programs
    if not math.isfinite(options.deadline):
        options = replace(options, deadline=perf_counter() + PATIENCE)
    try:
        _with_others(state, habitats, options, easing)
    except TimeLimitError:
        state.unsettled = "time was over; allow more with --time-limit"
    except SolveError:
        # The best plan so far stands, whatever the other sites may be worth.
        state.unsettled = "the solver found no accurate prices of several sites together"
    return state


def _with_others(
    state: FleetState, habitats: DenseHabitats, options: Options, easing: float
) -> None:
    """Screen the other sites, plan with those that may pay, and prove what can be proven."""
    request, single, growth = state.request, state.single, state.screening.growth
    assert single.execution is not None
    if single.prices is None:
        raise TimeLimitError("--time-limit | is over | allow more time")
    base = single_known(single.prices, request.target, tuple(SHARED))
    options.log(f"screening {len(request.sites) - 1} other sites with the prices of the target")
    screening, pool = screen(
        request,
        state.pool,
        single.prices.grid,
        base,
        growth=growth,
        easing=easing,
        deadline=options.deadline,
    )
    state.screening, state.pool = screening, pool
    state.programs += screening.programs
    proof = _Proof(state, habitats, options, easing)
    if not screening.paying:
        proof.stay()
        return
    options.log(f"not proven useless: {', '.join(screening.paying)}")
    joint = joint_search(
        request,
        pool,
        single.execution.plan,
        tuple(screening.paying[:PARTNERS]),
        slope=single.slope,
        upper=state.upper,
        options=options,
        easing=easing,
    )
    state.joint, state.pool = joint, joint.pool
    state.programs += joint.programs
    if joint.execution is not None and (joint.execution.finish or math.inf) < state.upper:
        state.execution, state.active = joint.execution, joint.sites
    proof.together(joint)


class _Proof:
    """The bound over all sites, from prices of the target alone or of several together."""

    def __init__(
        self, state: FleetState, habitats: DenseHabitats, options: Options, easing: float
    ) -> None:
        self.state, self.habitats = state, habitats
        self.options, self.easing = options, easing

    def stay(self) -> None:
        """All other sites are useless: the bound of the target alone, if need be a bit sooner."""
        state, single = self.state, self.state.single
        prices, known = single.prices, None
        assert prices is not None
        for attempt in range(ATTEMPTS):
            self.options.check()
            base = single_known(prices, state.request.target, tuple(SHARED))
            if attempt:
                screening, state.pool = self._screened(prices.grid, base)
                state.programs += screening.programs + 1
                state.screening = screening
            known = state.screening.known(base)
            bound, whole = self._bound(prices.grid, known)
            if self._kept(bound, whole):
                return
            excess = math.log(bound.value) if math.isfinite(bound.value) else FAR
            later = prices.grid.horizon - (min(max(excess, 0.0), FAR) + 1e-3) / single.slope
            prices = solve_prices(
                prices.arrays,
                prices.mission,
                prices.grid.rescaled(later),
                easing=self.easing,
                deadline=self.options.deadline,
            )

    def together(self, joint: Joint) -> None:
        """Prices of several sites, carried over to the rest."""
        horizon, slope = joint.horizon, joint.slope
        for _ in range(ATTEMPTS):
            self.options.check()
            prices = joint.prices_at(horizon, self.easing, self.options.deadline)
            base = known_of(prices, joint.sites)
            screening, pool = self._screened(prices.grid, base, joint.sites)
            self.state.pool = pool
            self.state.programs += screening.programs + 1
            self.state.screening.found.update(screening.found)
            if not all(found.proven for found in screening.found.values()):
                self.options.log("no prices for all sites: no bound")
                return
            bound, whole = self._bound(prices.grid, screening.known(base), joint.sites)
            if self._kept(bound, whole):
                return
            excess = math.log(bound.value) if math.isfinite(bound.value) else FAR
            horizon -= (1.05 * min(max(excess, 0.0), FAR) + 1e-3) / slope

    def _screened(
        self, grid: Grid, base: Known, skipped: tuple[str, ...] = ()
    ) -> tuple[Screening, Pool]:
        state = self.state
        return screen(
            state.request,
            state.pool,
            grid,
            base,
            growth=state.screening.growth,
            easing=self.easing,
            skipped=skipped,
            deadline=self.options.deadline,
        )

    def _bound(self, grid: Grid, known: Known, joint: tuple[str, ...] = ()) -> tuple[Bound, Prices]:
        """Prices of all sites, made to hold at every moment for all designs and materials."""
        request = self.state.request
        # Materials in a program have no margin: there they count as any other asset.
        network = request.part(self.state.pool, request.names, materials=bool(joint))
        prices = assemble(network, fleet_mission(request, network), grid, known)
        sent = () if joint else request.ideal
        pricer = outside(request, request.views(ideal=True), self.habitats, sent)
        # Where something for nothing is worth anything nothing is proven: the value is no number.
        with np.errstate(invalid="ignore"):
            bound = speed_up(prices, pricer(prices))
        self.options.log(f"all sites, {bound.horizon:.3f} years: at most {bound.value:.4f}")
        return bound, prices

    def _kept(self, bound: Bound, prices: Prices) -> bool:
        """Whether a bound proves something; it is kept then."""
        saved = prices.grid.horizon - bound.horizon
        # Without a program of their own materials were priced for so much time saved at most.
        if not bound.value <= 1.0 or (self.state.joint is None and saved > SAVED):
            return False
        if bound.horizon > self.state.lower:
            self.state.bound, self.state.prices = bound, prices
        return True


def first_pool(request: FleetRequest, single: State, growth: dict[str, BalancedGrowth]) -> Pool:
    """The target's own pool; at other sites the designs of balanced growth, and one of each life.

    Power of a carrier, life and lag that no design of the pool has would have no worth, and every
    family of it would go unpriced.
    """
    network = single.market.network
    power: dict[str, tuple[PowerDesign, ...]] = {}
    for site in request.sites:
        families = [dense.family for dense in request.families[site.name]]
        own = follow(families, growth[site.name].designs)
        kinds = {(*design.power, design.lifetime, design.lag) for design in own}
        power[site.name] = own + tuple(
            design
            for design in first_designs(request.families[site.name])
            if (*design.power, design.lifetime, design.lag) not in kinds
        )
    for route in request.ideal:
        power[route.name] = power[request.target]
    power[request.target] = network.power
    return Pool(power, network.habitats)


def embedded(request: FleetRequest, pool: Pool, execution: Execution) -> Execution:
    """The plan of the target alone as one of the fleet in which the others have no part."""
    plan = execution.plan
    own = replace(pool, power={request.target: plan.arrays.designs}, habitats=plan.arrays.habitats)
    network = request.part(own, (request.target,), ideal=False)
    arrays = fleet_arrays(network)
    kept = [plan.arrays.commodities[m] for m in storable(plan.arrays)]
    order = [kept.index(bare(arrays.commodities[m])) for m in storable(arrays)]
    found = Plan(
        arrays,
        fleet_mission(request, network),
        plan.grid,
        plan.seed,
        plan.stock,
        plan.intake,
        plan.design,
        plan.run,
        plan.live,
        plan.imported,
        plan.put[order],
        plan.take[order],
        plan.arrive,
        plan.reached,
    )
    again = slow_down(found)
    if again.finish is None:
        raise SolveError("the plan | must reach the target as alone | report this case")
    return again
