"""`python -m unmap.cli`."""

from __future__ import annotations

from unmap.cli import main

main()
