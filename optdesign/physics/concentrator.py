"""Concentrating mirror and its receiver: how much light arrives, how hot it can be, what it weighs.

Engines and radiators behind the receiver are elsewhere; so is the choice of the best design.
"""

from __future__ import annotations

from typing import Any

from optdesign.physics.constants import STEFAN_BOLTZMANN
from optdesign.physics.maths import PI, Quantity, cos, exp, sin


def concentration_limit(
    sun_half_angle: Quantity,
    slope_error: Quantity,
    *,
    rim_angle: Quantity,
    error_widths: Quantity,
) -> Any:
    """Concentration with most light caught, C95 = (sin p cos p)^2 / sin^2(t + w s).

    With rim angle p = 45 degrees the numerator is 0.25; with w = 4 (reflection doubles a slope
    error, and two standard deviations are admitted) about 95 % of the light is caught.

    Parameters
    ----------
    sun_half_angle : [rad], apparent radius of the Sun t, > 0
    slope_error : [rad], standard deviation of the mirror's slope s, >= 0
    rim_angle : [rad], of the paraboloid, in (0, pi/2)
    error_widths : [1], slope errors added to the image's half-angle, >= 0

    Returns
    -------
    [1], aperture area over receiver area

    Source
    ------
    Geometry of a paraboloid on a flat receiver; the image angle is taken small beside the rim's.
    """
    return image_concentration(
        sun_half_angle,
        slope_error,
        concentration_factor=(sin(rim_angle) * cos(rim_angle)) ** 2,
        error_widths=error_widths,
    )


def image_concentration(
    sun_half_angle: Quantity,
    slope_error: Quantity,
    *,
    concentration_factor: Quantity,
    error_widths: Quantity,
) -> Any:
    """Concentration with most light caught, C95 = a / sin^2(t + w s).

    Parameters
    ----------
    sun_half_angle : [rad], apparent radius of the Sun t, > 0
    slope_error : [rad], standard deviation of the mirror's slope s, >= 0
    concentration_factor : [1], a, of the mirror's geometry, > 0; 0.25 for a rim angle of 45 degrees
    error_widths : [1], slope errors w added to the image's half-angle, >= 0

    Returns
    -------
    [1], aperture area over receiver area

    Source
    ------
    As `concentration_limit`, for mirrors whose factor is known by other means than a rim angle.
    """
    return concentration_factor / sin(sun_half_angle + error_widths * slope_error) ** 2


def intercept_factor(
    concentration: Quantity, *, concentration_limit: Quantity, capture_exponent: Quantity
) -> Any:
    """Share of the reflected light that meets the receiver, 1 - exp(-kappa C95 / C).

    Parameters
    ----------
    concentration : [1], aperture area over receiver area C, > 0
    concentration_limit : [1], concentration C95 at which 1 - exp(-kappa) is caught, > 0
    capture_exponent : [1], kappa, > 0; 3 catches 95 % at the limit

    Returns
    -------
    [1], in (0, 1), falling with concentration

    Source
    ------
    Light within a radius of a two-dimensional Gaussian image, whose area goes as 1/C.
    """
    return 1 - exp(-capture_exponent * concentration_limit / concentration)


def receiver_efficiency(
    temperature: Quantity,
    concentration: Quantity,
    flux: Quantity,
    *,
    intercept: Quantity,
    optical_efficiency: Quantity,
    emissivity: Quantity,
) -> Any:
    """Heat delivered per light on the aperture, intercept x optical - eps sigma T^4 / (C S).

    Parameters
    ----------
    temperature : [K], of the receiver, > 0
    concentration : [1], aperture area over receiver area, > 0
    flux : [W/m2], sunlight on the aperture, > 0
    intercept : [1], share of the reflected light that meets the receiver, in [0, 1]
    optical_efficiency : [1], reflection, shading and absorption together, in [0, 1]
    emissivity : [1], of the receiver at its temperature, in [0, 1]

    Returns
    -------
    [1]; negative where the receiver cannot hold its temperature (above stagnation)

    Source
    ------
    Radiative balance of the receiver against a cold sky; conduction is neglected.
    """
    loss = emissivity * STEFAN_BOLTZMANN * temperature**4 / (concentration * flux)
    return intercept * optical_efficiency - loss


