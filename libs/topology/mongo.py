"""Who may do what on MongoDB: a user a service, in its own database and on it alone."""

from __future__ import annotations

import json

from libs.runtime.parts.grants import roles_on
from libs.topology.estate import Estate


def mongo_roles(estate: Estate) -> str:
    """As JSON, a user each: `{"user", "db", "roles": [{"role", "db"}]}`, `db` being where it is known."""
    users = [
        {"user": service.name, "db": service.database, "roles": roles_on(service.database)}
        for service in estate.services
    ]
    return json.dumps(users, indent=2) + "\n"
