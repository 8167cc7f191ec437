"""`unmap mcp`: tools of the Model Context Protocol over standard input and output, for a program on this machine."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from unmap.cli.options import data_folder
from unmap.features import LayerStore
from unmap.store.loading import load

if TYPE_CHECKING or find_spec("unmap.api") is None:
    from api.mcp.protocol import make_server
    from api.mcp.told import Asked
else:  # In a wheel the HTTP side lies inside of unmap, not beside it.
    from unmap.api.mcp.protocol import make_server
    from unmap.api.mcp.told import Asked

if TYPE_CHECKING:
    from pathlib import Path


def speak(data: Path) -> None:
    """Answer until standard input ends, from a data folder or the current edition of a workspace.

    Raises DataError where the data is broken and WorkspaceError where the workspace cannot be read.
    """
    asked = Asked(LayerStore(load(data_folder(data))))
    make_server(lambda: asked).run("stdio")
