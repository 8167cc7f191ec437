"""The API's definition: OpenAPI 3.1 as the framework writes it, completed, and the same in OpenAPI 3.0."""

from __future__ import annotations

from .routes import router

__all__ = ["router"]
