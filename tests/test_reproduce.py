"""Scorecards: every claim obeys its verdict, known figures come out, pages are up to date."""

from __future__ import annotations

import io
import json
import math
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from rich.console import Console

from optdesign.catalogue import load_catalogue
from optdesign.errors import CatalogueError, ProblemError
from optdesign.report.terminal.scorecard import print_scorecard
from optdesign.reproduction.claims import VERDICTS, Claim, ClaimFile, sources
from optdesign.reproduction.reproduce import computations, reproduce, write_pages
from optdesign.reproduction.scorecard import Row, evaluate, verdict_fault

SOURCES = ("ceres-megasatellite", "power-scaling")
DOCS = Path(__file__).parent.parent / "docs"
CARDS = {source: reproduce(source) for source in SOURCES}
ROWS = {f"{source}/{row.claim.id}": row for source in SOURCES for row in CARDS[source].rows}

# Computed independently of the package, in the unit of the claim.
FIGURES = {
    "ceres-megasatellite/population": (56_973, 1e-4),
    "ceres-megasatellite/rotation-period-text": (63.4, 1e-3),
    "ceres-megasatellite/gravity-at-66-s": (0.924, 1e-3),
    "ceres-megasatellite/rotation-period": (1.057, 1e-3),
    "ceres-megasatellite/living-area": (113.95, 1e-4),
    "ceres-megasatellite/urban-share": (44.86, 1e-4),
    "ceres-megasatellite/urban-gravity": (81.3, 1e-3),
    "ceres-megasatellite/soil": (2481.4, 1e-4),
    "ceres-megasatellite/shield": (6738, 1e-4),
    "ceres-megasatellite/air": (80.5, 1e-3),
    "ceres-megasatellite/structural": (484.4, 1e-3),
    "ceres-megasatellite/structural-virial": (517, 1e-3),
    "ceres-megasatellite/heat-flux-light": (141.1, 1e-3),
    "ceres-megasatellite/heat-flux-limit": (140.9, 0.01),
    "ceres-megasatellite/reflector-radius": (4.40, 2e-3),
    "ceres-megasatellite/reflector-radius-cooling": (4.35, 2e-3),
    "ceres-megasatellite/disk-area-per-person": (1175, 3e-3),
    "ceres-megasatellite/electric-power": (6.26, 6e-3),
    "ceres-megasatellite/electric-power-density": (6.98, 6e-3),
    "ceres-megasatellite/dissipation": (156.4, 6e-3),
    "ceres-megasatellite/soil-energy": (947 / 484, 1e-3),
    "ceres-megasatellite/soil-mass": (1.047, 1e-3),
    "ceres-megasatellite/radius-exponent": (0.72, 2e-3),
    "ceres-megasatellite/tidal-compression": (0.1526, 1e-3),
    "ceres-megasatellite/effective-height": (1.99, 3e-3),
    "ceres-megasatellite/orbit-gravity": (6.38e-7, 1e-3),
    "ceres-megasatellite/hill-radius": (206_450, 1e-4),
    "ceres-megasatellite/hill-radius-current": (205_530, 1e-4),
    "ceres-megasatellite/libration": (8.69, 1e-3),
    "ceres-megasatellite/libration-current": (9.13, 2e-3),
    "ceres-megasatellite/large-disk-population": (1.67e12, 1e-3),
    "ceres-megasatellite/disk-diameter": (12_231, 1e-4),
    "ceres-megasatellite/angular-momentum": (1.594e28, 1e-3),
    "ceres-megasatellite/released-angular-momentum": (4.29e8, 1e-3),
    "ceres-megasatellite/lost-angular-momentum": (3.87e8, 1e-3),
    "ceres-megasatellite/angular-momentum-used": (2.69, 2e-3),
    "ceres-megasatellite/largest-living-area": (188e9, 3e-3),
    "ceres-megasatellite/largest-population": (9.4e13, 3e-3),
    "ceres-megasatellite/stationary-altitude": (721.8, 1e-4),
    "ceres-megasatellite/tip-altitude": (1024.2, 1e-4),
    "ceres-megasatellite/tip-speed": (287.3, 2e-4),
    "ceres-megasatellite/escape-speed": (425.8, 2e-4),
    "ceres-megasatellite/circularisation": (20.7, 2e-3),
    "ceres-megasatellite/lift-energy-text": (54.10, 2e-4),
    "ceres-megasatellite/lift-energy-gross": (58.5, 1e-3),
    "ceres-megasatellite/tether-ratio": (22.2, 2e-3),
    "ceres-megasatellite/initial-tether-mass": (1.248, 1e-3),
    "ceres-megasatellite/initial-tether-capacity": (5559, 1e-4),
    "ceres-megasatellite/initial-elevator-mass": (51.3 + 1.248, 1e-3),
    "ceres-megasatellite/initial-counterweight-empty": (2.4, 0.02),
    "ceres-megasatellite/lightest-elevator-mass": (9.3, 5e-3),
    "ceres-megasatellite/climb-time": (28.4, 2e-3),
    "ceres-megasatellite/climb-power": (2.64, 2e-3),
    "ceres-megasatellite/climb-power-peak": (13.3, 1e-3),
    "ceres-megasatellite/transfer-time": (52.5, 1e-3),
    "ceres-megasatellite/steam-fraction": (2.02, 2e-3),
    "ceres-megasatellite/steam-energy": (80, 0.01),
    "ceres-megasatellite/lift-total": (134, 0.01),
    "ceres-megasatellite/exhaust-speed": (3.448, 2e-4),
    "ceres-megasatellite/restoring-mass": (0.02496, 2e-4),
    "ceres-megasatellite/restoring-energy": (296.7, 3e-4),
    "ceres-megasatellite/restoring-energy-ratio": (5.48, 1e-3),
    "ceres-megasatellite/doublings": (29.9, 1e-3),
    "ceres-megasatellite/doubling-of-payback": (4 * math.log(2), 1e-9),
    "ceres-megasatellite/habitat-phase": (12.2, 2e-3),
    "ceres-megasatellite/habitat-phase-disk": (4.40, 3e-3),
    "ceres-megasatellite/overall-time": (22.15, 1e-3),
    "ceres-megasatellite/overall-time-unlimited": (12.00, 1e-3),
    "ceres-megasatellite/overall-time-disk": (14.86, 2e-3),
    "ceres-megasatellite/surface-power": (4.82, 1e-3),
    "ceres-megasatellite/lifted-mass": (2.81e15, 1e-3),
    "ceres-megasatellite/settling-rate-processing": (14.4e6, 3e-3),
    "ceres-megasatellite/lifting-time": (357, 1e-3),
    "power-scaling/flux-1-5au": (607, 1e-3),
    "power-scaling/flux-2au": (341.5, 1e-4),
    "power-scaling/flux-2-5au": (218.6, 1e-3),
    "power-scaling/flux-2-8au": (174.2, 1e-3),
    "power-scaling/flux-3-5au": (111.5, 1e-3),
    "power-scaling/distance-of-ceres-flux": (3.02, 1e-3),
    "power-scaling/distance-of-outer-flux": (3.70, 2e-3),
    "power-scaling/cycle-energy-low": (0.7, 1e-9),
    "power-scaling/cycle-energy-high": (6.0, 1e-9),
    "power-scaling/replica-time-best": (83, 5e-3),
    "power-scaling/replica-time-worst": (4167, 1e-3),
    "power-scaling/replica-time-ceres": (653, 1e-3),
    "power-scaling/replica-time-mature": (8, 0.05),
    "power-scaling/replica-time-baseline": (139, 1e-3),
}
ERRORS = (
    "rotation-period-text population large-disk-population air initial-elevator-mass "
    "tether-balanced climb-power-peak soil-energy soil-mass radius-exponent doubling-of-payback "
    "habitat-phase-disk settling-rate-processing nitrogen-air hill-radius-current "
    "libration-current lost-angular-momentum equivalent-dose-limit"
).split()
POWER_ERRORS = "flux-2-8au flux-3-5au share-2-8au share-3-5au cycle-energy-low cycle-energy-high"


