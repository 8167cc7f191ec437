"""Rows of hashtags of the Humanitarian Exchange Language (HXL 1.1); the registry of columns has the hashtags.

Languages are `+i_en` and `+i_es`, official keys `+code`, P-codes `+code+v_pcode`, several values in a cell `+list`.
The outcome of the cooperation framework is the sector.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from unmap.model.properties import INTEGER, NUMBER, OBJECTS

if TYPE_CHECKING:
    import pandas as pd

    from unmap.model.registry import Registry


def tags(registry: Registry, name: str, table: pd.DataFrame) -> list[str]:
    """Give the hashtag of each column of the file `name`; empty, which HXL allows, where there is none."""
    level = _level(registry, table)
    return [(registry.tag(name, column) or _made(registry, name, column)).format(level) for column in map(str, table)]


def _made(registry: Registry, file: str, column: str) -> str:
    """Give the hashtag of a column that has no word of its own in HXL: what it is called, and whether it counts.

    Lists of objects, which are JSON in a cell, have none.
    """
    known = registry.column(file, column)
    if known is None or known.type is OBJECTS:
        return ""
    return f"#indicator+{column}+num" if known.type in {INTEGER, NUMBER} else f"#meta+{column}"


def _level(registry: Registry, table: pd.DataFrame) -> int:
    """Give the number of the level of the areas of a table: below those that it tells of each, else that of its codes.

    Levels whose codes look the same are told apart by the former alone.
    """
    above = [level.level for level in registry.levels[:-1] if f"{level.word}_code" in table]
    codes = [code for code in table["code"].astype("str") if code] if "code" in table else []
    forms = (level.level for level in registry.levels if all(re.fullmatch(level.code_form, code) for code in codes))
    return max(above) + 1 if above else next(forms, 1)
