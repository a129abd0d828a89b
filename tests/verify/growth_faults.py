"""Faults put into a good solution of a growth network, and the check that must notice each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from optdesign.problem import Case
from optdesign.solution import Solution

Fault = Callable[[Case, Solution], tuple[Case, Solution]]


def _state(solution: Solution, **changes: Any) -> Solution:
    plan = solution.plan
    return replace(solution, plan=replace(plan, state=replace(plan.state, **changes)))


def execution(change: Callable[[Any], Any]) -> Fault:
    """A fault of the execution."""

    def spoil(case: Case, solution: Solution) -> tuple[Case, Solution]:
        return case, _state(solution, execution=change(solution.plan.state.execution))

    return spoil


def plan(**changes: Callable[[Any], Any]) -> Fault:
    """A fault of the plan's fields, each from its old value."""

    def change(old: Any) -> Any:
        new = {name: alter(getattr(old.plan, name)) for name, alter in changes.items()}
        return replace(old, plan=replace(old.plan, **new))

    return execution(change)


def arrays(**changes: Callable[[Any], Any]) -> Fault:
    """A fault of the plan's matrices."""
    return plan(
        arrays=lambda old: replace(old, **{k: f(getattr(old, k)) for k, f in changes.items()})
    )


def prices(**changes: Callable[[Any], Any]) -> Fault:
    """A fault of the prices behind the bound."""

    def spoil(case: Case, solution: Solution) -> tuple[Case, Solution]:
        old = solution.plan.state.prices
        new = replace(old, **{k: f(getattr(old, k)) for k, f in changes.items()})
        return case, _state(solution, prices=new)

    return spoil


def bound(change: Callable[[Any], Any]) -> Fault:
    """A fault of the bound."""

    def spoil(case: Case, solution: Solution) -> tuple[Case, Solution]:
        return case, _state(solution, bound=change(solution.plan.state.bound))

    return spoil


def setting(key: str, change: Callable[[float], float]) -> Fault:
    """A solution that took a parameter for another value than the case's."""

    def spoil(case: Case, solution: Solution) -> tuple[Case, Solution]:
        return case.with_value(key, change(case[key])), solution

    return spoil


def limit(name: str) -> Fault:
    """A solution that breaks a limit by a thousandth."""

    def spoil(case: Case, solution: Solution) -> tuple[Case, Solution]:
        return case.with_value(f"limit.{name}", 0.999 * solution.outcomes[name]), solution

    return spoil


def outcome(key: str) -> Fault:
    """An outcome that is off by a ten-thousandth."""

    def spoil(case: Case, solution: Solution) -> tuple[Case, Solution]:
        value = solution.outcomes[key]
        wrong = value * (1 + 1e-4) if value else 1e-4
        return case, replace(solution, outcomes={**solution.outcomes, key: wrong})

    return spoil


def scaled(factor: float) -> Callable[[Any], Any]:
    """Everything times a factor."""
    return lambda values: values * factor


def at(place: Any, factor: float) -> Callable[[Any], Any]:
    """Some entries times a factor."""

    def alter(values: Any) -> Any:
        new = np.array(values)
        new[place] *= factor
        return new

    return alter


def largest(factor: float) -> Callable[[Any], Any]:
    """The largest entry times a factor."""

    def alter(values: Any) -> Any:
        new = np.array(values)
        new[np.unravel_index(np.argmax(np.abs(new)), new.shape)] *= factor
        return new

    return alter


def first_stock(**changes: Any) -> Callable[[Any], Any]:
    """The first stock with other numbers."""
    return lambda stocks: (replace(stocks[0], **changes), *stocks[1:])


def first_design(key: str, factor: float) -> Callable[[Any], Any]:
    """The first design that has a variable, with another value of it."""

    def alter(designs: Any) -> Any:
        position = next(n for n, design in enumerate(designs) if key in design.variables)
        old = designs[position]
        new = replace(old, variables={**old.variables, key: old.variables[key] * factor})
        return (*designs[:position], new, *designs[position + 1 :])

    return alter


def first_habitat(factor: float) -> Callable[[Any], Any]:
    """The first habitat with another radius."""

    def alter(habitats: Any) -> Any:
        variables = habitats[0].variables
        changed = {**variables, "radius": variables["radius"] * factor}
        return (replace(habitats[0], variables=changed), *habitats[1:])

    return alter


def _without_slow_down(old: Any) -> Any:
    return replace(old, slowdown=np.ones_like(old.slowdown), clock=old.edges)


def _no_silicon(old: Any) -> Any:
    row = old.commodities.index("silicon")
    kept = [m for m in range(len(old.commodities)) if m != row]
    tables = {name: getattr(old, name)[kept] for name in ("bill", "run", "needs")}
    return replace(old, commodities=tuple(old.commodities[m] for m in kept), **tables)


def _early(imported: Any) -> Any:
    """The same use of imports, but much of it at once."""
    new = np.array(imported)
    new[:, :2] += new.max()
    return new


def _thinned(old: Any) -> Any:
    """Every other edge left out: the clock no longer knows the plan's nodes."""
    kept = np.unique(np.append(np.arange(0, len(old.edges), 2), len(old.edges) - 1))
    edges, clock = old.edges[kept], old.clock[kept]
    return replace(old, edges=edges, clock=clock, slowdown=np.diff(clock) / np.diff(edges))


def _without_speed_up(old: Any) -> Any:
    return replace(old, speedup=np.ones_like(old.speedup), horizon=float(old.moments.edges[-1]))


