"""Tables of the cooperation framework: what the report's initiatives work towards, and groups that steer it."""

from __future__ import annotations

from unmap.model.tables import ID_PATTERN, LOCATOR, NOTE, Column, Table, titles

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
        Column(name="name_es", description="name in Spanish", required=True, tag="#org+group+name+i_es"),
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
    title="Themes that initiatives are tagged with",
    key=("theme_id",),
    columns=(
        Column(name="theme_id", description="short name", required=True, pattern=ID_PATTERN, tag="#sector+theme+code"),
        *titles("+theme"),
        Column(
            name="definition", description="what work gets the theme", required=True, tag="#sector+theme+description"
        ),
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
        Column(name="reason_es", description="why the two are tied, in Spanish", required=True),
    ),
)
