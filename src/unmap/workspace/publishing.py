"""Editions out of a workspace: the record as readers are to see it, checked whole and made current in one step.

An edition is a data folder. The database keeps its files by their content, so that one which differs in a table costs
that table; whoever serves it writes the folder where it is needed.
"""

from __future__ import annotations

import atexit
import os
import shutil
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from sqlalchemy import delete, func, insert, select, union, update

from unmap.errors import ConflictError, GoneError, NotAllowedError, NotFoundError, WorkspaceError
from unmap.files import content_inside, folder_written_whole, leads_to_workspace, require_folder
from unmap.model.datapackage import FILE
from unmap.store.loading import broken, check, check_new, edition, paths
from unmap.workspace.changing import Role, require_reason
from unmap.workspace.database import blob, digest, is_on_server, make_database, now, open_database, packed, put_blobs
from unmap.workspace.record_state import Held, RowId, put_rows, read_rows, readers_rows, tables_of
from unmap.workspace.row_cells import TABLES, differences, file_of, header_of, rows_in
from unmap.workspace.stored_tables import BASE_FILES, BLOBS, CLOCK, EDITIONS, PUBLICATIONS, SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from unmap.workspace.changing import Actor
    from unmap.workspace.database import Database
    from unmap.workspace.record_state import Rows
    from unmap.workspace.row_cells import Cells

EDITIONS_KEPT = 20
"""Editions whose files are kept; of older ones it is known that they were, and when."""

Files = dict[str, str]
"""SHA-256 of each file of a folder by its path."""


def new_workspace(address: Path, folder: Path, actor: Actor, reason: str) -> str:
    """Make a workspace from a clean data folder, whole or not at all, and give its edition.

    Raises DataError where the folder is broken, WorkspaceError where there is something at the address already.
    """
    require_reason(reason)
    if is_on_server(address):
        with closing(make_database(address)) as database:
            return fill(database, folder, actor, reason)
    if os.path.lexists(address):
        raise WorkspaceError(f"{address}: is there already; a workspace is made where nothing is")
    require_folder(address)
    with TemporaryDirectory(dir=address.absolute().parent, prefix=f".{address.name}.") as place:
        beside = Path(place) / "new"
        with closing(make_database(beside)) as database:
            edition_id = fill(database, folder, actor, reason)
        beside.rename(address)
    return edition_id


def fill(database: Database, folder: Path, actor: Actor, reason: str) -> str:
    """Take a clean data folder into a workspace that holds nothing yet, publish it as it is, and give its edition.

    Raises DataError where the folder is broken.
    """
    if issues := check(folder):
        raise broken(folder, list(issues))
    names = [name for name in paths(folder) if os.path.lexists(folder / name)]
    contents = {name: content_inside(folder, name) for name in names}
    files = {name: digest(content) for name, content in contents.items()}
    found = edition(folder)
    rows = {
        RowId(table.name, key): Held.validated(cells)
        for table in TABLES.values()
        if table.path in contents
        for key, cells in rows_in(table, contents[table.path]).items()
    }
    with database.writing() as (connection, moment):
        put_blobs(connection, {files[name]: content for name, content in contents.items()})
        connection.execute(insert(BASE_FILES), [{"path": name, "sha256": one} for name, one in files.items()])
        put_rows(connection, rows, moment)
        _make_current(connection, moment, _Publication(found, files, moment, actor, require_reason(reason)))
    return found


class Record(NamedTuple):
    """The record of a workspace at one moment: the rows of each table, and the files that it stands on."""

    moment: int
    rows: Rows
    base: Files


def read_record(database: Database) -> Record:
    """Read the whole record as it stands at one moment."""
    with database.reading() as connection:
        moment = connection.execute(select(CLOCK.c.moment)).scalar_one()
        base = {one.path: one.sha256 for one in connection.execute(select(BASE_FILES))}
        return Record(moment, read_rows(connection), base)


