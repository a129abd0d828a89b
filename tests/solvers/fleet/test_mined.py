"""What a body may lose counts all that is dug there, whichever way it goes from the mine."""

from __future__ import annotations

from pathlib import Path

import pytest

from optdesign.network.lines import process_lines
from optdesign.network.site_case import site_case
from optdesign.problem import load_problem, make_case, shipped_folder
from optdesign.solvers.fleet.request import dug
from optdesign.verify.fleet import assets

SHIPPED = (shipped_folder("problems") / "leviathan.toml").read_text()


@pytest.mark.parametrize(("site", "trucks"), [("bennu", False), ("ceres", False), ("ceres", True)])
def test_every_kilogram_of_the_mine_counts(site: str, trucks: bool, tmp_path: Path) -> None:
    """With an elevator, trucks, both or neither: as much as the miner's productivity."""
    path = tmp_path / "trucks.toml"
    path.write_text(
        SHIPPED.replace('"role:line",', '"role:line", "truck",' if trucks else '"role:line",', 1)
    )
    case = make_case(load_problem(path))
    lines = process_lines(site_case(case, site))
    assert ("truck" in {line.name for line in lines}) == trucks
    rate = case["miner.productivity"]
    assert sum(dug(lines).values()) == pytest.approx(rate)
    assert sum(assets.dug(line) for line in lines) == pytest.approx(rate)
