"""Writes `docs/roles.md` again from every service's routes: `make contracts`. With `--json`, tells them instead."""

import json
import sys
from collections.abc import Iterator
from importlib import import_module

from msgspec.structs import asdict

from libs.events.services import SERVICES
from libs.http.api import Api
from libs.http.routes import Route, routes_of
from libs.http.spine_routes import add_spine_routes
from libs.runtime.launch import ROOT
from libs.topology.roles import FILE, roles_table


def routes() -> Iterator[Route]:
    """Every route of every service."""
    for service in SERVICES:
        api: Api = import_module(f"services.{service}.api").api
        add_spine_routes(api, "services")
        yield from routes_of(api)


def main() -> int:
    told = list(routes())
    if "--json" in sys.argv:
        sys.stdout.writelines(f"{json.dumps(asdict(route))}\n" for route in told)
        return 0
    (ROOT / FILE).write_text(roles_table(told))
    sys.stdout.write(f"{len(told)} routes in {FILE}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
