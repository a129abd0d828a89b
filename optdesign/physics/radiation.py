"""Dose of cosmic rays: free space, behind mass, and the mass a limit asks for.

One exponential for all depths. The first tonnes of a real shield do less, because fragments of the
rays' nuclei add to the dose, so that thin shields are judged too kindly.
"""

from __future__ import annotations

from typing import Any

from optdesign.physics.maths import Quantity, exp, log, positive_part


def free_dose(
    distance: Quantity,
    *,
    reference_dose: Quantity,
    reference_distance: Quantity,
    radial_gradient: Quantity,
) -> Any:
    """Dose in free space at a distance from the Sun, D_0 exp[g (r - r_0)].

    Parameters
    ----------
    distance : [m], from the Sun
    reference_dose : [Sv/s], at the reference distance
    reference_distance : [m]
    radial_gradient : [1/m], relative growth of galactic cosmic rays

    Returns
    -------
    [Sv/s]

    Source
    ------
    Gradient as measured between the planets; constant over the distances of the belt.
    """
    return reference_dose * exp(radial_gradient * (distance - reference_distance))


def attenuation_length(
    areal_mass: Quantity, *, free_dose: Quantity, shielded_dose: Quantity
) -> Any:
    """Mass per area that divides the dose by e, sigma / ln(D_free / D).

    Parameters
    ----------
    areal_mass : [kg/m2], of a shield whose dose is known
    free_dose : [Sv/s], without it
    shielded_dose : [Sv/s], behind it, below the free dose

    Returns
    -------
    [kg/m2]

    Source
    ------
    Derived: an exponential through two known doses.
    """
    return areal_mass / log(free_dose / shielded_dose)


def shielded_dose(
    areal_mass: Quantity, *, free_dose: Quantity, attenuation_length: Quantity
) -> Any:
    """Dose behind a shield, D_free exp(-sigma / lambda).

    Parameters
    ----------
    areal_mass : [kg/m2], >= 0
    free_dose : [Sv/s]
    attenuation_length : [kg/m2], > 0

    Returns
    -------
    [Sv/s]

    Source
    ------
    Derived: exponential attenuation; a judgement below a few tonnes per square metre.
    """
    return free_dose * exp(-areal_mass / attenuation_length)


def required_areal_mass(
    dose_limit: Quantity, *, free_dose: Quantity, attenuation_length: Quantity
) -> Any:
    """Least shield for a dose, max(lambda ln(D_free / D), 0).

    Parameters
    ----------
    dose_limit : [Sv/s], > 0 and finite
    free_dose : [Sv/s]
    attenuation_length : [kg/m2], > 0

    Returns
    -------
    [kg/m2]

    Source
    ------
    Inverse of the dose behind a shield.
    """
    return attenuation_length * positive_part(log(free_dose / dose_limit))
