"""An elevator put to the test: forces along the tether, the flight, and all other lengths.

Nothing of the solver is used. Sections come from the closed form of the constant-stress tether,
tensions from integrating forces from both ends towards the stationary orbit, masses by quadrature.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import cumulative_simpson, quad, solve_ivp
from scipy.optimize import brentq

from optdesign.physics.elevator import gravitational_parameter
from optdesign.problem import Case
from optdesign.solution import Check, Solution, Status

Floats = NDArray[np.float64]
TOLERANCE = 1e-6
_NEGLIGIBLE = 60.0  # below exp(-60) of the section at the ground nothing pulls or weighs
_POINTS = 20_001


@dataclass(frozen=True)
class Tether:
    """Body, load and fibre of a case, and their fields as functions of the radius."""

    parameter: float
    ground: float
    spin: float
    apoapsis: float
    specific_stress: float
    payload: float

    @classmethod
    def of(cls, case: Case) -> Tether:
        """Read a case."""
        return cls(
            parameter=gravitational_parameter(case["body.mass"]),
            ground=case["body.radius"],
            spin=case["body.rotation_rate"],
            apoapsis=case["target.apoapsis"],
            specific_stress=case["tether.stress"] / case["tether.density"],
            payload=case["payload.mass"],
        )

    def weight(self, radius: Floats | float) -> Floats:
        """Downward force on a kilogram that turns with the body [N/kg]."""
        return np.asarray(self.parameter / np.square(radius) - self.spin**2 * radius)

    def taper(self, radius: Floats | float) -> Floats:
        """Logarithm of the section over that at the ground; exact also close to the ground."""
        height = np.asarray(radius - self.ground)
        gravity = self.parameter / (self.ground * radius)
        centrifugal = self.spin**2 * (radius + self.ground) / 2
        return np.asarray(height * (gravity - centrifugal) / self.specific_stress)

    @cached_property
    def stationary(self) -> float:
        """Radius where gravity and centrifugal force cancel [m]."""
        logarithm = (math.log(self.parameter) - 2 * math.log(self.spin)) / 3
        return math.exp(logarithm)

    @cached_property
    def release(self) -> float:
        """Radius at which the speed of the tether is that of the transfer orbit's lower end [m]."""

        def excess(radius: float) -> float:
            # Energy and angular momentum are the same at both ends of the ellipse.
            return (radius / self.stationary) ** 3 / 2 * (1 + radius / self.apoapsis) - 1

        if excess(self.stationary) >= 0:
            return self.stationary
        return float(brentq(excess, self.stationary, 1.26 * self.stationary, rtol=1e-15))

    def reach(self, end: float) -> float:
        """The end, or the radius above which the tether is too thin to matter [m]."""
        if float(self.taper(end)) >= -_NEGLIGIBLE:
            return end
        return float(
            brentq(lambda r: float(self.taper(r)) + _NEGLIGIBLE, self.stationary, end, rtol=1e-12)
        )


def checks(case: Case, solution: Solution) -> list[Check]:
    """Forces, masses, flight and climb recomputed; no better length, or none at all if so said."""
    tether = Tether.of(case)
    if solution.status is Status.INFEASIBLE:
        found = float(len(_candidates(case, tether, pinned=True)[0]))
        return [Check("lengths at which an elevator would be possible", found, 0.0)]
    return [
        *_forces(tether, solution),
        *_masses(tether, solution),
        *_flight(case, tether, solution),
        *_requirements(case, tether, solution),
        *_no_better(case, tether, solution),
    ]


def _forces(tether: Tether, solution: Solution) -> list[Check]:
    """Tension from the ground up and from the counterweight down, d ln T/dr = rho A g_e / T."""
    end = tether.ground + float(solution.levers["tether_length"])
    mass, reach = float(solution.levers["counterweight_mass"]), tether.reach(end)
    section_at_ground = math.log(tether.payload * float(tether.weight(tether.ground)))
    upward = _tension(tether, tether.ground, 0.0)
    pull = -float(tether.weight(end)) * mass
    start, cut = _logarithm(pull) - section_at_ground, reach < end
    # Where the tether has tapered away, the counterweight must pull as little as what is left.
    unbalanced = max(start + _NEGLIGIBLE, 0.0) if cut else abs(start - float(tether.taper(end)))
    start = -_NEGLIGIBLE if cut else start
    downward = _tension(tether, reach, start)
    meeting = abs(math.expm1(downward[-1] - upward[-1]))
    stations = np.linspace(tether.ground, tether.stationary, len(upward))
    above = np.linspace(reach, tether.stationary, len(downward))
    stresses = [upward - tether.taper(stations), downward - tether.taper(above)]
    excess = max(float(np.expm1(np.max(stress))) for stress in stresses)
    return [
        Check("stress over the working stress, worst place", excess, TOLERANCE),
        Check("tension from below against from above", meeting, TOLERANCE),
        Check("pull of the counterweight against the tether's end", unbalanced, TOLERANCE),
    ]