def stagnation_temperature(
    concentration: Quantity,
    flux: Quantity,
    *,
    intercept: Quantity,
    optical_efficiency: Quantity,
    emissivity: Quantity,
) -> Any:
    """Temperature at which nothing is left to use, [intercept optical C S / (eps sigma)]^(1/4).

    Parameters
    ----------
    concentration : [1], aperture area over receiver area, > 0
    flux : [W/m2], sunlight on the aperture, > 0
    intercept : [1], share of the reflected light that meets the receiver, in [0, 1]
    optical_efficiency : [1], reflection, shading and absorption together, in [0, 1]
    emissivity : [1], of the receiver, in (0, 1]

    Returns
    -------
    [K]

    Source
    ------
    Zero of the receiver efficiency.
    """
    absorbed = intercept * optical_efficiency * concentration * flux
    return (absorbed / (emissivity * STEFAN_BOLTZMANN)) ** 0.25


def reradiated_power(
    temperature: Quantity, *, receiver_area: Quantity, emissivity: Quantity
) -> Any:
    """Heat the receiver radiates away, eps sigma T^4 A.

    Parameters
    ----------
    temperature : [K], of the receiver, >= 0
    receiver_area : [m2], >= 0
    emissivity : [1], in [0, 1]

    Returns
    -------
    [W]

    Source
    ------
    Stefan-Boltzmann law, cold sky.
    """
    return emissivity * STEFAN_BOLTZMANN * temperature**4 * receiver_area


def aperture_area(diameter: Quantity) -> Any:
    """Area of a round aperture, pi D^2 / 4.

    Parameters
    ----------
    diameter : [m], >= 0

    Returns
    -------
    [m2]

    Source
    ------
    Geometry.
    """
    return PI * diameter**2 / 4


def collected_heat(aperture: Quantity, flux: Quantity, *, receiver_efficiency: Quantity) -> Any:
    """Heat a concentrator delivers, eta S A.

    Parameters
    ----------
    aperture : [m2], area of the aperture, >= 0
    flux : [W/m2], sunlight on it, >= 0
    receiver_efficiency : [1], at most 1

    Returns
    -------
    [W]; negative with a negative efficiency: the receiver would have to be heated

    Source
    ------
    Definition of the receiver efficiency.
    """
    return receiver_efficiency * flux * aperture


def mirror_density(
    slope_error: Quantity,
    diameter: Quantity,
    *,
    reference_density: Quantity,
    membrane_share: Quantity,
    reference_slope: Quantity,
    slope_exponent: Quantity,
    flat_share: Quantity,
    reference_diameter: Quantity,
    diameter_exponent: Quantity,
) -> Any:
    """Mass of mirror per aperture, m0 [a + (1 - a)(s0/s)^p] [b + (1 - b)(D/D0)^q].

    Parameters
    ----------
    slope_error : [rad], standard deviation of the slope s, > 0
    diameter : [m], of the aperture D, > 0
    reference_density : [kg/m2], m0, at reference slope and diameter, > 0
    membrane_share : [1], a, independent of accuracy, in [0, 1]
    reference_slope : [rad], s0, > 0
    slope_exponent : [1], p, >= 0
    flat_share : [1], b, independent of size, in [0, 1]
    reference_diameter : [m], D0, > 0
    diameter_exponent : [1], q, >= 0

    Returns
    -------
    [kg/m2]

    Source
    ------
    Form chosen here (accuracy and stiffness cost mass); no measured law was found.
    """
    accuracy = membrane_share + (1 - membrane_share) * (
        (reference_slope / slope_error) ** slope_exponent
    )
    stiffness = flat_share + (1 - flat_share) * (
        (diameter / reference_diameter) ** diameter_exponent
    )
    return reference_density * accuracy * stiffness


def unit_mass(
    aperture: Quantity,
    concentration: Quantity,
    *,
    mirror_density: Quantity,
    receiver_density: Quantity,
    fixed_mass: Quantity,
) -> Any:
    """Mass of one concentrator with receiver, A (m_mirror + m_receiver / C) + m_fixed.

    Parameters
    ----------
    aperture : [m2], area of the aperture, >= 0
    concentration : [1], aperture area over receiver area, > 0
    mirror_density : [kg/m2], per aperture, >= 0
    receiver_density : [kg/m2], per receiver area, >= 0
    fixed_mass : [kg], pointing and controls of a unit of any size, >= 0

    Returns
    -------
    [kg]

    Source
    ------
    Sum of parts.
    """
    return aperture * (mirror_density + receiver_density / concentration) + fixed_mass
