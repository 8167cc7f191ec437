"""The server of the Model Context Protocol, by its own library: over standard input and output, and at one address.

The library is an extra (`unmap[mcp]`) and is imported when it is first asked for: nobody else waits for it.
"""

from __future__ import annotations

import asyncio
import inspect
from functools import partial, wraps
from typing import TYPE_CHECKING, Any

import orjson
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations

import unmap
from unmap.errors import UnmapError

from .tools import TOOLS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .told import Asked

    Answer = dict[str, Any]
    Run = Callable[[Callable[[], Answer]], Awaitable[Answer]]

INSTRUCTIONS = (
    "unmap tells where UN agencies and their partners work beside where official need is, area by area. Every answer "
    "names indicator, series, year, report, edition and sources: repeat them beside a figure. Absence from the report "
    "is not absence of work. Never compare values of different series, never add municipalities up to a state, and "
    "tell the interval of a rank beside the rank. Where a name means several things, ask find and say which."
)


def make_server(asked: Callable[[], Asked], run: Run | None = None) -> MCPServer[Any]:
    """Make a server whose tools answer from what `asked` gives at each call, worked out by `run`.

    Without `run` an answer is worked out in a thread of its own.
    """
    server: MCPServer[Any] = MCPServer(
        "unmap", title="unmap: field presence beside need", instructions=INSTRUCTIONS, version=unmap.__version__
    )
    reads = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)
    for tool in TOOLS:
        server.add_tool(_called(tool, asked, run or asyncio.to_thread), annotations=reads, structured_output=False)
    return server


def _called(tool: Callable[..., Answer], asked: Callable[[], Asked], run: Run) -> Callable[..., Awaitable[str]]:
    """Give a tool as the library calls it: without what it answers from, and with refusals as sentences."""

    @wraps(tool)
    async def call(**given: object) -> str:
        try:
            answer = await run(partial(tool, asked(), **given))
        except UnmapError as error:
            raise ToolError(str(error)) from error
        return orjson.dumps(answer, default=str, option=orjson.OPT_SERIALIZE_NUMPY).decode()

    signature = inspect.signature(tool, eval_str=True)
    _, *parameters = signature.parameters.values()
    call.__signature__ = signature.replace(parameters=parameters, return_annotation=str)  # type: ignore[attr-defined]
    return call
