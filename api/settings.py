"""Settings of the service, read from `UNMAP_*` in the environment."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, PositiveFloat
from pydantic_settings import BaseSettings, SettingsConfigDict

from unmap.paths import shipped_data


class Settings(BaseSettings):
    """What an operator can set."""

    model_config = SettingsConfigDict(env_prefix="UNMAP_", frozen=True)

    data: Path = shipped_data()
    """Data folder; the one that came with unmap unless set."""

    time_limit_s: PositiveFloat = 20.0
    """Seconds after which siting and clusters answer with what they have."""

    long_at_once: int = Field(default=2, ge=1)
    """Long computations at once; others wait."""

    long_wait_s: PositiveFloat = 10.0
    """Seconds that a long computation waits for its turn before it is turned away (503)."""
