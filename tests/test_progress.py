"""What a solve tells while it runs: only to who listens, and on a terminal only."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from optdesign.problem import Settings, load_problem, make_case
from optdesign.progress import listening, report
from optdesign.result import execute

QUICK = ("solve", "ceres-bootstrap-paper", "--periods", "30")


def test_reports_reach_the_innermost_listener_and_no_other() -> None:
    outer: list[str] = []
    inner: list[str] = []
    report("nobody listens")
    with listening(outer.append):
        report("one")
        with listening(inner.append):
            report("two")
        report("three")
    report("nobody again")
    assert outer == ["one", "three"]
    assert inner == ["two"]


def test_a_run_tells_that_it_verifies() -> None:
    heard: list[str] = []
    with listening(heard.append):
        execute(make_case(load_problem("ceres-bootstrap-paper"), settings=Settings(periods=30)))
    assert heard[-1] == "verifying"


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
@pytest.mark.parametrize("option", ["--json", "--quiet"])
def test_a_terminal_sees_the_line_and_stdout_does_not(option: str, tmp_path: Path) -> None:
    import pty

    master, slave = pty.openpty()
    command = [sys.executable, "-m", "optdesign", *QUICK, option]
    environment = {**os.environ, "TERM": "xterm"}
    run = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=slave, cwd=tmp_path, env=environment, timeout=120
    )
    os.write(slave, b"\n")  # so that reading ends even if nothing was written
    seen = os.read(master, 100_000).decode()
    os.close(slave)
    os.close(master)
    assert run.returncode == 0
    if option == "--quiet":
        assert (run.stdout, seen.strip()) == (b"", "")
    else:
        assert json.loads(run.stdout)["status"] == "optimal"
        assert "solving ceres-bootstrap-paper" in seen
