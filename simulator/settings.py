"""What the simulator is told by its environment (`CHAPELLE_…`)."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from libs.runtime.clock import Clock
from libs.runtime.topology import Topology


class Settings(BaseSettings):
    """Where the APIs are, which site is played, with which token, and what time it is there."""

    model_config = SettingsConfigDict(env_prefix="CHAPELLE_", frozen=True, extra="ignore")

    base_port: int = Field(default=8400, ge=1, le=65535)
    site: Path
    token_file: Path
    tls_certificate_file: Path | None = None
    """The services': they are spoken to by TLS."""
    ca_file: Path | None = None
    """Whose certificates are believed then."""
    clock: str = "0,0,1"
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("clock")
    @classmethod
    def _clock_can_be_read(cls, value: str) -> str:
        Clock.read(value)
        return value

    @property
    def topology(self) -> Topology:
        return Topology(self.base_port, "https" if self.tls_certificate_file else "http", self.ca_file)

    @property
    def platform_clock(self) -> Clock:
        return Clock.read(self.clock)
