"""Response bodies, encoded once, compressed when first asked for so, and kept while they are asked for."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

import brotli
from isal import igzip
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import BaseRoute

from unmap.errors import UnmapError
from unmap.memory import fitted

from .conditional import ChangedError, known_already, part_of
from .headers import CONTENT_POLICY, besides, raw
from .negotiation import BROTLI, CODINGS, GZIP, IDENTITY, coding_of
from .single_flight import SingleFlightCache

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import Message, Receive, Scope, Send

    from .conditional import Part

JSON = "application/json"
GEOJSON = "application/geo+json"
CSV = "text/csv; charset=utf-8"
HTML = "text/html; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

PACKED = frozenset(
    {
        XLSX,
        "application/geopackage+sqlite3",
        "application/vnd.apache.parquet",
        "image/png",
        "font/woff2",
    }
)
"""Media types that gain little or nothing from compression."""

SMALLEST_COMPRESSED = 1_000
"""Bytes below which a body goes out as it is: it fits one packet anyway."""

BYTES_KEPT = 32 * 1024 * 1024
"""Bytes of bodies kept in memory; the longest unused goes first."""


OVERHEAD = 3_000
"""Bytes that the headers and messages of a body's representations take in memory, whatever its content."""


class TooLargeError(UnmapError):
    """An answer has more bytes than the service sends."""

    code: ClassVar[str] = "answer-too-large"


class Representation(NamedTuple):
    """One form of a body, as it is or compressed: ready messages with every common header.

    `tag` names it, `modified` is when it was last modified, empty where that is not said.
    """

    tag: bytes
    modified: bytes
    start: dict[str, Any]
    body: dict[str, Any]
    unchanged: dict[str, Any]


