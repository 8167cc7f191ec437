"""Parts of an answer, as clients read files that they do not want whole (RFC 9110, section 14)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.bodies import encode
from api.http.conditional import RangeError, part_of

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

STATES = "/api/collections/states/items?f=gpkg"
LAYER = "/api/collections/states/items"
PLAIN = {"accept-encoding": "identity"}


@pytest.fixture(scope="module")
def whole(client: TestClient) -> bytes:
    return client.get(STATES).content


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=100-100", 100, 100),
        ("bytes=1000-", 1000, -1),
        ("bytes=-16", -16, -1),
        ("BYTES=5-7", 5, 7),
        ("bytes=0-", 0, -1),
        ("bytes=90-9999999999999999", 90, -1),
        ("bytes=-9999999999999999", 0, -1),
    ],
)
def test_a_range_is_answered_with_its_bytes(
    client: TestClient, whole: bytes, asked: str, first: int, last: int
) -> None:
    first, last = first % len(whole), last % len(whole)
    # Also where compression is taken: bytes of a compressed form say nothing to who reads here and there.
    for headers in (PLAIN, {"accept-encoding": "br, gzip"}):
        answer = client.get(STATES, headers={**headers, "range": asked})
        assert (answer.status_code, answer.content) == (206, whole[first : last + 1])
        assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(whole)}"
        assert answer.headers["content-length"] == str(last + 1 - first)
        assert "content-encoding" not in answer.headers


def test_a_part_carries_the_headers_of_the_whole(client: TestClient) -> None:
    all_of_it = client.get(STATES, headers=PLAIN)
    part = client.get(STATES, headers={**PLAIN, "range": "bytes=0-9"})
    own = {"content-length", "content-range", "accept-ranges", "x-request-id"}
    assert {name: value for name, value in part.headers.items() if name not in own} == {
        name: value for name, value in all_of_it.headers.items() if name not in own
    }
    assert part.headers["etag"].startswith('"')
    assert all_of_it.headers["accept-ranges"] == "bytes"


def test_a_compressible_answer_is_given_in_parts_of_its_plain_form(client: TestClient) -> None:
    plain = client.get(LAYER, headers=PLAIN)
    assert client.get(LAYER, headers={"accept-encoding": "br"}).headers["content-encoding"] == "br"
    part = client.get(LAYER, headers={"accept-encoding": "br", "range": "bytes=10-29"})
    assert (part.status_code, part.content) == (206, plain.content[10:30])
    assert part.headers["etag"] == plain.headers["etag"]
    assert "accept-ranges" not in client.get(LAYER, headers={"accept-encoding": "br"}).headers


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=99999999-999999999", "bytes=-0"])
def test_a_range_behind_the_end_is_refused_with_the_size(client: TestClient, whole: bytes, asked: str) -> None:
    answer = client.get(STATES, headers={"range": asked})
    assert (answer.status_code, answer.headers["content-type"]) == (416, "application/problem+json")
    assert answer.headers["content-range"] == f"bytes */{len(whole)}"
    assert answer.json()["code"] == "range-not-satisfiable"


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=0-1,4-5",
        "bytes=5-1",
        "bytes=-",
        "bytes=",
        "bytes=a-b",
        "bytes=--1",
        "bytes=0x1-2",
        "bytes=1-2-3",
        "lines=1-2",
        "bytes 0-1",
        "",
        "bytes=" + "0-1," * 5_000,
        "bytes=" + "9" * 400 + "-",
    ],
)
@pytest.mark.parametrize("address", [STATES, "/"])
def test_what_is_not_one_range_is_passed_over(client: TestClient, asked: str, address: str) -> None:
    answer = client.get(address, headers={**PLAIN, "range": asked})
    assert (answer.status_code, answer.content) == (200, client.get(address).content)
    assert "content-range" not in answer.headers


def test_a_range_of_another_edition_is_not_given(client: TestClient, whole: bytes) -> None:
    tag = client.get(STATES, headers=PLAIN).headers["etag"]
    part = client.get(STATES, headers={"range": "bytes=0-9", "if-range": tag})
    assert (part.status_code, part.content) == (206, whole[:10])
    for other in ('"another"', f"W/{tag}", "Sun, 22 Nov 2026 21:02:57 GMT", ""):
        answer = client.get(STATES, headers={"range": "bytes=0-9", "if-range": other})
        assert (answer.status_code, answer.content) == (200, whole)
    # Nor of a compressed form: who has the start of one would go on with bytes of the other.
    compressed = client.get(LAYER, headers={"accept-encoding": "gzip"}).headers["etag"]
    answer = client.get(LAYER, headers={"accept-encoding": "gzip", "range": "bytes=9-", "if-range": compressed})
    assert (answer.status_code, answer.headers["etag"]) == (200, compressed)


def test_who_has_it_already_gets_no_part(client: TestClient) -> None:
    tag = client.get(STATES, headers=PLAIN).headers["etag"]
    for asked in ("bytes=0-9", "bytes=99999999-"):
        answer = client.get(STATES, headers={"range": asked, "if-none-match": tag})
        assert (answer.status_code, answer.content) == (304, b"")


def test_head_has_no_ranges(client: TestClient, whole: bytes) -> None:
    for asked in ("bytes=0-9", "bytes=99999999-"):
        answer = client.head(STATES, headers={**PLAIN, "range": asked})
        assert (answer.status_code, answer.content) == (200, b"")
        assert answer.headers["content-length"] == str(len(whole))
        assert answer.headers["accept-ranges"] == "bytes"


def test_a_problem_has_no_parts(client: TestClient) -> None:
    answer = client.get("/api/collections/nowhere", headers={"range": "bytes=0-1"})
    assert (answer.status_code, answer.json()["status"]) == (404, 404)


def test_an_answer_that_may_become_better_is_given_whole() -> None:
    body = encode(b"0123456789", "text/plain", final=False)
    assert body.part({b"range": b"bytes=0-1"}) is None
    assert all(name != b"accept-ranges" for name, _ in body.representation("").start["headers"])


def test_a_part_is_counted_and_does_not_make_the_answer_again(client: TestClient) -> None:
    def made() -> str:
        return next(line for line in client.get("/metrics").text.splitlines() if line.startswith("unmap_made_bodies"))

    client.get(STATES)
    before = made()
    for start in range(5):
        assert client.get(STATES, headers={"range": f"bytes={start}-{start}"}).status_code == 206
    assert made() == before
    text = client.get("/metrics").text
    assert 'unmap_requests_total{method="GET",route="/api/collections/states/items",status="2xx"}' in text


@given(st.binary(max_size=40), st.integers(1, 20))
def test_parts_put_together_are_the_whole(content: bytes, step: int) -> None:
    body = encode(content, "text/plain")
    read, start = b"", 0
    while True:
        part = body.part({b"range": b"bytes=%d-%d" % (start, start + step - 1)})
        assert part is not None
        if part.start >= part.stop:
            with pytest.raises(RangeError):
                body.partial(part)
            break
        read += content[part.start : part.stop]
        start += step
    assert read == content
    assert hashlib.sha256(read).hexdigest().startswith(body.tag)


@given(st.binary(max_size=60), st.integers(0, 100))
def test_no_header_leads_outside_of_the_body(asked: bytes, size: int) -> None:
    for header in (asked, b"bytes=" + asked):
        part = part_of({b"range": header}, b'"tag"', size)
        assert part is None or (part.stop <= size and part.start >= 0)
