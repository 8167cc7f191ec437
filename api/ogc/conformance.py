"""The conformance classes that the API claims: each has a test that would fail without what it asks for."""

from __future__ import annotations

from unmap.layers import filtering, tiles

_SPEC = "http://www.opengis.net/spec"


def _classes(part: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{_SPEC}/{part}/1.0/conf/{name}" for name in names)


_SCHEMAS = ("schemas", "returnables-and-receivables", "queryables", "sortables")

CONFORMANCE = (
    *_classes("ogcapi-common-1", "core", "landing-page", "json", "html", "oas30"),
    *_classes("ogcapi-features-1", "core", "geojson", "html", "oas30"),
    *_classes("ogcapi-features-2", "crs"),
    *_classes("ogcapi-features-3", "queryables", "queryables-query-parameters", "filter", "features-filter"),
    # Part 5 was published as Common - Part 3 (OGC 23-058r2); QGIS and others look for the names of its drafts.
    *_classes("ogcapi-common-3", *_SCHEMAS, "advanced-property-roles"),
    *_classes("ogcapi-features-5", *_SCHEMAS, "core-roles-features"),
    *filtering.CONFORMANCE,
    *tiles.CONFORMANCE,
)
