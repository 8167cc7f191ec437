"""From what a row calls an organisation to the organisation: acronyms and names in three languages, one body or two."""

from __future__ import annotations

import csv
import hashlib
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from itertools import count, zip_longest
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rapidfuzz import fuzz

from unmap.errors import quoted
from unmap.geo.names import name_key
from unmap.intake.clues import means_country, tidy
from unmap.model.tables import LIST_SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

_ALWAYS = re.compile(r"\s*;\s*")
_PERHAPS = re.compile(r"\s*[,/|\n&+]\s*|\s+(?:y|e|and|et)\s+", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"(?P<name>.+?)\s*[(\[](?P<acronym>[^()\[\]]{2,25})[)\]]")
_BESIDE = re.compile(r"\s+[-\u2013\u2014]\s+|\s*[:()\[\]]\s*")

_ALIKE = 85.0
"""Likeness (0 to 100) from which a name that is not known is no contradiction to the body of its acronym."""


class Stated(NamedTuple):
    """What a row says of an organisation, as it stands there."""

    name: str
    acronym: str = ""
    org_type: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation that a row names.

    `known` is true where the record has it already; otherwise `agency_id` is the key that it would get. `org_type` is
    one of HDX's organisation types or "": it is stated by the record, else by the row, else by the table of
    international bodies. `said` holds a sentence for all that was read another way, `candidates` the agencies of the
    record that it may be, where nothing tells which: it is then a body of its own.
    """

    agency_id: str
    acronym: str
    name: str
    org_type: str
    known: bool = False
    said: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


class _Read(NamedTuple):
    """One organisation as it was read: the body that it is, or None, and what it is called."""

    body: Body | None
    acronym: str
    name: str
    said: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()


class OrganisationFinder:
    """Finds the organisations that the rows of a sheet name, in a record's agencies and among international bodies.

    One acronym with two names is two bodies until a person says otherwise: each gets a key with its name in it, and
    `shared` tells them. So the finder is given all that a sheet states before it is asked for a row.
    """

    def __init__(
        self, agencies: pd.DataFrame | None = None, stated: Iterable[Stated] = (), countries: Iterable[str] = ()
    ) -> None:
        """Take a record's agencies (columns of its table), what the sheet states, and the names of the country."""
        own = () if agencies is None else tuple(_body(row) for row in agencies.to_dict("records"))
        self._own = frozenset(body.agency_id for body in own)
        self._spelt: dict[str, dict[str, Body]] = defaultdict(dict)
        for body in own:
            self._enter(body, body)
        self._also: dict[str, tuple[str, ...]] = defaultdict(tuple)
        for body in international_bodies():
            means = self._of_record(body)
            self._also[means.agency_id] += (body.name, *body.spellings)
            self._enter(body, means)
        names = "|".join(sorted(map(re.escape, filter(None, countries)), key=len, reverse=True))
        self._country = re.compile(rf"[\s,(/-]+(?:in |en |au )?(?:{names})\)?", re.IGNORECASE) if names else None
        self._names: dict[str, list[str]] = defaultdict(list)
        self._acronyms: dict[str, str] = {}
        self._plain: dict[str, str] = {}
        self._ids: dict[tuple[str, str], str] = {}
        self._taken = set(self._own)
        self._found: dict[Stated, tuple[Organisation, ...]] = {}
        new: dict[tuple[str, str], set[str]] = defaultdict(set)
        # Rows repeat themselves: each way to name a body is read once.
        for one in (one for row in dict.fromkeys(stated) for one in self._singly(row)):
            if (read := self._read(one)).body is None:
                new[read.acronym, read.name].add(organisation_type(one.org_type))
        for acronym, name in sorted(new):
            key = name_key(acronym or name)
            if not acronym:
                self._plain.setdefault(key, name)
            elif name not in self._names[key]:
                self._acronyms.setdefault(key, acronym)
                self._names[key].append(name)
        self._whole = _by_whole_name(new)
        for acronym, name in sorted(new):
            self._identified(acronym, name)

    @property
    def shared(self) -> Mapping[str, tuple[str, ...]]:
        """The names of bodies that are not known, by their acronym, where that stands for several."""
        several = {key: names for key, names in self._names.items() if len(names) > 1}
        return {self._acronyms[key]: tuple(names) for key, names in sorted(several.items())}

    def find(self, name: str, acronym: str = "", org_type: str = "") -> tuple[Organisation, ...]:
        """Find the organisations that a row names: none where it names none, several for "PNUD; ONU Mujeres"."""
        stated = Stated(name, acronym, org_type)
        if stated not in self._found:
            self._found[stated] = self._find(stated)
        return self._found[stated]

    def _find(self, stated: Stated) -> tuple[Organisation, ...]:
        org_type, rows = stated.org_type, self._singly(stated)
        types = [one.strip() for one in org_type.split(";")]
        types = types if len(types) == len(rows) else [org_type] * len(rows)
        return tuple(self._organisation(self._read(row), kind) for row, kind in zip(rows, types, strict=True))

    def _enter(self, body: Body, means: Body) -> None:
        for spelling in (body.agency_id, body.acronym, body.name, *body.spellings):
            known = self._spelt[name_key(spelling)]
            # What a record calls its agencies is said of no other body.
            if means.agency_id in self._own or not self._own & known.keys():
                known[means.agency_id] = means

    def _of_record(self, body: Body) -> Body:
        """Give the agency of the record that an international body is, else the body: PAHO/WHO may be WHO there."""
        found = [one for one in self._spelt.get(name_key(body.acronym), {}).values() if one.agency_id in self._own]
        same = [one for one in found if one.org_type == body.org_type or (not one.org_type and _alike(body.name, one))]
        return same[0] if len(same) == 1 else body

    def _lookup(self, text: str) -> tuple[Body, ...]:
        found = tuple(self._spelt.get(name_key(text), {}).values()) if text else ()
        exact = tuple(body for body in found if text in {body.name, *body.spellings})
        return exact if len(exact) == 1 else found

    def _singly(self, row: Stated) -> tuple[Stated, ...]:
        """Take apart a cell that names several: at a semicolon always, at a comma or "and" where each is known."""
        name, acronym = tidy(row.name), tidy(row.acronym)
        if not name and not acronym:
            return ()
        names, acronyms = ([one for one in _ALWAYS.split(cell) if one] for cell in (row.name, row.acronym))
        if max(len(names), len(acronyms)) > 1 and (not names or not acronyms or len(names) == len(acronyms)):
            pairs = zip_longest(names, acronyms, fillvalue="")
            return tuple(Stated(one, short, row.org_type) for one, short in pairs)
        parts = [one for one in _PERHAPS.split(name or acronym) if one]
        bodies = {found[0].agency_id for part in parts if len(found := self._lookup(part)) == 1}
        if len(bodies) == len(parts) > 1 and not self._lookup(name or acronym) and not (name and acronym):
            return tuple(Stated(part, "", row.org_type) for part in parts)
        return (Stated(name, acronym, row.org_type),)

    def _read(self, row: Stated) -> _Read:
        """Find the body that one organisation of a row is."""
        name, acronym = _without_brackets(tidy(row.name), tidy(row.acronym))
        by_name, by_acronym = self._lookup(name), self._lookup(acronym)
        if len(by_name) > 1:
            # Of several bodies of one name it is the one of its acronym, without one that which has none either.
            key = name_key(acronym or name)
            by_name = tuple(one for one in by_name if name_key(one.acronym) == key) or by_name
        if len(by_name) == 1:
            other = [one for one in by_acronym if one != by_name[0]]
            said = [f"the acronym {quoted(acronym)} is that of {one.name}, the name decides" for one in other]
            return _Read(by_name[0], acronym, name, tuple(said))
        if len(by_acronym) == 1:
            return self._by_acronym(by_acronym[0], name, acronym, row.org_type)
        if body := self._beside_country(name):
            return _Read(body, acronym, name, (f"{quoted(name)} is read as {body.acronym}",))
        several = tuple(dict.fromkeys(body.agency_id for body in (by_name or by_acronym)))
        told = f"{quoted(acronym or name)} may be {' or '.join(several)}"
        # A name that none of several has is one body more; what is no name may be any of them.
        unclear = several if by_name or name_key(name) in {"", name_key(acronym)} else ()
        return _Read(None, acronym, name or acronym, (told,) if several else (), unclear)

    def _by_acronym(self, body: Body, name: str, acronym: str, org_type: str) -> _Read:
        """Believe an acronym where the name beside it says nothing, is alike or the type is that of the body."""
        if not name or name_key(name) == name_key(acronym):
            return _Read(body, acronym, name)
        # A record has fewer spellings of a body than the table for all countries, and reads a sheet no other way.
        spelt = replace(body, spellings=(*body.spellings, *self._also[body.agency_id]))
        if _alike(name, spelt) or (body.org_type and organisation_type(org_type) == body.org_type):
            return _Read(body, acronym, name, (f"{quoted(name)} is read as {body.name}, by its acronym",))
        told = f"{quoted(acronym)} is the acronym of {body.name} as well; {quoted(name)} is kept apart"
        return _Read(None, acronym, name, (told,))

    def _beside_country(self, name: str) -> Body | None:
        """Give the body whose name stands beside that of the country, beside its other name or beside "national"."""
        if (
            self._country
            and (shorter := self._country.sub("", name)) != name
            and len(found := self._lookup(shorter)) == 1
        ):
            return found[0]
        parts = [part for part in _BESIDE.split(name) if part]
        known = {part: found[0] for part in parts if len(found := self._lookup(part)) == 1}
        rest = [part for part in parts if part not in known and not means_country(part)]
        bodies = {body.agency_id for body in known.values()}
        return next(iter(known.values())) if len(bodies) == 1 and not rest else None

    def _organisation(self, read: _Read, stated: str) -> Organisation:
        org_type, said = organisation_type(stated), read.said
        if stated.strip() and not org_type:
            said = (*said, f"{quoted(stated)} is no type of organisation that is known; the type is left empty")
        if (body := read.body) is not None:
            known = body.agency_id in self._own
            if org_type and body.org_type not in {"", org_type}:
                said = (*said, f"{body.acronym} is stated as {org_type} and known as {body.org_type}")
            # A record knows its own agencies; of others a sheet may well know more than a table for all countries.
            kind = body.org_type or org_type if known else org_type or body.org_type
            return Organisation(body.agency_id, body.acronym, body.name, kind, known, said)
        agency_id, acronym, name = self._identified(read.acronym, read.name)
        names = self._names.get(name_key(read.acronym or read.name), ())
        if not read.acronym and not names and name_key(read.name) in self._whole:
            said = (*said, f"{quoted(read.name)} without an acronym is read as {name} ({acronym})")
        if len(names) > 1:
            listed = ", ".join(map(quoted, names))
            said = (*said, f"{quoted(acronym)} stands for {len(names)} names, kept apart: {listed}")
        return Organisation(agency_id, acronym, name, org_type, known=False, said=said, candidates=read.candidates)

    def _identified(self, acronym: str, name: str) -> tuple[str, str, str]:
        """Give the key, acronym and name of a body that is not known yet."""
        key = name_key(acronym or name)
        names = self._names.get(key, [])
        if not acronym and not names and key in self._whole:
            return self._identified(*self._whole[key])
        if not acronym and len(names) == 1:
            name = names[0]  # the acronym alone, where the sheet elsewhere gives its name
        elif not acronym:
            name = self._plain.get(key, name)
        acronym = self._acronyms.get(key, acronym) if acronym or name in names else ""
        if (key, name) not in self._ids:
            alone = {*names, name} == {name} or name_key(name) == key
            first = slug(acronym or name) if alone and not self._lookup(acronym) else slug(acronym, name)
            numbered = (first if number == 1 else f"{first}-{number}" for number in count(1))
            self._ids[key, name] = next(one for one in numbered if one not in self._taken)
            self._taken.add(self._ids[key, name])
        return self._ids[key, name], acronym or name, name


