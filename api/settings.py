"""Settings of the service, read from `UNMAP_*` in the environment."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

from unmap.paths import shipped_data


class Settings(BaseSettings):
    """What an operator can set."""

    model_config = SettingsConfigDict(env_prefix="UNMAP_", frozen=True)

    data: Path = shipped_data()
    """Data folder; the one that came with unmap unless set."""
