"""One dataset, its layers and its encoded answers, shared by all requests of a process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import orjson
from fastapi import Depends
from starlette.requests import Request

from unmap.join import load
from unmap.layers import LayerStore

from .bodies import JSON, BodyResponse, BodyStore, encode, key_of
from .web import read_web

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from starlette.responses import Response

    from unmap.dataset import Dataset

    from .bodies import Body


class Service:
    """What the routes work with."""

    def __init__(self, dataset: Dataset) -> None:
        """Serve `dataset`."""
        self.dataset = dataset
        self.layers = LayerStore(dataset)
        self.bodies = BodyStore()
        self.web = read_web()

    @classmethod
    def of(cls, folder: Path) -> Service:
        """Load a data folder; raises DataError where it is broken."""
        return cls(load(folder))

    async def answer(self, request: Request, make: Callable[[], Body]) -> Response:
        """Answer with the body that `make` gives for this very address, kept from the second time on."""
        return BodyResponse(await self.bodies.get(key_of(request.scope), make))

    async def answer_json(self, request: Request, make: Callable[[], Any]) -> Response:
        """Answer with what `make` gives, as JSON."""
        return await self.answer(request, lambda: encode(orjson.dumps(make()), JSON))


async def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


TheService = Annotated[Service, Depends(_service)]
