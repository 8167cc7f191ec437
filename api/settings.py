"""Settings of the service, read from `UNMAP_*` in the environment."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from limits import RateLimitItem, parse
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from unmap.errors import UnmapError
from unmap.files import leads_to_workspace, shipped_data
from unmap.model.defaults import DEFAULTS

PREFIX = "UNMAP_"

_ORIGIN = re.compile(r"https?://(\*\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]{1,5})?")
"""A site as a policy names it: scheme and host, all its subdomains with `*.` in front; no path and nothing else."""


class SettingsError(UnmapError):
    """A setting has a value that cannot be used."""

    code = "bad-setting"


class Settings(BaseSettings):
    """What an operator can set; an empty variable counts as not set."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, env_ignore_empty=True)

    data: Annotated[Path, Field(description="Data folder; followed: what it holds anew is served within seconds")] = (
        shipped_data()
    )

    workspace: Annotated[
        str,
        Field(
            description="Workspace, a file or `postgresql://...`, whose current edition is served in place of `data`"
        ),
    ] = ""

    sign_on_header: Annotated[
        str,
        Field(description="Header in which a reverse proxy names the user it has signed in; with the next one alone"),
    ] = ""

    sign_on_proxy: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(description="Addresses or networks, by commas, of the proxy whose header is believed"),
    ] = ()

    stale_after_days: Annotated[
        int, Field(description="Days after which keepers see the data of an office or initiative as stale", ge=1)
    ] = 365

    query_limit_s: Annotated[
        float,
        Field(
            description="Seconds of a processor after which a query is cut with 503; waiting does not count, and long "
            "work has limits of its own",
            gt=0,
        ),
    ] = 2.0

    time_limit_s: Annotated[
        float, Field(description="Seconds after which siting and clusters answer with what they have", gt=0)
    ] = DEFAULTS.served_limit_s

    long_at_once: Annotated[
        int, Field(description="Long computations at once in each worker; others wait", ge=1, le=64)
    ] = 2

    long_wait_s: Annotated[
        float,
        Field(description="Seconds that work waits for its turn behind other work before it is turned away", gt=0),
    ] = 30.0

    stop_limit_s: Annotated[
        int, Field(description="Seconds that a stop waits for requests in flight", ge=1, le=3_600)
    ] = 30

    bytes_kept: Annotated[
        int, Field(description="Bytes of ready answers kept in memory by each worker", ge=1_000_000)
    ] = 32 * 1024 * 1024

    bytes_limit: Annotated[
        int, Field(description="Bytes of the largest answer, before compression; what is larger is refused", ge=1_000)
    ] = 64 * 1024 * 1024

    rate_limit: Annotated[
        str, Field(description="Requests of one client in each worker, such as `100/minute`; `off` for no limit")
    ] = "off"

    base_url: Annotated[
        str,
        Field(
            description="Address of the service as clients see it, for links: scheme and host, no path; from the "
            "request unless set"
        ),
    ] = ""

    trusted_proxies: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(description="Addresses or networks, by commas, whose `X-Forwarded-For` names the client"),
    ] = ()

    operator_token: Annotated[
        SecretStr,
        Field(description="What `/metrics` and `/readyz` ask for as `Authorization: Bearer …`; open to all unless set"),
    ] = SecretStr("")

    embed_in: Annotated[
        tuple[str, ...],
        NoDecode,
        Field(description="Sites, by commas, whose pages may show unmap in a frame, such as `https://example.org`"),
    ] = ()

    run_folder: Annotated[
        Path | None,
        Field(
            description="Folder where workers keep counts and a copy of the data, to start from while the data folder "
            "is broken; `unmap serve` makes one of its own unless set"
        ),
    ] = None

    log: Annotated[
        Literal["events", "requests"],
        Field(description="`events`: start, stop, reload, warnings, errors; `requests`: a line for each request too"),
    ] = "events"

    log_clients: Annotated[bool, Field(description="Whether lines of requests hold the address of the client")] = False

    @field_validator("rate_limit")
    @classmethod
    def _rate(cls, text: str) -> str:
        if text.lower() == "off":
            return "off"
        try:
            usable = parse(text).amount > 0
        except ValueError:
            usable = False
        if not usable:
            raise ValueError("must be `off` or a number of requests and a time, such as 100/minute or 10/second")
        return text

    @field_validator("base_url")
    @classmethod
    def _base(cls, text: str) -> str:
        parts = urlsplit(text)
        # Pages name their scripts from the root of the host, so unmap cannot live under a path.
        rest = parts.path.strip("/") or parts.query or parts.fragment
        if text and (parts.scheme not in {"http", "https"} or not parts.netloc.isascii() or not parts.netloc or rest):
            raise ValueError(
                "must be scheme and host, such as https://example.org; unmap has a host of its own, not a path of one"
            )
        return text.rstrip("/")

    @field_validator("trusted_proxies", "sign_on_proxy", mode="before")
    @classmethod
    def _proxies(cls, given: str | tuple[str, ...]) -> tuple[str, ...]:
        parts = given.split(",") if isinstance(given, str) else given
        networks = tuple(part.strip() for part in parts if part.strip())
        try:
            for network in networks:
                ipaddress.ip_network(network)
        except ValueError:
            raise ValueError("must be addresses or networks such as 10.0.0.0/8, separated by commas") from None
        return networks

    @field_validator("embed_in", mode="before")
    @classmethod
    def _embed(cls, given: str | tuple[str, ...]) -> tuple[str, ...]:
        parts = given.split(",") if isinstance(given, str) else given
        origins = tuple(part.strip().rstrip("/") for part in parts if part.strip())
        if not all(_ORIGIN.fullmatch(origin) for origin in origins):
            raise ValueError("must be sites such as https://intranet.example.org, separated by commas")
        return origins

    @property
    def rate(self) -> RateLimitItem | None:
        """How many requests of one client are answered, None for all of them."""
        return None if self.rate_limit == "off" else parse(self.rate_limit)


def read_settings(data: Path | None = None, workspace: str = "") -> Settings:
    """Read the settings of the environment, with another data folder or workspace where one is given.

    Raises SettingsError with a sentence for each variable that has a value which cannot be used.
    """
    try:
        given: dict[str, Any] = {"data": data, "workspace": workspace}
        settings = Settings(**{name: value for name, value in given.items() if value})
    except ValidationError as error:
        lines = [f"{PREFIX}{str(one['loc'][0]).upper()}: {_sentence(one['msg'])}" for one in error.errors()]
        raise SettingsError("\n".join(lines)) from None
    if not settings.workspace and leads_to_workspace(settings.data):
        return settings.model_copy(update={"workspace": str(settings.data)})
    return settings


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ")
