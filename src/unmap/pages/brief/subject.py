"""What a brief says of its area: presence by agency and outcome, the gap, how sure the rank is, and what is around."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from unmap.errors import NotFoundError
from unmap.features.feature_tables import office_table, place_names
from unmap.measures import default_need
from unmap.measures.area import initiatives_here, neighbours_here
from unmap.measures.gaps import gaps
from unmap.measures.matching import NOWHERE, matching
from unmap.measures.people import Points, field_offices, geodesic_km
from unmap.measures.presence import placeless, presence_table
from unmap.model import Kind, PresenceQuery
from unmap.model.plain import plain, records
from unmap.model.words import Language, text_in
from unmap.store.naming import names_in_sources

if TYPE_CHECKING:
    from collections.abc import Iterable

    from unmap.features import LayerStore
    from unmap.model import AdminLevel
    from unmap.store import Dataset


@dataclass(frozen=True, slots=True)
class Subject:
    """An area with its names, as a page in a language tells of it; `row` is its place in its layer.

    `around` is code and short name of the area of the highest level that it lies in, None where it is one itself.
    """

    level: AdminLevel
    row: int
    code: str
    pcode: str
    name: str
    population: int | None
    area_km2: float | None
    around: tuple[str, str] | None
    language: Language
    in_sources: tuple[int, tuple[str, ...]]
    """The year of the need shown by default, and what its sources call an area that was renamed since."""

    @property
    def highest_code(self) -> str:
        """The area of the highest level that it is or lies in."""
        return self.around[0] if self.around else self.code


def subject_of(dataset: Dataset, code: str, language: Language) -> Subject:
    """Find an area by its code; raises NotFoundError where there is none."""
    level = dataset.level_of(code)
    if level is None:
        kinds = " or ".join(one.singular_en for one in dataset.admin_levels)
        raise NotFoundError(f"there is no {kinds} of that code")
    row = int(dataset.areas(level).get_indexer(pd.Index([code]))[0])
    found = dataset.layer(level).iloc[row]
    around = dataset.lineage(code)[:-1][:1]
    year = default_need(dataset, level.word).year
    return Subject(
        level,
        row,
        code,
        str(found["pcode"]),
        str(found["name"]),
        plain(found["population"]),
        plain(found["area_km2"]),
        (around[0], _short_name(dataset, around[0], language)) if around else None,
        language,
        (year, names_in_sources(dataset, code, year)),
    )


def _short_name(dataset: Dataset, code: str, language: Language) -> str:
    layer = dataset.layer(dataset.level_of(code))
    return text_in(layer.loc[layer["code"] == code].iloc[0].to_dict(), "short_name", language)


class OfficeLine(NamedTuple):
    """An agency and the places of its field offices, as the report names them."""

    agency: str
    places: tuple[str, ...]


class Entry(NamedTuple):
    """An initiative; `places` are the areas inside or around, where it is not placed in exactly this one."""

    title: str
    agencies: tuple[str, ...]
    places: tuple[str, ...]


class Group(NamedTuple):
    """The initiatives under one outcome; without an id, those that the report tells elsewhere."""

    outcome_id: str | None
    title: str | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """Who is there. `counts` are those of `unmap.measures.presence.presence_table`, None for what is not asked.

    `here` holds what is placed in the area or inside it, `wider` what is placed in an area around it as a
    whole, `results_only` counts what has a result here and is placed elsewhere, `beside` what no area shows, by scope;
    `around` counts field offices elsewhere in its area of the highest level.
    """

    counts: dict[str, Any]
    offices: tuple[OfficeLine, ...]
    shown: pd.DataFrame
    here: tuple[Group, ...]
    wider: tuple[Group, ...]
    results_only: int
    beside: dict[str, int | None]
    around: int | None


def record_facts(store: LayerStore, query: PresenceQuery, subject: Subject, language: Language) -> RecordFacts:
    """Give who works in `subject`, as far as the filters of `query` let through; raises ParameterError for bad ones."""
    dataset = store.dataset
    acronyms = acronyms_in(dataset, language)
    record = matching(dataset, replace(query, kind=Kind.ANY))
    offices = store.offices.table
    offices = offices.loc[offices.index.isin(record.office[record.office != NOWHERE])]
    table = store.initiatives.table
    table = table.loc[table.index.isin(record.initiative[record.initiative != NOWHERE])]
    kept = initiatives_here(dataset, records(table), subject.code)
    field = offices.loc[offices["office_type"] == "field"]
    own = field.loc[field[f"{subject.level}_code"] == subject.code]
    counted = presence_table(dataset, replace(query, level=subject.level.word))
    [counts] = records(counted.loc[counted["code"] == subject.code])
    direct = kept["direct"]
    known = {row["initiative_id"] for row in direct}
    inside = [row for row in kept.get("inside", []) if row["initiative_id"] not in known]
    return RecordFacts(
        counts,
        _lines(dataset, own, acronyms),
        offices,
        _groups([(row, False) for row in direct] + [(row, True) for row in inside], language, acronyms),
        _groups([(row, False) for row in kept.get("statewide", [])], language, acronyms),
        len(kept["results_only"]),
        placeless(dataset, query),
        None if subject.around is None else _elsewhere(dataset, field, subject),
    )


def _elsewhere(dataset: Dataset, field: pd.DataFrame, subject: Subject) -> int:
    """Count distinct agency x place elsewhere in the area of the highest level that an area lies in."""
    around = field[f"{dataset.level()}_code"] == subject.highest_code
    elsewhere = field.loc[around & (field[f"{subject.level}_code"] != subject.code)]
    return len(elsewhere[["agency_id", f"{dataset.finest}_code"]].drop_duplicates())


def acronyms_in(dataset: Dataset, language: Language) -> dict[str, str]:
    """Give what each agency is called for short in a language, by its id."""
    return {row["agency_id"]: text_in(row, "acronym", language) for row in dataset.agencies.to_dict("records")}


def _lines(dataset: Dataset, offices: pd.DataFrame, acronyms: dict[str, str]) -> tuple[OfficeLine, ...]:
    lines: dict[str, list[str]] = {}
    for agency, place in zip(offices["agency_id"].map(acronyms), place_names(dataset, offices), strict=True):
        lines.setdefault(str(agency), []).append(str(place))
    found = [OfficeLine(agency, tuple(dict.fromkeys(places))) for agency, places in lines.items()]
    return tuple(sorted(found, key=lambda line: (-len(line.places), line.agency)))


def _groups(
    rows: Iterable[tuple[dict[str, Any], bool]], language: Language, acronyms: dict[str, str]
) -> tuple[Group, ...]:
    """Group initiatives by outcome in its order; what has none stands last."""
    groups: dict[str | None, list[Entry]] = {}
    titles: dict[str | None, str | None] = {}
    for row, elsewhere in rows:
        key = row["outcome_id"]
        titles[key] = text_in(row, "outcome_title", language)
        team = tuple(acronyms[one] for one in row["agency_ids"] or ())
        places = tuple(dict.fromkeys(place["name"] for place in row["places"])) if elsewhere else ()
        groups.setdefault(key, []).append(Entry(text_in(row, "title", language), team, places))
    order = sorted(groups, key=lambda key: (key is None, len(key or ""), key or ""))
    return tuple(Group(key, titles[key], tuple(groups[key])) for key in order)


NOTABLE = 0.1
"""Part by which the source's own population may differ from the census without a word on it."""


