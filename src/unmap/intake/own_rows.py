"""Rows that name a record by its id, as unmap's own exports and activities do, and what they alone say of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import orjson

from unmap.intake import cells
from unmap.intake.cells import CellError
from unmap.intake.fields import LEVELS, PRESENCE, Field, Kind
from unmap.intake.mapping import ColumnMapping
from unmap.intake.sectors import code_of
from unmap.model import Scope, schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from unmap.intake.mapping import Mapped
    from unmap.intake.sheet_tables import SheetRow, SheetTable
    from unmap.intake.workbooks import Cell
    from unmap.store import Dataset

NOTHING: Mapping[str, Any] = MappingProxyType({})

IDS = ("record_id", "initiative_id")
"""Titles of columns of ids, by which a table is known as one of unmap's own."""

OFFICE_ID = "office_id"
"""The one of a table of offices."""

_INTEGERS = ("start_year", "end_year", "reported_area_count", "reported_agency_count")
_TEXTS = ("title_es", "summary", "summary_es", "section", "scope", "reported_area_unit", "source_locator")
_KEYS = {
    "outcome_id": schema.FRAMEWORK.name,
    "priority_id": schema.PRIORITIES.name,
    "covid_pillars": schema.COVID_PILLARS.name,
    "source_id": schema.SOURCES.name,
}
"""Columns of keys, with the table that must hold them."""

_BESIDE = ("record_id", "record_type", "headquarters", "counterpart", "basis", "places", "partners", "exactness")
_OF_OFFICES = ("office_type", "listed_count", "point_basis", "state_reported")
_FIELDS = (*_BESIDE, *_OF_OFFICES, "record_note", "other_codes", *_TEXTS, *_INTEGERS, *_KEYS)

OWN = Kind(
    "presence",
    (*PRESENCE.fields, *(Field(name, "text", (), ()) for name in _FIELDS)),
    (("record_id",),),
)
"""A presence sheet whose rows name their record: its columns go by our own titles alone."""

_TITLES: dict[str, tuple[str, ...]] = {
    "record_id": IDS,
    "record_note": ("note",),
    "org_name": ("organisations",),
    "org_acronym": ("agency_ids", "agency_id"),
    "org_type": ("organisation_types",),
    "sector": ("sectors", "themes"),
    "donor": ("donors",),
    "counterpart": ("counterparts",),
    "partner": ("other_partners",),
    "area_code": ("area_codes", "area_code"),
    "start": ("start_date",),
    "end": ("end_date",),
    **{name: (name,) for name in ("title", "status", "country", "place_name", "lat", "lon")},
    **{f"adm{level}_name": (f"adm{level}_name",) for level in LEVELS},
}
"""The titles of the fields that are not called by their name."""

_TITLES_OF_OFFICES: dict[str, tuple[str, ...]] = {
    "record_id": (OFFICE_ID,),
    "title": ("place_reported",),
    "org_name": ("agency_name_en",),
    "start": ("valid_from",),
    "end": ("valid_to",),
}
"""The same of a table of offices."""

_PLACE = tuple(f"adm{level}_{what}" for level in LEVELS for what in ("code", "name"))


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRecord:
    """The record that a row names: `record_id` is "" for a row of a sheet, which names none.

    `fields` are columns of offices or initiatives with values of their types, `area` the cells of the one area that an
    office stands in, `places` columns of an initiative's places by the code of the area, `partners` pairs of name and
    role.
    """

    record_id: str = ""
    is_office: bool = False
    area: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    partners: tuple[tuple[str, str], ...] = ()

    @property
    def says(self) -> Mapping[str, Any]:
        """What every row of one record says alike: scopes may differ, where one of its places is not known."""
        return {**self.fields, "scope": "", "area": self.area}

    @property
    def placeless(self) -> bool:
        """Whether the record says itself that it has no place."""
        return bool(self.fields.get("scope", Scope.LOCATED) != Scope.LOCATED)


NO_RECORD = OwnRecord()


def own_mapping(table: SheetTable, words: Iterable[str], *, offices: bool = False) -> ColumnMapping | None:
    """Give which columns of a table of unmap's own hold which field, None where the table is none, or not of offices.

    `words` are those of the levels, the highest first, by which the columns of codes are called.
    """
    titles = {column.title for column in table.columns}
    if titles.isdisjoint([OFFICE_ID] if offices else IDS):
        return None
    wanted = {name: (name,) for name in _FIELDS} | _TITLES | (_TITLES_OF_OFFICES if offices else {})
    for level, word in enumerate(words, 1):
        wanted[f"adm{level}_code"] = (f"adm{level}_code", f"{word}_code")
    found = {name: next((one for one in some if one in titles), "") for name, some in wanted.items()}
    columns = {name: title for name, title in found.items() if title}
    if any(columns.get(name) for name in _PLACE):
        columns.pop("area_code", None)
    return ColumnMapping(columns=columns, none=tuple(one.name for one in OWN.fields if one.name not in columns))


def known_keys(dataset: Dataset) -> dict[str, frozenset[str]]:
    """Give the keys that a record's fields may refer to, by the name of the field."""
    tables = {name: dataset.table(table) for name, table in _KEYS.items()}
    return {name: frozenset(frame.iloc[:, 0]) if len(frame) else frozenset() for name, frame in tables.items()}


