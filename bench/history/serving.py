"""The api of the service whose record is long: what every service's api has, and no routes of its own."""

from __future__ import annotations

from pathlib import Path

from bench.commands.job import Job, serve
from bench.path.meters import BenchUnit
from libs.http import Api
from libs.http.application import build
from libs.runtime.settings import Settings

if __name__ == "__main__":
    told = Job.given()
    nowhere = Path(told.public_key_file)
    settings = Settings(
        service="bench", mongo=told.mongo, database=told.database, port=told.port, token_file=nowhere,
        public_key_file=nowhere, package="bench.history.services",
    )  # fmt: skip
    serve(build(Api("bench", BenchUnit), settings), told)
