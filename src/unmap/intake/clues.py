"""What a row says of a place, the cells that it stands in, and what was made of it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from unmap.geo.names import normalise
from unmap.intake import cells
from unmap.intake.fields import LEVELS
from unmap.intake.own_rows import OWN, OwnRecord
from unmap.model.query import INSIDE, SEAT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unmap.intake.mapping import Mapped
    from unmap.intake.sheet_tables import SheetRow

_KEPT: Final = 16_384
"""Cells whose reading is kept: a sheet repeats its few names in every row."""

TEXT: Final = "place_name"
"""Field of a place that stands in no column of a level."""

POINT: Final = "lat"
"""Field that a fault of a point is written beside."""


@dataclass(frozen=True, slots=True)
class Clue:
    """What one row says of where something is.

    `codes` and `names` hold the cells of the columns that the sheet has for each level (1 is the highest), blank ones
    as "": a column that is there and says nothing is another thing than no column. `text` is a place in no column of
    a level: a locality, an address. `lon` and `lat` are degrees (WGS 84), None where the cell is blank; a point may
    only stand for the area `around` it. Codes of `any_level` stand in one column, which is that of no level.
    """

    codes: Mapping[int, str] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    text: str = ""
    lon: float | None = None
    lat: float | None = None
    around: bool = False
    any_level: bool = False

    @property
    def says_something(self) -> bool:
        """Whether any cell of it is filled."""
        return any((*self.codes.values(), *self.names.values(), self.text)) or self.lon is not None


@dataclass(frozen=True, slots=True)
class Placed:
    """The areas that a row means, of any level, with how that is known.

    `how` lists the witnesses that agree: code, name, alias, short name, place, point. `said` holds a sentence for all
    that was repaired, read another way or not believed, for the report of the run. `point` is true where the row's
    point agrees and may be kept.
    """

    areas: tuple[str, ...]
    how: tuple[str, ...]
    said: tuple[str, ...] = ()
    point: bool = False


@dataclass(frozen=True, slots=True)
class CountryWide:
    """The row says that it speaks of the country as a whole."""

    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A row without a place until a person decides.

    `code` is a stable word, `reason` and `cure` are sentences, `field` names the cell (`adm2_name`, `adm1_code`,
    `place_name`, `lat`). `candidates` are codes of areas that may be meant, the likeliest first, at most five. `around`
    is the area above, where that is sure: an accepted candidate becomes an alias within it, and a caller may keep the
    row there. `said` is what was said before it came to that.
    """

    code: str
    reason: str
    cure: str
    field: str
    candidates: tuple[str, ...] = ()
    around: str = ""
    said: tuple[str, ...] = ()


Found = Placed | CountryWide | Held


_COUNTRY_WIDE = frozenset(
    """
nacional, nivel nacional, a nivel nacional, ambito nacional, pais, todo el pais, todo el territorio nacional
national, nationwide, nation wide, national level, at national level, country wide, countrywide
whole country, entire country, all country, all over the country
niveau national, au niveau national, tout le pays, ensemble du pays, territoire national, echelle nationale
""".strip()
    .replace("\n", ", ")
    .split(", ")
)

_NOTHING = frozenset({"", "n a", "na", "nd", "n d", "s d", "none", "null", "nan", "x", "xx", "xxx", "tbd", "ref"})
"""What stands in a cell that says nothing, "#N/A" and "-" among it, normalised."""


@lru_cache(maxsize=_KEPT)
def key(name: str) -> str:
    """Give what the spellings of one name share: its letters and figures, normalised, of any script.

    Spaces, hyphens and apostrophes go as well: "N'Djamena", "Ndjamena" and "N Djamena" are one.
    """
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(_LETTERS)
    letters = "".join(one for one in plain if one.isalnum())
    # Abbreviations are known of names in Latin letters, of which alone nothing is lost by normalising.
    return normalise(plain).replace(" ", "") if letters.isascii() else letters


_LETTERS = str.maketrans("đðɖɗɓƙłø\N{LATIN SMALL LETTER DOTLESS I}", "ddddbkloi")
"""Letters that have no accent to lose and are often written without it."""


