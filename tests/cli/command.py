"""The commands of unmap as a person or a script runs them: arguments in, code and both outputs out."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import ROOT


@cache
def _parent() -> subprocess.Popen[str]:
    """Start the process that commands are forked from; it ends when its standard input does."""
    parent = subprocess.Popen(
        [sys.executable, "-m", "tests.cli.forking"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1"},
    )
    atexit.register(parent.communicate)
    return parent


def run(*arguments: str, columns: int = 100, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `unmap` with these arguments on a terminal of so many columns."""
    parent = _parent()
    assert parent.stdin
    assert parent.stdout
    with TemporaryDirectory() as folder:
        written = [Path(folder) / name for name in ("stdout", "stderr")]
        for path in written:
            path.touch()
        asked = {
            "arguments": arguments,
            "cwd": str(cwd),
            "environment": {**os.environ, "COLUMNS": str(columns), "NO_COLOR": "1", **environment},
            "to": list(map(str, written)),
        }
        print(json.dumps(asked), file=parent.stdin, flush=True)
        answer = parent.stdout.readline()
        assert answer, "the process that commands are forked from has ended"
        return subprocess.CompletedProcess(arguments, int(answer), *(path.read_text("utf-8") for path in written))
