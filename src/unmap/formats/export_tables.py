"""What can be exported: the content of every layer, answer and table, its formats and what of it can be chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from unmap.errors import ParameterError
from unmap.features import Resolution
from unmap.features.layer_store import layer_sources
from unmap.formats.content import Content, about, span
from unmap.formats.styles import initiative_style, need_style, office_style
from unmap.formats.writing import PLAIN, Extras, Form, file_name, write
from unmap.measures import choose_need, framework_matrix, need_by_area, presence_rows
from unmap.measures.answer import AREAS
from unmap.measures.framework import framework_cells
from unmap.measures.gap_answer import gap_answer
from unmap.measures.need import required_need
from unmap.measures.presence import agency_table, figure_table, presence_table
from unmap.model import Kind, PresenceQuery
from unmap.model.arguments import one_of
from unmap.model.report_names import period_name, period_text, report_mark
from unmap.model.words import Language
from unmap.store import COUNTRY_CODE

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from unmap.features import Layer, LayerStore
    from unmap.model import NeedChoice
    from unmap.store import Dataset


@dataclass(frozen=True, slots=True)
class Options:
    """What an export was asked to hold; None takes the default.

    `publisher` is the organisation identifier of who publishes activities; `made` is when the data was last written,
    for documents that tell it.
    """

    indicator: str | None = None
    year: int | None = None
    level: str | None = None
    resolution: Resolution | None = None
    lang: Language | None = None
    publisher: str | None = None
    made: datetime | None = None

    def __post_init__(self) -> None:
        """Take plain words; raises ParameterError for a word that is no choice."""
        kinds: dict[str, type[StrEnum]] = {"resolution": Resolution, "lang": Language}
        for name, kind in kinds.items():
            given = getattr(self, name)
            object.__setattr__(self, name, None if given is None else one_of(kind, name, given))


def areas(store: LayerStore, level: str, options: Options) -> Content:
    """Give the areas of a level with need and presence joined, their boundaries and the classes of need."""
    dataset = store.dataset
    choice = choose_need(dataset, level, options.indicator, options.year)
    layer = store.areas(choice)
    name = dataset.level(level).id
    report = dataset.report
    return Content(
        name=_named(name, choice, options),
        title=f"{name.capitalize()}: {_need_title(choice)}, and presence in {period_name(report, Language.EN)}",
        table=layer.table,
        about=about(
            dataset,
            layer_sources(dataset, name, choice),
            _span(dataset, choice),
        ),
        registry=dataset.registry,
        shapes=_boundaries(dataset, level, options.resolution),
        key="code",
        style=need_style(dataset, choice, layer.table["need_value"]),
    )


def offices(store: LayerStore, _: Options) -> Content:
    """Give the offices as points."""
    return _of_report(store, "offices", "Offices of the agencies", store.offices)


def initiatives(store: LayerStore, _: Options) -> Content:
    """Give the initiatives as the seats of the areas that they are placed in."""
    return _of_report(store, "initiatives", "Initiatives at the seats of their areas", store.initiatives)


def _of_report(store: LayerStore, name: str, title: str, layer: Layer) -> Content:
    dataset = store.dataset
    return Content(
        name=name,
        title=f"{title}, {period_name(dataset.report, Language.EN)}",
        table=layer.table,
        about=about(dataset, layer_sources(dataset, name)),
        registry=dataset.registry,
        shapes=layer.shapes,
        key=f"{name.removesuffix('s')}_id",
        style=office_style() if name == "offices" else initiative_style(),
    )


def need(store: LayerStore, options: Options) -> Content:
    """Give the values of one indicator in one year by area, with rate and headcount of the same concept."""
    dataset = store.dataset
    level = dataset.level(options.level).word
    choice = required_need(dataset, PresenceQuery(level=level, indicator=options.indicator, year=options.year))
    indicator = choice.indicator
    values = need_by_area(dataset, choice).drop(index=COUNTRY_CODE).reset_index(drop=True)
    table = (
        dataset.identity(level)
        .join(values)
        .assign(
            indicator_id=indicator.indicator_id,
            series=indicator.series,
            unit=indicator.unit,
            year=choice.year,
            source_id=indicator.source_id,
        )
    )
    title = f"Need by {level}: {_need_title(choice)}"
    return _plain(store, _named(f"need-{level}", choice, options), title, table, choice)


def presence(store: LayerStore, options: Options) -> Content:
    """Give presence by area: distinct offices, agencies and initiatives."""
    level = store.dataset.level(options.level).word
    table = presence_table(store.dataset, PresenceQuery(level=level))
    return _plain(store, f"presence-{level}", f"Presence by {level}", table)


def presence_record(store: LayerStore, _: Options) -> Content:
    """Give who does what where, one row for each agency x office or initiative x place."""
    table = presence_rows(store.dataset, PresenceQuery())
    return _plain(store, "presence-rows", "Who does what where", table)


def framework(store: LayerStore, _: Options) -> Content:
    """Give outcomes by areas of the highest level."""
    dataset = store.dataset
    table = framework_cells(dataset, framework_matrix(dataset, PresenceQuery(kind=Kind.INITIATIVES)))
    return _plain(store, "framework", f"Outcomes of the cooperation framework by {dataset.level().singular_en}", table)


def agencies(store: LayerStore, _: Options) -> Content:
    """Give the agencies with what each has."""
    return _plain(store, "agencies", "Agencies and what each has", agency_table(store.dataset))


def figures(store: LayerStore, _: Options) -> Content:
    """Give the figures of context that the report prints."""
    return _plain(store, "figures", "Figures of context that the report prints", figure_table(store.dataset))


def gaps(store: LayerStore, options: Options) -> Content:
    """Give need beside presence for every area, with the gap between their shares and how sure its rank is."""
    dataset = store.dataset
    level = dataset.level(options.level).word
    query = PresenceQuery(level=level, indicator=options.indicator, year=options.year)
    choice = choose_need(dataset, level, options.indicator, options.year)
    answer = gap_answer(dataset, query)
    listed = answer.table(AREAS)
    positions = dataset.areas(level).get_indexer(pd.Index(listed["code"]))
    return Content(
        name=_named(f"gaps-{level}", choice, options),
        title=f"Gaps between need and presence by {level}: {_need_title(choice)}",
        table=answer.stamped(listed),
        about=about(
            dataset,
            layer_sources(dataset, dataset.level(level).id, choice),
            _span(dataset, choice),
        ),
        registry=dataset.registry,
        shapes=_boundaries(dataset, level, options.resolution)[positions],
        key="code",
    )


def _plain(store: LayerStore, name: str, title: str, table: pd.DataFrame, need: NeedChoice | None = None) -> Content:
    """Give a table of the report, or of a need, without shapes."""
    report = store.dataset.report
    told = (
        about(store.dataset, [report.source_id])
        if need is None
        else about(store.dataset, [need.indicator.source_id], str(need.year))
    )
    title = title if need else f"{title}, {period_name(report, Language.EN)}"
    return Content(name, title, table, told, store.dataset.registry)


def _span(dataset: Dataset, choice: NeedChoice) -> str | None:
    """Give the time of need and presence; that of presence alone where there is no need."""
    return span([*([choice.year] if choice.given else []), period_text(dataset.report)])


def _need_title(choice: NeedChoice) -> str:
    if not choice.given:
        return "no need figures"
    indicator = choice.indicator
    series = indicator.series_name_en
    # Some series are named by their only year.
    told = series if series.endswith(str(choice.year)) else f"{series}, {choice.year}"
    return f"{indicator.name_en} ({indicator.unit_name_en}, {told})"


def _named(name: str, choice: NeedChoice, options: Options) -> str:
    """Name a content by its indicator where one was asked for, so that two files do not get the same name."""
    return name if options.indicator is None else f"{name}-{choice.indicator.indicator_id}"


def _boundaries(dataset: Dataset, level: str, resolution: Resolution | None) -> np.ndarray:
    layer = dataset.layer(level, overview=resolution is not Resolution.DETAIL)
    return np.asarray(layer.geometry.to_numpy(), dtype=object)


CHOICES = ("indicator", "year", "level", "resolution", "lang", "publisher")
"""What can be chosen of one export or another: fields of `Options`."""


_IN_DETAIL = frozenset({Form.GPKG, Form.PARQUET})
"""Formats of people who measure, and get boundaries in full detail unless they ask for less."""


class ExportKind(StrEnum):
    """What kind of thing is exported."""

    LAYER = "layer"
    ANSWER = "answer"
    TABLE = "table"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Written:
    """A file: its content and the name to save it under."""

    content: bytes
    name: str


@dataclass(frozen=True, slots=True)
class Export:
    """One thing that can be written: its name, what it is, in which formats, and what of it can be chosen.

    `forms` begins with the format that is meant unless another is asked for. `options` are the fields of `Options`
    that change it. One of `make`, for a table or layer, and `document`, which gives the file itself, is set. `long`
    tells that it takes over half a second in any format.
    """

    name: str
    kind: ExportKind
    title: str
    description: str
    forms: tuple[Form, ...]
    options: tuple[str, ...] = ()
    make: Callable[[LayerStore, Options], Content] | None = None
    document: Callable[[Dataset, Options], bytes] | None = None
    long: bool = False

    def write(
        self,
        store: LayerStore,
        form: Form | None = None,
        options: Options | None = None,
        extras: Extras = PLAIN,
        *,
        by: Callable[..., bytes] = write,
    ) -> Written:
        """Give the file in `form`, the first unless given.

        Boundaries are in full detail in GeoPackage and GeoParquet and drawn small elsewhere unless `options` say. A
        table or layer is written `by` a function that takes what `write` takes. Raises ParameterError for a format, an
        option or a combination of them that this export does not have.
        """
        chosen, options = one_of(Form, "f", form or self.forms[0]), options or Options()
        self.refuse(chosen, options, extras)
        dataset = store.dataset
        mark = report_mark(dataset.report, dataset.all_reports)
        if "resolution" in self.options and options.resolution is None:
            resolution = Resolution.DETAIL if chosen in _IN_DETAIL else Resolution.OVERVIEW
            options = replace(options, resolution=resolution)
        if self.document is not None:
            name = file_name(self.name, about(dataset, []), chosen, mark)
            return Written(self.document(dataset, options), name)
        content = self.content(store, options)
        return Written(by(content, chosen, extras), file_name(content.name, content.about, chosen, mark))

    def content(self, store: LayerStore, options: Options | None = None) -> Content:
        """Give the table or layer; raises ParameterError for a document, which is neither."""
        if self.make is None:
            raise ParameterError("name", "names a document, which is no table")
        return self.make(store, options or Options())

    def refuse(self, form: Form, options: Options, extras: Extras = PLAIN) -> None:
        """Raise ParameterError for a format that is not offered, or an option that is none of this export."""
        if form not in self.forms:
            raise ParameterError("f", f"must be one of {', '.join(self.forms)} for this export")
        extras.refuse(form)
        for name in CHOICES:
            if getattr(options, name) is not None and name not in self.options:
                raise ParameterError(name, "is no choice of this export")
