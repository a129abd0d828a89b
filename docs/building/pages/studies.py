"""Numbers of ``studies.md``: what the shipped studies find."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from page_numbers import Fact, Value
from runs import studied
from scipy.stats import qmc

from optdesign.exploration.study.read import load_study

DAY, YEAR, TERA, MWH = 86_400.0, 365.25 * 86_400, 1e12, 3.6e9


def point(study: str, values: Mapping[str, float | str]) -> Mapping[str, Any]:
    """Outcomes of the point of a sweep at these values."""
    for found in studied(study)["sweep"]["points"]:
        if all(alike(found["values"][key], value) for key, value in values.items()):
            outcomes: Mapping[str, Any] = found["outcomes"]
            return outcomes
    raise LookupError(f"{study} | must have a point | {values}")


def alike(one: float | str, other: float | str) -> bool:
    """Whether two values of a sweep are the same but for rounding."""
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return abs(one - other) <= 1e-9 * abs(other)


def points(study: str) -> float:
    """How many cases a sweep solves, bisections included."""
    return float(len(studied(study)["sweep"]["points"]))


def switches(study: str) -> list[float]:
    """Where a sweep changes its answer, in the order of the study."""
    return [float(switch["value"]) for switch in studied(study)["switches"]]


def distance_sweep() -> list[Value]:
    """Doubling times at both ends, and where arrays give way."""
    ends = [point("distance-sweep", {"site.distance": au}) for au in (0.9, 4.0)]
    return [
        points("distance-sweep"),
        *(end["doubling_time"] / DAY for end in ends),
        *switches("distance-sweep"),
    ]


def closure() -> list[Value]:
    """Imported shares and doubling times, electronics and then much more from elsewhere."""
    few, many = (
        point("closure", {"growth-case.irreducible_share": share, "imports.policy": "free"})
        for share in (0.0, 0.4)
    )
    return [
        points("closure"),
        100 * few["imported_share"],
        few["doubling_time"] / DAY,
        many["doubling_time"] / DAY,
        100 * many["imported_share"],
    ]


def soil_radius() -> list[Value]:
    """Energy of a small and a large habitat, and the smallest radius there is."""
    ends = [
        point("soil-radius", {"radius": radius, "soil_depth": soil})["energy_per_person"] / TERA
        for radius, soil in ((1000.0, 1.5), (2000.0, 4.0))
    ]
    return [points("soil-radius"), *ends, max(switches("soil-radius"))]


def ring_against_replication() -> list[Value]:
    """Energy that a copy may cost at 1, 1.5 and 2 au."""
    found = {
        round(switch["at"]["site.distance"], 3): switch["value"] / MWH
        for switch in studied("ring-against-replication")["switches"]
    }
    return [points("ring-against-replication"), *(found[au] for au in (1.0, 1.5, 2.0))]


def robust(study: str) -> tuple[dict[str, Any], dict[str, Mapping[str, Any]]]:
    """The section of a robust choice, and its candidates by name."""
    found = studied(study)["robust"]
    return found, {candidate["name"]: candidate for candidate in found["candidates"]}


def radius(candidate: Mapping[str, Any]) -> float:
    """Metres that a candidate chooses."""
    return float(candidate["values"]["radius"]["value"])


def without_design(study: str, name: str) -> float:
    """In how many scenarios a candidate has no design."""
    section, candidates = robust(study)
    feasible = float(candidates[name]["feasible"]["value"])
    return float(section["scenarios"]["used"]) * (1 - feasible)


def robust_habitat() -> list[Value]:
    """The nominal radius, the robust one, that of least regret, and what knowing is worth."""
    section, candidates = robust("robust-habitat")
    chosen, calm = section["choice"]["robust"], section["choice"]["least_regret"]
    nominal = candidates["nominal"]["nominal"]
    return [
        radius(candidates["nominal"]),
        without_design("robust-habitat", "nominal"),
        section["scenarios"]["used"],
        radius(candidates[chosen]),
        without_design("robust-habitat", chosen),
        radius(candidates[calm]),
        100 * section["price_of_robustness"] / nominal,
        section["perfect_information"]["value"] / TERA,
    ]


def robust_ceres() -> list[Value]:
    """The robust radius, how often the nominal one fails, what it costs and how far it may miss."""
    section, candidates = robust("robust-ceres")
    chosen = candidates[section["choice"]["robust"]]
    price = section["price_of_robustness"]
    return [
        radius(chosen),
        radius(candidates["nominal"]),
        without_design("robust-ceres", "nominal"),
        section["scenarios"]["used"],
        price / YEAR,
        100 * price / candidates["nominal"]["nominal"],
        chosen["worst_regret"] / YEAR,
    ]


def crowding() -> list[Value]:
    """Greatest correlation by chance, and the median over parameters of the closest partner's."""
    points = qmc.Sobol(200, scramble=True, seed=1).random(64)
    matrix = np.abs(np.corrcoef(points, rowvar=False)) - np.eye(200)
    closest = matrix.max(axis=0)
    return [float(closest.max()), float(np.median(closest))]


