"""Reading only what is a file of its folder, and writing files whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from unmap.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 256 * 2**20
"""Size of a file of a data folder above which it is not read: twenty times the largest that is shipped."""


class UnfitFileError(Exception):
    """Something stands in the place of a file that must not be read; the message says why."""


def content_inside(folder: Path, name: str, most: int = MOST_BYTES) -> bytes:
    """Give the content of the file `name` of `folder`.

    Raises UnfitFileError where that is a link out of the folder, no regular file (a pipe would never end) or larger
    than `most` bytes, OSError where it is missing or cannot be read.
    """
    return _fit(folder, name, most).read_bytes()


def unfit(folder: Path, name: str) -> str:
    """Say why the file `name` of `folder` must not be read; "" where it may, and where nothing stands there."""
    try:
        _fit(folder, name, MOST_BYTES)
    except UnfitFileError as error:
        return str(error)
    except OSError:
        return ""
    return ""


def _fit(folder: Path, name: str, most: int) -> Path:
    real = Path(os.path.realpath(folder / name))
    if not real.is_relative_to(os.path.realpath(folder)):
        raise UnfitFileError("is a link that leads out of the data folder; put the file itself there")
    found = real.stat()
    if not stat.S_ISREG(found.st_mode):
        raise UnfitFileError("is not a regular file")
    if found.st_size > most:
        raise UnfitFileError(f"has {found.st_size:,} bytes; at most {most:,} are read")
    return real


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
