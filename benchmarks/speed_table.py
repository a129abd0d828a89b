"""From the JSON of pytest-benchmark to a table of ratios in Markdown.

python benchmarks/speed_table.py speed.json > benchmarks/speed.md
"""

from __future__ import annotations

import json
import math
import statistics
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

HEAD = """# Speed against the usual ways

Written by `speed_table.py` from one run of `test_speed.py`. In each group *times* is the
shortest time over that of the first row. Only ratios of one run mean anything; seconds are those of
a small machine with two cores.
"""


def main(path: str) -> None:
    """Print the table."""
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for found in json.loads(Path(path).read_text())["benchmarks"]:
        groups[found["group"]].append(found)
    print(HEAD)
    for group, rows in groups.items():
        first = rows[0]["stats"]["min"]
        print(f"## {group[0].upper() + group[1:]}\n")
        print("| way | seconds | times | |\n|---|---|---|---|")
        for row in rows:
            name = row["param"] or row["name"].removeprefix("test_").replace("_", " ")
            seconds = row["stats"]["min"]
            more = ", ".join(f"{key}: {value}" for key, value in row["extra_info"].items())
            print(f"| {name} | {seconds:.3g} | {seconds / first:.3g} | {more} |")
        if all(str(row["param"]).isdigit() for row in rows):
            print(f"\nSeconds grow as the power {exponent(rows):.2f} of the number.")
        print()


def exponent(rows: list[dict[str, Any]]) -> float:
    """Slope of the logarithm of the seconds over that of the parameter, by least squares."""
    numbers = [math.log(int(row["param"])) for row in rows]
    seconds = [math.log(row["stats"]["min"]) for row in rows]
    return statistics.linear_regression(numbers, seconds).slope


if __name__ == "__main__":
    main(sys.argv[1])
