"""A concentrator recomputed as a family of power designs, balanced, and compared with rivals."""

from __future__ import annotations

import numpy as np

from optdesign.formulations.concentrator import LEVERS, has_engine
from optdesign.network.concentrator import engine_designs, heat_designs, read_collector, read_engine
from optdesign.network.concentrator_unit import commodity_energies, read_unit
from optdesign.network.power_design import Floats, PowerDesigns
from optdesign.physics.concentrator import aperture_area, reradiated_power
from optdesign.physics.radiator import radiated_flux
from optdesign.problem import Case
from optdesign.solution import Check, Solution, Status

EXACT = 1e-9
AGREEMENT = 1e-5
ENOUGH = 1e-3
_SAMPLES = 40_000


def checks(case: Case, solution: Solution) -> list[Check]:
    """Masses, bills and powers again, energy balances, random rivals and the global solver's."""
    sampled = _cost(case, _designs(case, _sample(case)))
    if solution.status is Status.INFEASIBLE:
        working = int(np.isfinite(sampled).sum())
        return [Check("sampled designs that work", float(working), 0.0)]
    if solution.objective is None:
        return []
    variables = {key: np.array([float(solution.levers[key])]) for key in LEVERS[:3]}
    variables["slope_error"] = np.array([solution.outcomes["slope_error"]])
    if has_engine(case):
        variables["cold_temperature"] = np.array([float(solution.levers["cold_temperature"])])
    again = _designs(case, variables)
    cost = solution.objective if case.sense == "min" else 1 / solution.objective
    bound = None if solution.bound is None else _as_cost(case, solution.bound)
    found = [
        *_recomputed(case, solution, again),
        *_balances(case, solution),
        *_requirements(case, solution),
        Check("answer worse than the best of random designs", cost / sampled.min() - 1, EXACT),
    ]
    if bound is not None:
        found.append(Check("bound beyond the answer", bound / cost - 1, EXACT))
    rival = solution.plan
    if rival is not None and rival.cost is not None:
        found.append(Check("answer worse than the global solver's", cost / rival.cost - 1, ENOUGH))
        if bound is not None:
            below = bound / rival.cost - 1
            found.append(Check("global solver's design below the bound", below, AGREEMENT))
    if rival is not None and rival.bound is not None:
        above = rival.bound / cost - 1
        found.append(Check("global solver's bound beyond the answer", above, AGREEMENT))
    return [Check(check.name, float(check.value), check.limit) for check in found]


def _as_cost(case: Case, objective: float) -> float:
    return objective if case.sense == "min" else 1 / objective


def _designs(case: Case, variables: dict[str, Floats]) -> PowerDesigns:
    """Designs by the evaluation that the growth network uses."""
    collector = read_collector(case, case["site.distance"])
    if has_engine(case):
        mode = case.choice("mode")
        return engine_designs(case, mode, collector, read_engine(case, mode))(variables)
    return heat_designs(case, collector, variables["hot_temperature"])(variables)


def _energy(case: Case, designs: PowerDesigns) -> Floats:
    """Embodied energy of units from their bills of materials [J]."""
    prices = commodity_energies(case)
    per_mass = sum(amount * prices[name] for name, amount in designs.bill.items())
    return np.asarray(per_mass * designs.mass)


def _cost(case: Case, designs: PowerDesigns) -> Floats:
    weight = _energy(case, designs) if case.sense == "min" else designs.mass
    with np.errstate(divide="ignore"):
        cost = weight / designs.power
    if not has_engine(case):
        cold = designs.variables["hot_temperature"] < case["process.temperature"] * (1 - EXACT)
        cost = np.where(cold, np.inf, cost)
    return np.asarray(cost)


def _sample(case: Case) -> dict[str, Floats]:
    """Random designs over the levers, pins kept."""
    generator, found = np.random.default_rng(case.settings.seed), {}
    ranges = {key: case.lever_range(key) for key in LEVERS}
    ranges["slope_error"] = read_unit(case).slope
    for key, (low, high) in ranges.items():
        if key == "cold_temperature" and not has_engine(case):
            continue
        found[key] = np.exp(generator.uniform(np.log(low), np.log(high), _SAMPLES))
    return found


def _recomputed(case: Case, solution: Solution, again: PowerDesigns) -> list[Check]:
    energy, power, mass = (float(x[0]) for x in (_energy(case, again), again.power, again.mass))
    expected = {
        "payback_time": energy / max(power, 1e-300),
        "useful_power": power,
        "mass": mass,
        "specific_power": power / mass,
        "unit_energy": energy,
    }
    return [
        Check.agreement(f"{key} against recomputed one", solution.outcomes[key], value, EXACT)
        for key, value in expected.items()
        if value > 0
    ] + [Check("power missing", float(power <= 0), 0.0)]


def _balances(case: Case, solution: Solution) -> list[Check]:
    """Light in = heat + spilt + radiated; heat = power + what the radiator gives off."""
    outcomes, given = solution.outcomes, read_collector(case, case["site.distance"])
    aperture = aperture_area(float(solution.levers["aperture_diameter"]))
    light, hot = aperture * given.flux, float(solution.levers["hot_temperature"])
    receiver = aperture / float(solution.levers["concentration"])
    caught = light * given.optical_efficiency * outcomes["intercept"]
    heat = outcomes["useful_power"] / outcomes["conversion_efficiency"]
    lost = reradiated_power(hot, receiver_area=receiver, emissivity=given.emissivity)
    stagnant = reradiated_power(
        outcomes["stagnation_temperature"], receiver_area=receiver, emissivity=given.emissivity
    )
    found = [
        Check("light unaccounted for", abs(caught - lost - heat) / light, EXACT),
        Check("imbalance at stagnation", abs(caught - stagnant) / light, EXACT),
        Check("efficiency against its parts", abs(
            outcomes["efficiency"] * light / outcomes["useful_power"] - 1), EXACT),
    ]  # fmt: skip
    if has_engine(case):
        engine, cold = read_engine(case, case.choice("mode")), solution.levers["cold_temperature"]
        flux = radiated_flux(float(cold), emissivity=engine.emissivity, faces=engine.faces)
        rejected = flux * outcomes["radiator_area"]
        missing = abs(heat - outcomes["useful_power"] - rejected) / heat
        found.append(Check("heat unaccounted for", missing, EXACT))
    return found


def _requirements(case: Case, solution: Solution) -> list[Check]:
    hot, given = float(solution.levers["hot_temperature"]), read_unit(case)
    found = [Check("receiver too hot", hot / given.collector.temperature_limit - 1, EXACT)]
    slope = solution.outcomes["slope_error"]
    outside = max(given.slope[0] / slope, slope / given.slope[1]) - 1
    found.append(Check("slope error outside its range", outside, EXACT))
    if given.engine is None:
        found.append(Check("heat too cold", case["process.temperature"] / hot - 1, EXACT))
        return found
    cold = float(solution.levers["cold_temperature"])
    return [
        *found,
        Check("engine too hot", hot / given.engine.temperature_limit - 1, EXACT),
        Check("radiator too cold", given.engine.coldest / cold - 1, EXACT),
        Check("radiator too hot", cold / given.engine.hottest - 1, EXACT),
    ]
