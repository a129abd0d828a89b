"""A farm and its link: every technology searched, the least weight proven by halving boxes."""

from __future__ import annotations

import math
from dataclasses import replace
from importlib.metadata import version
from time import perf_counter
from typing import Any

from optdesign.errors import ProblemError
from optdesign.physics.constants import GRAVITATIONAL_CONSTANT
from optdesign.physics.ring_orbit import core_pressure
from optdesign.problem import Case
from optdesign.solution import ShadowPrice, Solution, Status
from optdesign.solvers.designs.ring_conflict import diagnose, impossible_orbit
from optdesign.solvers.designs.ring_tables import trade_tables
from optdesign.subproblems.ring_case import ANY, CONDUCTOR, SUPERCONDUCTOR, check_pins, read_ring
from optdesign.subproblems.ring_links import Beam, Conductor, Superconductor
from optdesign.subproblems.ring_option import Design, Option, make_options
from optdesign.subproblems.ring_outcomes import (
    part_table,
    read_design,
    ring_levers,
    ring_outcomes,
)
from optdesign.subproblems.ring_read import CORE_PRESSURE, read_links
from optdesign.subproblems.ring_search import Found, best_found, proven_weight
from optdesign.units import format_number, format_quantity

GAP = 5e-4
ENOUGH = 1e-3
_STEP = 1e-4
_ROUNDING = 1e-12


def solve(case: Case) -> Solution:
    """Solve the case; an infeasible one is explained."""
    check_pins(case)
    started = perf_counter()
    solver: dict[str, Any] = {"solver": "SciPy", "solver_version": version("scipy")}
    ring = read_ring(case)
    if not ring.orbit.possible:
        return Solution(Status.INFEASIBLE, infeasibility=impossible_orbit(case), **solver)
    options = make_options(case, ring, read_links(case, ring))
    found = best_found(options)
    if found is None:
        return _without_answer(case, options, solver)
    searched = perf_counter()
    bound = proven_weight(options, found.weight, gap=min(case.settings.gap or GAP, GAP))
    proven = perf_counter()
    design = read_design(found)
    scale = ring.power if case.objective == "payback_time" else 1.0
    outcomes = ring_outcomes(found, design, case["power-ring.swarm_unit_power"])
    enough = 1 - bound / found.weight <= (case.settings.gap or ENOUGH) + _ROUNDING
    tables: dict[str, Any] = {
        "link": [{"technology": found.option.technology, "share": 1.0}],
        "parts": part_table(found.option, design),
    }
    prices = []
    if case.settings.shadow_prices:
        tables |= trade_tables(case)
        prices = shadow_prices(case, found, design)
    return Solution(
        status=Status.OPTIMAL if enough else Status.LIMIT,
        objective=outcomes[case.objective],
        bound=bound / scale,
        levers=ring_levers(found.option, design),
        outcomes=outcomes,
        tables=tables,
        shadow_prices=prices,
        notes=_notes(case, found.option, design, outcomes),
        plan=found.option.working,
        seconds={
            "solve": searched - started,
            "bound": proven - searched,
            "subproblems": perf_counter() - proven,
        },
        **solver,
    )


def _without_answer(case: Case, options: list[Option], solver: dict[str, Any]) -> Solution:
    if math.isinf(proven_weight(options, math.inf, gap=0.0)):
        return Solution(Status.INFEASIBLE, infeasibility=diagnose(case), **solver)
    return Solution(Status.LIMIT, notes=["No design of the grid works."], **solver)


def shadow_prices(case: Case, found: Found, design: Design) -> list[ShadowPrice]:
    """Change of the objective per +1 % of each parameter, the design and its links kept.

    At an optimum inside the ranges the levers' own response counts nothing (envelope theorem).
    """
    prices = []
    for key, value in case.values.items():
        if not isinstance(value, float) or not math.isfinite(value) or value == 0:
            continue
        known = []
        for step in (-_STEP, _STEP):
            try:
                moved = _weight(case.with_value(key, value * (1 + step)), found, design)
            except ProblemError:
                continue
            if math.isfinite(moved):
                known.append((step, moved))
        if len(known) < 2:
            continue
        (first, before), (last, after) = known
        effect = (after - before) / (last - first) * 0.01
        if abs(effect) > 1e-9 * abs(before):
            prices.append(ShadowPrice(key, effect))
    return sorted(prices, key=lambda price: -abs(price.effect))


def _weight(case: Case, found: Found, design: Design) -> float:
    """The objective of the same design in another case."""
    ring = replace(read_ring(case), availability=0.0, pinned_links=int(design.links[0]))
    if not ring.orbit.possible:
        return math.inf
    link, old = None, found.option.link
    for link in read_links(case, ring, found.option.technology):
        if _same(link, old):
            break
    assert link is not None
    option = replace(found.option, ring=ring, link=link)
    values = option.variables(found.point[None])
    scale = ring.power if case.objective == "payback_time" else 1.0
    return float(option.designs(values).weight[0]) / scale


def _same(link: object, old: object) -> bool:
    if isinstance(link, Conductor) and isinstance(old, Conductor):
        return link.name == old.name
    if isinstance(link, Superconductor) and isinstance(old, Superconductor):
        return link.layers == old.layers
    return True


def _notes(case: Case, option: Option, design: Design, outcomes: dict[str, float]) -> list[str]:
    links, link = int(design.links[0]), option.link
    name = f"{link.name} {CONDUCTOR}" if isinstance(link, Conductor) else option.technology
    kind = f"{name} beam" if isinstance(link, Beam) else name
    chosen = "The best link is" if case.choice("link.technology") == ANY else "The link is"
    arrives = f"{100 * outcomes['delivered_fraction']:.3g} % of what is sent arrives"
    notes = [f"{chosen} a {kind}: {option.working} of {links} carry the power, {arrives}."]
    if isinstance(link, Superconductor):
        shade = format_number(link.ambient, 3)
        passive = link.ambient <= link.temperature
        how = "so no cooler is needed" if passive else "so coolers take the rest"
        notes.append(f"Under {link.layers} layers of shade it is {shade} K, {how}.")
    if option.technology == SUPERCONDUCTOR and case.choice("superconductor.made") == CORE_PRESSURE:
        pressure = core_pressure(
            case["ceres.mass"],
            radius=case["ceres.radius"],
            gravitational_constant=GRAVITATIONAL_CONSTANT,
        )
        needed = case["core-pressure-superconductor.needed_pressure"]
        notes.append(
            "By assumption only: the core of Ceres has "
            f"{format_quantity(float(pressure), 'GPa', 2)}, such materials need "
            f"{format_quantity(needed, 'GPa', 3)}."
        )
    if outcomes["shadow_share"] > 0:
        share = 100 * outcomes["shadow_share"]
        notes.append(f"In the worst season {share:.3g} % of an orbit is in shadow: storage.")
    return notes
