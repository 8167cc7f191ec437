"""The levels of a folder: what `geo/levels.csv` says of them, whether it holds, and which layers follow from it."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING

import pandas as pd

from unmap.model import AdminLevel, schema
from unmap.model.records import COUNTRY
from unmap.store.checking import table_issues
from unmap.store.reading import located, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unmap.errors import Issue
    from unmap.model import Table

_TAKEN = frozenset({COUNTRY, *(table.name for table in schema.FIXED)})
"""Names that a level cannot have: those of tables and layers that every folder has."""


def levels_of(table: pd.DataFrame | None) -> tuple[AdminLevel, ...]:
    """Give the levels that the table holds, the highest first; none where it could not be read or does not hold."""
    if table is None or table.empty or table_issues(table, schema.LEVELS) or level_issues(table):
        return ()
    rows = table.sort_values("level")[[one.name for one in fields(AdminLevel)]]
    return tuple(AdminLevel(int(number), *texts) for number, *texts in rows.itertuples(index=False, name=None))


def level_issues(table: pd.DataFrame) -> list[Issue]:
    """Tell what is wrong with the levels beside what is wrong with single cells."""
    ordered = table.sort_values("level", kind="stable")
    number = pd.Series(range(1, len(ordered) + 1), index=ordered.index)
    above = ordered["id"].shift(fill_value="")
    taken = "is the name of another table or layer"
    rules = (
        ("level", ordered["level"].fillna(0) != number, "other-level", "must be 1, 2, 3 and so on, each once"),
        ("parent", ordered["parent"] != above, "other-level", "must be the id of the level above; empty for level 1"),
        ("id", ordered["id"].isin(_TAKEN), "taken-name", taken),
        ("word", ordered["word"].isin(_TAKEN), "taken-name", taken),
        ("id", ordered["id"].duplicated(), "duplicate-key", "is that of another level"),
        ("word", ordered["word"].duplicated(), "duplicate-key", "is that of another level"),
    )
    return [
        issue for name, wrong, code, message in rules for issue in located(schema.LEVELS, name, wrong, code, message)
    ]


def layers_of(levels: Sequence[AdminLevel]) -> tuple[Table, ...]:
    """Give the definition of each level's layer in full detail, the highest first."""
    return schema.tables_of(levels)[1 : 1 + len(levels)] if levels else ()


def code_issues(frames: Mapping[str, pd.DataFrame], levels: Sequence[AdminLevel]) -> list[Issue]:
    """Hold every area's code against the form that its level states, and against the codes of the levels above."""
    issues: list[Issue] = []
    before: set[str] = set()
    for level, table in zip(levels, layers_of(levels), strict=True):
        if table.name not in frames:
            continue
        codes = frames[table.name]["code"]
        odd = codes[~codes.map(lambda code, form=re.compile(level.code_form): bool(form.fullmatch(code))).astype(bool)]
        issues += told(table, "code", odd, "other-form", f"has not the form that {schema.LEVELS.path} states for it")
        twice = codes[codes.isin(before)]
        issues += told(table, "code", twice, "duplicate-key", "is the code of an area of a level above, too")
        before |= set(codes)
    return issues
