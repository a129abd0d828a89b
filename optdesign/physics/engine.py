"""Heat to electricity: efficiency, rejected heat and mass of thermoelectric and dynamic engines.

With a cold side hotter than the hot side the efficiencies are negative: such an "engine" consumes
power. Masses never are: an engine that delivers nothing weighs nothing.
"""

from __future__ import annotations

from typing import Any

from optdesign.physics.maths import Quantity, positive_part, sqrt


def carnot_efficiency(hot_temperature: Quantity, cold_temperature: Quantity) -> Any:
    """Largest efficiency between two temperatures, 1 - Tc/Th.

    Parameters
    ----------
    hot_temperature : [K], > 0
    cold_temperature : [K], > 0

    Returns
    -------
    [1]; negative where the cold side is the hotter one

    Source
    ------
    Second law of thermodynamics.
    """
    return 1 - cold_temperature / hot_temperature


def heat_engine_efficiency(
    hot_temperature: Quantity, cold_temperature: Quantity, *, carnot_fraction: Quantity
) -> Any:
    """Efficiency of a Stirling or Brayton engine, f (1 - Tc/Th).

    Parameters
    ----------
    hot_temperature : [K], > 0
    cold_temperature : [K], > 0
    carnot_fraction : [1], f, share of Carnot attained, in [0, 1]; about 0.58 for Stirling

    Returns
    -------
    [1]; negative where the cold side is the hotter one

    Source
    ------
    Penswick, NASA CR-182149 (1988), for the share of Carnot of a free-piston Stirling engine.
    """
    return carnot_fraction * carnot_efficiency(hot_temperature, cold_temperature)


def thermoelectric_efficiency(
    hot_temperature: Quantity,
    cold_temperature: Quantity,
    *,
    figure_of_merit: Quantity,
    system_fraction: Quantity,
) -> Any:
    """Thermoelectric efficiency, f (1 - Tc/Th) [sqrt(1 + ZT) - 1] / [sqrt(1 + ZT) + Tc/Th].

    Parameters
    ----------
    hot_temperature : [K], > 0
    cold_temperature : [K], > 0
    figure_of_merit : [1], ZT at the mean temperature, >= 0
    system_fraction : [1], f, share of the couple's efficiency left after contacts and heat
        shunts, in [0, 1]

    Returns
    -------
    [1]; negative where the cold side is the hotter one

    Source
    ------
    Ioffe's formula for a couple at optimum load.
    """
    root = sqrt(1 + figure_of_merit)
    material = (root - 1) / (root + cold_temperature / hot_temperature)
    return system_fraction * carnot_efficiency(hot_temperature, cold_temperature) * material


def electric_power(heat: Quantity, *, efficiency: Quantity) -> Any:
    """Electricity from heat, eta Q.

    Parameters
    ----------
    heat : [W], taken in, >= 0
    efficiency : [1], at most 1

    Returns
    -------
    [W]; negative with a negative efficiency

    Source
    ------
    Definition of efficiency.
    """
    return efficiency * heat


def rejected_heat(heat: Quantity, *, efficiency: Quantity) -> Any:
    """Heat left for the radiator, (1 - eta) Q.

    Parameters
    ----------
    heat : [W], taken in, >= 0
    efficiency : [1], at most 1

    Returns
    -------
    [W]

    Source
    ------
    First law of thermodynamics.
    """
    return (1 - efficiency) * heat


def engine_mass(power: Quantity, *, specific_mass: Quantity) -> Any:
    """Mass of engine and conditioning, m max(P, 0).

    Parameters
    ----------
    power : [W], electric output; a negative one counts as none
    specific_mass : [kg/W], m, >= 0

    Returns
    -------
    [kg], >= 0

    Source
    ------
    Proportional sizing.
    """
    return specific_mass * positive_part(power)
