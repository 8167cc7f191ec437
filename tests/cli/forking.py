"""Runs commands of unmap, each in a process of its own that is forked from one in which Python has imported everything.

Starting Python and reading the shipped data takes seconds for each command, and the commands under test milliseconds.
Each command still has its own process, arguments, environment, folder and file descriptors, and leaves with its own
code. Requests come on standard input, one JSON object a line; the answer to each is its code on a line.
"""

from __future__ import annotations

import json
import os
import pkgutil
import signal
import sys
import traceback
from functools import cache
from importlib import import_module
from typing import Any

from tests.conftest import ROOT

SECONDS = 1800
"""After which a command that does not end is ended."""


def keep_shipped_data() -> None:
    """Let whatever is imported from here on read the shipped data, which nothing here may change, only once."""
    join: Any = import_module("unmap.store.loading")
    load, shipped = join.load, ROOT / "data"
    kept = cache(load)
    join.load = lambda folder: kept(shipped) if folder.resolve() == shipped else load(folder)


def warm() -> None:
    """Import every module of the command line, and read the shipped data."""
    keep_shipped_data()
    import_module("unmap.store.loading").load(ROOT / "data")
    package = import_module("unmap.cli")
    for module in pkgutil.iter_modules(package.__path__, "unmap.cli."):
        if not module.name.endswith("__main__"):
            import_module(module.name)


def leave_with(arguments: list[str]) -> int:
    """Run the command as the interpreter would, and give the code with which it leaves."""
    sys.argv = ["unmap", *arguments]
    try:
        import_module("unmap.cli").main()
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:  # noqa: BLE001 - what the interpreter does
        traceback.print_exc()
        return 1
    return 0


def run_forked(asked: dict[str, Any]) -> int:
    """Run one command in a child, with files in place of its standard streams."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    signal.alarm(SECONDS)
    for number, (path, flags) in enumerate(((os.devnull, os.O_RDONLY), *((path, os.O_WRONLY) for path in asked["to"]))):
        os.dup2(os.open(path, flags), number)
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    code = leave_with(asked["arguments"])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def main() -> None:
    """Answer requests until standard input ends."""
    warm()
    requests, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    for line in requests:
        print(run_forked(json.loads(line)), file=answers, flush=True)


if __name__ == "__main__":
    main()
