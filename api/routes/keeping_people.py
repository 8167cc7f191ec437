"""People who keep the record: links that open a session, the session, and users for keepers."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from pydantic import Field
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from unmap.errors import NotFoundError, ParameterError
from unmap.workspace.accounts import (
    LONGEST_NAME,
    SESSION_DAYS,
    add_user,
    end_session,
    end_user,
    new_link,
    open_session,
    require_keeper,
    users,
)
from unmap.workspace.changing import Actor, Role

from ..http.bodies import HTML
from ..keepers import COOKIE, NOT_KEPT, Anybody, TheKeepers, Writer, answer, from_here, keepers_of
from ..keeping import keeping_of
from ..pages.render import signing_in
from ..parameters import refuse_repeats
from ..problems import KEEPING_RESPONSES
from ..service import TheService
from .keeping_records import CREATED, Body

router = APIRouter(tags=["Keeping"], dependencies=[Depends(refuse_repeats)], responses=KEEPING_RESPONSES)

UserName = Annotated[str, Path(description="name of a user", max_length=LONGEST_NAME, examples=["Reviewer"])]
_LINK = Annotated[str, Path(max_length=200)]


def keeper(actor: Writer) -> Actor:
    """Give a keeper who writes; raises NotAllowedError for anybody else."""
    require_keeper(actor)
    return actor


def reading_keeper(actor: Anybody) -> Actor:
    """Give a keeper who reads."""
    require_keeper(actor)
    return actor


Keeper = Annotated[Actor, Depends(keeper)]


class NewUser(Body):
    """A new user: a display name, and nothing else of the person."""

    name: Annotated[str, Field(max_length=200)]
    role: Role
    organisation: Annotated[str, Field(description="of a contributor: agency_id", max_length=100)] = ""


def _link(request: Request, token: str) -> dict[str, Any]:
    return {"link": f"{str(request.base_url).rstrip('/')}/signin/{token}"}


@router.get("/api/session", summary="Who is signed in")
def session(request: Request, service: TheService) -> Response:
    """Whether the service has a workspace, and the name and role of who asks."""
    if keeping_of(service.settings) is None:
        return answer({"signed_in": False, "workspace": False, "name": "", "role": "", "organisation": ""})
    actor = keepers_of(request).actor(request)
    told = {"name": "", "role": "", "organisation": ""}
    if actor is not None:
        told = {"name": actor.name, "role": str(actor.role), "organisation": actor.organisation}
    return answer({"signed_in": actor is not None, "workspace": True, **told})


@router.post("/api/session/end", summary="Sign out", response_class=Response)
def signed_out(request: Request, keepers: TheKeepers, _: Writer) -> Response:
    """The session ends; a new one needs a new link."""
    end_session(keepers.database, request.cookies.get(COOKIE, ""))
    ended = answer({"signed_in": False})
    ended.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=request.url.scheme == "https")
    return ended


@router.get("/api/users", summary="Who may write", dependencies=[Depends(reading_keeper)])
def all_users(keepers: TheKeepers) -> Response:
    """Name, role, organisation, whether they still may: all that is kept of a person."""
    found = [
        {"name": one.name, "role": str(one.role), "organisation": one.organisation, "active": one.active}
        for one in users(keepers.database)
    ]
    return answer({"users": found})


@router.post("/api/users", summary="Add a user", **CREATED)
def new_user(request: Request, keepers: TheKeepers, _: Keeper, body: NewUser) -> Response:
    """The answer has a link that opens one session; it is shown this once."""
    token = add_user(keepers.database, body.name, body.role, body.organisation)
    name = " ".join(body.name.split())
    return answer({"name": name, **_link(request, token)}, HTTPStatus.CREATED)


@router.post("/api/users/{name}/link", summary="A new link for a user", **CREATED)
def another_link(request: Request, keepers: TheKeepers, _: Keeper, name: UserName) -> Response:
    """It opens one session, and is shown this once."""
    return answer({"name": name, **_link(request, new_link(keepers.database, name))}, HTTPStatus.CREATED)


@router.post("/api/users/{name}/end", summary="End a user", response_class=Response)
def ended(keepers: TheKeepers, actor: Keeper, name: UserName) -> Response:
    """All sessions, links and tokens of theirs end; what they wrote stays."""
    if name == actor.name:
        raise ParameterError("name", "is your own; another keeper can end it")
    end_user(keepers.database, name)
    return answer({"name": name, "active": False})


@router.get("/signin/{token}", include_in_schema=False)
def link_page(service: TheService, _: TheKeepers, token: _LINK) -> Response:
    """Show one button: programs that look at the links of mails use nothing up."""
    del token
    return Response(signing_in(service.web.assets), headers={**NOT_KEPT, "x-robots-tag": "noindex"}, media_type=HTML)


@router.post("/signin/{token}", include_in_schema=False)
def sign_in(request: Request, service: TheService, keepers: TheKeepers, token: _LINK) -> Response:
    """Use the link up, and lead to the page for keepers with a session."""
    from_here(request)
    try:
        opened = open_session(keepers.database, token)
    except NotFoundError:
        text = signing_in(service.web.assets, used=True)
        return Response(text, HTTPStatus.NOT_FOUND, NOT_KEPT, HTML)
    there = RedirectResponse("/manage", HTTPStatus.SEE_OTHER, NOT_KEPT)
    there.set_cookie(
        COOKIE,
        opened,
        max_age=SESSION_DAYS * 86_400,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return there