def uncertain(outcome: str, unit: float, *quantiles: str) -> list[Value]:
    """Median of an outcome at Ceres, then other quantiles."""
    found = studied("ceres-uncertainty")["outcomes"][outcome]
    return [found[quantile] / unit for quantile in quantiles]


def size() -> list[Value]:
    """Parameters that vary, and trials."""
    study = load_study("ceres-uncertainty")
    return [len(study.uncertain), study.trials]


def complete() -> list[Value]:
    """Trials with an answer."""
    return [studied("ceres-uncertainty")["trials"]["complete"]]


def times() -> list[Value]:
    """Median with its interval, quantiles, and the nominal time."""
    found = studied("ceres-uncertainty")
    time = found["outcomes"]["bootstrap_time"]
    nominal = found["tornado"]["nominal"]
    return [
        part / YEAR
        for part in (time["p50"], *time["intervals"]["p50"], time["p5"], time["p95"], nominal)
    ]


def chances() -> list[Value]:
    """Percent of trials within each of the times but the first."""
    found = studied("ceres-uncertainty")["thresholds"]
    return [100 * part["probability"]["value"] for part in found[1:]]


def drivers() -> list[Value]:
    """Shares of the variance of the two parameters that tell most, and what the fit predicts."""
    found = studied("ceres-uncertainty")["sensitivities"]["bootstrap_time"]
    shares = {part["parameter"]: part["total"] for part in found["parameters"]}
    return [shares["assembly.productivity"], shares["seed.mass"], 100 * found["explained"]]


def slow_assembly() -> list[Value]:
    """Years that the low end of its productivity costs, by its price and by the trials."""
    swings = studied("ceres-uncertainty")["tornado"]["swings"]
    found = next(part for part in swings if part["parameter"] == "assembly.productivity")
    return [found["priced"][0] / YEAR, found["fitted"][0] / YEAR]


FACTS = [
    Fact(
        "pairs with a correlation of {:.2f}, and half of the parameters have a partner above "
        "{:.2f}",
        crowding,
    ),
    Fact(
        "| `distance-sweep` | {:.0f} | industry doubles in {:.0f} days at 0.9 au and {:.0f} at 4 "
        "au; electricity from thin-film arrays up to {:.3f} au",
        distance_sweep,
        slow=True,
    ),
    Fact(
        "| `closure` | {:.0f} | without imports any irreducible share ends growth; with "
        "electronics from elsewhere ({:.1f} % of what is built) a doubling takes {:.0f} days, "
        "{:.0f} if {:.0f} % comes from elsewhere",
        closure,
        slow=True,
    ),
    Fact(
        "| `soil-radius` | {:.0f} | {:.1f} TJ a person at 1 km and 1.5 m of soil, {:.0f} TJ at 2 "
        "km and 4 m; no habitat below a radius of {:.1f} m",
        soil_radius,
        slow=True,
    ),
    Fact(
        "| `ring-against-replication` | {:.0f} | a copy may cost {:.2f} MWh at 1 au, ring "
        "included, to come in four months; {:.2f} at 1.5 au, {:.2f} at 2 au",
        ring_against_replication,
        slow=True,
    ),
    Fact(
        "the nominal optimum, {:.1f} m, has no design in {:.0f} of the {:.0f} scenarios; the best "
        "p90 is that of {:,.0f} m (no design in {:.0f}), the least regret that of {:,.0f} m, which "
        "always has one; the former costs {:.0f} % in the nominal case; knowing the numbers is "
        "worth {:.1f} TJ a person",
        robust_habitat,
        slow=True,
    ),
    Fact(
        "| `robust-ceres` | habitats of {:,.0f} m instead of {:.1f} m, which have no design in "
        "{:.0f} of the {:.0f} scenarios: {:.2f} years ({:.1f} %) later in the nominal case and "
        "never more than {:.2f} years behind what was possible",
        robust_ceres,
        slow=True,
    ),
    Fact("varies {:.0f} numbers of the catalogue at once, in {:.0f} trials", size),
    Fact("{:.0f} trials are complete", complete, slow=True),
    Fact(
        "| time until a million people are housed | median {:.1f} years (95 %: {:.1f} to {:.1f}), "
        "p5 {:.1f}, p95 {:.1f}; nominal {:.1f} |",
        times,
        slow=True,
    ),
    Fact(
        "| within 15, 20, 25, 30 years | {:.0f} %, {:.0f} %, {:.0f} %, {:.0f} % |",
        chances,
        slow=True,
    ),
    Fact(
        "| doubling time of industry | median {:.0f} days, p5 {:.0f}, p95 {:.0f} |",
        lambda: uncertain("doubling_time", DAY, "p50", "p5", "p95"),
        slow=True,
    ),
    Fact(
        "| what drives it | productivity of assembly ({:.2f} of the variance) and mass of the seed "
        "({:.2f}); the fit predicts {:.0f} % of the variance",
        drivers,
        slow=True,
    ),
    Fact(
        "a low productivity of assembly costs {:.1f} years by its price and {:.1f} by the trials",
        slow_assembly,
        slow=True,
    ),
]
