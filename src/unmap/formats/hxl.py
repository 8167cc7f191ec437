"""Hashtags of the Humanitarian Exchange Language (HXL 1.1) for the columns of every table.

One table goes from column to hashtag; where a name means different things, a second one goes from export and column.
Languages are `+i_en` and `+i_es`, official keys `+code`, P-codes `+code+v_pcode`, several values in a cell `+list`.
The outcome of the cooperation framework is the sector.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from unmap.formats.columns import column_of
from unmap.model.properties import PropertyType
from unmap.model.words import Language

if TYPE_CHECKING:
    import pandas as pd

UNTAGGED = frozenset({"places", "results", "partners"})
"""Columns without a hashtag: their cells are lists of objects as JSON, which HXL has no word for."""

_OF_AREA = {"code": "#adm{}+code", "pcode": "#adm{}+code+v_pcode", "name": "#adm{}+name"}


def _told(name: str, tag: str) -> dict[str, str]:
    """Give the hashtags of a text's columns, one for each language."""
    return {f"{name}_{language}": f"{tag}+i_{language}" for language in Language}


_WHERE = {
    "state_code": "#adm1+code",
    "state_name": "#adm1+name",
    "state_reported": "#adm1+name+reported",
    "municipality_code": "#adm2+code",
    "municipality_name": "#adm2+name",
    "place_code": "#loc+code",
    "place_reported": "#loc+name+reported",
    "area_code": "#loc+code",
    "area_codes": "#loc+code+list",
    "area_name": "#loc+name",
    "alias": "#loc+name+alt",
    "level": "#loc+level",
    "reported_area_count": "#loc+reported+num",
    "reported_area_unit": "#loc+reported+type",
    "seat_lon": "#geo+lon+seat",
    "seat_lat": "#geo+lat+seat",
    "lon": "#geo+lon",
    "lat": "#geo+lat",
    "country_code": "#country+code+v_iso3",
    **_told("country_name", "#country+name"),
}

_WHO = {
    "agency_id": "#org+code",
    "agency_ids": "#org+code+list",
    "agency_acronym": "#org+acronym",
    "agency_acronyms": "#org+acronym+list",
    "acronym": "#org+acronym",
    **_told("agency_name", "#org+name"),
    **_told("name", "#org+name"),
    "agency_type": "#org+type",
    "aliases": "#org+name+alt+list",
    "as_printed": "#org+name+printed",
    "partner": "#org+partner+name",
    "role": "#org+role",
    "publisher": "#org+publisher+name",
    "group_id": "#org+group+code",
    "results_group_id": "#org+group+code",
    "group_type": "#org+group+type",
    "reported_agency_count": "#org+reported+num",
}

_WHAT = {
    "initiative_id": "#activity+code",
    "record_id": "#activity+code",
    "record_type": "#activity+type",
    "title": "#activity+name+i_en",
    "title_es": "#activity+name+i_es",
    "summary": "#activity+description+i_en",
    "summary_es": "#activity+description+i_es",
    "scope": "#activity+scope",
    "outcome_id": "#sector+code",
    **_told("outcome_title", "#sector+name"),
    "priority_id": "#sector+priority+code",
    **_told("priority_title", "#sector+priority+name"),
    "covid_pillars": "#sector+covid+code+list",
    "pillar_id": "#sector+covid+code",
    "themes": "#sector+theme+code+list",
    "theme_id": "#sector+theme+code",
    "definition": "#sector+theme+description",
    "principle_id": "#sector+principle+code",
    "pnd_areas": "#sector+pnd+code+list",
    "pnd_area_id": "#sector+pnd+code",
    "sdg": "#sector+sdg+code",
    "target": "#sector+sdg+target+code",
    "result_id": "#output+code",
    "sla_total": "#activity+planned+num",
    "sla_gender": "#activity+planned+gender+num",
    "sla_migration": "#activity+planned+migration+num",
    **_told("reason", "#description+reason"),
    "note": "#description+note",
    **_told("note", "#description+note"),
    **_told("why", "#description+why"),
}

_PRESENCE = {
    "office_id": "#operations+office+code",
    "office_type": "#operations+office+type",
    "listed_count": "#operations+office+listed+num",
    "nearest_office_id": "#operations+office+nearest+code",
    "nearest_office_km": "#indicator+distance+km+num",
    "offices": "#operations+offices+num",
    "state_offices": "#operations+offices+adm1+num",
    "office_agencies": "#operations+agencies+offices+num",
    "agencies": "#operations+agencies+num",
    "agencies_statewide": "#operations+agencies+statewide+num",
    "initiative_agencies": "#operations+agencies+initiatives+num",
    "initiatives": "#activity+num",
    "initiatives_direct": "#activity+direct+num",
    "initiatives_inside": "#activity+inside+num",
    "initiatives_statewide": "#activity+statewide+num",
    "headquarters": "#operations+headquarters+num",
    "presence": "#status+presence",
    "presence_class": "#status+presence+class",
    "presence_share": "#indicator+presence+share+num",
    "states_with_field_offices": "#adm1+offices+num",
    "states_with_initiatives": "#adm1+activity+num",
}

