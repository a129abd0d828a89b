"""Ten thousand spoilt inputs: how many of each kind were refused, answered, or a fault.

python benchmarks/hardening.py [count] > benchmarks/hardening.md
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from optdesign.problem import shipped_folder
from tests.hardening.mutants import SLOW, Ran, command_line, half_written, run, spoil

ITEMS = sorted((Path(__file__).parents[1] / "optdesign" / "catalogue").glob("*/*.toml"))
QUICK = {"elevator", "replication-unit"}
SHARES = {
    "problem files": 8,
    "study files": 1,
    "catalogue files": 4,
    "results": 2,
    "command lines": 5,
}


def problem(random: Random) -> tuple[Ran, str]:
    """A spoilt problem file, shown or, where that is quick, solved."""
    paths = [p for p in sorted(shipped_folder("problems").glob("*.toml")) if p.stem not in SLOW]
    source = random.choice(paths)
    text = spoil(source.read_text(), random, random.randrange(1, 5))
    Path("mine.toml").write_text(text)
    return run(["solve" if source.stem in QUICK else "show", "mine.toml", "--json"]), text


def study(random: Random) -> tuple[Ran, str]:
    """A spoilt study, run for a trial if it is still one of a quick problem."""
    text = spoil(STUDY, random, random.randrange(1, 3))
    Path("study.toml").write_text(text)
    folder = f"studies-{random.random()}"
    words = ["study", "study.toml", "--trials", "1", "--workers", "1", "--results", folder]
    return run([*words, "--json"]), text


def catalogue(random: Random) -> tuple[Ran, str]:
    """A spoilt item in a catalogue of one's own."""
    source = random.choice(ITEMS)
    place = Path("catalogue") / source.parent.name / "spoilt.toml"
    place.parent.mkdir(parents=True, exist_ok=True)
    text = spoil(source.read_text(), random, random.randrange(1, 5))
    place.write_text(text)
    try:
        return run(["show", "spoilt"]), text
    finally:
        place.unlink()


def stored(random: Random) -> tuple[Ran, str]:
    """A spoilt file of a stored run, reported or listed."""
    folder = Path("kept")
    if not folder.exists():
        run(["solve", "elevator", "--results", str(folder), "--quiet"])
    (one,) = (path for path in folder.iterdir() if path.is_dir())
    files = [p for p in sorted(one.iterdir()) if p.suffix in (".json", ".toml", ".csv")]
    path = random.choice(files)
    before = path.read_text()
    text = spoil(before, random, random.randrange(1, 5))
    path.write_text(text)
    words = ["report", str(one)] if random.random() < 0.3 else ["runs", "--json"]
    try:
        return run([*words, "--results", str(folder)]), text
    finally:
        path.write_text(before)


def words(random: Random) -> tuple[Ran, str]:
    """A senseless command line."""
    line = command_line(random)
    return run([*line, "--results", "results"]), " ".join(line)


STUDY = """question = "How heavy?"
problem = "elevator"
trials = 4
seed = 7
sampler = "sobol"
outcomes = ["system_mass"]
[set]
body.mass = "9.4e20 kg"
[uncertain]
climb.speed = { distribution = "triangular", low = 20, mode = 30, high = 90 }
payload.mass = { distribution = "discrete", values = ["1 t", "2 t"], weights = [3, 1] }
[thresholds]
system_mass = ["2000 t", ">= 100 t"]
[settings]
time_limit = 60
"""
KINDS = dict(zip(SHARES, (problem, study, catalogue, stored, words), strict=True))


def main(count: int) -> None:
    """Print the table; faults go to the error stream with what caused them."""
    os.chdir(tempfile.mkdtemp())
    print("# Spoilt inputs\n")
    print("Written by `hardening.py`: files and command lines spoilt at random, with seeds.\n")
    print("| kind | inputs | answered | refused in a line | infeasible or at a limit | faults |")
    print("|---|---|---|---|---|---|")
    total = 0
    for kind, share in SHARES.items():
        ends: Counter[str] = Counter()
        for seed in range(count * share // sum(SHARES.values())):
            ran, text = KINDS[kind](Random(seed))
            end = {0: "answered", 2: "refused"}.get(ran.code or 0, "neither")
            ends["fault" if ran.fault else end] += 1
            if ran.fault:
                print(f"{kind} {seed}: {ran.fault}\n{text[:400]}", file=sys.stderr, flush=True)
        total += sum(ends.values())
        print(f"| {kind} | {sum(ends.values())} | {ends['answered']} | {ends['refused']} "
              f"| {ends['neither']} | {ends['fault']} |", flush=True)  # fmt: skip
    print(f"\n{total} inputs; temporary files left behind: {len(half_written(Path()))}.")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
