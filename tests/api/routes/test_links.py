"""Every link of every resource leads where it says: a walk from the landing page, as a system that knows nothing."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from lxml import html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastapi.testclient import TestClient
    from httpx2 import Response

pytestmark = pytest.mark.exhaustive

HERE = "http://testserver"

START = "/api"

ANY_KEY = re.compile(r"(?<=/items/)[^/]+|(?<=/areas/)[^/]+|(?<=/brief/)[^/]+|(?<=/exports/)[^/]+|\d+(?=/|$)")
"""What is one of many in a path: a link of each kind is walked, since tests of each resource try the many."""

FILES = {("f", name) for name in ("xlsx", "gpkg", "parquet", "topojson")}
"""Formats of which one collection is enough here."""

KINDS_AT_LEAST = 200
"""Kinds of links that the walk must meet, so that a walk that stops early does not pass."""


class Target(NamedTuple):
    """An address, the media type that a link to it promises, and the address that has the link."""

    address: str
    media_type: str | None
    found_at: str

    @property
    def kind(self) -> tuple[str, frozenset[tuple[str, str]], str | None]:
        """What makes it of a kind with others: its path without keys, the names of its parameters and its format."""
        parts = urlsplit(self.address)
        given = frozenset(
            (name, value if name in {"f", "output_format"} else "") for name, value in parse_qsl(parts.query)
        )
        path = ANY_KEY.sub("*", parts.path)
        if given & FILES:
            path = re.sub("(?<=/collections/)[^/]+", "*", path)
        return path, given, self.media_type


def in_json(value: Any, address: str) -> Iterator[Target]:  # noqa: ANN401 - any JSON value
    """The links of a JSON document; templates for tiles are no addresses yet."""
    if isinstance(value, dict):
        href = value.get("href")
        if isinstance(href, str) and "{" not in href:
            yield Target(urljoin(address, href), value.get("type"), address)
        # A boundary has thousands of numbers and no link.
        value = [part for name, part in value.items() if name != "geometry"]
    if isinstance(value, list):
        for part in value:
            yield from in_json(part, address)


def in_page(content: bytes, address: str) -> Iterator[Target]:
    """The links of a page, and what it loads; scripts and styles have a type of their own."""
    page = html.fromstring(content)
    for element, name, href, _ in page.iterlinks():
        promised = element.get("type") if name == "href" and element.get("rel") != "stylesheet" else None
        yield Target(urljoin(address, href), promised, address)
    for element in page.xpath("//*[@data-features]"):
        yield Target(urljoin(address, element.get("data-features")), "application/geo+json", address)


def links_of(answer: Response, address: str) -> Iterator[Target]:
    """The links of an answer; a definition of the API has none."""
    media_type = answer.headers["content-type"]
    if "openapi" in address:
        return
    if "json" in media_type:
        yield from in_json(answer.json(), address)
    elif "html" in media_type and "content-disposition" not in answer.headers:
        yield from in_page(answer.content, address)


def essence(media_type: str) -> str:
    """A media type without its parameters."""
    return media_type.partition(";")[0].strip()


def test_every_link_leads_to_what_it_promises(client: TestClient) -> None:
    waiting = deque(
        [Target(HERE + START, "application/json", HERE), Target(f"{HERE}{START}?f=html", "text/html", HERE)]
    )
    walked, wrong = set(), []
    while waiting:
        target = waiting.popleft()
        if target.kind in walked or not target.address.startswith(HERE + "/"):
            continue
        walked.add(target.kind)
        # A link is followed as it stands: whoever follows it need not know which Accept header to send.
        answer = client.get(target.address, follow_redirects=False)
        given = answer.headers.get("content-type", "")
        if answer.status_code != 200 or (target.media_type and essence(given) != essence(target.media_type)):
            wrong.append((*target, answer.status_code, given))
            continue
        waiting.extend(links_of(answer, target.address.partition("#")[0]))
    assert not wrong
    assert len(walked) >= KINDS_AT_LEAST


def test_a_link_is_right_for_who_sends_its_type_as_accept(client: TestClient) -> None:
    for path in (START, "/api/collections", "/api/collections/municipalities", "/api/collections/offices/items"):
        for link in client.get(path).json()["links"]:
            answer = client.get(link["href"], headers={"accept": link["type"]})
            assert answer.status_code == 200, link
            assert essence(answer.headers["content-type"]) == essence(link["type"]), link
