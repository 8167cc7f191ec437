"""The protocol as its own client speaks it: over standard input and output, and over HTTP; hostile arguments beside."""

from __future__ import annotations

import asyncio
import json
import random
from typing import TYPE_CHECKING, Any

import pytest
from mcp import ClientSession
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from api.mcp.tools import TOOLS
from tests.conftest import unmap_command

if TYPE_CHECKING:
    from fastapi.testclient import TestClient

NAMES = [tool.__name__ for tool in TOOLS]

MESSAGE = {"accept": "application/json, text/event-stream", "content-type": "application/json"}


def call(tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": tool, "arguments": arguments}}


async def walk(session: ClientSession) -> tuple[list[str], str, str]:
    """List the tools, ask one of them and have another refuse."""
    await session.initialize()
    tools = (await session.list_tools()).tools
    assert all(one.description and one.annotations and one.annotations.read_only_hint for one in tools)
    good = await session.call_tool("siting", {"offices": 1})
    bad = await session.call_tool("brief", {"area": "Benito Juárez"})
    assert (good.is_error, bad.is_error) == (False, True)
    return [one.name for one in tools], str(good.content[0].text), str(bad.content[0].text)  # type: ignore[union-attr]


def held(found: tuple[list[str], str, str], address: str) -> None:
    names, good, bad = found
    assert names == NAMES
    assert len(names) <= 10
    told = json.loads(good)
    assert told["rows"][0]["name"] == "Comapa"
    assert told["view"].startswith(f"{address}/?panel=what-if")
    assert "several areas have that name: Benito Juárez, Ciudad de México (09014)" in bad


def test_the_official_client_asks_over_standard_input_and_output() -> None:
    command, *arguments = unmap_command()

    async def speak() -> tuple[list[str], str, str]:
        async with (
            stdio_client(StdioServerParameters(command=command, args=[*arguments, "mcp"])) as (reads, writes),
            ClientSession(reads, writes) as session,
        ):
            return await walk(session)

    held(asyncio.run(speak()), "")


def test_the_official_client_asks_over_http(server: str) -> None:
    async def speak() -> tuple[list[str], str, str]:
        async with (
            streamable_http_client(f"{server}/mcp") as (reads, writes, *_),
            ClientSession(reads, writes) as session,
        ):
            return await walk(session)

    held(asyncio.run(speak()), server)


def test_an_address_of_the_protocol_takes_messages_alone(client: TestClient) -> None:
    assert client.get("/mcp").status_code == 405
    assert client.delete("/mcp").status_code == 405
    assert client.post("/mcp", content=b"no message", headers=MESSAGE).status_code == 400
    assert client.post("/mcp", content=b"x" * 1_000_001, headers=MESSAGE).status_code == 413


TEXTS = (
    "",
    "07",
    "México",
    "'; DROP TABLE",
    "<script>",
    "\x00",
    "🗺",
    "a" * 101,
    "=1+1",
    "../../etc/passwd",
    "%00",
    "\ud83d",
)
NUMBERS = (0, -1, 1, 3, 1e308, float("nan"), 10**30, 2020, None, True)


def hostile(chance: random.Random) -> tuple[str, dict[str, Any]]:
    tool = chance.choice(TOOLS)
    names = [name for name in tool.__annotations__ if name not in {"asked", "return"}]
    values = [*TEXTS, *NUMBERS, [], {}, [["x"]], {"a": {"b": 1}}]
    chosen = [name for name in (*names, "unknown") if chance.random() < 0.6]
    return tool.__name__, {name: chance.choice(values) for name in chosen}


@pytest.mark.parametrize("times", [60, pytest.param(1_500, marks=pytest.mark.exhaustive)])
def test_no_argument_makes_the_server_fail(client: TestClient, times: int) -> None:
    chance = random.Random(times)  # noqa: S311 - a seed, so that each run is the same
    refused = 0
    for _ in range(times):
        content = json.dumps(call(*hostile(chance)))
        answer = client.post("/mcp", content=content, headers=MESSAGE)
        assert answer.status_code < 500, content
        if answer.status_code == 200:
            result = answer.json().get("result", {})
            # A failure of ours would be told without a word of what was wrong.
            assert "Traceback" not in answer.text
            if result.get("isError"):
                refused += 1
                assert not result["content"][0]["text"].endswith(tuple(f"Error executing tool {one}" for one in NAMES))
    assert refused
