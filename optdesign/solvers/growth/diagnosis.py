"""Why a target cannot be reached, in words, and the cheapest change that would do."""

from __future__ import annotations

from optdesign.solution import Conflict, Infeasibility, Relaxation
from optdesign.solvers.growth.request import Request
from optdesign.solvers.growth.speed_up import Bound


def no_growth(request: Request) -> Infeasibility | None:
    """A network that cannot grow at all, recognised before the search."""
    return None


def out_of_reach(request: Request, bound: Bound) -> Infeasibility:
    """A target that no plan reaches within the longest horizon."""
    share = f"{100 * bound.value:.3g} %"
    return Infeasibility(
        [Conflict("target.population", f"at most {share} of it within {bound.horizon:.4g} years")],
        [],
    )
