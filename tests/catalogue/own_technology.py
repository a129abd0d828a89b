"""The example of docs/how-to/technology.md: a power technology in a folder of one's own."""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "technology.md"
TECHNOLOGY = '''\
name = "Thermophotovoltaic generator"
description = "Sunlight heats an emitter; cells of matching colour turn its glow into electricity."
role = "power"
model = "constant"

specific_power = { value = 400, low = 150, high = 600, unit = "W/kg", source = "JUDGEMENT", mark = "judgement", note = "invented for this example" }
distance_exponent = { value = 2, unit = "1", source = "JUDGEMENT", mark = "judgement", note = "as sunlight; without this entry power is the same everywhere" }
lifetime = { value = 12, low = 8, high = 20, unit = "year", source = "JUDGEMENT", mark = "judgement", note = "invented for this example" }
construction_lag = { value = 0.1, low = 0.05, high = 0.3, unit = "year", source = "JUDGEMENT", mark = "judgement", note = "invented for this example" }
effort = { value = 1, low = 0.5, high = 2, unit = "kg/kg", source = "JUDGEMENT", mark = "judgement", note = "invented for this example" }
bill.metal = { value = 0.85, low = 0.7, high = 0.95, unit = "kg/kg", source = "JUDGEMENT", mark = "judgement", note = "invented for this example" }
bill.silicate = { value = 0.14, low = 0.05, high = 0.25, unit = "kg/kg", source = "JUDGEMENT", mark = "judgement", note = "invented for this example" }
bill.electronics = { value = 0.01, low = 0.005, high = 0.05, unit = "kg/kg", source = "JUDGEMENT", mark = "judgement", note = "invented for this example" }
'''  # fmt: skip  # noqa: E501


def put(folder: Path, name: str, text: str | bytes) -> None:
    """Write a file below a folder, with the folders it needs."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