def _claim(**changes: Any) -> Claim:
    content = {
        "id": "a",
        "section": "1",
        "quantity": "a",
        "unit": "m",
        "printed": 2.0,
        "compute": "value",
        "arguments": {"of": "2 m"},
        "verdict": "reproduces",
        "reason": "a",
    }
    return Claim.model_validate({**content, **changes})


def _evaluate(*claims: Claim) -> list[float | None]:
    file = ClaimFile("test", "test", {claim.id: claim for claim in claims})
    card = evaluate(file, computations("power-scaling"), load_catalogue())
    return [row.computed for row in card.rows]


def test_both_sources_have_enough_claims() -> None:
    assert tuple(sources()) == SOURCES
    assert len(CARDS["ceres-megasatellite"].rows) >= 100
    assert len(CARDS["power-scaling"].rows) >= 25


@pytest.mark.parametrize("key", sorted(ROWS))
def test_verdict_fits_the_numbers(key: str) -> None:
    row = ROWS[key]
    assert verdict_fault(row) is None
    assert row.computed is None or math.isfinite(row.computed)


@pytest.mark.parametrize("key", sorted(FIGURES))
def test_known_figures_come_out(key: str) -> None:
    expected, tolerance = FIGURES[key]
    assert ROWS[key].computed == pytest.approx(expected, rel=tolerance)


def test_known_errors_are_found() -> None:
    keys = [f"ceres-megasatellite/{name}" for name in ERRORS]
    keys += [f"power-scaling/{name}" for name in POWER_ERRORS.split()]
    for key in keys:
        assert ROWS[key].claim.verdict.startswith("source"), key


