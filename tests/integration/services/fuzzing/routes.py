"""Every route of every service, those of no OpenAPI too: a JSON line each. Run as a process of its own."""

from __future__ import annotations

import importlib
import json

from fastapi.routing import iter_route_contexts

from libs.events.services import SERVICES
from libs.http.application import build
from libs.runtime.settings import load_settings


def main() -> None:
    for service in SERVICES:
        app = build(importlib.import_module(f"services.{service}.api").api, load_settings(service))
        for route in iter_route_contexts(app.routes):
            scope = (getattr(route, "openapi_extra", None) or {}).get("x-scope", "")
            for method in sorted(getattr(route, "methods", None) or {"GET"}):
                print(json.dumps({"service": service, "method": method, "path": route.path, "scope": scope}))


if __name__ == "__main__":
    main()
