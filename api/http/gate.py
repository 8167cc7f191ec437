"""What stands before the application: ready bodies at once, and what no route has to think of.

Whole layers, tiles and features that were asked for before leave from here as bytes, without a framework between: that
is most of the traffic of a map, and measured at about twice the speed of a route. Everything else is handed on.
"""

from __future__ import annotations

from http import HTTPStatus
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from ..problems import not_ready, unexpected
from .bodies import key_of
from .conditional import known_already
from .exchange import Exchange, tell_request
from .headers import PREFLIGHT
from .host import Clients, PublicAddress
from .limits import EXEMPT, RateLimit, refusal_of, too_long, without_repeats
from .logging import tell_error
from .metrics import REFUSED, UNMATCHED
from .single_flight import CLIENT_LEFT

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.responses import Response
    from starlette.types import Message, Receive, Scope, Send

    from ..service import Service
    from .bodies import Form
    from .metrics import Metrics, Tally

NOTHING: Message = {"type": "http.response.body", "body": b""}

METHODS_COUNTED = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
"""Methods that are counted by name; clients can make up others without end."""


class Ready(NamedTuple):
    """An answer that is ready: its form, where it is counted, and whether the client has it already."""

    form: Form
    tally: Tally
    known: bool

    @property
    def start(self) -> Message:
        """How the answer starts."""
        return self.form.unchanged if self.known else self.form.start

    def counted(self, begun: float) -> float:
        """Count that it was sent, and give the seconds since it was asked for."""
        if self.known:
            self.tally.unchanged += 1
        else:
            self.tally.ready += 1
        seconds = perf_counter() - begun
        self.tally.observe(seconds)
        return seconds


class Gate:
    """The whole service as one ASGI application, with the framework's application behind it."""

    def __init__(self, app: FastAPI, metrics: Metrics) -> None:
        """Stand before `app`, and count what passes in `metrics`."""
        self.app = app
        self.metrics = metrics
        self.service: Service | None = None
        self._limit: RateLimit | None = None
        self._clients = Clients(())
        self._public: PublicAddress | None = None
        self._log_requests = self._log_clients = False

    def open(self, service: Service) -> None:
        """Let requests in, with the settings of `service`."""
        settings = service.settings
        self._limit = RateLimit(settings.rate) if settings.rate is not None else None
        self._clients = Clients(settings.trusted_proxies)
        self._public = PublicAddress(settings.base_url) if settings.base_url else None
        self._log_requests, self._log_clients = settings.log == "requests", settings.log_clients
        self.metrics.share_in(settings.run_folder)
        self.turn_to(service)

    def turn_to(self, service: Service) -> None:
        """Answer from `service` from now on; requests that have begun end where they began."""
        self.service = self.app.state.service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = perf_counter()
        if self._public is not None:
            self._public.adapt(scope)
        limited = self._limited(scope) if self._limit is not None else None
        if limited is None and scope["method"] == "GET" and await self._ready(scope, send, begun):
            return
        await self._handle(scope, receive, send, limited)

    def find(self, scope: Scope) -> Ready | None:
        """Give what is ready to answer a GET request in the form that the client wants, if there is something."""
        if self.service is None:
            return None
        given = dict(scope["headers"])
        # What needs a second look gets it from the application.
        if not given.get(b"host") or b"range" in given or b"if-match" in given or too_long(scope):
            return None
        body = self.service.bodies.find(key_of(scope, given))
        if body is None or body.tally is None:
            return None
        form = body.forms.get(body.coding(given.get(b"accept-encoding", b"")))
        if form is None:
            return None
        return Ready(form, body.tally, known=known_already(given, form.tag, form.modified))

    async def _ready(self, scope: Scope, send: Send, begun: float) -> bool:
        """Answer with a body that is ready, if there is one."""
        found = self.find(scope)
        if found is None:
            return False
        await send(found.start)
        await send(NOTHING if found.known else found.form.body)
        seconds = found.counted(begun)
        if self._log_requests:
            given = dict(scope["headers"])
            self._tell(Exchange(scope, send, given), found.tally.route, found.start["status"], seconds)
        return True

    async def _handle(self, scope: Scope, receive: Receive, send: Send, limited: Response | None) -> None:
        """Have the application answer, count it and write it down."""
        begun = perf_counter()
        given = without_repeats(scope)
        exchange = Exchange(scope, send, given)
        refusal = limited or refusal_of(scope, given)
        inner = scope
        if exchange.method == "HEAD":
            # Ranges are defined for GET alone.
            inner = {**scope, "method": "GET", "headers": [pair for pair in scope["headers"] if pair[0] != b"range"]}
        try:
            if refusal is not None:
                await refusal(scope, receive, exchange.send)
            elif exchange.method == "OPTIONS":
                await exchange.send(
                    {"type": "http.response.start", "status": HTTPStatus.NO_CONTENT, "headers": PREFLIGHT}
                )
                await exchange.send(NOTHING)
            elif self.service is None and scope["path"] not in EXEMPT:
                await not_ready()(scope, receive, exchange.send)
            else:
                await self.app(inner, receive, exchange.send)
        except Exception as error:  # noqa: BLE001 - the last place where a fault of ours can be met
            tell_error("an answer failed", error, **exchange.described())
            if not exchange.begun:
                await unexpected()(scope, receive, exchange.send)
        finally:
            # A path as a client wrote it would make as many names as clients can think of.
            route: str = getattr(inner.get("route"), "path", UNMATCHED) if refusal is None else REFUSED
            self._count(exchange, route, perf_counter() - begun)

    def _count(self, exchange: Exchange, route: str, seconds: float) -> None:
        method = exchange.method if exchange.method in METHODS_COUNTED else "other"
        # Who goes away before the answer begins has none; 499 is what nginx calls that.
        status = exchange.status or CLIENT_LEFT
        self.metrics.tally(route).count(method, status, seconds)
        if self._log_requests:
            self._tell(exchange, route, status, seconds)

    def _limited(self, scope: Scope) -> Response | None:
        if self._limit is None or scope["path"] in EXEMPT:
            return None
        return self._limit.refusal(self._clients.client(scope))

    def _tell(self, exchange: Exchange, route: str, status: int, seconds: float) -> None:
        client = self._clients.client(exchange.scope) if self._log_clients else None
        tell_request(exchange.described(), route, status, seconds, client)
