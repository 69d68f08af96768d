"""Ours: access's own API, as the platform builds and serves it."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI

from bench.commands.job import Job, serve
from libs.http.application import build
from libs.runtime.settings import Settings
from services.access.api import api


def application(job: Job) -> FastAPI:
    """The whole application, with its store and committing thread."""
    nowhere = Path(job.public_key_file)
    settings = Settings(
        service="access", mongo=job.mongo, database=job.database, port=job.port, token_file=nowhere,
        public_key_file=nowhere,
    )  # fmt: skip
    return build(api, settings)


if __name__ == "__main__":
    told = Job.given()
    serve(application(told), told)
