"""What all processes are told alike: where the others are. Where broker and database are, the overlay says."""

from __future__ import annotations

import json

from libs.topology.estate import Estate
from libs.topology.kubernetes import resource, written
from libs.topology.network import PORTS
from libs.topology.pods import KEPT


def configuration(estate: Estate) -> str:
    """The ConfigMap `platform`, as YAML."""
    data = {
        "CHAPELLE_URLS": urls(estate, "http"),
        "CHAPELLE_AUDIT_DIR": f"{KEPT}/audit",
        "CHAPELLE_SPOOL_DIR": f"{KEPT}/spool",
        "CHAPELLE_LOG_LEVEL": "info",
        "EVENTLET_NO_GREENDNS": "yes",
        "MALLOC_ARENA_MAX": "2",
    }
    return written([{**resource("v1", "ConfigMap", "platform", None), "data": data}])


def urls(estate: Estate, scheme: str) -> str:
    """Where each service's api is found, as the setting takes it."""
    found = {service.name: f"{scheme}://{service.name}-api:{PORTS.api(service.name)}" for service in estate.services}
    return json.dumps(found)
