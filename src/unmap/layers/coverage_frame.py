"""What a reader has to know beside any figure: question, need, report, sources, and how things are counted."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from unmap.coverage.words import NOTES, REASONS
from unmap.layers.encode import plain
from unmap.models import FILTERS, Counting, Kind, Level, NeedChoice, PresenceQuery

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from unmap.dataset import Dataset

DISCLAIMER = "Absence from the report is not absence of work, and presence says nothing of its scale."

_NOT_IN_COVERAGE = frozenset({"scope", "area"})
"""Filters that no measure of coverage takes: where things are is what it finds out."""

_COUNTED = {
    Kind.OFFICES: "Field offices are counted: distinct agency x municipality.",
    Kind.AGENCIES: "Distinct agencies with a field office or a placed initiative are counted.",
    Kind.INITIATIVES: "Distinct placed initiatives are counted.",
    Kind.ANY: "Field offices (distinct agency x municipality) and distinct placed initiatives are counted together.",
}

_WEIGHED = {
    Counting.DISTINCT: "Each counts one in every area that it is in.",
    Counting.FRACTIONAL: "Each counts one in all, shared evenly by the areas that it is in.",
}


def source_record(dataset: Dataset, source_id: str) -> dict[str, Any]:
    """Give a source: who published what, under which terms."""
    return asdict(dataset.source(source_id))


def report_record(dataset: Dataset) -> dict[str, Any]:
    """Give the report whose programme record is served."""
    report = asdict(dataset.report)
    return {**report, "source": source_record(dataset, report.pop("source_id"))}


def filters_of(query: PresenceQuery) -> dict[str, Any]:
    """Give the filters of a question by the names of their parameters."""
    return {name: sorted(getattr(query, field)) for name, field in FILTERS.items()}


def _filters(query: PresenceQuery) -> dict[str, Any]:
    return {name: codes for name, codes in filters_of(query).items() if name not in _NOT_IN_COVERAGE}


def query_record(query: PresenceQuery, **options: object) -> dict[str, Any]:
    """Give a question on coverage as it was asked, by the names of its parameters; `options` go behind."""
    return {
        "level": query.level,
        "indicator": query.indicator,
        "year": query.year,
        "kind": query.kind,
        "counting": query.counting,
        **_filters(query),
        "headquarters": query.headquarters,
        "statewide": query.statewide,
        **options,
    }


def need_record(dataset: Dataset, choice: NeedChoice) -> dict[str, Any]:
    """Give the need that was chosen: indicator, series, year, level and source."""
    record = asdict(choice.indicator)
    del record["levels"]
    source = source_record(dataset, record.pop("source_id"))
    return {**record, "year": choice.year, "level": choice.level, "source": source}


def frame(
    dataset: Dataset,
    definition: str,
    query: Mapping[str, Any],
    need: NeedChoice | None,
    source_ids: Iterable[str] = (),
) -> dict[str, Any]:
    """Give what stands before the figures of an answer: question, edition, need, report, definition, sources.

    `source_ids` are sources beside those of need and report.
    """
    of_need = [] if need is None else [need.indicator.source_id]
    used = dict.fromkeys([*of_need, *source_ids, dataset.report.source_id])
    return {
        "query": query,
        "edition": dataset.edition,
        **({} if need is None else {"need": need_record(dataset, need)}),
        "report": report_record(dataset),
        "definition": definition,
        "disclaimer": DISCLAIMER,
        "sources": [source_record(dataset, source_id) for source_id in used],
    }


def stamp(dataset: Dataset, query: PresenceQuery, need: NeedChoice | None) -> dict[str, Any]:
    """Give the columns that go with every row of a file, so that no table travels without its source and rule.

    A filter has one where it was asked for.
    """
    of_need = {}
    if need is not None:
        of_need = {
            "indicator_id": need.indicator.indicator_id,
            "series": need.indicator.series,
            "year": need.year,
            "need_source_id": need.indicator.source_id,
        }
    return {
        **of_need,
        "presence_source_id": dataset.report.source_id,
        "kind": str(query.kind),
        "counting": str(query.counting),
        **{f"filter_{name}": ",".join(codes) for name, codes in _filters(query).items() if codes},
        "edition": dataset.edition,
    }


def counting(query: PresenceQuery) -> str:
    """Say how presence is counted."""
    sentences = [_COUNTED[query.kind], _WEIGHED[query.counting]]
    if query.of_initiatives and query.kind is not Kind.INITIATIVES:
        sentences.append("A filter on outcome, priority, pillar or theme leaves initiatives only.")
    if query.kind is not Kind.INITIATIVES:
        main = "counted as offices of their state" if query.headquarters else "no field presence and left out"
        sentences.append(f"Headquarters are {main}.")
    if query.level is Level.MUNICIPALITY:
        whole = "counted for" if query.statewide else "not counted for"
        sentences.append(f"Work placed in a state as a whole is {whole} its municipalities.")
    sentences.append("Work without a named place is in no area.")
    return " ".join(sentences)


def reason_records(codes: Iterable[str]) -> list[dict[str, str]]:
    """Give the codes of what could not be answered, each with its sentence in English and Spanish."""
    return [{"code": code, "en": REASONS[code][0], "es": REASONS[code][1]} for code in codes]


def note_records(codes: Iterable[str]) -> list[dict[str, str]]:
    """Give the codes of what has to be known beside a figure, each with its sentence in English and Spanish."""
    return [{"code": code, "en": NOTES[code][0], "es": NOTES[code][1]} for code in codes]


def figures(result: Any, *skipped: str) -> dict[str, Any]:  # noqa: ANN401 - any answer of the engine
    """Give the fields of an engine's answer that are neither tables nor its question, fit for JSON."""
    values = {field.name: getattr(result, field.name) for field in fields(result) if field.name not in skipped}
    tables = (pd.DataFrame, NeedChoice, PresenceQuery)
    return {name: _fit(value) for name, value in values.items() if not isinstance(value, tables)}


def _fit(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, tuple | list):
        return [_fit(part) for part in value]
    if isinstance(value, np.generic):
        value = value.item()
    return plain(value)


def with_names(dataset: Dataset, table: pd.DataFrame) -> pd.DataFrame:
    """Put names behind codes that have none: `name`, `state_name` and the `acronym` of an agency."""
    areas = pd.concat(
        [pd.Series(layer["name"].array, index=layer["code"]) for layer in (dataset.states, dataset.municipalities)]
    )
    acronyms = dataset.agencies.set_index("agency_id")["acronym"]
    named = table.copy()
    for code, name, names in (
        ("code", "name", areas),
        ("state_code", "state_name", areas),
        ("agency_id", "acronym", acronyms),
    ):
        if code in named.columns and name not in named.columns:
            place = list(named.columns).index(code) + 1
            known = named[code].map(names).astype(object)
            named.insert(place, name, known.where(known.notna(), None))
    return named
