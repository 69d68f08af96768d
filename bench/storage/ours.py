"""Ours: storage's own API, as the platform builds and serves it."""

from __future__ import annotations

from pathlib import Path

from bench.commands.job import Job, serve
from libs.http.application import build
from libs.runtime.settings import Settings
from services.storage.api import api

if __name__ == "__main__":
    told = Job.given()
    nowhere = Path(told.public_key_file)
    settings = Settings(
        service="storage", mongo=told.mongo, database=told.database, port=told.port, token_file=nowhere,
        public_key_file=nowhere,
    )  # fmt: skip
    serve(build(api, settings), told)
