"""Taking no more memory than is needed, and giving back what was needed for a while."""

from __future__ import annotations

import ctypes
import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
"""Numbers of two settings of GNU's C library: from which size on memory is taken from the system piece by piece, and
from how many pools threads take the rest."""

ALONE_BYTES = 128 * 1024
"""Such a piece goes back when it is free. Left to itself the library takes ever larger ones from its pools, which keep
what lies below the last piece in use: 12 MB of a server."""

ARENAS = 2


@contextmanager
def importing() -> Iterator[None]:
    """Import without looking for garbage meanwhile, and never look through what was imported: it stays."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def fitted(content: bytes) -> bytes:
    """Give bytes to be kept in as much memory as they have; what orjson gives takes eight to twenty times as much."""
    return bytes(memoryview(content))


def give_back() -> None:
    """Collect garbage, and have the allocators return what they hold free: after reading data some 60 MB."""
    import pyarrow as pa  # noqa: PLC0415 - whoever has something to give back has read data with it

    gc.collect()
    pa.default_memory_pool().release_unused()
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):
        return  # not GNU's C library, which alone has to be told


def share_pools() -> None:
    """Have threads take memory from few pools, Arrow's too: what one of them frees is there for the next.

    Arrow's own allocator keeps a pool for each thread, of which only that thread gives anything back: a server kept
    80 MB in them.
    """
    import pyarrow as pa  # noqa: PLC0415 - as above

    pa.set_memory_pool(pa.system_memory_pool())
    try:
        ctypes.CDLL(None).mallopt(_ARENA_MAX, ARENAS)
        ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, ALONE_BYTES)
    except (AttributeError, OSError, TypeError):
        return  # same
