"""Imported nuclear power: radioisotope units, counted whole, and fission reactors.

The functions take any count; the formulation keeps it an integer.
"""

from __future__ import annotations

from typing import Any

from optdesign.physics.maths import Quantity, exp, positive_part


def radioisotope_power(
    count: Quantity, age: Quantity, *, unit_power: Quantity, decline_rate: Quantity
) -> Any:
    """Electric power of aged radioisotope units, N P1 exp(-d t).

    Parameters
    ----------
    count : [1], whole units N, >= 0
    age : [s], since fuelling, >= 0
    unit_power : [W], P1, of a new unit, > 0
    decline_rate : [1/s], d, of isotope and couples together, >= 0

    Returns
    -------
    [W]

    Source
    ------
    Exponential decline; NASA MMRTG fact sheet (2013) for a unit.
    """
    return count * unit_power * exp(-decline_rate * age)


def radioisotope_mass(count: Quantity, *, unit_mass: Quantity) -> Any:
    """Mass of radioisotope units, N m1.

    Parameters
    ----------
    count : [1], whole units N, >= 0
    unit_mass : [kg], m1, > 0

    Returns
    -------
    [kg], all imported

    Source
    ------
    Sum of units.
    """
    return count * unit_mass


def plutonium_mass(count: Quantity, *, unit_plutonium: Quantity) -> Any:
    """Plutonium in radioisotope units, N m_Pu.

    Parameters
    ----------
    count : [1], whole units N, >= 0
    unit_plutonium : [kg], m_Pu, fuel of one unit, > 0

    Returns
    -------
    [kg]

    Source
    ------
    Sum of units.
    """
    return count * unit_plutonium


def affordable_units(
    time: Quantity, *, supply_rate: Quantity, stock: Quantity, unit_plutonium: Quantity
) -> Any:
    """Radioisotope units the supply of plutonium allows, (m_stock + rate t) / m_Pu.

    Parameters
    ----------
    time : [s], of saving up, >= 0
    supply_rate : [kg/s], plutonium made for the purpose, >= 0
    stock : [kg], plutonium at the start, >= 0
    unit_plutonium : [kg], m_Pu, fuel of one unit, > 0

    Returns
    -------
    [1], an upper limit to round down

    Source
    ------
    Mass balance; GAO-17-673 (2017) for supply and stock.
    """
    return (stock + supply_rate * time) / unit_plutonium


def fission_mass(
    power: Quantity, *, reference_mass: Quantity, reference_power: Quantity, exponent: Quantity
) -> Any:
    """Mass of a small fission reactor, m0 (P/P0)^n.

    Parameters
    ----------
    power : [W], electric output, from 1 to 10 kW; a negative one counts as none
    reference_mass : [kg], m0, at the reference power, > 0
    reference_power : [W], P0, > 0
    exponent : [1], n, in (0, 1]

    Returns
    -------
    [kg], >= 0, within about 18 %; all imported except shielding made on site

    Source
    ------
    Fit to kilowatt reactor designs (Gibson 2015, Rucker 2016).
    """
    return reference_mass * (positive_part(power) / reference_power) ** exponent
