"""Runs one service's api: `python -m libs.processes.api access`."""

from __future__ import annotations

import importlib
import sys

import structlog
import uvicorn

from libs.http.application import build
from libs.processes.garbage import settle
from libs.processes.precedence import give_way
from libs.runtime.logs import set_up_logs
from libs.runtime.settings import load_settings

KEPT_IDLE_SECONDS = 75
"""Of a connection that nothing is asked on: longer than clients (httpx: 5 s) and proxies (often 60 s) keep theirs: what
is asked just as the server closes it is lost."""


def main() -> None:
    settings = load_settings(sys.argv[1])
    set_up_logs(settings.service, "api", settings.log_level)
    api = importlib.import_module(f"{settings.package}.{settings.service}.api").api
    if not api.urgent:
        give_way()
    app = build(api, settings)
    settle()
    log = structlog.get_logger()
    log.info("starts", port=settings.port)
    certificate = api.certificate
    uvicorn.run(
        app, host=str(settings.listen), port=settings.port, log_config=None, access_log=False,
        timeout_graceful_shutdown=3, timeout_keep_alive=KEPT_IDLE_SECONDS, server_header=False,
        ssl_context_factory=(lambda *_: certificate.context) if certificate else None,
    )  # fmt: skip
    log.info("stopped")


if __name__ == "__main__":
    main()
