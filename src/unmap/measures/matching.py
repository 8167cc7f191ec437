"""The programme record as numbers, filtered and counted: one row for each agency, thing and place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.errors import ParameterError
from unmap.geo.names import normalise
from unmap.model import Counting, Kind, PresenceQuery
from unmap.model.query import OF_INITIATIVES
from unmap.store.dataset import once_per_dataset
from unmap.store.naming import in_codes
from unmap.store.vocabularies import holdings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unmap.model import AdminLevel
    from unmap.store import Dataset


NOWHERE = -1


FIELD_OFFICE = "field"


@dataclass(frozen=True, slots=True, eq=False)
class Record:
    """Who does what where, one position for each agency x office or initiative x place.

    `thing` numbers what is counted once: an agency's office in a place, or an initiative. `office` and `initiative`
    are row positions in the dataset's frames, `place` in its places of initiatives, `agency` in its agencies, `at` (a
    column for each level, the highest first) in its areas; -1 where there is none. What is placed in an area as a whole
    has no areas of the levels below. An initiative that is not located has a row for each agency, without an area; one
    without a named agency has a row without one.
    """

    thing: np.ndarray
    office: np.ndarray
    initiative: np.ndarray
    place: np.ndarray
    agency: np.ndarray
    at: np.ndarray
    headquarters: np.ndarray

    def take(self, keep: np.ndarray) -> Record:
        """Give the rows for which `keep` is true."""
        return Record(*(getattr(self, name)[keep] for name in self.__slots__))

    def area(self, level: AdminLevel) -> np.ndarray:
        """Give the positions of the areas of `level`; -1 where a row has none."""
        positions: np.ndarray = self.at[:, level.level - 1]
        return positions

    def whole(self, level: AdminLevel) -> np.ndarray:
        """Tell which rows are placed in an area of `level` as a whole."""
        rows: np.ndarray = self.area(level) != NOWHERE
        return rows if level.level == self.at.shape[1] else rows & (self.at[:, level.level] == NOWHERE)

    @property
    def is_office(self) -> np.ndarray:
        """Which rows are offices."""
        rows: np.ndarray = self.office != NOWHERE
        return rows


@once_per_dataset
def whole_record(dataset: Dataset) -> Record:
    """Give every office and initiative of the dataset."""
    offices, initiatives = _offices(dataset), _initiatives(dataset)
    things = int(offices["thing"].max()) + 1 if len(offices) else 0
    initiatives["thing"] = initiatives["initiative"] + things
    rows = pd.concat([offices, initiatives], ignore_index=True)
    single = ("thing", "office", "initiative", "place", "agency")
    numbers = {name: rows[name].to_numpy(dtype=np.int64) for name in single}
    at = rows[[level.word for level in dataset.admin_levels]].to_numpy(dtype=np.int64)
    return Record(**numbers, at=at, headquarters=rows["headquarters"].to_numpy(dtype=bool))


def _areas_of(dataset: Dataset, placed: pd.DataFrame) -> dict[str, np.ndarray]:
    """Give the position of the area of each level that offices or places have, by the word of the level."""
    return {level.word: _positions(placed[f"{level}_code"], dataset.areas(level)) for level in dataset.admin_levels}


def _offices(dataset: Dataset) -> pd.DataFrame:
    offices, areas = dataset.offices, [level.word for level in dataset.admin_levels]
    rows = pd.DataFrame(
        {
            "office": np.arange(len(offices)),
            "initiative": NOWHERE,
            "place": NOWHERE,
            "agency": _positions(offices["agency_id"], dataset.agencies["agency_id"]),
            **_areas_of(dataset, offices),
            "headquarters": (offices["office_type"] != FIELD_OFFICE).to_numpy(),
        }
    )
    # An agency that a report lists twice in a place has one office there.
    rows["thing"] = rows.groupby(["headquarters", "agency", *areas], sort=False).ngroup()
    return rows


def _initiatives(dataset: Dataset) -> pd.DataFrame:
    initiatives = dataset.initiatives["initiative_id"]
    agencies = pd.DataFrame(
        {
            "initiative": _positions(dataset.initiative_agencies["initiative_id"], initiatives),
            "agency": _positions(dataset.initiative_agencies["agency_id"], dataset.agencies["agency_id"]),
        }
    )
    places = dataset.initiative_places
    placed = pd.DataFrame(
        {
            "initiative": _positions(places["initiative_id"], initiatives),
            "place": np.arange(len(places)),
            **_areas_of(dataset, places),
        }
    )
    rows = (
        pd.DataFrame({"initiative": np.arange(len(initiatives))})
        .merge(agencies, on="initiative", how="left")
        .merge(placed, on="initiative", how="left")
        .fillna(NOWHERE)
        .astype("int64")
    )
    return rows.assign(office=NOWHERE, headquarters=False)


def _positions(keys: pd.Series, known: Iterable[str]) -> np.ndarray:
    return pd.Index(known).get_indexer(pd.Index(keys))


def matching(dataset: Dataset, query: PresenceQuery | None = None) -> Record:
    """Give the rows that the filters of `query` let through, in codes or names.

    Raises ParameterError for a value that does not exist.
    """
    query = in_codes(dataset, query)
    record = whole_record(dataset)
    keep = np.ones(len(record.thing), dtype=bool)
    if query.kind is Kind.OFFICES:
        keep &= record.is_office
    if query.kind is Kind.INITIATIVES or query.of_initiatives:
        keep &= ~record.is_office
    if query.of_initiatives:
        keep[keep] = _initiatives_with(dataset, query)[record.initiative[keep]]
    if query.agencies:
        keep &= np.isin(record.agency, _found(query.agencies, dataset.agencies["agency_id"]))
    if query.areas:
        keep &= _in_areas(dataset, record, query)
    return record.take(keep)


def _in_areas(dataset: Dataset, record: Record, query: PresenceQuery) -> np.ndarray:
    inside = np.zeros(len(record.thing), dtype=bool)
    for level in dataset.admin_levels:
        asked = _found(query.areas, dataset.areas(level))
        inside |= np.isin(record.area(level), asked)
        for above in dataset.above(level) if query.statewide else ():
            inside |= record.whole(above) & np.isin(record.area(above), dataset.within(level, above)[asked])
    return inside


def _found(keys: frozenset[str], known: Iterable[str]) -> np.ndarray:
    positions = _positions(pd.Series(sorted(keys)), known)
    found: np.ndarray = positions[positions != NOWHERE]
    return found


def _initiatives_with(dataset: Dataset, query: PresenceQuery) -> np.ndarray:
    keep = np.ones(len(dataset.initiatives), dtype=bool)
    for one in OF_INITIATIVES:
        if wanted := getattr(query, one.field):
            keep &= np.array([not wanted.isdisjoint(codes) for codes in holdings(dataset)[one.name]], dtype=bool)
    if query.text:
        words = [f" {word}" for word in normalise(query.text).split()]
        keep &= np.array([bool(words) and all(word in text for word in words) for text in _texts(dataset)], dtype=bool)
    return keep


@once_per_dataset
def _texts(dataset: Dataset) -> list[str]:
    """Give the titles, summaries, agencies, partners and places in which the words of a free text may begin.

    Accents and case count for nothing.
    """
    initiatives = dataset.initiatives
    agencies = dataset.agencies.set_index("agency_id")
    called = agencies["acronym"] + " " + agencies["name_en"] + " " + agencies["name_es"]
    of_agencies = dataset.initiative_agencies.assign(text=dataset.initiative_agencies["agency_id"].map(called))
    of_places = dataset.initiative_places.rename(columns={"place_reported": "text"})
    partners = dataset.initiative_partners.rename(columns={"partner": "text"})
    more = pd.concat([part[["initiative_id", "text"]] for part in (of_agencies, of_places, partners)])
    joined = more.groupby("initiative_id")["text"].agg(" ".join)
    whole = initiatives[["title", "title_es", "summary", "summary_es"]].agg(" ".join, axis="columns")
    return [
        f" {normalise(text)} {normalise(rest)}"
        for text, rest in zip(whole, initiatives["initiative_id"].map(joined).fillna(""), strict=True)
    ]


def over_the_country(dataset: Dataset, query: PresenceQuery | None) -> PresenceQuery:
    """Give the question of a measure of the whole country, in codes.

    Raises ParameterError where it asks for some areas, which such a measure cannot be narrowed to.
    """
    asked = in_codes(dataset, query)
    if asked.areas:
        given = ", ".join(sorted(asked.areas))
        raise ParameterError("area", "narrows lists of areas, and this measures the whole country", given)
    return asked


def listed_areas(dataset: Dataset, query: PresenceQuery) -> np.ndarray:
    """Tell which areas of the query's level it asks for: those named, inside one of them, or around one; or all."""
    if not query.areas:
        return np.ones(len(dataset.areas(query.level)), dtype=bool)
    named = dict.fromkeys(code for asked in query.areas for code in (asked, *dataset.lineage(asked)))
    codes = dataset.areas(query.level)
    return np.array([code in named or not query.areas.isdisjoint(dataset.lineage(code)) for code in codes], dtype=bool)


