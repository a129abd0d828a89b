"""Limits over the whole bootstrap as coefficients of what is ordered and what runs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optdesign.network.measures import body_stock, lifted_angular_momentum
from optdesign.network.model import COMMODITIES
from optdesign.problem import Case
from optdesign.verify.growth.assets import Industry

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Limits:
    """Finite limits, each relative to its bound; only that of plant counts orders and the seed."""

    keys: tuple[str, ...]
    run: Floats
    """(limits, lines), per kilogram running a second"""
    build: Floats
    """(limits,), per kilogram of any plant ordered"""
    bounds: Floats

    def left(self, seed: float) -> Floats:
        """What the seed leaves of each, relative to the bound."""
        whole = np.where(self.bounds > 0, 1.0, 0.0)
        return np.asarray(whole - self.build * seed)


def read_limits(case: Case, industry: Industry) -> Limits:
    """The finite limits of a case, in the order of its measures."""
    keys, run, build, bounds = [], [], [], []
    for name, coefficients in run_coefficients(case, industry).items():
        key = f"limit.{name}"
        if key in case.values and math.isfinite(case[key]):
            scale = case[key] if case[key] > 0 else 1.0
            keys.append(key)
            run.append(coefficients / scale)
            build.append(1 / scale if name == "plant_mass" else 0.0)
            bounds.append(case[key])
    shape = (len(keys), len(industry.lines))
    return Limits(tuple(keys), np.array(run).reshape(shape), np.array(build), np.array(bounds))


def run_coefficients(case: Case, industry: Industry) -> dict[str, Floats]:
    """What a kilogram of each line running a second adds to every sum, (lines,)."""
    lines = industry.lines
    lifted = np.array([line.lifted for line in lines])
    electricity = np.array([line.energy.get("electricity", 0.0) for line in lines])
    found = {
        "total_energy": industry.draw.sum(axis=0),
        "plant_mass": np.zeros(len(lines)),
        "lifted_mass": lifted,
        "lifting_energy": np.where(lifted > 0, electricity, 0.0),
    }
    if lifted.any():
        found["angular_momentum"] = lifted * lifted_angular_momentum(case)
    for element, product in (("iron", "metal"), ("nitrogen", "nitrogen")):
        stock = body_stock(case, element)
        if stock:
            found[element] = industry.made[COMMODITIES.index(product)] / stock
    return found
