"""What is done to a workspace in a process beside the server: sheets read and taken in, editions made and compared.

Each job opens the workspace by itself, and gives plain data.
"""

from __future__ import annotations

import gc
import tempfile
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from unmap.errors import DataError, ParameterError, SheetError, UnmapError
from unmap.intake import cells
from unmap.intake.adding import SheetAsked, mapped_sheet
from unmap.intake.area_names import Alias
from unmap.intake.fields import KINDS, PRESENCE
from unmap.intake.mapping import ColumnMapping
from unmap.intake.problem_sheet import write_problems
from unmap.intake.reports_asked import ReportAsked, period
from unmap.intake.sheet_tables import table_in
from unmap.intake.workbooks import read_content, sheets_in
from unmap.measures import PresenceQuery, presence
from unmap.store.loading import check_new, load
from unmap.workspace.changing import Role
from unmap.workspace.database import open_database
from unmap.workspace.importing import ImportAsked, take_in
from unmap.workspace.publishing import Folders, current, publish, read_record, table_differences
from unmap.workspace.record_state import readers_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from unmap.errors import Issue
    from unmap.intake.mapping import Mapped
    from unmap.intake.row_accounts import Account
    from unmap.store import Dataset
    from unmap.workspace.changing import Actor
    from unmap.workspace.database import Database
    from unmap.workspace.importing import Imported

MOST_TOLD = 5_000
"""Problems and changes of an import that an answer lists; their numbers count all of them."""

_LONGEST_WORD = 200


class BadRecordError(UnmapError):
    """The record cannot be published, or nothing can be taken into it, as it stands; `issues` holds every reason."""

    code = "bad-data"

    def __init__(self, message: str, issues: Iterable[Issue] = ()) -> None:
        """Keep the sentence and the reasons."""
        super().__init__(message)
        self.issues = tuple(issues)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A sheet as somebody sent it: where it lies, and what was decided about it.

    `mapping` has the letter of a column by field, "" for a field that no column holds.
    """

    file: Path
    kind: str = PRESENCE.name
    sheet: str = ""
    header_row: int | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    report: str = ""
    period: str = ""
    title: str = ""
    each_month: bool = False
    organisation: str = ""
    aliases: tuple[Alias, ...] = ()
    places: Mapping[int, str] = field(default_factory=dict)
    reason: str = ""
    dry_run: bool = True


@contextmanager
def _opened(address: str, place: Path) -> Iterator[tuple[Database, Folders]]:
    database = open_database(address)
    # A large sheet is millions of cells that stay to the end: looking for circles among them takes a fifth of the time.
    gc.disable()
    try:
        yield database, Folders(database, place)
    except DataError as error:
        # Its sentence names a folder that is gone by now.
        reasons = len(error.issues)
        raise BadRecordError(f"the record has {reasons} problems; nothing was done", error.issues) from None
    finally:
        gc.enable()
        database.close()


def import_sheet(address: str, place: Path, actor: Actor, upload: Upload) -> dict[str, Any]:
    """Take a sheet in, or say what that would do, and give the answer to whoever sent it."""
    with _opened(address, place) as (database, folders):
        asked = _asked(upload, actor)
        try:
            imported = take_in(database, folders, actor, asked)
        except SheetError as error:
            if not upload.dry_run:
                raise
            return _not_understood(load(folders.edition(current(database))), asked.sheets[0], error)
    return _told(imported, upload)


def _asked(upload: Upload, actor: Actor) -> ImportAsked:
    """Give an import as the library takes it."""
    own = actor.organisation if actor.role is Role.CONTRIBUTOR else ""
    sheet = SheetAsked(
        file=upload.file,
        sheet=upload.sheet or None,
        kind=KINDS[upload.kind],
        mapping=_mapping(upload),
        organisation=upload.organisation or own,
        places=upload.places,
    )
    report = ReportAsked(
        report_id=upload.report,
        period=period(upload.period) if upload.period else None,
        title=upload.title,
        each_month=upload.each_month,
    )
    return ImportAsked(
        sheets=[sheet], report=report, decided=upload.aliases, reason=upload.reason, dry_run=upload.dry_run
    )


def _mapping(upload: Upload) -> ColumnMapping | None:
    """Give what was decided of the columns by their titles, which are told apart in a table by their letters here."""
    if not upload.mapping:
        return ColumnMapping(header_row=upload.header_row) if upload.header_row else None
    sheets = sheets_in(upload.file.name, read_content(upload.file))
    wanted = [one for one in sheets if one.name == upload.sheet] or (list(sheets) if len(sheets) == 1 else [])
    if not wanted:
        raise ParameterError("sheet", "is needed to say which column is which, where a file has several")
    titles = {one.letter: one.title for one in table_in(wanted[0], upload.header_row).columns}
    columns = {}
    for name, letter in upload.mapping.items():
        if letter and letter not in titles:
            raise ParameterError("mapping", "names a column that the sheet has not")
        if letter:
            columns[name] = titles[letter]
    none = tuple(name for name, letter in upload.mapping.items() if not letter)
    return ColumnMapping(header_row=upload.header_row, columns=columns, none=none)


def _not_understood(dataset: Dataset, asked: SheetAsked, error: SheetError) -> dict[str, Any]:
    """Give the columns of a sheet that lacks some, so that a person can say which are meant; raises where none fits."""
    try:
        mapped = mapped_sheet(asked, dataset)
    except SheetError:
        mapped = None
    if mapped is None or not mapped.missing():
        raise error
    nothing = dict.fromkeys(("created", "updated", "unchanged", "held", "rejected"), 0)
    return {
        "change": 0,
        **_columns(mapped, asked.kind.name),
        "missing": [list(group) for group in mapped.missing()],
        "buckets": {**nothing, "read": len(mapped.table.rows), "empty": mapped.table.empty},
        "problems": [],
        "changes": [],
        "problem_count": 0,
        "change_count": 0,
        "rows": {},
    }


def _told(imported: Imported, upload: Upload) -> dict[str, Any]:
    [read] = imported.sheets
    account = read.account
    problems = sorted(account.problems, key=lambda one: (one.bucket is None, one.row))
    named = {one.row for one in problems[:MOST_TOLD]}
    return {
        "change": imported.change,
        **_columns(read.mapped, upload.kind),
        "missing": [],
        "buckets": {name: count for name, count in account.summary().items() if name not in {"file", "sheet"}},
        "problems": [_problem(one) for one in problems[:MOST_TOLD]],
        "problem_count": len(problems),
        "changes": [asdict(one) for one in account.changes[:MOST_TOLD]],
        "change_count": len(account.changes),
        "rows": {
            str(number): [cells.text(cell)[:_LONGEST_WORD] for cell in row]
            for number, row in read.cells.items()
            if number in named
        },
    }


def _problem(one: Any) -> dict[str, Any]:  # noqa: ANN401 - a problem of an account
    told = {**asdict(one), "bucket": str(one.bucket or ""), "candidates": list(one.candidates)}
    del told["place"]
    return told


def _columns(mapped: Mapped, kind: str) -> dict[str, Any]:
    """Tell sheet, header and columns as understood, and every field that a column may be said to hold."""
    fields = {column.place: name for name, column in mapped.columns.items()}
    return {
        "kind": kind,
        "sheet": mapped.table.sheet.name,
        "sheets": list(mapped.table.sheet.among),
        "header_row": mapped.table.header_row,
        "columns": [
            {
                "letter": one.letter,
                "title": one.title,
                "field": fields.get(one.place),
                "how": mapped.how.get(fields.get(one.place, ""), ""),
            }
            for one in mapped.table.columns
        ],
        "proposals": [
            {"letter": one.column.letter, "title": one.column.title, "field": one.field, "similarity": one.similarity}
            for one in mapped.proposals
        ],
        "fields": [
            {"name": one.name, "holds": one.holds, "title": one.titles[0] if one.titles else one.name}
            for one in mapped.kind.fields
        ],
    }


def problem_sheet(address: str, place: Path, actor: Actor, upload: Upload) -> bytes:
    """Give the rows of a sheet that stay out, as the sender's own sheet with what is wrong beside each cell."""
    with _opened(address, place) as (database, folders), tempfile.TemporaryDirectory() as made:
        imported = take_in(database, folders, actor, _asked(upload, actor))
        path = Path(made) / "problems.xlsx"
        inputs: list[tuple[Account, Any, Any]] = [(one.account, one.titles, one.cells) for one in imported.sheets]
        write_problems(path, inputs)
        return path.read_bytes()


