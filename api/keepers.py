"""Those who write to the workspace of a service: who asks, whether they may, and work done in processes of its own."""

from __future__ import annotations

import hashlib
import ipaddress
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import orjson
from fastapi import Depends, Header
from fastapi.concurrency import contextmanager_in_threadpool
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request
from starlette.responses import Response

from unmap.errors import NotAllowedError, UnmapError
from unmap.workspace.accounts import Proof, holder, user_named
from unmap.workspace.changing import Actor, Role
from unmap.workspace.incoming import Answer, once

from .http.bodies import JSON
from .http.bulkhead import Bulkhead
from .http.host import Clients
from .http.process_pool import Limits, ProcessPool
from .keeping import keeping_of
from .service import service_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .keeping import Keeping
    from .service import Service
    from .settings import Settings

COOKIE = "unmap_session"

WORK = Limits(bytes=3_000_000_000, seconds=120)
"""What taking in a sheet, or publishing, may take: 50,000 rows need a quarter of it."""

WRITES = parse("600/minute")
MISTAKES = parse("5/10minutes")
"""Writes of one user, and mistakes reported by one client, in each worker."""

NOT_KEPT = {"cache-control": "no-store"}


class NoWorkspaceError(UnmapError):
    """The service has no workspace."""

    code: ClassVar[str] = "no-workspace"

    def __init__(self) -> None:
        """Say so."""
        super().__init__("this service is read only: it serves no workspace")


class NotSignedInError(UnmapError):
    """Nobody is signed in, or not any more."""

    code: ClassVar[str] = "not-signed-in"

    def __init__(self) -> None:
        """Say so, and what to do."""
        super().__init__("you are not signed in, or your session has ended; a keeper gives you a new link")


class OtherOriginError(UnmapError):
    """A write that comes from a page of another site, or says nothing of where it comes from."""

    code: ClassVar[str] = "not-same-origin"

    def __init__(self) -> None:
        """Say so."""
        super().__init__("a write is taken from pages of this service alone; scripts send a token")


class TooManyError(UnmapError):
    """One client or user writes more than it may."""

    code: ClassVar[str] = "too-many-requests"
    retry_after_s: ClassVar[int] = 60

    def __init__(self) -> None:
        """Say so."""
        super().__init__("more than is taken from one client; try again a little later")


