"""Moving power: ohmic conductors, cooled superconductors and beams.

Prices of losses are given in kilograms per watt: the mass of plant that makes up one watt lost.
"""

from __future__ import annotations

from typing import Any

from optdesign.physics.constants import STEFAN_BOLTZMANN
from optdesign.physics.maths import Quantity, exp, positive_part, sqrt


def line_current(power: Quantity, *, voltage: Quantity) -> Any:
    """Current of a line, P/U.

    Parameters
    ----------
    power : [W], sent, >= 0
    voltage : [V], U, > 0

    Returns
    -------
    [A]

    Source
    ------
    Definition.
    """
    return power / voltage


def ohmic_loss(
    current: Quantity, length: Quantity, *, resistivity: Quantity, cross_section: Quantity
) -> Any:
    """Power lost in a conductor, I^2 rho L / A.

    Parameters
    ----------
    current : [A], I
    length : [m], of conductor there and back, L, >= 0
    resistivity : [Ω*m], rho, at the working temperature, >= 0
    cross_section : [m2], A, > 0

    Returns
    -------
    [W]

    Source
    ------
    Ohm's law.
    """
    return current**2 * resistivity * length / cross_section


def conductor_mass(length: Quantity, *, cross_section: Quantity, density: Quantity) -> Any:
    """Mass of a conductor, d A L.

    Parameters
    ----------
    length : [m], of conductor there and back, L, >= 0
    cross_section : [m2], A, >= 0
    density : [kg/m3], d, > 0

    Returns
    -------
    [kg]

    Source
    ------
    Geometry.
    """
    return density * cross_section * length


def economic_cross_section(
    current: Quantity, *, resistivity: Quantity, density: Quantity, loss_price: Quantity
) -> Any:
    """Cross-section of least conductor mass plus price of losses, I sqrt(rho w / d).

    Parameters
    ----------
    current : [A], I, >= 0
    resistivity : [Ω*m], rho, > 0
    density : [kg/m3], d, > 0
    loss_price : [kg/W], w, of one watt lost, in kilograms of conductor, > 0

    Returns
    -------
    [m2]; independent of the length

    Source
    ------
    Kelvin's law: losses and conductor then cost the same.
    """
    return current * sqrt(resistivity * loss_price / density)


def economic_line_cost(
    current: Quantity,
    length: Quantity,
    *,
    resistivity: Quantity,
    density: Quantity,
    loss_price: Quantity,
) -> Any:
    """Least conductor mass plus price of losses, 2 I L sqrt(rho w d).

    Parameters
    ----------
    current : [A], I, >= 0
    length : [m], of conductor there and back, L, >= 0
    resistivity : [Ω*m], rho, > 0
    density : [kg/m3], d, > 0
    loss_price : [kg/W], w, of one watt lost, in kilograms of conductor, > 0

    Returns
    -------
    [kg]

    Source
    ------
    Conductor mass and priced losses at the economic cross-section.
    """
    return 2 * current * length * sqrt(resistivity * loss_price * density)


def shade_temperature(
    flux: Quantity,
    *,
    stray_fraction: Quantity,
    absorptivity: Quantity,
    emissivity: Quantity,
    internal_flux: Quantity,
) -> Any:
    """Temperature of a shaded surface, [(alpha f S + q) / (eps sigma)]^(1/4).

    Parameters
    ----------
    flux : [W/m2], sunlight S on the shade, >= 0
    stray_fraction : [1], f, heat that passes the shade per radiating area, over S, in [0, 1]
    absorptivity : [1], alpha, in [0, 1]
    emissivity : [1], eps, in (0, 1]
    internal_flux : [W/m2], q, own heat per radiating area, >= 0

    Returns
    -------
    [K]

    Source
    ------
    Radiative balance against a cold sky.
    """
    absorbed = absorptivity * stray_fraction * flux + internal_flux
    return (absorbed / (emissivity * STEFAN_BOLTZMANN)) ** 0.25


