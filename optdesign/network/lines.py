"""Process lines of a case: every item of the catalogue with the role ``line``, as rates per second.

Where the case has an elevator, what miners dig is ``ore`` on the ground, and the elevator, itself a
line, makes it ``feedstock``; without one it is feedstock where it is dug. Where the case has items
with the role ``haul``, trucks, what is dug is ``rock`` until they have brought it.
"""

from __future__ import annotations

from dataclasses import replace

from optdesign.errors import ProblemError, suggestion
from optdesign.network.concentrator import item_bill
from optdesign.network.elevator import elevator_line
from optdesign.network.haulage import haul_lines
from optdesign.network.model import CARRIERS, COMMODITIES, Line
from optdesign.problem import Case

ROLE = "line"


def process_lines(case: Case) -> tuple[Line, ...]:
    """All lines of a case, in the order of their names, the elevator last if there is one.

    Parameters
    ----------
    case : its parameters supply every number, the catalogue only what each line makes

    Raises
    ------
    ProblemError
        with a sentence for each line without a product, of no material or of unknown commodities.
    """
    items = case.problem.catalogue.items
    named = sorted({key.partition(".")[0] for key in case.values} & items.keys())
    names = [name for name in named if items[name].labels.get("role") == ROLE]
    faults = [fault for name in names for fault in _faults(case, name)]
    if faults:
        raise ProblemError("\n".join(faults))
    lines = tuple(_line(case, name) for name in names)
    elevator = elevator_line(case)
    there = "feedstock" if elevator is None else "ore"
    trucks = haul_lines(case, there)
    dug = "rock" if trucks else there
    found = (*(_on_the_ground(line, dug) for line in lines), *trucks)
    return found if elevator is None else (*found, elevator)


def _faults(case: Case, item: str) -> list[str]:
    """What is wrong with the description of a line, a sentence each."""
    product = case.problem.catalogue.items[item].labels.get("product", "")
    parts = {group: case.group(f"{item}.{group}") for group in ("output", "input", "bill")}
    found = []
    if product not in COMMODITIES:
        came = f"got {product}" if product else "got none"
        hint = suggestion(product, COMMODITIES)
        found.append(f"{item}.product | must be a commodity, {came} | {hint}")
    for group, valid in (("output", COMMODITIES), ("input", COMMODITIES + CARRIERS)):
        found += [
            f"{item}.{group}.{name} | must be of a commodity or a carrier of energy | "
            f"{suggestion(name, valid)}"
            for name in parts[group].keys() - set(valid)
        ]
    materials = set(COMMODITIES) - {"effort"}
    found += [
        f"{item}.bill.{name} | must be of a material | {suggestion(name, materials)}"
        for name in parts["bill"].keys() - materials
    ]
    if sum(parts["bill"].values()) <= 0:
        found.append(
            f"{item}.bill | a line must be made of something, got nothing | add bill.metal"
        )
    return found


def _line(case: Case, item: str) -> Line:
    rate = case[f"{item}.productivity"]
    product = case.problem.catalogue.items[item].labels["product"]
    amounts, made = case.group(f"{item}.input"), case.group(f"{item}.output")
    return Line(
        name=item,
        lifetime=case[f"{item}.lifetime"],
        lag=case[f"{item}.construction_lag"],
        output={product: rate} | {k: rate * v for k, v in made.items() if v > 0 and k != product},
        input={k: rate * v for k, v in amounts.items() if k in COMMODITIES and v > 0},
        energy={k: rate * amounts[k] for k in CARRIERS if amounts.get(k, 0.0) > 0},
        bill=item_bill(case, item),
    )


def _on_the_ground(line: Line, dug: str) -> Line:
    """A line of the ground: what it would dig as feedstock has still some way to go."""
    if "feedstock" not in line.output:
        return line
    output = {(dug if key == "feedstock" else key): rate for key, rate in line.output.items()}
    return replace(line, output=output)
