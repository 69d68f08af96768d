"""What storage is told by HTTP. Source: public-face.md, storage."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from libs.http import At, Body, Id


def _number(value: Any) -> Any:
    if isinstance(value, bool | str):
        raise ValueError("bytes are a number, without quotes")
    return value


Bytes = Annotated[int, BeforeValidator(_number), Field(ge=0, le=10**18)]
"""Bytes, at most an exabyte."""


class Sample(Body):
    """How full a pool or a volume is. `capacity_bytes`: what it can hold, usable. `at`: default now."""

    id: Id
    pool: Id | None = None
    volume: Id | None = None
    used_bytes: Bytes
    capacity_bytes: Annotated[Bytes, Field(gt=0)] | None = None
    at: At | None = None

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


class EndVolume(Body):
    """The end of a volume; default now."""

    at: At | None = None
