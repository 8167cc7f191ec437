"""The registry of columns: type, unit, titles, hashtag, layer, tile and place in order of all that are given out."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeVar

from unmap.model import schema
from unmap.model.answer_columns import common_columns, own_columns
from unmap.model.column_order import orders
from unmap.model.layer_columns import area_columns, initiative_columns, office_columns
from unmap.model.properties import BOOLEAN, DATE, INTEGER, NUMBER, TEXT, TEXTS, Property, Schema, by_name
from unmap.model.tables import BESIDE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from unmap.model.layer_columns import Levels
    from unmap.model.tables import Column

_TYPES = {"string": TEXT, "integer": INTEGER, "number": NUMBER, "boolean": BOOLEAN, "date": DATE, "list": TEXTS}


_GIVEN_AS = {"agencies": "agencies", "figures": "context_figures", "indicators": "indicators", "sources": "sources"}
"""Files that give a table of a data folder with more behind it."""


def _of_table(column: Column) -> Property:
    title = column.description[:1].upper() + column.description[1:]
    return Property(
        column.name, _TYPES[column.type], title, unit=column.unit or None, values=column.allowed, tag=column.tag
    )


_OF_TABLES = {table.name: by_name(*map(_of_table, table.columns)) for table in schema.TABLES}

TABLES: Mapping[str, Schema] = {f"table-{name.replace('_', '-')}": columns for name, columns in _OF_TABLES.items()}
"""Columns of the tables of a data folder by the names of their files: their facts are those of `unmap.model.schema`."""


class Registry:
    """All columns of data with certain levels."""

    def __init__(self, levels: Levels) -> None:
        """Make the columns of `levels`, the highest first."""
        self.levels = levels
        tables = {
            **{level.id: area_columns(levels, level) for level in levels},
            "offices": office_columns(levels),
            "initiatives": initiative_columns(levels),
        }
        self._tables = {name: by_name(*columns) for name, columns in tables.items()}
        self.layers: Mapping[str, Schema] = {
            name: by_name(*(each for each in columns if not each.of_geometry)) for name, columns in tables.items()
        }
        """Properties of the features of each layer by name, in their order; the geometry stands last."""
        self.tiles: Mapping[str, Schema] = {
            name: by_name(*(each.in_tile() for each in columns if each.tiled)) for name, columns in tables.items()
        }
        """The same of features in tiles, where what is null elsewhere is left out."""
        self._own = own_columns(levels)
        self._orders = orders(levels)

    def __reduce__(self) -> tuple[object, ...]:
        """Go to another process as the levels that all is made from."""
        return registry, (self.levels,)

    def column(self, file: str, name: str) -> Property | None:
        """Give what is known of the column `name` of a file: a layer, a table or an answer; None where nothing is."""
        return next(self._known(file, name), None) or self._common.get(name) or self._anywhere.get(name)

    def tag(self, file: str, name: str) -> str:
        """Give the hashtag of a column: its own in this file, else that of its name, "" where it has none."""
        return next((known.tag for known in self._known(file, name) if known.tag), self._tags.get(name, ""))

    def in_order(self, file: str, table: pd.DataFrame) -> pd.DataFrame:
        """Give a table with its columns in the order of its file; others go behind, as they stood."""
        order = self._order(file)
        return table[[*(name for name in order if name in table), *(name for name in table if name not in order)]]

    def _order(self, file: str) -> tuple[str, ...]:
        known = self._tables.get(file) or TABLES.get(file)
        own = tuple(known) if known else next((order for _, order in _called(file, self._orders)), ())
        return tuple(dict.fromkeys((*own, *BESIDE)))

    def _known(self, file: str, name: str) -> Iterator[Property]:
        """Give what a file says of a column, the most particular first."""
        whole = TABLES.get(file) or self._tables.get(file) or _OF_TABLES.get(_GIVEN_AS.get(file, ""), {})
        found = [*(own for _, own in _called(file, self._own)), whole]
        return (columns[name] for columns in found if name in columns)

    @cached_property
    def _common(self) -> Schema:
        return common_columns(self.levels)

    @cached_property
    def _anywhere(self) -> Schema:
        return {name: each for known in (*TABLES.values(), *self._tables.values()) for name, each in known.items()}

    @cached_property
    def _tags(self) -> Mapping[str, str]:
        """Hashtags by name: those of layers go before those of answers, and these before those of tables."""
        known = (*reversed([*TABLES.values()]), self._common, *reversed([*self._tables.values()]))
        return {name: each.tag for columns in known for name, each in columns.items() if each.tag}


Kept = TypeVar("Kept")


def _called(file: str, known: Mapping[str, Kept]) -> list[tuple[str, Kept]]:
    """Give what is known of files whose names begin as that of `file` does, the longest beginning first."""
    found = [(start, kept) for start, kept in known.items() if f"{file}-".startswith(f"{start}-")]
    return sorted(found, key=lambda one: -len(one[0]))


@lru_cache(maxsize=8)
def registry(levels: Levels) -> Registry:
    """Give the registry of data with `levels`, the highest first; made once."""
    return Registry(levels)
