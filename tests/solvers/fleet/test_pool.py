"""The first designs of several sites: none of their families goes unpriced."""

from __future__ import annotations

from types import SimpleNamespace

from optdesign.problem import load_problem, make_case
from optdesign.solvers.fleet.request import read_fleet
from optdesign.solvers.fleet.search import first_pool
from optdesign.solvers.growth.pricing import first_designs


def test_power_of_every_carrier_life_and_lag_has_a_worth_at_every_site() -> None:
    """Whatever balanced growth chose, here one design; the price of a watt is that of its kind."""
    request = read_fleet(make_case(load_problem("leviathan")))
    families = request.families[request.target]
    network = SimpleNamespace(power=tuple(first_designs(families)), habitats=())
    single = SimpleNamespace(market=SimpleNamespace(network=network))
    growth = {
        name: SimpleNamespace(designs=tuple(first_designs(families)[:1])) for name in request.names
    }
    pool = first_pool(request, single, growth)  # type: ignore[arg-type]
    for place, designs in pool.power.items():
        origin = place.partition(">")[0]
        there = {(*design.power, design.lifetime, design.lag) for design in designs}
        for dense in request.families[origin]:
            if len(dense.designs):
                family = dense.family
                assert (family.carrier, family.lifetime, family.lag) in there, place
