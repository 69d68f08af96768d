"""What a server is told: its port, its database, and the key that tokens are checked by."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from fastapi import FastAPI

PATH = "/v1/adds"


@dataclass(frozen=True, slots=True)
class Job:
    """`mongo` is the address with the server's own user; `public_key_file` verifies tokens."""

    port: int
    mongo: str
    database: str
    public_key_file: str

    @classmethod
    def given(cls, argv: Sequence[str] = sys.argv) -> Job:
        return cls(**json.loads(argv[1]))

    def as_json(self) -> str:
        return json.dumps(asdict(self))


def serve(app: FastAPI, job: Job) -> None:
    """As `libs.processes.api` serves."""
    import uvicorn

    from libs.processes.garbage import settle

    settle()
    uvicorn.run(
        app, host="127.0.0.1", port=job.port, log_config=None, access_log=False, timeout_graceful_shutdown=3,
        server_header=False,
    )  # fmt: skip