def _by_whole_name(new: Mapping[tuple[str, str], set[str]]) -> dict[str, tuple[str, str]]:
    """Give acronym and name of the one body that a name alone is, by the key of the name.

    A sheet that has "Helpers" beside "Helpers (HLP)" means one body, unless several acronyms stand for that name or
    the rows with and without it state other types. `new` holds the types by acronym and name.
    """
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    alone: dict[str, set[str]] = defaultdict(set)
    for (acronym, name), types in sorted(new.items()):
        if acronym and name_key(acronym) != name_key(name):
            found[name_key(name)].append((acronym, name))
        elif not acronym:
            alone[name_key(name)] |= types - {""}
    return {
        key: bodies[0]
        for key, bodies in found.items()
        if len({name_key(acronym) for acronym, _ in bodies}) == 1
        and not (alone[key] and (stated := new[bodies[0]] - {""}) and stated.isdisjoint(alone[key]))
    }


def _body(row: Mapping[Any, Any]) -> Body:
    """Give an agency of a record, of which only the key must be there."""
    cells = {name: row.get(name) or "" for name in ("acronym", "name_en", "acronym_es", "name_es", "org_type")}
    others = (cells["acronym_es"], cells["name_es"], *(row.get("aliases") or ()))
    acronym = cells["acronym"] or row["agency_id"]
    spellings = tuple(one for one in others if one)
    return Body(row["agency_id"], acronym, cells["name_en"] or acronym, cells["org_type"], spellings)


