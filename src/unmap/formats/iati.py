"""Every initiative as an activity of the International Aid Transparency Initiative, version 2.03.

What the record does not tell stands nowhere: no budgets, no transactions, no share of a place. Work without a named
place has no location. P-codes have no vocabulary in IATI; they are the `ref` of each location.

The sector is the outcome or section of the report, or else its themes. Beside it stand the OECD's categories of the
themes that have one, in equal shares: the standard wants shares that sum to 100, and the record weighs no theme above
another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

from unmap.errors import ParameterError
from unmap.features import initiative_table
from unmap.formats import iati_parts
from unmap.formats.iati_parts import Parts, areas_of, english, locations, result, said
from unmap.model import Scope, iati_codes
from unmap.model.plain import records
from unmap.model.words import texts_of

if TYPE_CHECKING:
    from datetime import datetime

    from unmap.formats.iati_parts import Place
    from unmap.store import Dataset

_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")

_FIRST_DAY, _LAST_DAY = "01-01", "12-31"


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the file: the organisation identifier under which IATI knows it.

    Before a file is registered with IATI, `ref` has to be the publisher's own identifier there. Without one it is
    `UNCT-` and the country for a record of the United Nations alone, and `unmap-` and the country for any other:
    neither is a registered identifier.
    """

    ref: str | None = None

    def __post_init__(self) -> None:
        """Raise ParameterError for an identifier that IATI cannot hold."""
        if self.ref is not None and not _IDENTIFIER.fullmatch(self.ref):
            raise ParameterError("publisher", "must be an organisation identifier: letters, digits, - . and _")


def activities(dataset: Dataset, publisher: Publisher | None = None, made: datetime | None = None) -> bytes:
    """Give an `iati-activities` document with an activity for each initiative, in their order.

    `made` is when the data was last written; without it the document tells no time, so that the same data give the
    same bytes.
    """
    root = etree.Element("iati-activities", version=iati_codes.VERSION, nsmap={"unmap": iati_codes.OUR_NAMESPACE})
    if made is not None:
        root.set("generated-datetime", made.replace(microsecond=0).isoformat())
    known = _Known(dataset)
    ref = (publisher or Publisher()).ref or f"{known.reporter}-{dataset.report.country_code}"
    for row in records(initiative_table(dataset)):
        root.append(_Activity(dataset, known, ref, row).element())
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8")) + b"\n"


class _Known:
    """What the activities name, by its key."""

    def __init__(self, dataset: Dataset) -> None:
        self.agencies = {agency["agency_id"]: agency for agency in records(dataset.agencies)}
        self.themes = {theme["theme_id"]: theme for theme in records(dataset.themes)}
        self.areas = areas_of(dataset)
        self.report = dataset.source(dataset.report.source_id)
        self.country = iati_parts.country_code(dataset)
        self.type_of_all = iati_parts.type_of_all(dataset)
        self.reporter = "UNCT" if set(dataset.agencies["org_type"]) == {"United Nations"} else "unmap"


