"""Log lines as JSON, one a line, for people's tools and machines alike."""

from __future__ import annotations

import logging
import re
import sys
import uuid
from datetime import UTC, datetime
from typing import Any

import orjson

LOGGER = logging.getLogger("unmap")

LONGEST_PATH = 200
"""Characters of a path that a line repeats."""

_SANE = re.compile(rb"[A-Za-z0-9._-]{1,64}")

UVICORN: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": f"{__name__}.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "stream": "ext://sys.stderr"}},
    "loggers": {"uvicorn": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}
"""How the web server logs: warnings and errors, in the same lines."""


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON: time (UTC), level, process, event, and what came with it."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "pid": record.process,
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def open_log() -> None:
    """Have lines of unmap written to stderr, unless somebody else already takes them."""
    if not LOGGER.hasHandlers():
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonLines())
        LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)


def tell(event: str, /, level: int = logging.INFO, **fields: object) -> None:
    """Write one line."""
    LOGGER.log(level, event, extra={"fields": fields})


def tell_error(event: str, error: BaseException, /, **fields: object) -> None:
    """Write one line with the stack trace of `error`."""
    LOGGER.error(event, exc_info=error, extra={"fields": fields})


def request_id(given: bytes | None) -> bytes:
    """Give the id that a request came with where it is short and harmless, else a new one."""
    return given if given is not None and _SANE.fullmatch(given) else uuid.uuid4().hex.encode()
