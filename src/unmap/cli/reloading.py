"""`unmap reload`: wait until a running server serves what its data folder holds."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from rich.console import Console

from unmap.cli.runfile import NotRunningError, find
from unmap.dataset.loading import signature
from unmap.errors import DataError

LIMIT_S = 300.0
_PAUSE_S = 0.1


def reload(port: int) -> None:
    """Wait until every worker of the server on `port` has read what its data folder holds, and tell what came of it.

    A server follows its folder by itself: this asks nothing of it. Raises NotRunningError where no server of this user
    runs there and DataError where the new data is broken, so that the server goes on with the old.
    """
    until = time.monotonic() + LIMIT_S
    while time.monotonic() < until:
        server = find(port)
        workers, holds = server.workers(), signature(Path(server.data))
        if workers and all(worker["seen"] == holds for worker in workers):
            # Where one could not read it, that is what there is to say.
            _show(min((worker["reload"] for worker in workers), key=lambda one: one["outcome"] != "kept"))
            return
        time.sleep(_PAUSE_S)
    raise NotRunningError(f"the server on port {port} said nothing for {LIMIT_S:.0f} s")


def _show(outcome: dict[str, Any]) -> None:
    if outcome["outcome"] == "kept":
        raise DataError("\n".join([*outcome["problems"], f"edition {outcome['edition']} is served on"]))
    said = "is served now" if outcome["outcome"] == "swapped" else "is what the folder holds and what was served"
    Console(soft_wrap=True).print(f"edition {outcome['edition']} {said}", highlight=False)
