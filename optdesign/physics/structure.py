"""Structural steel of a rotating, pressurised habitat, and the energy of making it."""

from __future__ import annotations

from typing import Any

from optdesign.physics.maths import Quantity


def floor_load(
    soil_mass: Quantity,
    volume: Quantity,
    *,
    radius: Quantity,
    height: Quantity,
    rotation_rate: Quantity,
    pressure: Quantity,
    air_density: Quantity,
    fixed_mass: Quantity,
) -> Any:
    """Virial of a floor, m Omega^2 R^2 + 3 p V + rho V Omega^2 (R - h/2)^2.

    Parameters
    ----------
    soil_mass : [kg], of the soil the floor carries
    volume : [m3], of the air above the floor
    radius, height : [m], of the floor and of its air
    rotation_rate : [rad/s]
    pressure : [Pa]
    air_density : [kg/m3]
    fixed_mass : [kg], buildings and other mass resting on the floor

    Returns
    -------
    [J]

    Source
    ------
    Virial theorem: stress times volume of the structure balances the sum of force times
    distance, and pressure acts in three directions.
    """
    rim_speed_squared = rotation_rate**2 * radius**2
    air_speed_squared = rotation_rate**2 * (radius - height / 2) ** 2
    return (
        (soil_mass + fixed_mass) * rim_speed_squared
        + 3 * pressure * volume
        + air_density * volume * air_speed_squared
    )


def virial_steel(
    floor_load: Quantity,
    *,
    radius: Quantity,
    rotation_rate: Quantity,
    steel_density: Quantity,
    steel_stress: Quantity,
) -> Any:
    """Steel that holds a floor and itself, rho_s W / (s - rho_s Omega^2 R^2).

    Parameters
    ----------
    floor_load : [J], virial of what the steel carries
    radius : [m], of the floor
    rotation_rate : [rad/s]
    steel_density : [kg/m3]
    steel_stress : [Pa], working stress, > steel_density * (rotation_rate * radius)^2

    Returns
    -------
    [kg]

    Source
    ------
    Virial theorem for fully stressed tension members.
    """
    own_load = steel_density * rotation_rate**2 * radius**2
    return steel_density * floor_load / (steel_stress - own_load)


def paper_steel(
    soil_mass: Quantity,
    volume: Quantity,
    *,
    radius: Quantity,
    gravity: Quantity,
    pressure: Quantity,
    steel_density: Quantity,
    steel_stress: Quantity,
) -> Any:
    """Steel as a fit to the published mass, rho_s [m g R / (s - rho_s g R) + 3 p V / s].

    Parameters
    ----------
    soil_mass : [kg]
    volume : [m3], of all air
    radius : [m], of the habitat
    gravity : [m/s2], at that radius
    pressure : [Pa], 1e5 returns the published value
    steel_density : [kg/m3]
    steel_stress : [Pa]

    Returns
    -------
    [kg]

    Source
    ------
    Fit to Janhunen, table 2; it leaves out the weight of the air and of the steel that holds
    the pressure.
    """
    hoop = soil_mass * gravity * radius / (steel_stress - steel_density * gravity * radius)
    return steel_density * (hoop + 3 * pressure * volume / steel_stress)


def limit_radius(*, gravity: Quantity, steel_density: Quantity, steel_stress: Quantity) -> Any:
    """Radius at which a rotating hoop can hold only itself, s / (rho g).

    Parameters
    ----------
    gravity : [m/s2]
    steel_density : [kg/m3]
    steel_stress : [Pa]

    Returns
    -------
    [m]

    Source
    ------
    Hoop stress of a rotating ring.
    """
    return steel_stress / (steel_density * gravity)


def steel_energy_per_person(
    steel_mass: Quantity, population: Quantity, *, steel_energy: Quantity
) -> Any:
    """Energy to make the structural steel of one person's share, e m / N.

    Parameters
    ----------
    steel_mass : [kg]
    population : [person]
    steel_energy : [J/kg], of making the steel

    Returns
    -------
    [J]

    Source
    ------
    Janhunen, section 4.8: structural steel outweighs all other processing.
    """
    return steel_energy * steel_mass / population