class Folders:
    """Where editions of a workspace are written as data folders; files that several have are one file on the disk."""

    def __init__(self, database: Database, place: Path) -> None:
        """Write below `place`, which may hold what an earlier use has left there."""
        self._database = database
        self._blobs = place / "files"
        self._editions = place / "editions"

    def edition(self, edition_id: str) -> Path:
        """Give the folder of an edition; raises NotFoundError where there is none, GoneError once it is gone."""
        folder = self._editions / edition_id
        if not folder.is_dir():
            with self._database.reading() as connection:
                files = files_of(connection, edition_id)
            with self._written(folder) as new:
                self._link(new, files)
        return folder

    @contextmanager
    def of(self, record: Record, rows: Mapping[RowId, Cells]) -> Iterator[Path]:
        """Give a folder with `rows` of a record on the files that it stands on, until the block ends.

        Its manifest is that of the base until `accept` writes it anew.
        """
        self._blobs.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=self._blobs.parent, prefix="record-") as made:
            folder = Path(made)
            self._link(folder, {name: one for name, one in record.base.items() if name != FILE})
            for name, cells in tables_of(rows).items():
                self._put_table(folder, name, cells)
            yield folder

    def _put_table(self, folder: Path, name: str, rows: list[Cells]) -> None:
        """Write a table, unless the file that is there says the same: then that stays, byte by byte."""
        table = TABLES[name]
        path = folder / table.path
        was = path.read_bytes() if path.exists() else None
        if was is not None and rows_in(table, was) == {_key(name, one): one for one in rows}:
            return
        if was is None and not rows:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        # A link to a file of other editions: it is replaced, never written.
        path.unlink(missing_ok=True)
        path.write_bytes(file_of(table, rows, header_of(was) if was is not None else ()))

    @contextmanager
    def _written(self, folder: Path) -> Iterator[Path]:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with folder_written_whole(folder) as new:
            yield new

    def _link(self, folder: Path, files: Files) -> None:
        self._blobs.mkdir(parents=True, exist_ok=True)
        missing = [one for one in files.values() if not (self._blobs / one).exists()]
        if missing:
            with self._database.reading() as connection:
                for one in missing:
                    self._keep(one, blob(connection, one))
        for name, one in files.items():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                target.hardlink_to(self._blobs / one)
            except OSError:
                shutil.copyfile(self._blobs / one, target)

    def _keep(self, sha256: str, content: bytes) -> None:
        new = self._blobs / f"{sha256}.{os.getpid()}"
        new.write_bytes(content)
        new.replace(self._blobs / sha256)


def _key(name: str, cells: Cells) -> str:
    return packed([cells.get(column, "") for column in TABLES[name].key])


def folder_of(address: Path) -> Path:
    """Give the data folder that an address means: itself, or the current edition of a workspace, for as long as we run.

    Raises WorkspaceError where there is no such workspace or it cannot be read.
    """
    if not leads_to_workspace(address):
        return address
    place = TemporaryDirectory(prefix="unmap-edition-")
    atexit.register(place.cleanup)
    database = open_database(address)
    try:
        return Folders(database, Path(place.name)).edition(current(database))
    finally:
        database.close()


class Published(NamedTuple):
    """What publishing came to: the edition, and whether it is another one than was current."""

    edition: str
    new: bool


def publish(database: Database, folders: Folders, actor: Actor, reason: str) -> Published:
    """Make an edition of what is validated and make it current, whole or not at all.

    Raises NotAllowedError for anybody but a keeper or reviewer, DataError with every reason where the record is
    broken, ConflictError where somebody has published a newer record meanwhile. Then the old edition stays.
    """
    if actor.role is Role.CONTRIBUTOR:
        raise NotAllowedError("publishing is for reviewers and keepers")
    told = require_reason(reason)
    record = read_record(database)
    with folders.of(record, readers_rows(record.rows)) as folder:
        files, contents, found = _checked(folder, record.base)
    with database.writing() as (connection, moment):
        last = _last(connection)
        if last is not None and last.record_moment > record.moment:
            raise ConflictError("somebody has published a newer record meanwhile; look at it before publishing again")
        if last is not None and last.edition_id == found:
            return Published(found, new=False)
        put_blobs(connection, contents)
        _make_current(connection, moment, _Publication(found, files, record.moment, actor, told))
    return Published(found, new=True)


def _checked(folder: Path, base: Files) -> tuple[Files, dict[str, bytes], str]:
    """Hold a folder against every rule, and give its files, the content of those that are new, and its edition."""
    if issues := check_new(folder):
        raise broken(Path("the record"), list(issues))
    names = [name for name in paths(folder) if os.path.lexists(folder / name)]
    contents = {name: content_inside(folder, name) for name in names}
    files = {name: digest(content) for name, content in contents.items()}
    known = {*base.values()}
    new = {files[name]: content for name, content in contents.items() if files[name] not in known}
    return files, new, edition(folder)


class _Publication(NamedTuple):
    """An edition that becomes current: its files, the moment of the record that it shows, by whom and why."""

    edition_id: str
    files: Files
    record_moment: int
    actor: Actor
    reason: str


def _make_current(connection: Connection, moment: int, new: _Publication) -> None:
    edition_id = new.edition_id
    kept = connection.execute(select(EDITIONS.c.files).where(EDITIONS.c.edition_id == edition_id)).one_or_none()
    if kept is None:
        connection.execute(insert(EDITIONS).values(edition_id=edition_id, files=packed(new.files)))
    elif kept.files is None:
        again = update(EDITIONS).where(EDITIONS.c.edition_id == edition_id)
        connection.execute(again.values(files=packed(new.files)))
    row = {
        "id": moment,
        "edition_id": edition_id,
        "record_moment": new.record_moment,
        "published_at": now(),
        "published_by": new.actor.name,
        "reason": new.reason,
    }
    connection.execute(insert(PUBLICATIONS).values(row))
    _forget_old(connection)


