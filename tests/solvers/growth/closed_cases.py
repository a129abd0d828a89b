"""Tiny networks whose best share of the target is known for every horizon."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import integrate, optimize, special

from optdesign.formulations.growth.arrays import year
from optdesign.formulations.growth.mission import Mission, TotalLimit
from optdesign.network.model import HabitatDesign, Line, Network, PowerDesign


@dataclass(frozen=True)
class ClosedCase:
    """A network, its mission, and the largest share of the target within so many years."""

    network: Network
    mission: Mission
    share: Callable[[float], float]
    growth: float
    """[1/year], a guess"""

    @property
    def time(self) -> float:
        """[year], the least to reach the target."""
        high = 1.0
        while self.share(high) < 1:
            high *= 2
        return float(optimize.brentq(lambda t: self.share(t) - 1, 1e-9, high, xtol=1e-12))


def make_line(
    name: str,
    output: dict[str, float],
    bill: dict[str, float],
    *,
    decay: float = 0.0,
    lag: float = 0.0,
    energy: dict[str, float] | None = None,
    inputs: dict[str, float] | None = None,
) -> Line:
    """A line with rates, decay and lag in years."""
    return Line(
        name,
        year() / decay if decay else math.inf,
        lag * year(),
        {key: value / year() for key, value in output.items()},
        {key: value / year() for key, value in (inputs or {}).items()},
        energy or {},
        bill,
    )


def make_power(
    name: str,
    power: dict[str, float],
    bill: dict[str, float],
    *,
    decay: float = 0.0,
    lag: float = 0.0,
) -> PowerDesign:
    """A power design with decay and lag in years."""
    return PowerDesign(name, year() / decay if decay else math.inf, lag * year(), power, bill)


def habitat(**needs: float) -> HabitatDesign:
    """A habitat of so many kilograms a person."""
    return HabitatDesign(needs, {})


def served(rate: float, decay: float, span: float) -> float:
    """What a unit makes over a span: rate (1 - exp(-decay span)) / decay."""
    return rate * span * special.exprel(-decay * span)


def all_growth(rate: float, decay: float, lag: float, time: float) -> float:
    """Service if all is built in: sum of rate^n (t - n lag)^n / n! exp(-decay (t - n lag))."""
    if lag == 0:
        return math.exp((rate - decay) * time)
    orders = np.arange(math.floor(time / lag + 1e-12) + 1)
    spans = np.maximum(time - orders * lag, 0.0)
    logs = special.xlogy(orders, rate * spans) - special.gammaln(orders + 1) - decay * spans
    return float(np.exp(logs).sum())


def growing(rate: float, decay: float, lag: float, target: float) -> Callable[[float], float]:
    """Share of a target (in seeds) that one asset making itself reaches.

    It makes itself until an order no longer makes its own mass, then only the goal.
    """
    last = -math.log1p(-decay / rate) / decay if decay else 1 / rate

    def share(time: float) -> float:
        switch = time - last - lag
        if switch <= 0:
            return served(rate, decay, time) / target
        if lag == 0:
            return all_growth(rate, decay, lag, switch) / target
        kinks = [n * lag for n in range(1, int((switch + lag) / lag) + 1)]
        inside = [kink for kink in kinks if switch < kink < switch + lag]
        made, _ = integrate.quad(
            lambda t: all_growth(rate, decay, lag, t),
            switch,
            switch + lag,
            points=inside or None,
            epsabs=0,
            epsrel=1e-12,
        )
        return (rate * made + all_growth(rate, decay, lag, switch + lag)) / target

    return share


def one_asset(
    rate: float,
    decay: float,
    lag: float,
    target: float,
    *,
    seed: float = 1000.0,
    bill: float = 1.0,
    commodity: str = "metal",
) -> ClosedCase:
    """One line that makes its own material; the goal needs it too. ``target`` in seeds."""
    line = make_line("maker", {commodity: rate * bill}, {commodity: bill}, decay=decay, lag=lag)
    network = Network((line,), (), (habitat(**{commodity: 20.0 * bill}),))
    mission = Mission(target * seed / 20.0, seed)
    return ClosedCase(network, mission, growing(rate, decay, lag, target), rate - decay)


def two_commodities(
    rates: tuple[float, float], part: float, decay: float, lag: float, target: float
) -> ClosedCase:
    """Two lines, two materials, one mix of both for lines and goal: one asset in all but name."""
    bill = {"metal": part, "silicate": 1 - part}
    # Lines in the ratio that makes the mix.
    rate = 1 / (part / rates[0] + (1 - part) / rates[1])
    lines = (
        make_line("smelter", {"metal": rates[0]}, bill, decay=decay, lag=lag),
        make_line("kiln", {"silicate": rates[1]}, bill, decay=decay, lag=lag),
    )
    seed = 50.0
    network = Network(lines, (), (habitat(**{key: 10 * value for key, value in bill.items()}),))
    share = growing(rate, decay, lag, target)
    return ClosedCase(network, Mission(target * seed / 10.0, seed), share, rate - decay)


def powered(
    rate: float, need: float, power: float, decay: float, lag: float, target: float
) -> ClosedCase:
    """A line and the plant that drives it, alike in life and material; heat comes second."""
    line = make_line(
        "maker",
        {"metal": rate},
        {"metal": 1.0},
        decay=decay,
        lag=lag,
        energy={"electricity": 0.4 * need, "low_heat": 0.6 * need},
    )
    plant = make_power("plant", {"electricity": power}, {"metal": 1.0}, decay=decay, lag=lag)
    joint = rate / (1 + need / power)
    network = Network((line,), (plant,), (habitat(metal=5.0),))
    share = growing(joint, decay, lag, target)
    return ClosedCase(network, Mission(target * 10 / 5.0, 10.0), share, joint - decay)


def capped(rate: float, cap: float, target: float) -> ClosedCase:
    """No decay, and no more plant in all, seed included, than ``cap`` seeds."""
    free = one_asset(rate, 0.0, 0.0, target, seed=10.0)
    limit = TotalLimit("plant", cap * 10.0, np.ones(1), 1.0, np.zeros(1), 1.0)

    def share(time: float) -> float:
        full = math.log(cap) / rate
        free_switch = time - 1 / rate
        if free_switch <= full:
            return free.share(time)
        return rate * cap * (time - full) / target

    mission = Mission(free.mission.target, 10.0, limits=(limit,))
    return ClosedCase(free.network, mission, share, rate)


def imports_only(rate: float, total: float, target: float) -> ClosedCase:
    """Habitats of imported parts only: what has arrived."""
    line = make_line("idle", {"silicate": 1.0}, {"silicon": 1.0}, decay=0.1)
    network = Network((line,), (), (habitat(electronics=2.0),))
    mission = Mission(target, 5.0, rate, total)
    return ClosedCase(network, mission, lambda t: min(rate * t, total) / (2 * target), 0.05)


def vitamins(rate: float, part: float, imports: float, target: float) -> ClosedCase:
    """Imports limit growth, material does not: the asset grows linearly until orders stop paying.

    Seed one kilogram, no decay; ``part`` of an asset is imported, ``imports`` in kilograms a year.
    """
    own = 1 - part
    assert rate > own * imports / part
    line = make_line("maker", {"metal": rate}, {"metal": own, "irreducible": part})
    network = Network((line,), (), (habitat(metal=1.0),))

    def share(time: float) -> float:
        growing_for = max(time - own / rate, 0.0)
        return (rate * time + rate * imports / part * growing_for**2 / 2) / target

    return ClosedCase(network, Mission(target, 1.0, imports, 1e6), share, rate)


def stored(rates: tuple[float, float], decays: tuple[float, float], target: float) -> ClosedCase:
    """Nothing can be built; the smelter dies young, so metal must wait in store for the robots.

    Goal: as much metal as effort; the seed of one kilogram is divided so that both end together.
    """
    assert decays[0] >= decays[1]
    bill = {"irreducible": 1.0, "metal": 1.0}
    lines = (
        make_line("smelter", {"metal": rates[0]}, bill, decay=decays[0]),
        make_line("robots", {"effort": rates[1]}, bill, decay=decays[1]),
    )
    network = Network(lines, (), (habitat(metal=1.0, effort=1.0),))

    def share(time: float) -> float:
        if time <= 0:
            return 0.0
        costs = (1 / served(rate, decay, time) for rate, decay in zip(rates, decays, strict=True))
        return 1 / sum(costs) / target

    return ClosedCase(network, Mission(target, 1.0), share, 1.0)
