"""Which column of a boundary file holds codes, names and types of areas: the names that the field uses.

COD-AB of OCHA (three generations of it), geoBoundaries, GADM, INEGI, HDX HAPI and unmap's own layers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from unmap.errors import SourceError, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CODES = (
    "admin{n}pcode",
    "adm{n}_pcode",
    "adm{n}pcode",
    "admin{n}_pcode",
    "admin{n}_code",
    "adm{n}_code",
    "gid_{n}",
)
"""Names of a column of codes, in small letters; `{n}` stands for the level."""

_PCODES = CODES[:4]
_OWN_CODES = ("shapeiso", "shapeid", "cvegeo", "code", "pcode")
"""Names that do not say a level: they mean the file's own. geoBoundaries leaves some cells of shapeISO empty."""

_INEGI = {1: ("cve_ent",), 2: ("cvegeo",)}

NAMES = (
    r"adm(in)?{n}_?name_(?P<lang>[a-z]{{2}})",
    r"adm(in)?{n}_(?P<lang>[a-z]{{2}})",
    r"adm(in)?{n}_?name",
    r"adm(in)?{n}_?name(?P<other>[1-9])",
    r"adm(in)?{n}_?ref_?name",
    r"name_{n}",
)
"""Regular expressions of a column of names; one with a language has the accents that the plain one may lack."""

_OTHER_NAMES = (r"adm(in)?{n}_?alt_?name[1-9]?(_[a-z]{{2}})?", r"varname_{n}", r"adm(in)?{n}alt[1-9]_[a-z]{{2}}")
_OWN_NAMES = ("shapename", "nomgeo", "name")
_LANGUAGES = ("en", "es", "fr", "pt")
_TYPES = {"en": ("engtype_{n}",), "local": ("type_{n}",)}


@dataclass(frozen=True, slots=True)
class AreaColumns:
    """The columns of a boundary file, as it spells them: of one level, or of a level above that it names too.

    `other_names` are columns of further spellings, `types` of words for what an area is (GADM): in English and in
    the country's own language.
    """

    code: str
    name: str
    other_names: tuple[str, ...] = ()
    types: tuple[tuple[str, str], ...] = ()
    is_pcode: bool = False


def own_columns(
    columns: Sequence[str], level: int, keys: Sequence[str], code: str | None = None, name: str | None = None
) -> AreaColumns:
    """Find the columns of the file's own level; `code` and `name` are those that the user named.

    `keys` are the columns with another value in each row. Raises SourceError where one that is named is not there, or
    none is known.
    """
    known = {column.lower(): column for column in columns}
    usable = {column.lower() for column in keys}
    own = [one for one in (*_numbered(CODES, level), *_INEGI.get(level, ()), *_OWN_CODES) if one in known]
    own = [one for one in own if one != "shapeiso" or one in usable]
    if code is None and not own:
        raise SourceError(f"no column of codes is known; name it (found {_found(columns)})")
    found = known[own[0]] if code is None else named_column(code, columns)
    names = [known[one] for one in (*_names(known, level), *_OWN_NAMES) if one in known]
    if name is None and not names:
        raise SourceError(f"no column of names is known; name it (found {_found(columns)})")
    chosen = names[0] if name is None else named_column(name, columns)
    others = [known[one] for one in known if _matches(one, _OTHER_NAMES, level)]
    return AreaColumns(
        found,
        chosen,
        tuple(dict.fromkeys(one for one in (*names, *others) if one != chosen)),
        tuple((kind, known[one]) for kind, types in _TYPES.items() for one in _numbered(types, level) if one in known),
        is_pcode=found.lower() in {*_numbered(_PCODES, level), "pcode"},
    )


def columns_above(columns: Sequence[str], level: int) -> dict[int, AreaColumns]:
    """Find the columns of the levels above that the file names too, by level; a name may be missing ("")."""
    known = {column.lower(): column for column in columns}
    found = {}
    for above in range(1, level):
        codes = [one for one in (*_numbered(CODES, above), *_INEGI.get(above, ())) if one in known]
        names = [known[one] for one in _names(known, above)]
        if codes:
            types = tuple(
                (kind, known[one]) for kind, own in _TYPES.items() for one in _numbered(own, above) if one in known
            )
            is_pcode = codes[0] in _numbered(_PCODES, above)
            found[above] = AreaColumns(known[codes[0]], names[0] if names else "", (), types, is_pcode)
    return found


def named_column(given: str, columns: Sequence[str]) -> str:
    """Give the column that a user names, in any case of letters; raises SourceError where there is none or several."""
    exact = [column for column in columns if column == given] or [
        column for column in columns if column.lower() == given.strip().lower()
    ]
    if len(exact) != 1:
        raise SourceError(f"no column {quoted(given)} (found {_found(columns)})")
    return exact[0]


def _found(columns: Sequence[str]) -> str:
    return ", ".join(map(quoted, columns))


def _numbered(names: Sequence[str], level: int) -> tuple[str, ...]:
    return tuple(name.format(n=level) for name in names)


def _matches(name: str, patterns: Sequence[str], level: int) -> re.Match[str] | None:
    matches = (re.fullmatch(pattern.format(n=level), name) for pattern in patterns)
    return next((match for match in matches if match), None)


def _names(known: Sequence[str] | dict[str, str], level: int) -> Iterator[str]:
    """Give columns of names, in small letters: those in a language first, the languages of the page before others."""

    def rank(name: str) -> tuple[int, int, str]:
        match = _matches(name, NAMES, level)
        lang = match.groupdict().get("lang") if match else None
        place = _LANGUAGES.index(lang) if lang in _LANGUAGES else len(_LANGUAGES)
        at = next(at for at, pattern in enumerate(NAMES) if re.fullmatch(pattern.format(n=level), name))
        return (0 if lang else at, place, name)

    return iter(sorted((name for name in known if _matches(name, NAMES, level)), key=rank))
