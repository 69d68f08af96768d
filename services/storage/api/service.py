"""The API that storage's routes are declared on, and the scopes of what may be seen."""

from __future__ import annotations

from libs.http import Api
from services.storage.store import StorageUnit

api = Api("storage", StorageUnit, title="Storage: pools, volumes, and what tenants took of them")
OWN, READ = "storage:own", "storage:read"
"""What is a tenant's, that it sees too; what is the City's, as pools are."""
