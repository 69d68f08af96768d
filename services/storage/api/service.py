"""The API that storage's routes are declared on, and who may see what of it."""

from __future__ import annotations

from libs.events import Refused
from libs.http import Api, Caller
from services.storage.store import StorageUnit

api = Api("storage", StorageUnit, title="Storage: pools, volumes, and what tenants took of them")


def own(caller: Caller, tenant: str) -> None:
    """Raises `Refused` (forbidden) where a tenant asks for what is another's."""
    if not caller.may_see(tenant):
        raise Refused("forbidden", f"{caller.name} sees its own data only")


def not_a_tenant(caller: Caller) -> None:
    """Pools are the City's. Raises `Refused` (forbidden)."""
    if caller.tenant is not None:
        raise Refused("forbidden", "pools are shown to the site's own staff only")
