"""Computations on the paper's elevator and on the angular momentum it takes from Ceres."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.integrate import quad
from scipy.optimize import brentq, minimize_scalar

from optdesign.catalogue import Catalogue
from optdesign.physics import elevator, propellant, tether
from optdesign.physics.constants import STANDARD_GRAVITY
from optdesign.physics.maths import exp


@dataclass(frozen=True)
class Lift:
    """The paper's body and orbit, with the release radius that they imply."""

    mass: float
    radius: float
    apoapsis: float
    gravitational_parameter: float
    rotation_rate: float

    @classmethod
    def of(cls, catalogue: Catalogue) -> Lift:
        """Read body and orbit."""
        value = catalogue.value
        mass = value("ceres-paper.mass")
        return cls(
            mass=mass,
            radius=value("ceres-paper.radius"),
            apoapsis=value("ceres-elevator.target_apoapsis"),
            gravitational_parameter=elevator.gravitational_parameter(mass),
            rotation_rate=value("ceres-paper.rotation_rate"),
        )

    @property
    def field(self) -> dict[str, float]:
        """The two arguments that most elevator functions share."""
        return {
            "gravitational_parameter": self.gravitational_parameter,
            "rotation_rate": self.rotation_rate,
        }

    @property
    def stationary(self) -> float:
        """Radius of the stationary orbit."""
        return float(elevator.stationary_radius(**self.field))

    @property
    def release(self) -> float:
        """Radius from which a load reaches the apoapsis."""

        def excess(radius: float) -> float:
            # the reciprocal stays finite where the load would escape
            return 1 / self.apoapsis - 1 / float(elevator.release_apoapsis(radius, **self.field))

        escape = 2 ** (1 / 3) * self.stationary
        return float(brentq(excess, self.stationary, escape * (1 - 1e-9), xtol=1e-3))

    def gravity(self, radius: float) -> float:
        """Effective gravity."""
        return float(elevator.effective_gravity(radius, **self.field))

    def climb(self, radius: float) -> float:
        """Potential above the ground."""
        return float(elevator.lift_energy(radius, self.radius, **self.field))


def tip_altitude(catalogue: Catalogue) -> float:
    """Altitude of release."""
    lift = Lift.of(catalogue)
    return lift.release - lift.radius


def stationary_altitude(catalogue: Catalogue) -> float:
    """Altitude of the stationary orbit."""
    lift = Lift.of(catalogue)
    return lift.stationary - lift.radius


def lift_energy(catalogue: Catalogue) -> float:
    """Energy per mass from the ground to the release, net of braking."""
    lift = Lift.of(catalogue)
    return lift.climb(lift.release)


def lift_energy_gross(catalogue: Catalogue) -> float:
    """Energy per mass from the ground to the stationary orbit."""
    lift = Lift.of(catalogue)
    return lift.climb(lift.stationary)


def escape_speed(catalogue: Catalogue) -> float:
    """Escape speed along the rotation."""
    lift = Lift.of(catalogue)
    return float(elevator.escape_speed(lift.radius, **lift.field))


def tip_speed(catalogue: Catalogue) -> float:
    """Speed of the release point."""
    lift = Lift.of(catalogue)
    return float(elevator.tip_speed(lift.release, rotation_rate=lift.rotation_rate))


def circularisation(catalogue: Catalogue) -> float:
    """Burn at apoapsis."""
    lift = Lift.of(catalogue)
    return float(elevator.circularisation_delta_v(lift.release, lift.apoapsis, **lift.field))


def transfer_time(catalogue: Catalogue) -> float:
    """Time from the release to the apoapsis."""
    lift = Lift.of(catalogue)
    return float(
        elevator.transfer_time(
            lift.release, lift.apoapsis, gravitational_parameter=lift.gravitational_parameter
        )
    )


def climb_time(catalogue: Catalogue) -> float:
    """Time of the climb."""
    speed = catalogue.value("ceres-elevator.climb_speed")
    return float(elevator.climb_time(tip_altitude(catalogue), climb_speed=speed))


def climb_power(catalogue: Catalogue) -> float:
    """Mean power of the climb."""
    return float(
        elevator.mean_power(
            catalogue.value("ceres-elevator.payload_mass"),
            lift_energy=lift_energy(catalogue),
            climb_time=climb_time(catalogue),
        )
    )


def climb_power_peak(catalogue: Catalogue) -> float:
    """Power at the start of the climb."""
    lift = Lift.of(catalogue)
    return float(
        elevator.peak_power(
            catalogue.value("ceres-elevator.payload_mass"),
            surface_gravity=lift.gravity(lift.radius),
            climb_speed=catalogue.value("ceres-elevator.climb_speed"),
        )
    )


def _fibre(catalogue: Catalogue) -> dict[str, float]:
    value = catalogue.value
    return {"density": value("dyneema.density"), "stress": value("dyneema.working_stress")}