def _cut(old: Any) -> Any:
    moments = replace(old.moments, edges=old.moments.edges[:-5])
    taken = np.diff(moments.edges) / old.speedup[:-5]
    return replace(old, moments=moments, speedup=old.speedup[:-5], horizon=float(taken.sum()))


FAULTS: dict[str, tuple[Fault, str]] = {
    "a bill": (arrays(bill=largest(0.99)), "bills, plan"),
    "a productivity": (arrays(run=largest(1.01)), "rates of lines"),
    "a line's power": (arrays(use=largest(0.99)), "power of lines"),
    "a design's power": (arrays(intake=at(-1, 1.01)), "power of designs"),
    "a line's own mass": (arrays(intake=at((0, 0), 1.01)), "mass of lines"),
    "a habitat's needs": (arrays(needs=largest(0.99)), "needs of habitats"),
    "persons in a habitat": (arrays(persons=scaled(1.001)), "persons in habitats"),
    "a carrier that serves none": (arrays(supply=largest(0.0)), "carriers, plan"),
    "decay ignored": (arrays(stocks=first_stock(decay=0.0)), "lives and lags"),
    "lag ignored": (arrays(stocks=first_stock(lag=0.0)), "lives and lags"),
    "a balance dropped": (plan(arrays=_no_silicon), "left out of the plan"),
    "a design beyond its bounds": (
        arrays(designs=first_design("aperture_diameter", 100.0)),
        "outside their family",
    ),
    "a design other than told": (
        arrays(designs=first_design("concentration", 0.8)),
        "power of designs",
    ),
    "a habitat other than told": (arrays(habitats=first_habitat(1.1)), "needs of habitats"),
    "a habitat too narrow": (arrays(habitats=first_habitat(0.1)), "not allowed"),
    "lines 1 % over capacity": (plan(run=scaled(1.01)), "beyond its mass in service"),
    "lines 10 % over at a node": (
        plan(run=at((slice(None), 8), 1.1)),
        "beyond its mass in service",
    ),
    "power short": (plan(design=scaled(0.99)), "power used beyond supply"),
    "a stock scaled up": (plan(intake=scaled(1.01)), "that is not there"),
    "orders below zero": (plan(intake=largest(-1.0)), "controls below zero"),
    "seed too heavy": (plan(seed=scaled(1.01)), "seed too heavy"),
    "more habitats than materials": (plan(live=scaled(1.01)), "that is not there"),
    "habitats counted twice": (plan(live=scaled(0.5)), "target not housed"),
    "a finish a day early": (
        execution(lambda old: replace(old, finish=old.finish - 1 / 365)),
        "target not housed",
    ),
    "too many imports": (plan(imported=scaled(1.2)), "imports used before they arrive"),
    "imports too early": (plan(imported=_early), "imports used before they arrive"),
    "imports forgotten": (plan(imported=scaled(0.0)), "that is not there"),
    "slow-down ignored": (execution(_without_slow_down), "beyond its mass in service"),
    "a clock that runs fast": (
        execution(lambda old: replace(old, slowdown=old.slowdown * 0.99)),
        "plan time gained",
    ),
    "a clock of its own": (
        execution(lambda old: replace(old, clock=old.clock * 0.99)),
        "clock against its parts",
    ),
    "edges left out": (execution(_thinned), "nodes that are no edges"),
    "a lag shorter than the case's": (
        setting("smelter.construction_lag", scaled(1.1)),
        "smelter run beyond",
    ),
    "a life longer than the case's": (
        setting("assembly.lifetime", scaled(0.9)),
        "assembly run beyond",
    ),
    "a line faster than the case's": (
        setting("electronics-line.productivity", scaled(0.99)),
        "electronics used that is not there",
    ),
    "a target missed": (setting("target.population", scaled(1.001)), "target not housed"),
    "a seed heavier than the case's": (setting("seed.mass", scaled(0.999)), "seed too heavy"),
    "imports faster than the case's": (
        setting("imports.rate", scaled(0.95)),
        "imports used before they arrive",
    ),
    "imports beyond their total": (
        setting("imports.total", lambda old: 0.5 * old),
        "imports above their total",
    ),
    "prices lowered": (prices(price=scaled(0.99)), "count more than they cost"),
    "prices raised": (
        prices(price=scaled(1.05), energy=scaled(1.05)),
        "worth more than the target",
    ),
    "energy dearer": (prices(energy=scaled(1.02)), "power of the pool"),
    "energy for nothing": (prices(energy=scaled(0.0)), "worth more than it costs"),
    "a price that rises": (prices(price=at((3, 10), 0.5)), "rise of a stored price"),
    "a price below zero": (prices(energy=largest(-1.0)), "prices below zero"),
    "bound half a percent too long": (
        bound(lambda old: replace(old, horizon=old.horizon * 1.005)),
        "horizon against",
    ),
    "speed-up dropped": (bound(_without_speed_up), "worth more than it costs"),
    "speed-up less than needed": (
        bound(
            lambda old: replace(
                old,
                speedup=0.5 + 0.5 * old.speedup,
                horizon=float((np.diff(old.moments.edges) / (0.5 + 0.5 * old.speedup)).sum()),
            )
        ),
        "cost",
    ),
    "prices for part of the horizon": (bound(_cut), "span their horizon"),
    "a value too low": (bound(lambda old: replace(old, value=0.9)), "against the bound's own"),
} | {
    f"limit of {name} broken": (limit(name), f"limit.{name} exceeded")
    for name in (
        "total_energy",
        "plant_mass",
        "lifted_mass",
        "lifting_energy",
        "angular_momentum",
        "iron",
        "nitrogen",
    )
}