def sheet_names(content: bytes, name: str) -> list[str]:
    """Name the sheets of a workbook that show."""
    return [one.name for one in sheets_in(name, content) if one.name and not one.hidden]


def publish_record(address: str, place: Path, actor: Actor, reason: str) -> dict[str, Any]:
    """Publish the record; raises BadRecordError with every reason where it is broken."""
    with _opened(address, place) as (database, folders):
        done = publish(database, folders, actor, reason)
    return {"edition": done.edition, "new": done.new}


def next_edition(address: str, place: Path) -> dict[str, Any]:
    """Give what publishing would change for readers: rows, areas with other counts, and what stands against it."""
    with _opened(address, place) as (database, folders):
        before = folders.edition(current(database))
        record = read_record(database)
        with folders.of(record, readers_rows(record.rows)) as after:
            changes = table_differences(before, after)
            issues = check_new(after) if changes else ()
            areas = areas_that_differ(load(before), load(after)) if changes and not issues else []
    return {
        "changes": changes[:MOST_TOLD],
        "change_count": len(changes),
        "areas": areas,
        "problems": [issue_told(one) for one in issues],
    }


def issue_told(one: Issue) -> dict[str, Any]:
    """Give what keeps a record from being published as plain data."""
    return {"file": one.file, "row": one.row, "column": one.column, "code": one.code, "reason": one.message}


def areas_that_differ(before: Dataset, after: Dataset) -> list[dict[str, Any]]:
    """Give the areas that have another number of offices or initiatives than before, of all levels."""
    found: list[dict[str, Any]] = []
    for level in after.admin_levels:
        codes, names = after.areas(level), after.layer(level)["name"].tolist()
        counts = {
            f"{name}_{when}": numbers[name].to_numpy()
            for when, dataset in (("before", before), ("after", after))
            for numbers in [presence(dataset, PresenceQuery(level=level.word)).reindex(codes, fill_value=0)]
            for name in ("offices", "initiatives")
        }
        differ = [counts[f"{name}_before"] != counts[f"{name}_after"] for name in ("offices", "initiatives")]
        for place in np.flatnonzero(differ[0] | differ[1]).tolist():
            told = {"area_code": codes[place], "name": names[place], "level": level.word}
            found.append({**told, **{name: int(numbers[place]) for name, numbers in counts.items()}})
    return found
