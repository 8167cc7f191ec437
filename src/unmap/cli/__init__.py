"""The command line: one call into the library for each command."""

from __future__ import annotations

from unmap.cli.app import main

__all__ = ["main"]
