"""Reading only what is a file of its folder; writing files and folders whole or not at all, killed half-way too."""

from __future__ import annotations

import ctypes
import errno
import os
import re
import shutil
import sqlite3
import stat
import sys
import tempfile
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from unmap.errors import OutputError

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 256 * 2**20
"""Size of a file of a data folder above which it is not read: twenty times the largest that is shipped."""

_NEW, _OLD = "new", "old"
_MARK = ".unmap"
_LONGEST_NAME = 40
"""Characters of a target's name in that of the folder beside it: a name may have 255 bytes in all."""

_STANDARD_OUTPUTS = (1, 2)

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
_CANNOT_EXCHANGE = (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EXDEV)


class UnfitFileError(Exception):
    """Something stands in the place of a file that must not be read; the message says why."""


def leads_to_workspace(address: str | Path) -> bool:
    """Tell whether an address leads to a workspace, a SQLite file or a database of a server, and not to a folder."""
    text = str(address)
    # A path has one slash where an address has two.
    if text.startswith("postgresql:/"):
        return True
    if not Path(text).is_file():
        return False
    # SQLite looks, and not we: a process that opens and closes the file by itself drops all its locks on it (POSIX),
    # and a workspace that is open in it would go on reading a log that another process has taken away.
    try:
        with closing(sqlite3.connect(f"{Path(text).absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return bool(connection.execute("PRAGMA schema_version").fetchone()[0])
    except sqlite3.Error:
        return False


def address_of(path: Path) -> str:
    """Give a path as the address of a workspace: of a file the whole path, of a server with both of its slashes."""
    text = str(path)
    if not text.startswith("postgresql:/"):
        return str(path.absolute())
    return text if text.startswith("postgresql://") else text.replace("postgresql:/", "postgresql://", 1)


def without_password(address: str) -> str:
    """Give an address as messages show it."""
    return re.sub(r"(?<=:)[^/@]*(?=@)", "***", address) if address.startswith("postgresql:") else address


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


def write_whole(target: Path, content: bytes) -> None:
    """Write `content` to `target`, whole or not at all, and have it on the disk when this returns.

    Where it fails or is killed, `target` stays as it was. A link stays, and what it leads to is written. A pipe, a
    terminal or another device is written to as it is. Raises OutputError where that cannot be done.
    """
    with _told(target):
        if stream := _stream(target):
            with stream:
                stream.write(content)
            return
        target = Path(os.path.realpath(target))
        with _beside(target) as folder:
            new = folder / _NEW
            new.write_bytes(content)
            _sync(new)
            new.replace(target)
            _sync(target.parent)


def require_folder(target: Path) -> None:
    """Raise OutputError where the folder that `target` would stand in is not there: a slip of the pen makes none."""
    parent = Path(os.path.realpath(target)).parent
    if not (target.exists() or parent.is_dir()):
        raise OutputError(f"{target}: cannot be written (there is no folder {parent})")


@contextmanager
def folder_written_whole(target: Path) -> Iterator[Path]:
    """Give an empty folder to fill, and put it in the place of the folder `target` once the block has ended well.

    That is one step, after everything has reached the disk: who looks at `target` finds the old or the new. Where the
    block fails or is killed, `target` stays as it was. Raises OutputError where `target` cannot be written, is no
    folder, or is one that this process works in: it would be left in a folder that is no more.
    """
    with _told(target):
        target = Path(os.path.realpath(target))
        if target.exists() and not target.is_dir():
            raise OutputError(f"{target}: cannot be written (it is not a folder)")
        if Path.cwd().is_relative_to(target):
            raise OutputError(f"{target}: cannot be written from inside it; go to another folder first")
        with _beside(target) as folder:
            new = folder / _NEW
            new.mkdir()
            yield new
            for path in new.rglob("*"):
                if not path.is_symlink() and (path.is_file() or path.is_dir()):
                    _sync(path)
            _sync(new)
            _put_in_place(new, target)
            _sync(target.parent)


def keep_the_rest(old: Path, new: Path) -> None:
    """Bring into the folder `new` what `old` holds and `new` does not, as links to the same files where that goes."""

    def known(folder: str, names: list[str]) -> list[str]:
        place = new / Path(folder).relative_to(old)
        return [name for name in names if (place / name).exists() and not (Path(folder) / name).is_dir()]

    if old.is_dir():
        shutil.copytree(old, new, symlinks=True, copy_function=_same_file, ignore=known, dirs_exist_ok=True)


def last_written(folder: Path) -> datetime:
    """Give the time (UTC, whole seconds) at which the newest file in `folder`, at any depth, was written.

    A folder without files has that of the folder itself.
    """
    files = [path for path in folder.rglob("*") if path.is_file()]
    newest = max(int(path.stat().st_mtime) for path in (files or [folder]))
    return datetime.fromtimestamp(newest, UTC)


@contextmanager
def _told(target: Path) -> Iterator[None]:
    """Tell in a sentence where something cannot be written."""
    try:
        yield
    except OSError as error:
        raise OutputError(f"{target}: cannot be written ({error.strerror or error})") from error


def _stream(target: Path) -> IO[bytes] | None:
    """Open what is no file to be replaced: a device, a pipe, or where this process's own output goes."""
    try:
        found = target.stat()
    except FileNotFoundError:
        return None
    for number in _STANDARD_OUTPUTS:
        # /dev/stdout leads to the file that a shell has opened, and goes on writing to.
        if _is_open(number) and os.path.samestat(found, os.fstat(number)):
            return os.fdopen(number, "wb", closefd=False)
    return None if stat.S_ISREG(found.st_mode) else target.open("wb")


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Give a folder beside `target` for this process alone, removed in the end; what killed ones left goes first."""
    require_folder(target)
    _clean(target)
    prefix = f".{target.name[:_LONGEST_NAME]}."
    folder = Path(tempfile.mkdtemp(dir=target.parent, prefix=prefix, suffix=_MARK))
    lock = _locked(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _clean(target: Path) -> None:
    """Remove the folders beside `target` whose process has ended, and bring back the old one if only they hold it."""
    prefix = f".{target.name[:_LONGEST_NAME]}."
    for path in list(target.parent.iterdir()):
        if not (path.name.startswith(prefix) and path.name.endswith(_MARK)) or path.is_symlink():
            continue
        lock = _locked(path)
        if lock is not None:
            if (path / _OLD).is_dir() and not target.exists():
                (path / _OLD).rename(target)
            shutil.rmtree(path, ignore_errors=True)
            os.close(lock)


def _locked(folder: Path) -> int | None:
    """Lock a folder for as long as this process lives; None where another one holds it, or none can."""
    if sys.platform == "win32":
        return None
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _put_in_place(new: Path, target: Path) -> None:
    if not target.exists():
        new.rename(target)
    elif not _exchanged(new, target):
        old = new.with_name(_OLD)
        target.rename(old)
        try:
            new.rename(target)
        except OSError:
            old.rename(target)
            raise


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system or the file system has no such step.

    Python has no name for it, and two renames would leave a moment without any folder.
    """
    if sys.platform != "linux":
        return False
    system = ctypes.CDLL(None, use_errno=True)
    names = (_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other))
    if system.renameat2(*names, _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number))


def _sync(path: Path) -> None:
    if sys.platform == "win32":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _same_file(source: str, copy: str) -> str:
    try:
        os.link(source, copy, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, copy, follow_symlinks=False)
    return copy


_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parents[1]


def _first(*candidates: Path) -> Path:
    return next((path for path in candidates if path.is_dir()), candidates[0])


def shipped_data() -> Path:
    """Give the folder of the data that came with unmap."""
    return _first(_PACKAGE / "_data", _CHECKOUT / "data")


def built_web() -> Path:
    """Give the folder of the built web app; it may be missing where unmap was built without it."""
    return _first(_PACKAGE / "_web", _CHECKOUT / "web" / "dist")
