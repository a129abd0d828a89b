"""Energy of self-replication: how soon a unit earns its copy, and how learning changes that."""

from __future__ import annotations

from typing import Any

from optdesign.physics.maths import Quantity, geometric_sum, log, positive_part, ratio


def cycle_energy(
    *, collection: Quantity, processing: Quantity, computing: Quantity, propulsion: Quantity
) -> Any:
    """Energy to make one unit, the sum of its parts.

    Parameters
    ----------
    collection : [J], anchoring and digging, >= 0
    processing : [J], mostly heat, >= 0
    computing : [J], control, sensors and communication, >= 0
    propulsion : [J], >= 0

    Returns
    -------
    [J]

    Source
    ------
    Power Systems & Energy Scaling, section 3.
    """
    return collection + processing + computing + propulsion


def replica_time(energy: Quantity, power: Quantity, *, baseline_power: Quantity) -> Any:
    """Time for a unit to earn the energy of its copy, E / max(P - P_base, 0).

    Parameters
    ----------
    energy : [J], of one unit, > 0
    power : [W], the unit delivers, >= 0
    baseline_power : [W], the unit itself consumes all the time, >= 0

    Returns
    -------
    [s]; infinite where nothing is left over: the unit never copies itself

    Source
    ------
    Power Systems & Energy Scaling, section 3.
    """
    return ratio(energy, positive_part(power - baseline_power))


def required_power(energy: Quantity, time: Quantity, *, baseline_power: Quantity) -> Any:
    """Power a unit must deliver to copy itself in a given time, E/t + P_base.

    Parameters
    ----------
    energy : [J], of one unit, > 0
    time : [s], allowed for a copy, > 0
    baseline_power : [W], the unit itself consumes all the time, >= 0

    Returns
    -------
    [W]

    Source
    ------
    Inverse of the replica time.
    """
    return energy / time + baseline_power


def payback_time(energy: Quantity, power: Quantity) -> Any:
    """Time in which a power system delivers its own energy, E/P.

    Parameters
    ----------
    energy : [J], to build it, > 0
    power : [W], it delivers, > 0

    Returns
    -------
    [s], also the e-folding time of continuous reinvestment

    Source
    ------
    Janhunen, section 6.4, who takes it as the doubling time.
    """
    return energy / power


def doubling_time(energy: Quantity, power: Quantity) -> Any:
    """Time in which a power system doubles by continuous reinvestment, ln 2 E/P.

    Parameters
    ----------
    energy : [J], to build it, > 0
    power : [W], it delivers, > 0

    Returns
    -------
    [s]

    Source
    ------
    Solution of dP/dt = P (P/E).
    """
    return log(2) * payback_time(energy, power)


def doubling_count(initial: Quantity, final: Quantity) -> Any:
    """Doublings between two powers, log2(P1/P0).

    Parameters
    ----------
    initial : [W], P0, > 0
    final : [W], P1, > 0

    Returns
    -------
    [1]

    Source
    ------
    Definition.
    """
    return log(final / initial) / log(2)


def unit_energy(
    doubling: Quantity, *, first_energy: Quantity, energy_ratio: Quantity, floor_energy: Quantity
) -> Any:
    """Energy of one unit in the n-th doubling, e_f + (e_0 - e_f)(q/2)^n.

    Parameters
    ----------
    doubling : [1], n, 0 for the first
    first_energy : [J], e_0, of a unit in the first doubling, > 0
    energy_ratio : [1], q, energy of a doubling over that of the last without a floor, in (1, 2]
    floor_energy : [J], e_f, below which learning cannot go, in [0, e_0]

    Returns
    -------
    [J]

    Source
    ------
    Power Systems & Energy Scaling, section 3 (ratio 1.5-2); the floor is added here.
    """
    return floor_energy + (first_energy - floor_energy) * (energy_ratio / 2) ** doubling


def doubling_energy(
    doubling: Quantity,
    *,
    first_units: Quantity,
    first_energy: Quantity,
    energy_ratio: Quantity,
    floor_energy: Quantity,
) -> Any:
    """Energy of the n-th doubling, N_0 2^n [e_f + (e_0 - e_f)(q/2)^n].

    Parameters
    ----------
    doubling : [1], n, 0 for the first
    first_units : [1], N_0, units at the start, > 0
    first_energy : [J], e_0, of a unit in the first doubling, > 0
    energy_ratio : [1], q, energy of a doubling over that of the last without a floor, in (1, 2]
    floor_energy : [J], e_f, below which learning cannot go, in [0, e_0]

    Returns
    -------
    [J]

    Source
    ------
    Units made times energy of a unit.
    """
    learnt = (first_energy - floor_energy) * energy_ratio**doubling
    return first_units * (floor_energy * 2.0**doubling + learnt)


def cumulative_energy(
    doublings: Quantity,
    *,
    first_units: Quantity,
    first_energy: Quantity,
    energy_ratio: Quantity,
    floor_energy: Quantity,
) -> Any:
    """Energy of the first n doublings, N_0 [e_f (2^n - 1) + (e_0 - e_f)(q^n - 1)/(q - 1)].

    Parameters
    ----------
    doublings : [1], n, >= 0
    first_units : [1], N_0, units at the start, > 0
    first_energy : [J], e_0, of a unit in the first doubling, > 0
    energy_ratio : [1], q, energy of a doubling over that of the last without a floor, in (1, 2]
    floor_energy : [J], e_f, below which learning cannot go, in [0, e_0]

    Returns
    -------
    [J]

    Source
    ------
    Geometric sums.
    """
    learnt = (first_energy - floor_energy) * geometric_sum(energy_ratio, doublings)
    return first_units * (floor_energy * (2.0**doublings - 1) + learnt)


def cumulative_time(
    doublings: Quantity,
    *,
    unit_power: Quantity,
    first_energy: Quantity,
    energy_ratio: Quantity,
    floor_energy: Quantity,
) -> Any:
    """Time of the first n doublings, [n e_f + (e_0 - e_f)(1 - (q/2)^n)/(1 - q/2)] / p.

    Parameters
    ----------
    doublings : [1], n, >= 0
    unit_power : [W], p, left over in each unit, > 0
    first_energy : [J], e_0, of a unit in the first doubling, > 0
    energy_ratio : [1], q, energy of a doubling over that of the last without a floor, in (1, 2]
    floor_energy : [J], e_f, below which learning cannot go, in [0, e_0]

    Returns
    -------
    [s]; without a floor and with q < 2 bounded for any n: infinitely many units in finite time

    Source
    ------
    Every unit copies itself once in each doubling, then all copies start to work.
    """
    learnt = (first_energy - floor_energy) * geometric_sum(energy_ratio / 2, doublings)
    return (doublings * floor_energy + learnt) / unit_power
