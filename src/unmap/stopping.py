"""Work that can be stopped: it asks between its pieces whether it may go on."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from unmap.errors import UnmapError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class StoppedError(UnmapError):
    """Work was stopped before its end: its time was up, or nobody waits for it any more."""

    code = "stopped"


def _go_on() -> None:
    """Let work go on that nobody watches."""


_may_go_on: ContextVar[Callable[[], None]] = ContextVar("may_go_on", default=_go_on)


def check() -> None:
    """Raise StoppedError where the work that is being done is to stop; cheap enough to ask every few milliseconds."""
    _may_go_on.get()()


@contextmanager
def stoppable(may_go_on: Callable[[], None]) -> Iterator[None]:
    """Have `check` ask `may_go_on`, which raises StoppedError, within this block and what it calls."""
    token = _may_go_on.set(may_go_on)
    try:
        yield
    finally:
        _may_go_on.reset(token)
