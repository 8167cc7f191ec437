"""The table of sources: one row for each publication, with the checksums of its files."""

from __future__ import annotations

import csv
import hashlib
import io
from typing import TYPE_CHECKING

import pandas as pd

from unmap.build.catalogue import BOUNDARIES, OFFICIAL_SOURCES
from unmap.errors import SourceError
from unmap.models import LIST_SEPARATOR, schema

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.build.catalogue import OfficialSource
    from unmap.build.readers import SourceFolder


def source_rows(sources: SourceFolder, boundary_file: str, out: Path) -> pd.DataFrame:
    """Give the rows of `sources.csv`: the official files read, and rows that `out` holds of anything else.

    A hand-written row, such as that of the report, stays as it is. Raises SourceError where the existing file
    cannot be read.
    """
    files = {source.source_id: source.files for source in OFFICIAL_SOURCES} | {BOUNDARIES.source_id: (boundary_file,)}
    rows = [_row(source, files[source.source_id], sources) for source in OFFICIAL_SOURCES]
    return pd.DataFrame(rows + _kept_rows(out / schema.SOURCES.path, set(files)))


def _row(source: OfficialSource, files: tuple[str, ...], sources: SourceFolder) -> dict[str, str]:
    checksums = [hashlib.sha256(sources.path(file).read_bytes()).hexdigest() for file in files]
    return {
        "source_id": source.source_id,
        "title": source.title,
        "publisher": source.publisher,
        "year": source.year,
        "terms": source.terms,
        "url": source.url,
        "file": LIST_SEPARATOR.join(files),
        "sha256": LIST_SEPARATOR.join(checksums),
    }


def _kept_rows(path: Path, own: set[str]) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    try:
        reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"{path}: the existing table cannot be read ({error})") from error
    names = schema.SOURCES.column_names
    if tuple(reader.fieldnames or ()) != names or any(None in row or None in row.values() for row in rows):
        raise SourceError(f"{path}: the existing table needs the columns {', '.join(names)} in each row")
    return [row for row in rows if row["source_id"] not in own]
