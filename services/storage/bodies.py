"""What storage is told by HTTP. Source: public-face.md, storage."""

from __future__ import annotations

from typing import Annotated, Self

from fastapi import Path
from pydantic import Field, model_validator

from libs.http import WHOLE, At, Body, Id

Bytes = Annotated[int, Field(ge=0, le=10**18), WHOLE]
"""Bytes, at most an exabyte."""

SomeBytes = Annotated[int, Field(ge=1, le=10**18), WHOLE]
"""Bytes, at least one."""

PoolId = Annotated[Id, Path(description="A pool", examples=["objects"])]
VolumeId = Annotated[Id, Path(description="A volume", examples=["ap-hp-imaging"])]
TenantId = Annotated[Id, Path(description="A tenant", examples=["ap-hp"])]


class Sample(Body):
    """How full a pool or a volume is: one of them is named."""

    id: Id
    """Unique within the pool or volume."""
    pool: Id | None = None
    volume: Id | None = None
    used_bytes: Bytes
    capacity_bytes: SomeBytes | None = None
    """What it can hold, usable."""
    at: At | None = None
    """When it was so; default now."""

    @model_validator(mode="after")
    def _of_one_thing(self) -> Self:
        if (self.pool is None) == (self.volume is None):
            raise ValueError("a sample is of a pool or of a volume: name one of them")
        return self

    @property
    def source(self) -> str:
        """Whose sample it is; its id is unique within."""
        return f"pool/{self.pool}" if self.pool is not None else f"volume/{self.volume}"


class NewVolume(Body):
    """A share of a pool for a tenant."""

    id: Id
    tenant: Id
    pool: Id
    quota_bytes: Bytes
    """Usable bytes that it may fill."""


class EndVolume(Body):
    """The end of a volume."""

    at: At | None = None
    """Default now."""
