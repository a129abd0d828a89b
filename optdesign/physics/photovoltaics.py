"""Photovoltaic arrays: temperature, efficiency, power with distance, and mass.

Two models of power with distance, of which a study uses one: the temperature model
(`cell_temperature`, `efficiency`, `array_power`) or the measured exponent (`exponent_power`).
"""

from __future__ import annotations

from typing import Any

from optdesign.physics.constants import STEFAN_BOLTZMANN
from optdesign.physics.maths import Quantity, sqrt


def cell_temperature(
    flux: Quantity, *, absorptivity: Quantity, efficiency: Quantity, emissivity: Quantity
) -> Any:
    """Temperature of an array facing the Sun, [(alpha - eta) S / (eps sigma)]^(1/4).

    Parameters
    ----------
    flux : [W/m2], > 0
    absorptivity : [1], share of sunlight absorbed, in (0, 1]
    efficiency : [1], share led away as electricity, below the absorptivity
    emissivity : [1], front plus back, in (0, 2]

    Returns
    -------
    [K]

    Source
    ------
    Radiative balance of a thin plate. The reference efficiency will do for ``efficiency``: a
    tenth more of it lowers the temperature by about one percent.
    """
    return ((absorptivity - efficiency) * flux / (emissivity * STEFAN_BOLTZMANN)) ** 0.25


def efficiency(
    temperature: Quantity,
    *,
    reference_efficiency: Quantity,
    reference_temperature: Quantity,
    temperature_coefficient: Quantity,
    cold_gain_limit: Quantity,
    softness: Quantity,
) -> Any:
    """Efficiency with a capped gain from cold, eta0 [1 + g(x)], x = c (T - T0).

    A straight line gains more from cold than arrays far from the Sun do, so the relative gain g
    bends towards its limit G along the hyperbola (g - G)(g - x - k G) = k G^2. It passes through
    0 at the reference with slope 1/(1 + k), stays below G, and follows x + k G when hot.

    Parameters
    ----------
    temperature : [K], of the cells, > 0
    reference_efficiency : [1], eta0, in (0, 1)
    reference_temperature : [K], T0, > 0
    temperature_coefficient : [1/K], c, relative change of power per kelvin, <= 0
    cold_gain_limit : [1], G, largest relative gain from cold, > 0
    softness : [1], k, roundness of the bend, >= 0; 0 is a sharp corner

    Returns
    -------
    [1]; negative only far hotter than cells survive, where the straight line says so

    Source
    ------
    Linear coefficient of cell data sheets; the cap's form is chosen here, its height from cells
    measured cold and dim (AZUR 3G28, ESA SP-719, 2014).
    """
    warming = temperature - reference_temperature
    change = temperature_coefficient * warming / cold_gain_limit
    gain = (change + softness + 1 - sqrt((change + softness - 1) ** 2 + 4 * softness)) / 2
    return reference_efficiency * (1 + cold_gain_limit * gain)


def array_power(area: Quantity, flux: Quantity, *, efficiency: Quantity) -> Any:
    """Electric power of an array facing the Sun, eta S A.

    Parameters
    ----------
    area : [m2], of cells, >= 0
    flux : [W/m2], >= 0
    efficiency : [1], in [0, 1]

    Returns
    -------
    [W]

    Source
    ------
    Definition of efficiency.
    """
    return efficiency * flux * area


def exponent_power(
    distance: Quantity,
    *,
    reference_power: Quantity,
    reference_distance: Quantity,
    exponent: Quantity,
) -> Any:
    """Electric power by the measured fall with distance, P0 (r/r0)^-n.

    Parameters
    ----------
    distance : [m], from the Sun, > 0
    reference_power : [W], P0, at the reference distance, >= 0
    reference_distance : [m], r0, > 0
    exponent : [1], n, in [1.73, 2.0], typically 1.87

    Returns
    -------
    [W]

    Source
    ------
    Flight arrays of Dawn, Juno and Rosetta, Benson, NASA GRC (2007). Contains the temperature
    effect: do not combine it with the temperature model.
    """
    return reference_power * (reference_distance / distance) ** exponent


def array_mass(
    area: Quantity,
    diameter: Quantity,
    *,
    blanket_density: Quantity,
    structure_density: Quantity,
    reference_diameter: Quantity,
    diameter_exponent: Quantity,
    fixed_mass: Quantity,
) -> Any:
    """Mass of one array, A [m_blanket + m_structure (D/D0)^q] + m_fixed.

    Parameters
    ----------
    area : [m2], of cells, >= 0
    diameter : [m], span of the array D, > 0
    blanket_density : [kg/m2], cells and their carrier, >= 0
    structure_density : [kg/m2], at the reference diameter, >= 0
    reference_diameter : [m], D0, > 0
    diameter_exponent : [1], q, >= 0
    fixed_mass : [kg], pointing and controls of an array of any size, >= 0

    Returns
    -------
    [kg]

    Source
    ------
    Form chosen here (stiffness grows with span); no measured law was found.
    """
    structure = structure_density * (diameter / reference_diameter) ** diameter_exponent
    return area * (blanket_density + structure) + fixed_mass
