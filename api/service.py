"""One dataset, its layers and its encoded answers, shared by all requests of a process."""

from __future__ import annotations

import asyncio
from copy import copy
from functools import cached_property, lru_cache
from threading import Lock
from time import thread_time
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import orjson
import shapely
from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from unmap.errors import DataError, UnmapError, WorkspaceError
from unmap.features import LayerStore
from unmap.features.tiles import area_tiles, initiative_tiles, office_tiles
from unmap.files import last_written
from unmap.formats.writing import PLAIN, Form, write
from unmap.measures import default_need
from unmap.memory import give_back, share_pools
from unmap.model.words import Language
from unmap.pages.brief import overview
from unmap.pages.page_facts import page_facts
from unmap.store.dataset import REPORTS_KEPT
from unmap.store.loading import signature

from .editions import keep, load_kept, load_whole, problems_of
from .http.bodies import JSON, BodyCache, BodyResponse, TooLargeError, encode, key_of
from .http.bulkhead import Bulkhead
from .http.headers import embed_in
from .http.host import Clients
from .http.logging import tell_error
from .http.process_pool import ProcessPool
from .http.single_flight import SingleFlightCache, unless_gone
from .http.static import Web, read_web
from .keeping import edition_folder, followed
from .settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from starlette.responses import Response

    from unmap.formats.content import Content
    from unmap.formats.writing import Extras
    from unmap.measures.answer import Answer
    from unmap.store import Dataset

    from .http.bodies import Body

MOST_CORNERS_HERE = 100_000
"""Corners of the shapes of a file that is written here: with 650,000 its libraries hold the interpreter for seconds."""

MOST_ROWS_HERE = 20_000
"""Rows of a table that is written here: the 276,000 values of need take five seconds and 40 MB."""

LARGE = 2_000_000
LONG_S = 0.5
"""Bytes of an answer, and seconds of work, after which the allocators hold much that nobody needs."""

GIVE_BACK_S = 2.0

ANSWERS_KEPT = 16
"""Answers that took long, kept for their other formats: those by municipality take about 1 MB each."""


EARLIER_KEPT = 2
"""Earlier editions that a worker holds in memory at once."""


def _answers() -> SingleFlightCache[Answer]:
    return SingleFlightCache(ANSWERS_KEPT, lambda _: 1, keeps=lambda answer: answer.final)


class NotReadyError(UnmapError):
    """The data is not loaded yet; `retry_after_s` says when to ask again."""

    code: ClassVar[str] = "not-ready"
    retry_after_s: ClassVar[int] = 1

    def __init__(self) -> None:
        """Say so."""
        super().__init__("the data is not ready yet")


