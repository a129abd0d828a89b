"""One line as a design: resistance when cold or hot, current sent, insulation.

Losses, masses and cooling by length are in `transmission`.
"""

from __future__ import annotations

from typing import Any

from optdesign.physics.maths import PI, Quantity, sqrt


def resistivity(
    temperature: Quantity,
    *,
    reference_resistivity: Quantity,
    reference_temperature: Quantity,
    coefficient: Quantity,
) -> Any:
    """Resistivity of a metal, rho0 [1 + a (T - T0)].

    Parameters
    ----------
    temperature : [K], T, above T0 - 1/a, below which the straight line means nothing; well before
        that a metal keeps the resistivity of its impurities
    reference_resistivity : [Ω*m], rho0, at the reference temperature, > 0
    reference_temperature : [K], T0, > 0
    coefficient : [1/K], a, >= 0

    Returns
    -------
    [Ω*m]

    Source
    ------
    Linear law of pure metals around room temperature (Matthiessen).
    """
    return reference_resistivity * (1 + coefficient * (temperature - reference_temperature))


def sent_current(delivered_power: Quantity, *, voltage: Quantity, resistance: Quantity) -> Any:
    """Current that delivers a power through a resistance, 2 P / [U + sqrt(U^2 - 4 R P)].

    Parameters
    ----------
    delivered_power : [W], P, at the far end, in [0, U^2/(4 R)]
    voltage : [V], U, where the power is sent, > 0
    resistance : [Ω], R, of the line there and back, >= 0

    Returns
    -------
    [A]; the smaller of the two currents that deliver P

    Source
    ------
    Root of U I = P + R I^2. No line delivers more than U^2/(4 R).
    """
    return 2 * delivered_power / (voltage + sqrt(voltage**2 - 4 * resistance * delivered_power))


def insulation_thickness(voltage: Quantity, *, field: Quantity) -> Any:
    """Insulation around a conductor, U / E.

    Parameters
    ----------
    voltage : [V], U, >= 0
    field : [V/m], E, that the insulation may bear for years, > 0

    Returns
    -------
    [m]

    Source
    ------
    Plane field; around a thin conductor it is stronger, which the working field has to allow for.
    """
    return voltage / field


def line_diameter(cross_section: Quantity, *, thickness: Quantity) -> Any:
    """Outer diameter of an insulated round conductor, 2 [sqrt(A/pi) + t].

    Parameters
    ----------
    cross_section : [m2], A, of the conductor, >= 0
    thickness : [m], t, of the insulation, >= 0

    Returns
    -------
    [m]

    Source
    ------
    Geometry.
    """
    return 2 * (sqrt(cross_section / PI) + thickness)


def insulation_mass(
    length: Quantity, *, cross_section: Quantity, thickness: Quantity, density: Quantity
) -> Any:
    """Mass of the insulation of a round conductor, pi d L t [2 sqrt(A/pi) + t].

    Parameters
    ----------
    length : [m], of conductor there and back, L, >= 0
    cross_section : [m2], A, of the conductor, >= 0
    thickness : [m], t, of the insulation, >= 0
    density : [kg/m3], d, > 0

    Returns
    -------
    [kg]

    Source
    ------
    Geometry.
    """
    return PI * density * length * thickness * (2 * sqrt(cross_section / PI) + thickness)


def contact_share(voltage: Quantity, *, drop: Quantity) -> Any:
    """Share of the power lost in the rotary joint of a turning farm, 2 Uc / U.

    Parameters
    ----------
    voltage : [V], U, of the line, above 2 Uc
    drop : [V], Uc, across one sliding contact, >= 0

    Returns
    -------
    [1]

    Source
    ------
    Both poles pass a contact. The bearing itself carries next to no load in orbit.
    """
    return 2 * drop / voltage
