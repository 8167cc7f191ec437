"""The activities hold against schema, codelists and rules of IATI 2.03, and say no more than the record."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import orjson
import pytest
from lxml import etree

import unmap
from unmap.errors import ParameterError
from unmap.formats import iati_parts
from unmap.formats.iati import Publisher, activities
from unmap.formats.styles import writable
from unmap.model import iati_codes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unmap.store import Dataset


@pytest.fixture(scope="module")
def document(dataset: Dataset) -> etree._Element:
    return etree.fromstring(activities(dataset))


def activity(document: etree._Element, initiative: str) -> etree._Element:
    [found] = [one for one in document if (one.findtext("iati-identifier") or "").endswith(f"-{initiative}")]
    return found


def codes_in(path: Path) -> set[str]:
    return {(code.text or "").strip() for code in etree.parse(path).iterfind(".//codelist-item/code")}


def test_the_schema_holds(document: etree._Element, iati_standard: Path) -> None:
    schema = etree.XMLSchema(etree.parse(iati_standard / "schemas" / "iati-activities-schema.xsd"))
    schema.assertValid(document)


def test_every_code_stands_in_its_codelist(document: etree._Element, iati_standard: Path) -> None:
    checked = 0
    for mapping in etree.parse(iati_standard / "codelist-mapping.xml").iterfind("mapping"):
        path, listed = mapping.findtext("path") or "", mapping.find("codelist")
        assert listed is not None
        if mapping.findtext("condition") or not path.startswith("//iati-activity"):
            continue
        used = {str(value) for value in document.xpath(path)}
        if not used or listed.get("ref") == "OrganisationRegistrationAgency":
            continue
        known = codes_in(iati_standard / "codelists" / f"{listed.get('ref')}.xml")
        assert used <= known, path
        checked += 1
    assert checked >= 15


def test_organisations_have_the_codes_of_the_oecd_list(iati_standard: Path, dataset: Dataset) -> None:
    listed = {}
    for item in etree.parse(iati_standard / "codelists" / "CRSChannelCode.xml").iterfind(".//codelist-item"):
        listed[(item.findtext("code") or "").strip()] = (item.findtext("name/narrative") or "").lower()
    names = dataset.agencies.set_index("agency_id")["name_en"]
    for agency_id, identifier in iati_codes.ORGANISATIONS.items():
        code = identifier.removeprefix("XM-DAC-")
        shared = set(re.findall(r"[a-z]{4,}", listed[code])) & set(re.findall(r"[a-z]{4,}", names[agency_id].lower()))
        assert shared - {"united", "nations", "international", "programme", "organization"}, agency_id


CATEGORIES = {
    "111": "education, level unspecified",
    "121": "health, general",
    "151": "government and civil society, general",
    "160": "other social infrastructure and services",
    "410": "general environmental protection",
    "430": "other multisector",
    "720": "emergency response",
}
"""Categories of the OECD Development Assistance Committee, as the codelist of IATI names them."""


def test_themes_have_categories_of_the_oecd_list(iati_standard: Path, dataset: Dataset) -> None:
    items = list(etree.parse(iati_standard / "codelists" / "SectorCategory.xml").iterfind(".//codelist-item"))
    in_force = [item for item in items if item.get("status") != "withdrawn"]
    listed = {str(item.findtext("code")).strip(): item.findtext("name/narrative") or "" for item in in_force}
    assert {code: listed[code].casefold() for code in iati_parts.CATEGORIES.values()} == CATEGORIES
    assert set(iati_parts.CATEGORIES) < set(dataset.themes["theme_id"])


@pytest.mark.parametrize(
    ("initiative", "categories"),
    [
        ("coahuila-housing-strategy", {"430": "100"}),
        ("asylum-system-comar", {"151": "100"}),
        ("professional-midwifery", {"111": "50", "121": "50"}),
        ("tren-maya-assistance", {"151": "33.34", "160": "33.33", "430": "33.33"}),
        ("sdg-sovereign-bond", {}),
    ],
)
def test_themes_share_the_oecd_category_equally_beside_the_reports_own_sector(
    document: etree._Element, initiative: str, categories: dict[str, str]
) -> None:
    own, *others = activity(document, initiative).findall("sector")
    assert (own.get("vocabulary"), own.get("percentage")) == ("99", "100")
    assert {one.get("vocabulary") for one in others} <= {"2"}
    assert {one.get("code"): one.get("percentage") for one in others} == categories


def test_the_sectors_of_each_vocabulary_sum_to_100(document: etree._Element) -> None:
    categorised = 0
    for one in document:
        sums: dict[str | None, Decimal] = {}
        for sector in one.iterfind("sector"):
            vocabulary = sector.get("vocabulary")
            sums[vocabulary] = sums.get(vocabulary, Decimal(0)) + Decimal(sector.get("percentage") or "0")
        assert set(sums.values()) == {Decimal(100)}
        categorised += "2" in sums
    assert categorised == 68


def test_the_rules_hold(document: etree._Element, iati_standard: Path) -> None:
    rules = orjson.loads((iati_standard / "rulesets" / "standard_ruleset.json").read_bytes())
    [pattern] = {case["regex"] for case in rules["//iati-activity"]["regex_matches"]["cases"]}
    for one in document:
        assert one.xpath("activity-date[@type='1' or @type='2']")
        assert one.xpath("sector")
        shares = [float(share) for share in one.xpath("recipient-country/@percentage | recipient-region/@percentage")]
        assert shares in ([], [100.0])
        for text in (one.findtext("iati-identifier"), *one.xpath("participating-org/@ref | reporting-org/@ref")):
            assert re.fullmatch(pattern, str(text))
        dates = {date.get("type"): str(date.get("iso-date")) for date in one.iterfind("activity-date")}
        assert dates.get("2", dates.get("1", "9999")) < dates.get("4", dates.get("3", "9999"))
        assert max(dates.get("2", ""), dates.get("4", "")) <= "2020-12-31"
        for organisation in one.iterfind("participating-org"):
            assert organisation.get("ref") or organisation.findtext("narrative")


def test_every_initiative_is_one_activity(document: etree._Element, dataset: Dataset) -> None:
    assert document.get("version") == "2.03"
    identifiers = [one.findtext("iati-identifier") for one in document]
    assert identifiers == [f"UNCT-MEX-{name}" for name in dataset.initiatives["initiative_id"]]
    assert {one.findtext("reporting-org/narrative") for one in document} == {"United Nations System in Mexico"}
    # The report is told again by someone else than its authors.
    assert {str(flag) for flag in document.xpath("//reporting-org/@secondary-reporter")} == {"1"}


def test_every_place_is_one_location_at_latitude_and_longitude(document: etree._Element, dataset: Dataset) -> None:
    places = dataset.initiative_places
    areas = {
        row.code: row for layer in (dataset.states, dataset.municipalities) for row in layer.itertuples(index=False)
    }
    for name in dataset.initiatives["initiative_id"]:
        of_it = places.loc[places["initiative_id"] == name]
        found = activity(document, name).findall("location")
        assert [location.get("ref") for location in found] == [areas[code].pcode for code in of_it["area_code"]]
        for location, (code, level) in zip(found, zip(of_it["area_code"], of_it["level"], strict=True), strict=True):
            latitude, longitude = map(float, (location.findtext("point/pos") or "").split(" "))
            assert (latitude, longitude) == (areas[code].seat_lat, areas[code].seat_lon)
            designation = location.find("feature-designation")
            assert designation is not None
            assert designation.get("code") == ("ADM1" if level == "state" else "ADM2")
            assert not location.xpath(".//@percentage")
    assert len(document.findall(".//location[@ref][location-reach]")) == len(places)


def test_work_without_a_named_place_has_no_location(document: etree._Element, dataset: Dataset) -> None:
    unplaced = dataset.initiatives.loc[dataset.initiatives["scope"] != "located", "initiative_id"]
    assert len(unplaced) == 44
    assert all(activity(document, name).find("location") is None for name in unplaced)


def test_an_inferred_place_says_so_and_why(document: etree._Element, dataset: Dataset) -> None:
    inferred = dataset.initiative_places.loc[dataset.initiative_places["basis"] == "inferred"]
    told = [
        (text.text or "")
        for text in document.iterfind(".//activity-description/narrative")
        if (text.text or "").startswith("Inferred, not stated")
    ]
    assert len(told) == len(inferred)
    assert any("La Laguna (Comarca Lagunera) is a region" in text for text in told)


def test_texts_are_in_english_and_spanish(document: etree._Element, dataset: Dataset) -> None:
    for row in dataset.initiatives.itertuples():
        title = activity(document, str(row.initiative_id)).find("title")
        assert title is not None
        english, spanish = title.findall("narrative")
        assert (english.text, spanish.text) == (row.title, row.title_es)
        assert spanish.get("{http://www.w3.org/XML/1998/namespace}lang") == "es"


def test_each_part_has_its_role(country: Dataset) -> None:
    found = activity(etree.fromstring(activities(country)), "both-states")
    roles = [(one.findtext("narrative"), one.get("role")) for one in found.iterfind("participating-org")]
    assert roles == [("Agency A", "4"), ("Agency B", "4"), ("Water Board", "4"), ("Lottery", "1")]
    dates = [(one.get("type"), one.get("iso-date")) for one in found.iterfind("activity-date")]
    assert dates == [("2", "2019-01-01"), ("4", "2020-12-31")]
    scope, result = found.find("activity-scope"), found.find("result")
    assert scope is not None
    assert scope.get("code") == "5"
    assert result is not None
    actual = result.find("indicator/period/actual")
    assert actual is not None
    assert actual.get("value") == "12"
    location = actual.find("location")
    assert location is not None
    assert location.get("ref") == "SQ01"


def test_what_is_not_known_is_not_told(country: Dataset) -> None:
    document = etree.fromstring(activities(country))
    nation = activity(document, "nation")
    assert nation.findtext("activity-date/narrative") == (
        "The start is not stated; this is the first day of the year reported on."
    )
    assert [one.findtext("narrative") for one in activity(document, "together").iterfind("participating-org")] == [
        "Country Team"
    ]
    for name in ("budget", "transaction", "planned-disbursement", "contact-info"):
        assert document.find(f".//{name}") is None


def test_a_result_for_a_place_that_is_none_of_the_activity_names_it_in_words(
    squares: Path, rewrite: Callable[[Path, str, str], None]
) -> None:
    rewrite(squares / "programme/initiative_results.csv", "Wells dug,01,2020", "Wells dug,02,")
    found = activity(etree.fromstring(activities(unmap.load(squares))), "both-states")
    assert found.find(".//actual/location") is None
    assert found.findtext(".//actual/comment/narrative") == (
        "Printed as 12 wells; no year is stated; stated for the area 02."
    )


def test_a_publisher_and_a_time_are_told_when_given(dataset: Dataset) -> None:
    made = dt.datetime(2021, 5, 4, 3, 2, 1, 999, tzinfo=dt.UTC)
    document = etree.fromstring(activities(dataset, Publisher("XM-DAC-41305"), made))
    assert document.get("generated-datetime") == "2021-05-04T03:02:01+00:00"
    assert (document[0].findtext("iati-identifier") or "").startswith("XM-DAC-41305-")


@pytest.mark.parametrize("ref", ["", "a/b", "a b", "<x>", "-a", "x" * 101, "a&b", "a\n"])
def test_an_identifier_that_iati_cannot_hold_is_refused(ref: str) -> None:
    with pytest.raises(ParameterError, match="publisher"):
        Publisher(ref)


def test_the_same_data_gives_the_same_bytes(dataset: Dataset) -> None:
    assert activities(dataset) == activities(dataset)


def test_hostile_text_stays_text(squares: Path, rewrite: Callable[[Path, str, str], None]) -> None:
    text = '</title><!-- &amp; ]]> <script> "'
    rewrite(squares / "programme/initiatives.csv", "Clean water", '"' + text.replace('"', '""') + '"')
    found = activity(etree.fromstring(activities(unmap.load(squares))), "both-states")
    assert found.findtext("title/narrative") == text


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1f", "\ufffe", "\uffff"])
def test_what_xml_cannot_hold_is_left_out_of_texts_and_attributes(dataset: Dataset, character: str) -> None:
    initiatives = dataset.initiatives.copy()
    for column in ("title", "section", "initiative_id"):
        initiatives[column] = initiatives[column].where(initiatives[column] == "", initiatives[column] + character)
    whole = activities(replace(dataset, initiatives=initiatives))
    assert etree.fromstring(whole).tag == "iati-activities"
    assert character.encode() not in whole


def test_what_xml_can_hold_stays() -> None:
    assert writable("tab\t line\n é 中 😀 \ufffd") == "tab\t line\n é 中 😀 \ufffd"
