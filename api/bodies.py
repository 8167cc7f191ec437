"""Response bodies, encoded and compressed once and kept while they are asked for."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import Receive, Scope, Send

JSON = "application/json"
GEOJSON = "application/geo+json"
CSV = "text/csv; charset=utf-8"
HTML = "text/html; charset=utf-8"

SMALLEST_COMPRESSED = 1_000
"""Bytes below which a body goes out as it is: it fits one packet anyway."""

BYTES_KEPT = 32 * 1024 * 1024
"""Bytes of bodies kept in memory; the longest unused goes first."""

RawHeaders = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a body, as it is or gzipped, with its headers as they go over the wire."""

    content: bytes
    tag: str
    headers: RawHeaders
    headers_unchanged: RawHeaders


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it is and, where that pays, gzipped."""

    plain: Form
    gzipped: Form | None

    @property
    def size(self) -> int:
        """Bytes that it takes in memory."""
        return len(self.plain.content) + (len(self.gzipped.content) if self.gzipped else 0)


def encode(content: bytes, media_type: str, headers: Mapping[str, str] | None = None) -> Body:
    """Compress `content` and name it by a strong ETag of its own for each of its forms."""
    tag = hashlib.sha256(content).hexdigest()[:32]
    common = {"content-type": media_type, "vary": "Accept-Encoding", "cache-control": "no-cache", **(headers or {})}
    plain = _form(content, f'"{tag}"', common)
    if len(content) < SMALLEST_COMPRESSED:
        return Body(plain, None)
    # A fixed time stamp keeps the bytes, and so what the ETag promises, the same between workers.
    packed = gzip.compress(content, 6, mtime=0)
    return Body(plain, _form(packed, f'"{tag}-gz"', {**common, "content-encoding": "gzip"}))


def encode_csv(text: str, name: str) -> Body:
    """Give CSV text as a file that a browser saves as `name`.csv."""
    return encode(text.encode(), CSV, {"content-disposition": f'attachment; filename="{name}.csv"'})


def _form(content: bytes, tag: str, headers: Mapping[str, str]) -> Form:
    whole = {**headers, "etag": tag, "content-length": str(len(content))}
    unchanged = {name: whole[name] for name in ("etag", "vary", "cache-control")}
    return Form(content, tag, _raw(whole), _raw(unchanged))


def _raw(headers: Mapping[str, str]) -> RawHeaders:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


async def send_body(scope: Scope, send: Send, body: Body) -> None:
    """Send the form that the client accepts, or 304 where it has that form already."""
    accepted, condition = b"", None
    for name, value in scope["headers"]:
        if name == b"accept-encoding":
            accepted = value
        elif name == b"if-none-match":
            condition = value
    form = body.gzipped if body.gzipped and accepts_gzip(accepted) else body.plain
    if condition is not None and _matches(condition.decode("latin-1"), form.tag):
        await send({"type": "http.response.start", "status": 304, "headers": form.headers_unchanged})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": form.headers})
    await send({"type": "http.response.body", "body": form.content})


def accepts_gzip(accepted: bytes) -> bool:
    """Tell whether an Accept-Encoding header takes gzip."""
    for item in accepted.lower().split(b","):
        coding, _, weight = item.partition(b";")
        if coding.strip() in {b"gzip", b"*"}:
            return weight.replace(b" ", b"").rstrip(b"0.") not in {b"q=", b"q"}
    return False


def _matches(condition: str, tag: str) -> bool:
    known = {item.strip().removeprefix("W/") for item in condition.split(",")}
    return tag in known or "*" in known


class BodyResponse(Response):
    """A body as a route's answer."""

    def __init__(self, body: Body) -> None:
        """Answer with `body`."""
        super().__init__()
        self._answer = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the form that the client accepts."""
        del receive
        await send_body(scope, send, self._answer)


class BodyStore:
    """Bodies by the request that asked for them, up to a number of bytes."""

    def __init__(self, bytes_kept: int = BYTES_KEPT) -> None:
        """Start empty."""
        self._bytes_kept = bytes_kept
        self._bodies: OrderedDict[bytes, Body] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    @property
    def bytes_held(self) -> int:
        """Bytes of the bodies kept now."""
        return self._bytes

    def find(self, key: bytes) -> Body | None:
        """Give the body kept under `key`, if there is one."""
        body = self._bodies.get(key)
        if body is not None:
            with suppress(KeyError):  # another thread may just have dropped it
                self._bodies.move_to_end(key)
        return body

    async def get(self, key: bytes, make: Callable[[], Body]) -> Body:
        """Give the body kept under `key`, made in a thread on first use so that other requests go on."""
        known = self.find(key)
        return known if known is not None else await run_in_threadpool(self._made, key, make)

    def _made(self, key: bytes, make: Callable[[], Body]) -> Body:
        # One at a time: making is bound by the processor, and two requests for one layer share the work.
        with self._lock:
            known = self._bodies.get(key)
            if known is not None:
                return known
            body = make()
            self._bodies[key] = body
            self._bytes += body.size
            while self._bytes > self._bytes_kept and len(self._bodies) > 1:
                _, oldest = self._bodies.popitem(last=False)
                self._bytes -= oldest.size
            return body


def key_of(scope: Scope) -> bytes:
    """Name what a request asks for: its address with everything that its answer depends on."""
    host = next((value for name, value in scope["headers"] if name == b"host"), b"")
    return b"%b://%b%b?%b" % (scope["scheme"].encode(), host, scope["raw_path"], scope["query_string"])