def _tension(tether: Tether, start: float, logarithm: float) -> Floats:
    """Logarithms of tension over payload weight, from ``start`` to the stationary orbit."""
    span = tether.stationary - start
    if span == 0.0:
        return np.array([logarithm])

    def slope(share: float, state: Floats) -> Floats:
        radius = start + share * span
        section = np.exp(np.clip(tether.taper(radius) - state, -50.0, 50.0))
        return np.asarray(span * tether.weight(radius) / tether.specific_stress * section)

    moments = np.linspace(0.0, 1.0, 401)
    run = solve_ivp(
        slope, (0, 1), [logarithm], t_eval=moments, rtol=1e-10, atol=1e-11, method="LSODA"
    )
    return np.asarray(run.y[0]) if run.success else np.full(401, np.nan)


def _masses(tether: Tether, solution: Solution) -> list[Check]:
    outcomes = solution.outcomes
    end = tether.ground + outcomes["tether_length"]
    whole = tether.payload * math.exp(_tether_logarithms(tether, np.array([end]))[0])
    ratio = math.exp(_tether_logarithms(tether, np.array([tether.release]))[0])
    system = whole + float(solution.levers["counterweight_mass"])
    return [
        _against("tether_mass", outcomes, whole),
        _against("system_mass", outcomes, system),
        _against("tapered_tether_mass_ratio", outcomes, ratio),
        _against("counterweight_mass", outcomes, float(solution.levers["counterweight_mass"])),
        _against("tether_length", outcomes, float(solution.levers["tether_length"])),
    ]


def _tether_logarithms(tether: Tether, ends: Floats) -> Floats:
    """Logarithms of tether over payload mass for ends above the stationary orbit, increasing."""
    peak = float(tether.taper(tether.stationary))
    # The mass hangs around the stationary orbit: both grids end there.
    below = np.geomspace(tether.ground, tether.stationary, _POINTS)
    top = tether.reach(float(ends[-1]))
    above = np.geomspace(tether.stationary, max(top, tether.stationary * (1 + 1e-15)), _POINTS)
    above[-1] = top
    lower = _areas(tether, below, peak)[-1]
    upper = np.interp(ends, above, _areas(tether, above, peak)) if top > above[0] else 0.0
    gravity = float(tether.weight(tether.ground))
    return np.asarray(
        peak + np.log(gravity / tether.specific_stress) + np.log(np.asarray(lower + upper))
    )


def _areas(tether: Tether, radii: Floats, peak: float) -> Floats:
    if not np.all(np.diff(radii) > 0):
        return np.zeros(len(radii))
    sections = np.exp(tether.taper(radii) - peak)
    return np.asarray(cumulative_simpson(sections, x=radii, initial=0.0))


def _flight(case: Case, tether: Tether, solution: Solution) -> list[Check]:
    """Release, transfer and climb from energy and angular momentum."""
    release, parameter, outcomes = tether.release, tether.parameter, solution.outcomes
    speed = tether.spin * release
    axis = (release + tether.apoapsis) / 2
    # Speeds at both ends of the ellipse are as the inverse radii.
    circular = math.sqrt(parameter / tether.apoapsis)
    burn = circular - speed * release / tether.apoapsis
    energy = parameter / release - speed**2 / 2
    climb = (release - tether.ground) / case["climb.speed"]
    # Over the logarithm of the radius, which may span many decades.
    ends = math.log(tether.ground), math.log(release)
    work = quad(lambda u: float(tether.weight(math.exp(u))) * math.exp(u), *ends, epsrel=1e-11)[0]
    stations = np.linspace(tether.ground, release, 1001)
    peak = tether.payload * case["climb.speed"] * float(np.max(tether.weight(stations)))
    escape = math.sqrt(2 * parameter / tether.ground) - tether.spin * tether.ground
    lifted = parameter / tether.ground
    error = abs(energy - parameter / (2 * axis)) / (parameter / release)
    period = 2 * math.pi * math.sqrt(axis / parameter) * axis
    return [
        Check("energy of the released load against its orbit", error, TOLERANCE),
        _against("stationary_altitude", outcomes, tether.stationary - tether.ground,
                 tether.stationary),
        _against("tip_altitude", outcomes, release - tether.ground, release),
        _against("tip_speed", outcomes, speed),
        _against("escape_speed", outcomes, escape, escape + tether.spin * tether.ground),
        _against("circularisation_delta_v", outcomes, burn, circular),
        _against("lift_energy", outcomes, work, 1e-3 * lifted),
        _against("climb_time", outcomes, climb, release / case["climb.speed"]),
        _against("mean_power", outcomes, tether.payload * work / climb,
                 1e-3 * tether.payload * lifted / climb),
        _against("peak_power", outcomes, peak),
        _against("transfer_time", outcomes, period / 2),
    ]  # fmt: skip


