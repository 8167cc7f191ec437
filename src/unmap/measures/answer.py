"""One answer of any measure, the same for every interface: the tables, and what a reader has to know beside a figure.

That is the question, need, report and sources, how things are counted, and the reasons and notes of what is missing.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from unmap.errors import ParameterError
from unmap.model import FILTERS, Counting, Kind, NeedChoice, PresenceQuery
from unmap.model.plain import plain, records
from unmap.model.query import OF_INITIATIVES, nouns
from unmap.model.words import Language, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from unmap.store import Dataset


AREAS = "areas"
"""The table whose rows can be drawn."""


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What was asked and found.

    `head` is fit for JSON and says what a reader has to know beside the `tables`, of which the first is the most
    useful. `stamp` are columns that a table gets when it travels alone, in a file. `level` names the boundaries that
    the rows of the table `areas` can be drawn with. `final` is false where time ran out before the work was done, so
    that asking again may give a better answer.
    """

    name: str
    head: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    stamp: Mapping[str, Any]
    level: str | None = None
    final: bool = True

    def table(self, name: str | None = None) -> pd.DataFrame:
        """Give one table, the first unless named; raises ParameterError for one that the answer does not have."""
        chosen = next(iter(self.tables)) if name is None else name
        if chosen not in self.tables:
            raise ParameterError("table", f"must be one of {', '.join(self.tables)}", chosen)
        return self.tables[chosen]

    def stamped(self, table: pd.DataFrame) -> pd.DataFrame:
        """Give a table as it stands in a file: with indicator, series, year, sources, counting rule and edition."""
        return table.assign(**{name: value for name, value in self.stamp.items() if name not in table.columns})

    def headed(self, name: str, rows: int | None) -> Answer:
        """Give the same with only the first rows of one table; all of them for None."""
        return replace(self, tables={**self.tables, name: self.table(name).head(rows)}) if rows else self

    def document(self, tables: Iterable[str] | None = None) -> dict[str, Any]:
        """Give the answer as one JSON object, with all tables or the named ones as lists of objects."""
        wanted = self.tables if tables is None else tables
        return {**self.head, **{name: records(self.table(name)) for name in wanted}}

    def about(self) -> pd.DataFrame:
        """Give what stands before the figures as a table of part, item and value: question, need, report, sources."""
        kept = ("edition", "definition", "counting", "disclaimer")
        rows = _items("answer", {"title": f"unmap {self.name}", **{name: self.head.get(name) for name in kept}})
        for part in ("query", "need", "report"):
            rows += _items(part, self.head.get(part) or {})
        for source in self.head["sources"]:
            rows += _items(f"source {source['source_id']}", source)
        return pd.DataFrame(rows, columns=["part", "item", "value"])


def _items(part: str, record: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    # A source stands below as a part of its own.
    return [(part, name, value) for name, value in record.items() if not isinstance(value, dict)]


@contextmanager
def named_as(names: Mapping[str, str]) -> Iterator[None]:
    """Have errors of the engine name parameters as the user wrote them."""
    try:
        yield
    except ParameterError as error:
        asked = names.get(error.parameter)
        if asked is None:
            raise
        raise error.renamed(asked) from error


DISCLAIMER = "Absence from the report is not absence of work, and presence says nothing of its scale."


_COUNTED = {
    Kind.OFFICES: "Field offices are counted: distinct agency x {finest}.",
    Kind.AGENCIES: "Distinct agencies with a field office or a placed initiative are counted.",
    Kind.INITIATIVES: "Distinct placed initiatives are counted.",
    Kind.ANY: "Field offices (distinct agency x {finest}) and distinct placed initiatives are counted together.",
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
    report = {name: None if value == "" else value for name, value in asdict(dataset.report).items()}
    return {**report, "source": source_record(dataset, str(report.pop("source_id")))}


def filters_of(query: PresenceQuery) -> dict[str, Any]:
    """Give the filters of a question by the names of their parameters."""
    return {name: sorted(getattr(query, one.field)) for name, one in FILTERS.items()}


def _filters(query: PresenceQuery) -> dict[str, Any]:
    return {name: codes for name, codes in filters_of(query).items() if FILTERS[name].everywhere}


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


def need_record(dataset: Dataset, choice: NeedChoice) -> dict[str, Any] | None:
    """Give the need that was chosen: indicator, series, year, level and source; None at a level without need."""
    if not choice.given:
        return None
    record = asdict(choice.indicator)
    del record["levels"], record["part"], record["default_levels"]
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
    of_need = [need.indicator.source_id] if need is not None and need.given else []
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
    if need is not None and need.given:
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


def counting(dataset: Dataset, query: PresenceQuery) -> str:
    """Say how presence is counted."""
    highest, above = dataset.level(), dataset.above(query.level)
    sentences = [_COUNTED[query.kind].format(finest=dataset.finest.singular_en), _WEIGHED[query.counting]]
    if query.of_initiatives and query.kind is not Kind.INITIATIVES:
        on = tuple(one for one in OF_INITIATIVES if one.everywhere)
        sentences.append(f"A filter on {nouns(on)} leaves initiatives only.")
    if query.kind is not Kind.INITIATIVES:
        counted = f"counted as offices of their {highest.singular_en}"
        main = counted if query.headquarters else "no field presence and left out"
        sentences.append(f"Headquarters are {main}.")
    if above:
        whole = "counted for" if query.statewide else "not counted for"
        around = " or ".join(level.singular_en for level in above)
        sentences.append(f"Work placed in a {around} as a whole is {whole} its {dataset.level(query.level).plural_en}.")
    sentences.append("Work without a named place is in no area.")
    return " ".join(sentences)


def reason_records(codes: Iterable[str]) -> list[dict[str, str]]:
    """Give the codes of what could not be answered, each with its sentence by language."""
    return _told("reason", codes)


def note_records(codes: Iterable[str]) -> list[dict[str, str]]:
    """Give the codes of what has to be known beside a figure, each with its sentence by language."""
    return _told("note", codes)


def _told(kind: str, codes: Iterable[str]) -> list[dict[str, str]]:
    filters = {one: nouns(OF_INITIATIVES, one) for one in Language}
    return [
        {"code": code, **{str(one): words(one)(f"answer.{kind}.{code}", filters=filters[one]) for one in Language}}
        for code in codes
    ]


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
    """Put names behind codes that have none: `name`, those of levels (`state_name`) and an agency's `acronym`."""
    layers = map(dataset.layer, dataset.admin_levels)
    areas = pd.concat([pd.Series(layer["name"].array, index=layer["code"]) for layer in layers])
    acronyms = dataset.agencies.set_index("agency_id")["acronym"]
    named = table.copy()
    for code, name, names in (
        ("code", "name", areas),
        *((f"{level}_code", f"{level}_name", areas) for level in dataset.above(dataset.finest)),
        ("agency_id", "acronym", acronyms),
    ):
        if code in named.columns and name not in named.columns:
            place = list(named.columns).index(code) + 1
            known = named[code].map(names).astype(object)
            named.insert(place, name, known.where(known.notna(), None))
    return named