@lru_cache(maxsize=_KEPT)
def tidy(cell: str) -> str:
    """Give a cell without odd spaces; "" where it says nothing, as "#N/A" or a dash does."""
    plain = " ".join(cell.split())
    return "" if normalise(plain) in _NOTHING and not key(plain).isdecimal() and _is_plain(plain) else plain


def _is_plain(text: str) -> bool:
    """Whether nothing of a text is lost by normalising it, as that of another script would be."""
    return text.isascii() or not key(text)


@lru_cache(maxsize=_KEPT)
def means_country(cell: str) -> bool:
    """Whether a cell says "nationwide" in English, Spanish or French."""
    return normalise(cell) in _COUNTRY_WIDE


_BETWEEN = re.compile(r"\s*[;,/|\n+&]\s*(?:(?:y|e|and|et)\s+)?|\s+(?:y|e|and|et)\s+", re.IGNORECASE)
_MOST = 100
"""So many places one cell may name; more is a paragraph."""


@lru_cache(maxsize=_KEPT)
def parts(cell: str) -> tuple[str, ...]:
    """Give the several places that a cell may name: "Chiapas, Oaxaca y Guerrero" names three; () where it names one."""
    found = tuple(dict.fromkeys(part for part in (one.strip() for one in _BETWEEN.split(cell)) if part))
    return found if 1 < len(found) <= _MOST else ()


APPROXIMATE = "approximate"
"""Exactness of a point that stands for the area around it."""


def text_of(mapped: Mapped, row: SheetRow, name: str) -> str:
    """Give the text of a field, "" where the cell says that there is none."""
    seen = cells.text(mapped.cell(row, name))
    return "" if seen.lower() in cells.NO_DATA else seen


def clue_of(mapped: Mapped, row: SheetRow, finest: int, lon: float | None, lat: float | None) -> Clue:
    """Give what a row says of its place; `finest` is the level of a code in a column of no level."""
    columns = mapped.columns
    # A code as it stands there: what a spreadsheet did to it is for the finder to see.
    codes = {n: _raw(mapped, row, f"adm{n}_code") for n in LEVELS if f"adm{n}_code" in columns}
    names = {n: text_of(mapped, row, f"adm{n}_name") for n in LEVELS if f"adm{n}_name" in columns}
    if mapped.kind is OWN:
        # Of a table with a column for every level a blank one says nothing of what the sheet has.
        codes, names = ({level: cell for level, cell in one.items() if cell} for one in (codes, names))
    any_level = False
    if "area_code" in columns and (code := _raw(mapped, row, "area_code")):
        any_level = finest not in codes
        codes.setdefault(finest, code)
    if text_of(mapped, row, "point_basis") in {SEAT, INSIDE}:
        lon = lat = None  # unmap's own export says that the point stands for the area
    around = text_of(mapped, row, "exactness") == APPROXIMATE
    text = text_of(mapped, row, "place_name")
    return Clue(codes=codes, names=names, text=text, lon=lon, lat=lat, around=around, any_level=any_level)


def _raw(mapped: Mapped, row: SheetRow, name: str) -> str:
    cell = mapped.cell(row, name)
    return "" if cells.is_no_data(cell) else cell if isinstance(cell, str) else cells.text(cell)


def names_level(mapped: Mapped, level: int) -> bool:
    """Say whether a sheet has a column of a level."""
    return any(f"adm{level}_{what}" in mapped.columns for what in ("code", "name"))


def place_field(mapped: Mapped) -> str:
    """Give the field that a remark on the place of a row is written beside."""
    finest_first = [f"adm{level}_{what}" for level in reversed(LEVELS) for what in ("name", "code")]
    return next((one for one in ("place_name", *finest_first, "area_code") if one in mapped.columns), "")


def place_text(mapped: Mapped, row: SheetRow, own: OwnRecord) -> str:
    """Give the place as the row has it."""
    if own.is_office:
        return text_of(mapped, row, "title")  # as unmap's own rows have it
    names = [text_of(mapped, row, f"adm{level}_name") for level in reversed(LEVELS)]
    place = next((one for one in (text_of(mapped, row, "place_name"), *names) if one), "")
    # Two offices of one organisation in one town are told apart by what they are called.
    return ", ".join(filter(None, (text_of(mapped, row, "office_name"), place)))
