"""IATI activities as the rows of a table: one for each location, one for an activity that names none."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pycountry
from lxml import etree

from unmap.errors import SheetError, quoted
from unmap.intake import cells
from unmap.intake.clues import APPROXIMATE
from unmap.intake.fields import LEVELS
from unmap.intake.sheet_tables import SheetColumn, SheetRow, SheetTable, letter
from unmap.intake.statements import same_text
from unmap.intake.workbook_bounds import MOST_ROWS
from unmap.intake.workbooks import Sheet
from unmap.model import Scope, iati_codes
from unmap.model.iati_codes import READ_VERSIONS
from unmap.model.words import Language, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from unmap.store import Dataset

_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"

_TITLES: Final = (
    *("record_id", "title", "title_es", "summary", "summary_es", "organisations", "organisation_types", "donors"),
    *(
        "counterparts",
        "other_partners",
        "reported_agency_count",
        "sectors",
        "status",
        "scope",
        "start_date",
        "end_date",
        "start_year",
    ),
    *("end_year", "country", *(f"adm{level}_{what}" for level in LEVELS for what in ("code", "name"))),
    *("place_name", "codes", "other_codes", "lat", "lon", "exactness"),
)

_SCOPES: Final = {
    iati_codes.GLOBAL: Scope.REGIONAL,
    iati_codes.REGIONAL: Scope.REGIONAL,
    "3": Scope.REGIONAL,
    iati_codes.NATIONAL: Scope.COUNTRY_WIDE,
}
"""ActivityScope of work without a location; any other is in parts of the country that are not named."""

_VOCABULARIES: Final = (iati_codes.CLUSTERS, iati_codes.OF_THE_REPORTER, "98", iati_codes.DAC_PURPOSE)
"""Of the sectors of several vocabularies the first of these are taken: clusters, the reporter's own, the OECD's."""

_Cells = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What of a record tells how activities are read.

    `area` finds area and level of a code that stands there exactly, `levels` counts those that it has, `titles` holds
    those of its initiatives by id, `country` is its code of ISO 3166-1 with three letters.
    """

    area: Callable[[str], tuple[str, int] | None] = field(default=lambda _: None)
    levels: int = 0
    titles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    country: str = ""


def known_of(dataset: Dataset) -> Known:
    """Give what a dataset tells: its areas by code and P-code, and its initiatives."""
    areas: dict[str, tuple[str, int]] = {}
    for level in dataset.admin_levels:
        layer = dataset.layer(level)
        for name in ("pcode", "code"):
            areas |= {text.upper(): (code, level.level) for text, code in zip(layer[name], layer["code"], strict=True)}
    rows = dataset.initiatives[["initiative_id", "title", "title_es"]].itertuples(index=False, name=None)
    titles = {one: (title, title_es) for one, title, title_es in rows}
    return Known(
        area=lambda text: areas.get(text.upper()),
        levels=len(dataset.admin_levels),
        titles=titles,
        country=dataset.report.country_code,
    )


def iati_table(file: str, content: bytes, known: Known) -> SheetTable:
    """Give the locations of a document's activities as a table of unmap's own.

    A row has the line of the file that its location, or its activity without one, begins in; where two begin in one
    line, rows are counted from 1. Raises SheetError for what `activity_elements` refuses, for a document without
    activities and for one with more rows than a sheet may have.
    """
    rows: list[tuple[int, _Cells]] = []
    for element in activity_elements(file, content):
        rows += _Activity(element, known).rows()
        if len(rows) > MOST_ROWS:
            raise SheetError(f"{file}: has more than {MOST_ROWS:,} locations; cut it into several files")
    if not rows:
        raise SheetError(f"{file}: holds no activity")
    by_line = len({line for line, _ in rows}) == len(rows)
    columns = tuple(SheetColumn(place, letter(place), title) for place, title in enumerate(_TITLES))
    data = tuple(
        SheetRow(line if by_line else number, tuple(told.get(title) or None for title in _TITLES))
        for number, (line, told) in enumerate(rows, 1)
    )
    return SheetTable(Sheet(file, "", ()), 0, columns, data, 0)


