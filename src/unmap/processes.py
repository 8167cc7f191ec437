"""Other processes of this machine: whether they live, and when they began."""

from __future__ import annotations

import os
from pathlib import Path


def lives(pid: int) -> bool:
    """Tell whether there is a process of this id, whoever it belongs to."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def started(pid: int) -> str:
    """Give when a process started, in clock ticks since the machine did; "" where the system does not tell."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""
