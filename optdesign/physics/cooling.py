"""Heat and electric power of a habitat that stands among others: sky factor, flux and its limit."""

from __future__ import annotations

from typing import Any

from optdesign.physics.constants import STEFAN_BOLTZMANN
from optdesign.physics.maths import PI, Quantity, exp, log, minimum, sqrt


def sky_factor(
    reflector_radius: Quantity,
    radius: Quantity,
    half_length: Quantity,
    *,
    offset: Quantity,
    pitch_slope: Quantity,
    pitch_curvature: Quantity,
    aspect_slope: Quantity,
) -> Any:
    """Share of wall radiation that reaches the sky, 1 / (1 + exp(a + b x + c x^2 + d y)).

    Parameters
    ----------
    reflector_radius : [m], half the distance of neighbours in the hexagonal array
    radius : [m], of the cylinders
    half_length : [m], height of a cylinder above the disk
    offset, pitch_slope, pitch_curvature, aspect_slope : [1], coefficients a, b, c and d of the fit

    Returns
    -------
    [1], in (0, 1)

    Source
    ------
    Fit to ray tracing, x = ln(reflector_radius / radius), y = ln(half_length / radius); valid for
    ratios of 2-12 and 2.5-10 only. Rays traced over a mirror floor agree within 0.045 from a
    pitch of 4.4 radii on; in denser arrays the fit is lower, by 0.08 at most.
    """
    pitch = log(reflector_radius / radius)
    aspect = log(half_length / radius)
    exponent = offset + pitch_slope * pitch + pitch_curvature * pitch**2 + aspect_slope * aspect
    return 1 / (1 + exp(exponent))


def heat_flux_limit(
    sky_factor: Quantity,
    *,
    radius: Quantity,
    outer_radius: Quantity,
    soil_temperature: Quantity,
    inner_emissivity: Quantity,
    outer_emissivity: Quantity,
) -> Any:
    """Most heat the wall passes, sigma T^4 / [2/e_i - 1 + (R/R_o)(1/F + 1/e_o - 1)].

    Parameters
    ----------
    sky_factor : [1], in (0, 1]
    radius : [m], of the rotating floor; the flux is per area of this floor
    outer_radius : [m], of the radiation shield
    soil_temperature : [K], of the outer face of the soil
    inner_emissivity : [1], of both faces of the gap between soil and shield
    outer_emissivity : [1], of the outside of the shield

    Returns
    -------
    [W/m2]

    Source
    ------
    Radiation network of two grey surfaces in series with a surface that sees the share F of sky.
    """
    gap = 2 / inner_emissivity - 1
    outside = (radius / outer_radius) * (1 / sky_factor + 1 / outer_emissivity - 1)
    return STEFAN_BOLTZMANN * soil_temperature**4 / (gap + outside)


def shield_radius(radius: Quantity, *, soil_depth: Quantity, shield_gap: Quantity) -> Any:
    """Outer radius of the radiation shield, R_H + d + gap.

    Parameters
    ----------
    radius, soil_depth : [m]
    shield_gap : [m], vacuum gap and thickness of the shield

    Returns
    -------
    [m]

    Source
    ------
    Geometry.
    """
    return radius + soil_depth + shield_gap


def light_heat(*, insolation: Quantity, optical_transmission: Quantity) -> Any:
    """Light let in per rural floor, with what the inner mirrors absorb, I / tau.

    Parameters
    ----------
    insolation : [W/m2], mean on the floor
    optical_transmission : [1], of the inner mirrors, in (0, 1]

    Returns
    -------
    [W/m2]

    Source
    ------
    Energy balance.
    """
    return insolation / optical_transmission


def heat_flux(light_heat: Quantity, electric_power: Quantity, *, area: Quantity) -> Any:
    """Heat the wall must reject, q = I / tau + P / A.

    Parameters
    ----------
    light_heat : [W/m2], sunlight per rural floor
    electric_power : [W], used inside
    area : [m2], of the rural floor

    Returns
    -------
    [W/m2]

    Source
    ------
    Steady state: all light and electricity leave as heat through the wall.
    """
    return light_heat + electric_power / area


def panel_power(
    reflector_radius: Quantity,
    entry_radius: Quantity,
    *,
    flux: Quantity,
    panel_efficiency: Quantity,
    panel_share: Quantity,
) -> Any:
    """Power of panels between reflectors, 2 u e S [(2 sqrt3 - pi) R_p^2 + pi R_in^2].

    Parameters
    ----------
    reflector_radius, entry_radius : [m], outer and inner radius of the reflector
    flux : [W/m2], sunlight at the site
    panel_efficiency : [1], of the panels
    panel_share : [1], share of the power that the habitat may use

    Returns
    -------
    [W], both sides of the disk

    Source
    ------
    Janhunen, section 4.7: panels cover what the reflectors leave free of each hexagonal cell.
    """
    free_area = (2 * sqrt(3.0) - PI) * reflector_radius**2 + PI * entry_radius**2
    return panel_share * panel_efficiency * flux * 2 * free_area


def electric_power(
    panel_power: Quantity, population: Quantity, *, electric_demand: Quantity
) -> Any:
    """Electric power used inside, min(demand N, panels).

    Parameters
    ----------
    panel_power : [W]
    population : [person]
    electric_demand : [W], per person

    Returns
    -------
    [W]

    Source
    ------
    Panels beyond demand are not built: their power would have to be rejected as heat.
    """
    return minimum(electric_demand * population, panel_power)