class _Activity:
    """One activity, read part by part."""

    def __init__(self, element: etree._Element, known: Known) -> None:
        self._element, self._known = element, known
        self._default = element.get(_LANGUAGE, "en").lower()[:2]

    def rows(self) -> Iterator[tuple[int, _Cells]]:
        """Give the line and the cells of each location, or of the activity where it has none."""
        told = self._told()
        locations = self._element.findall("location")
        for location in locations:
            yield int(location.sourceline or 0), told | _Location(location, self._known, self._text).cells()
        if not locations:
            yield int(self._element.sourceline or 0), told | {"scope": str(self._scope())}

    def _told(self) -> _Cells:
        title, title_es = self._texts(self._element.find("title"))
        summary, summary_es = self._texts(self._element.find("description[@type='1']"))
        status = self._element.find("activity-status")
        return {
            "record_id": self._record_id((title, title_es)),
            "title": title,
            "title_es": title_es,
            "summary": summary,
            "summary_es": summary_es,
            "sectors": "; ".join(self._sectors()),
            "status": "" if status is None else iati_codes.STATUSES.get(status.get("code", ""), ""),
            "country": "; ".join(self._countries()),
            **self._organisations(),
            **self._dates(),
        }

    def _text(self, element: etree._Element | None) -> str:
        return self._texts(element)[0]

    def _texts(self, element: etree._Element | None) -> tuple[str, str]:
        """Give a text in English, else as it is, and in Spanish, "" where it is not."""
        if element is None:
            return "", ""
        found: dict[str, str] = {}
        for one in element.iterfind("narrative"):
            language = one.get(_LANGUAGE, self._default).lower()[:2]
            found.setdefault(language, cells.text("".join(map(str, one.itertext()))))
        first = found.get("en") or next(filter(None, found.values()), "")
        return first, found.get("es", "")

    def _record_id(self, titles: tuple[str, str]) -> str:
        """Give the id in the record: the identifier, of which the record's own files have the reporter in front."""
        whole = cells.text(self._element.findtext("iati-identifier"))
        reporter = self._element.find("reporting-org")
        ref = "" if reporter is None else reporter.get("ref", "")
        part = whole.removeprefix(f"{ref}-")
        if ref in {f"UNCT-{self._known.country}", f"unmap-{self._known.country}"}:
            return part
        same = {same_text(one) for one in self._known.titles.get(part, ()) if one}
        return part if same & {same_text(one) for one in titles if one} else whole

    def _sectors(self) -> list[str]:
        """Give the sectors of one vocabulary, each by its name, else by vocabulary and code."""
        by_vocabulary: dict[str, list[str]] = {}
        for one in self._element.iterfind("sector"):
            vocabulary, code = one.get("vocabulary", iati_codes.DAC_PURPOSE), one.get("code", "")
            stated = _one_cell(self._text(one))
            is_oecd = vocabulary in {iati_codes.DAC_PURPOSE, iati_codes.DAC_CATEGORY}
            scheme = "DAC" if is_oecd else f"IATI vocabulary {vocabulary},"
            if name := stated or (f"{scheme} {code}" if code else ""):
                by_vocabulary.setdefault(vocabulary, []).append(name)
        order = [one for one in _VOCABULARIES if one in by_vocabulary] or sorted(by_vocabulary)
        return list(dict.fromkeys(by_vocabulary[order[0]])) if order else []

    def _countries(self) -> list[str]:
        """Give the recipient countries by their codes of two letters; none where the activity names a region alone."""
        found = [one.get("code", "") for one in self._element.iterfind("recipient-country")]
        found += [one.get("code", "") for one in self._element.iterfind("transaction/recipient-country")]
        return [one for one in dict.fromkeys(found) if pycountry.countries.get(alpha_2=one)]

    def _organisations(self) -> _Cells:
        """Give who works: those that implement, else who extends or is accountable, else who reports for itself."""
        by_role: dict[str, list[etree._Element]] = {}
        ours: dict[str, list[str]] = {}
        counted = ""
        for one in self._element.iterfind("participating-org"):
            if own := one.get(iati_codes.OUR_ROLE):
                ours.setdefault(own, []).append(self._name(one))
                counted = one.get(iati_codes.OUR_COUNT, counted)
            else:
                by_role.setdefault(one.get("role", ""), []).append(one)
        roles = (iati_codes.IMPLEMENTING, iati_codes.EXTENDING, iati_codes.ACCOUNTABLE)
        role = next((one for one in roles if one in by_role), "")
        at_work = by_role.get(role, [])
        others = [one for name in roles if name != role for one in by_role.get(name, ())]
        reporter = self._element.find("reporting-org")
        if not at_work and iati_codes.NOBODY not in ours and reporter is not None:
            at_work = [] if reporter.get("secondary-reporter") in {"1", "true"} else [reporter]
        named = list({self._name(one): one for one in at_work if self._name(one)}.items())
        types = [iati_codes.STATED_TYPES.get(one.get("type", ""), "") for _, one in named]
        donors = [self._name(one) for one in by_role.get(iati_codes.FUNDING, ())]
        return {
            "organisations": "; ".join(name for name, _ in named),
            "reported_agency_count": counted,
            "organisation_types": "; ".join(types) if any(types) else "",
            "donors": _joined([*ours.get("donor", ()), *donors]),
            "counterparts": _joined(ours.get("counterpart", ())),
            "other_partners": _joined([*ours.get("partner", ()), *map(self._name, others)]),
        }

    def _name(self, element: etree._Element) -> str:
        """Give what an organisation is called: by its name, else as its identifier is known, else by that."""
        ref = cells.text(element.get("ref"))
        return _one_cell(self._text(element)) or _AGENCIES.get(ref, ref)

    def _dates(self) -> _Cells:
        """Give start and end, as they were before as they were planned; unmap's own file says where a day is none."""
        days: dict[str, tuple[str, str]] = {}
        for one in self._element.iterfind("activity-date"):
            days.setdefault(one.get("type", ""), (one.get("iso-date", ""), self._text(one)))
        found: _Cells = {}
        for name, kinds in (
            ("start", (iati_codes.ACTUAL_START, iati_codes.PLANNED_START)),
            ("end", (iati_codes.ACTUAL_END, iati_codes.PLANNED_END)),
        ):
            day, note = next((days[kind] for kind in kinds if kind in days), ("", ""))
            if note in _said("export.startUnknown"):
                continue
            found[f"{name}_year"] = day[:4] if day[:4].isdigit() else ""
            found[f"{name}_date"] = "" if note in _said("export.dayUnknown") else day
        return found

    def _scope(self) -> Scope:
        scope = self._element.find("activity-scope")
        return _SCOPES.get("" if scope is None else scope.get("code", ""), Scope.UNNAMED_PLACES)


