"""Tables of initiatives: who does what, where, with whom, to what result; and figures of context.

Every initiative carries the passage of the report that says so.
"""

from __future__ import annotations

from unmap.model.tables import ID_PATTERN, LOCATOR, NOTE, PASSAGE, Column, Table

_INITIATIVE = Column(
    name="initiative_id", description="initiative", required=True, refers_to="initiatives.initiative_id"
)


_QUALIFIER = Column(
    name="value_qualifier",
    description="how exactly the value is printed",
    required=True,
    allowed=("exact", "about", "at-least", "at-most"),
    tag="#meta+qualifier",
)


INITIATIVES = Table(
    name="initiatives",
    path="programme/initiatives.csv",
    title="Initiatives that the report gives an account of",
    key=("initiative_id",),
    columns=(
        Column(name="initiative_id", description="short name", required=True, pattern=ID_PATTERN),
        Column(name="title", description="title in English", required=True),
        Column(name="title_es", description="title in Spanish", required=True),
        Column(name="summary", description="what is done, in English", required=True),
        Column(name="summary_es", description="what is done, in Spanish", required=True),
        Column(
            name="outcome_id",
            description="outcome that it is reported under; empty for work reported in another section",
            refers_to="framework.outcome_id",
        ),
        Column(name="priority_id", description="priority of that outcome", refers_to="priorities.priority_id"),
        Column(name="section", description="section of the report, where there is no outcome"),
        Column(
            name="covid_pillars",
            description="pillars of the response to COVID-19 that the passage is printed under",
            type="list",
            refers_to="covid_pillars.pillar_id",
        ),
        Column(name="themes", description="themes", type="list", refers_to="themes.theme_id"),
        Column(name="start_year", description="first year stated", type="integer", minimum=1945, maximum=2200),
        Column(name="end_year", description="last year stated", type="integer", minimum=1945, maximum=2200),
        Column(
            name="scope",
            description=(
                "located: it has places; country-wide: national work, or no place in the passage; unnamed-places: "
                "particular places that are not named; regional: beyond the country"
            ),
            required=True,
            allowed=("located", "country-wide", "unnamed-places", "regional"),
        ),
        Column(
            name="reported_area_count",
            description="how many areas the passage counts without naming them",
            type="integer",
            minimum=1,
        ),
        Column(
            name="reported_area_unit",
            description="what is counted there",
            allowed=("state", "municipality", "region"),
        ),
        Column(
            name="reported_agency_count",
            description="how many agencies the passage counts without naming them",
            type="integer",
            minimum=1,
        ),
        NOTE,
        *PASSAGE,
    ),
)


INITIATIVE_AGENCIES = Table(
    name="initiative_agencies",
    path="programme/initiative_agencies.csv",
    title="Agencies of each initiative",
    key=("initiative_id", "agency_id"),
    columns=(
        _INITIATIVE,
        Column(name="agency_id", description="agency", required=True, refers_to="agencies.agency_id"),
        Column(
            name="as_printed",
            description="how the report prints it, where that differs from its acronym",
            tag="#org+name+printed",
        ),
    ),
)


INITIATIVE_PLACES = Table(
    name="initiative_places",
    path="programme/initiative_places.csv",
    title="Places of each initiative, at the level at which they are named",
    key=("initiative_id", "area_code"),
    columns=(
        _INITIATIVE,
        Column(name="area_code", description="state or municipality", required=True, refers_to="area"),
        Column(
            name="level",
            description="level at which the place is named",
            required=True,
            allowed=("state", "municipality"),
            tag="#loc+level",
        ),
        Column(name="place_reported", description="place as printed", required=True),
        Column(
            name="basis",
            description="stated in the passage, or inferred with the reason in the note",
            required=True,
            allowed=("stated", "inferred"),
            tag="#meta+basis",
        ),
        NOTE,
    ),
)


INITIATIVE_RESULTS = Table(
    name="initiative_results",
    path="programme/initiative_results.csv",
    title="Quantities that the report prints for an initiative",
    key=("result_id",),
    optional=True,
    columns=(
        Column(name="result_id", description="short name", required=True, pattern=ID_PATTERN, tag="#output+code"),
        _INITIATIVE,
        Column(name="value", description="quantity", type="number", required=True, tag="#output+value+num"),
        _QUALIFIER,
        Column(name="unit", description="what is counted or measured", required=True, tag="#output+unit"),
        Column(name="description", description="what the quantity says", required=True, tag="#output+description"),
        Column(
            name="area_code",
            description="area that it belongs to, where one is stated",
            refers_to="area",
            tag="#loc+code",
        ),
        Column(name="year", description="year, where one is stated", type="integer", minimum=1945, maximum=2200),
    ),
)


INITIATIVE_PARTNERS = Table(
    name="initiative_partners",
    path="programme/initiative_partners.csv",
    title="Partners of each initiative by role",
    key=("initiative_id", "partner", "role"),
    optional=True,
    columns=(
        _INITIATIVE,
        Column(
            name="partner",
            description="body or group of bodies outside the UN System",
            required=True,
            tag="#org+partner+name",
        ),
        Column(
            name="role",
            description="gives money, is the public counterpart, or takes part",
            required=True,
            allowed=("donor", "counterpart", "partner"),
            tag="#org+partner+role",
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
        _QUALIFIER,
        Column(name="unit", description="unit", required=True, tag="#indicator+unit"),
        Column(name="year", description="year, where one is stated", type="integer", minimum=1900, maximum=2200),
        Column(name="source_printed", description="source that the report names for it", tag="#meta+source+printed"),
        LOCATOR,
        NOTE,
    ),
)
