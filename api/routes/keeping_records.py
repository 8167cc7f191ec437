"""The record as its keepers edit it: offices and initiatives, what waits for review, what was changed and is undone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from unmap.errors import ParameterError
from unmap.workspace.changing import WITHDRAWN_SINCE, Decision, Verdict, history, review, undo
from unmap.workspace.edit_effects import effect
from unmap.workspace.incoming import LONGEST_MESSAGE, open_mistakes, report_mistake, settle_mistake
from unmap.workspace.keepers_view import Wanted, listed, one_record, row_of, waiting, with_short_keys
from unmap.workspace.record_editing import Written, add_record, edit_record, plan_edit, plan_new
from unmap.workspace.record_state import RowId, State
from unmap.workspace.row_cells import short_key

from ..keepers import (
    Anybody,
    Key,
    Reviewer,
    TheKeepers,
    Writer,
    answer,
    answered_once,
    area_names,
    from_here,
)
from ..keeping_jobs import areas_that_differ, issue_told
from ..parameters import refuse_repeats
from ..problems import KEEPING_RESPONSES
from ..service import TheService

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

    from unmap.workspace.changing import Actor
    from unmap.workspace.record_editing import Planned

    from ..keepers import Keepers
    from ..service import Service

router = APIRouter(prefix="/api", tags=["Keeping"], dependencies=[Depends(refuse_repeats)], responses=KEEPING_RESPONSES)

Kept = Literal["offices", "initiatives"]
TableName = Annotated[Kept, Path(description="offices or initiatives", examples=["offices"])]
RecordKey = Annotated[
    str, Path(description="id of the office or initiative", max_length=200, examples=["unhcr-tapachula"])
]
ChangeNumber = Annotated[
    int, Path(description="number of a change, as /api/changes lists them", ge=1, le=2**31 - 1, examples=[1])
]

CREATED: dict[str, Any] = {"status_code": 201, "response_class": Response}
LONGEST_LIST = 10_000


class Body(BaseModel):
    """What is sent: anything else is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Reason = Annotated[str, Field(description="why, in a few words; it stands in the history", max_length=1_000)]
Cells = Annotated[
    dict[str, str | list[str]],
    Field(
        description='cells by column, "" to empty one; of an initiative also `agencies` and `places`, lists of codes',
        examples=[{"note": "Confirmed by telephone."}],
        max_length=100,
    ),
]


class NewRecord(Body):
    """A new office or initiative."""

    cells: Cells
    reason: Reason = ""
    draft: Annotated[bool, Field(description="keep it as a draft, which is no matter for review yet")] = False


class WriteParameters(BaseModel):
    """How a record is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dry_run: Annotated[bool, Field(description="say what would change for readers and write nothing")] = False


class RowNamed(Body):
    """Which record is meant."""

    table: Kept
    key: Annotated[str, Field(max_length=200)]

    @property
    def row(self) -> RowId:
        """The same as the library names it."""
        return row_of(self.table, self.key)


class ReviewAsked(Body):
    """What a reviewer says of records."""

    rows: Annotated[list[RowNamed], Field(min_length=1, max_length=LONGEST_LIST)]
    verdict: Verdict
    reason: Reason
    why: Annotated[str, Field(description=f"of what is withdrawn: one of {', '.join(WITHDRAWN_SINCE)}")] = ""


class ReasonGiven(Body):
    """Why something is done."""

    reason: Reason


class About(Body):
    """What a mistake is about: a record, or an area by its code."""

    table: Kept | None = None
    key: Annotated[str, Field(max_length=200)] = ""
    area: Annotated[str, Field(max_length=30)] = ""

    def told(self) -> dict[str, str]:
        """Give what is said; raises ParameterError where it is neither a record nor an area."""
        if bool(self.area) == bool(self.table and self.key):
            raise ParameterError("about", "must name either a table and a key, or an area")
        return {"area": self.area} if self.area else {"table": str(self.table), "key": self.key}


class MistakeTold(Body):
    """A mistake that a reader reports."""

    about: About
    message: Annotated[str, Field(description="what is wrong, as plain text", max_length=LONGEST_MESSAGE)]


class MistakeSettled(Body):
    """What was done about a mistake."""

    answer: Annotated[str, Field(max_length=LONGEST_MESSAGE)]


class RecordsParameters(BaseModel):
    """Which records are listed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: Annotated[Kept, Field(description="offices or initiatives")] = "offices"
    state: Annotated[State | None, Field(description="state of a record")] = None
    agency: Annotated[str | None, Field(description="agency_id", max_length=100, examples=["UNHCR"])] = None
    area: Annotated[
        str | None, Field(description="code of an area, with all in it", max_length=30, examples=["07"])
    ] = None
    q: Annotated[
        str | None, Field(description="words that the record must hold", max_length=200, examples=["water"])
    ] = None
    stale: Annotated[bool | None, Field(description="whether the data is older than the team wants it")] = None
    limit: Annotated[int, Field(description="records in the answer", ge=1, le=LONGEST_LIST)] = 200
    offset: Annotated[int, Field(description="records to pass over first", ge=0, le=10_000_000)] = 0