_AGENCIES: Final = {ref: agency for agency, ref in iati_codes.ORGANISATIONS.items()}


def _said(key: str) -> frozenset[str]:
    return frozenset(words(language)(key) for language in Language)


def _one_cell(name: str) -> str:
    """Give a name as a cell of several names can hold it."""
    return name.replace(";", ",")


def _joined(names: list[str] | tuple[str, ...]) -> str:
    return "; ".join(dict.fromkeys(filter(None, names)))


class _Location:
    """One location of an activity."""

    def __init__(self, element: etree._Element, known: Known, text: Callable[[etree._Element | None], str]) -> None:
        self._element, self._known, self._text = element, known, text

    def cells(self) -> _Cells:
        """Give the cells of its place: codes that the record knows, its name at the level that it says, its point."""
        told: _Cells = {"scope": str(Scope.LOCATED)}
        by_level: dict[int, set[str]] = {}
        stated = list(self._codes())
        for _, code in stated:
            if (found := self._known.area(code)) is not None:
                by_level.setdefault(found[1], set()).add(found[0])
        for level, areas in by_level.items():
            told[f"adm{level}_code"] = min(areas)
            if len(areas) > 1:
                told["other_codes"] = " and ".join(sorted(areas))
        told["codes"] = "; ".join(dict.fromkeys(f"{vocabulary} {code}".strip() for vocabulary, code in stated))
        level = self._level() or max(by_level, default=0) * self._is_area()
        told[f"adm{level}_name" if level else "place_name"] = self._text(self._element.find("name"))
        return told | self._point()

    def _codes(self) -> Iterator[tuple[str, str]]:
        """Give vocabulary and code of all that identifies the place; `ref` has no vocabulary, and holds our P-codes."""
        yield "", cells.text(self._element.get("ref"))
        for name in ("location-id", "administrative"):
            for one in self._element.iterfind(name):
                if one.get("vocabulary") != iati_codes.ISO_COUNTRY or len(one.get("code", "")) > len("MX"):
                    yield one.get("vocabulary", ""), cells.text(one.get("code"))

    def _is_area(self) -> bool:
        kind = self._element.find("location-class")
        return kind is not None and kind.get("code") == iati_codes.ADMINISTRATIVE_REGION

    def _level(self) -> int:
        designation = self._element.find("feature-designation")
        code = "" if designation is None else designation.get("code", "")
        number = code.removeprefix(iati_codes.DESIGNATION)
        return int(number) if number in {str(one) for one in range(1, self._known.levels + 1)} else 0

    def _point(self) -> _Cells:
        position = cells.text(self._element.findtext("point/pos")).replace(",", " ").split()
        if not position:
            return {}
        exactness = self._element.find("exactness")
        is_near = exactness is not None and exactness.get("code") == iati_codes.APPROXIMATE
        lat, lon = (*position, "")[:2]
        return {"lat": lat, "lon": lon, "exactness": APPROXIMATE if is_near or self._is_area() else ""}


