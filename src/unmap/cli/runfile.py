"""What a running `unmap serve` tells other processes of its user: who it is, and what its workers serve."""

from __future__ import annotations

import json
import os
import shutil
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unmap.errors import OutputError, UnmapError
from unmap.files import write_whole
from unmap.processes import lives, started


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


@dataclass(frozen=True, slots=True)
class RunFile:
    """The run file of the server on one port: its process, the data that it follows, and the folder of its workers."""

    path: Path
    pid: int
    started: str
    data: str
    folder: str

    @classmethod
    def of_this_process(cls, port: int, data: str | Path, workers: Path | None = None) -> RunFile:
        """Write the run file of this process, which serves `data` on `port`, for this user alone.

        Its workers get a new folder unless one is given. What servers left that were killed is removed. Raises
        OutputError where there is no place for it.
        """
        for path in folder().glob("serve-*.json"):
            _removed_if_dead(path)
        workers = workers or Path(tempfile.mkdtemp(prefix=f"serve-{port}-", dir=folder()))
        made = cls(_path(port), os.getpid(), started(os.getpid()), str(data), str(workers))
        content = {name: getattr(made, name) for name in ("pid", "started", "data", "folder")}
        write_whole(made.path, json.dumps(content).encode())
        made.path.chmod(0o600)
        return made

    def workers(self) -> list[dict[str, Any]]:
        """Give what each living worker says that it has seen of the data, and what came of that."""
        found = []
        for path in (Path(self.folder) / "workers").glob("*.json"):
            with suppress(OSError, ValueError):
                told = json.loads(path.read_bytes())
                if lives(told["pid"]):
                    found.append(told)
        return found

    def remove(self) -> None:
        """Leave nothing behind."""
        _remove(self)


def find(port: int) -> RunFile:
    """Read the run file of the server on `port`; raises NotRunningError where none of this user runs there.

    What a server left that was killed is removed: its process id may be somebody else's by now.
    """
    path = _path(port)
    try:
        known = _read(path)
    except FileNotFoundError:
        raise NotRunningError(f"no `unmap serve` of this user runs on port {port}") from None
    except (ValueError, TypeError):
        raise NotRunningError(f"{path}: is not what `unmap serve` writes; remove it") from None
    if _removed_if_dead(path):
        raise NotRunningError(f"the `unmap serve` on port {port} has ended without saying so; nothing runs there")
    return known


def _read(path: Path) -> RunFile:
    return RunFile(path, **json.loads(path.read_bytes()))


def _removed_if_dead(path: Path) -> bool:
    """Remove a run file, and the folder of its workers, whose server runs no more; tell whether it was so."""
    try:
        known = _read(path)
    except (OSError, ValueError, TypeError):
        return False
    if lives(known.pid) and started(known.pid) == known.started:
        return False
    _remove(known)
    return True


def _remove(run_file: RunFile) -> None:
    run_file.path.unlink(missing_ok=True)
    # A folder that the operator names is not ours.
    if Path(run_file.folder).parent == run_file.path.parent:
        shutil.rmtree(run_file.folder, ignore_errors=True)


def _path(port: int) -> Path:
    return folder() / f"serve-{port}.json"