def own_record(mapped: Mapped, row: SheetRow, keys: Mapping[str, frozenset[str]]) -> OwnRecord:
    """Read what a row says of the record that it names; NO_RECORD where it names none.

    `keys` are those of `known_keys`: what refers to anything else is left out. Raises FieldError for a cell that
    cannot be read.
    """
    record_id = cells.text(mapped.cell(row, "record_id")) if "record_id" in mapped.columns else ""
    if not record_id:
        return NO_RECORD
    of_offices = mapped.columns["record_id"].title == OFFICE_ID
    is_office = of_offices or cells.text(mapped.cell(row, "record_type")) == "office"
    places = _listed(mapped, row, "places")
    pairs = [(str(one.get("partner", "")), str(one.get("role", ""))) for one in _listed(mapped, row, "partners")]
    pairs += [(name, "counterpart") for name in _parts(mapped.cell(row, "counterpart"))]
    return OwnRecord(
        record_id=record_id,
        is_office=is_office,
        area="; ".join(cells.text(mapped.cell(row, name)) for name in (*_PLACE, "area_code")) if is_office else "",
        fields=_office_fields(mapped, row, keys) if is_office else _fields(mapped, row, keys),
        places={str(one.get("area_code", "")): _place(one) for one in places} or _basis(mapped, row),
        partners=tuple(pair for pair in pairs if pair[0] and pair[1] in _ROLES),
    )


_ROLES = frozenset(
    role for column in schema.INITIATIVE_PARTNERS.columns if column.name == "role" for role in column.allowed
)


class FieldError(CellError):
    """The cell of a field cannot be read; `field` is its name."""

    def __init__(self, name: str, reason: str, cure: str) -> None:
        """Keep the field beside both halves of the sentence."""
        super().__init__(reason, cure)
        self.field = name


def _fields(mapped: Mapped, row: SheetRow, keys: Mapping[str, frozenset[str]]) -> dict[str, Any]:
    """Give the columns of an initiative that a row has; a blank cell of one is a blank there."""
    found: dict[str, Any] = {
        name: cells.text(mapped.cell(row, name)) for name in (*_TEXTS, "title") if name in mapped.columns
    }
    if "record_note" in mapped.columns:
        found["note"] = cells.text(mapped.cell(row, "record_note"))
    for name in _INTEGERS:
        if name in mapped.columns:
            found[name] = _whole(mapped, row, name)
    if found.get("scope") not in {None, *Scope}:
        del found["scope"]
    return found | _references(mapped, row, keys, found)


def _office_fields(mapped: Mapped, row: SheetRow, keys: Mapping[str, frozenset[str]]) -> dict[str, Any]:
    told = cells.text(mapped.cell(row, "headquarters")).lower()
    kind: dict[str, Any] = {"office_type": "headquarters" if told in {"true", "1"} else "field"} if told else {}
    if (stated := cells.text(mapped.cell(row, "office_type"))) in {"field", "headquarters"}:
        kind["office_type"] = stated
    if count := _whole(mapped, row, "listed_count"):
        kind["listed_count"] = count
    kind["note"] = cells.text(mapped.cell(row, "record_note"))
    kind["state_reported"] = cells.text(mapped.cell(row, "state_reported"))
    locator = {"source_locator": cells.text(mapped.cell(row, "source_locator"))}
    return kind | {
        name: value
        for name, value in (locator | _references(mapped, row, keys, locator)).items()
        if name in {"source_id", "source_locator"}
    }


def _references(
    mapped: Mapped, row: SheetRow, keys: Mapping[str, frozenset[str]], found: dict[str, Any]
) -> dict[str, Any]:
    """Give the keys of a row that the data hold; without its source a passage would be looked for in another."""
    told: dict[str, Any] = {}
    for name in _KEYS:
        if name == "covid_pillars":
            told[name] = tuple(one for one in _parts(mapped.cell(row, name)) if one in keys[name])
        elif (key := cells.text(mapped.cell(row, name))) in keys[name]:
            told[name] = key
    if "source_id" not in told:
        found.pop("source_locator", None)
    return told


def _whole(mapped: Mapped, row: SheetRow, name: str) -> int | None:
    value = cells.number(mapped.cell(row, name)).value
    if value is not None and not (value.is_integer() and value >= 1):
        raise FieldError(name, "is no whole number above zero", "give one, or leave the cell empty")
    return None if value is None else int(value)


def _parts(cell: Cell) -> list[str]:
    return [part for part in map(str.strip, cells.text(cell).split(";")) if part]


def _listed(mapped: Mapped, row: SheetRow, name: str) -> list[Mapping[str, Any]]:
    """Read a list of records, which tables hold as JSON."""
    cell = mapped.cell(row, name)
    if cells.is_blank(cell):
        return []
    try:
        found = orjson.loads(str(cell))
    except orjson.JSONDecodeError as error:
        raise FieldError(name, "is not what unmap writes there", "take the cell from the export again") from error
    if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
        raise FieldError(name, "is not what unmap writes there", "take the cell from the export again")
    return found


def _place(told: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(told[name]) for name in ("place_reported", "basis", "note") if told.get(name)}


def _basis(mapped: Mapped, row: SheetRow) -> dict[str, dict[str, str]]:
    """Give the basis of the one area of a row, under "" for whichever that is."""
    basis = cells.text(mapped.cell(row, "basis"))
    return {"": {"basis": basis}} if basis in {"stated", "inferred"} else {}


def id_for_record(told: str, taken: Callable[[str], bool], report: str) -> str:
    """Give an id as the data can hold it, that of another report's record with the report before it."""
    plain = "".join(one if (one.isalnum() and one.isascii()) or one in "._-" else "-" for one in told).strip("._-")
    plain = plain or code_of(told) or "record"
    number, found = 1, plain
    while taken(found):
        found = f"{report}.{plain}" if number == 1 else f"{report}.{plain}.{number}"
        number += 1
    return found
