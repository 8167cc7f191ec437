"""HTML for people and search engines: every resource as a page, from the same document as its JSON."""

from __future__ import annotations

from .render import html_body, trouble

__all__ = ["html_body", "trouble"]
