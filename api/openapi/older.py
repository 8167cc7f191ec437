"""The definition in OpenAPI 3.0, for clients of OGC APIs: with its paths as the standards write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .described import definition
from .downgrade import downgraded

if TYPE_CHECKING:
    from fastapi import FastAPI

ROOT = "/api"
"""Where the landing page is: everything that the definition describes lies below."""

Node = dict[str, Any]


def older_definition(app: FastAPI, server: str) -> Node:
    """Give the definition of `app` in OpenAPI 3.0, each path as it goes on from the landing page's."""
    found: Node = below_root(downgraded(definition(app, server)))
    return found


def below_root(document: Node) -> Node:
    """Give a definition with paths relative to the landing page, which itself is /; `document` stays as it is.

    OGC API - Features writes /collections/{collectionId}/items, wherever a server has its landing page, and GDAL looks
    just there for what it may ask a server to sort out. Raises ValueError for a path that is not below ROOT.
    """
    servers = [{**one, "url": f"{one['url']}{ROOT}"} for one in document["servers"]]
    return {**document, "servers": servers, "paths": {_below(path): item for path, item in document["paths"].items()}}


def _below(path: str) -> str:
    if path != ROOT and not path.startswith(f"{ROOT}/"):
        raise ValueError("what the definition describes lies below the landing page")
    return path.removeprefix(ROOT) or "/"
