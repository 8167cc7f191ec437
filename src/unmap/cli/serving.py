"""`unmap serve`: check the data, then answer until told to stop."""

from __future__ import annotations

import os
import socket
import threading
import webbrowser
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console

from unmap.cli.runfile import RunFile
from unmap.errors import OutputError
from unmap.files import address_of, leads_to_workspace, without_password
from unmap.memory import give_back

if TYPE_CHECKING or find_spec("unmap.api") is None:
    from api import server
    from api.service import Service
    from api.settings import Settings, read_settings
else:  # In a wheel the HTTP side lies inside of unmap, not beside it.
    from unmap.api import server
    from unmap.api.service import Service
    from unmap.api.settings import Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECONDS_BEFORE_BROWSER = 1.0
_BACKLOG = 2_048


class Address(NamedTuple):
    """Where to listen."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """The address as a browser takes it."""
        return f"http://[{self.host}]:{self.port}" if ":" in self.host else f"http://{self.host}:{self.port}"


class Shown(NamedTuple):
    """What to serve: a data folder or a workspace; what is not given the environment may name."""

    data: Path | None = None
    workspace: Path | None = None

    def settings(self) -> Settings:
        """Read the settings with it; raises SettingsError where a variable has a bad value."""
        workspace = "" if self.workspace is None else address_of(self.workspace)
        if self.data is not None and leads_to_workspace(self.data):
            workspace = address_of(self.data)
        return read_settings(None if workspace or self.data is None else self.data.absolute(), workspace)


def serve(address: Address, workers: int, shown: Shown, *, open_browser: bool = False) -> None:
    """Check the data folder, then serve it until stopped; a workspace has that of its current edition.

    Raises SettingsError where a variable has a bad value, DataError where the data is broken, WorkspaceError where the
    workspace cannot be read and OutputError where the port is taken.
    """
    settings = shown.settings()
    # Bound at once, so that two servers that start together cannot both believe the port theirs.
    with _listening(address) as sock, _run_folder(address.port, settings) as folder:
        # Workers read their settings from the environment.
        os.environ.update(UNMAP_DATA=str(settings.data), UNMAP_RUN_FOLDER=str(folder))
        if settings.workspace:
            os.environ["UNMAP_WORKSPACE"] = settings.workspace
        service = Service.of(settings.model_copy(update={"run_folder": folder}))
        what = without_password(settings.workspace) or settings.data
        Console(stderr=True, soft_wrap=True).print(
            f"unmap serves {what} (edition {service.dataset.edition}) on {address.url}", highlight=False
        )
        if open_browser:
            threading.Timer(_SECONDS_BEFORE_BROWSER, webbrowser.open, (address.url,)).start()
        server.raise_open_files()
        if workers == 1:
            server.serve_here(service, sock)
        else:
            del service
            give_back()
            # uvicorn binds the address itself, for all its workers.
            sock.close()
            server.serve_by_workers(*address, workers, settings)
    server.leave()


@contextmanager
def _run_folder(port: int, settings: Settings) -> Iterator[Path]:
    """Give the folder of the server's workers while it runs, and write the run file that leads `unmap reload` there.

    Without a run file all is served, but the command does not find the server.
    """
    with TemporaryDirectory(prefix="unmap-") as spare:
        try:
            run_file = RunFile.of_this_process(port, settings.workspace or settings.data, settings.run_folder)
        except OutputError as error:
            Console(stderr=True, soft_wrap=True).print(
                f"`unmap reload` will not find this server: {error}", highlight=False
            )
            yield settings.run_folder or Path(spare)
            return
        try:
            yield Path(run_file.folder)
        finally:
            run_file.remove()


def _listening(address: Address) -> socket.socket:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    # The protocol is named, since the plain event loop turns Nagle's algorithm off for sockets that say they are TCP.
    sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(address)
        sock.listen(_BACKLOG)
        sock.set_inheritable(True)
    except (OSError, OverflowError) as error:
        sock.close()
        raise OutputError(f"--host/--port: cannot listen on {address.host}:{address.port} ({error})") from error
    return sock