def _forget_old(connection: Connection) -> None:
    """Let go of the files of editions beyond the last ones, and of files that nothing names any more."""
    last = func.max(PUBLICATIONS.c.id)
    newest = select(PUBLICATIONS.c.edition_id).group_by(PUBLICATIONS.c.edition_id).order_by(last.desc())
    kept = [*connection.execute(newest.limit(EDITIONS_KEPT)).scalars()]
    old = EDITIONS.c.edition_id.not_in(kept) & EDITIONS.c.files.is_not(None)
    if not connection.execute(update(EDITIONS).where(old).values(files=None)).rowcount:
        return
    named = {
        one
        for files in connection.execute(select(EDITIONS.c.files).where(EDITIONS.c.files.is_not(None))).scalars()
        for one in orjson.loads(files or "{}").values()
    }
    others = union(select(BASE_FILES.c.sha256), select(SHEETS.c.sha256)).subquery()
    named |= {*connection.execute(select(others.c.sha256)).scalars()}
    held = {*connection.execute(select(BLOBS.c.sha256)).scalars()}
    for one in held - named:
        connection.execute(delete(BLOBS).where(BLOBS.c.sha256 == one))


def go_back(database: Database, actor: Actor, edition_id: str, reason: str) -> None:
    """Make an earlier edition current again; the record itself stays as it is.

    Raises NotAllowedError for anybody but a keeper or reviewer, NotFoundError where there is none, GoneError where
    its files are not kept any more.
    """
    if actor.role is Role.CONTRIBUTOR:
        raise NotAllowedError("publishing is for reviewers and keepers")
    told = require_reason(reason)
    with database.writing() as (connection, moment):
        files = files_of(connection, edition_id)
        shown = select(func.max(PUBLICATIONS.c.record_moment)).where(PUBLICATIONS.c.edition_id == edition_id)
        record_moment = connection.execute(shown).scalar_one()
        _make_current(connection, moment, _Publication(edition_id, files, record_moment, actor, told))


def current(database: Database) -> str:
    """Give the edition that readers see."""
    with database.reading() as connection:
        last = _last(connection)
    if last is None:
        raise WorkspaceError(f"{database.name}: nothing is published yet")
    return str(last.edition_id)


def _last(connection: Connection) -> Any:  # noqa: ANN401 - a row of any columns
    return connection.execute(select(PUBLICATIONS).order_by(PUBLICATIONS.c.id.desc()).limit(1)).one_or_none()


def files_of(connection: Connection, edition_id: str) -> Files:
    """Give the files of an edition; raises NotFoundError where there is none, GoneError once they are not kept."""
    found = connection.execute(select(EDITIONS.c.files).where(EDITIONS.c.edition_id == edition_id)).one_or_none()
    if found is None:
        raise NotFoundError("there is no edition of this name")
    if found.files is None:
        raise GoneError(f"this edition is not kept any more; the last {EDITIONS_KEPT} are, as /api/editions lists them")
    files: Files = orjson.loads(found.files)
    return files


def publications(database: Database, limit: int = 100) -> list[dict[str, Any]]:
    """Give what was published, the newest first: edition, when, by whom, why, and whether its files are kept."""
    asked = (
        select(PUBLICATIONS, EDITIONS.c.files.is_not(None).label("kept"))
        .join(EDITIONS, EDITIONS.c.edition_id == PUBLICATIONS.c.edition_id)
        .order_by(PUBLICATIONS.c.id.desc())
        .limit(limit)
    )
    with database.reading() as connection:
        return [
            {
                "publication": one.id,
                "edition": one.edition_id,
                "at": one.published_at,
                "by": one.published_by,
                "reason": one.reason,
                "kept": bool(one.kept),
            }
            for one in connection.execute(asked)
        ]


def edition_changes(database: Database, publication: int) -> list[dict[str, Any]]:
    """Give what a publication changed for readers: each field of each row, old and new, beside the one before it.

    Raises NotFoundError where there is none, GoneError where one of the two is not kept any more.
    """
    with database.reading() as connection:
        asked = select(PUBLICATIONS).where(PUBLICATIONS.c.id <= publication).order_by(PUBLICATIONS.c.id.desc()).limit(2)
        found = connection.execute(asked).all()
        if not found or found[0].id != publication:
            raise NotFoundError("there is no publication of this number")
        after = files_of(connection, found[0].edition_id)
        before = files_of(connection, found[1].edition_id) if len(found) > 1 else {}
        return [
            one
            for table in TABLES.values()
            if before.get(table.path) != after.get(table.path)
            for one in differences(table.name, *(_rows(connection, table.name, files) for files in (before, after)))
        ]


def _rows(connection: Connection, name: str, files: Files) -> dict[str, Cells]:
    table = TABLES[name]
    return rows_in(table, blob(connection, files[table.path])) if table.path in files else {}


def table_differences(before: Path, after: Path) -> list[dict[str, Any]]:
    """Give what one folder says otherwise than another in the tables that keepers write: each field, old and new."""
    found: list[dict[str, Any]] = []
    for table in TABLES.values():
        held = [content_inside(one, table.path) if (one / table.path).exists() else b"" for one in (before, after)]
        if held[0] != held[1]:
            found += differences(table.name, *(rows_in(table, one) if one else {} for one in held))
    return found


def waiting(record: Record, shown: Mapping[RowId, Cells]) -> list[RowId]:
    """Give the rows that differ from what readers see in an edition with the rows `shown`."""
    then = readers_rows(record.rows)
    return [row for row in dict.fromkeys((*shown, *then)) if shown.get(row) != then.get(row)]
