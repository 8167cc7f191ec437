"""What can be looked for in words: places, offices, agencies, themes, indicators and initiatives."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from unmap.features.feature_tables import office_table, place_names
from unmap.geo.names import normalise, spellings, variants
from unmap.measures import default_need
from unmap.model.words import Language, text_in, words
from unmap.store.dataset import once_per_dataset
from unmap.store.vocabularies import other_names

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping

    from unmap.store import Dataset

GROUPS = ("place", "agency", "office", "theme", "indicator", "initiative")
"""Kinds of things, in the order in which they are listed."""

SHOWN = {"place": 6, "office": 4, "agency": 4, "theme": 3, "indicator": 4, "initiative": 5}
"""How many of each are given unless all are asked for."""

_HIGHEST_WORDS = "state estado entidad province provincia department departamento region"
_OFFICE = "office offices field oficina oficinas de campo"
_HEADQUARTERS_WORDS = "headquarters head office offices sede sedes oficina oficinas central"

_BETWEEN = frozenset({"at", "de", "del", "en", "in", "of", "the"})
"""Words that stand between those that name something: who types "ACNUR en Chiapas" looks for no third thing."""

_LEVEL_WEIGHT = 10**12  # before every area of the level below, which weighs its people


@dataclass(frozen=True, slots=True)
class Entry:
    """A thing that can be found: its id, name and detail by language, and the words that find it.

    One of the words typed at least must be among its `own`; the others may be `around` it: a municipality's state, and
    who works there. `names` are those that mean it whole.
    """

    group: str
    id: str
    name: Mapping[str, str]
    detail: Mapping[str, str]
    names: frozenset[str]
    own: str
    around: str
    weight: float
    also: tuple[str, ...] = ()

    def item(self, asked: Iterable[str], lang: str) -> dict[str, Any]:
        """Give it as it is listed: by another name, where that alone is what was typed, with its own behind."""
        name, detail = self.name[lang], self.detail[lang]
        typed = tuple(asked)
        if not normalise(name).startswith(typed):
            other = next((one for one in self.also if normalise(one).startswith(typed)), None)
            name, detail = (other, f"{name}, {detail}") if other else (name, detail)
        return {"group": self.group, "id": self.id, "name": name, "detail": detail}

    def rank(self, typed: str) -> int:
        """Give how near its names are to what was typed: 0 for one of them, then for how one begins."""
        if typed in self.names:
            return 0
        if any(name.startswith(typed) for name in self.names):
            return 1
        return 2 if any(f" {typed}" in f" {name}" for name in self.names) else 3


def search(dataset: Dataset, text: str, lang: str = "en", group: str | None = None) -> list[dict[str, Any]]:
    """Give what every word of `text` begins a word of, by group: the name of the group, how many, and the first few.

    Accents, case, punctuation, usual abbreviations and prepositions count for nothing; names of both languages find.
    Where nothing has all the words, what one of them names is given. All of one `group` are given where it is named.
    """
    whole, *shorter = spellings(text) or ("",)
    asked = [(whole, _words(text)), *((one, _words(one)) for one in shorter)]
    found = [
        (min(entry.rank(typed) for typed, _ in asked), -entry.weight, entry.name[lang], entry)
        for entry in _entries(dataset)
        if any(_fits(entry, words) for _, words in asked)
    ] or _in_part(dataset, text, lang)
    listed = [entry for *_, entry in sorted(found, key=lambda one: one[:3])]
    return _grouped([(entry, entry.item(spellings(text), lang)) for entry in listed], group)


def _words(text: str) -> list[tuple[str, ...]]:
    """Give the beginnings of words to look for, each in the spellings that it may have."""
    words = [word for word in text.split() if normalise(word)]
    naming = [word for word in words if normalise(word) not in _BETWEEN]
    return [tuple(f" {one}" for one in variants(word)) for word in naming or words]


def _in_part(dataset: Dataset, text: str, lang: str) -> list[tuple[int, float, str, Entry]]:
    """Give places, agencies and themes that are one of the words: nobody may do what all the words together ask for."""
    words = {normalise(word) for word in text.split()} - {""}
    things = (
        one
        for one in _entries(dataset)
        if one.group in {"place", "agency", "theme"} and not words.isdisjoint(one.names)
    )
    return [(0, -one.weight, one.name[lang], one) for one in things]


def _grouped(found: list[tuple[Entry, dict[str, Any]]], group: str | None) -> list[dict[str, Any]]:
    answers = []
    for name in GROUPS if group is None else (group,):
        here = [item for entry, item in found if entry.group == name]
        if here:
            answers.append({"group": name, "found": len(here), "items": here if group else here[: SHOWN[name]]})
    return answers


def _fits(entry: Entry, words: list[tuple[str, ...]]) -> bool:
    named = False  # and nothing fits no words at all
    for written in words:
        own = any(word in entry.own for word in written)
        if not own and not any(word in entry.around for word in written):
            return False
        named |= own
    return named


def _entry(  # noqa: PLR0913 - what an entry is made of
    group: str,
    key: str,
    name: Mapping[str, str],
    detail: Mapping[str, str],
    *,
    names: Iterable[str] = (),
    own: Iterable[str] = (),
    around: Iterable[str] = (),
    also: Iterable[str] = (),
    weight: float = 0,
) -> Entry:
    known = frozenset(normalise(one) for one in (*name.values(), *names))
    return Entry(
        group,
        key,
        name,
        detail,
        known,
        f" {' '.join(known)} {normalise(' '.join(own))}",
        f" {normalise(' '.join(around))}",
        weight,
        tuple(also),
    )


def _same(text: str) -> dict[str, str]:
    return dict.fromkeys(Language, text)


def _texts(row: object, name: str) -> dict[str, str]:
    return {language: text_in(row, name, language) for language in Language}


def _said(key: str) -> dict[str, str]:
    return {language: words(language)(key) for language in Language}


@once_per_dataset
def _entries(dataset: Dataset) -> list[Entry]:
    return [
        *_places(dataset),
        *_offices(dataset),
        *_agencies(dataset),
        *_themes(dataset),
        *_indicators(dataset),
        *_initiatives(dataset),
    ]


def _called(dataset: Dataset) -> dict[str, str]:
    """Give every name of each agency as one text."""
    return {
        row["agency_id"]: " ".join(
            [row["agency_id"], *_texts(row, "acronym").values(), *_texts(row, "name").values(), *row["aliases"]]
        )
        for row in dataset.agencies.to_dict("records")
    }


def _acronyms(dataset: Dataset) -> dict[str, dict[str, str]]:
    return {row["agency_id"]: _texts(row, "acronym") for row in dataset.agencies.to_dict("records")}


def _short_names(dataset: Dataset) -> dict[str, dict[str, str]]:
    """Give the short name of each area by language."""
    return {
        row["code"]: _texts(row, "short_name")
        for level in dataset.admin_levels
        for row in dataset.identity(level, short=True).to_dict("records")
    }


def _others(dataset: Dataset) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    others = other_names(dataset)
    for name, code in zip(others["alias"], others["area_code"], strict=True):
        found[code].append(name)
    return found


def _who(dataset: Dataset) -> dict[str, str]:
    """Give the names of the agencies that have an office or an initiative in each area."""
    called = _called(dataset)
    teams = dataset.initiative_agencies.merge(dataset.initiative_places, on="initiative_id")
    found: dict[str, set[str]] = defaultdict(set)
    for table in (dataset.offices, teams):
        areas = [table[f"{level}_code"] for level in dataset.admin_levels]
        for agency, *codes in zip(table["agency_id"], *areas, strict=True):
            for code in filter(None, codes):
                found[code].add(called.get(agency, ""))
    return {code: " ".join(sorted(names)) for code, names in found.items()}


def _places(dataset: Dataset) -> Iterable[Entry]:
    others, who, short = _others(dataset), _who(dataset), _short_names(dataset)
    finest = dataset.finest
    seats = dataset.places.loc[dataset.places["kind"] == "seat"].set_index(f"{finest}_code")["name"].to_dict()
    for level in dataset.admin_levels:
        above, people = dataset.above(level), dataset.layer(level)["population"].fillna(0)
        before = _LEVEL_WEIGHT * (finest.level - level.level)
        called: dict[str, str] = {one: text_in(level, "singular", one).capitalize() for one in Language}
        for row, population in zip(dataset.identity(level).to_dict("records"), people, strict=True):
            code = row["code"]
            also = [row["name"], *others[code], *([seats[code]] if code in seats else [])]
            shown = {*map(normalise, short[code].values())}
            around = [name for one in above for name in (row[f"{one}_name"], *others[row[f"{one}_code"]])]
            yield _entry(
                "place",
                code,
                short[code],
                short[row[f"{above[-1]}_code"]] if above else called,
                names=(code, row["pcode"], *also),
                also=[name for name in also if normalise(name) not in shown] if above else (),
                around=(*around, who.get(code, "")) if above else (_HIGHEST_WORDS, *called.values(), who.get(code, "")),
                weight=before + float(population),
            )


def _offices(dataset: Dataset) -> Iterable[Entry]:
    called, others, short = _called(dataset), _others(dataset), _acronyms(dataset)
    areas_called = _short_names(dataset)
    table = office_table(dataset)
    shown = ["office_type", "agency_id", "place"]
    highest, finest = dataset.level(), dataset.finest
    areas = [f"{level}_{what}" for level in dataset.admin_levels for what in ("code", "name")]
    for row in table.assign(place=place_names(dataset, table))[[*shown, *areas]].fillna("").to_dict("records"):
        main = row["office_type"] != "field"
        agency = row["agency_id"]
        around = areas_called.get(row[f"{highest}_code"], _same(""))
        where: dict[str, str] = {
            lang: ", ".join(dict.fromkeys(one for one in (row["place"], around[lang]) if one)) for lang in Language
        }
        yield _entry(
            "office",
            next((row[f"{level}_code"] for level in reversed(dataset.admin_levels) if row[f"{level}_code"]), ""),
            short.get(agency) or (_said("legend.headquartersShort") if main else _same("")),
            where,
            own=(
                called.get(agency, ""),
                *where.values(),
                row[f"{highest}_name"],
                row[f"{finest}_name"],
                *others[row[f"{highest}_code"]],
                _HEADQUARTERS_WORDS if main else _OFFICE,
            ),
        )


def _agencies(dataset: Dataset) -> Iterable[Entry]:
    counts = (
        dataset.initiative_agencies["agency_id"]
        .value_counts()
        .add(dataset.offices["agency_id"].value_counts(), fill_value=0)
    )
    for row in dataset.agencies.to_dict("records"):
        key = row["agency_id"]
        yield _entry(
            "agency",
            key,
            _texts(row, "acronym"),
            _texts(row, "name"),
            names=(key, *_texts(row, "name").values(), *row["aliases"]),
            weight=float(counts.get(key, 0)),
        )


def _themes(dataset: Dataset) -> Iterable[Entry]:
    for row in dataset.themes.to_dict("records"):
        yield _entry("theme", row["theme_id"], _texts(row, "title"), _same(""), names=(row["theme_id"],))


def _indicators(dataset: Dataset) -> Iterable[Entry]:
    """Give one entry for each thing that is measured, whatever its units and series."""
    usual = {default_need(dataset, level.word).indicator.concept for level in dataset.admin_levels} - {""}
    for concept, rows in dataset.indicators.groupby("concept", sort=True):
        first = rows.iloc[0].to_dict()
        yield _entry(
            "indicator",
            str(concept),
            _texts(first, "name"),
            _texts(first, "series_name") if len(rows) == 1 else _same(""),
            names=(str(concept),),
            weight=float(concept in usual),
        )


_PLACES_NAMED = 2
"""Areas of an initiative that are named; of more the others are counted."""

_NOWHERE = {"country-wide": "beside.countryWide", "unnamed-places": "beside.unnamed", "regional": "beside.regional"}
"""The key of the words on where an initiative is that no area shows, by its scope."""


def _place_of(row: Mapping[Hashable, Any], areas: list[dict[str, str]], language: Language) -> str:
    """Say where an initiative is: its areas by their short names or, without any, how far it reaches."""
    if not areas:
        key = _NOWHERE.get(row["scope"])
        return words(language)(key) if key else ""
    named = [one[language] for one in areas[:_PLACES_NAMED]]
    left = len(areas) - len(named)
    return ", ".join(named) + (f" +{left}" if left else "")


def _initiatives(dataset: Dataset) -> Iterable[Entry]:
    called, others, short = _called(dataset), _others(dataset), _acronyms(dataset)
    areas_called = _short_names(dataset)
    themes = {row["theme_id"]: " ".join(_texts(row, "title").values()) for row in dataset.themes.to_dict("records")}
    areas = {
        row["code"]: " ".join([row["name"], *others[row["code"]]])
        for layer in map(dataset.layer, dataset.admin_levels)
        for row in layer[["code", "name"]].to_dict("records")
    }
    teams = dataset.initiative_agencies.groupby("initiative_id")["agency_id"].agg(list).to_dict()
    partners = dataset.initiative_partners.groupby("initiative_id")["partner"].agg(" ".join).to_dict()
    places: dict[str, list[str]] = defaultdict(list)
    where: dict[str, list[str]] = defaultdict(list)
    for row in dataset.initiative_places.to_dict("records"):
        where[row["initiative_id"]].append(row["area_code"])
        named = [areas.get(row[f"{level}_code"], "") for level in dataset.admin_levels]
        places[row["initiative_id"]] += [row["place_reported"], *named]
    for row in dataset.initiatives.to_dict("records"):
        key, team = row["initiative_id"], teams.get(row["initiative_id"], [])
        found = [areas_called[code] for code in dict.fromkeys(where[key]) if code in areas_called]
        yield _entry(
            "initiative",
            key,
            _texts(row, "title"),
            {
                language: " · ".join(
                    filter(None, [", ".join(short[one][language] for one in team), _place_of(row, found, language)])
                )
                for language in Language
            },
            own=(
                *_texts(row, "summary").values(),
                *(called[one] for one in team),
                *places[key],
                *(themes.get(one, "") for one in row["themes"]),
                partners.get(key, ""),
            ),
        )
