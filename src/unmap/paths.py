"""Where the data and the built web app stand: beside the package in a wheel, in the checkout otherwise."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parents[1]


def _first(*candidates: Path) -> Path:
    return next((path for path in candidates if path.is_dir()), candidates[0])


def shipped_data() -> Path:
    """Give the folder of the data that came with unmap."""
    return _first(_PACKAGE / "_data", _CHECKOUT / "data")


def built_web() -> Path:
    """Give the folder of the built web app; it may be missing where unmap was built without it."""
    return _first(_PACKAGE / "_web", _CHECKOUT / "web" / "dist")