class ChangesParameters(BaseModel):
    """Which changes are listed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    table: Annotated[Kept | None, Field(description="with `key`: of which record")] = None
    key: Annotated[
        str | None, Field(description="id of an office or initiative", max_length=200, examples=["unhcr-tapachula"])
    ] = None
    limit: Annotated[int, Field(description="changes in the answer, the newest first", ge=1, le=LONGEST_LIST)] = 50


def _stale_before(keepers: Keepers) -> str:
    return (datetime.now(UTC).date() - timedelta(days=keepers.settings.stale_after_days)).isoformat()


def _told(keepers: Keepers, row: RowId, status: int = HTTPStatus.OK) -> Response:
    found = one_record(keepers.database, row, _stale_before(keepers))
    return answer(found, status, {"etag": f'"{found["version"]}"'})


@router.get("/records", summary="Offices or initiatives as keepers see them")
def records(
    keepers: TheKeepers, service: TheService, _: Anybody, query: Annotated[RecordsParameters, Query()]
) -> Response:
    """Each with its state, its cells now and as readers see them, and the date of its data."""
    wanted = Wanted(
        table=query.table,
        state=str(query.state or ""),
        agency=query.agency or "",
        areas=_areas(service, query.area),
        q=query.q or "",
        stale=query.stale,
        stale_before=_stale_before(keepers),
    )
    found = listed(keepers.database, wanted)
    return answer({"records": found[query.offset : query.offset + query.limit], "matched": len(found)})


def _areas(service: Service, code: str | None) -> frozenset[str] | None:
    return frozenset({code, *service.dataset.inside(code)}) if code else None


@router.get("/records/{table}/{key}", summary="One office or initiative with its history")
def record(keepers: TheKeepers, _: Anybody, table: TableName, key: RecordKey) -> Response:
    """Its ETag is the version that an edit names in If-Match."""
    return _told(keepers, row_of(table, key))


@router.post("/records/{table}", summary="Add an office or initiative", **CREATED)
async def new_record(  # noqa: PLR0913, PLR0917 - the parts of a request
    keepers: TheKeepers,
    service: TheService,
    actor: Writer,
    table: TableName,
    body: NewRecord,
    query: Annotated[WriteParameters, Query()],
    key: Key = None,
) -> Response:
    """What is not given and can be known is filled in: a key, the newest report. A contributor's waits for review.

    With `dry_run` it is refused for the same reasons, and otherwise told as a change is.
    """
    new = Written(cells=body.cells, reason=body.reason, draft=body.draft)
    areas = area_names(service)
    if query.dry_run:
        return await _effect(keepers, service, actor, lambda seen: plan_new(seen, actor, table, new, areas))

    def make() -> Response:
        return _told(keepers, add_record(keepers.database, actor, table, new, areas), HTTPStatus.CREATED)

    asked = ("record", table, body.model_dump())
    return await run_in_threadpool(answered_once, keepers, actor, key, asked, make)


@router.patch("/records/{table}/{key}", summary="Change an office or initiative", response_class=Response)
async def changed_record(  # noqa: PLR0913, PLR0917 - the parts of a request
    keepers: TheKeepers,
    service: TheService,
    actor: Writer,
    table: TableName,
    key: RecordKey,
    body: NewRecord,
    query: Annotated[WriteParameters, Query()],
    if_match: Annotated[str | None, Header(description="ETag of the version that was seen", max_length=40)] = None,
    once: Key = None,
) -> Response:
    """Fields that somebody else changed meanwhile are merged where they are other ones; the same field is refused.

    409 then has both values of each field: `theirs` and `yours`. With `dry_run` nothing is written and no reason asked
    for: the answer has the `record` as it would be, the `areas` that readers would see other numbers of, and the
    `problems` that would keep it from them, beside what is validated now.
    """
    row, version = row_of(table, key), _version(if_match)
    new = Written(cells=body.cells, reason=body.reason, version=version, draft=body.draft)
    areas = area_names(service)
    if query.dry_run:
        return await _effect(keepers, service, actor, lambda seen: plan_edit(seen, actor, row, new, areas))

    def make() -> Response:
        edit_record(keepers.database, actor, row, new, areas)
        return _told(keepers, row)

    asked = ("change", table, key, version, body.model_dump())
    return await run_in_threadpool(answered_once, keepers, actor, once, asked, make)


async def _effect(keepers: Keepers, service: Service, actor: Actor, plan: Callable[[Connection], Planned]) -> Response:
    """Tell what a write would come to; one at a time, since it takes a processor for a moment."""

    def make() -> Response:
        found = effect(keepers.database, service.dataset, plan, _stale_before(keepers))
        areas = areas_that_differ(found.before, found.after) if found.after else []
        problems = [{"table": one.table, "key": one.key, **issue_told(one.issue)} for one in found.problems]
        return answer({"record": found.record, "areas": areas, "problems": problems})

    return await keepers.effects.run(make, actor.name)


def _version(if_match: str | None) -> int:
    """Give the version that If-Match names; refuses a change without one, and one that is none."""
    if if_match is None:
        raise HTTPException(HTTPStatus.PRECONDITION_REQUIRED)
    text = if_match.strip().strip('"')
    if not (text.isascii() and text.isdigit() and len(text) < 11):  # noqa: PLR2004 - a version is a 32-bit number
        raise ParameterError("If-Match", "must be the ETag of the record that was seen")
    return int(text)


@router.get("/reviews", summary="What waits for a reviewer")
def reviews(keepers: TheKeepers, _: Anybody) -> Response:
    """Records that are pending or disputed, and mistakes that readers reported."""
    found = waiting(keepers.database, _stale_before(keepers))
    return answer({"records": found, "mistakes": open_mistakes(keepers.database)})


@router.post("/reviews", summary="Validate, dispute, withdraw or reinstate records", response_class=Response)
def reviewed(keepers: TheKeepers, actor: Reviewer, body: ReviewAsked, key: Key = None) -> Response:
    """All of them, or none; what an initiative is made of goes with it."""

    def make() -> Response:
        decision = Decision(body.verdict, body.reason, body.why)
        change = review(keepers.database, actor, [one.row for one in body.rows], decision)
        return answer({"change": change, "rows": len(body.rows)})

    return answered_once(keepers, actor, key, ("review", body.model_dump()), make)


@router.get("/changes", summary="What was changed, by whom and why")
def changes(keepers: TheKeepers, _: Anybody, query: Annotated[ChangesParameters, Query()]) -> Response:
    """The newest first; of one record with each field."""
    row = row_of(query.table, query.key) if query.table and query.key else None
    found = history(keepers.database, row=row, limit=query.limit)
    return answer({"changes": [with_short_keys(one) for one in found]})


@router.get("/changes/{change}", summary="One change with every field of every row")
def one_change(keepers: TheKeepers, _: Anybody, change: ChangeNumber) -> Response:
    """Each field old and new."""
    found = history(keepers.database, change=change)
    if not found:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return answer(with_short_keys(found[0]))


@router.post("/changes/{change}/undo", summary="Undo an import, an edit or a review", response_class=Response)
def undone(keepers: TheKeepers, actor: Writer, change: ChangeNumber, body: ReasonGiven, key: Key = None) -> Response:
    """Each row goes back, or stays and is named because somebody changed it since or something needs it."""

    def make() -> Response:
        done = undo(keepers.database, actor, change, body.reason)
        stayed = [{"table": row.table, "key": short_key(row.key), "why": why} for row, why in done.stayed]
        return answer({"change": done.change, "back": len(done.back), "stayed": stayed})

    return answered_once(keepers, actor, key, ("undo", change, body.model_dump()), make)


@router.post("/mistakes", summary="Report a mistake, without an account", **CREATED)
def mistake(request: Request, keepers: TheKeepers, service: TheService, body: MistakeTold) -> Response:
    """It is about a record or an area, is plain text, and waits for a reviewer."""
    from_here(request)
    about = body.about.told()
    if "area" in about and about["area"] not in area_names(service):
        raise ParameterError("area", "is no code of an area")
    keepers.require_rate(request, None)
    return answer({"id": report_mistake(keepers.database, about, body.message)}, HTTPStatus.CREATED)


@router.post("/mistakes/{mistake_id}/settle", summary="Settle a mistake", response_class=Response)
def settled(
    keepers: TheKeepers,
    actor: Reviewer,
    mistake_id: Annotated[int, Path(description="number of a mistake", ge=1, le=2**31 - 1, examples=[1])],
    body: MistakeSettled,
) -> Response:
    """With a few words on what was done about it."""
    settle_mistake(keepers.database, actor, mistake_id, body.answer)
    return answer({"id": mistake_id})
