"""The replication problem as growth networks, one a doubling, by what is learnt until then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from optdesign.network.concentrator import COLLECTOR
from optdesign.network.lines import process_lines
from optdesign.network.model import Line, PowerDesign
from optdesign.network.power_families import PowerFamily, power_families, power_items
from optdesign.physics.replication import unit_energy
from optdesign.problem import Case

DISTANCE = "site.distance"
FABRICATION = "fabrication.rate"
ASSEMBLY = "assembly.productivity"
_EDGE = 1e-6


def industry_lines(case: Case) -> tuple[Line, ...]:
    """The process lines of a case; ``fabrication.rate``, if given, is that of assembly."""
    rate = case.optional(FABRICATION)
    return process_lines(case if rate is None else case.with_value(ASSEMBLY, rate))


def industry_families(case: Case) -> list[PowerFamily]:
    """The power technologies of a case at its distance from the Sun."""
    return power_families(case, case[DISTANCE])


def imports_are_free(case: Case) -> bool:
    """Whether electronics and what is irreducible come from elsewhere."""
    return case.choice("imports.policy") == "free"


def doubling_numbers(case: Case) -> range:
    """The doublings that differ: one stands for all where nothing is learnt."""
    return range(round(case["learning.doublings"]) if case["learning.rate"] < 1 else 1)


def learning_factor(case: Case, doubling: int) -> float:
    """Energy and plant per kilogram made in the n-th doubling, over those of the first."""
    return float(
        unit_energy(
            doubling,
            first_energy=1.0,
            energy_ratio=2 * case["learning.rate"],
            floor_energy=case["learning.floor"],
        )
    )


def learnt(lines: Iterable[Line], factor: float) -> tuple[Line, ...]:
    """Lines that need ``factor`` times the plant and energy per kilogram of product.

    They make and use up 1/factor times as much a second; the power they draw stays. Inputs per
    kilogram of product, bills and lives are not learnt.
    """

    def faster(rates: Mapping[str, float]) -> dict[str, float]:
        return {key: rate / factor for key, rate in rates.items()}

    return tuple(
        replace(
            line,
            output=faster(line.output),
            input=faster(line.input),
            lifted=line.lifted / factor,
        )
        for line in lines
    )


def rebuild_designs(
    designs: Sequence[PowerDesign],
    families: Mapping[str, PowerFamily],
    others: Mapping[str, PowerFamily],
) -> list[PowerDesign]:
    """The same designs in other circumstances; a variable at its bound stays at its bound.

    Parameters
    ----------
    designs : made by ``families``
    families, others : by technology, before and after a change of the case
    """
    found = []
    for design in designs:
        before, after = families[design.technology], others[design.technology]
        variables = {}
        for key, x in design.variables.items():
            low, high = before.bounds[key]
            new_low, new_high = after.bounds[key]
            margin = _EDGE * (high - low)
            kept = new_low if x <= low + margin else new_high if x >= high - margin else x
            variables[key] = min(max(kept, new_low), new_high)
        found.append(after.design(variables))
    return found


def without_unused(case: Case, designs: Iterable[PowerDesign]) -> Case:
    """The case without power technologies that no design uses: quicker to rebuild."""
    used = {design.technology for design in designs}
    unused = {
        item
        for item in power_items(case)
        if item != COLLECTOR
        and not any(name == item or name.startswith(f"{item}-") for name in used)
    }
    values = {k: v for k, v in case.values.items() if k.partition(".")[0] not in unused}
    return replace(case, values=values)
