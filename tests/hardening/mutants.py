"""Spoilt files and command lines, drawn with a seed, and the command line that has to bear them."""

from __future__ import annotations

import contextlib
import io
import signal
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from types import FrameType

from optdesign.cli import main

HOSTILE = (
    "nan", "inf", "-inf", "0", "-1", "1e400", "1e-400", "-1e308", "1e308", "true", "[]", "{}", "''",
    '"abc"', '"1 parsec"', '"12 apples"', '"∞ m"', '"<script>alert(1)</script>"',
    '"../../etc/passwd"', '"\\u0000"', '"' + "x" * 3000 + '"', "1979-05-27", "[1, 2]",
    "{ value = 3 }", "0x10", "1_000", '"1 m + 2 m"', '"__import__(\'os\')"', '"%s%n"', "9" * 400,
    '"٣ m"', '"1e3 kg kg"',
)  # fmt: skip
WORDS = (
    "solve", "show", "study", "pareto", "report", "runs", "problems", "reproduce", "compare", "new",
    "figures", "doctor", "studies", "habitat", "elevator", "--set", "--fix", "--json", "--quiet",
    "--objective", "--objectives", "--periods", "--gap", "--time-limit", "--results", "--points",
    "radius=1 km", "radius", "=", "==", "a=b=c", "site.distance=", "site.distance=1 kg",
    "payload.mass=nan", "limit.soil_depth=-1", "-1", "0", "1e999", "", " ", "\t", "'", '"', "é",
    "\x00", "/dev/null", "/", ".", "..", "../..", "--", "-", "---", "--help", "--version",
    "--no-such", "%", "energy_per_person", "energy_per_person,soil_depth", ",", ",,", "*", "[red]",
    "{}",
    "${HOME}",
)  # fmt: skip
SLOW = ("ceres-bootstrap", "leviathan", "doctor", "install-completion", "show-completion")
PATIENCE = 120


@dataclass(frozen=True)
class Ran:
    """How a command ended; ``fault`` says what a user should never see."""

    code: int | None
    out: str
    err: str
    fault: str


def spoil(text: str, random: Random, times: int = 1) -> str:
    """A text with some of its lines spoilt: values, keys, order, brackets, letters, its end."""
    lines = text.splitlines()
    for _ in range(times):
        at = random.randrange(len(lines)) if lines else 0
        lines[at : at + 1] = _spoilt(lines[at] if lines else "", lines, random)
    return "\n".join(lines) + "\n"


def _spoilt(line: str, lines: Sequence[str], random: Random) -> list[str]:
    where = random.randrange(len(line) + 1)
    kind = random.randrange(9)
    if kind <= 2 and "=" in line:  # the commonest fault: a value that is none
        key, _, value = line.partition("=")
        if "{" in value and kind:
            parts = value.split(",")
            chosen = random.randrange(len(parts))
            name, found, _ = parts[chosen].partition("=")
            end = " }" if "}" in parts[chosen] else ""
            parts[chosen] = f"{name}= {random.choice(HOSTILE)}{end}" if found else parts[chosen]
            return [f"{key}={','.join(parts)}"]
        return [f"{key}= {random.choice(HOSTILE)}"]
    if kind == 3:
        return []
    if kind == 4:
        return [line, line]
    if kind == 5:
        return [line, random.choice(lines) if lines else ""]
    if kind == 6:
        return [line[:where] + random.choice("[]{}=\"'.,#\\\n\x00é ") + line[where:]]
    if kind == 7:
        return [line[:where] + line[where + 1 + random.randrange(4) :]]
    return [line[:where]]


def command_line(random: Random) -> list[str]:
    """A command line of words that have no business together."""
    words = [random.choice(WORDS) for _ in range(random.randrange(1, 7))]
    return [word for word in words if "\x00" not in word]


@contextlib.contextmanager
def _patience(seconds: int) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def run(arguments: Sequence[str]) -> Ran:
    """Run a command inside this process and judge how it ended."""
    out, err = io.StringIO(), io.StringIO()
    before, sys.argv = sys.argv, ["optdesign", *arguments]
    code: int | None = None
    fault = ""
    try:
        with _patience(PATIENCE), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as stopped:
        code = stopped.code if isinstance(stopped.code, int) else None
    except TimeoutError:
        fault = "hangs"
    except BaseException as error:
        fault = f"{type(error).__name__}: {error}"
    finally:
        sys.argv = before
    return Ran(code, out.getvalue(), err.getvalue(), fault or _fault(code, out, err, arguments))


def _fault(code: int | None, out: io.StringIO, err: io.StringIO, arguments: Sequence[str]) -> str:
    if "Traceback" in err.getvalue():
        return err.getvalue().strip().splitlines()[-1]
    if code not in (0, 2, 3, 4):
        return f"exit code {code}"
    if code == 2 and not err.getvalue().strip():
        return "bad input without a word"
    if code == 2 and "--json" in arguments and out.getvalue():
        return "bad input, and yet something on stdout"
    return ""


def half_written(folder: Path) -> list[Path]:
    """What a command left behind: all that it writes has a hidden name until it is whole."""
    return [path for path in folder.rglob("*") if path.name.startswith(".")]
