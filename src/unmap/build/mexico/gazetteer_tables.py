"""The gazetteer (municipal seats and other localities, with their points), other names of areas and short ones."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd
import shapely

from unmap.build.mexico.area_layers import PCODE_PREFIX
from unmap.build.mexico.catalogue import (
    CENSUS,
    LOCALITIES,
    MARGINALISATION,
    PCODES,
    POVERTY_MUNICIPAL_2015,
    POVERTY_MUNICIPAL_2020,
    SOCIAL_BACKWARDNESS,
)
from unmap.errors import Issue
from unmap.geo.names import normalise
from unmap.model.schema import SHORT_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterable

    import geopandas as gpd

    from unmap.build.mexico.area_layers import Areas
    from unmap.build.mexico.catalogue import OfficialSource
    from unmap.build.readers import SourceFolder


_COLUMNS = ("cvegeo", "nom_loc", "lat", "lon", "pob")


_SEAT_SUFFIX = "0001"  # INEGI gives the seat of a municipality the first locality key


@dataclass(frozen=True, slots=True)
class Places:
    """Rows of the gazetteer (place_code, name, kind, municipality_code, population, lon, lat) and of problems."""

    frame: pd.DataFrame
    issues: tuple[Issue, ...]


def read_places(sources: SourceFolder, municipalities: gpd.GeoDataFrame) -> Places:
    """Read the localities and place each in its municipality, by key or, where the key is newer, by point.

    A municipality's first locality is its seat: it stands once, under the municipality's key, at the point that
    the census gives. Raises SourceError for unusable files; a locality without name or point, and one whose
    municipality had to be looked up, become issue rows.
    """
    table = sources.table(LOCALITIES.file, _COLUMNS)
    codes = table.codes("cvegeo", 9)
    table.refuse_repeats("cvegeo", codes)
    localities = pd.DataFrame(
        {
            "place_code": codes,
            "name": table.frame["nom_loc"].str.strip(),
            "municipality_code": codes.str[:5],
            "population": table.numbers("pob", minimum=0),
            "lon": table.numbers("lon", minimum=-180, maximum=180),
            "lat": table.numbers("lat", minimum=-90, maximum=90),
        }
    )
    unplaced = localities["lon"].isna() | localities["lat"].isna() | (localities["name"] == "")
    issues = _issues(localities[unplaced], "no-coordinates", "has no name or no point; left out")
    localities, moved = _with_known_municipality(localities[~unplaced], municipalities)
    is_seat = localities["place_code"].str.endswith(_SEAT_SUFFIX) & ~localities.index.isin([i.row for i in moved])
    seats = _seats(municipalities, localities[is_seat])
    others = localities[~is_seat].assign(kind="locality")
    return Places(pd.concat([seats, others], ignore_index=True), (*issues, *moved))


def _issues(rows: pd.DataFrame, code: str, why: str) -> tuple[Issue, ...]:
    named = zip(rows.index.tolist(), rows["place_code"], strict=True)
    return tuple(Issue(LOCALITIES.file, row, "cvegeo", code, f"{place} {why}") for row, place in named)


def _with_known_municipality(
    localities: pd.DataFrame, municipalities: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, tuple[Issue, ...]]:
    known = localities["municipality_code"].isin(list(municipalities["code"]))
    strangers = localities[~known]
    points = shapely.points(strangers["lon"].to_numpy(), strangers["lat"].to_numpy())
    at, inside = municipalities.sindex.query(points, predicate="intersects")
    # A point on a border lies in both; the lower key holds it, so that the answer stays the same.
    found = pd.Series(municipalities["code"].to_numpy()[inside], index=strangers.index[at]).groupby(level=0).min()
    placed = strangers.loc[found.index].assign(municipality_code=found)
    lost = strangers.drop(index=found.index)
    issues = (
        *_issues(placed, "unknown-area", "has the key of no municipality here; placed by its point"),
        *_issues(lost, "unknown-area", "has the key of no municipality here and lies in none; left out"),
    )
    return pd.concat([localities[known], placed]).sort_index(), issues


def _seats(municipalities: gpd.GeoDataFrame, first_localities: pd.DataFrame) -> pd.DataFrame:
    first = first_localities.set_index("municipality_code")
    own_names = municipalities.set_index("code")["name"].to_dict()
    seats = pd.DataFrame(
        {
            "place_code": municipalities["code"],
            "name": municipalities["code"].map(own_names | first["name"].to_dict()),
            "kind": "seat",
            "municipality_code": municipalities["code"],
            "population": municipalities["code"].map(first["population"]),
            "lon": municipalities["seat_lon"].fillna(municipalities["code"].map(first["lon"])),
            "lat": municipalities["seat_lat"].fillna(municipalities["code"].map(first["lat"])),
        }
    )
    return seats[seats["lon"].notna()]


@dataclass(frozen=True, slots=True)
class _Lists:
    """Where a file names areas: the columns that make up the code, and those of names."""

    source: OfficialSource
    file: str
    codes: tuple[str, ...]
    names: tuple[str, ...]


_OF_STATES = (
    _Lists(
        CENSUS, CENSUS.files[0], ("region",), ("state_name", "state_name_official", "state_abbr_official", "state_abbr")
    ),
    _Lists(POVERTY_MUNICIPAL_2015, POVERTY_MUNICIPAL_2015.files[0], ("entidad",), ("entidad_nombre",)),
    _Lists(SOCIAL_BACKWARDNESS, SOCIAL_BACKWARDNESS.files[0], ("cve_ent",), ("entidad",)),
    _Lists(MARGINALISATION, MARGINALISATION.files[0], ("CVE_ENT",), ("NOM_ENT",)),
    _Lists(PCODES, PCODES.file, ("P-Code",), ("Name",)),
)


_OF_MUNICIPALITIES = (
    _Lists(CENSUS, CENSUS.files[1], ("region",), ("municipio_name",)),
    _Lists(POVERTY_MUNICIPAL_2015, POVERTY_MUNICIPAL_2015.files[0], ("entidad", "municipio"), ("municipio_nombre",)),
    _Lists(POVERTY_MUNICIPAL_2020, POVERTY_MUNICIPAL_2020.file, ("cvegeo",), ("nom_mun",)),
    _Lists(SOCIAL_BACKWARDNESS, SOCIAL_BACKWARDNESS.files[1], ("cvegeo",), ("municipio",)),
    _Lists(MARGINALISATION, MARGINALISATION.files[1], ("cvegeo",), ("NOM_MUN",)),
    _Lists(PCODES, PCODES.file, ("P-Code",), ("Name",)),
)


def read_names(sources: SourceFolder, areas: Areas) -> pd.DataFrame:
    """Give the names that are read otherwise than an area's own: columns name, area_code, source_ids.

    A spelling that differs in accents, case or punctuation alone is none. Of two states that one name would fit neither
    has it; within a state two municipalities may share one, as they do in the publications.
    """
    states = _named(sources, _OF_STATES, areas.states)
    fits = states.groupby(states["name"].map(normalise))["area_code"].transform("nunique")
    return pd.concat([states[fits == 1], _named(sources, _OF_MUNICIPALITIES, areas.municipalities)], ignore_index=True)


def _named(sources: SourceFolder, lists: tuple[_Lists, ...], areas: pd.DataFrame) -> pd.DataFrame:
    own = dict(zip(areas["code"], areas["name"], strict=True))
    found: dict[tuple[str, str], tuple[str, list[str]]] = {}
    for one in lists:
        for code, name in _rows(sources, one):
            spelling = normalise(name)
            if code not in own or spelling in {"", normalise(own[code])}:
                continue
            _, source_ids = found.setdefault((code, spelling), (name, []))
            if one.source.source_id not in source_ids:
                source_ids.append(one.source.source_id)
    rows = [(name, code, tuple(sorted(ids))) for (code, _), (name, ids) in found.items()]
    return pd.DataFrame(rows, columns=["name", "area_code", "source_ids"]).astype({"name": "str", "area_code": "str"})


def _rows(sources: SourceFolder, one: _Lists) -> list[tuple[str, str]]:
    """Give the codes and names of a list; columns of names that the file does not have are passed over."""
    frame = sources.table(one.file, one.codes).frame
    codes = frame[list(one.codes)].agg("".join, axis="columns").str.strip().str.removeprefix(PCODE_PREFIX)
    columns = [name for name in one.names if name in frame.columns]
    return [
        # A state's key without its zero is no other key.
        (code.zfill(2), name.strip())
        for column in columns
        for code, name in zip(codes, frame[column], strict=True)
    ]


_ENGLISH = {"09": "Mexico City", "15": "State of Mexico"}
"""States that English has a name of its own for, as the UN in Mexico writes them in its Results Report 2020."""

_HONOURS = re.compile(r"^Heroic[ao] (?:Ciudad de |Villa de |Villa )?|,? Cuna de la Independencia .+$")
"""Titles that congresses give: "Heroica Ciudad de Tlaxiaco" is Tlaxiaco."""


def with_short_names(sources: SourceFolder, areas: Areas, names: pd.DataFrame) -> Areas:
    """Give the areas with the columns `short_name` and `short_name_es`, "" where an area has none of its own.

    - A state is called as CONEVAL's figures by municipality of 2020 call it, which alone tell the state of México from
      the country: Estado de México, Michoacán, Veracruz. English has names of its own for two.
    - A municipality goes without titles of honour, or by the shortest name that an official publication gives it, out
      of words that stand together in its own: Silao for Silao de la Victoria. Never by one that another municipality
      of its state has.

    `names` are those of `read_names`. Raises SourceError where the file of figures
    cannot be read; one that does not name states gives no short names of states.
    """
    spanish = _of_states(sources)
    official = zip(areas.states["code"], areas.states["name"], strict=True)
    states = areas.states.assign(short_name_es=[spanish.get(code, name) for code, name in official])
    states["short_name"] = states["code"].map(_ENGLISH).fillna(states["short_name_es"])
    municipalities = areas.municipalities.assign(short_name=_of_municipalities(areas.municipalities, names))
    municipalities["short_name_es"] = municipalities["short_name"]
    return replace(areas, states=_where_other(states), municipalities=_where_other(municipalities))


def _where_other(areas: pd.DataFrame) -> pd.DataFrame:
    """Leave out each name that is the one it falls back to."""
    short, spanish = (areas[column] for column in SHORT_NAMES)
    columns = {
        SHORT_NAMES[0]: short.mask(short == areas["name"], ""),
        SHORT_NAMES[1]: spanish.mask(spanish == short, ""),
    }
    return areas.assign(**{name: cells.astype("str") for name, cells in columns.items()})


def _of_states(sources: SourceFolder) -> dict[str, str]:
    table = sources.table(POVERTY_MUNICIPAL_2020.file, ("cvegeo",))
    if "nom_ent" not in table.frame:
        return {}
    return dict(zip(table.codes("cvegeo", 5).str[:2], table.frame["nom_ent"].str.strip(), strict=True))


def _of_municipalities(areas: pd.DataFrame, names: pd.DataFrame) -> pd.Series:
    published = names.groupby("area_code")["name"].agg(list).to_dict()
    of_state = areas["state_code"] + " " + areas["name"].map(normalise)
    short = pd.Series(
        [_shortest(name, published.get(code, ())) for code, name in zip(areas["code"], areas["name"], strict=True)],
        index=areas.index,
    )
    would_be = areas["state_code"] + " " + short.map(normalise)
    told_apart = ~would_be.isin(of_state) & ~would_be.duplicated(keep=False)
    return short.where(told_apart, areas["name"])


def _shortest(name: str, published: Iterable[str]) -> str:
    """Give the shortest form of a name, titles of honour left out, of which all words stand together in it."""
    whole = f" {normalise(name)} "
    forms = (_HONOURS.sub("", name), *(one for one in published if f" {normalise(one)} " in whole))
    return min(forms, key=len)
