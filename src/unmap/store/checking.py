"""Rules that hold within a table and between tables, each broken one an issue row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unmap.errors import Issue, quoted
from unmap.model.records import COUNTRY, COUNTRY_CODE
from unmap.store.reading import FIRST_ROW, located, told, told_where

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from unmap.model import AdminLevel, Column, Table


LONGEST_TEXT = 10_000
"""Characters of a cell: ten times the longest that is shipped."""

# Control characters but for tab and line break, what sets the direction of text, and what Unicode calls no character.
_STEERING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def table_issues(frame: pd.DataFrame, table: Table) -> list[Issue]:
    """Check vocabulary, patterns, ranges and the key of one table."""
    if frame.empty:
        return []
    issues = [issue for column in table.columns for issue in _column_issues(frame[column.name], column, table)]
    repeated = frame.duplicated(list(table.key), keep="first")
    name = table.key[0] if len(table.key) == 1 else "+".join(table.key)
    return issues + located(
        table, name, repeated, "duplicate-key", "the same key stands in an earlier row; keys must be unique"
    )


def _column_issues(cells: pd.Series, column: Column, table: Table) -> list[Issue]:
    issues: list[Issue] = []
    if column.type == "string" and not (column.pattern or column.allowed or column.refers_to):
        issues += _text_issues(cells, column, table)
    if column.pattern:
        odd = ((cells != "") & ~cells.str.fullmatch(column.pattern)).to_numpy()
        message = "does not have the form that this column asks for"
        issues += told_where(odd, cells, table, "bad-text", message)
    if column.allowed:
        wrong = _first_of_each(cells, column, frozenset(column.allowed))
        message = f"must be one of: {', '.join(column.allowed)}"
        issues += told(table, column.name, wrong, "unknown-word", message)
    if column.minimum is not None:
        below = (cells < column.minimum).to_numpy(dtype=bool, na_value=False)
        issues += told_where(below, cells, table, "out-of-range", f"must be at least {column.minimum:g}")
    if column.maximum is not None:
        above = (cells > column.maximum).to_numpy(dtype=bool, na_value=False)
        issues += told_where(above, cells, table, "out-of-range", f"must be at most {column.maximum:g}")
    return issues


def _text_issues(cells: pd.Series, column: Column, table: Table) -> list[Issue]:
    """Tell text that is too long for any page, or that would steer a terminal or the direction of a page's text."""
    texts = [text for text in cells.to_numpy(dtype=object) if isinstance(text, str)]
    # One look at all of them together settles nearly every column.
    if max(map(len, texts), default=0) <= LONGEST_TEXT and not _STEERING.search("".join(texts)):
        return []
    cells = cells[cells.map(lambda cell: isinstance(cell, str)).astype(bool)]
    faults = (
        (cells.str.len() > LONGEST_TEXT, "too-long", f"has more than {LONGEST_TEXT:,} characters"),
        (
            cells.map(lambda cell: _STEERING.search(cell) is not None),
            "bad-character",
            "holds a character that nobody sees and that does not belong in a text; type it again",
        ),
    )
    return [
        issue
        for wrong, code, message in faults
        for issue in told(table, column.name, cells[wrong.astype(bool)], code, message)
    ]


def _first_of_each(cells: pd.Series, column: Column, known: frozenset[str]) -> pd.Series:
    """Give, of each cell in which one stands, the first value that is not known."""
    parts = cells.explode() if column.type == "list" else cells
    # `isin` would turn all that is known into Arrow's texts for each column; what a table holds of it is little.
    wrong = [value for value in parts.dropna().unique() if value != "" and value not in known]
    if not wrong:
        return parts.head(0)
    unknown = parts[parts.isin(wrong)]
    return unknown[~unknown.index.duplicated()] if column.type == "list" else unknown


def reference_issues(
    frames: Mapping[str, pd.DataFrame], tables: Mapping[str, Table], levels: Sequence[AdminLevel]
) -> list[Issue]:
    """Check that every value that refers to another table is there; tables that could not be read are passed over."""
    targets = {column.refers_to for name in frames for column in tables[name].columns}
    found = {target: _known(target, frames, levels) for target in targets}
    return [
        issue
        for name, frame in frames.items()
        if len(frame)
        for column in tables[name].columns
        if (known := found[column.refers_to]) is not None
        for issue in _unknown(
            frame[column.name], column, known, _described(column.refers_to, tables, levels), tables[name]
        )
    ]


def _unknown(cells: pd.Series, column: Column, known: frozenset[str], target: str, table: Table) -> list[Issue]:
    unknown = _first_of_each(cells, column, known)
    issues = []
    for line, value in zip(unknown.index.to_list(), unknown, strict=True):
        lost = f'; was a leading zero lost from "0{value}"?' if f"0{value}" in known else ""
        message = f"{quoted(value)} is not {target}; correct it or add the row there{lost}"
        issues.append(Issue(table.path, line + FIRST_ROW, column.name, "unknown-key", message))
    return issues


def _described(target: str, tables: Mapping[str, Table], levels: Sequence[AdminLevel]) -> str:
    if target == "area":
        return f"a code in {' or '.join(tables[level.id].path for level in levels)}"
    if target == "level":
        return f"the country or in column word of {tables['levels'].path}"
    table, _, column = target.partition(".")
    return f"in column {column} of {tables[table].path}"


def _known(target: str, frames: Mapping[str, pd.DataFrame], levels: Sequence[AdminLevel]) -> frozenset[str] | None:
    if target == "area":
        if not levels or not {level.id for level in levels} <= frames.keys():
            return None
        # Reports of before may state areas that there were.
        before = frames["changes"]["old_code"] if "changes" in frames else ()
        return frozenset({COUNTRY_CODE}.union(before, *(frames[level.id]["code"] for level in levels)))
    if target == "level":
        return frozenset({COUNTRY, *(level.word for level in levels)}) if levels else None
    table, _, column = target.partition(".")
    return frozenset(frames[table][column].dropna()) if table in frames else None
