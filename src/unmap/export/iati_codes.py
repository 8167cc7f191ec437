"""Codes of the International Aid Transparency Initiative (version 2.03) that the activities use, by their meaning."""

from __future__ import annotations

VERSION = "2.03"

SRS = "http://www.opengis.net/def/crs/EPSG/0/4326"
"""The reference system of `pos`, which is latitude, a space, longitude."""

IMPLEMENTATION, COMPLETION = "2", "3"  # ActivityStatus
PLANNED_START, ACTUAL_START, PLANNED_END, ACTUAL_END = "1", "2", "3", "4"  # ActivityDateType
FUNDING, IMPLEMENTING = "1", "4"  # OrganisationRole
MULTILATERAL = "40"  # OrganisationType
GENERAL, OTHER = "1", "4"  # DescriptionType
REGIONAL, NATIONAL, SEVERAL_STATES, ONE_STATE, ONE_MUNICIPALITY = "2", "4", "5", "6", "7"  # ActivityScope
WHERE_CARRIED_OUT = "1"  # GeographicLocationReach
APPROXIMATE = "2"  # GeographicExactness
ADMINISTRATIVE_REGION = "1"  # GeographicLocationClass
ISO_COUNTRY = "A4"  # GeographicVocabulary
DAC_CATEGORY = "2"  # SectorVocabulary: the three digits of the OECD Development Assistance Committee
OF_THE_REPORTER = "99"  # SectorVocabulary, TagVocabulary
OTHER_RESULT = "9"  # ResultType
UNIT, PERCENTAGE = "1", "2"  # IndicatorMeasure
RESULTS_DOCUMENT = "A08"  # DocumentCategory
WEB_PAGE = "text/html"  # FileFormat

DESIGNATIONS = {"state": "ADM1", "municipality": "ADM2"}
"""LocationType: the division of a country that a place is, by the level at which it is named."""

ROLES = {"donor": FUNDING, "counterpart": IMPLEMENTING, "partner": IMPLEMENTING}
"""OrganisationRole of a partner: who gives money funds; who takes part in the work implements."""

ORGANISATIONS = {
    "FAO": "XM-DAC-41301",
    "IFAD": "XM-DAC-41108",
    "ILO": "XM-DAC-41302",
    "IOM": "XM-DAC-47066",
    "UN-Habitat": "XM-DAC-41120",
    "UN-Women": "XM-DAC-41146",
    "UNAIDS": "XM-DAC-41110",
    "UNDP": "XM-DAC-41114",
    "UNEP": "XM-DAC-41116",
    "UNESCO": "XM-DAC-41304",
    "UNFPA": "XM-DAC-41119",
    "UNHCR": "XM-DAC-41121",
    "UNICEF": "XM-DAC-41122",
    "UNIDO": "XM-DAC-41123",
    "UNODC": "XM-DAC-41128",
    "UNOPS": "XM-DAC-41502",
    "WFP": "XM-DAC-41140",
}
"""Identifiers of agencies in IATI: the channel codes of the OECD Development Assistance Committee.

An agency whose code stands for a part of its funds only, for several bodies or for none is named and not identified.
"""

CATEGORIES = {
    "culture": "160",  # holds the purpose culture and recreation (16061)
    "education": "111",  # of every level, which the theme does not tell apart
    "environment": "410",  # policy, biodiversity and the biosphere; its purposes are those of the theme's definition
    "governance": "151",  # laws, public policy, public administration, participation
    "health": "121",  # services, public health and policy together; basic health alone would say too much
    "humanitarian": "720",  # relief in an emergency, shelter and supplies
    "justice": "151",  # holds human rights (15160), justice (15130) and free media (15153)
    "livelihoods": "160",  # holds social protection (16010) and employment with labour law (16020)
    "urban": "430",  # holds urban development with housing (43030)
    "violence-prevention": "151",  # holds ending violence against women and girls (15180)
}
"""Category of the OECD Development Assistance Committee by theme: a theme says what is done, an outcome what for.

No category for themes that say for whom or how (childhood, data, gender, indigenous-peoples, youth), nor for those that
lie across several: climate (environment or disaster risk), financing (public finance, banking or business),
food-security (health, agriculture or food policy), migration (government, relief or work).
"""
