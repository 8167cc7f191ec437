"""`python -m unmap.cli`."""

from __future__ import annotations

from unmap.cli.app import main

main()