def _alike(name: str, body: Body) -> bool:
    """Whether a name is like one of a body, or stands in it."""
    known = [name_key(one) for one in (body.name, *body.spellings) if " " in one]
    return any(fuzz.ratio(name_key(name), one) >= _ALIKE or name_key(name) in one for one in known)


def _without_brackets(name: str, acronym: str) -> tuple[str, str]:
    """Take the acronym out of a name: "Qatar Charity (QC)"."""
    match = _IN_BRACKETS.fullmatch(name)
    if match is None or (acronym and name_key(acronym) != name_key(match["acronym"])):
        return name, acronym
    letters, rest = iter(match["name"].casefold()), [one for one in match["acronym"].casefold() if one.isalnum()]
    made_of_it = all(letter in letters for letter in rest)
    if made_of_it or (match["acronym"].isupper() and " " not in match["acronym"]):
        return match["name"].strip(), match["acronym"].strip()
    return name, acronym


_APOSTROPHES = re.compile(r"['\u2018\u2019\u02bc\u00b4`.]")

_ID_LENGTH: Final = 80


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation: its key in a record, acronym, name and type ("" where it is not stated), other spellings."""

    agency_id: str
    acronym: str
    name: str
    org_type: str
    spellings: tuple[str, ...] = ()


def slug(*texts: str) -> str:
    """Give a key for a record from what a body is called; capitals stay, as in UN-Women."""
    plain = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", " ".join(texts)))
    words = re.findall(r"[A-Za-z0-9]+", "".join(one for one in plain if not unicodedata.combining(one)))
    # Of a name in another script nothing is left that an address could hold.
    whole = "-".join(words) or f"org-{hashlib.sha256(' '.join(texts).encode()).hexdigest()[:8]}"
    return whole[:_ID_LENGTH].rstrip("-")


def _table(file: str) -> list[dict[str, str]]:
    text = resources.files("unmap.intake").joinpath(file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def international_bodies() -> tuple[Body, ...]:
    """Give bodies of the United Nations and other international ones, with their names in three languages."""
    return tuple(
        Body(slug(row["acronym"]), row["acronym"], row["name"], row["org_type"], _listed(row["spellings"]))
        for row in _table("international_bodies.csv")
    )


@cache
def _types() -> Mapping[str, str]:
    rows = _table("organisation_types.csv")
    return {
        name_key(spelling): row["org_type"]
        for row in rows
        for spelling in (row["org_type"], row["code"], *_listed(row["spellings"]))
    }


def organisation_type(text: str) -> str:
    """Give the type of HDX's vocabulary that a text states in English, Spanish or French; "" where it states none.

    "NGO" alone is none: it may be national or international.
    """
    return _types().get(name_key(text), "") if text.strip() else ""


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(one for one in cell.split(LIST_SEPARATOR) if one)
