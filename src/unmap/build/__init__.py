"""Official files to the geography and need tables of `data/`: the only room that knows the producers' formats."""

from __future__ import annotations

from unmap.build.mexico.pipeline import STEPS, build
from unmap.build.verifying import verify

__all__ = ["STEPS", "build", "verify"]
