"""The command line: its commands by name, and exit codes; what they do is elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import typer

from optdesign.commands.alternatives import alternatives
from optdesign.commands.doctor import doctor
from optdesign.commands.listing import problems, runs, show, studies
from optdesign.commands.new import new
from optdesign.commands.pareto import pareto
from optdesign.commands.reports import compare, figures, report
from optdesign.commands.sites import sites
from optdesign.commands.solving import reproduce, solve, study
from optdesign.commands.terminal import Version, one_line
from optdesign.errors import OptdesignError

STOPPED = 130

app = typer.Typer(
    name="optdesign",
    help="Design and schedule self-replicating space industry: solve named problems with a "
    "certificate, check published claims, keep the runs.",
    epilog="Start with: optdesign solve ceres-bootstrap",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=True)
def _common(context: typer.Context, version: Version = False) -> None:
    if context.invoked_subcommand is None:
        print(context.get_help())


COMMANDS: dict[Callable[..., None], tuple[str, ...]] = {
    problems: ("optdesign problems --json",),
    show: ("optdesign show habitat", "optdesign show ceres-bootstrap smelter",
           "optdesign show catalogue", "optdesign show dyneema"),
    solve: ("optdesign solve ceres-bootstrap",
            'optdesign solve habitat --set site.distance="2.5 au" --fix "radius=1.2 km" --json'),
    pareto: ("optdesign pareto habitat --objectives energy_per_person,soil_depth",),
    alternatives: ("optdesign alternatives ceres-bootstrap --within 0.05",),
    studies: ("optdesign studies",),
    study: ("optdesign study habitat-uncertainty",
            "optdesign study mine.toml --trials 200 --workers 4 --storage sqlite:///mine.db"),
    runs: ("optdesign runs --results results",),
    report: ("optdesign report", "optdesign report habitat-2026 --to habitat.html"),
    compare: ("optdesign compare habitat-20261121T101321 habitat-20261121T101325",),
    figures: ("optdesign figures", "optdesign figures study-closure --format svg --to paper"),
    new: ("optdesign new my-habitat --from habitat",),
    reproduce: ("optdesign reproduce ceres-megasatellite",),
    sites: ("optdesign sites --people 1e9",),
    doctor: ("optdesign doctor", "optdesign doctor --json"),
}  # fmt: skip
"""What each command is called by, with examples; the order is that of the help."""

for _command, _examples in COMMANDS.items():
    _title = "Example" if len(_examples) == 1 else "Examples"
    app.command(epilog=f"{_title}: {' | '.join(_examples)}")(_command)


def main() -> None:
    """Run the command line; every fault of the user's is one line on stderr and exit 2."""
    # Threads on matrices as small as ours take more time than they save, most of all on a busy
    # machine. NumPy, which reads this, is not loaded yet.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
        if code == STOPPED:  # newer typer catches the interrupt itself
            raise KeyboardInterrupt
    except OptdesignError as error:
        print(one_line(str(error)), file=sys.stderr)
        code = 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        code = STOPPED
    except BrokenPipeError:  # the reader of our output has gone, as in `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        # Older typer raises click's usage errors, newer its own copy of them; both have this.
        if not hasattr(error, "format_message"):
            raise
        message = f"{error.format_message():.300}"
        print(one_line(f"optdesign | {message} | see optdesign --help"), file=sys.stderr)
        code = 2
    sys.exit(code if isinstance(code, int) else 0)
