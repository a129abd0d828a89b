"""What a search has to go by and what it knows so far."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np

from optdesign.errors import SolveError, TimeLimitError
from optdesign.formulations.growth.mission import Mission
from optdesign.network.model import Network
from optdesign.solvers.growth.grids import order_worths
from optdesign.solvers.growth.pricing import DenseFamily, DenseHabitats
from optdesign.solvers.growth.programs import Prices
from optdesign.solvers.growth.slow_down import Execution
from optdesign.solvers.growth.speed_up import Bound, Extra

Pricer = Callable[[Prices], Extra]
"""From the prices of a program to what the designs outside the pool are worth under them."""


@dataclass(frozen=True)
class Market:
    """The pool of designs and the families they come from."""

    network: Network
    families: Sequence[DenseFamily] = ()
    habitats: DenseHabitats | None = None
    closed: bool = False
    """No design may be added: the pool is all there is."""


@dataclass(frozen=True)
class Options:
    """Periods of the final grid, gap asked for, and the time by which to stop."""

    periods: int = 78
    gap: float = 0.005
    deadline: float = math.inf
    most_periods: int = 320
    log: Callable[[str], None] = lambda text: None

    def check(self) -> None:
        """Raise if time has run out."""
        if perf_counter() > self.deadline:
            raise TimeLimitError("--time-limit | is over | allow more time")


class OutOfReachError(SolveError):
    """No plan reaches the target within the longest horizon; ``bound`` by ``prices`` proves it."""

    def __init__(self, bound: Bound, prices: Prices) -> None:
        super().__init__(f"the target | is out of reach within {bound.horizon:.4g} years")
        self.bound, self.prices = bound, prices


@dataclass
class State:
    """What a search knows so far."""

    market: Market
    mission: Mission
    options: Options
    slope: float
    """d log(reached) / d horizon, [1/year]"""
    extra: Pricer | None = None
    estimate: float = math.nan
    execution: Execution | None = None
    bound: Bound | None = None
    prices: Prices | None = None
    easing: float = 0.0
    """how much better than they are the pool's power designs count in the bound"""
    ratio: float = math.nan
    """largest worth over cost of a design outside the pool"""
    rounds: int = 0
    programs: int = 0
    history: list[tuple[str, float, float]] = field(default_factory=list)

    @property
    def upper(self) -> float:
        """Executable time [year]."""
        finish = None if self.execution is None else self.execution.finish
        return math.inf if finish is None else finish

    @property
    def lower(self) -> float:
        """Proven time [year]."""
        return 0.0 if self.bound is None else self.bound.horizon

    @property
    def outside(self) -> float:
        """About what the designs outside the pool cost the bound [year].

        The value of all power ordered, times the easing, is what easing adds to the value.
        """
        if self.execution is None or self.prices is None or not self.easing:
            return 0.0
        plan, prices = self.execution.plan, self.prices
        worth = order_worths(prices, plan.grid.times * (prices.grid.horizon / plan.grid.horizon))
        power = prices.arrays.intake[:, len(prices.arrays.lines) :].T @ worth
        # Orders are over s and worths times s: their product is neither.
        lengths = plan.grid.lengths
        weights = (np.append(lengths, 0.0) + np.append(0.0, lengths)) / 2
        return self.easing * float(((plan.design * power) @ weights).sum()) / self.slope

    @property
    def gap(self) -> float:
        """(upper - lower) / upper."""
        return (self.upper - self.lower) / self.upper if math.isfinite(self.upper) else math.inf
