"""Names that official publications give an area beside its own: older ones, shorter ones, abbreviations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from unmap.build.areas import PCODE_PREFIX
from unmap.build.catalogue import (
    CENSUS,
    MARGINALISATION,
    PCODES,
    POVERTY_MUNICIPAL_2015,
    POVERTY_MUNICIPAL_2020,
    SOCIAL_BACKWARDNESS,
)
from unmap.geo.names import normalise

if TYPE_CHECKING:
    from unmap.build.areas import Areas
    from unmap.build.catalogue import OfficialSource
    from unmap.build.readers import SourceFolder


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
