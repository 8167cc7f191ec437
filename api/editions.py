"""Reading the data folder as it stood at one moment, even while somebody replaces its files."""

from __future__ import annotations

import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from unmap.errors import DataError, UnmapError
from unmap.store import Dataset
from unmap.store.loading import edition, load, paths

ATTEMPTS = 3
PAUSE_S = 0.5

EDITIONS_KEPT = 2
"""Copies of sound data in a run folder: the last one, and the one before, which a worker may be reading."""


def load_whole(folder: Path) -> Dataset:
    """Read, validate and join a data folder; raises DataError with every issue where anything is wrong.

    A folder whose files change while they are read is read again. A link is followed once for all files, so that one
    that is turned to another folder gives one or the other.
    """
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(PAUSE_S)
        real = folder.resolve()
        try:
            before = edition(real)
            dataset = load(real)
            if before == dataset.edition == edition(real):
                return dataset
        except DataError:
            if before == _edition(real):
                raise
        except OSError:
            continue
    raise DataError(f"{folder}: the files change while they are read; write them elsewhere and put them in place whole")


def problems_of(error: UnmapError, folder: Path) -> tuple[str, ...]:
    """Give what is wrong with a data folder line by line, its files named from the folder on.

    Whoever asks a service about its data need not learn where that lies.
    """
    text = str(error)
    for known in {folder, folder.absolute(), folder.resolve()}:
        text = text.replace(f"{known}/", "").replace(str(known), "the data folder")
    return tuple(text.splitlines())


def copy_whole(folder: Path, target: Path, wanted: str) -> None:
    """Copy the files of a data folder to `target`; raises DataError where they are not of the edition `wanted`."""
    real = folder.resolve()
    try:
        for name in paths(real):
            if (real / name).exists():
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(real / name, target / name)
        if edition(target) == wanted:
            return
    except OSError as error:
        raise DataError(f"{folder}: cannot be copied ({error.strerror or error})") from error
    raise DataError(f"{folder}: the files changed after they were read; they are read again on the next reload")


def _edition(folder: Path) -> str | None:
    try:
        return edition(folder)
    except OSError:
        return None


def keep(folder: Path, run_folder: Path, wanted: str) -> None:
    """Keep a copy of sound data, for a worker that starts when the folder is broken; raises DataError like a copy."""
    editions = run_folder / "editions"
    if (editions / wanted).is_dir():
        (editions / wanted).touch()
        return
    editions.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=run_folder) as beside:
        copy_whole(folder, Path(beside) / wanted, wanted)
        # Another worker may have been quicker.
        with suppress(OSError):
            (Path(beside) / wanted).rename(editions / wanted)
    for old in _newest_first(editions)[EDITIONS_KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def load_kept(run_folder: Path) -> Dataset:
    """Read the sound data that was kept last; raises DataError where there is none."""
    for found in _newest_first(run_folder / "editions"):
        return load_whole(found)
    raise DataError(f"{run_folder}: no data was kept")


def _newest_first(editions: Path) -> list[Path]:
    return sorted(editions.glob("*"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
