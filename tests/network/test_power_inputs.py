"""What a case may say of power: ends of laws, and parts that cannot be."""

from __future__ import annotations

import pytest

from optdesign.errors import ProblemError
from optdesign.network.photovoltaic import facing_power
from optdesign.network.power_families import power_families
from optdesign.physics.constants import ASTRONOMICAL_UNIT
from optdesign.units import to_si
from tests.network.power_case import power_case


@pytest.mark.parametrize("coldest", ["301.1 K", "301.15 K", "320 K"])
def test_arrays_that_cold_does_not_help_keep_their_rated_efficiency(coldest: str) -> None:
    """The reference is at 28 degC; in 100 W/m2 cells are colder."""
    case = power_case({"thin-film-pv.coldest_useful_temperature": coldest})
    power = facing_power(case, "thin-film-pv", 100.0)
    assert power == pytest.approx(100 * case["thin-film-pv.efficiency"], rel=1e-3)


def test_without_a_coefficient_temperature_counts_nothing() -> None:
    case = power_case({"thin-film-pv.temperature_coefficient": "0"})
    assert facing_power(case, "thin-film-pv", 100.0) == 100 * case["thin-film-pv.efficiency"]


@pytest.mark.parametrize("item", ["heat-pipe-radiator", "power-conditioning"])
def test_a_part_made_of_nothing_is_refused(item: str) -> None:
    nothing = {f"{item}.bill.{name}": "0" for name in power_case().group(f"{item}.bill")}
    with pytest.raises(ProblemError, match=rf"{item}\.bill \| must add up"):
        power_families(power_case(nothing), ASTRONOMICAL_UNIT)


@pytest.mark.parametrize("item", ["solar-concentrator", "thin-film-pv"])
def test_electronics_are_no_more_than_what_they_are_part_of(item: str) -> None:
    fixed = {f"{item}.fixed_mass": "1 kg", f"{item}.fixed_electronics": "1 kg"}
    power_families(power_case(fixed), ASTRONOMICAL_UNIT)
    fixed[f"{item}.fixed_mass"] = "0.9 kg"
    with pytest.raises(ProblemError, match=r"must not exceed it, 0\.9 kg, got 1 kg"):
        power_families(power_case(fixed), ASTRONOMICAL_UNIT)


@pytest.mark.parametrize(("decline", "life"), [("0", 15.0), ("1.2 percent/year", 1 / 0.0786666667)])
def test_arrays_made_on_site_wear_out_and_fade(decline: str, life: float) -> None:
    """A fifteenth a year is worn out; what is left delivers 1.2 % less every year."""
    case = power_case({"thin-film-pv.lifetime": "15 year", "thin-film-pv.decline": decline})
    (array,) = (f for f in power_families(case, 1.0e11) if f.technology == "thin-film-pv")
    assert array.lifetime / to_si(1.0, "year") == pytest.approx(life, rel=1e-9)
    assert array.design({"aperture_diameter": 10.0}).lifetime == array.lifetime