class Keepers:
    """A workspace as keepers use it: its database, where its editions are written, and processes that work on it."""

    def __init__(self, keeping: Keeping, settings: Settings) -> None:
        """Stand before a workspace that is open."""
        self.settings = settings
        self.database, self.folders = keeping.database, keeping.folders
        self.place = keeping.folder.parent
        self.processes = ProcessPool(WORK)
        self.bulkhead = Bulkhead(2, settings.long_wait_s)
        self.effects = Bulkhead(1, settings.long_wait_s)
        self.clients = Clients(settings.trusted_proxies)
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._proxies = [ipaddress.ip_network(one) for one in settings.sign_on_proxy]

    async def work(self, request: Request, job: Callable[..., Any], *given: Any) -> Any:  # noqa: ANN401 - of any job
        """Give what a job gives, which opens the workspace by itself in a process beside this one, within limits.

        A job takes the address of the workspace, the folder for editions, and what is `given`. Raises what it raises,
        BusyError where too much is being done already, and ProcessLimitError where it takes too much.
        """
        address, place = self.database.address, self.place
        return await self.bulkhead.run(
            lambda: self.processes.run(job, address, place, *given), self.clients.counted(request.scope)
        )

    def require_rate(self, request: Request, actor: Actor | None) -> None:
        """Count a write; raises TooManyError for one too many."""
        rate, who = (MISTAKES, self.clients.counted(request.scope)) if actor is None else (WRITES, f"user {actor.name}")
        if not self._window.hit(rate, who):
            raise TooManyError

    def actor(self, request: Request) -> Actor | None:
        """Give who asks: by token, by the header of a trusted proxy, or by the session; None for nobody."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            user = holder(self.database, token.strip(), Proof.TOKEN)
        elif name := self._named_by_proxy(request):
            user = user_named(self.database, name)
        else:
            user = holder(self.database, request.cookies.get(COOKIE, ""), Proof.SESSION)
        return None if user is None else user.actor

    def _named_by_proxy(self, request: Request) -> str:
        """Give the user that the team's own sign-on names; the header counts from the proxy's address alone."""
        header, peer = self.settings.sign_on_header, request.client.host if request.client else ""
        if not (header and self._proxies and peer):
            return ""
        try:
            address = ipaddress.ip_address(peer)
        except ValueError:
            return ""
        given = request.headers.get(header, "") if any(address in one for one in self._proxies) else ""
        # Headers are read as Latin-1; names are sent as UTF-8.
        return given.encode("latin-1").decode(errors="replace")


def keepers_of(request: Request) -> Keepers:
    """Give the workspace of the service as keepers use it; raises NoWorkspaceError without one."""
    settings = service_of(request).settings
    keeping = keeping_of(settings)
    if keeping is None:
        raise NoWorkspaceError
    known: Keepers | None = getattr(request.app.state, "keepers", None)
    if known is None or known.database is not keeping.database:
        known = request.app.state.keepers = Keepers(keeping, settings)
    return known


TheKeepers = Annotated[Keepers, Depends(keepers_of)]


def signed_in(request: Request, keepers: TheKeepers) -> Actor:
    """Give who asks; raises NotSignedInError for nobody."""
    actor = keepers.actor(request)
    if actor is None:
        raise NotSignedInError
    return actor


Anybody = Annotated[Actor, Depends(signed_in)]
"""Somebody who is signed in, to read."""


def from_here(request: Request) -> None:
    """Refuse a write that a page of another site had a browser send; a token is sent by no browser by itself."""
    if request.headers.get("authorization", "").lower().startswith("bearer "):
        return
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin", "").partition("://")[2]
    if site not in {None, "same-origin"} or origin != request.url.netloc:
        raise OtherOriginError


def writer(request: Request, keepers: TheKeepers) -> Actor:
    """Give who writes, from a page of the service or with a token."""
    actor = signed_in(request, keepers)
    from_here(request)
    keepers.require_rate(request, actor)
    return actor


Writer = Annotated[Actor, Depends(writer)]


def reviewer(actor: Writer) -> Actor:
    """Give a reviewer or keeper who writes; raises NotAllowedError for a contributor."""
    if actor.role is Role.CONTRIBUTOR:
        raise NotAllowedError("this is for reviewers and keepers")
    return actor


Reviewer = Annotated[Actor, Depends(reviewer)]

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="made up by the client; the same request sent again with it is answered the same, and done once",
        max_length=128,
    ),
]


def answered_once(
    keepers: Keepers, actor: Actor, key: str | None, asked: tuple[Any, ...], make: Callable[[], Response]
) -> Response:
    """Answer a write, or with what was answered when it was sent under the same key before."""
    if not key:
        return make()
    with once(keepers.database, actor, key, _digest(asked)) as place:
        if place.known is not None:
            return Response(place.known.body, place.known.status, NOT_KEPT, JSON)
        made = make()
        place.made = _kept(made)
        return made


async def work_answered_once(
    keepers: Keepers, actor: Actor, key: str | None, asked: tuple[Any, ...], make: Callable[[], Awaitable[Response]]
) -> Response:
    """Do the same for what is worked on in another process."""
    if not key:
        return await make()
    async with contextmanager_in_threadpool(once(keepers.database, actor, key, _digest(asked))) as place:
        if place.known is not None:
            return Response(place.known.body, place.known.status, NOT_KEPT, JSON)
        made = await make()
        place.made = _kept(made)
        return made


def _digest(asked: tuple[Any, ...]) -> str:
    return hashlib.sha256(orjson.dumps(asked, default=str)).hexdigest()


def _kept(made: Response) -> Answer | None:
    """Give an answer as it is kept under a key: one that says that something was done."""
    done = made.status_code < HTTPStatus.BAD_REQUEST and made.headers.get("content-type", "").startswith(JSON)
    return Answer(made.status_code, bytes(made.body).decode()) if done else None


def answer(content: object, status: int = HTTPStatus.OK, headers: dict[str, str] | None = None) -> Response:
    """Answer with JSON that nobody keeps: it depends on who asks."""
    return Response(orjson.dumps(content), status, {**NOT_KEPT, **(headers or {})}, JSON)


def area_names(service: Service) -> dict[str, tuple[str, str]]:
    """Give the word of the level and the name of each area of the edition that is served, by its code."""
    dataset = service.dataset
    return {
        code: (level.word, name)
        for level in dataset.admin_levels
        for code, name in dataset.layer(level)[["code", "name"]].itertuples(index=False)
    }
