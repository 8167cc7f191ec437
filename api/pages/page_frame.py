"""What every page says beside its content: where it stands, other formats, sources, period, edition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from unmap.measures.answer import DISCLAIMER, source_record
from unmap.model.report_names import period_name
from unmap.model.words import Language

from .value_text import path_of, safe_href

if TYPE_CHECKING:
    from collections.abc import Mapping

    from unmap.store import Dataset

GEOJSON_TYPE = "application/geo+json"
HTML_TYPE = "text/html"

_HAS_PAGE = re.compile(
    r"/api(/(collections(/[^/]+(/(items|tiles|queryables|schema|sortables))?)?|need|exports|tileMatrixSets))?"
)
"""Paths above a page that are pages themselves."""

_TITLES = {
    "landing.html": "The API of unmap",
    "conformance.html": "Standards that the API keeps",
    "collections.html": "Collections",
    "schema.html": "Properties",
}

_DESCRIPTIONS = {
    "conformance.html": "Conformance classes of OGC standards that this API keeps.",
    "collections.html": "Layers of features, each with its items in several formats.",
    "schema.html": "What the properties are called, and what they hold.",
}

CSV_TYPE = "text/csv"

_WORDS = {"api": "API", "ogc": "OGC", "items": "Items", "v2": "HDX HAPI v2"}

_FORMATS = {
    "application/json": "JSON",
    "application/schema+json": "JSON Schema",
    GEOJSON_TYPE: "GeoJSON",
    "application/topo+json": "TopoJSON",
    CSV_TYPE: "CSV",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/geopackage+sqlite3": "GeoPackage",
    "application/vnd.apache.parquet": "GeoParquet",
    "application/xml": "XML",
}

_FORM_NAMES = {"f", "output_format"}
"""Parameters that say in which format a resource is wanted."""

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way from the landing page; without an address where no page stands there."""

    text: str
    path: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """The frame of a page, from its document and the dataset.

    `within` is the query that keeps a link in the report of the page: empty where the page asks for none.
    """

    title: str
    lead: str
    description: str
    canonical: str
    within: str
    crumbs: tuple[Crumb, ...]
    formats: tuple[dict[str, str], ...]
    links: tuple[dict[str, str], ...]
    previous: str | None
    next: str | None
    first: int
    data: str
    whole: bool
    sources: tuple[dict[str, Any], ...]
    period: str
    edition: str
    disclaimer: str


def page_of(dataset: Dataset, template: str, document: Document, title: str | None, address: str) -> Page:
    """Give the frame of the page that a template makes of `document`, found at `address`."""
    links = [one for one in document.get("links") or () if isinstance(one, dict) and one.get("href")]
    here = _without_format(address)
    about = document.get("about") or {}
    # A list is cut into pages; its map and its files hold all of it unless the reader asked for a part.
    whole = template == "items.html" and "limit" not in dict(parse_qsl(urlsplit(here).query))
    within = _within(here)
    crumbs = _crumbs(urlsplit(here).path, within)
    heading = str(title or _title(template, document, crumbs))
    lead = str(document.get("description") or _DESCRIPTIONS.get(template) or "")
    return Page(
        title=heading,
        lead=lead,
        description=lead or _described(heading, dataset),
        canonical=here,
        within=within,
        crumbs=(*crumbs[:-1], Crumb(heading if template != "items.html" else crumbs[-1].text, None)),
        formats=_formats(links),
        links=_others(links, urlsplit(here).netloc),
        previous=_towards(links, "prev"),
        next=_towards(links, "next"),
        first=_offset(here),
        data=_as_format(_whole(path_of(here)) if whole else path_of(here), "json"),
        whole=whole,
        sources=_sources(dataset, document),
        period=str(about.get("period") or document.get("period") or _period(document, dataset)),
        edition=str(about.get("edition") or document.get("edition") or dataset.edition),
        disclaimer=str(document.get("disclaimer") or DISCLAIMER),
    )


def _period(document: Document, dataset: Dataset) -> str:
    """Give the time that need and presence speak of; nothing for what is about every year."""
    if "indicators" in document or set(document) <= {"sources", "links"}:
        return ""
    need = document.get("need")
    need_year = document.get("year") or (need.get("year") if isinstance(need, dict) else None)
    presence = period_name(dataset.report, Language.EN)
    if need_year is None or str(need_year) == presence:
        return presence
    return f"need {need_year}, presence {presence}" if "report" in document else str(need_year)


def _described(heading: str, dataset: Dataset) -> str:
    country = dataset.report.country_name_en
    return f"{heading}: from the data on where agencies work in {country}, and where need is."


