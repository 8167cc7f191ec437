"""Giving memory back that was needed for a while."""

from __future__ import annotations

import ctypes
import gc

_ARENA_MAX = -8
"""Number of the setting of GNU's C library that says from how many pools threads take memory."""

ARENAS = 2


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
    """Have threads take memory from few pools: what one of them frees is then there for the next."""
    try:
        ctypes.CDLL(None).mallopt(_ARENA_MAX, ARENAS)
    except (AttributeError, OSError, TypeError):
        return  # same