def tapered_tether_ratio(catalogue: Catalogue) -> float:
    """Mass per payload of the tether of constant stress, ground to release."""
    lift, fibre = Lift.of(catalogue), _fibre(catalogue)

    def section(radius: float) -> float:
        return float(exp(tether.taper_logarithm(lift.climb(radius), **fibre)))

    shape, _ = quad(section, lift.radius, lift.release)
    anchor = tether.anchor_area(
        1.0, surface_gravity=lift.gravity(lift.radius), stress=fibre["stress"]
    )
    return float(fibre["density"] * anchor * shape)


def balanced_tether_ratio(catalogue: Catalogue) -> float:
    """The same with the counterweight at the release point."""
    lift, fibre = Lift.of(catalogue), _fibre(catalogue)
    counterweight = tether.tapered_counterweight_ratio(
        tether.taper_logarithm(lift.climb(lift.release), **fibre),
        surface_gravity=lift.gravity(lift.radius),
        end_gravity=lift.gravity(lift.release),
    )
    return tapered_tether_ratio(catalogue) + float(counterweight)


def _initial_section(catalogue: Catalogue) -> float:
    value = catalogue.value
    return value("ceres-elevator.tether_width") * value("ceres-elevator.tether_thickness")


def initial_tether_mass(catalogue: Catalogue) -> float:
    """Mass of the uniform tether."""
    return float(
        tether.uniform_tether_mass(
            _initial_section(catalogue),
            tip_altitude(catalogue),
            density=_fibre(catalogue)["density"],
        )
    )


def initial_tether_capacity(catalogue: Catalogue) -> float:
    """Payload of the uniform tether."""
    lift = Lift.of(catalogue)
    return float(
        tether.uniform_tether_capacity(
            _initial_section(catalogue),
            potential_difference=lift.climb(lift.stationary),
            surface_gravity=lift.gravity(lift.radius),
            **_fibre(catalogue),
        )
    )


def _initial_counterweight(catalogue: Catalogue, payload_mass: float, end: float) -> float:
    lift = Lift.of(catalogue)
    return float(
        tether.uniform_counterweight(
            payload_mass,
            _initial_section(catalogue),
            potential_difference=lift.climb(end),
            surface_gravity=lift.gravity(lift.radius),
            end_gravity=lift.gravity(end),
            density=_fibre(catalogue)["density"],
        )
    )


def initial_counterweight_empty(catalogue: Catalogue) -> float:
    """Counterweight at the release point that balances the uniform tether alone."""
    return _initial_counterweight(catalogue, 0.0, Lift.of(catalogue).release)


def _balanced_mass(catalogue: Catalogue, end: float) -> float:
    payload = catalogue.value("ceres-elevator.payload_mass")
    fibre = tether.uniform_tether_mass(
        _initial_section(catalogue),
        end - Lift.of(catalogue).radius,
        density=_fibre(catalogue)["density"],
    )
    return float(fibre) + _initial_counterweight(catalogue, payload, end)


def initial_elevator_mass(catalogue: Catalogue) -> float:
    """Uniform tether to the release point and the counterweight there, with its payload."""
    return _balanced_mass(catalogue, Lift.of(catalogue).release)


def lightest_elevator_mass(catalogue: Catalogue) -> float:
    """The same with the tether as long as makes it lightest."""
    lift = Lift.of(catalogue)
    longest = catalogue.value("ceres-elevator.length_ratio_limit") * lift.stationary
    found = minimize_scalar(
        lambda end: _balanced_mass(catalogue, float(end)),
        bounds=(lift.release, longest),
        method="bounded",
        options={"xatol": 1.0},
    )
    return float(found.fun)


def steam_fraction(catalogue: Catalogue, *, delta_v: float) -> float:
    """Propellant fraction of the steam rocket."""
    impulse = catalogue.value("steam-rocket.specific_impulse")
    return float(propellant.propellant_fraction(delta_v, exhaust_speed=impulse * STANDARD_GRAVITY))


def steam_energy(catalogue: Catalogue, *, delta_v: float) -> float:
    """Heat of making that propellant, per lifted mass."""
    heat = catalogue.value("steam-making.energy")
    share = steam_fraction(catalogue, delta_v=delta_v)
    return float(propellant.propellant_energy(share, energy_per_propellant=heat))


def rocket_ratio(
    catalogue: Catalogue, *, elevator_energy: float, oxygen_energy: float, oxygen_share: float
) -> float:
    """Energy of a rocket from the ground to the orbit over that of the elevator."""
    lift = Lift.of(catalogue)
    delta_v = propellant.ground_launch_delta_v(lift.radius, lift.apoapsis, **lift.field)
    impulse = catalogue.value("hydrogen-oxygen-rocket.specific_impulse")
    ratio = propellant.propellant_ratio(delta_v, exhaust_speed=impulse * STANDARD_GRAVITY)
    energy = propellant.propellant_energy(ratio, energy_per_propellant=oxygen_share * oxygen_energy)
    return float(energy / elevator_energy)
