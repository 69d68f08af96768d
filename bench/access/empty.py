"""Empty: the same application with its routes, tokens, bodies and answers; nothing is decided, and nothing kept."""

from __future__ import annotations

from bench.access.house import GRANTED
from bench.access.ours import application
from bench.commands.job import Job
from bench.commands.undecided import serve_undecided
from libs.http.command import Reply
from services.access.api import api

if __name__ == "__main__":
    told = Job.given()
    granted = GRANTED.model_dump_json(by_alias=True).encode()
    serve_undecided(api, application(told), told, lambda _: Reply(200, granted))
