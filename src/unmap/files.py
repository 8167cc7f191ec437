"""Writing files whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from unmap.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """Give a path beside `target` to write to, and put it in `target`'s place once the block has ended well.

    If the block fails, `target` stays as it was and nothing is left beside it. Raises OutputError where the
    folder cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        os.close(handle)
    except OSError as error:
        raise OutputError(f"{target}: cannot be written ({error.strerror or error})") from error
    beside = Path(name)
    try:
        yield beside
        # mkstemp makes files for the owner alone; data is for everyone.
        beside.chmod(0o644)
        beside.replace(target)
    except OSError as error:
        raise OutputError(f"{target}: cannot be written ({error.strerror or error})") from error
    finally:
        beside.unlink(missing_ok=True)


def write_whole(target: Path, content: bytes) -> None:
    """Write `content` to `target`, whole or not at all; raises OutputError."""
    with written_whole(target) as beside:
        beside.write_bytes(content)


def last_written(folder: Path) -> datetime:
    """Give the time (UTC, whole seconds) at which the newest file in `folder`, at any depth, was written.

    A folder without files has that of the folder itself.
    """
    files = [path for path in folder.rglob("*") if path.is_file()]
    newest = max(int(path.stat().st_mtime) for path in (files or [folder]))
    return datetime.fromtimestamp(newest, UTC)
