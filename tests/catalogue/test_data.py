"""The shipped data: complete, plausible, and equal to what its sources print."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import optdesign.catalogue
from optdesign.catalogue import load_catalogue
from optdesign.errors import CatalogueError
from optdesign.units import from_si, to_si

BODIES = {  # perihelion and aphelion as published with the elements, au
    "bennu": (0.8966, 1.3554),
    "ryugu": (0.9634, 1.4185),
    "itokawa": (0.9532, 1.6951),
    "eros": (1.1332, 1.7830),
    "vesta": (2.1486, 2.5745),
    "ceres": (2.5454, 2.9857),
    "pallas": (2.1310, 3.4088),
    "psyche": (2.5307, 3.3169),
    "hygiea": (2.8088, 3.4882),
}
PRINTED = {  # key: (value, low, high, unit) as the sources print them
    "steel-wire.embodied_energy": (20, 10, 50, "MJ/kg"),
    "dyneema.working_stress": (1240, None, None, "MPa"),
    "sun.solar_constant": (1361, 1360.3, 1361.6, "W/m2"),
    "photovoltaic-distance.distance_exponent": (1.87, 1.73, 2.0, "1"),
    "mmrtg.decline": (4.8, 1.6, 4.8, "percent/year"),
    "fission-8-kwe.mass": (1150, 1142, 1162, "kg"),
    "heat-pipe-radiator.areal_density": (5, 3, 8, "kg/m2"),
    "regolith-sintering.energy": (1.7, 1.0, 13.7, "MJ/kg"),
    "excavation.energy": (0.5, 0.01, 0.86, "Wh/kg"),
    "twin-cylinder.shield_areal_density": (7.6, 6, 10, "t/m2"),
    "twin-cylinder.rotation_rate_limit": (4, 2, 6, "rpm"),
    "cosmic-rays.radial_gradient": (4.5, 3.9, 5.1, "percent/au"),
    "ceres.iron_fraction": (0.15, 0.13, 0.17, "1"),
    "smelter.productivity": (15, 5, 45, "1/year"),
    "microwave-link.efficiency": (0.50, 0.35, 0.54, "1"),
}
LINES = [
    "miner",
    "smelter",
    "glass-line",
    "polymer-line",
    "silicon-line",
    "electronics-line",
    "assembly",
]
CATALOGUE = load_catalogue()
ENTRIES = dict(CATALOGUE.entries())


def value(key: str) -> float:
    return CATALOGUE.value(key)


def test_there_are_more_than_two_hundred_values() -> None:
    assert len(ENTRIES) >= 200


def test_every_folder_has_items() -> None:
    kinds = {item.kind for item in CATALOGUE.items.values()}
    assert kinds == set(CATALOGUE.attributes)
    assert all(len(CATALOGUE.of_kind(kind)) > 0 for kind in kinds)


@pytest.mark.parametrize("body", BODIES)
def test_orbits_give_the_published_apsides(body: str) -> None:
    axis = from_si(CATALOGUE[f"{body}.semi_major_axis"].si, "au")
    eccentricity = value(f"{body}.eccentricity")
    perihelion, aphelion = BODIES[body]
    assert axis * (1 - eccentricity) == pytest.approx(perihelion, abs=4e-4)
    assert axis * (1 + eccentricity) == pytest.approx(aphelion, abs=4e-4)
    assert CATALOGUE.items[body].labels["class"]
    assert value(f"{body}.rotation_period") > 0


@pytest.mark.parametrize("body", BODIES)
def test_masses_give_densities_of_real_bodies(body: str) -> None:
    volume = math.pi / 6 * value(f"{body}.diameter") ** 3
    assert 1000 < value(f"{body}.mass") / volume < 4500


def test_the_rotation_of_ceres_agrees_with_its_period() -> None:
    period = 2 * math.pi / value("ceres.rotation_rate")
    assert period == pytest.approx(value("ceres.rotation_period"), rel=1e-3)


def test_the_papers_elements_give_its_libration() -> None:
    eccentricity = value("ceres-paper.eccentricity")
    assert math.degrees(2 * eccentricity) == pytest.approx(8.69, abs=0.01)


def test_the_suns_disk_has_its_published_half_angle() -> None:
    angle = value("sun.radius") / value("universal.astronomical_unit")
    assert angle == pytest.approx(4.65e-3, rel=1e-3)


@pytest.mark.parametrize("key", PRINTED)
def test_printed_values(key: str) -> None:
    printed, low, high, unit = PRINTED[key]
    entry = CATALOGUE[key]
    assert from_si(entry.si, unit) == pytest.approx(printed)
    for number, expected in ((entry.low, low), (entry.high, high)):
        assert (number is None) == (expected is None)
        if number is not None and expected is not None:
            assert to_si(number, entry.unit) == pytest.approx(to_si(expected, unit))


def test_the_power_law_of_small_reactors_fits_the_published_sizes() -> None:
    scale, exponent = value("fission.mass_scale"), value("fission.mass_exponent")
    for size in (1, 3, 5, 7, 10):
        assert value(f"kilopower-{size}.power") == size * 1000.0
        assert scale * size**exponent == pytest.approx(value(f"kilopower-{size}.mass"), rel=0.04)
    sourced = value("fission-8-kwe.mass")
    assert abs(scale * 8**exponent / sourced - 1) < value("fission.mass_error")


@pytest.mark.parametrize("fibre", ["dyneema", "zylon", "carbon-fibre", "basalt-fibre"])
def test_fibres_work_at_two_fifths_of_their_strength(fibre: str) -> None:
    ratio = value(f"{fibre}.working_stress") / value(f"{fibre}.strength")
    assert ratio == pytest.approx(0.4, abs=0.001)


@pytest.mark.parametrize("line", LINES)
def test_lines_are_made_of_whole_kilograms(line: str) -> None:
    bill = [
        entry.si for key, entry in CATALOGUE.items[line].entries.items() if key.startswith("bill.")
    ]
    assert len(bill) == 4
    assert sum(bill) == pytest.approx(1.0)


@pytest.mark.parametrize("engine", ["stirling", "brayton", "thermoelectric"])
def test_engines_are_made_of_whole_kilograms(engine: str) -> None:
    entries = CATALOGUE.items[engine].entries
    bill = [entry.si for key, entry in entries.items() if key.startswith("bill.")]
    assert sum(bill) == pytest.approx(1.0)


def test_line_energies_add_up_to_the_sourced_sums() -> None:
    smelter = value("smelter.input.electricity") + value("smelter.input.high_heat")
    silicon = value("silicon-line.input.electricity") + value("silicon-line.input.high_heat")
    assert smelter == pytest.approx(value("steel-wire.embodied_energy"))
    assert silicon == pytest.approx(value("electronic-silicon-making.gate_energy"))
    assert 1 / value("ceres.iron_fraction") == pytest.approx(
        value("smelter.input.feedstock"), rel=0.01
    )


def test_the_parts_of_a_replication_add_up_to_its_whole() -> None:
    parts = [
        entry.si
        for key, entry in CATALOGUE.items["replication-unit"].entries.items()
        if key.startswith("energy.") and key != "energy.total"
    ]
    assert sum(parts) == pytest.approx(value("replication-unit.energy.total"), rel=0.02)


def test_every_judgement_that_a_design_uses_has_a_range() -> None:
    """Zeros and reference points define a law and are not uncertain."""
    exempt = (
        "reference_slope",
        "reference_diameter",
        "population",
        "bill.silicate",
        "bill.polymer",
    )
    missing = [
        key
        for key, entry in ENTRIES.items()
        if entry.mark == "judgement" and not entry.uncertain and not key.endswith(exempt)
    ]
    assert missing == []


def test_every_attribute_serves_an_entry() -> None:
    for kind, attributes in CATALOGUE.attributes.items():
        items = CATALOGUE.of_kind(kind)
        keys = {key for item in items for key in (*item.entries, *item.labels)}
        assert keys == set(attributes), kind


def test_every_file_is_read() -> None:
    folder = Path(optdesign.catalogue.__file__).parent
    files = {path.stem for path in folder.glob("*/*.toml")}
    assert files == set(CATALOGUE.items)


def test_a_wrong_key_names_the_nearest() -> None:
    with pytest.raises(CatalogueError, match=r"did you mean dyneema\?"):
        CATALOGUE.value("dynema.density")
    with pytest.raises(CatalogueError, match=r"did you mean density\?"):
        CATALOGUE.value("dyneema.densty")
