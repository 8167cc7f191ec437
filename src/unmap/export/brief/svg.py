"""Elements of SVG, every text and attribute escaped."""

from __future__ import annotations

from markupsafe import Markup, escape

Cell = str | float


def tag(name: str, *inside: Markup | str, **attributes: Cell) -> Markup:
    """Give an element; `class_` is class, and other underscores are hyphens."""
    written = "".join(f' {_named(key)}="{_written(value)}"' for key, value in attributes.items())
    content = Markup("").join(inside)
    # Names are ours; values and texts were escaped above.
    return Markup(f"<{name}{written}>{content}</{name}>")  # noqa: S704


def picture(width: float, height: float, *inside: Markup | str, **attributes: Cell) -> Markup:
    """Give a whole picture of that many units."""
    return tag("svg", *inside, viewBox=f"0 0 {width:g} {height:g}", **attributes)


def hidden(width: float, height: float, *inside: Markup | str, **attributes: Cell) -> Markup:
    """Give a picture of what is told in words beside it, which a screen reader passes over."""
    return tag("svg", *inside, viewBox=f"0 0 {width:g} {height:g}", aria_hidden="true", focusable="false", **attributes)


def _named(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _written(value: Cell) -> str:
    return f"{round(value, 2):g}" if isinstance(value, int | float) else str(escape(value))
