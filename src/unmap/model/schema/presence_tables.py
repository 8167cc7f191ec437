"""The record of a report: who works where, in which groups, and the figures of context that it prints."""

from __future__ import annotations

from unmap.model.tables import ID_PATTERN, IN_REPORT, LOCATOR, NOTE, PASSAGE, QUALIFIER, Column, Table

# Of an office's point the join tells more than that it is out of range: exchanged, say, or in another country.
_LON = Column(name="lon", description="longitude, WGS 84", type="number", unit="degree")


_LAT = Column(name="lat", description="latitude, WGS 84", type="number", unit="degree")


# ISO 3166-1 keeps AAA-AAZ, QMA-QZZ, XAA-XZZ and ZZA-ZZZ for users: they name no country, but for Kosovo's XKX. No
# look-ahead: not every engine that pandas hands a pattern to knows it.
_COUNTRY = r"(A[B-Z][A-Z]|[B-PR-WY][A-Z]{2}|Q[A-L][A-Z]|XKX|Z[A-Y][A-Z])"


ORGANISATION_TYPES = {
    "Academic / Research": "431",
    "Donor": "433",
    "Embassy": "434",
    "Government": "435",
    "International NGO": "437",
    "International Organization": "438",
    "Media": "439",
    "Military": "440",
    "National NGO": "441",
    "Other": "443",
    "Private sector": "444",
    "Red Cross / Red Crescent": "445",
    "Religious": "446",
    "United Nations": "447",
}
"""Types of organisations: HDX's preferred terms with their codes, as the Humanitarian Exchange keeps them."""


REPORTS = Table(
    name="reports",
    path="programme/reports.csv",
    title="The report that the programme tables record",
    key=("report_id",),
    columns=(
        Column(name="report_id", description="short name", required=True, pattern=ID_PATTERN, tag="#meta+report+code"),
        Column(name="title", description="title as published", required=True, tag="#meta+source+name"),
        Column(
            name="country_code",
            description="ISO 3166-1 alpha-3",
            required=True,
            pattern=_COUNTRY,
            tag="#country+code+v_iso3",
        ),
        Column(name="country_name_en", description="country in English", required=True, tag="#country+name+i_en"),
        Column(
            name="country_name_es",
            description="country in Spanish",
            falls_back_to="country_name_en",
            tag="#country+name+i_es",
        ),
        Column(
            name="reporting_year",
            description="year reported on",
            type="integer",
            required=True,
            minimum=1945,
            maximum=2200,
        ),
        Column(name="period_start", description="first day that it speaks of", type="date"),
        Column(name="period_end", description="last day that it speaks of", type="date"),
        Column(name="source_id", description="the report itself", required=True, refers_to="sources.source_id"),
        Column(
            name="theme_title_en",
            description="what its themes are called in English, such as Cluster or Sector; empty for Theme",
        ),
        Column(name="theme_title_es", description="the same in Spanish", falls_back_to="theme_title_en"),
        Column(
            name="metric_crs",
            description="EPSG code of the country's reference system in metres; empty for none",
            pattern=r"EPSG:\d{4,6}",
        ),
    ),
)


AGENCIES = Table(
    name="agencies",
    path="programme/agencies.csv",
    title="Agencies and other organisations",
    optional=True,
    key=("agency_id",),
    columns=(
        Column(name="agency_id", description="acronym fit for an address", required=True, pattern=ID_PATTERN),
        Column(name="acronym", description="acronym as the agency writes it", required=True),
        Column(name="acronym_es", description="acronym in Spanish, where that is another"),
        Column(name="name_en", description="name in English", required=True, tag="#org+name+i_en"),
        Column(name="name_es", description="name in Spanish", falls_back_to="name_en", tag="#org+name+i_es"),
        Column(
            name="agency_type",
            description="kind of body of the United Nations",
            allowed=(
                "specialized-agency",
                "fund-or-programme",
                "regional-commission",
                "secretariat-office",
                "institute",
                "related-organization",
                "joint-programme",
                "other-entity",
            ),
            tag="#org+type",
        ),
        Column(
            name="org_type",
            description="type of organisation, by the preferred term of HDX; empty where it is not stated",
            allowed=tuple(ORGANISATION_TYPES),
            tag="#org+type+name",
        ),
        Column(name="aliases", description="other ways to write it", type="list", tag="#org+name+alt+list"),
        NOTE,
    ),
)


