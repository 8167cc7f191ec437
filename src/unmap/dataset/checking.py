"""Rules that hold within a table and between tables, each broken one an issue row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from unmap.dataset.dataset import COUNTRY_CODE
from unmap.dataset.reading import located

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unmap.models import Column, Issue, Table


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
    if column.pattern:
        odd = (cells != "") & ~cells.str.fullmatch(column.pattern)
        issues += located(table, column.name, odd, "bad-text", "does not have the form that this column asks for")
    if column.allowed:
        parts = cells.explode() if column.type == "list" else cells
        wrong = parts.notna() & (parts != "") & ~parts.isin(column.allowed)
        rows = wrong.groupby(level=0).any()
        issues += located(table, column.name, rows, "unknown-word", f"must be one of: {', '.join(column.allowed)}")
    if column.minimum is not None:
        below = (cells < column.minimum).fillna(value=False)
        issues += located(table, column.name, below, "out-of-range", f"must be at least {column.minimum:g}")
    if column.maximum is not None:
        above = (cells > column.maximum).fillna(value=False)
        issues += located(table, column.name, above, "out-of-range", f"must be at most {column.maximum:g}")
    return issues


def reference_issues(frames: Mapping[str, pd.DataFrame], tables: Mapping[str, Table]) -> list[Issue]:
    """Check that every value that refers to another table is there; tables that could not be read are passed over."""
    issues: list[Issue] = []
    for name, frame in frames.items():
        for column in tables[name].columns:
            known = _known(column.refers_to, frames)
            if known is None:
                continue
            parts = frame[column.name].explode() if column.type == "list" else frame[column.name]
            unknown = parts.notna() & (parts != "") & ~parts.isin(known)
            if column.type == "list":
                unknown = unknown.groupby(level=0).any()
            target = _described(column.refers_to, tables)
            issues += located(
                tables[name], column.name, unknown, "unknown-key", f"is not {target}; correct it or add the row there"
            )
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
