"""Pages from templates; what they say comes from the documents that other systems get."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..wire.bodies import HTML, encode

if TYPE_CHECKING:
    from ..service import Service
    from ..wire.bodies import Body

TEMPLATES = Path(__file__).with_name("templates")


@cache
def _templates() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def html_body(service: Service, template: str, **context: object) -> Body:
    """Give the page that a template makes of `context`; every value is escaped."""
    text = _templates().get_template(template).render(service=service, **context)
    return encode(text.encode(), HTML)
