"""The gazetteer (municipal seats and other localities, with their points) and other names of areas in publications."""

from __future__ import annotations

from dataclasses import dataclass
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

if TYPE_CHECKING:
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