def _title(template: str, document: Document, crumbs: tuple[Crumb, ...]) -> str:
    if template == "feature.html":
        return _name_of(document.get("properties") or {}, document.get("id")) or crumbs[-1].text
    if template == "items.html":
        return str(document.get("title") or (crumbs[-2].text if len(crumbs) > 1 else "Items"))
    if template == "landing.html":
        return _TITLES[template]
    return str(document.get("title") or _TITLES.get(template) or crumbs[-1].text)


def _name_of(properties: Mapping[str, Any], feature_id: object) -> str:
    """Give what people call a feature: area by name, initiative by title, office by agency and place."""
    if properties.get("office_id"):
        parts = (properties.get("agency_acronym"), properties.get("place_reported") or properties.get("state_name"))
        return ", ".join(str(part) for part in parts if part) or str(properties["office_id"])
    return str(properties.get("name") or properties.get("title") or feature_id or "")


def _within(address: str) -> str:
    report = dict(parse_qsl(urlsplit(address).query)).get("report")
    return "" if report is None else f"?{urlencode({'report': report})}"


def _crumbs(path: str, within: str) -> tuple[Crumb, ...]:
    """Give the steps to a page, each within the report of the page."""
    steps, found = [step for step in path.split("/") if step], []
    for count, step in enumerate(steps, start=1):
        here = "/" + "/".join(steps[:count])
        words = unquote(step).replace("-", " ")
        text = _WORDS.get(step) or words[:1].upper() + words[1:]
        found.append(Crumb(text, here + within if _HAS_PAGE.fullmatch(here) else None))
    return tuple(found) or (Crumb("API", "/api"),)


def _formats(links: list[dict[str, str]]) -> tuple[dict[str, str], ...]:
    """Give the same resource in other formats, each once."""
    found: dict[str, dict[str, str]] = {}
    for one in links:
        media_type = str(one.get("type", "")).partition(";")[0].strip()
        # A page is asked for without `f` by whoever prefers HTML: other formats need it said.
        href = _as_format(one["href"], "json") if one.get("rel") == "self" else one["href"]
        if one.get("rel") in {"self", "alternate"} and media_type and media_type != HTML_TYPE:
            if media_type == CSV_TYPE:
                # Who follows a link of a page opens the file in a spreadsheet.
                href = f"{href}&bom=true"
            known = {"href": path_of(href), "type": media_type, "name": _FORMATS.get(media_type, media_type)}
            if media_type not in found or one["rel"] == "alternate":
                found[media_type] = known
    # What needs no care with its encoding goes first.
    return tuple(sorted(found.values(), key=lambda one: one["type"] == CSV_TYPE))


def _others(links: list[dict[str, str]], host: str) -> tuple[dict[str, str], ...]:
    """Give links to other resources, those on this server by their path; what is no address of the web is left out."""
    found: dict[str, dict[str, str]] = {}
    for one in links:
        if one.get("rel") not in {"self", "alternate", "next", "prev"} and safe_href(one["href"]):
            own = urlsplit(one["href"]).netloc == host
            # Some are linked by two relations, for newer and for older clients.
            found.setdefault(one["href"], {**one, "href": path_of(one["href"]) if own else one["href"]})
    return tuple(found.values())


def _offset(address: str) -> int:
    given = dict(parse_qsl(urlsplit(address).query)).get("offset", "0")
    return int(given) if given.isascii() and given.isdigit() else 0


def _towards(links: list[dict[str, str]], rel: str) -> str | None:
    return next((path_of(one["href"]) for one in links if one.get("rel") == rel), None)


def _without_format(address: str) -> str:
    parts = urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name not in _FORM_NAMES]
    return parts._replace(query=urlencode(kept), fragment="").geturl()


def _whole(address: str) -> str:
    """Give the address of all that matches, not of what one page shows of it."""
    parts = urlsplit(address)
    kept = [(name, value) for name, value in parse_qsl(parts.query) if name != "offset"]
    return parts._replace(query=urlencode(kept)).geturl()


def _as_format(address: str, form: str) -> str:
    parts = urlsplit(_without_format(address))
    name = "output_format" if parts.path.startswith("/api/v2/") else "f"
    asked = urlencode({name: form})
    return parts._replace(query=f"{parts.query}&{asked}" if parts.query else asked).geturl()


def _sources(dataset: Dataset, document: Document) -> tuple[dict[str, Any], ...]:
    """Give the sources that a document names, wherever it does; the report where it names none."""
    found: dict[str, dict[str, Any]] = {}

    def look(value: object) -> None:
        if isinstance(value, dict):
            for name in ("source", "report", "need", "indicator", "about"):
                look(value.get(name))
            for one in value.get("sources") or ():
                look(one)
            if "publisher" in value and value.get("source_id"):
                found.setdefault(str(value["source_id"]), value)

    look(document)
    for part in (*(document.get("indicators") or ()), *(document.get("collections") or ())):
        look(part)
    return tuple(found.values()) or (source_record(dataset, dataset.report.source_id),)
