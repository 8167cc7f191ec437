"""Content negotiation: in which format and in which coding a client wants an answer."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Final

from unmap.errors import UnmapError
from unmap.model.words import Language

if TYPE_CHECKING:
    from starlette.requests import Request

MEDIA_TYPES = {
    "json": ("application/json", "application/geo+json", "application/vnd.geo+json", "application/schema+json"),
    "html": ("text/html", "application/xhtml+xml"),
    "csv": ("text/csv",),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    "geojson": ("application/geo+json", "application/vnd.geo+json"),
    "topojson": ("application/topo+json",),
    "gpkg": ("application/geopackage+sqlite3",),
    "parquet": ("application/vnd.apache.parquet",),
}
"""Media types that ask for a format, by its name in `f`."""

_LONGEST_HEADER = 1_000


class NotAcceptableError(UnmapError):
    """The resource has no representation that the client accepts."""

    code: ClassVar[str] = "not-acceptable"


def form_of(request: Request, given: str | None, offered: tuple[str, ...]) -> str:
    """Give the format to answer in: the one `given`, else the one that Accept prefers, else the first offered.

    Raises NotAcceptableError where Accept names nothing that is offered.
    """
    if given is not None:
        return given
    form = _preferred(request.headers.get("accept", ""), offered)
    if form is None:
        raise NotAcceptableError(f"Accept names no format that is offered here; there are {', '.join(offered)}")
    return form


@lru_cache(512)
def _preferred(accept: str, offered: tuple[str, ...]) -> str | None:
    """Give the format whose media type weighs most (RFC 9110, section 12.5.1); the earlier offered where two tie."""
    if not accept.strip():
        return offered[0]
    if len(accept) > _LONGEST_HEADER:
        return None
    weights: dict[str, float] = {}
    for item in accept.lower().split(","):
        name, _, parameters = item.partition(";")
        weights[name.strip()] = weight_of(parameters)
    best, form = 0.0, None
    for name in offered:
        weight = max(_weight(media_type, weights) for media_type in MEDIA_TYPES[name])
        if weight > best:
            best, form = weight, name
    return form


def _weight(media_type: str, weights: dict[str, float]) -> float:
    """Give the weight of the most exact range that holds a media type."""
    for held in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
        if held in weights:
            return weights[held]
    return 0.0


IDENTITY: Final = ""
BROTLI: Final = "br"
GZIP: Final = "gzip"

CODINGS = (BROTLI, GZIP)
"""Codings offered, the one that makes bodies smallest first."""


@lru_cache(256)
def coding_of(accepted: bytes) -> str:
    """Give the coding that an Accept-Encoding header prefers among those offered; identity where it takes none.

    Between codings that it likes equally the one that makes bodies smaller is taken (RFC 9110, section 12.5.3).
    """
    if len(accepted) > _LONGEST_HEADER:
        return IDENTITY
    weights: dict[str, float] = {}
    for item in accepted.decode("latin-1").lower().split(","):
        name, _, parameters = item.partition(";")
        weights[name.strip()] = weight_of(parameters)
    others = weights.get("*", 0.0)
    best, coding = 0.0, IDENTITY
    for offered in CODINGS:
        weight = weights.get(offered, others)
        if weight > best:
            best, coding = weight, offered
    return coding


def weight_of(parameters: str) -> float:
    """Read `q` of an item of an Accept header; what cannot be read counts as not wanted."""
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                weight = float(value)
            except ValueError:
                return 0.0
            return weight if 0.0 <= weight <= 1.0 else 0.0
    return 1.0


def spoken(request: Request) -> Language:
    """Give the language that Accept-Language (RFC 9110, section 12.5.4) weighs most, English for none."""
    accepted = request.headers.get("accept-language", "")
    if len(accepted) > _LONGEST_HEADER:
        return Language.EN
    weights = dict.fromkeys(Language, 0.0)
    for item in accepted.lower().split(","):
        name, _, parameters = item.partition(";")
        tongue = name.strip().partition("-")[0]
        for language, known in weights.items():
            if tongue == language:
                weights[language] = max(known, weight_of(parameters))
    return max(weights, key=weights.__getitem__)
