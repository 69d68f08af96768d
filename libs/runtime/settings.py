"""What a process of the platform is told by its environment (`CHAPELLE_…`)."""

from __future__ import annotations

import json
import sys
from ipaddress import IPv4Address
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, IPvAnyAddress, ValidationError, field_validator
from pydantic_settings import NoDecode

from libs.runtime.clock import Clock
from libs.runtime.reach import Reach, sentences
from libs.runtime.topology import Topology


class Settings(Reach):
    """One service process: which service, how it reaches broker and database, which clock."""

    service: str
    broker_kind: Literal["tansu", "kafka"] = "tansu"
    replication: int = Field(default=1, ge=1, le=9)
    """Copies of each record, on as many brokers; a record is acknowledged when more than half of them have it."""
    mongo: str = Field(repr=False)
    database: str
    listen: IPvAnyAddress = IPv4Address("127.0.0.1")
    """The address on which it listens to `port`; in a pod its own, which the network policies say who reaches."""
    port: int = Field(ge=1, le=65535)
    base_port: int = Field(default=8400, ge=1, le=65535)
    clock: str = "0,0,1"
    token_file: Path
    public_key_file: Path
    seal_key_file: Path | None = None
    """Ed25519 private key by which an API signs what it hands out to be used without it."""
    audit_dir: Path | None = None
    """Where checkpoints of the record's chain are kept, away from the database; None: none are made."""
    audit_key_file: Path | None = None
    """What the worker signs checkpoints by."""
    audit_public_key_file: Path | None = None
    """What they are verified by."""
    spool_dir: Path | None = None
    """Where an api keeps what it answers while the database is away; default: `spool` beside the token's file."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    batch: int = Field(default=500, ge=1, le=5000)
    """Records, or commands, decided in one unit at most. 1 is a worst case that the tests use."""
    requests: float = Field(default=2_000, ge=0)
    """That an api takes of one caller a second, for ever; 0: of whom sends how many is not looked at."""
    requests_at_once: int = Field(default=20_000, ge=1)
    """That it takes of one who has sent none for a while."""
    long_batch: int = Field(default=50, ge=1)
    """Records of a unit from which on a worker decides on documents at hand, and ahead. 1: always."""
    tail: int = Field(default=1_000, ge=0, le=1_000_000)
    """Events a partition that are sent again to a broker that has forgotten; what is older comes from the record."""
    letters_per_partition: int = Field(default=10_000, ge=1)
    """Letters waiting in one partition before it stops and a person is called."""

    package: str = "services"
    """Where the services lie: `<package>.<service>.worker`, `.api`."""
    urls: Annotated[dict[str, str], NoDecode] = Field(default_factory=dict)
    """Addresses of other services' APIs, where they are not this machine's usual ports."""

    @field_validator("clock")
    @classmethod
    def _clock_can_be_read(cls, value: str) -> str:
        Clock.read(value)
        return value

    @field_validator("urls", mode="before")
    @classmethod
    def _urls_are_json(cls, value: object) -> object:
        return json.loads(value) if isinstance(value, str) else value

    def url(self, service: str) -> str:
        """The address of a service's API."""
        return self.urls.get(service) or Topology(self.base_port, self.scheme).url(service)

    @property
    def spool_folder(self) -> Path:
        return self.spool_dir or self.token_file.parent / "spool"

    @property
    def platform_clock(self) -> Clock:
        return Clock.read(self.clock)


def load_settings(service: str) -> Settings:
    """The settings of this process; ends it with one sentence a fault (exit 2) when they cannot be read."""
    try:
        return Settings(service=service)
    except ValidationError as faults:
        print("\n".join(sentences(faults)), file=sys.stderr)
        raise SystemExit(2) from None
