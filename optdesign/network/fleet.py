"""Networks of several sites: everything has a place, written before its name.

``ceres:metal`` is metal at Ceres, ``bennu:miner`` a miner that is built and runs at Bennu,
``bennu>ceres:miner`` one built at Bennu that runs at Ceres. Transport of a route is a commodity,
``bennu>ceres:transport``, made by ships that belong to the origin.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from optdesign.network.freight import TRANSPORT, Route, ship_line
from optdesign.network.model import HabitatDesign, Line, Network, PowerDesign
from optdesign.problem import Case

MATERIALS = ("feedstock", "nitrogen", "metal", "polymer", "silicon", "electronics")
"""What may be sent as such"""
FIXED = frozenset({"elevator"})


@dataclass(frozen=True)
class FleetNetwork(Network):
    """All assets of all sites by their placed names."""

    sites: tuple[str, ...] = ()


@dataclass(frozen=True)
class FleetSite:
    """A site with its own case, lines and distance from the Sun [m]."""

    name: str
    case: Case
    lines: tuple[Line, ...]

    @property
    def distance(self) -> float:
        """[m], from the Sun."""
        return self.case["site.distance"]


def place_of(name: str) -> tuple[str, str]:
    """Where something is built and where it works: the sites before the colon of a name."""
    origin, _, destination = name.partition(":")[0].partition(">")
    return origin, destination or origin


def bare(name: str) -> str:
    """A name without its place."""
    return name.rpartition(":")[2]


def is_plant(name: str) -> bool:
    """Whether something that is ordered works, and is no material that is only sent."""
    return bare(name) not in MATERIALS


def at(place: str, amounts: Mapping[str, float]) -> dict[str, float]:
    """Amounts of commodities at a place."""
    return {f"{place}:{name}": amount for name, amount in amounts.items()}


def local_line(site: str, line: Line) -> Line:
    """A line that is built and runs at one site."""
    return replace(
        line,
        name=f"{site}:{line.name}",
        output=at(site, line.output),
        input=at(site, line.input),
        bill=at(site, line.bill),
    )


def ships(case: Case, route: Route, wait: float) -> Line:
    """Ships of a route, a line of its origin."""
    line = ship_line(case, route, wait)
    return replace(
        local_line(route.origin, line),
        name=f"{route.origin}:{route.destination}-{line.name}",
        output={f"{route.name}:{TRANSPORT}": line.output[TRANSPORT]},
    )


def shipped_bill(route: Route, bill: Mapping[str, float]) -> dict[str, float]:
    """What arrives costs at the origin: its bill and transport, with what is lost on the way."""
    lost = 1 / route.survival
    found = {name: amount * lost for name, amount in at(route.origin, bill).items()}
    return found | {f"{route.name}:{TRANSPORT}": lost}


def shipped_line(route: Route, line: Line, wait: float) -> Line:
    """A line built at the origin of a route that runs at its destination."""
    placed = local_line(route.destination, line)
    return replace(
        placed,
        name=f"{route.name}:{line.name}",
        bill=shipped_bill(route, line.bill),
        lag=line.lag + route.time + route.wait(wait),
    )


def shipped_material(route: Route, name: str, storage: float, wait: float) -> Line:
    """A store of material under way: once arrived, it is drawn from at 1 / ``storage`` [s]."""
    return Line(
        name=f"{route.name}:{name}",
        lifetime=storage,
        lag=route.time + route.wait(wait),
        output={f"{route.destination}:{name}": 1 / storage},
        input={},
        energy={},
        bill=shipped_bill(route, {name: 1.0}),
    )


def local_design(site: str, design: PowerDesign) -> PowerDesign:
    """A power design that is built and works at one site."""
    return replace(design, technology=f"{site}:{design.technology}", bill=at(site, design.bill))


def shipped_design(route: Route, design: PowerDesign, wait: float) -> PowerDesign:
    """A power design built at the origin of a route that works at its destination."""
    return replace(
        design,
        technology=f"{route.name}:{design.technology}",
        bill=shipped_bill(route, design.bill),
        lag=design.lag + route.time + route.wait(wait),
    )


def local_habitat(site: str, habitat: HabitatDesign) -> HabitatDesign:
    """A habitat at one site."""
    return replace(habitat, needs=at(site, habitat.needs))


def placed_lines(
    sites: Sequence[FleetSite],
    routes: Iterable[Route],
    fleets: Iterable[Route],
    *,
    wait: float,
    storage: float | None,
) -> tuple[Line, ...]:
    """Every line of every site, the ships, and what is sent over the routes.

    Parameters
    ----------
    sites : with their lines
    routes : how goods travel, one for each pair of sites between which there is traffic
    fleets : the kinds of ships on these ways
    wait : share of the time between windows that is lost
    storage : [s], mean time from the arrival of materials to their use; None sends none
    """
    own = {site.name: site for site in sites}
    found = [local_line(site.name, line) for site in sites for line in site.lines]
    found += [ships(own[route.origin].case, route, wait) for route in fleets]
    for route in routes:
        origin, destination = own[route.origin], own[route.destination]
        made = {line.name for line in origin.lines}
        for line in destination.lines:
            if line.name in made and line.name not in FIXED:
                found.append(shipped_line(route, line, wait))
        if storage is not None:
            found += shipped_materials(route, origin.lines, storage, wait)
    return tuple(found)


def shipped_materials(
    route: Route, lines: Sequence[Line], storage: float, wait: float
) -> list[Line]:
    """All materials that the lines of an origin make."""
    products = {name for line in lines for name in line.output}
    return [shipped_material(route, m, storage, wait) for m in MATERIALS if m in products]
