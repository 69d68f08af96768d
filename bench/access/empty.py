"""Empty: the same application with its routes, tokens, bodies and answers; nothing is decided, and nothing kept."""

from __future__ import annotations

from typing import Any

from bench.access.house import GRANTED
from bench.access.ours import application
from bench.commands.job import Job, serve
from libs.http.committer import Command, Reply
from services.access.api import api


class NoCommitter:
    """Stands where the committing thread is: everybody may enter."""

    def start(self) -> None:
        pass

    def stop(self) -> None:
        pass

    async def submit(self, _: Command) -> Reply:
        return Reply(200, GRANTED.model_dump_json(by_alias=True).encode())


if __name__ == "__main__":
    told = Job.given()
    app = application(told)
    stand_in: Any = NoCommitter()
    api.committer = stand_in
    serve(app, told)
