"""Chart of the best concentrator against distance from the Sun."""

from __future__ import annotations

from optdesign.report.charts.data import AnyChart, Mark
from optdesign.report.charts.tables import column, table_charts
from optdesign.report.runs.documents.solve import Solved
from optdesign.report.runs.meaning import Meaning, words

_PAYBACK = "payback_time [day]"
_COLUMNS = (
    "distance [au]", _PAYBACK, "specific_power [W/kg]", "aperture_diameter [m]", "mass [kg]",
    "hot_temperature [K]", "cold_temperature [K]", "stagnation_temperature [K]",
    "concentration [1]", "slope_error [mrad]", "useful_power [kW]",
)  # fmt: skip


def concentrator_charts(found: Solved, meaning: Meaning) -> list[AnyChart]:
    """Size, payback, temperatures and optics over distance, this case marked."""
    table = found.tables.get("distance", [])
    rows = [
        row for row, payback in zip(table, column(table, _PAYBACK), strict=True)
        if payback is not None
    ]  # fmt: skip
    here = meaning.parameter("site.distance", "au")
    marks = [] if here is None else [Mark(here, "")]
    mode = meaning.parameters.get("mode")
    use = f" for {words(mode.value)}" if mode is not None and isinstance(mode.value, str) else ""
    shown = [{key: row[key] for key in _COLUMNS if key in row} for row in rows]
    return table_charts(
        "distance", shown, marks, title=f"Best concentrator{use} by {words(found.objective.name)}",
        caption="" if here is None else "Dashed: this case.",
    )  # fmt: skip