def placed_in(dataset: Dataset, query: PresenceQuery) -> PresenceQuery:
    """Give the question that counts for the areas of a list.

    What is placed in the whole of an area above lies in none that is asked for, and is still counted beside it.
    """
    return replace(query, areas=frozenset()) if dataset.above(query.level) else query


def measure(dataset: Dataset, query: PresenceQuery | None = None) -> pd.Series:
    """Give how much presence of the query's kind each area of its level has, counted as the query says.

    Every area of the level, or those of `query.areas`, as `presence` lists them. Indexed by `code`, float64. Offices
    count agency x municipality, agencies and initiatives distinct ones, `any` distinct offices and initiatives
    together. With fractional counting each of these things counts one in all, shared evenly by the areas that it is in,
    so that the sum is the number of things placed. Headquarters count where `query.headquarters` asks for them (not as
    agencies, since the report names none), and what is placed as a whole in an area above where `query.statewide`
    does. Raises ParameterError for an unknown filter value.

    Parameters:
    - `dataset`: what `unmap.load` gives.
    - `query`: level, kind of presence and filters; all presence by state without it.

    >>> measure(data, PresenceQuery(kind="offices", agencies=["UNHCR"])).nlargest(2).to_dict()
    {'02': 2.0, '07': 2.0}
    """
    query = in_codes(dataset, query)
    [amounts] = measures(dataset, placed_in(dataset, query), (query.kind,), (query.counting,)).values()
    return pd.Series(amounts, index=dataset.areas(query.level), name="presence")[listed_areas(dataset, query)]


