"""Editions: what was published when and why, what each changed, what the next one would; publishing and going back."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from lxml import etree
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from unmap.workspace.publishing import current, edition_changes, go_back, publications

from ..keepers import NOT_KEPT, Anybody, Key, Reviewer, TheKeepers, answer, answered_once, work_answered_once
from ..keeping_jobs import next_edition, publish_record
from ..parameters import refuse_repeats
from ..problems import KEEPING_RESPONSES
from ..service import TheService
from .keeping_records import CREATED, ReasonGiven

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..keepers import Keepers
    from ..service import Service

router = APIRouter(prefix="/api", tags=["Keeping"], dependencies=[Depends(refuse_repeats)], responses=KEEPING_RESPONSES)

ATOM = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_MOST_LISTED = 100

PublicationNumber = Annotated[
    int, Path(description="number of a publication, as /api/editions lists them", ge=1, le=2**31 - 1, examples=[1])
]
EditionName = Annotated[str, Path(description="an edition, as /api/editions lists them", max_length=12)]


class EditionsParameters(BaseModel):
    """How the list is given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    f: Annotated[Literal["json", "atom"], Field(description="format of the list")] = "json"


def _listed(keepers: Keepers) -> list[dict[str, Any]]:
    """Give what was published, without who did it: readers are not told names of people."""
    return [
        {name: held for name, held in one.items() if name != "by"}
        for one in publications(keepers.database, _MOST_LISTED)
    ]


@router.get("/editions", summary="What was published", response_class=Response)
def editions(
    request: Request, keepers: TheKeepers, service: TheService, query: Annotated[EditionsParameters, Query()]
) -> Response:
    """The newest first: edition, when and why. `f=atom` gives a feed."""
    found = _listed(keepers)
    if query.f == "atom":
        return _feed(request, service, found)
    return answer({"current": current(keepers.database), "editions": found})


@router.get("/editions.atom", summary="What was published, as a feed", response_class=Response)
def editions_feed(request: Request, keepers: TheKeepers, service: TheService) -> Response:
    """The same as Atom (RFC 4287), for who wants to be told."""
    return _feed(request, service, _listed(keepers))


def _feed(request: Request, service: Service, found: Sequence[dict[str, Any]]) -> Response:
    base = str(request.base_url).rstrip("/")
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})

    def told(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
        made = etree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
        made.text = text or None
        return made

    told(feed, "id", f"{base}/api/editions")
    told(feed, "title", service.dataset.report.title)
    told(feed, "updated", found[0]["at"] if found else "1970-01-01T00:00:00Z")
    told(told(feed, "author"), "name", "unmap")
    told(feed, "link", rel="self", href=f"{base}/api/editions.atom", type=ATOM)
    told(feed, "link", rel="alternate", href=f"{base}/", type="text/html")
    for one in found:
        entry, changes = told(feed, "entry"), f"{base}/api/editions/{one['publication']}/changes"
        told(entry, "id", changes)
        told(entry, "title", f"Edition {one['edition']}")
        told(entry, "updated", one["at"])
        told(entry, "link", rel="alternate", href=changes, type="application/json")
        told(entry, "summary", one["reason"])
    content = etree.tostring(feed, xml_declaration=True, encoding="UTF-8")
    return Response(content, headers=NOT_KEPT, media_type=ATOM)


@router.get("/editions/next", summary="What publishing would change")
async def upcoming(request: Request, keepers: TheKeepers, _: Anybody) -> Response:
    """Rows field by field, areas with other counts, and every problem that keeps the record from being published."""
    return answer(await keepers.work(request, next_edition))


@router.get("/editions/{publication}/changes", summary="What a publication changed")
def changed(keepers: TheKeepers, publication: PublicationNumber) -> Response:
    """Each field of each row that was added, removed or changed, old and new, beside the publication before it."""
    return answer({"changes": edition_changes(keepers.database, publication)})


@router.post("/editions", summary="Publish the record", **CREATED)
async def published(
    request: Request, keepers: TheKeepers, actor: Reviewer, body: ReasonGiven, key: Key = None
) -> Response:
    """The whole record is checked and made current in one step, or every reason is named and the old one stays."""

    async def make() -> Response:
        done = await keepers.work(request, publish_record, actor, body.reason)
        newest = (await run_in_threadpool(_listed, keepers))[0]
        return answer({**done, "publication": newest["publication"]}, HTTPStatus.CREATED)

    return await work_answered_once(keepers, actor, key, ("publish", body.reason), make)


@router.post("/editions/{edition}/current", summary="Go back to an edition", response_class=Response)
def made_current(
    keepers: TheKeepers, actor: Reviewer, edition: EditionName, body: ReasonGiven, key: Key = None
) -> Response:
    """Readers see it again; the record itself stays as it is."""

    def make() -> Response:
        go_back(keepers.database, actor, edition, body.reason)
        return answer({"edition": edition})

    return answered_once(keepers, actor, key, ("back", edition, body.reason), make)