@dataclass(frozen=True, slots=True)
class _Activity:
    dataset: Dataset
    known: _Known
    ref: str
    row: dict[str, Any]

    def element(self) -> etree._Element:
        """Give the activity; the schema fixes the order of its parts."""
        row = self.row
        parts = Parts("iati-activity", default_language="en")
        parts.add("iati-identifier", f"{self.ref}-{row['initiative_id']}")
        self._reporting(parts)
        parts.add("title", texts_of(row, "title"))
        self._descriptions(parts)
        self._organisations(parts)
        parts.add("activity-status", code=self._status())
        self._dates(parts)
        self._where(parts)
        self._sector(parts)
        for theme in row["themes"]:
            self._theme(parts, theme)
        self._document(parts)
        place_refs = {place["area_code"]: iati_parts.ref_of(place) for place in row["places"]}
        for found in row["results"]:
            parts.append(result(found, self.dataset.report.reporting_year, place_refs))
        return parts.element

    def _reporting(self, parts: Parts) -> None:
        report = self.known.report
        # Somebody publishes the report; a file made of it only tells it again.
        secondary = {"secondary-reporter": "1"}
        parts.add("reporting-org", english(report.publisher), ref=self.ref, type=self.known.type_of_all, **secondary)

    def _descriptions(self, parts: Parts) -> None:
        row = self.row
        source = self.dataset.source(row["source_id"])
        if row["summary"]:
            parts.add("description", texts_of(row, "summary"), type=iati_codes.GENERAL)
        where = f": {row['source_locator']}" if row["source_locator"] else ""
        passage = f"{source.publisher}, {source.title}{where}. Terms: {source.terms}."
        note = f" Note: {row['note']}" if row["note"] else ""
        parts.add("description", english(f"Source: {passage}{note}"), type=iati_codes.OTHER)

    def _organisations(self, parts: Parts) -> None:
        named = self.known.agencies
        for agency_id in self.row["agency_ids"]:
            names = texts_of(named[agency_id], "name")
            known = {"ref": iati_codes.ORGANISATIONS[agency_id]} if agency_id in iati_codes.ORGANISATIONS else {}
            kind = iati_codes.ORGANISATION_TYPES.get(named[agency_id]["org_type"])
            stated = {"type": kind} if kind else {}
            parts.add("participating-org", names, **known, **stated, role=iati_codes.IMPLEMENTING)
        if not self.row["agency_ids"]:
            count = self.row["reported_agency_count"]
            counted = {iati_codes.OUR_COUNT: str(count)} if count else {}
            parts.add(
                "participating-org",
                english(self.known.report.publisher),
                type=self.known.type_of_all,
                role=iati_codes.IMPLEMENTING,
                **{iati_codes.OUR_ROLE: iati_codes.NOBODY},
                **counted,
            )
        for partner in self.row["partners"]:
            own = {iati_codes.OUR_ROLE: partner["role"]}
            parts.add("participating-org", english(partner["partner"]), role=iati_codes.ROLES[partner["role"]], **own)

    def _status(self) -> str:
        end = self.row["end_year"]
        over = end is not None and end < self.dataset.report.reporting_year
        return iati_codes.COMPLETION if over else iati_codes.IMPLEMENTATION

    def _dates(self, parts: Parts) -> None:
        year = self.dataset.report.reporting_year
        start, end = self.row["start_year"], self.row["end_year"]
        stated = said("export.dayUnknown") if start else said("export.startUnknown")
        # A year after the one reported on is a plan.
        kind = iati_codes.PLANNED_START if start and start > year else iati_codes.ACTUAL_START
        first = f"{start or min(year, end or year)}-{_FIRST_DAY}"
        parts.add("activity-date", stated, **{"iso-date": first, "type": kind})
        if end:
            kind = iati_codes.PLANNED_END if end > year else iati_codes.ACTUAL_END
            parts.add("activity-date", said("export.dayUnknown"), **{"iso-date": f"{end}-{_LAST_DAY}", "type": kind})

    def _where(self, parts: Parts) -> None:
        country = self.known.country
        scope = self._scope()
        if scope:
            parts.add("activity-scope", code=scope)
        report = self.dataset.report
        names = texts_of(report, "country_name")
        # Of work beyond the country no one knows its part.
        share = {} if scope == iati_codes.REGIONAL else {"percentage": "100"}
        parts.add("recipient-country", names, code=country, **share)
        for element in locations(self.dataset, self.known.areas, self._places(), country):
            parts.append(element)

    def _places(self) -> list[Place]:
        places: list[Place] = self.row["places"]
        return places

    def _scope(self) -> str | None:
        fixed = {
            Scope.COUNTRY_WIDE: iati_codes.NATIONAL,
            Scope.REGIONAL: iati_codes.REGIONAL,
            Scope.UNNAMED_PLACES: None,
        }
        scope = Scope(self.row["scope"])
        if scope in fixed:
            return fixed[scope]
        places = self._places()
        if len({self.dataset.lineage(place["area_code"])[0] for place in places}) > 1:
            return iati_codes.SEVERAL_STATES
        alone = len(places) == 1 and len(self.dataset.lineage(places[0]["area_code"])) > 1
        return iati_codes.ONE_MUNICIPALITY if alone else iati_codes.ONE_STATE

    def _sector(self, parts: Parts) -> None:
        row = self.row
        known = self.known.themes
        sectors = [(theme, texts_of(known[theme], "title")) for theme in row["themes"]]
        if row["outcome_id"]:
            sectors = [(row["outcome_id"], texts_of(row, "outcome_title"))]
        elif row["section"]:
            sectors = [(f"section-{row['section']}", said("export.noOutcome", section=row["section"]))]
        for (code, names), share in zip(sectors, _equal_shares(len(sectors)), strict=True):
            parts.add("sector", names, code=code, percentage=share, **self._vocabulary)
        categories = sorted({iati_parts.CATEGORIES[theme] for theme in row["themes"] if theme in iati_parts.CATEGORIES})
        for category, share in zip(categories, _equal_shares(len(categories)), strict=True):
            parts.add("sector", code=category, percentage=share, vocabulary=iati_codes.DAC_CATEGORY)

    def _theme(self, parts: Parts, theme_id: str) -> None:
        theme = self.known.themes[theme_id]
        parts.add("tag", texts_of(theme, "title"), code=theme_id, **self._vocabulary)

    @property
    def _vocabulary(self) -> dict[str, str]:
        """The vocabulary of outcomes and themes: the reporter's own, told of on the report's page where it has one."""
        page = self.known.report.url
        return {"vocabulary": iati_codes.OF_THE_REPORTER, **({"vocabulary-uri": page} if page else {})}

    def _document(self, parts: Parts) -> None:
        source = self.dataset.source(self.row["source_id"])
        if not source.url:
            return
        document = Parts("document-link", format=iati_codes.WEB_PAGE, url=source.url)
        document.add("title", english(source.title))
        document.add("category", code=iati_codes.RESULTS_DOCUMENT)
        parts.append(document.element)


def _equal_shares(count: int) -> list[str]:
    """Share 100 percent out in hundredths; the first take what is left over."""
    return [f"{(10_000 + place) // count / 100:g}" for place in reversed(range(count))]
