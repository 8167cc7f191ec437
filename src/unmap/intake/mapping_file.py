"""mapping.toml: what a person decided about the columns of a sheet, written once and used again."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import tomlkit

from unmap.errors import SheetError, quoted
from unmap.files import write_whole
from unmap.intake.dates import FIRST_YEAR, LAST_YEAR, ORDERS
from unmap.intake.mapping import ColumnMapping

if TYPE_CHECKING:
    from pathlib import Path

    from unmap.intake.mapping import Mapped

_MOST_BYTES = 1024**2

_HEAD = (
    'Which column of the sheet holds which field: field = "title of the column"; "" says that none does.',
    'dates is "day-first" or "month-first", decimal "." or ","; year is the one that a month alone belongs to.',
)


def read_mapping(path: Path) -> ColumnMapping:
    """Read a mapping. Raises SheetError, naming file and key, where it is no TOML or says what no sheet can have."""
    try:
        content = path.read_bytes()
        told = tomllib.loads(content.decode("utf-8-sig") if len(content) <= _MOST_BYTES else "too long")
    except OSError as error:
        raise SheetError(f"{path.name}: cannot be read ({error.strerror or error})") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise SheetError(f"{path.name}: is no TOML file ({error})") from error
    checked = _Checked(path.name, told)
    columns = checked.texts("columns")
    return ColumnMapping(
        sheet=checked.text("sheet"),
        header_row=checked.whole("header_row", 1, 1_048_576),
        columns={name: title for name, title in columns.items() if title},
        none=tuple(name for name, title in columns.items() if not title),
        order=checked.one_of("dates", ORDERS),
        decimal=checked.one_of("decimal", (".", ",")),
        year=checked.whole("year", FIRST_YEAR, LAST_YEAR),
        units=checked.texts("units"),
    )


class _Checked:
    """The keys of a mapping, each of the type that it must have."""

    _KEYS = ("sheet", "header_row", "dates", "decimal", "year", "columns", "units")

    def __init__(self, file: str, told: dict[str, Any]) -> None:
        self.file, self.told = file, told
        for key in told:
            if key not in self._KEYS:
                raise SheetError(f"{file}: {quoted(key)} is no key of a mapping; those are {', '.join(self._KEYS)}")

    def text(self, key: str) -> str | None:
        value = self.told.get(key)
        if value is not None and not isinstance(value, str):
            raise SheetError(f"{self.file}: {key} must be a text in quotes")
        return value or None

    def one_of(self, key: str, allowed: tuple[str, ...]) -> str | None:
        value = self.told.get(key)
        if value is not None and value not in allowed:
            raise SheetError(
                f"{self.file}: {key} is {quoted(value)}; it must be one of {', '.join(map(quoted, allowed))}"
            )
        return value

    def whole(self, key: str, least: int, most: int) -> int | None:
        value = self.told.get(key)
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most):
            raise SheetError(f"{self.file}: {key} must be a whole number from {least} to {most}")
        return value

    def texts(self, key: str) -> dict[str, str]:
        value = self.told.get(key, {})
        if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
            raise SheetError(f'{self.file}: [{key}] must be lines of name = "text"')
        return value


def write_mapping(path: Path, mapped: Mapped, mapping: ColumnMapping | None = None) -> None:
    """Write how the columns of a table were told, with what was decided in `mapping`, for a person to change.

    Columns without a field, and the fields that their titles are like, stand in it as remarks. Raises OutputError
    where the file cannot be written.
    """
    was = mapping or ColumnMapping()
    file = tomlkit.document()
    for line in _HEAD:
        file.add(tomlkit.comment(line))
    keys = {"sheet": mapped.table.sheet.name or None, "header_row": mapped.table.header_row}
    for key, value in (*keys.items(), ("dates", mapped.order), ("decimal", mapped.decimal), ("year", was.year)):
        if value is not None:
            file.add(key, tomlkit.item(value))
    columns = tomlkit.table()
    for name, column in mapped.columns.items():
        columns.add(name, column.title)
    for name in was.none:
        columns.add(name, "")
    similar = {one.column.title: one.field for one in reversed(mapped.proposals)}
    for column in mapped.others:
        like = f"; like {similar[column.title]}" if column.title in similar else ""
        columns.add(tomlkit.comment(f"no field: {quoted(column.title)}{like}"))
    file.add("columns", columns)
    if was.units:
        file.add("units", tomlkit.item(dict(was.units)))
    write_whole(path, tomlkit.dumps(file).encode("utf-8"))
