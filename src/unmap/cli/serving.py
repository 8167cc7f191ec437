"""`unmap serve`: check the data, then answer until told to stop."""

from __future__ import annotations

import socket
import tempfile
import threading
import webbrowser
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rich.console import Console

from unmap.cli.runfile import RunFile
from unmap.errors import OutputError
from unmap.memory import give_back

if TYPE_CHECKING:
    from collections.abc import Callable

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


def serve(address: Address, workers: int, data: Path | None, *, open_browser: bool = False) -> None:
    """Check the data folder, then serve it until stopped; without `data` the one that UNMAP_DATA names.

    Raises SettingsError where a variable has a bad value, DataError where the data is broken and OutputError where the
    port is taken.
    """
    settings = _api("settings").read_settings(None if data is None else data.absolute())
    # Bound at once, so that two servers that start together cannot both believe the port theirs.
    with _listening(address) as sock:
        service = _api("service").Service.of(settings)
        edition = service.dataset.edition
        Console(stderr=True, soft_wrap=True).print(
            f"unmap serves {settings.data} (edition {edition}) on {address.url}", highlight=False
        )
        if open_browser:
            threading.Timer(_SECONDS_BEFORE_BROWSER, webbrowser.open, (address.url,)).start()
        _api("running").raise_open_files()
        run_file = _run_file(address.port)
        try:
            if workers == 1:
                _api("running").serve_alone(service, sock, _teller(run_file))
            else:
                del service
                give_back()
                _supervise(sock, workers, settings, edition, _teller(run_file))
        finally:
            if run_file is not None:
                run_file.remove()
    _api("running").leave()


def _supervise(
    sock: socket.socket,
    workers: int,
    settings: Any,  # noqa: ANN401 - of the HTTP side, which the library does not import
    edition: str,
    told: Callable[[str, Any], None],
) -> None:
    with tempfile.TemporaryDirectory(prefix="unmap-") as scratch:
        supervisor = _api("supervising").Supervisor(sock, workers, settings, Path(scratch), told)
        supervisor.run(edition)


def _run_file(port: int) -> RunFile | None:
    """Write the run file, without which all is served but `unmap reload` does not find the server."""
    try:
        return RunFile.of_this_process(port)
    except OutputError as error:
        Console(stderr=True, soft_wrap=True).print(
            f"`unmap reload` will not find this server: {error}", highlight=False
        )
        return None


def _teller(run_file: RunFile | None) -> Callable[[str, Any], None]:
    """Give what keeps the run file up to date with the reloads of the server."""

    def told(what: str, outcome: Any) -> None:  # noqa: ANN401 - a Reload of the HTTP side
        if run_file is None:
            return
        if what == "begun":
            run_file.begin()
        else:
            run_file.end(outcome.document())

    return told


def _api(name: str) -> Any:  # noqa: ANN401 - a module of the HTTP side: inside unmap in a wheel, beside it in a checkout
    return import_module(f"{'unmap.api' if find_spec('unmap.api') else 'api'}.{name}")


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