OFFICES = Table(
    name="offices",
    path="programme/offices.csv",
    title="Offices: one row for each agency in a place",
    optional=True,
    key=("office_id",),
    columns=(
        Column(name="office_id", description="short name", required=True, pattern=ID_PATTERN),
        Column(
            name="agency_id",
            description="agency; empty where the report gives only a count",
            refers_to="agencies.agency_id",
        ),
        Column(name="state_reported", description="area of the highest level as printed"),
        Column(name="place_reported", description="place as printed"),
        Column(
            name="area_code",
            description="area as exactly as it is stated, of any level",
            refers_to="area",
        ),
        _LON,
        _LAT,
        Column(
            name="office_type",
            description="field office or headquarters",
            required=True,
            allowed=("field", "headquarters"),
        ),
        Column(
            name="listed_count",
            description="how often the report lists it, or how many it counts",
            type="integer",
            required=True,
            minimum=1,
            maximum=10_000,
        ),
        Column(name="valid_from", description="first day for which it is reported", type="date", required=True),
        Column(name="valid_to", description="last day reported; empty for an office still open", type="date"),
        *PASSAGE,
        NOTE,
        IN_REPORT,
    ),
)


GROUPS = Table(
    name="groups",
    path="programme/groups.csv",
    title="Results groups, interagency groups and bodies of coordination",
    key=("group_id",),
    optional=True,
    columns=(
        Column(name="group_id", description="short name", required=True, pattern=ID_PATTERN),
        Column(
            name="group_type",
            description="kind of group",
            required=True,
            allowed=("results-group", "interagency-group", "other"),
            tag="#org+group+type",
        ),
        Column(name="name_en", description="name in English", required=True, tag="#org+group+name+i_en"),
        Column(name="name_es", description="name in Spanish", falls_back_to="name_en", tag="#org+group+name+i_es"),
        Column(name="priority_id", description="priority of a results group", refers_to="priorities.priority_id"),
        NOTE,
        LOCATOR,
    ),
)


GROUP_MEMBERS = Table(
    name="group_members",
    path="programme/group_members.csv",
    title="Agencies of each group",
    key=("group_id", "agency_id"),
    optional=True,
    columns=(
        Column(name="group_id", description="group", required=True, refers_to="groups.group_id", tag="#org+group+code"),
        Column(name="agency_id", description="agency", required=True, refers_to="agencies.agency_id"),
        Column(
            name="role",
            description="role in the group",
            required=True,
            allowed=("co-chair", "lead", "member"),
            tag="#org+role",
        ),
    ),
)


CONTEXT_FIGURES = Table(
    name="context_figures",
    path="programme/context_figures.csv",
    title="Figures of context that the report prints",
    key=("figure_id",),
    optional=True,
    columns=(
        Column(name="figure_id", description="short name", required=True, pattern=ID_PATTERN, tag="#indicator+code"),
        Column(name="topic", description="what it is about", required=True, tag="#indicator+topic"),
        Column(name="description", description="what the figure says", required=True, tag="#indicator+description"),
        Column(name="value", description="figure", type="number", required=True),
        QUALIFIER,
        Column(name="unit", description="unit", required=True, tag="#indicator+unit"),
        Column(name="year", description="year, where one is stated", type="integer", minimum=1900, maximum=2200),
        Column(name="source_printed", description="source that the report names for it", tag="#meta+source+printed"),
        LOCATOR,
        NOTE,
    ),
)
