"""Which program made a result."""

from __future__ import annotations

import subprocess
from pathlib import Path

from optdesign.result.execute import commit_of


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_a_changed_checkout_is_not_its_commit(tmp_path: Path) -> None:
    assert commit_of(tmp_path) is None
    _git(tmp_path, "init", "-q")
    file = tmp_path / "module.py"
    file.write_text("one = 1\n")
    _git(tmp_path, "add", "module.py")
    _git(tmp_path, "commit", "-q", "-m", "One")
    commit = _git(tmp_path, "rev-parse", "HEAD")
    (tmp_path / "results.json").write_text("{}")  # not part of the program
    assert commit_of(tmp_path) == commit
    file.write_text("one = 2\n")
    assert commit_of(tmp_path) == f"{commit}-dirty"
