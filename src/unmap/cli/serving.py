"""`unmap serve`: check the data, then answer."""

from __future__ import annotations

import os
import socket
import threading
import webbrowser
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console

from unmap.errors import OutputError
from unmap.join import load

if TYPE_CHECKING:
    from pathlib import Path

_SECONDS_BEFORE_BROWSER = 1.0


class Address(NamedTuple):
    """Where to listen."""

    host: str
    port: int


def serve(address: Address, workers: int, data: Path, *, open_browser: bool = False) -> None:
    """Check the data folder, then serve it until stopped.

    Raises DataError where the data is broken and OutputError where the port is taken.
    """
    import uvicorn  # noqa: PLC0415 - other commands start faster without a web server

    _refuse_taken(address)
    dataset = load(data)
    url = f"http://{address.host}:{address.port}"
    Console(stderr=True, soft_wrap=True).print(
        f"unmap serves {data} (edition {dataset.edition}) on {url}", highlight=False
    )
    if open_browser:
        threading.Timer(_SECONDS_BEFORE_BROWSER, webbrowser.open, (url,)).start()
    application = f"{_package()}.main"
    if workers == 1:
        main, service = import_module(application), import_module(f"{_package()}.service")
        uvicorn.run(main.create_app(service.Service(dataset)), host=address.host, port=address.port, access_log=False)
        return
    # Workers are processes of their own and find the folder in the environment.
    os.environ["UNMAP_DATA"] = str(data.resolve())
    del dataset
    uvicorn.run(f"{application}:app", host=address.host, port=address.port, workers=workers, access_log=False)


def _package() -> str:
    """Name the package of the HTTP side: inside unmap in a wheel, beside it in a checkout."""
    return "unmap.api" if find_spec("unmap.api") else "api"


def _refuse_taken(address: Address) -> None:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except (OSError, OverflowError) as error:
            raise OutputError(f"--host/--port: cannot listen on {address.host}:{address.port} ({error})") from error
