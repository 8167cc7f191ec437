"""The command line: one call into the library for each command."""

from __future__ import annotations

from unmap.memory import importing


def main() -> None:
    """Run the command line."""
    # Imported here: the workers of a server import this module too, and need none of the commands.
    with importing():
        from unmap.cli.app import main as run  # noqa: PLC0415
    run()
