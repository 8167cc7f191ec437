"""`unmap reload`: have a running server read its data folder again."""

from __future__ import annotations

import os
import signal
import time

from rich.console import Console

from unmap.cli.runfile import NotRunningError, find
from unmap.errors import DataError, OutputError

LIMIT_S = 300.0
_PAUSE_S = 0.1


def reload(port: int) -> None:
    """Have the server on `port` read its data again, and wait for what comes of it.

    Raises NotRunningError where no server of this user runs there and DataError where the new data is broken, so that
    the server goes on with the old.
    """
    if not hasattr(signal, "SIGHUP"):
        raise OutputError("this system has no signal for it; start the server again")
    before = find(port)
    os.kill(before.pid, signal.SIGHUP)
    until = time.monotonic() + LIMIT_S
    while time.monotonic() < until:
        time.sleep(_PAUSE_S)
        now = find(port)
        # What began before the signal may have read the folder as it was before.
        if now.done > before.begun:
            _show(now.reload)
            return
    raise NotRunningError(f"the server on port {port} said nothing for {LIMIT_S:.0f} s")


def _show(outcome: dict[str, object]) -> None:
    problems = outcome["problems"]
    if outcome["outcome"] == "kept":
        lines = problems if isinstance(problems, list) else []
        raise DataError("\n".join([*map(str, lines), f"edition {outcome['edition']} is served on"]))
    said = "is served now" if outcome["outcome"] == "swapped" else "is what the folder holds and what was served"
    Console(soft_wrap=True).print(f"edition {outcome['edition']} {said}", highlight=False)
