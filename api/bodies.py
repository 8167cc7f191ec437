"""Response bodies, encoded and compressed once and kept while they are asked for."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.responses import Response

from .work import Store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive, Scope, Send

JSON = "application/json"
GEOJSON = "application/geo+json"
CSV = "text/csv; charset=utf-8"
HTML = "text/html; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

PACKED = frozenset({XLSX})
"""Media types whose bytes are compressed already."""

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
    """A body as it is and, where that pays, gzipped; `final` is false where asking again may give a better one."""

    plain: Form
    gzipped: Form | None
    final: bool = True

    @property
    def size(self) -> int:
        """Bytes that it takes in memory."""
        return len(self.plain.content) + (len(self.gzipped.content) if self.gzipped else 0)


def encode(content: bytes, media_type: str, headers: Mapping[str, str] | None = None, *, final: bool = True) -> Body:
    """Compress `content` and name it by a strong ETag of its own for each of its forms."""
    tag = hashlib.sha256(content).hexdigest()[:32]
    control = "no-cache" if final else "no-store"
    common = {"content-type": media_type, "vary": "Accept-Encoding", "cache-control": control, **(headers or {})}
    plain = _form(content, f'"{tag}"', common)
    if len(content) < SMALLEST_COMPRESSED or media_type in PACKED:
        return Body(plain, None, final)
    # A fixed time stamp keeps the bytes, and so what the ETag promises, the same between workers.
    packed = gzip.compress(content, 6, mtime=0)
    return Body(plain, _form(packed, f'"{tag}-gz"', {**common, "content-encoding": "gzip"}), final)


def encode_csv(text: str, name: str, *, final: bool = True) -> Body:
    """Give CSV text as a file that a browser saves as `name`.csv."""
    return encode(text.encode(), CSV, attached(f"{name}.csv"), final=final)


def attached(name: str) -> dict[str, str]:
    """Give the header that has a browser save a body as a file of that name."""
    return {"content-disposition": f'attachment; filename="{name}"'}


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


class BodyStore(Store[Body]):
    """Bodies by the request that asked for them, up to a number of bytes."""

    def __init__(self, bytes_kept: int = BYTES_KEPT) -> None:
        """Start empty."""
        super().__init__(
            bytes_kept, lambda body: body.size, keeps=lambda body: body.final and body.size <= bytes_kept // 2
        )


def key_of(scope: Scope) -> bytes:
    """Name what a request asks for: its address with everything that its answer depends on."""
    host = next((value for name, value in scope["headers"] if name == b"host"), b"")
    return b"%b://%b%b?%b" % (scope["scheme"].encode(), host, scope["raw_path"], scope["query_string"])