def heat_leak(
    ambient_temperature: Quantity, line_temperature: Quantity, *, conductance: Quantity
) -> Any:
    """Heat that leaks into a cold line per length, g max(Ta - Tl, 0).

    Parameters
    ----------
    ambient_temperature : [K], Ta, of the jacket, e.g. the shade temperature, > 0
    line_temperature : [K], Tl, at which the line works, > 0
    conductance : [W/m/K], g, of insulation and supports per length, >= 0

    Returns
    -------
    [W/m]; zero where the surroundings are colder: passive cooling does

    Source
    ------
    Linear conduction.
    """
    return conductance * positive_part(ambient_temperature - line_temperature)


def cooling_specific_power(
    line_temperature: Quantity, reject_temperature: Quantity, *, carnot_fraction: Quantity
) -> Any:
    """Electricity per heat lifted by a cryocooler, max(Th - Tl, 0) / (f Tl).

    Parameters
    ----------
    line_temperature : [K], Tl, from which heat is lifted, > 0
    reject_temperature : [K], Th, at which it is rejected, > 0
    carnot_fraction : [1], f, share of Carnot attained, in (0, 1]

    Returns
    -------
    [1], watt per watt; zero where the reject side is the colder

    Source
    ------
    Second law of thermodynamics.
    """
    lift = positive_part(reject_temperature - line_temperature)
    return lift / (carnot_fraction * line_temperature)


def cooling_power(length: Quantity, *, heat_leak: Quantity, specific_power: Quantity) -> Any:
    """Electricity that keeps a superconductor cold, q L w.

    Parameters
    ----------
    length : [m], of cold line L, >= 0
    heat_leak : [W/m], q, >= 0
    specific_power : [1], w, electricity per heat lifted, >= 0

    Returns
    -------
    [W]; the only loss of the line, whatever power it carries

    Source
    ------
    Energy balance; the conductor itself is taken as free of loss.
    """
    return heat_leak * length * specific_power


def superconductor_mass(
    length: Quantity,
    *,
    linear_density: Quantity,
    heat_leak: Quantity,
    specific_mass: Quantity,
) -> Any:
    """Mass of a superconducting line with its coolers, L (m + q c).

    Parameters
    ----------
    length : [m], of cold line L, >= 0
    linear_density : [kg/m], m, of conductor and insulation, >= 0
    heat_leak : [W/m], q, >= 0
    specific_mass : [kg/W], c, of cryocooler per heat lifted, >= 0

    Returns
    -------
    [kg]

    Source
    ------
    Sum of parts.
    """
    return length * (linear_density + heat_leak * specific_mass)


def beam_capture(
    distance: Quantity,
    *,
    transmitter_area: Quantity,
    receiver_area: Quantity,
    wavelength: Quantity,
) -> Any:
    """Share of a beam that meets the receiver, 1 - exp[-At Ar / (lambda r)^2].

    Parameters
    ----------
    distance : [m], r, > 0
    transmitter_area : [m2], At, > 0
    receiver_area : [m2], Ar, > 0
    wavelength : [m], lambda, > 0

    Returns
    -------
    [1], in (0, 1)

    Source
    ------
    Goubau's relation for a tapered aperture, W. C. Brown, history of power transmission by radio
    waves (1984).
    """
    return 1 - exp(-transmitter_area * receiver_area / (wavelength * distance) ** 2)


def beamed_power(power: Quantity, *, conversion_efficiency: Quantity, capture: Quantity) -> Any:
    """Power a beam delivers, eta f P.

    Parameters
    ----------
    power : [W], direct current sent, >= 0
    conversion_efficiency : [1], eta, direct current to beam and back, in [0, 1]
    capture : [1], f, share of the beam that meets the receiver, in [0, 1]

    Returns
    -------
    [W]; an end-to-end efficiency already contains the capture, then ``capture`` is 1

    Source
    ------
    Product of efficiencies.
    """
    return power * conversion_efficiency * capture
