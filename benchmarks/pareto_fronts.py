"""Seconds and solves of exact fronts of published knapsacks, next to pyaugmecon's figures.

    OPTDESIGN_INSTANCES=folder python benchmarks/pareto_fronts.py [name ...] [--workers N]

Writes ``pareto_fronts.md`` beside this file. The other's seconds come from another day and machine
(2 cores, one worker), so the ratio is a rough one; CPU seconds are those of this process.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import perf_counter, process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from optdesign.tradeoff.models.certificate import check_coverage
from optdesign.tradeoff.models.continuous import continuous_front
from optdesign.tradeoff.models.exact import exact_front
from tests.tradeoff.instances import instance, published

# Seconds and solves of pyaugmecon 2 (exact mode, HiGHS, one worker) on a machine of two cores.
OTHERS = {"momkp_2kp50": (7.9, 35), "momkp_2kp100": (78.9, 121), "momkp_3kp40": (553.0, 738)}
NAMES = [*OTHERS, "ukp_2KP50-11", "ukp_2KP100-50", "spa_nw41", "spa_nw10", "spp_2spp100_300A",
         "spp_2mis100_300A", "uflp_didactic1", "moa_ap3_5", "moa_kp3_10", "ukp_vopt20",
         "ukp_2KP50-92", "molp_moi_bolp1", "molp_transport_nise",
         "mokp_tamby_p2_n200_1"]  # fmt: skip
# Published as a count of points, not as a list.
COUNTS = {"mokp_tamby_p2_n200_1": 317}
HEAD = ["instance", "points", "all found", "solves", "seconds", "CPU s", "checker s",
        "pyaugmecon s", "its solves", "times faster (CPU)"]  # fmt: skip


def measure(name: str, workers: int) -> list[str]:
    """One row of the table."""
    model, objectives = instance(name)
    wall, busy = perf_counter(), process_time()
    linear = name.startswith("molp")
    front = (
        continuous_front(model, objectives)
        if linear
        else exact_front(model, objectives, workers=workers)
    )
    wall, busy = perf_counter() - wall, process_time() - busy
    checked = perf_counter()
    right = front.complete
    if front.certificate is not None:
        right &= check_coverage(front.certificate, front.matrix * front.signs).passed
    checked = perf_counter() - checked
    if name in COUNTS:
        right &= len(front.points) == COUNTS[name]
    else:
        listed = np.array(sorted(published(name)))
        right &= np.array_equal(np.round(sorted(front.matrix.tolist()), 9), listed)
    other = OTHERS.get(name)
    used = busy if workers == 1 else wall
    row = [name.removeprefix("momkp_"), len(front.points), "yes" if right else "NO", front.solves,
           f"{wall:.1f}", f"{busy:.1f}", f"{checked:.2f}", *(other or ("", "")),
           f"{other[0] / used:.1f}" if other else ""]  # fmt: skip
    return [str(cell) for cell in row]


def main() -> None:
    """Measure and write the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--workers", type=int, default=1)
    chosen = parser.parse_args()
    lines = [f"| {' | '.join(HEAD)} |", "|" + "---|" * len(HEAD)]
    for name in chosen.names or NAMES:
        lines.append(f"| {' | '.join(measure(name, chosen.workers))} |")
        print(lines[-1], flush=True)
    text = "\n".join(lines)
    title = f"# Exact fronts, {chosen.workers} process(es)"
    note = (
        "Written by `pareto_fronts.py` on two cores. All found: the published list point for point "
        "or the published count. The figures of pyaugmecon are wall seconds of another day."
    )
    if not chosen.names:
        path = Path(__file__).with_suffix(".md")
        path.write_text(f"{title}\n\n{note}\n\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
