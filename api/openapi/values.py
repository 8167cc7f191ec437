"""Values that parameters may have, for the examples of the definition: each is answered by itself (a test asks)."""

from __future__ import annotations

from typing import Any

VALUES: dict[str, Any] = {
    "agency_id": "UNHCR",
    "bbox": [-94.2, 14.5, -90.3, 17.9],
    "candidates": "07101,20067",
    "code": "07",
    "collection_id": "states",
    "indicator": "poverty_pct.mmp-2016",
    "initiative_id": "agroclimatic-warning",
    "municipality_code": "07101",
    "name": "gaps",
    "note": "The report says nationwide.",
    "office_id": "paho-who-07101",
    "outcome": "1",
    "pcode": "MX07",
    "pillar": "1",
    "priority": "1",
    "q": "water",
    "rank_countings": "distinct",
    "rank_kinds": "offices,initiatives",
    "rank_measures": "headcount",
    "scope": "located",
    "state_code": "07",
    "theme": "gender",
    "tileCol": 3,
    "tileMatrix": "4",
    "tileRow": 7,
    "year": 2020,
}
"""Values by the name of the parameter, where neither the parameter nor a record gives one."""

_OF_MUNICIPALITIES = {"indicator": "poverty_pct.mun-2020"}

VALUES_AT: dict[str, dict[str, Any]] = {
    "/api/collections/municipalities/items": {**_OF_MUNICIPALITIES, "code": "07101", "pcode": "MX07101"},
    "/api/collections/municipalities/items/{code}": {**_OF_MUNICIPALITIES, "code": "07101"},
    "/api/collections/offices/items": {
        "filter": "office_type = 'field' AND state_code = '07'",
        "properties": "agency_acronym,place_reported",
        "sortby": "state_name,-listed_count",
    },
    "/api/collections/initiatives/items": {
        "filter": "scope = 'located' AND A_CONTAINS(themes, ('health'))",
        "properties": "title,scope",
        "sortby": "-start_year,title",
    },
    "/api/reach": _OF_MUNICIPALITIES,
    "/api/siting": _OF_MUNICIPALITIES,
}
"""The same at one path; these go before all others."""

BY_TYPE: dict[str, Any] = {"boolean": True, "integer": 1, "number": 10, "string": "text"}
"""What any parameter of a type may have, where its name says nothing."""