def measures(
    dataset: Dataset, query: PresenceQuery, kinds: Iterable[Kind], countings: Iterable[Counting]
) -> dict[tuple[Kind, Counting], np.ndarray]:
    """Give `measure` for several kinds and ways of counting at once, in the order of the areas."""
    record = matching(dataset, replace(query, kind=Kind.ANY))
    areas = len(dataset.areas(query.level))
    area_of = record.area(dataset.level(query.level))
    main = headquarters_in(dataset, record, area_of, areas) if query.headquarters else None
    found: dict[tuple[Kind, Counting], np.ndarray] = {}
    placed = {kind: _placed_things(dataset, record, query, kind) for kind in kinds}
    for (kind, (area, thing)), counting in product(placed.items(), countings):
        weights = None if counting is Counting.DISTINCT else 1 / np.bincount(thing)[thing]
        amounts = np.bincount(area, weights=weights, minlength=areas).astype("float64")
        if main is not None and kind in {Kind.OFFICES, Kind.ANY}:
            amounts += main
        found[kind, counting] = amounts
    return found


def _placed_things(dataset: Dataset, record: Record, query: PresenceQuery, kind: Kind) -> tuple[np.ndarray, np.ndarray]:
    """Give each distinct pair of an area and a thing of `kind` that is in it."""
    items = record.agency if kind is Kind.AGENCIES else record.thing
    field = record.is_office & ~record.headquarters
    of_kind = {Kind.OFFICES: field, Kind.INITIATIVES: ~record.is_office}.get(kind, field | ~record.is_office)
    counted = of_kind & (items != NOWHERE)
    area = record.area(dataset.level(query.level))
    width = int(items.max(initial=0)) + 1
    here = counted & (area != NOWHERE)
    pairs = area[here] * width + items[here]
    if query.statewide:
        pairs = np.concatenate([pairs, from_above(dataset, record.take(counted), items[counted], query, width)])
    pairs = np.unique(pairs)
    return pairs // width, pairs % width


def from_above(dataset: Dataset, record: Record, items: np.ndarray, query: PresenceQuery, width: int) -> np.ndarray:
    """Give the pairs, area x `width` + item, of what is placed as a whole in an area above and so may be in any below.

    Areas are those of the query's level. `items` numbers, below `width`, what each row of the record is counted as.
    """
    found = [np.empty(0, dtype=np.int64)]
    for above in dataset.above(query.level):
        whole = record.whole(above)
        around = pd.DataFrame({"above": record.area(above)[whole], "item": items[whole]}).drop_duplicates()
        inside = pd.DataFrame({"above": dataset.within(query.level, above)}).rename_axis("area").reset_index()
        spread = around.merge(inside, on="above")
        found.append(spread["area"].to_numpy() * width + spread["item"].to_numpy())
    return np.unique(np.concatenate(found))


def headquarters_in(dataset: Dataset, record: Record, area: np.ndarray, areas: int) -> np.ndarray:
    """Count the headquarters offices that the report gives for each area."""
    main = record.is_office & record.headquarters & (area != NOWHERE)
    listed = dataset.offices["listed_count"].to_numpy()[record.office[main]]
    return np.bincount(area[main], weights=listed, minlength=areas).astype("int64")
