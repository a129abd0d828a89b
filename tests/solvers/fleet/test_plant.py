"""What counts as plant: all that works, and no goods that are only sent to be used up."""

from __future__ import annotations

from dataclasses import replace

from optdesign.formulations.fleet.arrays import fleet_arrays
from optdesign.network.fleet import bare, place_of
from optdesign.problem import load_problem, make_case
from optdesign.solvers.fleet.request import Pool, fleet_mission, read_fleet
from optdesign.verify.fleet.assets import fresh_fleet, read_fleet_families
from optdesign.verify.fleet.plan import works


def test_goods_that_are_only_sent_are_no_plant() -> None:
    problem = load_problem("leviathan")
    header = problem.header.model_copy(update={"sites": ("bennu", "ceres")})
    case = make_case(replace(problem, header=header), parameters={"limit.plant_mass": "1e9 t"})
    request = read_fleet(case)
    network = request.part(Pool({}, ()), request.names, ideal=False)
    (limit,) = [
        found for found in fleet_mission(request, network).limits if found.key == "limit.plant_mass"
    ]
    counted = dict(zip([line.name for line in network.lines], limit.lines, strict=True))
    made = {bare(name) for name in counted if place_of(name)[0] == place_of(name)[1]}
    assert "bennu>ceres:metal" in counted
    assert "bennu>ceres:miner" in counted
    for name, share in counted.items():
        assert share == float(bare(name) in made), name
    ways = {route.origin: route for route in request.routes}
    industry = fresh_fleet(
        read_fleet_families(case), fleet_arrays(network), request.names, ways, request.wait
    )
    assert [float(found) for found in works(industry)] == list(counted.values())
