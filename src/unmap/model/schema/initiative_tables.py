"""Tables of the cooperation framework and of initiatives: who does what, where, with whom, to what result.

Every initiative carries the passage of the report that says so.
"""

from __future__ import annotations

from unmap.model.tables import ID_PATTERN, IN_REPORT, LOCATOR, NOTE, PASSAGE, QUALIFIER, Column, Table, titles

PND_AREAS = Table(
    name="pnd_areas",
    path="programme/pnd_areas.csv",
    title="Areas of the national development plan",
    key=("pnd_area_id",),
    optional=True,
    columns=(
        Column(
            name="pnd_area_id",
            description="number of the area",
            required=True,
            pattern=ID_PATTERN,
            tag="#sector+pnd+code",
        ),
        *titles("+pnd"),
    ),
)


PRIORITIES = Table(
    name="priorities",
    path="programme/priorities.csv",
    title="Strategic priorities of the cooperation framework",
    optional=True,
    key=("priority_id",),
    columns=(
        Column(name="priority_id", description="number of the priority", required=True, pattern=ID_PATTERN),
        *titles("+priority"),
        Column(
            name="pnd_areas",
            description="areas of the national development plan that it serves",
            type="list",
            refers_to="pnd_areas.pnd_area_id",
            tag="#sector+pnd+code+list",
        ),
        Column(
            name="results_group_id",
            description="group that carries it",
            refers_to="groups.group_id",
            tag="#org+group+code",
        ),
        NOTE,
    ),
)


FRAMEWORK = Table(
    name="framework",
    path="programme/framework.csv",
    title="Outcomes of the cooperation framework",
    optional=True,
    key=("outcome_id",),
    columns=(
        Column(name="outcome_id", description="number of the outcome", required=True, pattern=ID_PATTERN),
        Column(
            name="priority_id",
            description="priority that it belongs to",
            required=True,
            refers_to="priorities.priority_id",
        ),
        *titles(),
        Column(
            name="sla_total",
            description="strategic lines of action",
            type="integer",
            minimum=0,
            tag="#activity+planned+num",
        ),
        Column(
            name="sla_gender",
            description="of them, on gender equality",
            type="integer",
            minimum=0,
            tag="#activity+planned+gender+num",
        ),
        Column(
            name="sla_migration",
            description="of them, on migrants and refugees",
            type="integer",
            minimum=0,
            tag="#activity+planned+migration+num",
        ),
        LOCATOR,
        NOTE,
    ),
)


PRIORITY_SDGS = Table(
    name="priority_sdgs",
    path="programme/priority_sdgs.csv",
    title="Goals and targets of the 2030 Agenda that each priority serves",
    key=("priority_id", "target"),
    optional=True,
    columns=(
        Column(name="priority_id", description="priority", required=True, refers_to="priorities.priority_id"),
        Column(
            name="sdg", description="goal", type="integer", required=True, minimum=1, maximum=17, tag="#sector+sdg+code"
        ),
        Column(
            name="target",
            description="target",
            required=True,
            pattern=r"\d{1,2}\.[0-9a-z]{1,2}",
            tag="#sector+sdg+target+code",
        ),
        Column(
            name="sdg_listed", description="whether the list of goals names it too", type="boolean", tag="#meta+listed"
        ),
        NOTE,
    ),
)


COVID_PILLARS = Table(
    name="covid_pillars",
    path="programme/covid_pillars.csv",
    title="Pillars of the socio-economic response to COVID-19",
    key=("pillar_id",),
    optional=True,
    columns=(
        Column(
            name="pillar_id",
            description="number of the pillar",
            required=True,
            pattern=ID_PATTERN,
            tag="#sector+covid+code",
        ),
        *titles("+covid"),
    ),
)


PRINCIPLES = Table(
    name="principles",
    path="programme/principles.csv",
    title="Programmatic principles of the cooperation framework",
    key=("principle_id",),
    optional=True,
    columns=(
        Column(
            name="principle_id",
            description="short name",
            required=True,
            pattern=ID_PATTERN,
            tag="#sector+principle+code",
        ),
        *titles("+principle"),
    ),
)


THEMES = Table(
    name="themes",
    path="programme/themes.csv",
    title="Themes that initiatives are tagged with: sectors, clusters",
    optional=True,
    key=("theme_id",),
    columns=(
        Column(name="theme_id", description="short name", required=True, pattern=ID_PATTERN, tag="#sector+theme+code"),
        *titles("+theme"),
        Column(name="definition", description="what work gets the theme", tag="#sector+theme+description"),
    ),
)


OUTCOME_NEEDS = Table(
    name="outcome_needs",
    path="programme/outcome_needs.csv",
    title="Official indicators that each outcome aims at, and why",
    key=("outcome_id", "concept"),
    optional=True,
    columns=(
        Column(name="outcome_id", description="outcome", required=True, refers_to="framework.outcome_id"),
        Column(
            name="concept", description="what the indicators measure", required=True, refers_to="indicators.concept"
        ),
        Column(name="reason_en", description="why the two are tied, in English", required=True),
        Column(name="reason_es", description="why the two are tied, in Spanish", falls_back_to="reason_en"),
    ),
)


_INITIATIVE = Column(
    name="initiative_id", description="initiative", required=True, refers_to="initiatives.initiative_id"
)


INITIATIVES = Table(
    name="initiatives",
    path="programme/initiatives.csv",
    title="Initiatives that the report gives an account of",
    optional=True,
    key=("initiative_id",),
    columns=(
        Column(name="initiative_id", description="short name", required=True, pattern=ID_PATTERN),
        Column(name="title", description="title in English", required=True),
        Column(name="title_es", description="title in Spanish", falls_back_to="title"),
        Column(name="summary", description="what is done, in English"),
        Column(name="summary_es", description="what is done, in Spanish", falls_back_to="summary"),
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
            description="what is counted there: the word of a level, or region",
        ),
        Column(
            name="reported_agency_count",
            description="how many agencies the passage counts without naming them",
            type="integer",
            minimum=1,
        ),
        NOTE,
        *PASSAGE,
        IN_REPORT,
    ),
)


INITIATIVE_AGENCIES = Table(
    name="initiative_agencies",
    path="programme/initiative_agencies.csv",
    title="Agencies of each initiative",
    optional=True,
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
    optional=True,
    key=("initiative_id", "area_code"),
    columns=(
        _INITIATIVE,
        Column(name="area_code", description="area of any level", required=True, refers_to="area"),
        Column(
            name="level",
            description="level at which the place is named",
            required=True,
            refers_to="levels.word",
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
        Column(name="start_date", description="first day of the work there, where one is stated", type="date"),
        Column(name="end_date", description="last day of the work there, where one is stated", type="date"),
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
        QUALIFIER,
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
