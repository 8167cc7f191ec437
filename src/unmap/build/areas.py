"""A country's areas of one to four levels from its boundary files: what each lies in, its size, its shape in metres."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from unmap.build.drawing import containing
from unmap.build.level_words import admin_levels, found_words
from unmap.build.outlines import CountryPlane, Outlines, sound_coverage
from unmap.errors import Issue, SourceError, quoted
from unmap.geo.topology import dissolved, geodesic_area_km2
from unmap.intake.mapping import KnownAreas
from unmap.intake.place_finder import Country as PlaceCountry
from unmap.intake.place_finder import PlaceFinder
from unmap.store.table_files import DECIMALS, LON_LAT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from unmap.build.boundary_files import BoundaryLayer
    from unmap.build.level_words import Country, LevelWords
    from unmap.model import AdminLevel

_MOST_REPAIR = 0.1
"""Share of an area that a repair may change: as much as `unmap check` lets a drawn area differ from its stated size."""

_OTHER_SHAPE = 0.01
_FIRST_ROW = 2


@dataclass(frozen=True)
class Areas:
    """The levels of a country, the rows of each, and the finest areas in metres.

    `tables`, the highest level first, sorted by code: code, pcode ("" where the codes are none of OCHA's),
    pcode_listed, name, the code of the area above (such as province_code), population (no data), area_km2, seat_lon
    and seat_lat (no data: no boundary file has them). `other_names`: name, area_code.
    """

    country: Country
    levels: tuple[AdminLevel, ...]
    tables: tuple[pd.DataFrame, ...]
    outlines: Outlines
    other_names: pd.DataFrame
    issues: tuple[Issue, ...]

    @cached_property
    def known(self) -> KnownAreas:
        """The codes and the words of each level, by which columns of a sheet are told."""
        levels = {level.level: level for level in self.levels}
        return KnownAreas(
            {number: frozenset(self.tables[number - 1]["code"]) for number in levels},
            {number: _words(level) for number, level in levels.items()},
        )

    @cached_property
    def finder(self) -> PlaceFinder:
        """What finds the areas that rows of a sheet mean, by code, name or further spelling."""
        areas = [self.tables[0].assign(parent="")]
        for above, table in zip(self.levels, self.tables[1:], strict=False):
            areas.append(table.assign(parent=table[f"{above.word}_code"]))
        shapes = gpd.GeoSeries(self.outlines.plane.lon_lat(self.outlines.shapes), crs=LON_LAT)
        areas[-1] = gpd.GeoDataFrame(areas[-1], geometry=shapes.to_numpy(), crs=LON_LAT)
        country = PlaceCountry(
            words=[_words(level) for level in self.levels],
            names=tuple(dict.fromkeys((self.country.name_en, self.country.name_es))),
            code=self.country.code,
        )
        return PlaceFinder(areas, country, aliases=self.other_names.rename(columns={"name": "alias"}))

    @property
    def codes_by_level(self) -> dict[str, frozenset[str]]:
        """The codes of each level, by its word."""
        return {level.word: frozenset(table["code"]) for level, table in zip(self.levels, self.tables, strict=True)}


def _words(level: AdminLevel) -> tuple[str, ...]:
    """Give what an area of a level is called, in English before Spanish."""
    stated = (level.singular_en, level.plural_en, level.singular_es, level.plural_es)
    return tuple(dict.fromkeys(word for word in stated if word))


def describe_areas(
    layers: Sequence[BoundaryLayer], country: Country, words: Mapping[int, LevelWords] | None = None
) -> Areas:
    """Put the levels of a country together; the finest draws the shapes, levels above are dissolved from it.

    `layers` may leave out levels above that a finer one names by code. An area lies in the one that its column names,
    else in the only one whose code begins its own, else in the one that holds a point inside it; where a code and the
    point disagree the code counts and an issue says so. `words` are stated ones by level. Raises SourceError where a
    level cannot be had, an area lies in none or has no part, and for geometry that cannot be mended; repairs, gaps,
    overlaps and whatever does not fit become issue rows.
    """
    given = {layer.level: layer for layer in layers}
    finest = given[max(given)]
    rows = [_level_rows(number, given) for number in range(1, finest.level + 1)]
    issues = [issue for layer in layers for issue in layer.issues]
    for above, own in pairwise(rows):
        issues += _place(own, above)
    plane = CountryPlane.around(finest.frame.geometry.to_numpy())
    frame = rows[-1].frame
    codes, names = tuple(frame["code"]), tuple(frame["name"])
    flat = plane.flat(frame["geometry"].to_numpy())
    shapes, faults = sound_coverage(finest.file, codes, flat, _MOST_REPAIR)
    outlines = Outlines(finest.file, codes, names, shapes, plane)
    said = words or {}
    found = [said.get(one.number) or found_words(one.number, one.frame["type_en"], country) for one in rows]
    levels = admin_levels(found, [one.frame["code"].tolist() for one in rows])
    tables = _tables(levels, rows, outlines)
    issues += [*faults, *_other_shapes(levels, rows, tables, outlines)]
    return Areas(country, levels, tables, outlines, _other_names(rows, layers), tuple(issues))


@dataclass(slots=True)
class _Rows:
    """The areas of one level, sorted by code: `frame` has those of a file in `geometry`, else None there."""

    number: int
    file: str
    frame: pd.DataFrame
    is_pcode: bool

    @property
    def drawn(self) -> bool:
        """Tell whether the level has a file of its own."""
        return bool(self.frame["geometry"].notna().all())


def _level_rows(number: int, given: Mapping[int, BoundaryLayer]) -> _Rows:
    """Take the rows of a level from its own file, else from the next finer one that names its areas by code."""
    below = [layer for level, layer in sorted(given.items()) if level > number and f"code_{number}" in layer.frame]
    if number in given:
        own = given[number].frame
        stated = own["parent"] if "parent" in own else own.get(f"code_{number - 1}", "")
        frame = pd.DataFrame(own[["code", "name", "other_names", "type_en"]]).assign(parent=stated)
        frame["geometry"], frame["row"] = own.geometry.to_numpy(), range(_FIRST_ROW, len(own) + _FIRST_ROW)
        layer = given[number]
    elif below:
        layer = below[0]
        parent = layer.frame.get(f"code_{number - 1}", "")
        columns = {key: layer.frame[f"{key}_{number}"] for key in ("code", "name", "other_names", "type_en")}
        frame = pd.DataFrame(columns).assign(parent=parent, geometry=None, row=0).drop_duplicates("code")
        frame["name"] = frame["name"].mask(frame["name"] == "", frame["code"])
    else:
        file = given[max(given)].file
        sentence = f"level {number} is missing: give its boundaries, or codes of its areas in a column of this file"
        raise SourceError(f"{file}: {sentence}")
    return _Rows(number, layer.file, frame.sort_values("code", ignore_index=True), number in layer.pcodes)


def _place(own: _Rows, above: _Rows) -> list[Issue]:
    """Give each area the one above that it lies in, in the column `parent`; raises SourceError where that fails."""
    known = set(above.frame["code"])
    by_point = _by_point(own, above)
    issues: list[Issue] = []
    parents: list[str] = []
    for row, code, stated, found in zip(
        own.frame["row"], own.frame["code"], own.frame["parent"], by_point, strict=True
    ):
        parent = stated if stated in known else _by_code(code, known)
        if stated and stated not in known:
            why = f"{quoted(code)} names {quoted(stated)}, which {above.file} does not have"
            issues.append(Issue(own.file, row, "", "unknown-parent", why))
        if parent and found and found != parent:
            why = f"{quoted(code)} lies in {quoted(found)}, but {quoted(parent)} is named; the name counts"
            issues.append(Issue(own.file, row, "", "other-parent", why))
        parents.append(parent or found)
        if not parents[-1]:
            why = f"{quoted(code)} lies in no area of {above.file}; name the column that says in which"
            issues.append(Issue(own.file, row, "", "orphan", why))
    childless = sorted(known - set(parents))
    why = f"has no part in {own.file}; give its parts or leave that level out"
    issues += [Issue(above.file, 0, "", "no-part", f"{quoted(code)} {why}") for code in childless]
    if fatal := [issue for issue in issues if issue.code in {"orphan", "no-part"}]:
        also = f" (and {len(fatal) - 1} more)" if len(fatal) > 1 else ""
        raise SourceError(f"{fatal[0].file}: {fatal[0].message}{also}", issues)
    own.frame["parent"] = parents
    return issues


def _by_code(code: str, known: set[str]) -> str:
    """Give the only code of the level above that a code begins with, "" where there is none or several."""
    beginnings = {code[:length] for length in range(1, len(code))} & known
    return beginnings.pop() if len(beginnings) == 1 else ""


def _by_point(own: _Rows, above: _Rows) -> list[str]:
    """Give for each area that of the level above in which a point inside it lies, "" where that is not known."""
    found = [""] * len(own.frame)
    if own.drawn and above.drawn:
        tree = shapely.STRtree(shapely.make_valid(above.frame["geometry"].to_numpy()))
        points = shapely.point_on_surface(shapely.make_valid(own.frame["geometry"].to_numpy()))
        for at, position in zip(*tree.query(points, predicate="within"), strict=True):
            found[at] = str(above.frame["code"].iloc[position])
    return found


def _tables(levels: Sequence[AdminLevel], rows: Sequence[_Rows], outlines: Outlines) -> tuple[pd.DataFrame, ...]:
    size = geodesic_area_km2(outlines.plane.lon_lat(outlines.shapes))
    tables: list[pd.DataFrame] = []
    for own in reversed(rows):
        codes = own.frame["code"]
        if tables:
            parts = tables[0].groupby(f"{levels[own.number - 1].word}_code")["area_km2"].sum()
            size = codes.map(parts).to_numpy()
        table = pd.DataFrame({"code": codes, "pcode": codes if own.is_pcode else ""})
        table["pcode_listed"] = own.is_pcode
        table["name"] = own.frame["name"]
        if own.number > 1:
            table[f"{levels[own.number - 2].word}_code"] = own.frame["parent"]
        table["population"] = pd.Series(pd.NA, index=table.index, dtype="Int64")
        tables.insert(0, table.assign(area_km2=np.round(size, DECIMALS), seat_lon=np.nan, seat_lat=np.nan))
    return tuple(tables)


def _other_shapes(
    levels: Sequence[AdminLevel], rows: Sequence[_Rows], tables: Sequence[pd.DataFrame], outlines: Outlines
) -> list[Issue]:
    """Hold the shapes that files of levels above give against what the finest areas make up."""
    issues = []
    for number, own in enumerate(rows[:-1]):
        if not own.drawn:
            continue
        made = np.asarray(list(dissolved(outlines.shapes, containing(levels, tables, number)).values()))
        given = shapely.make_valid(outlines.plane.flat(own.frame["geometry"].to_numpy()))
        share = shapely.area(shapely.symmetric_difference(made, given)) / shapely.area(made)
        issues += [
            Issue(
                own.file,
                own.frame["row"].iloc[at],
                "geometry",
                "other-shape",
                f"{quoted(own.frame['code'].iloc[at])} and its parts in {outlines.file} differ by {share[at]:.0%} of "
                "its area; it is drawn as its parts are",
            )
            for at in np.flatnonzero(share > _OTHER_SHAPE)
        ]
    return issues


def _other_names(rows: Sequence[_Rows], layers: Sequence[BoundaryLayer]) -> pd.DataFrame:
    """List the spellings that the files have beside the name: of other languages, and of finer levels."""
    found: dict[tuple[str, str], None] = {}
    for own in rows:
        name_of = dict(zip(own.frame["code"], own.frame["name"], strict=True))
        given = list(zip(own.frame["code"], own.frame["other_names"], strict=True))
        for layer in layers:
            if f"name_{own.number}" in layer.frame:
                columns = layer.frame[f"code_{own.number}"], layer.frame[f"name_{own.number}"]
                given += [(code, (name,)) for code, name in zip(*columns, strict=True)]
        found |= {(name, code): None for code, names in given for name in names if name not in {"", name_of.get(code)}}
    return pd.DataFrame(sorted(found), columns=["name", "area_code"])
