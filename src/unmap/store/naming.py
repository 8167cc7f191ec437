"""From what people call a place, agency or theme to its code: one resolver for the API, commands, links and search."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from unmap.errors import NotFoundError, ParameterError
from unmap.geo import TIERS, Gazetteer
from unmap.geo.names import normalise
from unmap.model import FILTERS, PresenceQuery
from unmap.store.dataset import once_per_dataset
from unmap.store.vocabularies import AREA, Found, Vocabulary, other_names, vocabularies_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unmap.store.dataset import Dataset


_NAMES_IN = ("layers", "levels", "places", "aliases", "official_names")

_gazetteers: WeakKeyDictionary[Dataset, Gazetteer] = WeakKeyDictionary()


def gazetteer_of(dataset: Dataset) -> Gazetteer:
    """Give the gazetteer of the dataset's areas and places, with every other name of an area.

    Datasets that hold the very same tables of names, such as one with a record that was edited, share it.
    """
    found = _gazetteers.get(dataset)
    if found is None:
        alike = (known for one, known in [*_gazetteers.items()] if _same_names(one, dataset))
        found = _gazetteers[dataset] = next(alike, None) or _gazetteer(dataset)
    return found


def _same_names(one: Dataset, other: Dataset) -> bool:
    return all(getattr(one, name) is getattr(other, name) for name in _NAMES_IN)


def _gazetteer(dataset: Dataset) -> Gazetteer:
    layers = [dataset.layer(level) for level in dataset.admin_levels]
    above = [f"{level}_code" for level in dataset.above(dataset.finest)]
    places = dataset.places.rename(columns={f"{dataset.finest}_code": "area_code"})
    return Gazetteer(layers, above, places, other_names(dataset))


def names_in_sources(dataset: Dataset, code: str, year: int) -> tuple[str, ...]:
    """Give what sources of a year call an area of the finest level, where that is another name than its own.

    So it is after a renaming. Of areas of the levels above they only write short forms.
    """
    named = dataset.official_names.loc[dataset.official_names["area_code"] == code]
    if dataset.level_of(code) != dataset.finest:
        return ()
    of_year = set(dataset.sources.loc[dataset.sources["year"] == str(year), "source_id"])
    found = [name for name, ids in zip(named["name"], named["source_ids"], strict=True) if of_year & set(ids)]
    return tuple(sorted(found))


INDICATOR = "indicator"


_FEW = 40
"""So many allowed values are listed when one is refused."""


_SHOWN = 10


_PEOPLE = ("people in ", "poblacion en situacion de ")


class Naming:
    """Every name by which the areas, organisations, themes and indicators of one dataset are known."""

    def __init__(self, dataset: Dataset) -> None:
        """Enter the names of `dataset`."""
        self._dataset = dataset
        self._gazetteer = gazetteer_of(dataset)
        self.vocabularies = vocabularies_of(dataset)
        self.areas = self.vocabularies[AREA]
        self._by_pcode = {
            pcode.casefold(): code
            for layer in map(dataset.layer, dataset.admin_levels)
            for pcode, code in zip(layer["pcode"], layer["code"], strict=True)
            if pcode
        }
        self._indicators_of: dict[str | None, Vocabulary] = {}

    def area(self, text: str, level: str | None = None) -> Found:
        """Find an area of any level by code, P-code or name.

        A name that areas of several levels bear means that of the highest, though its capital may share it: "Puebla" is
        the state and "Puebla, Puebla" the city. What localities are called is no name of an area. A key that lost its
        leading zero is `near` the area, not the area itself. Where a level is given, a name is not that of one above.
        """
        plain = text.strip()
        if plain in self.areas.called:
            return Found((plain,))
        if code := self._by_pcode.get(plain.casefold()):
            return Found((code,))
        if near := self.without_zero(plain):
            return Found(near=(near,), lost_zero=True)
        place = self._gazetteer.place(plain)
        in_words = "," in plain or "(" in plain
        if in_words and place.candidates and place.tier in TIERS[:2]:
            return Found(place.candidates)
        first = 1 if level is None else self._dataset.level(level).level
        for number in range(first, self._dataset.finest.level):
            if found := self._gazetteer.area(plain, number).candidates:
                return Found(found)
        return Found(place.candidates) if place.tier in TIERS[:2] else self.areas.find(plain)

    def without_zero(self, text: str) -> str | None:
        """Give the area whose key lost its leading zero in `text`, as a spreadsheet makes it, or None."""
        padded = f"0{text}"
        return padded if text.isdecimal() and text not in self.areas.called and padded in self.areas.called else None

    def indicator(self, text: str, level: str | None = None) -> Found:
        """Find an indicator by id, concept or name, at a level where one is given.

        Of several of one name the rate is meant before the headcount, and the series of the level's default need.
        """
        known = self._indicators(level)
        found = known.find(text)
        if len(found.codes) <= 1:
            return found
        frame = self._dataset.indicators.set_index("indicator_id").loc[list(found.codes)]
        rates = frame.loc[frame["unit"] == "percent"] if (frame["unit"] == "percent").any() else frame
        return Found(tuple(rates.index))

    def _indicators(self, level: str | None) -> Vocabulary:
        """Give the names of the indicators of a level, entered once: every measure of need asks for them."""
        level = None if level is None else str(level)
        if level not in self._indicators_of:
            self._indicators_of[level] = self._entered(level)
        return self._indicators_of[level]

    def _entered(self, level: str | None) -> Vocabulary:
        found = Vocabulary()
        for row in self._dataset.indicators.to_dict("records"):
            if level is None or level in row["levels"]:
                spoken = (normalise(row["name_en"]), normalise(row["name_es"]))
                # People say "extreme poverty", where a table of figures says "people in extreme poverty".
                short = (name.removeprefix(head) for name, head in zip(spoken, _PEOPLE, strict=True))
                found.add(row["indicator_id"], row["name_en"], (row["concept"], *spoken, *short))
        return found


@once_per_dataset
def naming_of(dataset: Dataset) -> Naming:
    """Give the names of a dataset, entered once."""
    return Naming(dataset)


def code_of(dataset: Dataset, parameter: str, text: str) -> str:
    """Give the code that `text` means as a value of `parameter`; raises ParameterError where that is not one.

    What another report of the data names may be asked for, and is found nothing of.
    """
    naming = naming_of(dataset.whole or dataset)
    found = naming.area(text) if parameter == AREA else naming.vocabularies[parameter].find(text)
    if found.code is not None:
        return found.code
    raise ParameterError(parameter, _refusal(naming.vocabularies[parameter], found), text)


def codes_of(dataset: Dataset, parameter: str, texts: Iterable[str], asked: str | None = None) -> frozenset[str]:
    """Give the codes that texts mean as values of `parameter`, which a user calls `asked` where that is another name.

    Raises ParameterError for the first, in alphabetical order, that means none or several.
    """
    try:
        return frozenset(code_of(dataset, parameter, text) for text in sorted(texts))
    except ParameterError as error:
        raise error.renamed(asked or parameter) from None


def in_codes(dataset: Dataset, query: PresenceQuery | None = None) -> PresenceQuery:
    """Give a question with its level, and with the codes of what its filters name; for None the one about everything.

    Raises ParameterError for a value that means none or several, for what is no level, and for what is no question.
    """
    query = PresenceQuery() if query is None else query
    if not isinstance(query, PresenceQuery):
        raise ParameterError("query", 'must be a PresenceQuery, such as PresenceQuery(level="municipality")', query)
    meant = {one.field: codes_of(dataset, name, getattr(query, one.field)) for name, one in FILTERS.items()}
    level = {"level": dataset.level(query.level).word}
    changed: dict[str, Any] = {
        name: codes for name, codes in {**meant, **level}.items() if codes != getattr(query, name)
    }
    return replace(query, **changed) if changed else query


def finest_areas_of(dataset: Dataset, texts: Iterable[str]) -> tuple[str, ...]:
    """Give the codes of areas of the finest level that texts mean, sorted; what means none or several stays."""
    naming = naming_of(dataset)
    return tuple(sorted({naming.area(text, dataset.finest.word).code or text for text in texts}))


def area_of(dataset: Dataset, text: str) -> str:
    """Give the code of the area that `text` means; raises NotFoundError where that is not one."""
    naming = naming_of(dataset)
    found = naming.area(text)
    if found.code is not None:
        return found.code
    kinds = " or ".join(level.singular_en for level in dataset.admin_levels)
    what = "several areas have that name" if found.codes else f"there is no {kinds} of that code or name"
    raise NotFoundError(f"{what}{_hint(naming.areas, found)}")


def _refusal(known: Vocabulary, found: Found) -> str:
    if found.codes:
        return f"holds a name of several{_hint(known, found)}"
    hint = _hint(known, found)
    listed = f"{' T' if hint else '; t'}here are {', '.join(known.called)}" if 0 < len(known.called) <= _FEW else ""
    return f"holds a code that does not exist{hint}{listed}"


def _hint(known: Vocabulary, found: Found) -> str:
    """Say what was perhaps meant; nothing where nothing of ours is like it."""
    if found.codes:
        more = f" and {len(found.codes) - _SHOWN} more" if len(found.codes) > _SHOWN else ""
        return f": {known.listed(found.codes[:_SHOWN])}{more}; say which by its code"
    if not found.near:
        return ""
    zero = " Codes are text and keep their leading zero." if found.lost_zero else ""
    return f"; did you mean {known.listed(found.near)}?{zero}"
