"""The workspace that a service shows: its current edition as a folder that is followed, and earlier ones beside it."""

from __future__ import annotations

import os
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from unmap.errors import NotFoundError, WorkspaceError
from unmap.workspace.database import open_database
from unmap.workspace.publishing import Folders, current

from .http.logging import tell_error

if TYPE_CHECKING:
    from .settings import Settings

EDITIONS_KEPT = 4
"""Folders of editions that stay on the disk: their tables of need are one file for all."""


class Keeping:
    """A workspace as a service sees it: the database, and a place for its editions as folders."""

    def __init__(self, address: str, place: Path) -> None:
        """Open the workspace; raises WorkspaceError where it cannot be read."""
        self.database = open_database(address)
        self.folders = Folders(self.database, place)
        self.folder = place / "current"
        self._told = ""

    def bring(self) -> None:
        """Have `folder` lead to the current edition; raises WorkspaceError where the database cannot be asked."""
        wanted = self.folders.edition(current(self.database))
        if self.folder.exists() and self.folder.resolve() == wanted.resolve():
            return
        beside = self.folder.with_name(f"current.{os.getpid()}")
        beside.unlink(missing_ok=True)
        beside.symlink_to(wanted)
        # One step: who reads meanwhile has the one or the other.
        beside.replace(self.folder)
        others = [one for one in wanted.parent.iterdir() if one != wanted and not one.name.startswith(".")]
        for old in sorted(others, key=lambda one: one.stat().st_mtime_ns, reverse=True)[EDITIONS_KEPT:]:
            shutil.rmtree(old, ignore_errors=True)

    def follow(self) -> None:
        """Do the same while serving: a database that cannot be asked is told once, and the old edition stays."""
        try:
            self.bring()
        except WorkspaceError as error:
            if str(error) != self._told:
                tell_error("the workspace could not be asked for its edition", error)
                self._told = str(error)
        else:
            self._told = ""

    def edition(self, edition_id: str) -> Path:
        """Give the folder of an edition, as NotFoundError and GoneError tell where there is none any more."""
        return self.folders.edition(edition_id)


@cache
def _opened(address: str, place: Path) -> Keeping:
    return Keeping(address, place)


def keeping_of(settings: Settings) -> Keeping | None:
    """Give the workspace of the settings, opened once for this process; None where the service shows a folder.

    Raises WorkspaceError where it cannot be read.
    """
    if not settings.workspace:
        return None
    return _opened(settings.workspace, (settings.run_folder or _own_place()) / "workspace")


@cache
def _own_place() -> Path:
    return Path(tempfile.mkdtemp(prefix="unmap-"))


def followed(settings: Settings) -> Settings:
    """Give settings whose data folder is the current edition of their workspace, where they name one."""
    keeping = keeping_of(settings)
    if keeping is None:
        return settings
    keeping.bring()
    return settings.model_copy(update={"data": keeping.folder})


def edition_folder(settings: Settings, edition_id: str) -> Path:
    """Give the folder of an earlier edition; raises NotFoundError where there is none, GoneError once it is gone."""
    keeping = keeping_of(settings)
    if keeping is None:
        raise NotFoundError("this service has one edition and no earlier ones")
    return keeping.edition(edition_id)
