"""What a running `unmap serve` tells other processes of its user: who it is, and how its last reload ended."""

from __future__ import annotations

import json
import os
import stat
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from unmap.errors import OutputError, UnmapError
from unmap.files import write_whole


class NotRunningError(UnmapError):
    """No server of this user runs on the port."""

    code = "not-running"


def folder() -> Path:
    """Give the folder of run files, made if need be; nobody else can read or write it.

    Raises OutputError where it belongs to somebody else.
    """
    given = os.environ.get("XDG_RUNTIME_DIR")
    user = os.getuid() if hasattr(os, "getuid") else 0
    place = Path(given) / "unmap" if given else Path(tempfile.gettempdir()) / f"unmap-{user}"
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = place.lstat()
    except OSError as error:
        raise OutputError(f"{place}: cannot be made ({error.strerror or error})") from error
    foreign = hasattr(os, "getuid") and (found.st_uid != user or stat.S_IMODE(found.st_mode) & 0o077)
    if foreign or not stat.S_ISDIR(found.st_mode):
        raise OutputError(f"{place}: must be a folder that this user alone can read; remove it")
    return place


@dataclass(slots=True)
class RunFile:
    """The run file of the server on one port; `begun` and `done` count its reloads."""

    path: Path
    pid: int
    started: str
    begun: int = 0
    done: int = 0
    reload: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of_this_process(cls, port: int) -> RunFile:
        """Write the run file of this process, which serves on `port`."""
        made = cls(_path(port), os.getpid(), _started(os.getpid()))
        made.write()
        return made

    def write(self) -> None:
        """Write what is known, for this user alone."""
        content = {name: getattr(self, name) for name in ("pid", "started", "begun", "done", "reload")}
        write_whole(self.path, json.dumps(content).encode())
        self.path.chmod(0o600)

    def begin(self) -> None:
        """Note that a reload has begun."""
        self.begun += 1
        self.write()

    def end(self, outcome: dict[str, Any]) -> None:
        """Note how the reload ended."""
        self.done, self.reload = self.begun, outcome
        self.write()

    def remove(self) -> None:
        """Leave nothing behind."""
        self.path.unlink(missing_ok=True)


def find(port: int) -> RunFile:
    """Read the run file of the server on `port`; raises NotRunningError where none of this user runs there.

    What a server left that was killed is removed: its process id may be somebody else's by now.
    """
    path = _path(port)
    try:
        known = RunFile(path, **json.loads(path.read_bytes()))
    except FileNotFoundError:
        raise NotRunningError(f"no `unmap serve` of this user runs on port {port}") from None
    except (ValueError, TypeError):
        raise NotRunningError(f"{path}: is not what `unmap serve` writes; remove it") from None
    if not _lives(known.pid) or _started(known.pid) != known.started:
        path.unlink(missing_ok=True)
        raise NotRunningError(f"the `unmap serve` on port {port} has ended without saying so; nothing runs there")
    return known


def _path(port: int) -> Path:
    return folder() / f"serve-{port}.json"


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _started(pid: int) -> str:
    """Give when a process started, in clock ticks since the machine did; "" where the system does not tell."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