_MARKS = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"


def is_xml(content: bytes) -> bool:
    """Say whether a file is an XML document and no web page, in whichever encoding."""
    start = content[:400].replace(b"\0", b"").lstrip(_MARKS).lower()
    return start.startswith((b"<?xml", b"<iati-activit", b"<!--", b"<!doctype iati"))


def activity_elements(file: str, content: bytes) -> Iterator[etree._Element]:
    """Give each `iati-activity` of a document; what was given before is emptied, so that a large one fits in memory.

    Raises SheetError, with a sentence that names the file, for XML that is not well formed, cut short or nested too
    deeply, for a document type (no IATI file has one, and entities could unfold or name other files), for another kind
    of document and for another version than 2.01 to 2.03.
    """
    events = etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    is_first = True
    try:
        for event, element in events:
            if is_first:
                _refuse_others(file, element)
                is_first = False
            if event == "end" and element.tag == "iati-activity":
                yield element
                element.clear()
                around = element.getparent()
                while around is not None and element.getprevious() is not None:
                    del around[0]
    except etree.XMLSyntaxError as error:
        deep = "is nested too deeply for activities" if "depth" in str(error).lower() else ""
        reason = deep or f"is no XML that can be read, or is cut short ({error.msg})"
        raise SheetError(f"{file}: {reason}; get the file again, or export it anew") from error


def _refuse_others(file: str, root: etree._Element) -> None:
    if root.getroottree().docinfo.internalDTD is not None or root.getroottree().docinfo.doctype:
        raise SheetError(f"{file}: declares a document type, which no file of IATI does; it is not read")
    if root.tag != "iati-activities":
        what = f"its outermost element is {quoted(root.tag)}"
        if root.tag == "iati-organisations":
            what = "it holds organisations; the file of activities is another one"
        if str(root.tag).endswith("}Workbook"):
            what = "it is a sheet saved as XML; open it in a spreadsheet program and save it as .xlsx"
        raise SheetError(f"{file}: is no file of IATI activities: {what}")
    version = root.get("version", "")
    if version not in READ_VERSIONS:
        told = f"says version {quoted(version)}" if version else "does not say its version"
        raise SheetError(f"{file}: {told} of IATI; those that are read are {', '.join(READ_VERSIONS)}")
