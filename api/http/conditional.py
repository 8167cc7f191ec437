"""Conditional requests and ranges (RFC 9110, sections 13 and 14): what a client has, and which part it wants."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from unmap.errors import UnmapError

if TYPE_CHECKING:
    from collections.abc import Mapping

_RANGE = re.compile(rb"bytes=(?P<first>\d{0,19})-(?P<last>\d{0,19})", re.IGNORECASE)


class RangeError(UnmapError):
    """A range begins behind the end of what is asked for; `size` says how many bytes there are."""

    code: ClassVar[str] = "range-not-satisfiable"

    def __init__(self, size: int) -> None:
        """Keep the size."""
        super().__init__("the range begins behind the end")
        self.size = size


class Part(NamedTuple):
    """Bytes from `start` up to `stop`, which is not in it, of `size`; without any where they lie behind the end."""

    start: int
    stop: int
    size: int

    @property
    def headers(self) -> dict[str, str]:
        """Headers of an answer with this part; raises RangeError where there is none."""
        if self.start >= self.stop:
            raise RangeError(self.size)
        length = self.stop - self.start
        return {"content-range": f"bytes {self.start}-{self.stop - 1}/{self.size}", "content-length": str(length)}


def part_of(given: Mapping[bytes, bytes], tag: bytes, size: int) -> Part | None:
    """Give the part that the headers of a request ask for, of a body of that ETag and size; None for all of it.

    Several ranges, other units and what cannot be read are passed over, as is a range of another edition (If-Range).
    """
    found = _RANGE.fullmatch(given.get(b"range", b""))
    if found is None or given.get(b"if-range", tag) != tag:
        return None
    first, last = found["first"], found["last"]
    if not first:
        return Part(max(0, size - int(last)), size, size) if last else None
    if last and int(last) < int(first):
        return None
    return Part(int(first), min(int(last) + 1, size) if last else size, size)


class ChangedError(UnmapError):
    """If-Match names what an answer is not any more."""

    code: ClassVar[str] = "changed"


def known_already(given: Mapping[bytes, bytes], tag: bytes, modified: bytes) -> bool:
    """Tell by the headers of a request whether its client has what has this ETag and was `modified` last at this time.

    If-None-Match names tags and goes before If-Modified-Since, which gives the time of what the client has.
    """
    condition = given.get(b"if-none-match")
    if condition is not None:
        known = {item.strip().removeprefix(b"W/") for item in condition.split(b",")}
        return tag in known or b"*" in known
    since = given.get(b"if-modified-since")
    if not since or not modified:
        return False
    return since == modified or _not_before(since, modified)


def _not_before(since: bytes, modified: bytes) -> bool:
    try:
        return parsedate_to_datetime(since.decode("ascii")) >= parsedate_to_datetime(modified.decode("ascii"))
    except (ValueError, TypeError):  # no date, or one without a zone, is passed over
        return False
