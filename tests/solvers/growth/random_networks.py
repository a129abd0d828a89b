"""Random tiny networks, grids and missions for properties that hold for all of them."""

from __future__ import annotations

import numpy as np

from optdesign.formulations.growth.grid import Grid
from optdesign.formulations.growth.mission import Mission, TotalLimit
from optdesign.network.model import Network
from tests.solvers.growth.closed_cases import habitat, make_line, make_power


def random_grid(seed: int, periods: int, horizon: float, *, highest: float = 3.0) -> Grid:
    """Uneven nodes; rates at random, up to ``highest`` a year, a fifth of them zero."""
    rng = np.random.default_rng(seed)
    lengths = rng.uniform(0.1, 1.0, periods)
    rates = rng.uniform(0.0, highest, periods) * (rng.random(periods) < 0.8)
    return Grid(np.concatenate([[0.0], np.cumsum(lengths)]) * (horizon / lengths.sum()), rates)


def sensible_grid(periods: int, horizon: float, growth: float) -> Grid:
    """Even nodes and steady growth that ends in the last fifth."""
    times = np.linspace(0.0, horizon, periods + 1)
    middle = (times[1:] + times[:-1]) / 2 / horizon
    return Grid(times, growth * np.clip((1 - middle) / 0.2, 0.0, 1.0))


def random_network(seed: int) -> Network:
    """A miner, a smelter and a maker of electronics and effort, two plants, two habitats."""
    rng = np.random.default_rng(seed)

    def bill() -> dict[str, float]:
        metal = rng.uniform(0.6, 0.95)
        return {"metal": metal, "electronics": 1 - metal, "effort": rng.uniform(0.5, 1.5)}

    def asset() -> dict[str, float]:
        return {"decay": rng.choice([0.0, rng.uniform(0.02, 0.3)]), "lag": float(rng.choice(lags))}

    lags = [0.0, rng.uniform(0.02, 0.4), rng.uniform(0.02, 0.4)]
    high, low = rng.uniform(5, 50, 2)
    lines = (
        make_line(
            "miner",
            {"feedstock": rng.uniform(20, 60)},
            bill(),
            energy={"electricity": 5},
            **asset(),
        ),
        make_line(
            "smelter",
            {"metal": rng.uniform(5, 15)},
            bill(),
            inputs={"feedstock": rng.uniform(5, 25)},
            energy={"high_heat": high, "electricity": low},
            **asset(),
        ),
        make_line(
            "shop",
            {"electronics": rng.uniform(1, 4), "effort": rng.uniform(5, 15)},
            bill(),
            inputs={"metal": rng.uniform(1, 4)},
            energy={"electricity": rng.uniform(5, 50), "low_heat": rng.uniform(0, 10)},
            **asset(),
        ),
    )
    power = (
        make_power("array", {"electricity": rng.uniform(20, 100)}, bill(), **asset()),
        make_power("mirror", {"high_heat": rng.uniform(50, 300)}, bill(), **asset()),
    )
    habitats = (
        habitat(metal=1.0, feedstock=rng.uniform(1, 20), effort=0.3),
        habitat(metal=1.5, feedstock=rng.uniform(0, 2), electronics=0.01),
    )
    return Network(lines, power, habitats)


def random_mission(seed: int, network: Network, target: float) -> Mission:
    """Seed of a ton, imports in half of the cases, a limit in a third."""
    rng = np.random.default_rng(seed + 10**6)
    imports = (rng.uniform(50, 500), rng.uniform(100, 2000)) if rng.random() < 0.5 else (0.0, 0.0)
    limits = []
    if rng.random() < 0.33:
        lines = len(network.lines)
        limits.append(
            TotalLimit("plant", rng.uniform(3e3, 3e4), np.ones(lines), 1.0, np.zeros(lines), 1.0)
        )
    if rng.random() < 0.33:
        run = np.array([100.0, 50.0, 10.0])
        limits.append(TotalLimit("energy", rng.uniform(1e5, 3e6), 0 * run, 0.0, run))
    return Mission(target, 1000.0, *imports, tuple(limits))
