"""Bounds of stocks between the points of a fine grid, on which second derivatives keep their sign.

On an interval of length delta a function lies within delta^2/8 max |y''| of its chord; what is
looked up with a delay is a product of an exponential and such a function.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optdesign.formulations.growth.grid import Grid, phi1, phi2

Floats = NDArray[np.float64]
PARTS = 8


def fine_edges(grid: Grid, shifts: Floats, parts: int = PARTS) -> Floats:
    """Edges of fine intervals: every period in parts, and every node shifted by each delay."""
    shares = np.arange(parts) / parts
    inner = (grid.times[:-1, None] + grid.lengths[:, None] * shares).ravel()
    shifted = (grid.times[:, None] + shifts[None, :]).ravel()
    inside = shifted[(shifted > 0) & (shifted < grid.horizon)]
    edges = np.unique(np.concatenate([inner, inside, [grid.horizon]]))
    distinct = np.concatenate([[True], np.diff(edges) > 1e-12 * grid.horizon])
    return np.asarray(edges[distinct])


@dataclass(frozen=True)
class Ends:
    """Values of linear bounds at both ends of each fine interval, (.., intervals)."""

    left: Floats
    right: Floats

    def largest_ratio(self, other: Ends) -> Floats:
        """Largest ratio to ``other`` on each interval; 0/0 counts as zero."""
        return np.maximum(_ratio(self.left, other.left), _ratio(self.right, other.right))


def _ratio(one: Floats, other: Floats) -> Floats:
    positive = one > 0
    safe = np.where(other > 0, other, 1.0)
    return np.where(positive, np.where(other > 0, one / safe, np.inf), 0.0)


def linear_ends(grid: Grid, nodal: Floats, edges: Floats) -> Ends:
    """A function linear in every period."""
    values = grid.values_at(nodal, edges)
    return Ends(values[..., :-1], values[..., 1:])


def service_bounds(
    grid: Grid, stock: Floats, intake: Floats, edges: Floats, *, decay: float, lag: float
) -> tuple[Ends, Ends]:
    """Lower and upper bounds of one stock's service X(t - lag) / s(t) on fine intervals."""
    left, right = edges[:-1] - lag, edges[1:] - lag
    delta, middle = right - left, (left + right) / 2
    before = middle < 0
    m = grid.period_of(np.maximum(middle, 0.0))
    rate = np.where(before, decay, decay + grid.rates[m])
    start = np.where(before, stock[0], stock[m])
    flow = np.where(before, 0.0, intake[m])
    slope = np.where(before, 0.0, (intake[m + 1] - intake[m]) / grid.lengths[m])
    origin = np.where(before, 0.0, grid.times[m])

    def value(times: Floats) -> tuple[Floats, Floats, Floats]:
        theta = times - origin
        found = start * np.exp(-rate * theta) + flow * phi1(rate, theta) + slope * phi2(rate, theta)
        first = flow + slope * theta - rate * found
        return found, first, slope - rate * first

    (y_left, rise_left, bend_left), (y_right, rise_right, bend_right) = value(left), value(right)
    bend_high, bend_low = np.maximum(bend_left, bend_right), np.minimum(bend_left, bend_right)
    below = delta**2 / 8 * np.maximum(bend_high, 0.0)
    above = delta**2 / 8 * np.maximum(-bend_low, 0.0)
    y_left, y_right = np.maximum(y_left, 0.0), np.maximum(y_right, 0.0)
    low_left, low_right = _never_negative(
        (y_left - below, y_right - below),
        (y_left, np.where(bend_low < 0, -1.0, y_left + delta * rise_left)),
        (np.where(bend_low < 0, -1.0, y_right - delta * rise_right), y_right),
    )
    f_left = np.exp(grid.logarithm_at(left) - grid.logarithm_at(edges[:-1]))
    f_right = np.exp(grid.logarithm_at(right) - grid.logarithm_at(edges[1:]))
    # The exponential itself sags below its chord by at most this.
    turn = np.log(f_right / f_left)
    f_sag = turn**2 / 8 * np.maximum(f_left, f_right)
    high_left, high_right = y_left + above, y_right + above
    twist_low = np.maximum((f_right - f_left) * (low_right - low_left), 0.0) / 4
    twist_low = twist_low + f_sag * np.maximum(low_left, low_right)
    twist_high = np.maximum(-(f_right - f_left) * (high_right - high_left), 0.0) / 4
    low = Ends(f_left * low_left - twist_low, f_right * low_right - twist_low)
    high = Ends(f_left * high_left + twist_high, f_right * high_right + twist_high)
    return low, high


def _never_negative(*lines: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """The first of several lines below a function that is nowhere negative, else zero.

    Raising one end of a line to zero would raise it inside as well. A convex function, for which
    the chord may fail, has tangents below it.
    """
    left, right = np.zeros_like(lines[0][0]), np.zeros_like(lines[0][0])
    for one, other in reversed(lines):
        good = (one >= 0) & (other >= 0)
        left, right = np.where(good, one, left), np.where(good, other, right)
    return left, right
