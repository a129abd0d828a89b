"""Closed forms of the energy-limited bootstrap: grow the power, then build the habitats.

Power grows as exp(k t) while all of it is reinvested; habitats cost energy per area. The best plan
grows first and builds afterwards, and the question is only at which power to switch.
"""

from __future__ import annotations

from typing import Any

from optdesign.physics.maths import Quantity, log, maximum, minimum


def growth_rate(doubling_time: Quantity) -> Any:
    """Rate of exponential growth, k = ln 2 / tau.

    Parameters
    ----------
    doubling_time : [s], tau, > 0

    Returns
    -------
    [1/s]

    Source
    ------
    Definition.
    """
    return log(2) / doubling_time


def growth_time(initial_power: Quantity, final_power: Quantity, *, growth_rate: Quantity) -> Any:
    """Time to grow from one power to another, ln(P1/P0) / k.

    Parameters
    ----------
    initial_power : [W], P0, > 0
    final_power : [W], P1, > 0
    growth_rate : [1/s], k, > 0

    Returns
    -------
    [s]; negative where the initial power is the greater

    Source
    ------
    Exponential growth; Janhunen, section 6.4.
    """
    return log(final_power / initial_power) / growth_rate


def habitat_time(area: Quantity, power: Quantity, *, energy_per_area: Quantity) -> Any:
    """Time to build the habitats at constant power, E A / P.

    Parameters
    ----------
    area : [m2], living area A, >= 0
    power : [W], P, > 0
    energy_per_area : [J/m2], E, > 0

    Returns
    -------
    [s]

    Source
    ------
    Janhunen, section 6.4.
    """
    return energy_per_area * area / power


def sequential_time(
    initial_power: Quantity,
    final_power: Quantity,
    area: Quantity,
    *,
    energy_per_area: Quantity,
    growth_rate: Quantity,
) -> Any:
    """Time of growing to a given power and building with it, ln(Pf/P0)/k + E A/Pf.

    Parameters
    ----------
    initial_power : [W], P0, > 0
    final_power : [W], Pf, > 0; where it is below P0 the habitats are built with P0 at once
    area : [m2], living area A, >= 0
    energy_per_area : [J/m2], E, > 0
    growth_rate : [1/s], k, > 0

    Returns
    -------
    [s]

    Source
    ------
    Janhunen, section 6.5.
    """
    power = maximum(initial_power, final_power)
    growth = growth_time(initial_power, power, growth_rate=growth_rate)
    return growth + habitat_time(area, power, energy_per_area=energy_per_area)


def switch_power(
    area: Quantity, *, energy_per_area: Quantity, growth_rate: Quantity, power_cap: Quantity
) -> Any:
    """Power at which to turn from growth to habitats, min(Pc, k E A).

    Without a cap, the best moment is when building takes one more e-folding time.

    Parameters
    ----------
    area : [m2], living area A, >= 0
    energy_per_area : [J/m2], E, > 0
    growth_rate : [1/s], k, > 0
    power_cap : [W], Pc, largest power that finds room, > 0; may be infinite

    Returns
    -------
    [W]

    Source
    ------
    Minimum of ln(P/P0)/k + E A/P over P <= Pc.
    """
    return minimum(power_cap, growth_rate * energy_per_area * area)


def optimal_time(
    initial_power: Quantity,
    area: Quantity,
    *,
    energy_per_area: Quantity,
    growth_rate: Quantity,
    power_cap: Quantity,
) -> Any:
    """Shortest bootstrap with limited power, ln(Ps/P0)/k + E A/Ps with Ps = min(Pc, k E A).

    Parameters
    ----------
    initial_power : [W], P0, > 0; where it exceeds Ps the time is E A/P0
    area : [m2], living area A, >= 0
    energy_per_area : [J/m2], E, > 0
    growth_rate : [1/s], k, > 0
    power_cap : [W], Pc, largest power that finds room, > 0; may be infinite

    Returns
    -------
    [s]

    Source
    ------
    Maximum principle: the plan is bang-bang, all power to growth and then all to habitats.
    """
    switch = switch_power(
        area, energy_per_area=energy_per_area, growth_rate=growth_rate, power_cap=power_cap
    )
    return sequential_time(
        initial_power, switch, area, energy_per_area=energy_per_area, growth_rate=growth_rate
    )


def unlimited_optimal_time(
    initial_power: Quantity,
    area: Quantity,
    *,
    energy_per_area: Quantity,
    growth_rate: Quantity,
) -> Any:
    """Shortest bootstrap with room for any power, [ln(k E A/P0) + 1] / k.

    Parameters
    ----------
    initial_power : [W], P0, > 0; where it exceeds k E A the time is E A/P0
    area : [m2], living area A, >= 0
    energy_per_area : [J/m2], E, > 0
    growth_rate : [1/s], k, > 0

    Returns
    -------
    [s]

    Source
    ------
    The limited case as the cap goes to infinity.
    """
    best = growth_rate * energy_per_area * area
    return sequential_time(
        initial_power, best, area, energy_per_area=energy_per_area, growth_rate=growth_rate
    )
