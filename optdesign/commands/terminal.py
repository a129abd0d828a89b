"""What the commands share: their common options, and how they print."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from optdesign import __version__

if TYPE_CHECKING:
    from rich.console import Console

MAX_LINE = 2000


def _folder(text: str | Path) -> Path:
    """The folder of runs that is meant; an empty text would else be the current folder."""
    if str(text):
        return Path(text)
    from optdesign.result import results_folder  # heavy to import, and only for its refusal

    return results_folder(text)


def _stop_at_version(asked: bool) -> None:
    if asked:
        print(f"optdesign {__version__}")
        raise typer.Exit(0)


Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, nothing else.")]
Results = Annotated[
    Path, typer.Option(metavar="DIR", parser=_folder, help="Folder of stored runs.")
]
Unused = Annotated[Path, typer.Option("--results", metavar="DIR", parser=_folder, hidden=True)]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")]
Version = Annotated[
    bool,
    typer.Option(
        "--version", callback=_stop_at_version, is_eager=True, help="Print the version and stop."
    ),
]


def present(
    document: Callable[[], Any],
    show: Callable[[Console], None],
    *,
    as_json: bool,
    quiet: bool,
    folder: Path | None = None,
) -> None:
    """Print what was found: its JSON document, or for people with the folder it is stored in."""
    if as_json:
        print_json(document())
    elif not quiet:
        screen = console()
        show(screen)
        if folder is not None:
            screen.print(f"Stored in {folder}", markup=False, highlight=False)


def print_json(found: Any) -> None:
    """One document on one line, whatever the encoding of the terminal."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    print(json.dumps(found, allow_nan=False, ensure_ascii=plain))


def one_line(message: str) -> str:
    """Several faults on one line, whatever was typed; control characters made visible."""
    text = "; ".join(line for line in message.splitlines() if line.strip())
    text = "".join(mark if mark.isprintable() else ascii(mark)[1:-1] for mark in text)
    return text if len(text) <= MAX_LINE else text[: MAX_LINE - 4] + " ..."


def console(stderr: bool = False) -> Console:
    """A rich console; wide where nobody's window sets the width."""
    from rich.console import Console

    wide = None if (sys.stderr if stderr else sys.stdout).isatty() else 140
    return Console(stderr=stderr, highlight=False, width=wide)


@contextmanager
def working(text: str, quiet: bool) -> Iterator[None]:
    """A line on stderr that tells what is being done, while a terminal is watching."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.text import Text

    from optdesign.progress import listening

    line = partial(Text, no_wrap=True, overflow="ellipsis")
    with (
        console(stderr=True).status(line(text)) as status,
        listening(lambda now: status.update(line(f"{text}: {now}"))),
    ):
        yield
