"""One dataset, its layers and its encoded answers, shared by all requests of a process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import orjson
from fastapi import Depends
from starlette.requests import Request

from unmap.join import load
from unmap.layers import LayerStore

from .settings import Settings
from .web import read_web
from .wire.bodies import JSON, BodyResponse, BodyStore, encode, key_of
from .wire.work import Lane, Store

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from starlette.responses import Response

    from unmap.dataset import Dataset
    from unmap.layers.coverage_answer import Answer

    from .wire.bodies import Body

ANSWERS_KEPT = 16
"""Answers that took long, kept for their other formats: those by municipality take about 1 MB each."""


class Service:
    """What the routes work with."""

    def __init__(self, dataset: Dataset, settings: Settings | None = None) -> None:
        """Serve `dataset`, with the settings of the environment unless others are given."""
        self.dataset = dataset
        self.settings = settings or Settings()
        self.layers = LayerStore(dataset)
        self.bodies = BodyStore()
        self.answers: Store[Answer] = Store(ANSWERS_KEPT, lambda _: 1, keeps=lambda answer: answer.final)
        # One at a time: most work is short and bound by the processor.
        self.short = Lane(1)
        self.long = Lane(self.settings.long_at_once, self.settings.long_wait_s)
        self.web = read_web()

    @classmethod
    def of(cls, settings: Settings) -> Service:
        """Load the data folder of the settings; raises DataError where it is broken."""
        return cls(load(settings.data), settings)

    async def answer(self, request: Request, make: Callable[[], Body], *, long: bool = False) -> Response:
        """Answer with the body that `make` gives for this very address, kept from the second time on.

        What takes `long`, more than half a second, goes where it does not hold up the rest.
        """
        lane = self.long if long else self.short
        return BodyResponse(await self.bodies.get(key_of(request.scope), make, lane))

    async def solve(self, question: Hashable, work: Callable[[], Answer]) -> Answer:
        """Give the answer to a question that takes long, worked out once for all its formats and all who ask."""
        return await self.answers.get(question, work, self.long)

    async def answer_json(self, request: Request, make: Callable[[], Any]) -> Response:
        """Answer with what `make` gives, as JSON."""
        return await self.answer(request, lambda: encode(orjson.dumps(make()), JSON))


async def _service(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


TheService = Annotated[Service, Depends(_service)]
