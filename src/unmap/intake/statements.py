"""What rows of a presence sheet say, one statement for each organisation and place, and when two say the same."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from unmap.geo.names import normalise
from unmap.intake.own_rows import NO_RECORD, OwnRecord

if TYPE_CHECKING:
    from datetime import date

    from unmap.intake.organisations import Organisation
    from unmap.intake.sectors import Sector

OFFICE, ACTIVITY = "office", "activity"


def same_text(text: str) -> str:
    """Give what spellings of one title or place share."""
    return normalise(text) or text


class Key(NamedTuple):
    """What makes two statements one record: the same organisation, in the same area, doing the same.

    `what` is the place of an office, the title of an activity; `area` is "" for work in the whole country.
    """

    kind: str
    report: str
    agency_id: str
    what: str
    area: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The fields that a statement says of its record; None or () where the sheet does not say."""

    place: str = ""
    lon: float | None = None
    lat: float | None = None
    start: date | None = None
    end: date | None = None
    donors: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    note: str = ""

    def joined(self, other: Said) -> Said:
        """Give what both say together: the longer period, all donors and partners, else what was said first."""
        mine = {field.name: getattr(self, field.name) for field in fields(self)}
        theirs = {field.name: getattr(other, field.name) for field in fields(other)}
        found: dict[str, Any] = {name: mine[name] or theirs[name] for name in mine}
        found["lon"], found["lat"] = (self.lon, self.lat) if self.lon is not None else (other.lon, other.lat)
        starts, ends = ([one for one in pair if one] for pair in ((self.start, other.start), (self.end, other.end)))
        # One row may say the end alone, and another that it began later: both days are of the period then.
        days = sorted([*starts, *ends])
        found |= {"start": days[0] if starts else None, "end": days[-1] if ends else None}
        for name in ("donors", "partners"):
            found[name] = tuple(sorted({*mine[name], *theirs[name]}))
        return replace(self, **found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing that one row says: an organisation has an office, or is active, in an area.

    `title` is that of an activity, made of organisation and sector where the sheet has none. `own` is the record that
    the row names, which alone may be of no organisation.
    """

    row: int
    kind: Literal["office", "activity"]
    report: str
    agency: Organisation | None
    area: str
    title: str = ""
    sectors: tuple[Sector, ...] = ()
    own: OwnRecord = NO_RECORD
    said: Said

    @property
    def key(self) -> Key:
        """What the statement is about."""
        what = same_text(self.said.place if self.kind == OFFICE else self.title)
        return Key(self.kind, self.report, self.agency_id, self.own.record_id or what, self.area)

    @property
    def agency_id(self) -> str:
        """The id of its organisation, "" for none."""
        return self.agency.agency_id if self.agency else ""
