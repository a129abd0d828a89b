"""Pyomo LP of lunar industry that copies itself in generations of growing closure.

Every generation prints the next one. A set is printed hardware and electronics; robonauts assemble,
electronics makers make the share of electronics that need not be landed. All but robonauts is
retired with its generation. Counts are continuous: the published figures are rounded alike.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from optdesign.errors import ProblemError
from optdesign.modelling import pyo
from optdesign.problem import Case
from optdesign.units import TONNE

GENERATIONS = ("2", "2-5", "3", "4", "5", "6")
# Requirements besides the limits: key -> what it says.
SEED, ASIDE = "seed_sets", "set_aside"


@dataclass(frozen=True)
class Machine:
    """Mass of one machine [kg]: what is printed, and its electronics."""

    printed: float
    electronics: float

    def mass(self, crudeness: float = 1.0) -> float:
        """Mass of one as a generation makes it [kg]."""
        return crudeness * self.printed + self.electronics


@dataclass(frozen=True)
class Step:
    """How one generation is made by the one before: closure and labour [s], hardware set aside."""

    crudeness: float
    closure: float
    labour: float
    set_aside: float


@dataclass(frozen=True)
class Industry:
    """One set without robonauts, the other machines, and what each does in one generation."""

    basic: Machine
    robonaut: Machine
    maker: Machine
    assets: float
    robonauts: float
    power: float
    robonaut_power: float
    printing: float
    making: float
    working_time: float
    generation_time: float
    steps: tuple[Step, ...]

    @property
    def seed_mass(self) -> float:
        """Mass of one set with its robonauts, as landed [kg]."""
        return self.basic.mass() + self.robonauts * self.robonaut.mass()


def read_industry(case: Case) -> Industry:
    """Collect the numbers of lunar industry from the parameters of a case."""
    items = case.problem.catalogue.named("role:lunar-seed")
    robonaut = "lunar-robonaut"
    keys = [item.key for item in items if item.key != robonaut]

    def summed(entry: str, among: Iterable[str] = keys) -> float:
        rows = (key for key in among if f"{key}.{entry}" in case.values)
        return math.fsum(case[f"{key}.count"] * case[f"{key}.{entry}"] for key in rows)

    def machine(key: str) -> Machine:
        electronics = case[f"{key}.electronics_mass"]
        _check_part(key, electronics, case[f"{key}.mass"])
        return Machine(max(case[f"{key}.mass"] - electronics, 0.0), electronics)

    running = case["lunar-industry.generation_time"] * case["lunar-industry.duty"]
    electronics = summed("electronics_mass")
    for key in keys:
        _check_part(key, case[f"{key}.electronics_mass"], case[f"{key}.mass"])
    return Industry(
        basic=Machine(summed("mass") - electronics, electronics),
        robonaut=machine(robonaut),
        maker=machine("lunar-electronics-maker"),
        assets=math.fsum(case[f"{key}.count"] for key in keys),
        robonauts=case[f"{robonaut}.count"],
        power=summed("power"),
        robonaut_power=case[f"{robonaut}.power"],
        printing=summed("printing_rate") * running * case["lunar-industry.utilization"],
        making=case["lunar-electronics-maker.electronics_rate"] * running,
        working_time=running,
        generation_time=case["lunar-industry.generation_time"],
        steps=tuple(_steps(case)),
    )


def _check_part(key: str, part: float, whole: float) -> None:
    if part > whole * (1 + 1e-9):
        raise ProblemError(
            f"{key}.electronics_mass | must not exceed the mass, {whole:g} kg, got {part:g} kg | "
            "raise the mass or lower the electronics"
        )


def _steps(case: Case) -> Iterable[Step]:
    late = case.choice("electronics.timing") == "maker"
    closures = [case[f"lunar-generation-{name}.electronics_closure"] for name in GENERATIONS]
    if late:
        closures = [0.0, *closures[:-1]]
    aside = 0.0
    for name, closure in zip(GENERATIONS, closures, strict=True):
        item = f"lunar-generation-{name}"
        labour = case[f"{item}.assembly_labour"]
        yield Step(case[f"{item}.crudeness"], closure, labour, aside)
        aside = case.value_or(f"{item}.set_aside", 0.0)


@dataclass(frozen=True)
class CompleteSet:
    """A set with the robonauts and makers it needs to copy itself, and copies a generation."""

    robonauts: float
    makers: float
    growth: float


def complete_set(industry: Industry) -> CompleteSet:
    """The last generation in balance: it copies sets, robonauts and makers alike, all of it itself.

    For a growth g the needs of robonauts and makers are linear; the largest g the printers allow
    is found by bisection.
    """
    last = industry.steps[-1]
    basic, robonaut, maker = industry.basic, industry.robonaut, industry.maker

    def needs(growth: float) -> tuple[float, float, float] | None:
        work, made = growth * last.labour / industry.working_time, growth / industry.making
        one, other = 1 - work, 1 - made * maker.electronics
        determinant = one * other - work * made * robonaut.electronics
        if one <= 0 or other <= 0 or determinant <= 0:
            return None
        robonauts = (work * industry.assets * other + work * made * basic.electronics) / determinant
        makers = made * (basic.electronics + robonaut.electronics * robonauts) / other
        mass = basic.mass(last.crudeness) + robonauts * robonaut.mass(last.crudeness)
        return robonauts, makers, growth * (mass + makers * maker.mass(last.crudeness))

    low, high = 0.0, industry.printing / basic.mass(last.crudeness)
    for _ in range(200):
        middle = (low + high) / 2
        found = needs(middle)
        low, high = (
            (low, middle) if found is None or found[2] > industry.printing else (middle, high)
        )
    robonauts, makers, _ = needs(low) or (0.0, 0.0, 0.0)
    return CompleteSet(robonauts, makers, low)


def complete_mass(industry: Industry, complete: CompleteSet) -> float:
    """Mass of a complete set of the last generation [kg]."""
    crude = industry.steps[-1].crudeness
    return (
        industry.basic.mass(crude)
        + complete.robonauts * industry.robonaut.mass(crude)
        + complete.makers * industry.maker.mass(crude)
    )


def generations_model(case: Case, *, ignored: Collection[str] = ()) -> Any:
    """Build the model without its objective.

    Parameters
    ----------
    case : the case; a pinned lever is a requirement of the lever's own key
    ignored : keys of requirements to leave out, to find what is in conflict

    Returns
    -------
    a ConcreteModel; counts of sets, robonauts, makers (built) and landed robonauts by generation,
    electronics made and landed [t] by generation, expressions ``landed`` and ``final`` [t]
    """
    industry = read_industry(case)
    count = len(industry.steps)
    model = pyo.ConcreteModel()
    low, high = (0.0, None) if SEED in ignored else case.lever_range(SEED)
    model.seed = pyo.Var(bounds=(low, high))
    model.generation = pyo.RangeSet(1, count)
    ceilings = _ceilings(industry, high)
    for name, ceiling in ceilings.items():
        setattr(model, name, pyo.Var(model.generation, bounds=_bounds(ceiling)))
    _work(model, industry, aside=ASIDE not in ignored)
    _electronics(model, industry)
    complete = complete_set(industry)
    model.ready_robonauts = pyo.Constraint(
        expr=model.crew[count] >= complete.robonauts * model.sets[count]
    )
    model.ready_makers = pyo.Constraint(
        expr=model.makers[count] >= complete.makers * model.sets[count]
    )
    model.landed = pyo.Expression(
        expr=industry.seed_mass / TONNE * model.seed
        + sum(model.imported[n] for n in model.generation)
        + industry.robonaut.mass()
        / TONNE
        * sum(model.landed_robonauts[n] for n in model.generation)
    )
    model.final = pyo.Expression(expr=complete_mass(industry, complete) / TONNE * model.sets[count])
    for key, side in (("limit.landed_mass", model.landed), ("limit.final_mass", model.final)):
        if key in ignored or not math.isfinite(case[key]):
            continue
        bound = case[key] / TONNE
        body = side <= bound if case.problem.limits[key].sense == "<=" else side >= bound
        model.add_component(key.replace(".", "_"), pyo.Constraint(expr=body))
    return model


def _bounds(ceiling: list[float]) -> Any:
    return lambda _, n: (0.0, ceiling[n - 1] if math.isfinite(ceiling[n - 1]) else None)


def _ceilings(industry: Industry, seed: float | None) -> dict[str, list[float]]:
    """What no plan exceeds, by generation; finite bounds make the proof of optimality safe."""
    found: dict[str, list[float]] = {
        name: [] for name in ("sets", "built", "makers", "made", "imported", "landed_robonauts")
    }
    sets, labour = math.inf if seed is None else seed, 0.0
    machines = (industry.basic, industry.robonaut, industry.maker)
    for step in industry.steps:
        printed = industry.printing * sets
        counts = [
            printed / (step.crudeness * machine.printed) if machine.printed else math.inf
            for machine in machines
        ]
        electronics = math.fsum(
            machine.electronics * count for machine, count in zip(machines, counts, strict=True)
        )
        assets = industry.assets * counts[0] + counts[1] + counts[2]
        labour = max(labour, step.labour / industry.working_time * assets)
        sets = counts[0]
        for name, count in zip(("sets", "built", "makers"), counts, strict=True):
            found[name].append(count)
        found["made"].append(printed / TONNE)
        found["imported"].append(electronics / TONNE)
    # Whole robonauts are landed only while no electronics is made on the Moon, and none to idle.
    last = complete_set(industry).robonauts * sets
    found["landed_robonauts"] = [
        max(labour, last) if step.closure == 0 else 0.0 for step in industry.steps
    ]
    return found


def _work(model: Any, industry: Industry, *, aside: bool) -> None:
    """Printing and assembly of every generation by the one before."""

    def crew(m: Any, n: int) -> Any:
        landed = industry.robonauts * m.seed
        return landed + sum(m.built[k] + m.landed_robonauts[k] for k in range(1, n + 1))

    def printing(m: Any, n: int) -> Any:
        step = industry.steps[n - 1]
        hardware = (
            industry.basic.printed * m.sets[n]
            + industry.robonaut.printed * m.built[n]
            + industry.maker.printed * m.makers[n]
        )
        taken = step.set_aside / TONNE if aside else 0.0
        capacity = industry.printing * (m.sets[n - 1] if n > 1 else m.seed)
        return step.crudeness / TONNE * hardware + m.made[n] + taken <= capacity / TONNE

    def assembly(m: Any, n: int) -> Any:
        share = industry.steps[n - 1].labour / industry.working_time
        return share * (industry.assets * m.sets[n] + m.built[n] + m.makers[n]) <= m.crew[n - 1]

    model.crew = pyo.Expression(pyo.RangeSet(0, len(industry.steps)), rule=crew)
    model.printing = pyo.Constraint(model.generation, rule=printing)
    model.assembly = pyo.Constraint(model.generation, rule=assembly)


def _electronics(model: Any, industry: Industry) -> None:
    """Electronics of every generation: made within closure and capacity, the rest landed."""

    def needed(m: Any, n: int) -> Any:
        return (
            industry.basic.electronics * m.sets[n]
            + industry.robonaut.electronics * m.built[n]
            + industry.maker.electronics * m.makers[n]
        ) / TONNE

    def capacity(m: Any, n: int) -> Any:
        return m.made[n] <= (industry.making / TONNE * m.makers[n - 1] if n > 1 else 0.0)

    model.needed = pyo.Expression(model.generation, rule=needed)
    model.supply = pyo.Constraint(
        model.generation, rule=lambda m, n: m.made[n] + m.imported[n] == m.needed[n]
    )
    model.closure = pyo.Constraint(
        model.generation, rule=lambda m, n: m.made[n] <= industry.steps[n - 1].closure * m.needed[n]
    )
    model.making = pyo.Constraint(model.generation, rule=capacity)