def _requirements(case: Case, tether: Tether, solution: Solution) -> list[Check]:
    outcomes = solution.outcomes
    end = tether.ground + outcomes["tether_length"]
    limit = _limit(case, tether)
    return [
        Check("release point above the end of the tether", tether.release / end - 1, TOLERANCE),
        Check("tether over its limit", end / (tether.ground + limit) - 1, TOLERANCE),
        Check("mass over that of the body", outcomes["system_mass"] / case["body.mass"],
              1 + TOLERANCE),
    ]  # fmt: skip


def _no_better(case: Case, tether: Tether, solution: Solution) -> list[Check]:
    """Compare with every other length on a fine grid; with pinned levers there is none."""
    if case.fixed or solution.objective is None:
        return []
    ends, systems, counterweights = _candidates(case, tether, pinned=False)
    payload = math.log(tether.payload)
    values = {
        "system_mass": systems + payload,
        "counterweight_mass": counterweights + payload,
        "tether_length": np.log(ends - tether.ground),
    }[case.objective]
    if not len(values):
        return [Check("other lengths to compare with, missing", 1.0, 0.0)]
    excess = _logarithm(solution.objective) - max(float(np.min(values)), _logarithm(0.0))
    return [Check("objective over the best of all lengths", math.expm1(excess), 1e-5)]


def _candidates(case: Case, tether: Tether, *, pinned: bool) -> tuple[Floats, Floats, Floats]:
    """Ends that satisfy everything, with logarithms of system and counterweight over payload.

    A pinned counterweight lies between two neighbours or at none.
    """
    levers = case.problem.levers
    lowest = max(tether.release, tether.stationary * (1 + 1e-9))
    highest = tether.ground + min(_limit(case, tether), levers["tether_length"].high)
    if pinned and "tether_length" in case.fixed:
        length = tether.ground + case.fixed["tether_length"]
        lowest, highest = max(lowest, length), min(highest, length)
    if not lowest <= highest * (1 + 1e-12):
        return np.array([]), np.array([]), np.array([])
    ends = np.array([max(highest, lowest)])
    # Beyond the reach of the tether only the counterweight still changes.
    reach = tether.reach(float(ends[0]))
    if reach > lowest * (1 + 1e-9):
        ends = np.unique(np.append(np.geomspace(lowest, reach, _POINTS), ends))
    elif lowest < ends[0]:
        ends = np.array([lowest, float(ends[0])])
    counterweights = tether.taper(ends) + np.log(
        float(tether.weight(tether.ground)) / -tether.weight(ends)
    )
    systems = np.logaddexp(_tether_logarithms(tether, ends), counterweights)
    payload = math.log(tether.payload)
    most = math.log(levers["counterweight_mass"].high)
    possible = (systems + payload <= math.log(case["body.mass"])) & (
        counterweights + payload <= most
    )
    if pinned and "counterweight_mass" in case.fixed:
        possible &= _near(
            counterweights, _logarithm(case.fixed["counterweight_mass"]) - payload, len(ends)
        )
    return ends[possible], systems[possible], counterweights[possible]


def _near(values: Floats, wanted: float, count: int) -> NDArray[np.bool_]:
    """Whether a neighbour lies on the other side of the wanted value."""
    side = np.sign(values - wanted)
    if count == 1:
        return np.asarray(abs(values - wanted) <= 0.99e-7, dtype=np.bool_)
    crossing = side[1:] != side[:-1]
    found: NDArray[np.bool_] = np.append(crossing, False) | np.insert(crossing, 0, False)
    return found


def _limit(case: Case, tether: Tether) -> float:
    given = case.optional("limit.tether_length")
    if given is not None:
        return given
    return case["tether.length_ratio"] * tether.stationary - tether.ground


def _against(name: str, outcomes: object, value: float, scale: float = 0.0) -> Check:
    assert isinstance(outcomes, dict)
    error = abs(outcomes[name] - value) / max(abs(value), abs(scale), 1e-300)
    return Check(f"{name} recomputed against reported", error, TOLERANCE)


def _logarithm(value: float) -> float:
    """Logarithm, finite for what has underflowed to zero."""
    return math.log(max(value, 1e-300))