_NEED = {
    "population": "#population",
    "population_share": "#indicator+population+share+num",
    "area_km2": "#indicator+area+km2+num",
    "indicator_id": "#indicator+code",
    "need_indicator": "#indicator+code",
    "concept": "#indicator+concept+code",
    "series": "#indicator+series+code",
    "need_series": "#indicator+series+code",
    **_told("series_name", "#indicator+series+name"),
    "unit": "#indicator+unit",
    "need_unit": "#indicator+unit",
    **_told("unit_name", "#indicator+unit+name"),
    "direction": "#indicator+direction",
    "levels": "#indicator+level+list",
    "value": "#indicator+value+num",
    "need_value": "#indicator+value+num",
    "pct": "#indicator+pct+num",
    "need_pct": "#indicator+pct+num",
    "persons": "#indicator+persons+num",
    "need_persons": "#indicator+persons+num",
    "base": "#population+source+num",
    "need_base": "#population+source+num",
    "need_rank": "#indicator+need+rank+num",
    "persons_rank": "#indicator+persons+rank+num",
    "need_share": "#indicator+need+share+num",
    "need_third": "#indicator+need+third+num",
    "gap": "#indicator+gap+num",
    "gap_population": "#indicator+gap+population+num",
    "rank": "#indicator+gap+rank+num",
    "rank_median": "#indicator+gap+rank+median+num",
    "rank_p05": "#indicator+gap+rank+p05+num",
    "rank_p95": "#indicator+gap+rank+p95+num",
    "top5_share": "#indicator+gap+top5+num",
    "blank_spot": "#status+blank_spot",
    "bivariate": "#indicator+bivariate+class",
    "class_number": "#indicator+class+num",
    "lower": "#indicator+class+lower+num",
    "upper": "#indicator+class+upper+num",
    "figure_id": "#indicator+code",
    "topic": "#indicator+topic",
    "description": "#indicator+description",
}

_WHEN_AND_WHENCE = {
    "year": "#date+year",
    "need_year": "#date+year+need",
    "reporting_year": "#date+year+reported",
    "start_year": "#date+start+year",
    "end_year": "#date+end+year",
    "valid_from": "#date+start",
    "valid_to": "#date+end",
    # Of several years it is an interval, which a column of dates may not hold.
    "period": "#meta+period",
    "edition": "#meta+edition",
    "terms": "#meta+license",
    "sources": "#meta+source+code+list",
    "source_id": "#meta+source+code",
    "need_source": "#meta+source+need+code",
    "need_source_id": "#meta+source+need+code",
    "presence_source": "#meta+source+presence+code",
    "presence_source_id": "#meta+source+presence+code",
    "source_locator": "#meta+source+locator",
    "source_printed": "#meta+source+printed",
    "section": "#meta+source+section",
    "value_qualifier": "#meta+qualifier",
    "basis": "#meta+basis",
    "kind": "#meta+kind",
    "counting": "#meta+counting",
    "method": "#meta+method",
    "join_method": "#meta+join+method",
    "join_confidence": "#meta+join+confidence",
    "join_candidates": "#meta+join+candidates",
    "sdg_listed": "#meta+listed",
    "report_id": "#meta+report+code",
    "url": "#meta+url",
    "file": "#meta+file",
    "sha256": "#meta+checksum",
}

TAGS = {**_WHERE, **_WHO, **_WHAT, **_PRESENCE, **_NEED, **_WHEN_AND_WHENCE}
"""The hashtag of each column, by its name."""


def _titles(kind: str) -> dict[str, str]:
    return _told("title", f"#sector{kind}+name")


_OUTPUT = {"value": "#output+value+num", "unit": "#output+unit", "description": "#output+description"}

OVERRIDES: dict[str, dict[str, str]] = {
    "offices": {"pcode": "#loc+code+v_pcode"},
    "presence-rows": {"headquarters": "#operations+headquarters+bool", "title": "#activity+name"},
    **{name: {"presence": "#operations+presence+num"} for name in ("gaps", "coverage", "clusters", "outcome-gaps")},
    "reach-by_state": dict.fromkeys(("covered", "covered_before"), "#indicator+persons+reached+num"),
    "table-places": {"name": "#loc+name", "kind": "#loc+type"},
    "table-reports": {"title": "#meta+source+name"},
    "table-sources": {"title": "#meta+source+name", "year": "#meta+source+years"},
    "table-indicators": _told("name", "#indicator+name"),
    "table-groups": _told("name", "#org+group+name"),
    "table-initiative-partners": {"role": "#org+partner+role"},
    "table-initiative-results": _OUTPUT,
    "table-pnd-areas": _titles("+pnd"),
    "table-priorities": _titles("+priority"),
    "table-framework": _titles(""),
    "table-covid-pillars": _titles("+covid"),
    "table-principles": _titles("+principle"),
    "table-themes": _titles("+theme"),
}
"""Hashtags that hold for one export alone, by the beginning of its name."""

_LONGEST_STATE_CODE = 2
_NUMBERS = (PropertyType.INTEGER, PropertyType.NUMBER)


def tags(name: str, table: pd.DataFrame) -> list[str]:
    """Give the hashtag of each column of the file `name`; empty, which HXL allows, where there is none."""
    overrides = next((found for start, found in OVERRIDES.items() if f"{name}-".startswith(f"{start}-")), {})
    level = _level(table)
    found = {**{column: tag.format(level) for column, tag in _OF_AREA.items()}, **TAGS, **overrides}
    return [found[column] if column in found else _made(name, column) for column in map(str, table.columns)]


def _made(file: str, column: str) -> str:
    """Give the hashtag of a column that has no word of its own in HXL: what it is called, and whether it counts."""
    known = column_of(file, column)
    if known is None or column in UNTAGGED:
        return ""
    return f"#indicator+{column}+num" if known.type in _NUMBERS else f"#meta+{column}"


def _level(table: pd.DataFrame) -> int:
    """Give the administrative level of the areas of a table: 2 where it tells their states, or their codes are long."""
    if "state_code" in table.columns:
        return 2
    longest = table["code"].astype("str").str.len().max() if "code" in table.columns and len(table) else 0
    return 2 if longest > _LONGEST_STATE_CODE else 1
