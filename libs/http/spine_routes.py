"""What every API has besides its own routes: the record and its audit, letters, the site's section, health, metrics."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

from libs.http.api import Api
from libs.http.audit_route import add_audit_route
from libs.http.health_routes import add_health_routes
from libs.http.letter_routes import add_letter_routes
from libs.http.proof_route import add_proof_route
from libs.http.record_routes import add_record_routes
from libs.http.shapes import Answer
from libs.store import Unit


class SiteAnswer(Answer):
    """What came of the section."""

    changed: int
    """Documents that it changed."""
    vanished: list[str]
    """What is stored and no longer in it, as sentences; it stays."""


def add_spine_routes(api: Api, package: str) -> None:
    """Mounts them all on a service's API."""
    add_record_routes(api)
    add_audit_route(api)
    add_proof_route(api)
    add_letter_routes(api)
    add_health_routes(api)
    if importlib.util.find_spec(f"{package}.{api.service}.site"):
        _site(api, package)


def _site(api: Api, package: str) -> None:
    site = importlib.import_module(f"{package}.{api.service}.site")

    def load(body: Any, unit: Unit) -> SiteAnswer:
        """Loads the service's section of the site file. Applied like any command; a second load changes nothing."""
        before = len(unit.changed())
        vanished = site.load(body, unit)
        return SiteAnswer(changed=len(unit.changed()) - before, vanished=vanished)

    load.__annotations__ = {"body": site.Section, "unit": Unit, "return": SiteAnswer}
    api.command("/v1/site", scope="site:write")(load)
