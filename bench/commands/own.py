"""A service's own API, as the platform builds and serves it."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI

from bench.commands.job import Job, serve
from libs.http import Api
from libs.http.application import build
from libs.runtime.settings import Settings


def application(api: Api, job: Job, package: str = "services") -> FastAPI:
    """The whole application, with its store and committing thread."""
    nowhere = Path(job.public_key_file)
    settings = Settings(
        service=api.service, mongo=job.mongo, database=job.database, port=job.port, token_file=nowhere,
        public_key_file=nowhere, package=package,
    )  # fmt: skip
    return build(api, settings)


def serve_own(api: Api, package: str = "services") -> None:
    """Until it is told to stop."""
    told = Job.given()
    serve(application(api, told, package), told)