@dataclass(slots=True, eq=False)
class Body:
    """A body with the representations of it that were asked for so far.

    `final` is false where asking again may give a better one; `well` is true where it pays to compress as small as can
    be, since many will ask. `route` is the one that made it, `took_s` is how long it was worked on.
    """

    content: bytes
    headers: Mapping[str, str]
    tag: str
    representations: dict[str, Representation]
    codings: tuple[str, ...]
    final: bool = True
    well: bool = False
    route: BaseRoute | None = None
    took_s: float = 0.0
    key_size: int = 0
    making: dict[str, asyncio.Task[Representation]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes that it takes in memory, with room for a compressed form and for the address that it is kept under."""
        return OVERHEAD + self.key_size + len(self.content) + (len(self.content) // 3 if self.codings else 0)

    def coding(self, accepted: bytes) -> str:
        """Give the coding in which this body answers an Accept-Encoding header."""
        return coding_of(accepted) if self.codings else IDENTITY

    def representation(self, coding: str) -> Representation:
        """Give the form of a coding, made on first use."""
        known = self.representations.get(coding)
        if known is None:
            content = compressed(self.content, coding, well=self.well)
            named = {**self.headers, "content-encoding": coding}
            known = self.representations[coding] = _representation(content, f'"{self.tag}-{coding}"', named)
        return known

    def part(self, given: Mapping[bytes, bytes]) -> Part | None:
        """Give the part of it that the headers of a request ask for; None for all of it."""
        return part_of(given, self.representations[IDENTITY].tag, len(self.content)) if self.final else None

    def partial(self, part: Part) -> Message:
        """Give the start of an answer with a part of it; raises RangeError for one behind its end."""
        listed = raw({**self.headers, "etag": f'"{self.tag}"', **part.headers})
        return {
            "type": "http.response.start",
            "status": HTTPStatus.PARTIAL_CONTENT,
            "headers": [*listed, *besides(self.headers)],
        }

    async def ready_representation(self, coding: str) -> Representation:
        """Give the form of a coding, made in a thread on first use, once for all who ask meanwhile."""
        known = self.representations.get(coding)
        if known is not None:
            return known
        task = self.making.get(coding)
        if task is None:
            task = self.making[coding] = asyncio.create_task(run_in_threadpool(self.representation, coding))
            task.add_done_callback(lambda _: self.making.pop(coding, None))
        return await asyncio.shield(task)


def encode(
    content: bytes,
    media_type: str,
    headers: Mapping[str, str] | None = None,
    *,
    final: bool = True,
    well: bool = False,
) -> Body:
    """Make `content` a body, named by a strong ETag of its own for each of its representations."""
    content = fitted(content)
    tag = hashlib.sha256(content).hexdigest()[:32]
    common = {
        "content-type": media_type,
        "vary": "Accept, Accept-Encoding",
        "cache-control": "no-cache" if final else "no-store",
        **(headers or {}),
    }
    pays = len(content) >= SMALLEST_COMPRESSED and media_type not in PACKED
    # A part of a compressed form would be of no use to who reads a file here and there.
    ranged = {"accept-ranges": "bytes"} if final else {}
    whole = {IDENTITY: _representation(content, f'"{tag}"', {**common, **ranged})}
    return Body(content, common, tag, whole, CODINGS if pays else (), final=final, well=well)


def encode_csv(text: str, name: str, *, final: bool = True) -> Body:
    """Give CSV text as a file that a browser saves as `name`.csv."""
    return encode(text.encode(), CSV, attached(f"{name}.csv"), final=final)


def attached(name: str) -> dict[str, str]:
    """Give the header that has a browser save a body as a file of that name."""
    return {"content-disposition": f'attachment; filename="{name}"'}


def named(name: str) -> dict[str, str]:
    """Give the header that has a browser show a body, and call it so where it is saved."""
    return {"content-disposition": f'inline; filename="{name}"'}


_KEPT = ("etag", "vary", "cache-control", CONTENT_POLICY)
"""Headers of a body that stand on the answer that it has not changed, too."""


def _representation(content: bytes, tag: str, headers: Mapping[str, str]) -> Representation:
    whole = {**headers, "etag": tag, "content-length": str(len(content))}
    listed = [*raw(whole), *besides(headers)]
    kept = [*raw({name: whole[name] for name in _KEPT if name in whole}), *besides(headers)]
    return Representation(
        tag.encode(),
        whole.get("last-modified", "").encode(),
        {"type": "http.response.start", "status": 200, "headers": listed},
        {"type": "http.response.body", "body": content},
        {"type": "http.response.start", "status": 304, "headers": kept},
    )


class BodyResponse(Response):
    """A body as a route's answer."""

    def __init__(self, body: Body) -> None:
        """Answer with `body`."""
        super().__init__()
        self._answer = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the form that the client accepts, the part of the whole that it wants, or 304 where it has that already.

        Raises RangeError where it wants what lies behind the end.
        """
        del receive
        given = dict(scope["headers"])
        body = self._answer
        part = body.part(given) if b"range" in given else None
        coding = IDENTITY if part is not None else body.coding(given.get(b"accept-encoding", b""))
        form = await body.ready_representation(coding)
        condition = given.get(b"if-match")
        if condition is not None and not {form.tag, b"*"} & {item.strip() for item in condition.split(b",")}:
            raise ChangedError("what was asked about has changed since")
        if part is not None and not known_already(given, form.tag, form.modified):
            await send(body.partial(part))
            await send({"type": "http.response.body", "body": body.content[part.start : part.stop]})
        else:
            await send_representation(send, form, given)


async def send_representation(send: Send, form: Representation, given: Mapping[bytes, bytes]) -> None:
    """Send a representation, or 304 where the headers `given` with the request say that its client has it already."""
    if known_already(given, form.tag, form.modified):
        await send(form.unchanged)
        await send(_NOTHING)
    else:
        await send(form.start)
        await send(form.body)


_NOTHING: Message = {"type": "http.response.body", "body": b""}


class BodyCache(SingleFlightCache[Body]):
    """Bodies by the request that asked for them, up to a number of bytes."""

    def __init__(self, bytes_kept: int = BYTES_KEPT) -> None:
        """Start empty."""
        super().__init__(
            bytes_kept, lambda body: body.size, keeps=lambda body: body.final and body.size <= bytes_kept // 2
        )


Key = tuple[str, bytes, bytes, bytes, bytes]


def key_of(scope: Scope, given: Mapping[bytes, bytes]) -> Key:
    """Name what a request asks for: its address with everything that its answer depends on but the coding.

    `given` are its headers by name.
    """
    accept = given.get(b"accept", b"")
    return (
        scope["scheme"],
        given.get(b"host", b""),
        scope["raw_path"],
        scope["query_string"],
        b"" if accept == b"*/*" else accept,
    )


# A fixed time stamp keeps gzip's bytes, and so what an ETag promises, the same between workers.
_QUICKLY: Mapping[str, Callable[[bytes], bytes]] = {
    BROTLI: lambda content: brotli.compress(content, quality=4),
    # ISA-L: measured at 13 times the speed of zlib's level 6 for 2 to 10 % more bytes.
    GZIP: lambda content: igzip.compress(content, 3, mtime=0),
}
_WELL: Mapping[str, Callable[[bytes], bytes]] = {
    BROTLI: lambda content: brotli.compress(content, quality=9),
    GZIP: lambda content: gzip.compress(content, 9, mtime=0),
}


def compressed(content: bytes, coding: str, *, well: bool) -> bytes:
    """Give `content` in a coding: quickly, or as small as it gets within a few tenths of a second."""
    return (_WELL if well else _QUICKLY)[coding](content)
