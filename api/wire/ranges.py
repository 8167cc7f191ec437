"""Parts of a body, for clients that read a file here and there: one range of bytes (RFC 9110, section 14)."""

from __future__ import annotations

import re
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
