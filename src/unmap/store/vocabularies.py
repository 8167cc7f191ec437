"""What a filter may name, by which names, and what each initiative has of it: read off the tables of the dataset."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd
from rapidfuzz import fuzz, process

from unmap.geo.names import normalise
from unmap.model import FILTERS, Scope
from unmap.model.query import OF_INITIATIVES
from unmap.model.schema import SHORT_NAMES
from unmap.model.words import Language, text_in
from unmap.store.dataset import once_per_dataset

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unmap.model.query import Filter, Listing
    from unmap.store.dataset import Dataset

AREA = "area"


_ALIKE = 80.0
"""Likeness (0 to 100) from which a name of ours is offered for one that is not known."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a text may mean: one code is an answer, several are candidates, and `near` is what was perhaps meant."""

    codes: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    lost_zero: bool = False

    @property
    def code(self) -> str | None:
        """The code, where there is exactly one."""
        return self.codes[0] if len(self.codes) == 1 else None


@dataclass(slots=True)
class Vocabulary:
    """The things of one kind: what each is called first, and every name that leads to it, normalised."""

    called: dict[str, str] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, code: str, called: str, names: Iterable[str]) -> None:
        """Enter a thing with the names that it has beside its code."""
        self.called[code] = called
        for name in (code, called, *names):
            if spelling := normalise(name):
                self.names[spelling].add(code)

    def find(self, text: str) -> Found:
        """Find what `text` means: a code to the letter, else a name, whatever its case, accents and punctuation."""
        if text in self.called:
            return Found((text,))
        wanted = normalise(text)
        if found := self.names.get(wanted):
            return Found(tuple(sorted(found)))
        alike = (
            process.extract(wanted, self.names.keys(), scorer=fuzz.ratio, limit=3, score_cutoff=_ALIKE)
            if wanted
            else []
        )
        near = dict.fromkeys(code for name, _, _ in alike for code in sorted(self.names[name]))
        return Found(near=tuple(near)[:3])

    def listed(self, codes: Iterable[str]) -> str:
        """Name things in a sentence: what each is called, with its code where that is another."""
        return "; ".join(code if self.called[code] == code else f"{self.called[code]} ({code})" for code in codes)


def vocabularies_of(dataset: Dataset) -> dict[str, Vocabulary]:
    """Give the names of what each filter may name, by the name of the filter."""
    return {name: _vocabulary(dataset, one) for name, one in FILTERS.items()}


def _vocabulary(dataset: Dataset, one: Filter) -> Vocabulary:
    if one.listing is None:
        return _areas(dataset) if one.name == AREA else _scopes()
    found = Vocabulary()
    table, listing = _things(dataset, one.listing), one.listing
    alike = table[listing.short].map(normalise).duplicated(keep=False) if listing.short else [True] * len(table)
    for row, shared in zip(table.to_dict("records"), alike, strict=True):
        cells = [*(text_in(row, listing.name, one) for one in Language), *(row[name] for name in listing.others)]
        names = [name for cell in cells for name in _several(cell)]
        called = text_in(row, listing.name, Language.EN)
        if not listing.coded:
            # "GEF (Global Environment Facility)" is known by either.
            names += re.split(r"[()]", called)
        found.add(row[CODE], called if shared else row[listing.short], names)
    return found


CODE = "code"


def _rows(dataset: Dataset, listing: Listing) -> pd.DataFrame:
    """Give the rows of a listing's table that count, with the `code` of each."""
    table: pd.DataFrame = getattr(dataset, listing.table)
    if listing.where is not None:
        column, held = listing.where
        table = table.loc[table[column] == held]
    codes = table[listing.key]
    return table.assign(code=codes if listing.coded else codes.map(normalise).str.replace(" ", "-"))


def _things(dataset: Dataset, listing: Listing) -> pd.DataFrame:
    """Give one row for each thing, in the order of the table; what has no table of its own is sorted by name."""
    rows = _rows(dataset, listing)
    return (rows if listing.coded else rows.sort_values(listing.name)).drop_duplicates(CODE)


def _several(cell: str | tuple[str, ...]) -> tuple[str, ...]:
    return (cell,) if isinstance(cell, str) else tuple(cell)


def values_of(dataset: Dataset, one: Filter) -> list[tuple[str, dict[Language, str]]]:
    """Give the code, and the name by language, of each thing that a filter's table lists, in its order."""
    if one.listing is None:
        return []
    rows = _things(dataset, one.listing).to_dict("records")
    return [(row[CODE], {language: text_in(row, one.listing.name, language) for language in Language}) for row in rows]


@once_per_dataset
def holdings(dataset: Dataset) -> dict[str, list[frozenset[str]]]:
    """Give what each initiative has of each filter on initiatives, by the name of the filter."""
    return {one.name: _held(dataset, one) for one in OF_INITIATIVES}


def _held(dataset: Dataset, one: Filter) -> list[frozenset[str]]:
    if one.held or one.listing is None:
        return [frozenset(_several(cell)) - {""} for cell in dataset.initiatives[one.held]]
    codes = _rows(dataset, one.listing).groupby("initiative_id")[CODE].agg(frozenset).to_dict()
    return [codes.get(initiative, frozenset()) for initiative in dataset.initiatives["initiative_id"]]


def other_names(dataset: Dataset) -> pd.DataFrame:
    """Give the names that areas have beside their own, of publications and of use: columns alias, area_code.

    Not those that hold within one area alone: they were accepted for a sheet that names it.
    """
    official = dataset.official_names.rename(columns={"name": "alias"})
    anywhere = dataset.aliases.loc[dataset.aliases["within"] == ""]
    return pd.concat([official, anywhere, short_names(dataset)], ignore_index=True)[["alias", "area_code"]]


def short_names(dataset: Dataset) -> pd.DataFrame:
    """Give the short names that areas have beside their official one: columns alias, area_code.

    Not one that is the official name of another area of the level: that means the other.
    """
    found = []
    for layer in map(dataset.layer, dataset.admin_levels):
        for column in SHORT_NAMES:
            other = ~layer[column].isin(layer["name"]).to_numpy()
            found.append(pd.DataFrame({"alias": layer[column].array[other], "area_code": layer["code"].array[other]}))
    return pd.concat(found, ignore_index=True).drop_duplicates(ignore_index=True)


def _areas(dataset: Dataset) -> Vocabulary:
    found = Vocabulary()
    for level in dataset.admin_levels:
        table = dataset.identity(level)
        above = dataset.above(level)
        names = table["name"] if not above else table["name"] + ", " + table[f"{above[-1]}_name"]
        for code, called, name in zip(table["code"], names, table["name"], strict=True):
            found.add(code, called, (name,) if above else ())
    others = other_names(dataset)
    for name, code in zip(others["alias"], others["area_code"], strict=True):
        if code in found.called:
            found.add(code, found.called[code], (name,))
    return found


def _scopes() -> Vocabulary:
    found = Vocabulary()
    for scope in Scope:
        found.add(str(scope), str(scope), ())
    return found
