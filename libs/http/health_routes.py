"""Whether the process lives and can do its work, and its figures."""

from __future__ import annotations

from typing import Any

from fastapi import Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from starlette.concurrency import run_in_threadpool

from libs.http.api import Api
from libs.http.begun import begun
from libs.http.described import ANY, errors
from libs.http.problems import Problem
from libs.http.shapes import Answer


class Health(Answer):
    ok: bool
    """True; else the answer is an error."""


def add_health_routes(api: Api) -> None:
    """Mounts them."""
    open_to_all: dict[str, Any] = {"tags": ["health"], "openapi_extra": {"security": []}}

    @api.app.get("/health/live", summary="Whether the process runs", responses=errors([431]), **open_to_all)
    async def live() -> Health:
        """For whoever restarts it."""
        return Health(ok=True)

    @api.app.get("/health/ready", summary="Whether it can do its work", responses=errors((431, 503)), **open_to_all)
    async def ready() -> Health:
        """A real write is committed now: a database with a full disk still answers pings."""
        of_certificate = api.certificate.fault() if api.certificate else ""
        if refused := [*api.contact.why, *filter(None, [of_certificate])]:
            raise Problem(503, "; ".join(refused))
        api.opening.expect()
        committed = begun(run_in_threadpool(api.store.commits))
        with api.watch.over(committed):
            return Health(ok=await committed)

    registry = CollectorRegistry()
    rare = Gauge("chapelle_sometimes", "rare branches taken", ["branch"], registry=registry)

    @api.app.get(
        "/metrics",
        summary="Figures of the process",
        response_class=PlainTextResponse,
        responses=errors(ANY),
        **open_to_all,
    )
    def metrics() -> Response:
        """In the text format of Prometheus."""
        for branch, count in api.store.sometimes.items():
            rare.labels(branch).set(count)
        return Response(generate_latest(registry), media_type="text/plain; version=0.0.4")
