"""One site of a fleet as a case of its own: its distance, its rock, and whether it has an elevator.

The lines of the catalogue are for the rock of one reference site. Where a body holds less of an
element, as much more has to be dug for the same product; where it holds none, there is no such
line. A body without a radius in the catalogue is so small that what is dug needs no lift.
"""

from __future__ import annotations

from dataclasses import replace

from optdesign.errors import ProblemError, suggestion
from optdesign.network.elevator import ROLE as LIFT
from optdesign.network.lines import ROLE as LINE
from optdesign.problem import Case
from optdesign.problem.model import Value

REFERENCE = "composition.reference"
ELEMENTS = {"metal": "iron_fraction", "polymer": "carbon_fraction"}
"""Products whose need of feedstock is that of one element in the rock"""
FREED = {"nitrogen": "nitrogen_fraction"}
"""What is set free in mining, by the element it is"""


def fleet_sites(case: Case) -> tuple[str, ...]:
    """Keys of the sites of a case, in the order of its header.

    Raises
    ------
    ProblemError
        unless every one is in the catalogue and named once.
    """
    sites = case.problem.header.sites
    known = [item.key for item in case.problem.catalogue.of_kind("site")]
    for site in sites:
        if site not in known:
            hint = suggestion(site, known)
            raise ProblemError(f"sites | must be sites of the catalogue, got {site} | {hint}")
    if not sites or len(set(sites)) < len(sites):
        came = ", ".join(sites) or "none"
        raise ProblemError(f"sites | must be named once each, got {came} | name each once")
    return sites


def site_case(case: Case, site: str) -> Case:
    """The case of one site alone.

    Parameters
    ----------
    case : a case with several sites and the parameters ``SITE.distance``
    site : one of them
    """
    header = case.problem.header.model_copy(update={"sites": (site,)})
    values = dict(case.values)
    values["site.distance"] = case[f"{site}.distance"]
    reference = case.choice(REFERENCE)
    items = case.problem.catalogue.items
    for item in sorted({key.partition(".")[0] for key in values} & items.keys()):
        labels = items[item].labels
        if labels.get("role") == LIFT and f"{site}.radius" not in values:
            _drop(values, item)
        if labels.get("role") == LINE:
            _adapt(values, item, labels.get("product", ""), (site, reference))
    return replace(case, problem=replace(case.problem, header=header), values=values)


def _adapt(values: dict[str, Value], item: str, product: str, sites: tuple[str, str]) -> None:
    """Scale what a line digs or sets free by what the rock holds."""
    for name, element in FREED.items():
        key = f"{item}.output.{name}"
        if key in values:
            values[key] = _number(values, key) * _richness(values, sites, element)
    element = ELEMENTS.get(product, "")
    if element:
        richness = _richness(values, sites, element)
        if richness > 0:
            key = f"{item}.input.feedstock"
            values[key] = _number(values, key) / richness
        else:
            _drop(values, item)


def _richness(values: dict[str, Value], sites: tuple[str, str], element: str) -> float:
    """Share of an element over that at the reference site."""
    site, reference = (_number(values, f"{name}.{element}") for name in sites)
    return 1.0 if sites[0] == sites[1] else site / reference if reference > 0 else 0.0


def _number(values: dict[str, Value], key: str) -> float:
    value = values.get(key)
    return float(value) if value is not None else 0.0


def _drop(values: dict[str, Value], item: str) -> None:
    for key in [key for key in values if key.startswith(f"{item}.")]:
        del values[key]
