"""From what a row says of a place to its areas: code, name, alias, place and point as witnesses of one another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from math import prod
from typing import TYPE_CHECKING, cast

import pandas as pd

from unmap.errors import quoted
from unmap.intake.area_codes import AreaCodes
from unmap.intake.area_names import AreaNames
from unmap.intake.clues import TEXT, Clue, Held, Placed, key, parts, tidy
from unmap.intake.place_reading import PlaceReader
from unmap.intake.point_witness import PointWitness
from unmap.model.records import COUNTRY_CODE
from unmap.store.dataset import once_per_dataset
from unmap.store.vocabularies import short_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import geopandas as gpd

    from unmap.intake.clues import Found
    from unmap.store import Dataset

_MOST_WAYS = 1_000
"""In so many ways a row of lists is read; one with more is held."""

_NO_ALIASES = pd.DataFrame({"alias": [], "area_code": [], "within": []}, dtype="str")
_NO_PLACES = pd.DataFrame({"name": [], "kind": [], "area_code": []}, dtype="str")


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """What a finder needs to know of a country beside its areas.

    `words` holds, for each level, the highest first, what an area of it is called, the first for sentences; `names` are
    those of the country, `code` is its code of ISO 3166-1 with three letters.
    """

    words: Sequence[Sequence[str]] = ()
    names: Sequence[str] = ()
    code: str = ""


class PlaceFinder:
    """Finds the areas that the rows of a sheet mean, in the areas of any edition.

    A code decides before a name, and a name only within the area that the row names above. Two witnesses that agree
    are both told; where they contradict each other the row is held with both, unless the finer one is sure and the
    coarser alone says otherwise: then the row is placed and that is said. What is merely similar is a candidate.
    """

    def __init__(
        self,
        areas: Sequence[pd.DataFrame],
        country: Country | None = None,
        *,
        aliases: pd.DataFrame | None = None,
        places: pd.DataFrame | None = None,
    ) -> None:
        """Take the areas of each level, the highest first: code, name, parent ("" at the highest), perhaps pcode.

        A geometry (CRS84) at the finest level lets points speak. `aliases` has columns alias, area_code and, where an
        alias holds within one area alone, within; `places` name, kind ("seat" or "locality") and area_code.
        """
        country = country or Country()
        words = country.words or [[f"admin{number}"] for number in range(1, len(areas) + 1)]
        codes = {code for one in areas for code in one["code"]}
        known = _NO_ALIASES if aliases is None else aliases
        known = known if "within" in known else known.assign(within="")
        of_country = known.loc[known["area_code"] == COUNTRY_CODE, "alias"]
        known, towns = (
            one.loc[one["area_code"].isin(codes)] for one in (known, _NO_PLACES if places is None else places)
        )
        self.names = AreaNames(areas, words, known, towns)
        finest = cast("gpd.GeoDataFrame", areas[-1]) if "geometry" in areas[-1] else None
        self._word = [one[0] for one in words]
        self._country = frozenset(map(key, (*country.names, *of_country))) - {""}
        witnesses = AreaCodes(areas, country.code), PointWitness(finest)
        self._reader = PlaceReader(self.names, *witnesses, self._word, self._country)
        self._known: dict[object, Found] = {}

    def find(self, clue: Clue, level: int = 0) -> Found:
        """Find the areas that a row means; where a level is given, a row that names none so fine is held.

        Sheets repeat their places: what was found is kept, so that asking for the same again costs nothing.
        """
        asked = (
            *(tuple(sorted(cells.items())) for cells in (clue.codes, clue.names)),
            clue.text,
            clue.lon,
            clue.lat,
            clue.around,
            clue.any_level,
        )
        plain = _tidied(clue)
        if asked not in self._known:
            self._known[asked] = _with_said(self._find(plain), clue, plain)
        found = self._known[asked]
        return self._deep_enough(found, plain, level) if level and isinstance(found, Placed) else found

    def _find(self, clue: Clue) -> Found:
        one = self._reader.read(clue)
        if shorter := self._without_country(clue):
            # "Toluca, Mexico" may end with the country or with a state of its name, and may mean one town by both.
            return self._one_of(clue, [one, self._find(shorter)])
        each = list(_one_each(clue))
        if not each or (isinstance(one, Placed) and {"code", "name", "alias"} & {*one.how[-1:]}):
            return one
        several = self._several(clue, each)
        # What stands behind a comma is where the first place lies, though a town may be called so as well.
        first_lies_in_second = (
            isinstance(one, Placed) and isinstance(several, Placed) and {*one.areas} < {*several.areas}
        )
        return one if first_lies_in_second else self._one_of(clue, [one, several])

    def _one_of(self, clue: Clue, ways: Sequence[Found]) -> Found:
        """Give what two ways to read a row lead to: the one that places it, and the second fault where none does."""
        placed = {one.areas: one for one in ways if isinstance(one, Placed)}
        if len(placed) > 1:
            both = tuple(dict.fromkeys(code for areas in placed for code in areas))[:5]
            reason = f"{quoted(_finest_cell(clue))} may be one place or several: {self.names.listed(both)}"
            return Held("ambiguous-name", reason, "write one place in a row", _one_field(clue), both)
        return next(iter(placed.values()), ways[-1])

    def _without_country(self, clue: Clue) -> Clue | None:
        """Give a row without the name of the country that stands last in its finest cell: "Tijuana, Mexico"."""
        cells = parts(_finest_cell(clue))
        if not cells or key(cells[-1]) not in self._country:
            return None
        shorter, level = ", ".join(cells[:-1]), _finest(clue)
        return replace(clue, names={**clue.names, level: shorter}) if level else replace(clue, text=shorter)

    def _several(self, clue: Clue, each: Sequence[Sequence[Clue]]) -> Found:
        """Find every place of a cell that names several; `each` holds, for each of them, the ways to read it."""
        whole = quoted(_finest_cell(clue))
        if areas := self._of_one_level(clue):
            said = f"{whole} names {len(areas)} places: {', '.join(map(self.names.told, areas))}"
            return Placed(areas, ("name",), (said,))
        found: list[Placed] = []
        for ways in each:
            read = [self._reader.read(one) for one in ways]
            placed = {one.areas: one for one in read if isinstance(one, Placed)}
            if len(placed) != 1:
                fault = next((one for one in read if isinstance(one, Held)), None)
                reason = f"{whole} may name several places, and not each is known"
                told = f"{reason}: {fault.reason}" if fault else reason
                candidates = fault.candidates if fault else ()
                return Held("not-all-found", told, "write one place in a row", _one_field(clue), candidates)
            found += placed.values()
        areas = tuple(dict.fromkeys(code for one in found for code in one.areas))
        told = f"{whole} names {len(areas)} places: {', '.join(map(self.names.told, areas))}"
        how = tuple(dict.fromkeys(word for one in found for word in one.how))
        return Placed(areas, how, (told, *dict.fromkeys(line for one in found for line in one.said)))

    def _of_one_level(self, clue: Clue) -> tuple[str, ...]:
        """Give the areas of a list of names without anything above, where one level alone has them all."""
        named = [level for level, name in clue.names.items() if name]
        if any(clue.codes.values()) or len(named) + bool(clue.text) != 1:
            return ()
        finest = named[0] if named else self.names.finest
        cells = parts(_finest_cell(clue))
        lists = [[self.names.find(name, level).areas for name in cells] for level in range(1, finest + 1)]
        whole = [tuple(dict.fromkeys(one[0] for one in found)) for found in lists if all(len(a) == 1 for a in found)]
        return whole[0] if len(whole) == 1 and len(whole[0]) > 1 else ()

    def _deep_enough(self, found: Placed, clue: Clue, level: int) -> Found:
        """Hold a row that is placed above the level that is needed."""
        high = [code for code in found.areas if self.names.level_of(code) < level]
        if not high:
            return found
        word, area = self._word[level - 1], high[0]
        name = clue.text or clue.names.get(level, "")
        candidates = self.names.similar(name, level, (area,)) if name else ()
        inside = tuple(code for code in candidates if self.names.inside(code, (area,)))
        reason = f"the row names {self.names.told(area)} and no {word} in it"
        where = f"adm{level}_name"
        return Held("no-finer-place", reason, f"give its {word}", where, inside, area, found.said)


def _tidied(clue: Clue) -> Clue:
    # Codes keep the spaces around them, which are said as a repair.
    codes = {level: cell if tidy(cell) else "" for level, cell in clue.codes.items()}
    names = {level: tidy(cell) for level, cell in clue.names.items()}
    return replace(clue, codes=codes, names=names, text=tidy(clue.text))


def _with_said(found: Found, written: Clue, plain: Clue) -> Found:
    """Say as well which cells say nothing, though they are not blank."""
    pairs = [
        *(
            (cells[level], tidied[level])
            for cells, tidied in ((written.codes, plain.codes), (written.names, plain.names))
            for level in cells
        ),
        (written.text, plain.text),
    ]
    said = tuple(f"{quoted(cell)} is read as blank" for cell, tidied in pairs if cell.strip() and not tidied)
    return replace(found, said=(*said, *found.said)) if said else found


def _finest(clue: Clue) -> int:
    """Give the finest level with a cell that is not blank, 0 where there is none."""
    return max((n for cells in (clue.codes, clue.names) for n, cell in cells.items() if cell), default=0)


def _finest_cell(clue: Clue) -> str:
    level = _finest(clue)
    return clue.names.get(level, "") or clue.codes.get(level, "") or clue.text


def _one_field(clue: Clue) -> str:
    """Name the cell that `_finest_cell` gives."""
    level = _finest(clue)
    kind = "name" if clue.names.get(level) else "code"
    return f"adm{level}_{kind}" if level else TEXT


def _one_each(clue: Clue) -> Iterator[list[Clue]]:
    """Give, for each place that the finest cells of a row list, the rows that name it alone; nothing for one place.

    Where the cells above list several as well, each of those is tried.
    """
    level = _finest(clue)
    if not level:
        yield from ([replace(clue, text=part)] for part in parts(clue.text))
        return
    names, codes = clue.names.get(level, ""), clue.codes.get(level, "")
    several = parts(names), parts(codes)
    count = max(map(len, several))
    if not count or (names and codes and len(several[0]) != len(several[1])):
        return
    above = [_singles(clue.names, level), _singles(clue.codes, level)]
    if count * len(above[0]) * len(above[1]) > _MOST_WAYS:
        return
    for number in range(count):
        own_name, own_code = (one[number] if one else "" for one in several)
        yield [
            replace(
                clue,
                names={**clue.names, **name_above, **({level: own_name} if names else {})},
                codes={**clue.codes, **code_above, **({level: own_code} if codes else {})},
            )
            for name_above, code_above in product(*above)
        ]


def _singles(cells: Mapping[int, str], level: int) -> list[dict[int, str]]:
    """Give every way to take one place from each cell above a level."""
    upper = [(number, parts(cell) or (cell,)) for number, cell in cells.items() if number < level]
    if prod(len(some) for _, some in upper) > _MOST_WAYS:
        return [{}] * (_MOST_WAYS + 1)
    return [dict(zip([n for n, _ in upper], some, strict=True)) for some in product(*(one for _, one in upper))]


@once_per_dataset
def place_finder_of(dataset: Dataset) -> PlaceFinder:
    """Give the finder for a dataset's areas, aliases, short names, names in publications and places, made once."""
    areas = [dataset.layer(level) for level in dataset.admin_levels]
    for number, level in enumerate(dataset.admin_levels[:-1], 1):
        areas[number] = areas[number].assign(parent=areas[number][f"{level}_code"])
    areas[0] = areas[0].assign(parent="")
    words = [tuple(dict.fromkeys((one.singular_en, one.singular_es))) for one in dataset.admin_levels]
    report = dataset.report
    country = Country(words=words, names=(report.country_name_en, report.country_name_es), code=report.country_code)
    published = dataset.official_names.rename(columns={"name": "alias"}).assign(within="")
    short = short_names(dataset).assign(within="")
    aliases = pd.concat([published, dataset.aliases, short])[["alias", "area_code", "within"]]
    places = dataset.places.rename(columns={f"{dataset.finest}_code": "area_code"})
    return PlaceFinder(areas, country, aliases=aliases, places=places)
