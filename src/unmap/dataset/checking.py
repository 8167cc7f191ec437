"""Rules that hold within a table and between tables, each broken one an issue row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from unmap.dataset.cells import FIRST_ROW
from unmap.dataset.dataset import COUNTRY_CODE
from unmap.dataset.reading import located, told
from unmap.models import Issue
from unmap.models.issues import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unmap.models import Column, Table


LONGEST_TEXT = 10_000
"""Characters of a cell: ten times the longest that is shipped."""

# Control characters but for tab and line break, what sets the direction of text, and what Unicode calls no character.
_STEERING = "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]"


def table_issues(frame: pd.DataFrame, table: Table) -> list[Issue]:
    """Check vocabulary, patterns, ranges and the key of one table."""
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
        odd = (cells != "") & ~cells.str.fullmatch(column.pattern)
        message = "does not have the form that this column asks for"
        issues += told(table, column.name, cells[odd], "bad-text", message)
    if column.allowed:
        wrong = _first_of_each(cells, column, list(column.allowed))
        message = f"must be one of: {', '.join(column.allowed)}"
        issues += told(table, column.name, wrong.dropna(), "unknown-word", message)
    if column.minimum is not None:
        below = (cells < column.minimum).fillna(value=False)
        issues += told(table, column.name, cells[below], "out-of-range", f"must be at least {column.minimum:g}")
    if column.maximum is not None:
        above = (cells > column.maximum).fillna(value=False)
        issues += told(table, column.name, cells[above], "out-of-range", f"must be at most {column.maximum:g}")
    return issues


def _text_issues(cells: pd.Series, column: Column, table: Table) -> list[Issue]:
    """Tell text that is too long for any page, or that would steer a terminal or the direction of a page's text."""
    texts = cells[cells.map(lambda cell: isinstance(cell, str))] if cells.dtype == object else cells
    long = texts.str.len() > LONGEST_TEXT
    steering = texts.str.contains(_STEERING, regex=True).fillna(value=False).astype(bool)
    long_message = f"has more than {LONGEST_TEXT:,} characters"
    steering_message = "holds a character that nobody sees and that does not belong in a text; type it again"
    return [
        *told(table, column.name, texts[long.fillna(value=False).astype(bool)], "too-long", long_message),
        *told(table, column.name, texts[steering], "bad-character", steering_message),
    ]


def _first_of_each(cells: pd.Series, column: Column, known: pd.Index | list[str]) -> pd.Series:
    """Give, of each cell, the first value that is not known; missing where all are, or none stands there."""
    parts = cells.explode() if column.type == "list" else cells
    unknown = parts.where(parts.notna() & (parts != "") & ~parts.isin(known))
    return unknown.groupby(level=0).first() if column.type == "list" else unknown


def reference_issues(frames: Mapping[str, pd.DataFrame], tables: Mapping[str, Table]) -> list[Issue]:
    """Check that every value that refers to another table is there; tables that could not be read are passed over."""
    targets = {column.refers_to for name in frames for column in tables[name].columns}
    found = {target: _known(target, frames) for target in targets}
    return [
        issue
        for name, frame in frames.items()
        for column in tables[name].columns
        if (known := found[column.refers_to]) is not None
        for issue in _unknown(frame[column.name], column, known, tables, tables[name])
    ]


def _unknown(
    cells: pd.Series, column: Column, known: pd.Index, tables: Mapping[str, Table], table: Table
) -> list[Issue]:
    unknown = _first_of_each(cells, column, known).dropna()
    target = _described(column.refers_to, tables)
    issues = []
    for line, value in zip(unknown.index.to_list(), unknown, strict=True):
        lost = f'; was a leading zero lost from "0{value}"?' if f"0{value}" in known else ""
        message = f"{quoted(value)} is not {target}; correct it or add the row there{lost}"
        issues.append(Issue(table.path, line + FIRST_ROW, column.name, "unknown-key", message))
    return issues


def _described(target: str, tables: Mapping[str, Table]) -> str:
    if target == "area":
        return "a code in geo/states.parquet or geo/municipalities.parquet"
    table, _, column = target.partition(".")
    return f"in column {column} of {tables[table].path}"


def _known(target: str, frames: Mapping[str, pd.DataFrame]) -> pd.Index | None:
    if target == "area":
        if not {"states", "municipalities"} <= frames.keys():
            return None
        return pd.Index([COUNTRY_CODE, *frames["states"]["code"], *frames["municipalities"]["code"]])
    table, _, column = target.partition(".")
    return pd.Index(frames[table][column]) if table in frames else None