@dataclass(frozen=True, slots=True)
class GapFacts:
    """The row of `unmap.measures.gaps.gaps` of one area, what need is ranked by, among how many, over how many choices.

    `nearest` is the nearest field office: agency, place and whether it stands in the area itself.
    """

    row: dict[str, Any]
    need_measure: str
    ranked: int
    choices: int
    nearest: tuple[str, str, bool] | None
    not_measured: str
    """The key of the words on why there is no distance to an office."""

    @property
    def other_base(self) -> bool:
        """Whether the source counts other people here than the census, so that the headcount needs a word."""
        base, population = self.row["need_base"], self.row["population"]
        return bool(base and population and abs(base / population - 1) > NOTABLE)


def gap_facts(dataset: Dataset, query: PresenceQuery, subject: Subject, language: Language = Language.EN) -> GapFacts:
    """Give the gap of `subject`; the level of `query` is that of the area."""
    found = gaps(dataset, query)
    table = pd.DataFrame(found.areas.drop(columns="geometry"))
    [row] = records(table.iloc[[subject.row]])
    return GapFacts(
        row,
        found.need_measure,
        int(table["need_rank"].notna().sum()),
        int(found.choices["used"].sum()),
        _nearest(dataset, row, subject, language),
        _not_measured(dataset, query, subject),
    )