class Service:
    """What the routes work with."""

    def __init__(self, dataset: Dataset, settings: Settings | None = None) -> None:
        """Serve `dataset`, with the settings of the environment unless others are given."""
        self.dataset = dataset
        self.settings = settings or Settings()
        self.layers = LayerStore(dataset)
        # The same in every worker, so that all give the same bytes.
        self.written = last_written(self.settings.data)
        self.bodies = BodyCache(self.settings.bytes_kept)
        self.answers = _answers()
        wait_s, limit_s = self.settings.long_wait_s, self.settings.query_limit_s
        # One at a time: most work is short and bound by the processor. Filters, whose work their clients choose, have a
        # place of their own, so that they wait for each other alone.
        self.short, self.filters = Bulkhead(1, wait_s, limit_s), Bulkhead(1, wait_s, limit_s)
        self.long = Bulkhead(self.settings.long_at_once, wait_s)
        self.processes = ProcessPool()
        self._giving_back = False
        self._clients = Clients(self.settings.trusted_proxies)
        self.web = read_web()
        self.seen = ""
        self.problems: tuple[str, ...] = ()
        self._of_other = lru_cache(REPORTS_KEPT)(self._view)
        self._of_earlier, self._reading = lru_cache(EARLIER_KEPT)(self._earlier), Lock()

    @classmethod
    def of(cls, settings: Settings) -> Service:
        """Load the data folder of the settings; raises DataError where it is broken."""
        share_pools()
        embed_in(settings.embed_in)
        settings = followed(settings)
        # Before the files are read: what is written meanwhile is then noticed.
        seen = signature(settings.data)
        made = cls(load_whole(settings.data), settings)
        made.seen = seen
        if settings.run_folder is not None:
            try:
                keep(settings.data, settings.run_folder, made.dataset.edition)
            except (DataError, OSError) as error:
                tell_error("no copy of the data could be kept", error)
        return made

    @classmethod
    def started(cls, settings: Settings) -> Service:
        """Load the data folder, or what was kept of it where it is broken by now; raises DataError without either."""
        try:
            return cls.of(settings)
        except (DataError, WorkspaceError) as error:
            if settings.run_folder is None:
                raise
            try:
                made = cls(load_kept(settings.run_folder), settings)
            except DataError:
                raise error from None
            made.seen, made.problems = signature(settings.data), problems_of(error, settings.data)
            return made

    def of_report(self, report_id: str | None) -> Service:
        """Give the same service with the record of one report; raises ParameterError where there is no such report.

        A view shares boundaries, places in the queues and kept bodies, whose addresses name their report.
        """
        if report_id is None or report_id == self.dataset.report.report_id:
            return self
        # Refused before it is remembered.
        return self._of_other(self.dataset.of_report(report_id).report.report_id)

    def _view(self, report_id: str) -> Service:
        dataset = self.dataset.of_report(report_id)
        return self._showing(dataset, LayerStore(dataset, self.layers))

    def of_edition(self, edition_id: str | None) -> Service:
        """Give the same service with an earlier edition of its workspace; reading one takes seconds.

        Raises NotFoundError where there is none of this name, GoneError where it is not kept any more.
        """
        if edition_id is None or edition_id == self.dataset.edition:
            return self
        with self._reading:
            return self._of_earlier(edition_id)

    def _earlier(self, edition_id: str) -> Service:
        folder = edition_folder(self.settings, edition_id)
        dataset = load_whole(folder)
        view = self._showing(dataset, LayerStore(dataset))
        view.written = last_written(folder)
        view._of_other = lru_cache(REPORTS_KEPT)(view._view)  # noqa: SLF001 - another of this class
        return view

    def _showing(self, dataset: Dataset, layers: LayerStore) -> Service:
        """Give a view of this service with another dataset, sharing the places in its queues."""
        view = copy(self)
        for made in ("pages", "plain"):
            view.__dict__.pop(made, None)
        view.dataset, view.layers, view.answers = dataset, layers, _answers()
        return view

    def prepare(self) -> None:
        """Make ready what every map asks for, so that the first who asks does not wait for it."""
        for level in self.dataset.admin_levels:
            area_tiles(self.layers, default_need(self.dataset, level.word))
        _ = self.pages, self.plain
        office_tiles(self.layers)
        initiative_tiles(self.layers)

    @cached_property
    def pages(self) -> Web:
        """The web app with what its pages take from the data, and whether there is a workspace to write to."""
        facts = {**page_facts(self.dataset), "workspace": bool(self.settings.workspace)}
        return self.web.filled(facts)

    @cached_property
    def plain(self) -> dict[Language, bytes]:
        """What the map's page says in each language to those who run no scripts."""
        return {language: overview(self.dataset, language).encode() for language in Language}

    async def answer(
        self, request: Request, make: Callable[[], Body], *, long: bool = False, filtered: bool = False
    ) -> Response:
        """Answer with the body that `make` gives for this very address, kept from the second time on.

        What takes `long`, more than half a second, or is `filtered` as the client likes, goes where it does not hold up
        the rest.
        """
        bulkhead = self.long if long else self.filters if filtered else self.short
        key = key_of(request.scope, dict(request.scope["headers"]))
        making = self.bodies.get(key, lambda: self._made(request, make), bulkhead, self.client(request))
        body = await unless_gone(request, making)
        if len(body.content) > LARGE or body.took_s > LONG_S:
            self._give_back_soon()
        return BodyResponse(body)

    def _give_back_soon(self) -> None:
        """Give memory back a little after large work, once for all that ends meanwhile."""
        if not self._giving_back:
            self._giving_back = True
            asyncio.get_running_loop().call_later(GIVE_BACK_S, self._give_back)

    def _give_back(self) -> None:
        self._giving_back = False
        asyncio.get_running_loop().run_in_executor(None, give_back)

    def client(self, request: Request) -> str:
        """Name who asks, as turns are counted."""
        return self._clients.counted(request.scope)

    def _made(self, request: Request, make: Callable[[], Body]) -> Body:
        """Make a body and note what the cache and the metrics want to know of it."""
        begun = thread_time()
        body = make()
        if len(body.content) > self.settings.bytes_limit:
            raise TooLargeError("the answer has more bytes than are sent at once; ask for less")
        scope = request.scope
        body.took_s = thread_time() - begun
        body.route = scope["route"]
        request.app.state.metrics.made.inc()
        body.key_size = len(scope["raw_path"]) + len(scope["query_string"])
        return body

    def follow(self, old: Service) -> None:
        """Take the place of `old`: what runs for it still counts as running, and what was counted stays counted."""
        self.short, self.filters, self.long = old.short, old.filters, old.long
        self.processes = old.processes

    def figures(self) -> dict[str, Any]:
        """Give what this holds and does now, for the metrics."""
        bulkheads = {"short": self.short, "filters": self.filters, "long": self.long}
        return {
            "edition": self.dataset.edition,
            "report_year": self.dataset.report.reporting_year,
            "kept_bytes": {"bodies": self.bodies.held},
            "kept_things": {"bodies": len(self.bodies), "answers": len(self.answers)},
            "running": {name: bulkhead.running for name, bulkhead in bulkheads.items()},
            "waiting": {name: bulkhead.waiting for name, bulkhead in bulkheads.items()},
        }

    def write(self, content: Content, form: Form, extras: Extras = PLAIN) -> bytes:
        """Give a table or layer as a file.

        One with boundaries in detail or very many rows is written by a process beside this one, and so is a GeoPackage,
        whose library keeps 100 MB.
        """
        shapes = content.shapes
        large = shapes is not None and shapely.get_num_coordinates(shapes).sum() > MOST_CORNERS_HERE
        if large or len(content.table) > MOST_ROWS_HERE or form is Form.GPKG:
            written: bytes = self.processes.run(write, content, form, extras)
            return written
        return write(content, form, extras)

    async def solve(self, request: Request, question: Hashable, work: Callable[[], Answer]) -> Answer:
        """Give the answer to a question that takes long, worked out once for all its formats and all who ask."""
        answer = await unless_gone(request, self.answers.get(question, work, self.long, self.client(request)))
        self._give_back_soon()
        return answer

    async def answer_json(self, request: Request, make: Callable[[], Any]) -> Response:
        """Answer with what `make` gives, as JSON."""
        return await self.answer(request, lambda: encode(orjson.dumps(make()), JSON))


def service_of(request: Request) -> Service:
    """Give what a request is answered from; raises NotReadyError before the data is loaded."""
    # Who makes answers ready from data that is not served yet names it in the request.
    service: Service | None = request.scope.get("unmap.service") or request.app.state.service
    if service is None:
        raise NotReadyError
    return service


async def _service(request: Request) -> Service:
    """Give the service with the edition and report that the request names, the current and newest unless it does."""
    asked = request.query_params
    service = service_of(request)
    if (edition := asked.get("edition")) is not None:
        service = await run_in_threadpool(service.of_edition, edition)
    return service.of_report(asked.get("report"))


TheService = Annotated[Service, Depends(_service)]
