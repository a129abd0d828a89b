"""Hour-by-hour energy of a base through a replication cycle: loads, sunlight, batteries, stores."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from optdesign.network.power_units import PowerUnit
from optdesign.problem import Case
from optdesign.units import HOUR

_MOST_STEPS = 1500
_DAYS, _PEAKS = 3.0, 4.0
_TINY = 1e-9


@dataclass(frozen=True)
class Base:
    """Loads of a base and the heating and surplus its plan sets, SI."""

    electric: float
    heat: float
    peak: float
    peak_duration: float
    peak_interval: float
    shadow: float
    day: float
    """0 without shadows"""
    cycle: float
    """[s], to make one unit with the mean electric load"""
    heater: float
    rates: Mapping[str, float]
    """[1/s] of ``batteries`` and ``stores``"""
    efficiencies: Mapping[str, float]
    flows: Mapping[str, float]

    @property
    def horizon(self) -> float:
        """A replication cycle, some days and peaks at least; no more steps than can be run."""
        events = 2 / self.peak_interval + (2 / self.day if self.day else 0.0)
        most = _MOST_STEPS / events
        least = max(_DAYS * self.day, _PEAKS * self.peak_interval)
        return min(max(least, min(self.cycle, HOUR * _MOST_STEPS)), most)

    def phases(self) -> list[float]:
        """Starts of the first peak [s] after the first shadow begins."""
        shadow, duration = self.shadow, self.peak_duration
        edges = [0.0, -duration, shadow, shadow - duration]
        even = [share * self.peak_interval for share in (0.2, 0.45, 0.7, 0.95)]
        return sorted({phase % self.peak_interval for phase in edges + even})


@dataclass(frozen=True)
class Worst:
    """The worst of a run, each over the size of the load."""

    electricity: float = 0.0
    heat: float = 0.0
    uncharged: float = 0.0
    unfilled: float = 0.0
    unradiated: float = 0.0

    def joined(self, other: Worst) -> Worst:
        """The worse of both."""
        names = ("electricity", "heat", "uncharged", "unfilled", "unradiated")
        return Worst(*(max(getattr(self, name), getattr(other, name)) for name in names))


def read_base(case: Case, flows: Mapping[str, float]) -> Base:
    """The loads of a case with the flows of a plan [W]."""
    shadow, given = case["demand.shadow"], case.optional("demand.day")
    electric = case["demand.electric"]
    peak = max(case["demand.peak"] - electric, 0.0)
    mean = electric + peak * case["demand.peak_duration"] / case["demand.peak_interval"]
    energy = case.problem.catalogue.value("replication-unit.energy.total")
    return Base(
        electric=electric,
        heat=case["demand.heat"],
        peak=peak,
        peak_duration=case["demand.peak_duration"],
        peak_interval=case["demand.peak_interval"],
        shadow=shadow,
        day=0.0 if shadow <= 0 else (2 * shadow if given is None else given),
        cycle=energy / mean if mean > 0 else 0.0,
        heater=case["base-power.heater_efficiency"],
        rates={
            "batteries": case["lithium-ion.charge_rate"],
            "stores": case["heat-store.charge_rate"],
        },
        efficiencies={
            "batteries": case["lithium-ion.round_trip_efficiency"],
            "stores": case["heat-store.round_trip_efficiency"],
        },
        flows=flows,
    )


class _Bank:
    """A battery or heat store, full at first; energies [J] as given back."""

    def __init__(self, capacity: float, rate: float, efficiency: float) -> None:
        self.capacity, self.power, self.efficiency = capacity, capacity * rate, efficiency
        self.missing = 0.0

    def give(self, wanted: float, seconds: float) -> float:
        """Take power out [W]; returns what is lacking."""
        left = max(self.capacity - self.missing, 0.0)
        given = min(wanted, self.power, left / seconds)
        self.missing += given * seconds
        return wanted - given

    def take(self, offered: float, seconds: float) -> None:
        """Put power in [W], as much as it takes."""
        stored = min(offered, self.power) * self.efficiency * seconds
        self.missing = max(self.missing - stored, 0.0)


def simulate(base: Base, units: Sequence[tuple[PowerUnit, int]], phase: float) -> Worst:
    """Run the units through the horizon with the first peak at a phase [s].

    Parameters
    ----------
    units : with the number of each that works
    phase : of the peaks against the shadows, in [0, peak_interval)
    """

    def total(kind: str) -> float:
        return math.fsum(unit.capacity * count for unit, count in units if unit.kind == kind)

    power = {kind: total(kind) for kind in ("steady", "sunlit", "heat", "panels")}
    banks = {
        kind: _Bank(total(kind), base.rates[kind], base.efficiencies[kind])
        for kind in ("batteries", "stores")
    }
    size = max(base.electric + base.peak + base.heat, _TINY)
    worst, radiated = Worst(), 0.0
    for start, end in _steps(base, phase):
        middle, seconds = (start + end) / 2, end - start
        dark = base.day > 0 and middle % base.day < base.shadow
        busy = base.peak > 0 and (middle - phase) % base.peak_interval < base.peak_duration
        time = "dark" if dark else "sun"
        heating = base.flows[f"{time}_heating"]
        load = base.electric + (base.peak if busy else base.flows[f"{time}_surplus"])
        made = power["steady"] + (0.0 if dark else power["sunlit"])
        short = _balance(banks["batteries"], made - load - heating, seconds)
        warm = base.heater * heating + (0.0 if dark else power["heat"]) - base.heat
        cold = _balance(banks["stores"], warm, seconds)
        radiated += load * seconds
        worst = worst.joined(Worst(short / size, cold / size))
        if base.day > 0 and not dark and math.isclose(end % base.day % base.day, 0, abs_tol=1e-3):
            worst = worst.joined(_refilled(base, banks, made, heating, size))
    horizon = base.horizon
    excess = radiated / horizon / size - power["panels"] / size
    # A horizon that ends within an interval of peaks holds up to one peak more than the average.
    return worst.joined(Worst(unradiated=excess - base.peak * base.peak_duration / horizon / size))


def _balance(bank: _Bank, net: float, seconds: float) -> float:
    """Let a bank even out what is left or lacking [W]; returns what it cannot give."""
    if net >= 0:
        bank.take(net, seconds)
        return 0.0
    return bank.give(-net, seconds)


def _refilled(
    base: Base, banks: Mapping[str, _Bank], made: float, heating: float, size: float
) -> Worst:
    """At the end of sunlight nothing but the last peak may be missing from the banks."""
    last = max(base.electric + base.peak + heating - made, 0.0) * base.peak_duration
    energy = size * base.day
    return Worst(
        uncharged=(banks["batteries"].missing - last) / energy,
        unfilled=banks["stores"].missing / energy,
    )


def _steps(base: Base, phase: float) -> Iterator[tuple[float, float]]:
    """Hours, cut where a shadow or a peak begins or ends."""
    horizon = base.horizon
    step = max(HOUR, horizon / _MOST_STEPS)
    marks = {place * step for place in range(math.ceil(horizon / step))}
    if base.day > 0:
        for day in range(math.ceil(horizon / base.day) + 1):
            marks |= {day * base.day, day * base.day + base.shadow}
    if base.peak > 0:
        for count in range(-1, math.ceil(horizon / base.peak_interval) + 1):
            start = phase + count * base.peak_interval
            marks |= {start, start + base.peak_duration}
    places = [*sorted(mark for mark in marks if 0 <= mark <= horizon), horizon]
    for start, end in pairwise(places):
        if end - start > _TINY * horizon:
            yield start, end