def _not_measured(dataset: Dataset, query: PresenceQuery, subject: Subject) -> str:
    offices = field_offices(dataset, PresenceQuery(agencies=query.agencies))
    if not offices.count:
        return "brief.nearestNoPoint" if offices.unplaced else "brief.nearestNoOffice"
    seat = dataset.layer(subject.level.word)["seat_lon"].iloc[subject.row]
    return "brief.nearestNoSeat" if pd.isna(seat) else "brief.nearestNoPoint"


def _nearest(
    dataset: Dataset, row: dict[str, Any], subject: Subject, language: Language
) -> tuple[str, str, bool] | None:
    if row["nearest_office_id"] is None:
        return None
    table = office_table(dataset)
    offices = table.assign(place=place_names(dataset, table))
    office = offices.loc[offices["office_id"] == row["nearest_office_id"]].iloc[0]
    here = subject.code in {office[f"{level}_code"] for level in dataset.admin_levels}
    return acronyms_in(dataset, language).get(office["agency_id"], ""), str(office["place"]), here


class Near(NamedTuple):
    """A place with field offices, its agencies, and how far it is from the seat of the area, in km."""

    place: str
    agencies: tuple[str, ...]
    km: float


class Around(NamedTuple):
    """An area that borders on the brief's, or the brief's own: its rate of need and its counts, None where unknown."""

    code: str
    name: str
    need: float | None
    offices: int | None
    initiatives: int | None


@dataclass(frozen=True, slots=True)
class AroundFacts:
    """What is around an area: itself and its neighbours, those in greatest need first, and the places with offices."""

    own: Around
    neighbours: tuple[Around, ...]
    near: tuple[Near, ...]


def around_facts(dataset: Dataset, query: PresenceQuery, subject: Subject) -> AroundFacts:
    """Give the neighbours of `subject` and the places with field offices by distance; `query` is of its level.

    Offices are those of the query's agencies, whatever else it asks for, as the nearest one is.
    """
    table = gaps(dataset, query).areas.drop(columns="geometry").set_index("code", drop=False)
    counts = presence_table(dataset, query).set_index("code")[["offices", "initiatives"]]
    codes = [one["code"] for one in neighbours_here(dataset, subject.level.word, subject.code)]
    order = table.loc[codes].sort_values("need_rank", na_position="last", kind="stable")["code"]

    def row(code: str) -> Around:
        found = table.loc[code].to_dict()
        name = text_in(found, "short_name", subject.language)
        elsewhere = dataset.lineage(code)[0] if subject.around else subject.highest_code
        if elsewhere != subject.highest_code:
            name = f"{name}, {_short_name(dataset, elsewhere, subject.language)}"
        return Around(code, name, plain(found["need_pct"]), *(plain(counts.loc[code, one]) for one in counts.columns))

    return AroundFacts(row(subject.code), tuple(map(row, order)), _near(dataset, query, subject))


def _near(dataset: Dataset, query: PresenceQuery, subject: Subject) -> tuple[Near, ...]:
    """Give every place with a field office, the nearest to the seat first."""
    layer = dataset.layer(subject.level.word)
    seat = layer[["seat_lon", "seat_lat"]].iloc[subject.row]
    offices = field_offices(dataset, PresenceQuery(agencies=query.agencies))
    if seat.isna().any() or not offices.count:
        return ()
    listed = office_table(dataset)
    listed = listed.assign(place=place_names(dataset, listed)).set_index("office_id").loc[offices.table["office_id"]]
    here = Points.of(*([seat[name]] * len(listed) for name in ("seat_lon", "seat_lat")))
    acronyms = acronyms_in(dataset, subject.language)
    listed = listed.assign(km=geodesic_km(here, offices.points), agency=listed["agency_id"].map(acronyms).fillna(""))
    found = [
        Near(str(place), tuple(sorted(set(own["agency"]))), float(own["km"].min()))
        for (place, _), own in listed.groupby(["place", f"{dataset.finest}_code"], sort=False, dropna=False)
    ]
    return tuple(sorted(found, key=lambda one: (one.km, one.place)))
