"""Runs one command after another in a process of its own and keeps apart what each leaves on standard output.

What counts is the file descriptor: a library written in C prints past everything that Python could put in its way.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
from importlib import import_module
from pathlib import Path

from tests.cli.forking import keep_shipped_data


def run_each(folder: Path, commands: list[list[str]]) -> None:
    """Run each command and write its standard output to a file named after its position."""
    keep_shipped_data()
    main = import_module("unmap.cli").main
    for number, arguments in enumerate(commands):
        printed = os.open(folder / str(number), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(printed, 1)
        os.close(printed)
        sys.argv = ["unmap", *arguments]
        try:
            main()
        except SystemExit as left:
            if left.code:
                raise RuntimeError(f"{arguments} left with {left.code}") from left
        sys.stdout.flush()
        # C keeps text of its own until its buffer is full.
        ctypes.CDLL(None).fflush(None)


if __name__ == "__main__":
    run_each(Path(sys.argv[1]), json.loads(sys.argv[2]))
