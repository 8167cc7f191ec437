"""What a brief says of presence: offices by agency, initiatives by outcome, and what is placed more widely."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from unmap.coverage.record import NOWHERE, matching
from unmap.layers.area_initiatives import initiatives_here
from unmap.layers.encode import records
from unmap.layers.features import place_names
from unmap.layers.programme import placeless, presence_table
from unmap.models import Kind, Level

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from unmap.dataset import Dataset
    from unmap.export.brief.subject import Subject
    from unmap.export.words import Language
    from unmap.layers import LayerStore
    from unmap.models import PresenceQuery


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
    """Who is there. `counts` are those of `unmap.layers.programme.presence_table`, None for what is not asked.

    `here` holds what is placed in the area or inside it, `wider` what is placed in the state of a municipality as a
    whole, `results_only` counts what has a result here and is placed elsewhere, `beside` what no area shows, by scope;
    `around` counts field offices elsewhere in the state.
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
    kept = initiatives_here(
        dataset, table.loc[table.index.isin(record.initiative[record.initiative != NOWHERE])], subject.code
    )
    column = "state_code" if subject.level is Level.STATE else "municipality_code"
    field = offices.loc[offices["office_type"] == "field"]
    own = field.loc[field[column] == subject.code]
    counted = presence_table(dataset, replace(query, level=subject.level))
    [counts] = records(counted.loc[counted["code"] == subject.code])
    direct = kept["direct"]
    known = {row["initiative_id"] for row in direct}
    inside = [row for row in kept.get("inside", []) if row["initiative_id"] not in known]
    return RecordFacts(
        counts,
        _lines(own, acronyms),
        offices,
        _groups([(row, False) for row in direct] + [(row, True) for row in inside], language, acronyms),
        _groups([(row, False) for row in kept.get("statewide", [])], language, acronyms),
        len(kept["results_only"]),
        placeless(dataset, query),
        None if subject.state is None else _around(field, subject),
    )


def _around(field: pd.DataFrame, subject: Subject) -> int:
    """Count distinct agency x municipality elsewhere in the state of a municipality."""
    elsewhere = field.loc[(field["state_code"] == subject.state_code) & (field["municipality_code"] != subject.code)]
    return len(elsewhere[["agency_id", "municipality_code"]].drop_duplicates())


def acronyms_in(dataset: Dataset, language: Language) -> dict[str, str]:
    """Give what each agency is called for short in a language, by its id."""
    agencies = dataset.agencies
    own = agencies["acronym_es"] if str(language) == "es" else agencies["acronym"]
    return dict(zip(agencies["agency_id"], own.where(own != "", agencies["acronym"]), strict=True))


def _lines(offices: pd.DataFrame, acronyms: dict[str, str]) -> tuple[OfficeLine, ...]:
    lines: dict[str, list[str]] = {}
    for agency, place in zip(offices["agency_id"].map(acronyms), place_names(offices), strict=True):
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
        titles[key] = row[f"outcome_title_{language}"]
        title = row["title_es"] if str(language) == "es" and row["title_es"] else row["title"]
        places = tuple(dict.fromkeys(place["name"] for place in row["places"])) if elsewhere else ()
        groups.setdefault(key, []).append(Entry(title, tuple(acronyms[one] for one in row["agency_ids"] or ()), places))
    order = sorted(groups, key=lambda key: (key is None, len(key or ""), key or ""))
    return tuple(Group(key, titles[key], tuple(groups[key])) for key in order)