def test_every_computation_is_used() -> None:
    """One nobody names is dead, or a claim is missing."""
    general = {"value", "product", "total", "ratio", "mean"}
    for source in SOURCES:
        used = {row.claim.compute for row in CARDS[source].rows}
        assert set(computations(source)) - general <= used


@pytest.mark.parametrize(
    ("printed", "digits", "rounding"),
    [
        (66, None, 0.5),
        (56_700, None, 50),
        (8e11, None, 5e9),
        (7.0, None, 0.05),
        (1.06, None, 0.005),
        (20, 1, 5),
        (1e13, 1, 5e12),
        (2000, 4, 0.5),
        (0.988, None, 5e-4),
        (0, None, 0),
    ],
)
def test_rounding_of_printed_numbers(printed: float, digits: int | None, rounding: float) -> None:
    claim = _claim(printed=float(printed), digits=digits)
    assert claim.rounding == pytest.approx(rounding, rel=1e-12)


@pytest.mark.parametrize(
    ("verdict", "computed", "good"),
    [
        ("reproduces", 2.09, True),
        ("reproduces", 2.11, False),
        ("reproduces", 1.89, False),
        ("source wrong", 2.06, True),
        ("source wrong", 2.04, False),
        ("source inconsistent", 1.9, True),
        ("source inconsistent", 2.0, False),
        ("assumption", 9.0, True),
    ],
)
def test_verdict_rule(verdict: str, computed: float, good: bool) -> None:
    fault = verdict_fault(Row(_claim(verdict=verdict), computed))
    assert (fault is None) == good


def test_approximate_statement_may_deviate_by_its_rounding() -> None:
    assert verdict_fault(Row(_claim(printed=2.0, digits=1), 2.25)) is None
    assert verdict_fault(Row(_claim(printed=2.0, digits=1), 2.6)) is not None


def test_arguments_are_quantities_entries_and_claims() -> None:
    first = _claim(id="first", arguments={"of": "150 cm"}, printed=1.0)
    printed = _claim(id="second", arguments={"of": "printed:first"})
    computed = _claim(id="third", unit="cm", arguments={"of": "computed:first"})
    entry = _claim(id="fourth", unit="kg", arguments={"of": "mmrtg.mass"})
    assert _evaluate(computed, printed, first, entry) == pytest.approx([150, 1, 1.5, 45])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"compute": "valu"}, "did you mean value"),
        ({"arguments": {"off": "2 m"}}, "mend its arguments"),
        ({"arguments": {"of": "computed:a"}}, "a -> a"),
        ({"arguments": {"of": "printed:b"}}, "no claim 'b'"),
        ({"arguments": {"of": "mmrtg.mas"}}, "did you mean mass"),
        ({"arguments": {"of": "__import__('os')"}}, "must start with an item"),
    ],
)
def test_bad_calls_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(CatalogueError) as error:
        _evaluate(_claim(**changes))
    assert message in str(error.value)


@pytest.mark.parametrize(
    "changes",
    [
        {"verdict": "premise"},
        {"compute": None},
        {"printed": None},
        {"printed": None, "compute": None, "verdict": "premise"},
        {"verdict": "right"},
        {"id": "Not A Name"},
        {"unit": "blorb"},
        {"reason": ""},
        {"computed": 2.0},
    ],
)
def test_bad_claims_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        _claim(**changes)


def test_unknown_source() -> None:
    with pytest.raises(ProblemError, match="did you mean power-scaling"):
        reproduce("power-scalin")


@pytest.mark.parametrize("source", SOURCES)
def test_document_is_plain_json(source: str) -> None:
    document = json.loads(json.dumps(CARDS[source].document(), allow_nan=False))
    assert set(document) == {"source", "claims"}
    assert document["source"] == source
    keys = "id section quantity unit printed computed deviation verdict reason".split()
    for claim in document["claims"]:
        assert list(claim) == keys
        assert claim["verdict"] in VERDICTS
        for key in ("printed", "computed", "deviation"):
            assert claim[key] is None or isinstance(claim[key], float)
        if claim["printed"] and claim["computed"] is not None:
            expected = claim["computed"] / claim["printed"] - 1
            assert claim["deviation"] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("source", SOURCES)
def test_printing_shows_every_claim(source: str) -> None:
    stream = io.StringIO()
    print_scorecard(CARDS[source], Console(file=stream, width=140))
    text = stream.getvalue()
    assert all(row.claim.id in text for row in CARDS[source].rows)
    assert f"{len(CARDS[source].rows)} claims" in text


def test_pages_are_up_to_date(tmp_path: Path) -> None:
    for page in write_pages(tmp_path):
        committed = (DOCS / page.name).read_text(encoding="utf-8")
        assert page.read_text(encoding="utf-8") == committed, (
            'run: python -c "import pathlib; '
            "from optdesign.reproduction.reproduce import write_pages; "
            "write_pages(pathlib.Path('docs'))\""
        )
