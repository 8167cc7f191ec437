"""Codes of the International Aid Transparency Initiative, version 2.03, that activities are written and read with."""

from __future__ import annotations

VERSION = "2.03"

SRS = "http://www.opengis.net/def/crs/EPSG/0/4326"
"""The reference system of `pos`, which is latitude, a space, longitude."""

IMPLEMENTATION, COMPLETION = "2", "3"  # ActivityStatus

PLANNED_START, ACTUAL_START, PLANNED_END, ACTUAL_END = "1", "2", "3", "4"  # ActivityDateType

FUNDING, IMPLEMENTING = "1", "4"  # OrganisationRole

ORGANISATION_TYPES = {
    "Academic / Research": "80",
    "Embassy": "10",
    "Government": "10",
    "International NGO": "21",
    "International Organization": "40",
    "Military": "15",
    "National NGO": "22",
    "Private sector": "70",
    "Red Cross / Red Crescent": "21",
    "United Nations": "40",
}
"""OrganisationType by the type that HDX has for an organisation; of the others IATI has none."""

OTHER_TYPE = "90"  # OrganisationType

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

DESIGNATION = "ADM"
"""LocationType: before the number of the level, the division of a country that a place is."""

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


ACCOUNTABLE, EXTENDING = "2", "3"  # OrganisationRole

GLOBAL = "1"  # ActivityScope

CLUSTERS, DAC_PURPOSE = "10", "1"  # SectorVocabulary: humanitarian clusters, the OECD's five digits

OUR_NAMESPACE = "urn:unmap:iati"
"""Of what the standard has no attribute for: as what the record names an organisation."""

OUR_ROLE = f"{{{OUR_NAMESPACE}}}role"
"""Attribute of a participating organisation that is no agency: its role as a partner, or `NOBODY`."""

NOBODY = "publisher"
"""Role of who published the report where it names no agency: the standard wants an organisation all the same."""

OUR_COUNT = f"{{{OUR_NAMESPACE}}}agencies"
"""Attribute beside that role: how many agencies the report counts there without naming them."""

READ_VERSIONS = ("2.01", "2.02", "2.03")
"""Versions whose activities have the parts that are read in the same places."""

STATUSES = {
    "1": "planned",
    "2": "under way",
    "3": "finalised",
    "4": "closed",
    "5": "cancelled",
    "6": "suspended",
}  # ActivityStatus

STATED_TYPES = {
    "10": "Government",
    "21": "International NGO",
    "22": "National NGO",
    "70": "Private sector",
    "80": "Academic / Research",
}
"""The type that HDX has for an organisation by OrganisationType, where that tells one."""
